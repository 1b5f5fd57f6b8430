//! What a simulation reads and writes.

use std::collections::HashMap;

use riverain_entities::contact_requests::ContactRelation;
use riverain_entities::{
    citizens, city, contact_requests, contacts, emergency_diversions, follow_ups, service_requests, street_segments,
    users,
};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
};

use super::imports;
use super::reference::raise_revision;

/// Rows of one `INSERT`, of tables of some ten columns: under SQLite's 32,766 parameters.
const ROWS_A_STATEMENT: usize = 2_000;

/// Records that the requests of this database are simulated.
///
/// # Errors
/// A database that fails.
pub async fn mark_city(connection: &impl ConnectionTrait) -> Result<(), DbErr> {
    city::Entity::update_many().col_expr(city::Column::Simulated, Expr::value(true)).exec(connection).await?;
    raise_revision(connection).await
}

/// Every street segment, by code.
///
/// # Errors
/// A database that fails.
pub async fn street_segments(connection: &impl ConnectionTrait) -> Result<Vec<street_segments::Model>, DbErr> {
    street_segments::Entity::find().order_by_asc(street_segments::Column::Code).all(connection).await
}

/// The users who write follow-ups: agents and planners.
///
/// # Errors
/// A database that fails.
pub async fn staff(connection: &impl ConnectionTrait) -> Result<Vec<users::Model>, DbErr> {
    use users::{Column, Entity, UserRole};
    let roles = [UserRole::Agent, UserRole::Planner];
    Entity::find().filter(Column::Role.is_in(roles)).order_by_asc(Column::Id).all(connection).await
}

/// The requester of each request of a source, by external identifier.
///
/// # Errors
/// A database that fails.
pub async fn requesters(connection: &impl ConnectionTrait, source: &str) -> Result<Vec<Option<i64>>, DbErr> {
    use service_requests::{Column, Entity};
    Entity::find()
        .select_only()
        .column(Column::CitizenId)
        .filter(Column::Source.eq(source))
        .order_by_asc(Column::ExternalId)
        .into_tuple()
        .all(connection)
        .await
}

/// The keys of requests of a source, by external identifier.
///
/// # Errors
/// A database that fails.
pub async fn request_keys(
    connection: &impl ConnectionTrait,
    source: &str,
    external_ids: &[String],
) -> Result<HashMap<String, i64>, DbErr> {
    use service_requests::{Column, Entity};
    let keys: Vec<(String, i64)> = Entity::find()
        .select_only()
        .columns([Column::ExternalId, Column::Id])
        .filter(Column::Source.eq(source))
        .filter(Column::ExternalId.is_in(external_ids.iter().map(String::as_str)))
        .into_tuple()
        .all(connection)
        .await?;
    Ok(keys.into_iter().collect())
}

/// Writes citizens and gives their keys in the same order.
///
/// # Errors
/// A database that fails.
pub async fn insert_citizens(
    connection: &impl ConnectionTrait,
    rows: Vec<citizens::ActiveModel>,
) -> Result<Vec<i64>, DbErr> {
    let mut keys = Vec::with_capacity(rows.len());
    for chunk in rows.chunks(ROWS_A_STATEMENT) {
        let inserted = citizens::Entity::insert_many(chunk.to_vec()).exec_with_returning_keys(connection).await?;
        keys.extend(inserted);
    }
    // Keys grow in the order of the rows; neither database promises to return them in that order.
    keys.sort_unstable();
    Ok(keys)
}

/// Writes follow-ups, many in a statement.
///
/// # Errors
/// A database that fails.
pub async fn insert_follow_ups(
    connection: &impl ConnectionTrait,
    rows: Vec<follow_ups::ActiveModel>,
) -> Result<(), DbErr> {
    for chunk in rows.chunks(ROWS_A_STATEMENT) {
        imports::insert_follow_ups(connection, chunk.to_vec()).await?;
    }
    Ok(())
}

/// Writes contacts, each with the request that it has to do with, many in a statement.
///
/// # Errors
/// A database that fails.
pub async fn insert_contacts(
    connection: &impl ConnectionTrait,
    rows: Vec<contacts::ActiveModel>,
    relations: Vec<Option<(i64, ContactRelation)>>,
) -> Result<(), DbErr> {
    for (chunk, relations) in rows.chunks(ROWS_A_STATEMENT).zip(relations.chunks(ROWS_A_STATEMENT)) {
        let mut keys = contacts::Entity::insert_many(chunk.to_vec()).exec_with_returning_keys(connection).await?;
        keys.sort_unstable();
        let related = keys.into_iter().zip(relations).filter_map(|(contact_id, relation)| {
            let (request_id, relation) = (*relation)?;
            Some(contact_requests::Model { contact_id, request_id, relation }.into_active_model())
        });
        let related: Vec<_> = related.collect();
        if !related.is_empty() {
            contact_requests::Entity::insert_many(related).exec_without_returning(connection).await?;
        }
    }
    Ok(())
}

/// Writes diversions to 9-1-1, many in a statement.
///
/// # Errors
/// A database that fails.
pub async fn insert_diversions(
    connection: &impl ConnectionTrait,
    rows: Vec<emergency_diversions::ActiveModel>,
) -> Result<(), DbErr> {
    for chunk in rows.chunks(ROWS_A_STATEMENT) {
        emergency_diversions::Entity::insert_many(chunk.to_vec()).exec_without_returning(connection).await?;
    }
    Ok(())
}
