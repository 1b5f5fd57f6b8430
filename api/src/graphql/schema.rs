//! The executable schema and its text.

use async_graphql::{EmptySubscription, SDLExportOptions, Schema, SchemaBuilder};

use super::mutation::Mutation;
use super::problems::Problem;
use super::query::Query;
use crate::app::SharedApp;

/// How deep a document may go; introspection by the common tools needs 13 levels.
const MAXIMUM_DEPTH: usize = 24;

/// How many fields a document may hold, fragments unfolded.
const MAXIMUM_COMPLEXITY: usize = 2_000;

/// The executable schema.
pub type RiverainSchema = Schema<Query, Mutation, EmptySubscription>;

/// The schema over a running service.
pub fn build(app: SharedApp) -> RiverainSchema {
    builder().data(app).limit_depth(MAXIMUM_DEPTH).limit_complexity(MAXIMUM_COMPLEXITY).finish()
}

/// The schema in GraphQL's schema definition language.
pub fn sdl() -> String {
    builder().finish().sdl_with_options(SDLExportOptions::new().sorted_fields().sorted_arguments().sorted_enum_items())
}

fn builder() -> SchemaBuilder<Query, Mutation, EmptySubscription> {
    Schema::build(Query::default(), Mutation::default(), EmptySubscription).register_output_type::<Problem>()
}
