//! Follow-ups.

use async_graphql::{Context, ID, Object, Result};
use chrono::{DateTime, Utc};
use riverain_entities::follow_ups;

use super::request::Request;
use crate::auth::policy::{Action, may};
use crate::graphql::context::viewer;
use crate::graphql::enums::{FollowUpAudience, FollowUpAuthorKind, FollowUpKind, RequestStatus};
use crate::graphql::global_id::NodeKind;
use crate::graphql::loaders::{self, RequestKey};

/// A follow-up of a request.
#[derive(Debug, Clone)]
pub struct FollowUp(pub follow_ups::Model);

/// A follow-up (*suivi*), documented on its request.
#[Object]
impl FollowUp {
    /// Global identifier.
    pub async fn id(&self) -> ID {
        NodeKind::FollowUp.id(self.0.id)
    }

    /// Who may read it.
    async fn audience(&self) -> FollowUpAudience {
        self.0.audience.into()
    }

    /// What it reports.
    async fn kind(&self) -> FollowUpKind {
        self.0.kind.into()
    }

    /// Its text.
    async fn text(&self) -> &str {
        &self.0.text
    }

    /// Who wrote it.
    async fn author_kind(&self) -> FollowUpAuthorKind {
        self.0.author_kind.into()
    }

    /// The name of the member of the staff who wrote it; null for a citizen, the service itself, and for citizens who
    /// read it.
    async fn author_name(&self, ctx: &Context<'_>) -> Option<&str> {
        let staff = !matches!(self.0.author_kind, follow_ups::AuthorKind::Citizen);
        let shown = staff && may(viewer(ctx), Action::ReadInternalFollowUps) && !self.0.author_name.is_empty();
        shown.then_some(self.0.author_name.as_str())
    }

    /// The status that the request left, where it changed.
    async fn status_from(&self) -> Option<RequestStatus> {
        self.0.status_from.map(Into::into)
    }

    /// The status that the request took, where it changed.
    async fn status_to(&self) -> Option<RequestStatus> {
        self.0.status_to.map(Into::into)
    }

    /// When it was written, UTC.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.created_at
    }

    /// The request that it documents.
    async fn request(&self, ctx: &Context<'_>) -> Result<Option<Request>> {
        Ok(loaders::load(ctx, RequestKey(self.0.request_id)).await?.map(Request::new))
    }
}
