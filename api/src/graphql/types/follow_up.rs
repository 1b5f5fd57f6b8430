//! Follow-ups.

use async_graphql::{Context, ID, Object, Result};
use chrono::{DateTime, Utc};
use riverain_entities::follow_ups::{self, Audience, AuthorKind};

use super::attachment::Attachment;
use super::follow_up_correction::{FollowUpCorrection, FollowUpCorrectionsKey};
use super::request::Request;
use crate::auth::policy::{Action, may};
use crate::graphql::attachment_loaders::{self, FollowUpAttachmentsKey};
use crate::graphql::context::{locale, viewer};
use crate::graphql::enums::{FollowUpAudience, FollowUpAuthorKind, FollowUpKind, RequestStatus};
use crate::graphql::global_id::NodeKind;
use crate::graphql::loaders::{self, RequestKey};
use crate::graphql::{budget, cost, error};

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

    /// Its text. What citizens wrote and what was written to them is personal data.
    async fn text(&self, ctx: &Context<'_>) -> Result<Option<&str>> {
        match self.is_readable(ctx) {
            true => Ok(Some(&self.0.text)),
            false => Err(error::coded(locale(ctx), error::FORBIDDEN)),
        }
    }

    /// The photos and documents that came with it, in the order sent; for those who may read its text.
    #[graphql(complexity = "cost::STATEMENT + cost::list(cost::ATTACHMENTS, child_complexity)")]
    async fn attachments(&self, ctx: &Context<'_>) -> Result<Vec<Attachment>> {
        match self.is_readable(ctx) {
            true => attachment_loaders::load(ctx, FollowUpAttachmentsKey(self.0.id)).await,
            false => Err(error::coded(locale(ctx), error::FORBIDDEN)),
        }
    }

    /// Who wrote it.
    async fn author_kind(&self) -> FollowUpAuthorKind {
        self.0.author_kind.into()
    }

    /// The name of the member of the staff who wrote it; null for a citizen, the service itself, for citizens who read
    /// it, and for those who may not read its text.
    async fn author_name(&self, ctx: &Context<'_>) -> Option<&str> {
        let by_staff = self.0.author_kind != AuthorKind::Citizen;
        let shown = by_staff && may(viewer(ctx), Action::ReadInternalFollowUps) && self.is_readable(ctx);
        Some(self.0.author_name.as_str()).filter(|name| shown && !name.is_empty())
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

    /// When its text was last corrected, UTC; null where it is as it was written.
    #[graphql(complexity = "cost::STATEMENT")]
    async fn corrected_at(&self, ctx: &Context<'_>) -> Result<Option<DateTime<Utc>>> {
        let corrections = loaders::load(ctx, FollowUpCorrectionsKey(self.0.id)).await?.unwrap_or_default();
        Ok(corrections.last().map(|correction| correction.corrected_at))
    }

    /// What it said before, the earliest first. For the staff who may read its text.
    #[graphql(complexity = "cost::STATEMENT + cost::list(cost::CORRECTIONS, child_complexity)")]
    async fn corrections(&self, ctx: &Context<'_>) -> Result<Vec<FollowUpCorrection>> {
        if !self.is_readable(ctx) || !may(viewer(ctx), Action::ReadInternalFollowUps) {
            return Err(error::forbidden(locale(ctx)));
        }
        let corrections = loaders::load(ctx, FollowUpCorrectionsKey(self.0.id)).await?.unwrap_or_default();
        budget::within(ctx, corrections.into_iter().map(FollowUpCorrection).collect())
    }

    /// The request that it documents.
    async fn request(&self, ctx: &Context<'_>) -> Result<Option<Request>> {
        Ok(loaders::load(ctx, RequestKey(self.0.request_id)).await?.map(Request::new))
    }
}

impl FollowUp {
    fn is_readable(&self, ctx: &Context<'_>) -> bool {
        let internal = self.0.audience == Audience::Internal;
        let by_citizen = self.0.author_kind == AuthorKind::Citizen;
        may(viewer(ctx), Action::ReadFollowUpText { internal, by_citizen })
    }
}
