//! Requests of others that citizens follow.

use async_graphql::{Context, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};
use riverain_entities::{follow_ups, service_requests};

use super::product::Product;
use crate::domain::request_status;
use crate::graphql::connection::NodeConnection;
use crate::graphql::context::{locale, reference};
use crate::graphql::enums::{FollowUpKind, RequestStatus};
use crate::graphql::{budget, cost};
use crate::services::following::Followed;

/// Requests that a citizen follows, page by page.
pub type FollowedRequestConnection = NodeConnection<FollowedRequest>;

/// A request that a citizen follows.
#[derive(Debug)]
pub struct FollowedRequest(pub Box<Followed>);

/// What the city wrote to everyone who follows a request.
#[derive(Debug, SimpleObject)]
pub struct PublicFollowUp {
    /// What it reports.
    kind: FollowUpKind,
    /// Its text.
    text: String,
    /// The status that the request took, where it changed.
    status_to: Option<RequestStatus>,
    /// When it was written, UTC.
    created_at: DateTime<Utc>,
}

/// A request of another that a citizen follows. It shows what everyone may see of a request, and what the city wrote since they
/// follow it; nothing of who made it.
#[Object]
impl FollowedRequest {
    /// Number of the request.
    async fn request_number(&self) -> &str {
        &self.0.request.number
    }

    /// What it is about.
    async fn product(&self, ctx: &Context<'_>) -> Result<Option<Product>> {
        Ok(reference(ctx)?.product(self.0.request.product_id).cloned().map(Product))
    }

    /// Where it stands.
    async fn status(&self) -> RequestStatus {
        self.0.request.status.into()
    }

    /// Where it stands, in plain words and the caller's language.
    async fn text(&self, ctx: &Context<'_>) -> String {
        public_state(ctx, &self.0.request)
    }

    /// The name of its neighbourhood, or else of its borough; null where unknown.
    async fn rough_place(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        rough_place(ctx, &self.0.request)
    }

    /// How many reports of the problem there are.
    async fn report_count(&self) -> i32 {
        self.0.request.report_count
    }

    /// Since when the citizen follows it, UTC.
    async fn followed_at(&self) -> DateTime<Utc> {
        self.0.since
    }

    /// What the city wrote since then, the latest first, at most 5; none of a planned intervention.
    #[graphql(complexity = "cost::list(cost::FOLLOWED_FOLLOW_UPS, child_complexity)")]
    async fn follow_ups(&self, ctx: &Context<'_>) -> Result<Vec<PublicFollowUp>> {
        budget::within(ctx, self.0.follow_ups.iter().cloned().map(Into::into).collect())
    }
}

/// Where a request of another stands, in plain words and the caller's language.
pub fn public_state(ctx: &Context<'_>, request: &service_requests::Model) -> String {
    let open = request_status::is_open(request.status);
    let key = match request.work_type_id {
        Some(_) if open => "planned_programme",
        _ => request_status::code(request.status),
    };
    locale(ctx).wording(&format!("public_state.{key}"), &[])
}

/// The name of the neighbourhood of a request, or else of its borough.
///
/// # Errors
/// A database that holds no catalogue yet.
pub fn rough_place(ctx: &Context<'_>, request: &service_requests::Model) -> Result<Option<String>> {
    let reference = reference(ctx)?;
    let neighbourhood = request.neighbourhood_id.and_then(|key| reference.neighbourhood(key));
    let borough = || request.borough_id.and_then(|key| reference.borough(key));
    Ok(neighbourhood.map(|row| row.name.clone()).or_else(|| borough().map(|row| row.name.clone())))
}

impl From<follow_ups::Model> for PublicFollowUp {
    fn from(row: follow_ups::Model) -> Self {
        Self {
            kind: row.kind.into(),
            text: row.text,
            status_to: row.status_to.map(Into::into),
            created_at: row.created_at,
        }
    }
}
