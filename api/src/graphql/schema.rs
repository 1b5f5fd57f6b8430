//! The executable schema and its text.

use async_graphql::{SDLExportOptions, Schema, SchemaBuilder};

use super::cost;
use super::mutation::Mutation;
use super::problems::Problem;
use super::query::Query;
use super::query::citizens::CitizenConnection;
use super::query::follow_up_summaries::FollowUpSummaryConnection;
use super::query::notifications::NotificationDeliveryConnection;
use super::subscription::Subscription;
use super::types::backlog_project::BacklogProjectConnection;
use super::types::input_differences::PinDifferenceConnection;
use super::types::left_out_request::LeftOutRequestConnection;
use super::types::plan_changes::{ProjectChangeConnection, RequestChangeConnection};
use super::types::programme::ProgrammeConnection;
use super::types::project::ProjectConnection;
use super::types::request::{FollowUpConnection, RequestConnection};
use super::types::webhook_endpoint::WebhookEndpointConnection;
use crate::app::SharedApp;

/// How deep a document may go; introspection by the common tools needs 13 levels.
const MAXIMUM_DEPTH: usize = 24;

/// The executable schema.
pub type RiverainSchema = Schema<Query, Mutation, Subscription>;

/// The schema over a running service.
pub fn build(app: SharedApp) -> RiverainSchema {
    builder().data(app).limit_depth(MAXIMUM_DEPTH).limit_complexity(cost::MAXIMUM).finish()
}

/// The schema in GraphQL's schema definition language.
pub fn sdl() -> String {
    builder().finish().sdl_with_options(SDLExportOptions::new().sorted_fields().sorted_arguments().sorted_enum_items())
}

fn builder() -> SchemaBuilder<Query, Mutation, Subscription> {
    Schema::build(Query::default(), Mutation::default(), Subscription)
        .register_output_type::<Problem>()
        .override_output_type_description::<BacklogProjectConnection>("A page of the projects of the backlog.")
        .override_output_type_description::<CitizenConnection>("A page of citizens.")
        .override_output_type_description::<FollowUpConnection>("A page of the follow-ups of a request.")
        .override_output_type_description::<FollowUpSummaryConnection>("A page of summaries of follow-ups.")
        .override_output_type_description::<LeftOutRequestConnection>("A page of requests that a programme leaves out.")
        .override_output_type_description::<NotificationDeliveryConnection>("A page of what is to be told.")
        .override_output_type_description::<WebhookEndpointConnection>("A page of the endpoints of subscribers.")
        .override_output_type_description::<PinDifferenceConnection>(
            "A page of the pins that differ between two programmes.",
        )
        .override_output_type_description::<ProjectChangeConnection>(
            "A page of the projects of two programmes, in pairs.",
        )
        .override_output_type_description::<RequestChangeConnection>("A page of the requests of two programmes.")
        .override_output_type_description::<ProgrammeConnection>("A page of work programmes.")
        .override_output_type_description::<ProjectConnection>("A page of projects.")
        .override_output_type_description::<RequestConnection>("A page of requests.")
}
