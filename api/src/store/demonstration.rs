//! What a demonstration asks of the database: what is there already, and what is worth showing.

use std::collections::HashMap;

use riverain_entities::service_requests::{Column, Entity, Model};
use riverain_entities::{citizens, city, programme_projects, programmes, street_segments};
use sea_orm::sea_query::NullOrdering;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, ExprTrait, Order, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
};

use super::request_conditions::in_backlog;

/// The city's name, where a catalogue was applied.
///
/// # Errors
/// A database that fails.
pub async fn city_name(connection: &impl ConnectionTrait) -> Result<Option<String>, DbErr> {
    city::Entity::find().select_only().column(city::Column::Name).into_tuple().one(connection).await
}

/// Whether there is a street.
///
/// # Errors
/// A database that fails.
pub async fn has_streets(connection: &impl ConnectionTrait) -> Result<bool, DbErr> {
    Ok(street_segments::Entity::find().one(connection).await?.is_some())
}

/// The latest programme.
///
/// # Errors
/// A database that fails.
pub async fn latest_programme(connection: &impl ConnectionTrait) -> Result<Option<programmes::Model>, DbErr> {
    programmes::Entity::find().order_by_desc(programmes::Column::Id).one(connection).await
}

/// The latest programme whose planning has ended well.
///
/// # Errors
/// A database that fails.
pub async fn latest_planned_programme(connection: &impl ConnectionTrait) -> Result<Option<programmes::Model>, DbErr> {
    let planned = programmes::Column::State.eq(programmes::PlanningState::Planned);
    programmes::Entity::find().filter(planned).order_by_desc(programmes::Column::Id).one(connection).await
}

/// How many projects a programme has, scheduled or not.
///
/// # Errors
/// A database that fails.
pub async fn count_projects(connection: &impl ConnectionTrait, programme_id: i64) -> Result<u64, DbErr> {
    use programme_projects::{Column, Entity};
    Entity::find().filter(Column::ProgrammeId.eq(programme_id)).count(connection).await
}

/// The estimated cost of each department's backlog, cents, by its key.
///
/// # Errors
/// A database that fails.
pub async fn backlog_costs(connection: &impl ConnectionTrait) -> Result<HashMap<i64, i64>, DbErr> {
    let cost = Column::EstimatedCostCents.into_expr().sum().cast_as("bigint");
    let costs: Vec<(i64, Option<i64>)> = Entity::find()
        .select_only()
        .column(Column::DepartmentId)
        .column_as(cost, "cost")
        .filter(in_backlog())
        .group_by(Column::DepartmentId)
        .into_tuple()
        .all(connection)
        .await?;
    Ok(costs.into_iter().map(|(department, cost)| (department, cost.unwrap_or(0))).collect())
}

/// The citizen with the most requests among those with both planned and other ones, else with the most.
///
/// # Errors
/// A database that fails.
pub async fn busiest_citizen(connection: &impl ConnectionTrait) -> Result<Option<i64>, DbErr> {
    let planned = Column::WorkTypeId.into_expr().count();
    let all = Column::Id.into_expr().count();
    let both = planned.clone().gt(0).and(planned.lt(all.clone()));
    let found: Option<Option<i64>> = Entity::find()
        .select_only()
        .column(Column::CitizenId)
        .filter(Column::CitizenId.is_not_null())
        .group_by(Column::CitizenId)
        .order_by(both, Order::Desc)
        .order_by(all, Order::Desc)
        .order_by_asc(Column::CitizenId)
        .into_tuple()
        .one(connection)
        .await?;
    Ok(found.flatten())
}

/// The citizen who was recorded first.
///
/// # Errors
/// A database that fails.
pub async fn first_citizen(connection: &impl ConnectionTrait) -> Result<Option<i64>, DbErr> {
    use citizens::{Column, Entity};
    Entity::find().select_only().column(Column::Id).order_by_asc(Column::Id).into_tuple().one(connection).await
}

/// The latest request of a citizen, of the planned programme or not; an open one where there is.
///
/// # Errors
/// A database that fails.
pub async fn latest_request_of(
    connection: &impl ConnectionTrait,
    citizen_id: i64,
    planned: bool,
) -> Result<Option<Model>, DbErr> {
    let kind = if planned { Column::WorkTypeId.is_not_null() } else { Column::WorkTypeId.is_null() };
    Entity::find()
        .filter(Column::CitizenId.eq(citizen_id))
        .filter(kind)
        .order_by_with_nulls(Column::ClosedAt, Order::Desc, NullOrdering::First)
        .order_by_desc(Column::OpenedAt)
        .one(connection)
        .await
}

/// The open request of the planned programme with the highest priority.
///
/// # Errors
/// A database that fails.
pub async fn most_urgent(connection: &impl ConnectionTrait) -> Result<Option<Model>, DbErr> {
    Entity::find().filter(in_backlog()).order_by_desc(Column::Priority).order_by_desc(Column::Id).one(connection).await
}
