//! Follow-ups of requests.

use std::collections::HashMap;

use riverain_entities::follow_ups::{ActiveModel, Audience, Column, Entity, Model};
use riverain_entities::service_requests;
use riverain_entities::shared_follow_ups::{Column as SharedColumn, Entity as Shared};
use sea_orm::sea_query::{Alias, Expr, Func, Query, SelectStatement, UnionType, WindowStatement};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, ExprTrait, Iterable, JoinType,
    Order, QueryFilter, QueryOrder, QuerySelect, StatementBuilder,
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

/// Requests whose follow-ups are read.
#[derive(Debug, Clone, Copy)]
pub struct Readers<'a> {
    /// Their keys.
    pub requests: &'a [i64],
    /// Those of them that are merged into another: they read what the city wrote to it, too.
    pub merged: &'a [i64],
}

/// The same end of the histories of several requests, in one statement; requests without follow-ups are left out. What a
/// merged request shares with its master reads as its own.
///
/// # Errors
/// A database that fails.
pub async fn ends_of_histories(
    connection: &impl ConnectionTrait,
    readers: Readers<'_>,
    end: HistoryEnd,
) -> Result<HashMap<i64, Page<Model>>, DbErr> {
    let order = if end.latest { Order::Desc } else { Order::Asc };
    let (rank, reader, kept) = (Alias::new("rank_in_history"), Alias::new("reader_id"), Alias::new("kept"));
    let window = WindowStatement::partition_by(reader.clone())
        .order_by(Alias::new("created_at"), order.clone())
        .order_by(Alias::new("id"), order.clone())
        .to_owned();
    let ranked = Query::select()
        .columns([Alias::new("id"), reader.clone()])
        .expr_window_as(Func::cust("ROW_NUMBER"), window, rank.clone())
        .from_subquery(read_by(readers, end.with_internal, &reader), Alias::new("read"))
        .to_owned();
    let first = Query::select()
        .columns([Alias::new("id"), reader.clone()])
        .from_subquery(ranked, Alias::new("ranked"))
        .and_where(Expr::col(rank).lte(end.size + 1))
        .to_owned();
    let own = Column::iter().filter(|column| !matches!(column, Column::RequestId));
    let rows = Query::select()
        .columns(own.map(|column| (Entity, column)))
        .expr_as(Expr::col((kept.clone(), reader)), Column::RequestId)
        .from(Entity)
        .join_subquery(
            JoinType::InnerJoin,
            first,
            kept.clone(),
            Expr::col((kept, Alias::new("id"))).equals((Entity, Column::Id)),
        )
        .order_by((Entity, Column::CreatedAt), order.clone())
        .order_by((Entity, Column::Id), order)
        .to_owned();
    let statement = StatementBuilder::build(&rows, &connection.get_database_backend());
    let mut histories: HashMap<i64, Vec<Model>> = HashMap::new();
    for row in Entity::find().from_raw_sql(statement).all(connection).await? {
        histories.entry(row.request_id).or_default().push(row);
    }
    let request: PageRequest<()> = PageRequest { from_end: end.latest, ..PageRequest::first(end.size) };
    Ok(histories.into_iter().map(|(id, rows)| (id, Page::from_rows(rows, &request))).collect())
}

/// The keys and moments of the follow-ups that these requests read, with the request that reads them.
fn read_by(readers: Readers<'_>, with_internal: bool, reader: &Alias) -> SelectStatement {
    let mut own = Query::select();
    own.columns([(Entity, Column::Id), (Entity, Column::CreatedAt)])
        .expr_as(Expr::col((Entity, Column::RequestId)), reader.clone())
        .from(Entity)
        .cond_where(Column::RequestId.is_in(readers.requests.iter().copied()))
        .cond_where(visible(with_internal));
    if readers.merged.is_empty() {
        return own;
    }
    let shared = Query::select()
        .columns([(Entity, Column::Id), (Entity, Column::CreatedAt)])
        .expr_as(Expr::col((Shared, SharedColumn::RequestId)), reader.clone())
        .from(Shared)
        .inner_join(Entity, Expr::col((Entity, Column::Id)).equals((Shared, SharedColumn::FollowUpId)))
        .cond_where(SharedColumn::RequestId.is_in(readers.merged.iter().copied()))
        .to_owned();
    own.union(UnionType::All, shared).to_owned()
}

/// A request whose follow-ups are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Reader {
    /// Its key.
    pub request_id: i64,
    /// Whether it is merged into another, and reads what the city wrote to that, too.
    pub merged: bool,
}

/// One page of the history of a request, earliest first. What a merged request shares with its master reads as its own.
///
/// # Errors
/// A database that fails.
pub async fn page(
    connection: &impl ConnectionTrait,
    reader: Reader,
    with_internal: bool,
    request: &PageRequest<MomentPosition>,
) -> Result<Page<Model>, DbErr> {
    let shared = Query::select()
        .column(SharedColumn::FollowUpId)
        .from(Shared)
        .and_where(SharedColumn::RequestId.eq(reader.request_id))
        .to_owned();
    let read = Condition::any()
        .add(Column::RequestId.eq(reader.request_id))
        .add_option(reader.merged.then(|| Column::Id.in_subquery(shared)));
    let rows = Entity::find().filter(read).filter(visible(with_internal));
    let page = page_by_moment(connection, rows, (Column::CreatedAt, Column::Id), Direction::Ascending, request).await?;
    Ok(page.map(|row| Model { request_id: reader.request_id, ..row }))
}

/// Whether a follow-up reached a request of this citizen that is merged into the one that it documents.
///
/// # Errors
/// A database that fails.
pub async fn reader_of(
    connection: &impl ConnectionTrait,
    follow_up_id: i64,
    citizen_id: i64,
) -> Result<Option<i64>, DbErr> {
    Shared::find()
        .select_only()
        .column(SharedColumn::RequestId)
        .inner_join(service_requests::Entity)
        .filter(SharedColumn::FollowUpId.eq(follow_up_id))
        .filter(service_requests::Column::CitizenId.eq(citizen_id))
        .order_by_asc(SharedColumn::RequestId)
        .limit(1)
        .into_tuple()
        .one(connection)
        .await
}

/// Whether a follow-up reached a request that is merged into the one that it documents.
///
/// # Errors
/// A database that fails.
pub async fn is_shared_with(
    connection: &impl ConnectionTrait,
    follow_up_id: i64,
    request_id: i64,
) -> Result<bool, DbErr> {
    Ok(Shared::find_by_id((request_id, follow_up_id)).one(connection).await?.is_some())
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
