//! Service requests.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use riverain_entities::request_number_sequences;
use riverain_entities::service_requests::{ActiveModel, Column, Entity, Model, RequestStatus};
use sea_orm::sea_query::{Alias, Expr, Func, OnConflict, Query, WindowStatement};
use sea_orm::{
    ActiveModelTrait, ActiveValue, ColumnTrait, Condition, ConnectionTrait, DbBackend, DbErr, EntityTrait, ExprTrait,
    IdenStatic, Iterable, Order, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select,
};

use super::page::{Direction, Page, PageRequest};

/// What a list of requests is ordered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum RequestOrderField {
    /// When the request was opened.
    #[serde(rename = "o")]
    OpenedAt,
    /// Its priority.
    #[serde(rename = "p")]
    Priority,
    /// When it is due; what has no promise comes after all that has.
    #[serde(rename = "d")]
    DueAt,
}

/// The order of a list of requests; ties go by key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct RequestOrder {
    /// What the list is ordered by.
    pub field: RequestOrderField,
    /// Which end comes first.
    pub direction: Direction,
}

/// Where a request stands in an ordered list.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct RequestPosition {
    /// The value it is ordered by.
    pub value: OrderedValue,
    /// Its key.
    pub id: i64,
}

/// A value that a list of requests is ordered by.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
pub enum OrderedValue {
    /// A moment, UTC.
    #[serde(rename = "t", with = "chrono::serde::ts_microseconds")]
    Moment(DateTime<Utc>),
    /// A priority.
    #[serde(rename = "n", with = "super::page::exact")]
    Number(f64),
    /// A moment by which it is due, UTC.
    #[serde(rename = "d", with = "chrono::serde::ts_microseconds")]
    Due(DateTime<Utc>),
    /// No promise: due after any moment.
    #[serde(rename = "u")]
    Undue,
}

impl RequestPosition {
    /// Where this request stands in a list of this order.
    pub fn of(request: &Model, order: RequestOrder) -> Self {
        let value = match order.field {
            RequestOrderField::OpenedAt => OrderedValue::Moment(request.opened_at),
            RequestOrderField::Priority => OrderedValue::Number(request.priority),
            RequestOrderField::DueAt => request.due_at.map_or(OrderedValue::Undue, OrderedValue::Due),
        };
        Self { value, id: request.id }
    }

    /// Whether it may be a place in a list of this order.
    pub fn is_of(self, order: RequestOrder) -> bool {
        match self.value {
            OrderedValue::Moment(_) => order.field == RequestOrderField::OpenedAt,
            OrderedValue::Number(_) => order.field == RequestOrderField::Priority,
            OrderedValue::Due(_) | OrderedValue::Undue => order.field == RequestOrderField::DueAt,
        }
    }
}

/// One page of the requests that meet a condition.
///
/// # Errors
/// A database that fails.
pub async fn page(
    connection: &impl ConnectionTrait,
    condition: Condition,
    order: RequestOrder,
    request: &PageRequest<RequestPosition>,
) -> Result<Page<Model>, DbErr> {
    let backend = connection.get_database_backend();
    let value = match order.field {
        RequestOrderField::OpenedAt => Column::OpenedAt.into_expr(),
        RequestOrderField::Priority => Column::Priority.into_expr(),
        RequestOrderField::DueAt => Func::coalesce([Column::DueAt.into_expr(), never(backend)]).into(),
    };
    let direction = if request.from_end { order.direction.reversed() } else { order.direction };
    let sql_order = match direction {
        Direction::Ascending => Order::Asc,
        Direction::Descending => Order::Desc,
    };
    let rows = without_search_texts()
        .filter(condition)
        .filter(
            Condition::all()
                .add_option(request.after.map(|position| beyond(&value, backend, order.direction, position)))
                .add_option(
                    request.before.map(|position| beyond(&value, backend, order.direction.reversed(), position)),
                ),
        )
        .order_by(value.clone(), sql_order.clone())
        .order_by(Column::Id, sql_order)
        .limit(request.size + 1)
        .all(connection)
        .await?;
    Ok(Page::from_rows(rows, request))
}

/// How many requests meet a condition.
///
/// # Errors
/// A database that fails.
pub async fn count(connection: &impl ConnectionTrait, condition: Condition) -> Result<u64, DbErr> {
    Entity::find().filter(condition).count(connection).await
}

