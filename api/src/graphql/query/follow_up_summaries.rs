//! Questions of the 311 app: where requests stand, and what changed.

use async_graphql::{Context, Object, Result, SimpleObject};

use crate::domain::fault::{Fault, FaultKind};
use crate::graphql::connection::{NodeConnection, connection};
use crate::graphql::context::{Told, app, reference, viewer};
use crate::graphql::paging::PageArguments;
use crate::graphql::query::requests::RequestListing;
use crate::graphql::types::follow_up_summary::FollowUpSummary;
use crate::graphql::types::request_filter::{self, RequestFilterInput};
use crate::graphql::{budget, cost, cursor};
use crate::services;
use crate::services::follow_up_summaries::{self, Summary, SyncPosition};
use crate::store::requests::RequestPosition;

/// Summaries of follow-ups, page by page.
pub type FollowUpSummaryConnection = NodeConnection<FollowUpSummary>;

/// The name by which cursors of summaries know their list.
const SUMMARIES: &str = "followUpSummaries";

/// The name by which cursors of changes know theirs.
const CHANGES: &str = "followUpSummaryChanges";

/// What changed of a citizen's requests. Replace what is in `changed`, forget what is in `removed`, keep `cursor`. The same
/// change may be told twice.
#[derive(Debug, SimpleObject)]
pub struct FollowUpSummaryChanges {
    /// The summaries that are new or changed, in no particular order.
    changed: Vec<FollowUpSummary>,
    /// The numbers of the requests that are no longer the citizen's: forget them.
    removed: Vec<String>,
    /// What to pass as `since` next time.
    cursor: String,
    /// Whether there is more now: ask again with `cursor` at once.
    has_more: bool,
}

/// Questions of the 311 app.
#[derive(Debug, Default)]
pub struct FollowUpSummaryQueries;

#[Object]
impl FollowUpSummaryQueries {
    /// The summary of a request's follow-ups (*synthèse des suivis*); null where there is no such request that the caller
    /// may see.
    #[graphql(complexity = "2 * cost::STATEMENT + child_complexity")]
    async fn follow_up_summary(&self, ctx: &Context<'_>, request_number: String) -> Result<Option<FollowUpSummary>> {
        let summary = follow_up_summaries::summary(app(ctx)?, viewer(ctx), &request_number).await.told(ctx)?;
        Ok(summary.map(FollowUpSummary))
    }

    /// The summaries of all the requests of a citizen, those opened last first, page by page; for the staff, of the city's.
    #[graphql(complexity = "cost::SCAN + 2 * cost::STATEMENT + cost::page(first, None, child_complexity)")]
    async fn follow_up_summaries(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which requests; all where absent.")] filter: Option<RequestFilterInput>,
        #[graphql(desc = "How many, 1 to 100; 20 where absent.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
    ) -> Result<FollowUpSummaryConnection> {
        let listing = RequestListing::latest_first(request_filter::scoped(ctx, "filter", filter)?);
        let is_of_order = |position: &RequestPosition| position.is_of(listing.order);
        let page = PageArguments::forward(first, after).check_positions(SUMMARIES, is_of_order).told(ctx)?;
        let (app, reference) = (app(ctx)?, reference(ctx)?);
        let rows = services::requests::list(app, reference, &listing.filter, listing.order, &page).await.told(ctx)?;
        let summaries = follow_up_summaries::of_page(app, rows).await.told(ctx)?;
        let order = listing.order;
        let place = |summary: Summary| (RequestPosition::of(&summary.request, order), FollowUpSummary(summary));
        let nodes = summaries.map(place);
        connection(ctx, SUMMARIES, nodes, async_graphql::connection::EmptyFields)
    }

    /// What changed of the calling citizen's requests since a cursor, for phones on poor networks: summaries that are new or
    /// changed, and what is gone. Without a cursor, everything.
    #[graphql(complexity = "4 * cost::STATEMENT + cost::page(first, None, child_complexity)")]
    async fn follow_up_summary_changes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The `cursor` of the last answer; everything where absent.")] since: Option<String>,
        #[graphql(desc = "How many summaries at once, 1 to 100; 20 where absent.")] first: Option<i32>,
    ) -> Result<FollowUpSummaryChanges> {
        let size = PageArguments::forward(first, None).check::<()>(CHANGES).told(ctx)?.size;
        let position = since.map(|text| {
            let decoded = cursor::decode::<SyncPosition>(CHANGES, &text);
            decoded.ok_or_else(|| Fault::new("since", text, FaultKind::MalformedCursor))
        });
        let position = position.transpose().told(ctx)?;
        let changes = follow_up_summaries::changes(app(ctx)?, viewer(ctx), position, size).await.told(ctx)?;
        Ok(FollowUpSummaryChanges {
            changed: budget::within(ctx, changes.changed.into_iter().map(FollowUpSummary).collect())?,
            removed: budget::within(ctx, changes.removed)?,
            cursor: cursor::encode(CHANGES, &changes.next).0,
            has_more: changes.has_more,
        })
    }
}
