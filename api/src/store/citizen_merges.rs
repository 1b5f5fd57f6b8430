//! Records of one person that are merged: a forest of merges, of which each record knows the root as its master. Rows of merged
//! records stand under the root; triggers keep whose each is by itself.

use std::collections::HashMap;

use riverain_entities::citizen_merges::{ActiveModel, Column, Entity, Model};
use riverain_entities::{citizens, merged_citizen_rows};
use sea_orm::sea_query::{Expr, LockType};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect, Statement,
};

use super::connect::is_postgres;
use super::page::{Direction, MomentPosition, Page, PageRequest, page_by_moment};

/// The columns that name a citizen, each with the key of its table. What a record follows stays its own.
/// A person may follow the same by several: see `store::request_followers`.
const PLACES: [(&str, &str, &str); 5] = [
    ("service_requests", "citizen_id", "id"),
    ("contacts", "citizen_id", "id"),
    ("contacts", "on_behalf_of_id", "id"),
    ("request_representatives", "citizen_id", "request_id"),
    ("draft_requests", "citizen_id", "id"),
];

impl From<&Model> for MomentPosition {
    fn from(merge: &Model) -> Self {
        Self { moment: merge.merged_at, id: merge.id }
    }
}

/// The citizens of these keys, by key, held until the transaction ends: whoever writes a row of theirs waits, and then sees what
/// they are merged into.
///
/// # Errors
/// A database that fails.
pub async fn citizens_locked(transaction: &impl ConnectionTrait, keys: &[i64]) -> Result<Vec<citizens::Model>, DbErr> {
    let rows = citizens::Entity::find().filter(citizens::Column::Id.is_in(keys.iter().copied()));
    let rows = rows.order_by_asc(citizens::Column::Id);
    // SQLite knows no locks of rows, and needs none.
    match is_postgres(transaction) {
        true => rows.lock(LockType::NoKeyUpdate).all(transaction).await,
        false => rows.all(transaction).await,
    }
}

/// The merge of a record that stands.
///
/// # Errors
/// A database that fails.
pub async fn standing(connection: &impl ConnectionTrait, citizen_id: i64) -> Result<Option<Model>, DbErr> {
    Entity::find().filter(Column::CitizenId.eq(citizen_id)).filter(Column::UnmergedAt.is_null()).one(connection).await
}

/// One page of the merges of a record, those that stand and those that are over, the earliest first.
///
/// # Errors
/// A database that fails.
pub async fn page(
    connection: &impl ConnectionTrait,
    citizen_id: i64,
    request: &PageRequest<MomentPosition>,
) -> Result<Page<Model>, DbErr> {
    let rows = Entity::find().filter(Column::CitizenId.eq(citizen_id));
    page_by_moment(connection, rows, (Column::MergedAt, Column::Id), Direction::Ascending, request).await
}

/// The keys of the records that are merged into this one, directly or through others, in order.
///
/// # Errors
/// A database that fails.
pub async fn keys_below(connection: &impl ConnectionTrait, citizen_id: i64) -> Result<Vec<i64>, DbErr> {
    let sql = format!(
        "WITH RECURSIVE below (id) AS (
             SELECT citizen_id FROM citizen_merges WHERE master_id = {citizen_id} AND unmerged_at IS NULL
             UNION SELECT m.citizen_id FROM below JOIN citizen_merges m ON m.master_id = below.id
                 WHERE m.unmerged_at IS NULL)
         SELECT id FROM below ORDER BY id"
    );
    let statement = Statement::from_string(connection.get_database_backend(), sql);
    connection.query_all_raw(statement).await?.iter().map(|row| row.try_get("", "id")).collect()
}

/// Keeps that a record was merged.
///
/// # Errors
/// A database that fails.
pub async fn insert(connection: &impl ConnectionTrait, merge: ActiveModel) -> Result<Model, DbErr> {
    merge.insert(connection).await
}

/// Writes the fields of a merge that are set.
///
/// # Errors
/// A database that fails, or a key that names no merge.
pub async fn update(connection: &impl ConnectionTrait, merge: ActiveModel) -> Result<Model, DbErr> {
    merge.update(connection).await
}

