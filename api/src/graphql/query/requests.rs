//! Questions about service requests and their follow-ups.

use async_graphql::{Context, InputObject, Object, Result};

use crate::domain::request_filter::RequestFilter;
use crate::graphql::connection;
use crate::graphql::context::{Told, app, reference, viewer};
use crate::graphql::cost;
use crate::graphql::enums::{OrderDirection, RequestOrderField};
use crate::graphql::paging::PageArguments;
use crate::graphql::prefetch;
use crate::graphql::types::request::{Request, RequestConnection};
use crate::graphql::types::request_filter::{self, RequestFilterInput};
use crate::services;
use crate::store::page::{Direction, Page};
use crate::store::programme_projects;
use crate::store::requests::{self, RequestOrder, RequestPosition};

/// The order of a list of requests; ties go by identifier.
#[derive(Debug, Clone, Copy, InputObject)]
#[graphql(name = "RequestOrder")]
pub struct RequestOrderInput {
    /// What the list is ordered by.
    field: RequestOrderField,
    /// Which end comes first.
    direction: OrderDirection,
}

/// A list of requests: which ones, in which order.
#[derive(Debug, Clone)]
pub struct RequestListing {
    /// Which ones.
    pub filter: RequestFilter,
    /// In which order.
    pub order: RequestOrder,
    /// How many they are, where that was read ahead.
    pub total: Option<u64>,
}

impl RequestListing {
    /// The requests of a filter, latest first.
    pub fn latest_first(filter: RequestFilter) -> Self {
        let order = RequestOrder { field: requests::RequestOrderField::OpenedAt, direction: Direction::Descending };
        Self { filter, order, total: None }
    }

    /// The name by which cursors know the list: another order is another list.
    fn name(&self) -> &'static str {
        match (self.order.field, self.order.direction) {
            (requests::RequestOrderField::OpenedAt, Direction::Ascending) => "requests by opening",
            (requests::RequestOrderField::OpenedAt, Direction::Descending) => "requests by opening, latest first",
            (requests::RequestOrderField::Priority, Direction::Ascending) => "requests by priority",
            (requests::RequestOrderField::Priority, Direction::Descending) => "requests by priority, highest first",
            (requests::RequestOrderField::DueAt, Direction::Ascending) => "requests by due time",
            (requests::RequestOrderField::DueAt, Direction::Descending) => "requests by due time, latest first",
        }
    }
}

/// How many requests a list holds.
#[derive(Debug)]
pub enum RequestTotal {
    /// It is known.
    Known(u64),
    /// Those that a scoped filter lets through.
    Matching(Box<RequestFilter>),
    /// Those of a citizen in a project of a programme.
    InProject {
        /// The project's key.
        project_id: i64,
        /// The citizen's key.
        citizen_id: i64,
    },
}

#[Object]
impl RequestTotal {
    /// How many requests the whole list holds; counted only where asked.
    async fn total_count(&self, ctx: &Context<'_>) -> Result<u64> {
        match self {
            Self::Known(count) => Ok(*count),
            Self::Matching(filter) => services::requests::count(app(ctx)?, reference(ctx)?, filter).await.told(ctx),
            Self::InProject { project_id, citizen_id } => {
                let database = &app(ctx)?.database;
                let counts = programme_projects::count_requests_of_citizen(database, &[*project_id], *citizen_id).await;
                Ok(counts.told(ctx)?.remove(project_id).unwrap_or(0))
            }
        }
    }
}

/// Questions about service requests and their follow-ups.
#[derive(Debug, Default)]
pub struct RequestQueries;

#[Object]
impl RequestQueries {
    /// The request of this number; null where there is none that the caller may see.
    #[graphql(complexity = "cost::STATEMENT + child_complexity")]
    async fn request(&self, ctx: &Context<'_>, number: String) -> Result<Option<Request>> {
        let found = services::requests::find_by_number(app(ctx)?, viewer(ctx), "number", &number).await.told(ctx)?;
        Ok(found.map(Request::new))
    }

    /// Requests, page by page. A citizen gets their own; staff get the city's.
    #[graphql(complexity = "cost::SCAN + cost::page(first, last, child_complexity)")]
    #[expect(clippy::too_many_arguments, reason = "the four arguments of a Relay connection, a filter and an order")]
    async fn requests(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which requests; all where absent.")] filter: Option<RequestFilterInput>,
        #[graphql(desc = "Latest first where absent.")] order_by: Option<RequestOrderInput>,
        #[graphql(desc = "How many from the beginning, 1 to 100; 20 where absent.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Result<RequestConnection> {
        let mut listing = RequestListing::latest_first(request_filter::scoped(ctx, "filter", filter)?);
        if let Some(order) = order_by {
            listing.order = RequestOrder { field: order.field.into(), direction: order.direction.into() };
        }
        connection(ctx, listing, &PageArguments { first, after, last, before }).await
    }
}

/// A page of a list of requests, with what the selection needs of each read ahead.
///
/// # Errors
/// Faulty paging arguments, or a database that fails.
pub async fn connection(
    ctx: &Context<'_>,
    listing: RequestListing,
    arguments: &PageArguments,
) -> Result<RequestConnection> {
    let is_of_order = |position: &RequestPosition| position.is_of(listing.order);
    let page = arguments.check_positions(listing.name(), is_of_order).told(ctx)?;
    let rows = services::requests::list(app(ctx)?, reference(ctx)?, &listing.filter, listing.order, &page);
    let rows = rows.await.told(ctx)?;
    let requests = prefetch::requests(ctx, rows).await?;
    connection_of(ctx, listing, requests)
}

/// The connection of a page of a list of requests.
///
/// # Errors
/// A call whose answer holds too many rows already.
pub fn connection_of(ctx: &Context<'_>, listing: RequestListing, page: Page<Request>) -> Result<RequestConnection> {
    let order = listing.order;
    let nodes = page.map(|request| (RequestPosition::of(&request.row, order), request));
    let name = listing.name();
    let total = listing.total.map_or_else(|| RequestTotal::Matching(Box::new(listing.filter)), RequestTotal::Known);
    connection::connection(ctx, name, nodes, total)
}
