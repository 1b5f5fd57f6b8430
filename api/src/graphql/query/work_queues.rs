//! Questions about what departments and their teams have to do.

use async_graphql::{Context, Object, Result, SimpleObject};

use super::requests::{RequestListing, connection};
use crate::domain::request_filter::RequestFilter;
use crate::domain::request_status;
use crate::graphql::context::{Told, app, locale, reference, viewer};
use crate::graphql::enums::{PromiseState, RequestStatus};
use crate::graphql::paging::PageArguments;
use crate::graphql::types::request::RequestConnection;
use crate::graphql::types::request_filter::{self, RequestFilterInput};
use crate::graphql::{budget, cost};
use crate::services;
use crate::store::page::Direction;
use crate::store::requests::{RequestOrder, RequestOrderField};

/// How many requests have a status.
#[derive(Debug, SimpleObject)]
pub struct StatusCount {
    /// The status.
    status: RequestStatus,
    /// Its name in the caller's language.
    label: String,
    /// How many requests have it.
    count: u64,
}

/// Questions about what departments and their teams have to do.
#[derive(Debug, Default)]
pub struct WorkQueueQueries;

#[Object]
impl WorkQueueQueries {
    /// The open requests of a department, or of one of its teams: what is due first comes first, then what has no promise,
    /// in the order of reception.
    #[graphql(complexity = "cost::SCAN + cost::page(first, last, child_complexity)")]
    #[expect(
        clippy::too_many_arguments,
        reason = "the four arguments of a Relay connection, whose queue it is and which part of it"
    )]
    async fn work_queue(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the department.")] department: String,
        #[graphql(desc = "Code of one of its teams; all its requests where absent.")] team: Option<String>,
        #[graphql(desc = "How their promises stand now; all where absent.", default)] promises: Vec<PromiseState>,
        #[graphql(desc = "How many from the beginning, 1 to 100; 20 where absent.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Result<RequestConnection> {
        let filter = services::requests::work_queue(viewer(ctx), reference(ctx)?, department, team).told(ctx)?;
        let promises = request_filter::promise_filter(promises, app(ctx)?.clock.now());
        let mut listing = RequestListing::latest_first(RequestFilter { promises, ..filter });
        listing.order = RequestOrder { field: RequestOrderField::DueAt, direction: Direction::Ascending };
        connection(ctx, listing, &PageArguments { first, after, last, before }).await
    }

    /// How many requests have each status, those of none included, in the order of a usual life. A citizen's are their own.
    #[graphql(complexity = "cost::SCAN + cost::list(cost::STATUSES, child_complexity)")]
    async fn requests_by_status(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which requests; all where absent.")] filter: Option<RequestFilterInput>,
    ) -> Result<Vec<StatusCount>> {
        let filter: RequestFilter = request_filter::scoped(ctx, "filter", filter)?;
        let counts = services::requests::counts_by_status(app(ctx)?, reference(ctx)?, &filter).await.told(ctx)?;
        let count = |status| counts.iter().find(|(held, _)| *held == status).map_or(0, |(_, count)| *count);
        let counts = request_status::ALL.map(|status| StatusCount {
            status: status.into(),
            label: request_status::label(status, locale(ctx)),
            count: count(status),
        });
        budget::within(ctx, counts.into())
    }
}