/// Gives records another master, or none.
///
/// # Errors
/// A database that fails.
pub async fn set_master(connection: &impl ConnectionTrait, keys: &[i64], master: Option<i64>) -> Result<(), DbErr> {
    citizens::Entity::update_many()
        .col_expr(citizens::Column::MasterId, Expr::value(master))
        .filter(citizens::Column::Id.is_in(keys.iter().copied()))
        .exec(connection)
        .await?;
    Ok(())
}

/// Puts every row that stands under `from` under `to`, its master by now; the database keeps whose it was.
///
/// # Errors
/// A database that fails.
pub async fn move_rows(connection: &impl ConnectionTrait, from: i64, to: i64) -> Result<(), DbErr> {
    for (table, column, _) in PLACES {
        let sql = format!("UPDATE {table} SET {column} = {to} WHERE {column} = {from}");
        connection.execute_unprepared(&sql).await?;
    }
    Ok(())
}

/// Gives back to `to`, which has no master any more, the rows that are its own and those of the records below it; `from` keeps
/// the others.
///
/// # Errors
/// A database that fails.
pub async fn give_back(connection: &impl ConnectionTrait, below: &[i64], (from, to): (i64, i64)) -> Result<(), DbErr> {
    let keys = list(below.iter().chain([&to]));
    for (table, column, key) in PLACES {
        let sql = format!(
            "UPDATE {table} SET {column} = {to} WHERE {column} = {from} AND {key} IN (SELECT row_id
                 FROM merged_citizen_rows WHERE place = '{table}.{column}' AND citizen_id IN ({keys}))"
        );
        connection.execute_unprepared(&sql).await?;
    }
    Ok(())
}

/// Lets phones that follow a citizen's requests by a cursor learn what of them is `root`'s: it came where `root` is the citizen
/// themself, and is theirs no longer where they are another one.
///
/// # Errors
/// A database that fails.
pub async fn note_moves(connection: &impl ConnectionTrait, citizen_id: i64, root: i64) -> Result<(), DbErr> {
    let now = match is_postgres(connection) {
        true => "clock_timestamp()",
        false => "strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now')",
    };
    let sql = format!(
        "INSERT INTO request_moves (citizen_id, request_number, moved_at)
             SELECT {citizen_id}, number, {now} FROM service_requests WHERE citizen_id = {root}"
    );
    connection.execute_unprepared(&sql).await?;
    Ok(())
}

/// The record whose own each of these rows is, by place, where it stands under another; a row a place.
///
/// # Errors
/// A database that fails.
pub async fn owners(
    connection: &impl ConnectionTrait,
    rows: &[(&'static str, i64)],
) -> Result<HashMap<String, i64>, DbErr> {
    use merged_citizen_rows::{Column as Owned, Entity as Rows};
    if rows.is_empty() {
        return Ok(HashMap::new());
    }
    let any = rows.iter().fold(Condition::any(), |any, (place, row)| {
        any.add(Condition::all().add(Owned::Place.eq(*place)).add(Owned::RowId.eq(*row)))
    });
    let found = Rows::find().filter(any).all(connection).await?;
    Ok(found.into_iter().map(|row| (row.place, row.citizen_id)).collect())
}

/// Whether one of these citizens made a request, or reached the centre, for another of them: they are two persons.
///
/// # Errors
/// A database that fails.
pub async fn acted_for_each_other(connection: &impl ConnectionTrait, keys: &[i64]) -> Result<bool, DbErr> {
    let keys = list(keys.iter());
    let sql = format!(
        "SELECT 1 AS found FROM contacts WHERE citizen_id IN ({keys}) AND on_behalf_of_id IN ({keys})
         UNION ALL SELECT 1 FROM request_representatives p JOIN service_requests r ON r.id = p.request_id
             WHERE p.citizen_id IN ({keys}) AND r.citizen_id IN ({keys}) LIMIT 1"
    );
    let statement = Statement::from_string(connection.get_database_backend(), sql);
    Ok(connection.query_one_raw(statement).await?.is_some())
}

fn list<'a>(keys: impl Iterator<Item = &'a i64>) -> String {
    keys.map(ToString::to_string).collect::<Vec<_>>().join(", ")
}
