//! What a programme leaves to those that revise it: the years of its requests and the prices of its resources.

use riverain_entities::programme_prices;
use riverain_entities::programme_project_requests::{Column, Entity};
use riverain_entities::{programme_projects, service_requests};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect,
};

/// The year of a request in a programme.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct PlannedYear {
    /// The request's key.
    pub request_id: i64,
    /// Its number.
    pub number: String,
    /// The year of its project; none where it waits beyond the horizon.
    pub year: Option<i32>,
}

/// Every request that a programme plans, by key.
///
/// # Errors
/// A database that fails.
pub async fn planned_years(connection: &impl ConnectionTrait, programme_id: i64) -> Result<Vec<PlannedYear>, DbErr> {
    Entity::find()
        .select_only()
        .column(Column::RequestId)
        .column(service_requests::Column::Number)
        .column(programme_projects::Column::Year)
        .inner_join(programme_projects::Entity)
        .inner_join(service_requests::Entity)
        .filter(Column::ProgrammeId.eq(programme_id))
        .order_by_asc(Column::RequestId)
        .into_model()
        .all(connection)
        .await
}

/// What the scarce resources of programmes are worth, by programme and year.
///
/// # Errors
/// A database that fails.
pub async fn prices_of(connection: &impl ConnectionTrait, keys: &[i64]) -> Result<Vec<programme_prices::Model>, DbErr> {
    use programme_prices::{Column, Entity};
    Entity::find()
        .filter(Column::ProgrammeId.is_in(keys.iter().copied()))
        .order_by_asc(Column::ProgrammeId)
        .order_by_asc(Column::Year)
        .order_by_asc(Column::Id)
        .all(connection)
        .await
}
