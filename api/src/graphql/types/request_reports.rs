//! What a request is one of many reports of.

use std::sync::Arc;

use async_graphql::{Context, Object, Result};
use riverain_entities::service_requests;

use super::likely_duplicate::LikelyDuplicate;
use super::request::{Request, RequestConnection};
use super::request_merge::{RequestMerge, RequestMergeConnection};
use crate::auth::policy::{Action, may};
use crate::domain::request_filter::RequestFilter;
use crate::graphql::connection::connection;
use crate::graphql::context::{Told, app, viewer};
use crate::graphql::cost;
use crate::graphql::loaders::{self, RequestKey};
use crate::graphql::merge_loaders::{DistinctCitizensKey, FollowersKey};
use crate::graphql::paging::PageArguments;
use crate::graphql::query::requests::{self, RequestListing};
use crate::services;
use crate::store::page::MomentPosition;

/// The name by which cursors of a request's merges know their list.
const MERGES: &str = "merges";

/// The part of a request that tells of other reports of the same problem.
#[derive(Debug)]
pub struct RequestReports(pub Arc<service_requests::Model>);

/// The part of a request that tells of other reports of the same problem.
#[Object]
impl RequestReports {
    /// Whether it is merged into another request that reports the same problem: its status is that one's.
    async fn is_merged(&self) -> bool {
        self.0.master_id.is_some()
    }

    /// The request that it is merged into, which stands for all reports of the problem; null where it stands for itself, and to
    /// those who may not read that request: another citizen made it.
    async fn master(&self, ctx: &Context<'_>) -> Result<Option<Request>> {
        let Some(key) = self.0.master_id else { return Ok(None) };
        let master = loaders::load(ctx, RequestKey(key)).await?;
        let viewer = viewer(ctx);
        let readable = master.filter(|row| may(viewer, Action::ReadRequest { citizen_id: row.citizen_id }));
        Ok(readable.map(Request::new))
    }

    /// How many reports of the problem it stands for: itself, and those merged into it.
    async fn report_count(&self) -> i32 {
        self.0.report_count
    }

    /// How many citizens made these reports: a known one once, each anonymous report as one.
    #[graphql(complexity = "cost::STATEMENT")]
    async fn distinct_citizens(&self, ctx: &Context<'_>) -> Result<u64> {
        match self.0.report_count {
            ..=1 => Ok(1),
            _ => Ok(loaders::load(ctx, DistinctCitizensKey(self.0.id)).await?.unwrap_or(1)),
        }
    }

    /// How many citizens follow it: those who asked for it, and those whose requests are merged into it.
    #[graphql(complexity = "cost::STATEMENT")]
    async fn follower_count(&self, ctx: &Context<'_>) -> Result<u64> {
        Ok(loaders::load(ctx, FollowersKey(self.0.id)).await?.unwrap_or(0))
    }

    /// The requests that are merged into it, latest first. For the staff: other citizens made them.
    #[graphql(complexity = "cost::SCAN + cost::page(first, None, child_complexity)")]
    async fn reports(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 where absent.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
    ) -> Result<RequestConnection> {
        let filter = RequestFilter { master: Some(self.0.id), ..RequestFilter::default() };
        let filter = services::requests::scope(viewer(ctx), filter, None).told(ctx)?;
        let total = u64::try_from(self.0.report_count - 1).ok().filter(|_| filter.citizen.is_none());
        let listing = RequestListing { total, ..RequestListing::latest_first(filter) };
        requests::connection(ctx, listing, &PageArguments::forward(first, after)).await
    }

    /// The requests that are likely to report the same problem, the likeliest first; none where its place is not known.
    #[graphql(complexity = "cost::SCAN + cost::list(cost::LIKELY_DUPLICATES, child_complexity)")]
    async fn likely_duplicates(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 20; 5 where absent.")] first: Option<i32>,
    ) -> Result<Vec<LikelyDuplicate>> {
        LikelyDuplicate::of_request(ctx, &self.0, first).await
    }

    /// Each time it was merged into another request, earliest first, those that are over among them.
    #[graphql(complexity = "cost::STATEMENT + cost::page(first, None, child_complexity)")]
    async fn merges(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 where absent.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
    ) -> Result<RequestMergeConnection> {
        let page = PageArguments::forward(first, after).check::<MomentPosition>(MERGES).told(ctx)?;
        let merges = services::request_merges::history(app(ctx)?, self.0.id, &page).await.told(ctx)?;
        let nodes = merges.map(|row| (MomentPosition::from(&row), RequestMerge(row)));
        connection(ctx, MERGES, nodes, async_graphql::connection::EmptyFields)
    }
}
