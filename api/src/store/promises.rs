//! The promises that were made for requests.

use std::collections::HashMap;

use riverain_entities::promises::{Column, Entity, Model};
use sea_orm::sea_query::{Alias, Expr, Func, Query, WindowStatement};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, ExprTrait, Order, QueryFilter, QueryOrder};

use super::page::{Direction, MomentPosition, Page, PageRequest, page_by_moment};

impl From<&Model> for MomentPosition {
    fn from(promise: &Model) -> Self {
        Self { moment: promise.made_at, id: promise.id }
    }
}

/// An end of the promises of each request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PromisesEnd {
    /// How many promises of each request.
    pub size: u64,
    /// Whether the latest are wanted rather than the earliest.
    pub latest: bool,
}

/// One page of the promises of a request, earliest first.
///
/// # Errors
/// A database that fails.
pub async fn page(
    connection: &impl ConnectionTrait,
    request_id: i64,
    request: &PageRequest<MomentPosition>,
) -> Result<Page<Model>, DbErr> {
    let rows = Entity::find().filter(Column::RequestId.eq(request_id));
    page_by_moment(connection, rows, (Column::MadeAt, Column::Id), Direction::Ascending, request).await
}

/// The same end of the promises of several requests, in one statement; requests without promises are left out.
///
/// # Errors
/// A database that fails.
pub async fn ends(
    connection: &impl ConnectionTrait,
    request_ids: &[i64],
    end: PromisesEnd,
) -> Result<HashMap<i64, Page<Model>>, DbErr> {
    let order = if end.latest { Order::Desc } else { Order::Asc };
    let rank = Alias::new("rank_of_request");
    let window = WindowStatement::partition_by(Column::RequestId)
        .order_by(Column::MadeAt, order.clone())
        .order_by(Column::Id, order.clone())
        .to_owned();
    let ranked = Query::select()
        .column(Column::Id)
        .expr_window_as(Func::cust("ROW_NUMBER"), window, rank.clone())
        .from(Entity)
        .cond_where(Column::RequestId.is_in(request_ids.iter().copied()))
        .to_owned();
    let kept = Query::select()
        .column(Column::Id)
        .from_subquery(ranked, Alias::new("ranked"))
        .and_where(Expr::col(rank).lte(end.size + 1))
        .to_owned();
    let rows = Entity::find()
        .filter(Column::Id.in_subquery(kept))
        .order_by(Column::MadeAt, order.clone())
        .order_by(Column::Id, order)
        .all(connection)
        .await?;
    let mut promises: HashMap<i64, Vec<Model>> = HashMap::new();
    for row in rows {
        promises.entry(row.request_id).or_default().push(row);
    }
    let request: PageRequest<()> = PageRequest { from_end: end.latest, ..PageRequest::first(end.size) };
    Ok(promises.into_iter().map(|(id, rows)| (id, Page::from_rows(rows, &request))).collect())
}
