//! The promises that were made for a request.

use async_graphql::connection::EmptyFields;
use async_graphql::{Context, Object, Result};
use chrono::{DateTime, Utc};
use riverain_entities::promises;

use crate::graphql::connection::{NodeConnection, connection};
use crate::graphql::context::{Told, app, locale};
use crate::graphql::enums::PromiseCause;
use crate::graphql::loaders;
use crate::graphql::paging::PageArguments;
use crate::graphql::promise_loaders::PromisesKey;
use crate::services;
use crate::store::page::{ListEnd, MomentPosition, Page};

/// Promises of a request, page by page.
pub type PromiseConnection = NodeConnection<Promise>;

/// The name by which cursors of a request's promises know their list.
const PROMISES: &str = "promises";

/// A promise that was made for a request.
#[derive(Debug, Clone)]
pub struct Promise(pub promises::Model);

/// A promise that was made for a request; the last one is in force.
#[Object]
impl Promise {
    /// When it was made, UTC.
    async fn made_at(&self) -> DateTime<Utc> {
        self.0.made_at
    }

    /// When it ends, UTC; null where nothing was promised from then on.
    async fn due_at(&self) -> Option<DateTime<Utc>> {
        self.0.due_at
    }

    /// Why it ends then.
    async fn cause(&self) -> PromiseCause {
        self.0.cause.into()
    }

    /// Why it ends then, in the caller's language.
    async fn reason(&self, ctx: &Context<'_>) -> String {
        use promises::PromiseCause::{Calendar, Commitment, ExceptionalSituation, Pause, Reopening, Source};
        let key = match self.0.cause {
            Commitment => "commitment",
            Source => "source",
            Reopening => "reopening",
            Pause => "pause",
            Calendar => "calendar",
            ExceptionalSituation => "exceptional_situation",
        };
        locale(ctx).wording(&format!("promise.{key}"), &[])
    }
}

/// A page of the promises of a request: the first or last ones of several requests are one statement.
///
/// # Errors
/// Faulty paging arguments, or a database that fails.
pub async fn of_request(ctx: &Context<'_>, request_id: i64, arguments: &PageArguments) -> Result<PromiseConnection> {
    let page = arguments.check::<MomentPosition>(PROMISES).told(ctx)?;
    let found = match page.after.is_none() && page.before.is_none() {
        true => {
            let key = PromisesKey { request_id, end: ListEnd { size: page.size, latest: page.from_end } };
            loaders::load(ctx, key).await?.unwrap_or_else(Page::empty)
        }
        false => services::promises::page(app(ctx)?, request_id, &page).await.told(ctx)?,
    };
    let nodes = found.map(|row| (MomentPosition::from(&row), Promise(row)));
    connection(ctx, PROMISES, nodes, EmptyFields)
}