/// The request of this number.
///
/// # Errors
/// A database that fails.
pub async fn by_number(connection: &impl ConnectionTrait, number: &str) -> Result<Option<Model>, DbErr> {
    Entity::find().filter(Column::Number.eq(number)).one(connection).await
}

/// The requests of these numbers, the latest first.
///
/// # Errors
/// A database that fails.
pub async fn by_numbers(connection: &impl ConnectionTrait, numbers: &[String]) -> Result<Vec<Model>, DbErr> {
    let rows = without_search_texts().filter(Column::Number.is_in(numbers.iter().map(String::as_str)));
    rows.order_by_desc(Column::OpenedAt).order_by_desc(Column::Id).all(connection).await
}

/// The request of this number; no other writer changes it before the transaction ends.
///
/// # Errors
/// A database that fails.
pub async fn by_number_locked(transaction: &impl ConnectionTrait, number: &str) -> Result<Option<Model>, DbErr> {
    Entity::find().filter(Column::Number.eq(number)).lock_exclusive().one(transaction).await
}

/// The number of the request of this key; nothing where there is none.
///
/// # Errors
/// A database that fails.
pub async fn number_of(connection: &impl ConnectionTrait, key: i64) -> Result<String, DbErr> {
    let number = Entity::find().select_only().column(Column::Number).filter(Column::Id.eq(key)).into_tuple();
    Ok(number.one(connection).await?.unwrap_or_default())
}

/// The requests of these keys, in their order; no other writer changes them before the transaction ends.
///
/// # Errors
/// A database that fails.
pub async fn by_keys_locked(transaction: &impl ConnectionTrait, keys: &[i64]) -> Result<Vec<Model>, DbErr> {
    let held = Entity::find().filter(Column::Id.is_in(keys.iter().copied())).order_by_asc(Column::Id);
    held.lock_exclusive().all(transaction).await
}

/// The requests of these keys, in no order.
///
/// # Errors
/// A database that fails.
pub async fn by_keys(connection: &impl ConnectionTrait, keys: &[i64]) -> Result<Vec<Model>, DbErr> {
    without_search_texts().filter(Column::Id.is_in(keys.iter().copied())).all(connection).await
}

/// How many requests of a citizen are merged into this one.
///
/// # Errors
/// A database that fails.
pub async fn reports_of_citizen(
    connection: &impl ConnectionTrait,
    master_id: i64,
    citizen_id: i64,
) -> Result<u64, DbErr> {
    let theirs = Entity::find().filter(Column::MasterId.eq(master_id)).filter(Column::CitizenId.eq(citizen_id));
    theirs.count(connection).await
}

/// Some of the requests that meet a condition, those that were recorded last.
///
/// # Errors
/// A database that fails.
pub async fn latest_recorded(
    connection: &impl ConnectionTrait,
    condition: Condition,
    most: u64,
) -> Result<Vec<Model>, DbErr> {
    without_search_texts().filter(condition).order_by_desc(Column::Id).limit(most).all(connection).await
}

/// Writes a new request and gives it back with its key.
///
/// # Errors
/// A database that fails.
pub async fn insert(connection: &impl ConnectionTrait, request: ActiveModel) -> Result<Model, DbErr> {
    request.insert(connection).await
}

/// Writes the fields of a request that are set.
///
/// # Errors
/// A database that fails, or a key that names no request.
pub async fn update(connection: &impl ConnectionTrait, request: ActiveModel) -> Result<Model, DbErr> {
    request.update(connection).await
}

/// The first of `count` ranks of a year that are now taken by the caller.
///
/// # Errors
/// A database that fails.
pub async fn take_ranks(connection: &impl ConnectionTrait, year: i32, count: i64) -> Result<i64, DbErr> {
    use request_number_sequences::{ActiveModel, Column, Entity};
    let taken = Entity::insert(ActiveModel { year: ActiveValue::Set(year), next_number: ActiveValue::Set(count + 1) })
        .on_conflict(
            OnConflict::column(Column::Year)
                .value(Column::NextNumber, Expr::col((Entity, Column::NextNumber)).add(count))
                .to_owned(),
        )
        .exec_with_returning(connection)
        .await?;
    Ok(taken.next_number - count)
}

