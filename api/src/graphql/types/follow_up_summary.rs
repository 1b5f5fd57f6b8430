//! The summary of a request's follow-ups.

use async_graphql::{Context, Object, Result};
use chrono::{DateTime, Utc};

use super::follow_up::FollowUp;
use super::request::Request;
use crate::domain::follow_up_summary;
use crate::graphql::context::{app, locale};
use crate::graphql::enums::{PromiseState, RequestStatus};
use crate::services::follow_up_summaries::Summary;

/// The summary of a request's follow-ups.
#[derive(Debug)]
pub struct FollowUpSummary(pub Summary);

/// The summary of follow-ups (*synthèse des suivis*) that the 311 app shows, without a call.
#[Object]
impl FollowUpSummary {
    /// Number of the request.
    async fn request_number(&self) -> &str {
        &self.0.request.number
    }

    /// Where the request stands.
    async fn status(&self) -> RequestStatus {
        self.0.request.status.into()
    }

    /// Where the request stands and what happens next, in the caller's language. For a planned intervention: that it
    /// feeds the planned programme, without individual follow-up.
    async fn text(&self, ctx: &Context<'_>) -> String {
        follow_up_summary::state_in_words(&self.0.input, locale(ctx))
    }

    /// What happens next and what the citizen may do, in the caller's language: the promised day, an answer to give, until
    /// when the request may be reopened.
    async fn next_step(&self, ctx: &Context<'_>) -> async_graphql::Result<String> {
        Ok(follow_up_summary::next_step(&self.0.input, locale(ctx), app(ctx)?.clock.now()))
    }

    /// Whether the request feeds the planned-intervention programme, which gives no individual follow-up.
    async fn is_planned_intervention(&self) -> bool {
        self.0.input.planned
    }

    /// The year that a published programme plans the work for, where the city lets citizens see it.
    async fn planned_year(&self) -> Option<i32> {
        self.0.input.planned_year
    }

    /// The last follow-up that the citizen may read; null for planned interventions.
    async fn last_follow_up(&self) -> Option<FollowUp> {
        self.0.last_public.clone().map(FollowUp)
    }

    /// When the service commitment ends, UTC; null where no commitment applies, and while the clock stands: it moves by the time
    /// of the wait, which nobody knows yet.
    async fn due_at(&self, ctx: &Context<'_>) -> Result<Option<DateTime<Utc>>> {
        let due_at = self.0.input.promise.shown_due_at(app(ctx)?.clock.now());
        Ok(due_at.filter(|_| !self.0.input.planned))
    }

    /// How the service commitment stands.
    async fn promise(&self, ctx: &Context<'_>) -> async_graphql::Result<PromiseState> {
        Ok(follow_up_summary::promise(&self.0.input, app(ctx)?.clock.now()).into())
    }

    /// The request itself.
    async fn request(&self) -> Request {
        Request::new(self.0.request.clone())
    }
}
