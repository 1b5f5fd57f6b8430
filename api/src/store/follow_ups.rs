//! Follow-ups of requests.

use std::collections::HashMap;

use riverain_entities::follow_ups::{ActiveModel, Audience, Column, Entity, Model};
use sea_orm::sea_query::{Alias, Expr, Func, Query, WindowStatement};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, ExprTrait, Order, QueryFilter,
    QueryOrder,
};

use super::page::{Direction, MomentPosition, Page, PageRequest, page_by_moment};

impl From<&Model> for MomentPosition {
    fn from(follow_up: &Model) -> Self {
        Self { moment: follow_up.created_at, id: follow_up.id }
    }
}

/// An end of each request's history.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct HistoryEnd {
    /// How many follow-ups of each request.
    pub size: u64,
    /// Whether the latest are wanted rather than the earliest.
    pub latest: bool,
    /// Whether internal follow-ups are wanted too.
    pub with_internal: bool,
}

/// The same end of the histories of several requests, in one statement; requests without follow-ups are left out.
///
/// # Errors
/// A database that fails.
pub async fn ends_of_histories(
    connection: &impl ConnectionTrait,
    request_ids: &[i64],
    end: HistoryEnd,
) -> Result<HashMap<i64, Page<Model>>, DbErr> {
    let order = if end.latest { Order::Desc } else { Order::Asc };
    let rank = Alias::new("rank_in_history");
    let window = WindowStatement::partition_by(Column::RequestId)
        .order_by(Column::CreatedAt, order.clone())
        .order_by(Column::Id, order.clone())
        .to_owned();
    let ranked = Query::select()
        .column(Column::Id)
        .expr_window_as(Func::cust("ROW_NUMBER"), window, rank.clone())
        .from(Entity)
        .cond_where(Column::RequestId.is_in(request_ids.iter().copied()))
        .cond_where(visible(end.with_internal))
        .to_owned();
    let kept = Query::select()
        .column(Column::Id)
        .from_subquery(ranked, Alias::new("ranked"))
        .and_where(Expr::col(rank).lte(end.size + 1))
        .to_owned();
    let rows = Entity::find()
        .filter(Column::Id.in_subquery(kept))
        .order_by(Column::CreatedAt, order.clone())
        .order_by(Column::Id, order)
        .all(connection)
        .await?;
    let mut histories: HashMap<i64, Vec<Model>> = HashMap::new();
    for row in rows {
        histories.entry(row.request_id).or_default().push(row);
    }
    let request: PageRequest<()> = PageRequest { from_end: end.latest, ..PageRequest::first(end.size) };
    Ok(histories.into_iter().map(|(id, rows)| (id, Page::from_rows(rows, &request))).collect())
}

/// One page of the history of a request, earliest first.
///
/// # Errors
/// A database that fails.
pub async fn page(
    connection: &impl ConnectionTrait,
    request_id: i64,
    with_internal: bool,
    request: &PageRequest<MomentPosition>,
) -> Result<Page<Model>, DbErr> {
    let rows = Entity::find().filter(Column::RequestId.eq(request_id)).filter(visible(with_internal));
    page_by_moment(connection, rows, (Column::CreatedAt, Column::Id), Direction::Ascending, request).await
}

/// How many follow-ups the history of a request holds.
///
/// # Errors
/// A database that fails.
pub async fn count(connection: &impl ConnectionTrait, request_id: i64, with_internal: bool) -> Result<u64, DbErr> {
    use sea_orm::PaginatorTrait;
    Entity::find().filter(Column::RequestId.eq(request_id)).filter(visible(with_internal)).count(connection).await
}

/// The follow-ups of these keys, in no order.
///
/// # Errors
/// A database that fails.
pub async fn by_keys(connection: &impl ConnectionTrait, keys: &[i64]) -> Result<Vec<Model>, DbErr> {
    Entity::find().filter(Column::Id.is_in(keys.iter().copied())).all(connection).await
}

/// Writes a new follow-up and gives it back with its key.
///
/// # Errors
/// A database that fails.
pub async fn insert(connection: &impl ConnectionTrait, follow_up: ActiveModel) -> Result<Model, DbErr> {
    follow_up.insert(connection).await
}

fn visible(with_internal: bool) -> Condition {
    Condition::all().add_option((!with_internal).then(|| Column::Audience.eq(Audience::Public)))
}
