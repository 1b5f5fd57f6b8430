//! Merges of requests.

use async_graphql::{Context, Object, Result};
use chrono::{DateTime, Utc};
use riverain_entities::request_merges;

use super::request::Request;
use crate::auth::policy::{Action, may};
use crate::graphql::connection::NodeConnection;
use crate::graphql::context::viewer;
use crate::graphql::enums::RequestStatus;
use crate::graphql::loaders::{self, RequestKey};

/// Merges of a request, page by page.
pub type RequestMergeConnection = NodeConnection<RequestMerge>;

/// A merge of a request.
#[derive(Debug, Clone)]
pub struct RequestMerge(pub request_merges::Model);

/// That a request is, or was, merged into another that reports the same problem.
#[Object]
impl RequestMerge {
    /// The request that it was merged into, which may itself be merged into a further one; null to those who may not read
    /// that: another citizen made it.
    async fn into(&self, ctx: &Context<'_>) -> Result<Option<Request>> {
        let into = loaders::load(ctx, RequestKey(self.0.master_id)).await?;
        let viewer = viewer(ctx);
        let readable = into.filter(|row| may(viewer, Action::ReadRequest { citizen_id: row.citizen_id }));
        Ok(readable.map(Request::new))
    }

    /// When it was merged, UTC.
    async fn merged_at(&self) -> DateTime<Utc> {
        self.0.merged_at
    }

    /// Who merged it; for the staff alone.
    async fn merged_by(&self, ctx: &Context<'_>) -> Option<&str> {
        Some(self.0.merged_by_name.as_str()).filter(|name| is_told(ctx) && !name.is_empty())
    }

    /// Why it was merged; for the staff alone.
    async fn note(&self, ctx: &Context<'_>) -> Option<&str> {
        self.0.note.as_deref().filter(|_| is_told(ctx))
    }

    /// The status that the request has by itself, and takes again when it is unmerged.
    async fn own_status(&self) -> RequestStatus {
        self.0.own_status.into()
    }

    /// When it was unmerged, UTC; null while it is merged.
    async fn unmerged_at(&self) -> Option<DateTime<Utc>> {
        self.0.unmerged_at
    }

    /// Who unmerged it; for the staff alone.
    async fn unmerged_by(&self, ctx: &Context<'_>) -> Option<&str> {
        self.0.unmerged_by_name.as_deref().filter(|name| is_told(ctx) && !name.is_empty())
    }

    /// Why it was unmerged; for the staff alone.
    async fn unmerge_note(&self, ctx: &Context<'_>) -> Option<&str> {
        self.0.unmerge_note.as_deref().filter(|_| is_told(ctx))
    }
}

fn is_told(ctx: &Context<'_>) -> bool {
    may(viewer(ctx), Action::ReadInternalFollowUps)
}