/// How many requests several citizens have, in one statement; citizens without requests are left out.
///
/// # Errors
/// A database that fails.
pub async fn counts_of_citizens(
    connection: &impl ConnectionTrait,
    citizen_ids: &[i64],
) -> Result<HashMap<i64, u64>, DbErr> {
    let counts: Vec<(i64, i64)> = Entity::find()
        .select_only()
        .column(Column::CitizenId)
        .column_as(Column::Id.count(), "made")
        .filter(Column::CitizenId.is_in(citizen_ids.iter().copied()))
        .group_by(Column::CitizenId)
        .into_tuple()
        .all(connection)
        .await?;
    Ok(counts.into_iter().map(|(citizen_id, made)| (citizen_id, made.unsigned_abs())).collect())
}

/// The latest requests of several citizens, in one statement; citizens without requests are left out.
///
/// # Errors
/// A database that fails.
pub async fn latest_of_citizens(
    connection: &impl ConnectionTrait,
    citizen_ids: &[i64],
    size: u64,
) -> Result<HashMap<i64, Page<Model>>, DbErr> {
    let rank = Alias::new("rank_of_citizen");
    let window = WindowStatement::partition_by(Column::CitizenId)
        .order_by(Column::OpenedAt, Order::Desc)
        .order_by(Column::Id, Order::Desc)
        .to_owned();
    let ranked = Query::select()
        .column(Column::Id)
        .expr_window_as(Func::cust("ROW_NUMBER"), window, rank.clone())
        .from(Entity)
        .cond_where(Column::CitizenId.is_in(citizen_ids.iter().copied()))
        .to_owned();
    let kept = Query::select()
        .column(Column::Id)
        .from_subquery(ranked, Alias::new("ranked"))
        .and_where(Expr::col(rank).lte(size + 1))
        .to_owned();
    let rows = without_search_texts()
        .filter(Column::Id.in_subquery(kept))
        .order_by_desc(Column::OpenedAt)
        .order_by_desc(Column::Id)
        .all(connection)
        .await?;
    let mut rows_of_citizen: HashMap<i64, Vec<Model>> = HashMap::new();
    for row in rows {
        rows_of_citizen.entry(row.citizen_id.unwrap_or_default()).or_default().push(row);
    }
    let request: PageRequest<()> = PageRequest::first(size);
    Ok(rows_of_citizen.into_iter().map(|(key, rows)| (key, Page::from_rows(rows, &request))).collect())
}

/// How many requests meet a condition, by status.
///
/// # Errors
/// A database that fails.
pub async fn counts_by_status(
    connection: &impl ConnectionTrait,
    condition: Condition,
) -> Result<Vec<(RequestStatus, u64)>, DbErr> {
    let counts: Vec<(RequestStatus, i64)> = Entity::find()
        .select_only()
        .column(Column::Status)
        .column_as(Column::Id.count(), "held")
        .filter(condition)
        .group_by(Column::Status)
        .into_tuple()
        .all(connection)
        .await?;
    Ok(counts.into_iter().map(|(status, held)| (status, held.unsigned_abs())).collect())
}

/// A moment after any other, as the indexes of the work queues write it.
fn never(backend: DbBackend) -> Expr {
    Expr::cust(match backend {
        DbBackend::Postgres => "'infinity'::timestamptz",
        _ => "'9999'",
    })
}

/// Requests without the two texts that only the database's search reads: with a description, they are half of a row.
pub(super) fn without_search_texts() -> Select<Entity> {
    let searched = |column: &Column| matches!(column, Column::PlaceSearch | Column::DescriptionSearch);
    Entity::find()
        .select_only()
        .columns(Column::iter().filter(|column| !searched(column)))
        .expr_as(Expr::cust("''"), Column::PlaceSearch.as_str())
        .expr_as(Expr::cust("''"), Column::DescriptionSearch.as_str())
}

fn beyond(ordered: &Expr, backend: DbBackend, direction: Direction, position: RequestPosition) -> Expr {
    let value = match position.value {
        OrderedValue::Moment(moment) | OrderedValue::Due(moment) => Expr::value(moment),
        OrderedValue::Number(number) => Expr::value(number),
        OrderedValue::Undue => never(backend),
    };
    let here = Expr::tuple([ordered.clone(), Column::Id.into_expr()]);
    let there = Expr::tuple([value, Expr::value(position.id)]);
    match direction {
        Direction::Ascending => here.gt(there),
        Direction::Descending => here.lt(there),
    }
}
