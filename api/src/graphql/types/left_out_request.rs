//! Requests that a programme leaves out.

use async_graphql::{Context, Enum, Object, Result, SimpleObject};
use riverain_entities::programme_left_out_requests::{self, Model};

use super::request::Request;
use crate::graphql::connection::NodeConnection;
use crate::graphql::context::{Told, app, locale};
use crate::graphql::look_ahead;
use crate::graphql::prefetch::request_rows;
use crate::store::page::Page;
use crate::store::{programme_left_out, requests};

/// Requests that a programme leaves out, page by page.
pub type LeftOutRequestConnection = NodeConnection<LeftOutRequest>;

/// The name by which cursors of lists of requests that are left out know them.
pub const LEFT_OUT: &str = "requests left out";

/// Why a programme leaves a request out.
#[derive(Debug, Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "programme_left_out_requests::LeftOutReason")]
pub enum LeftOutReason {
    /// Its place is unknown.
    NoPlace,
    /// The catalogue has its work type no more.
    RetiredWorkType,
    /// A pin excludes it.
    Excluded,
    /// A pin or the parent's frozen years held it, and it has left the backlog that the programme plans: it was closed, or
    /// the filter lets it through no more.
    Released,
}

/// How many requests a programme leaves out for a reason.
#[derive(Debug, SimpleObject)]
pub struct LeftOutCount {
    /// The reason.
    reason: LeftOutReason,
    /// How many.
    count: i64,
}

impl From<programme_left_out::LeftOutCount> for LeftOutCount {
    fn from(row: programme_left_out::LeftOutCount) -> Self {
        Self { reason: row.reason.into(), count: row.count }
    }
}

/// A request that a programme was asked to plan, and that is in none of its projects.
#[derive(Debug, Clone)]
pub struct LeftOutRequest {
    row: Model,
    request: Option<Request>,
}

/// A request that a programme was asked to plan, and that is in none of its projects.
#[Object]
impl LeftOutRequest {
    /// The request.
    async fn request(&self) -> Option<&Request> {
        self.request.as_ref()
    }

    /// Why it is left out.
    async fn reason(&self) -> LeftOutReason {
        self.row.reason.into()
    }

    /// The reason in one sentence, in the caller's language.
    async fn text(&self, ctx: &Context<'_>) -> String {
        let key = match self.row.reason {
            programme_left_out_requests::LeftOutReason::NoPlace => "no_place",
            programme_left_out_requests::LeftOutReason::RetiredWorkType => "retired_work_type",
            programme_left_out_requests::LeftOutReason::Excluded => "excluded",
            programme_left_out_requests::LeftOutReason::Released => "released",
        };
        locale(ctx).wording(&format!("left_out.{key}"), &[])
    }
}

/// A page of requests that are left out, by key, with what is selected of each.
///
/// # Errors
/// A database that fails.
pub async fn with_requests(ctx: &Context<'_>, page: Page<Model>) -> Result<Page<(i64, LeftOutRequest)>> {
    let selected = look_ahead::below(&look_ahead::nodes(&look_ahead::selected(ctx)), "request");
    let keys: Vec<i64> = page.rows.iter().map(|row| row.request_id).collect();
    let mut found = Vec::new();
    if !keys.is_empty() && !selected.is_empty() {
        let rows = requests::by_keys(&app(ctx)?.database, &keys).await.told(ctx)?;
        found = request_rows(ctx, &selected, rows).await?;
    }
    let by_key: std::collections::HashMap<i64, Request> =
        found.into_iter().map(|request| (request.row.id, request)).collect();
    Ok(page.map(|row| {
        let request = by_key.get(&row.request_id).cloned();
        (row.request_id, LeftOutRequest { row, request })
    }))
}
