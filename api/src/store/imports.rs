//! Requests that come from files, and the runs that bring them.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use riverain_entities::follow_ups::AuthorKind;
use riverain_entities::service_requests::{ActiveModel, Column, Entity, RequestStatus};
use riverain_entities::{boroughs, follow_ups, import_runs, request_status_changes};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, DerivePartialModel, EntityTrait,
    ExprTrait, NotSet, QueryFilter, QueryOrder, QuerySelect,
};

use super::connect::is_postgres;

/// Rows of one `INSERT`: with the columns of a request, under SQLite's 32,766 and PostgreSQL's 65,535 parameters.
const ROWS_A_STATEMENT: usize = 500;

/// What an import may change of a request that an earlier one brought.
#[derive(Debug, Clone, DerivePartialModel)]
#[sea_orm(entity = "Entity")]
pub struct ImportedRequest {
    /// Key.
    pub id: i64,
    /// Number.
    pub number: String,
    /// Identifier in its source.
    pub external_id: Option<String>,
    /// Version of the product.
    pub product_id: i64,
    /// Precision.
    pub precision_id: i64,
    /// Version of the work type.
    pub work_type_id: Option<i64>,
    /// Code of the work type.
    pub work_type_code: Option<String>,
    /// The department that answers.
    pub department_id: i64,
    /// The team that has it.
    pub team_id: Option<i64>,
    /// Whether someone gave it to them.
    pub assigned_by_hand: bool,
    /// Status.
    pub status: RequestStatus,
    /// When it was opened.
    pub opened_at: DateTime<Utc>,
    /// When it was closed.
    pub closed_at: Option<DateTime<Utc>>,
    /// When its promise ends.
    pub due_at: Option<DateTime<Utc>>,
    /// From when the promise is at risk.
    pub at_risk_at: Option<DateTime<Utc>>,
    /// Since when its clock stands.
    pub clock_stopped_at: Option<DateTime<Utc>>,
    /// Priority set by hand.
    pub priority_override: Option<f64>,
    /// Digest of what its source last said of it.
    pub source_digest: Option<String>,
}

/// The requests of a source that have one of these identifiers.
///
/// # Errors
/// A database that fails.
pub async fn requests_of(
    connection: &impl ConnectionTrait,
    source: &str,
    external_ids: &[&str],
) -> Result<Vec<ImportedRequest>, DbErr> {
    Entity::find()
        .filter(Column::Source.eq(source))
        .filter(Column::ExternalId.is_in(external_ids.iter().copied()))
        .into_partial_model()
        .all(connection)
        .await
}

/// These requests as they are now, held until the transaction ends; SQLite has one writer anyway.
///
/// # Errors
/// A database that fails.
pub async fn hold_requests(connection: &impl ConnectionTrait, keys: &[i64]) -> Result<Vec<ImportedRequest>, DbErr> {
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let held = Entity::find().filter(Column::Id.is_in(keys.iter().copied())).order_by_asc(Column::Id).lock_exclusive();
    held.into_partial_model().all(connection).await
}

/// Those of these requests whose status was last changed by a person rather than by the service or an import.
///
/// # Errors
/// A database that fails.
pub async fn with_status_set_by_people(
    connection: &impl ConnectionTrait,
    requests: &[i64],
) -> Result<HashSet<i64>, DbErr> {
    use request_status_changes::{Column, Entity};
    if requests.is_empty() {
        return Ok(HashSet::new());
    }
    let changes: Vec<(i64, AuthorKind)> = Entity::find()
        .select_only()
        .columns([Column::RequestId, Column::AuthorKind])
        .filter(Column::RequestId.is_in(requests.iter().copied()))
        .filter(Column::StatusFrom.is_not_null())
        .filter(Column::StatusFrom.into_expr().ne(Column::StatusTo.into_expr()))
        .order_by_asc(Column::ChangedAt)
        .order_by_asc(Column::Id)
        .into_tuple()
        .all(connection)
        .await?;
    let last: HashMap<i64, AuthorKind> = changes.into_iter().collect();
    Ok(last.into_iter().filter(|(_, author)| *author != AuthorKind::System).map(|(request, _)| request).collect())
}

