//! Relay's `node`.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result};

use crate::graphql::context::{Told, app, reference, viewer};
use crate::graphql::cost;
use crate::graphql::global_id::{self, NodeKind};
use crate::graphql::types::attachment::Attachment;
use crate::graphql::types::borough::Borough;
use crate::graphql::types::citizen::Citizen;
use crate::graphql::types::contact::Contact;
use crate::graphql::types::department::Department;
use crate::graphql::types::draft_request::DraftRequest;
use crate::graphql::types::exceptional_situation::ExceptionalSituation;
use crate::graphql::types::follow_up::FollowUp;
use crate::graphql::types::lot::Lot;
use crate::graphql::types::neighbourhood::Neighbourhood;
use crate::graphql::types::node::Node;
use crate::graphql::types::notification_delivery::NotificationDelivery;
use crate::graphql::types::product::Product;
use crate::graphql::types::programme::Programme;
use crate::graphql::types::project::Project;
use crate::graphql::types::request::Request;
use crate::graphql::types::team::Team;
use crate::graphql::types::webhook_endpoint::WebhookEndpoint;
use crate::graphql::types::work_type::WorkType;
use crate::services;

/// Relay's `node`.
#[derive(Debug, Default)]
pub struct NodeQueries;

#[Object]
impl NodeQueries {
    /// Whatever this global identifier names; null where there is nothing that the caller may see.
    #[graphql(complexity = "cost::STATEMENT + child_complexity")]
    async fn node(&self, ctx: &Context<'_>, id: ID) -> Result<Option<Node>> {
        let (kind, key) = global_id::parse("id", &id).told(ctx)?;
        let (app, viewer) = (app(ctx)?, viewer(ctx));
        let node = match kind {
            NodeKind::Attachment => {
                services::attachments::find(app, viewer, key).await.told(ctx)?.map(|row| Attachment(row).into())
            }
            NodeKind::Borough => reference(ctx)?.borough(key).cloned().map(|row| Borough(row).into()),
            NodeKind::Citizen => {
                services::citizens::find(app, viewer, key).await.told(ctx)?.map(|row| Citizen::new(row).into())
            }
            NodeKind::Contact => {
                services::contacts::find(app, viewer, key).await.told(ctx)?.map(|row| Contact(row).into())
            }
            NodeKind::Department => reference(ctx)?.department(key).cloned().map(|row| Department(row).into()),
            NodeKind::DraftRequest => {
                services::drafts::find(app, viewer, key).await.told(ctx)?.map(|row| DraftRequest(row).into())
            }
            NodeKind::ExceptionalSituation => services::exceptional_situations::find(app, viewer, key)
                .await
                .told(ctx)?
                .map(|row| ExceptionalSituation(Arc::new(row)).into()),
            NodeKind::FollowUp => {
                services::follow_ups::find(app, viewer, key).await.told(ctx)?.map(|row| FollowUp(row).into())
            }
            NodeKind::Lot => {
                services::programmes::find_lot(app, viewer, key).await.told(ctx)?.map(|row| Lot::new(row).into())
            }
            NodeKind::Neighbourhood => reference(ctx)?.neighbourhood(key).cloned().map(|row| Neighbourhood(row).into()),
            NodeKind::NotificationDelivery => services::notifications::deliveries::find(app, viewer, key)
                .await
                .told(ctx)?
                .map(|row| NotificationDelivery(row).into()),
            NodeKind::WebhookEndpoint => services::notifications::endpoints::find(app, viewer, key)
                .await
                .told(ctx)?
                .map(|row| WebhookEndpoint(row).into()),
            NodeKind::Product => reference(ctx)?.product(key).cloned().map(|row| Product(row).into()),
            NodeKind::Request => {
                services::requests::find(app, viewer, key).await.told(ctx)?.map(|row| Request::new(row).into())
            }
            NodeKind::Team => reference(ctx)?.team(key).cloned().map(|row| Team(row).into()),
            NodeKind::WorkType => reference(ctx)?.work_type(key).cloned().map(|row| WorkType(row).into()),
            NodeKind::Programme => services::programmes::find(app, viewer, key)
                .await
                .told(ctx)?
                .map(|row| Programme::new(row.into()).into()),
            NodeKind::Project => services::programmes::find_project(app, viewer, key)
                .await
                .told(ctx)?
                .map(|row| Project::new(row).into()),
        };
        Ok(node)
    }
}