/// Writes new requests, many in a statement.
///
/// # Errors
/// A database that fails.
pub async fn insert_requests(connection: &impl ConnectionTrait, requests: Vec<ActiveModel>) -> Result<(), DbErr> {
    let mut requests = requests.into_iter().peekable();
    while requests.peek().is_some() {
        let chunk: Vec<ActiveModel> = requests.by_ref().take(ROWS_A_STATEMENT).collect();
        Entity::insert_many(chunk).exec_without_returning(connection).await?;
    }
    Ok(())
}

/// Writes the fields of a request that are set.
///
/// # Errors
/// A database that fails.
pub async fn update_request(connection: &impl ConnectionTrait, id: i64, changes: ActiveModel) -> Result<(), DbErr> {
    Entity::update_many().set(changes).filter(Column::Id.eq(id)).exec(connection).await?;
    Ok(())
}

/// Writes follow-ups, many in a statement.
///
/// # Errors
/// A database that fails.
pub async fn insert_follow_ups(
    connection: &impl ConnectionTrait,
    follow_ups: Vec<follow_ups::ActiveModel>,
) -> Result<(), DbErr> {
    if follow_ups.is_empty() {
        return Ok(());
    }
    follow_ups::Entity::insert_many(follow_ups).exec_without_returning(connection).await?;
    Ok(())
}

/// Writes a borough that is known by its name only, and gives its key; the one of this code where there is one.
///
/// # Errors
/// A database that fails.
pub async fn find_or_insert_borough(
    connection: &impl ConnectionTrait,
    code: &str,
    name: &str,
) -> Result<(i64, bool), DbErr> {
    use boroughs::{ActiveModel, Column, Entity};
    if let Some(found) = Entity::find().filter(Column::Code.eq(code)).one(connection).await? {
        return Ok((found.id, false));
    }
    let borough = ActiveModel {
        id: NotSet,
        code: Set(code.to_owned()),
        name: Set(name.to_owned()),
        equity_weight: Set(1.0),
        geometry: Set(None),
        min_lon: Set(None),
        min_lat: Set(None),
        max_lon: Set(None),
        max_lat: Set(None),
    };
    Ok((borough.insert(connection).await?.id, true))
}

/// Notes that an import begins, and gives the run's key.
///
/// # Errors
/// A database that fails.
pub async fn start_run(
    connection: &impl ConnectionTrait,
    source: &str,
    file_name: &str,
    mapping_digest: &str,
    now: DateTime<Utc>,
) -> Result<i64, DbErr> {
    let run = import_runs::ActiveModel {
        id: NotSet,
        source: Set(source.to_owned()),
        file_name: Set(file_name.to_owned()),
        mapping_digest: Set(mapping_digest.to_owned()),
        started_at: Set(now),
        finished_at: Set(None),
        rows_read: Set(0),
        inserted: Set(0),
        updated: Set(0),
        unchanged: Set(0),
        rejected: Set(0),
    };
    Ok(run.insert(connection).await?.id)
}

/// The latest run of a source.
///
/// # Errors
/// A database that fails.
pub async fn latest_run(connection: &impl ConnectionTrait, source: &str) -> Result<Option<import_runs::Model>, DbErr> {
    use import_runs::{Column, Entity};
    Entity::find().filter(Column::Source.eq(source)).order_by_desc(Column::Id).one(connection).await
}

/// Writes how far a run has come.
///
/// # Errors
/// A database that fails.
pub async fn update_run(
    connection: &impl ConnectionTrait,
    run: import_runs::ActiveModel,
    id: i64,
) -> Result<(), DbErr> {
    import_runs::Entity::update_many().set(run).filter(import_runs::Column::Id.eq(id)).exec(connection).await?;
    Ok(())
}

/// Has PostgreSQL look at the requests again, so that it plans for as many as there are now: an import fills a table
/// faster than the server's own schedule notices. SQLite plans by the indexes alone.
///
/// # Errors
/// A database that fails.
pub async fn renew_statistics(connection: &impl ConnectionTrait) -> Result<(), DbErr> {
    if is_postgres(connection) {
        connection.execute_unprepared("ANALYZE service_requests").await?;
    }
    Ok(())
}
