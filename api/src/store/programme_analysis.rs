//! What is told beside programmes: minimum shares, areas, other budgets, moratoria.

use riverain_entities::{
    programme_areas, programme_budget_points, programme_minimum_shares, programme_moratorium_blocks,
};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};

use super::page::{Direction, Page, PageRequest, page_by};

/// What the minimum shares of programmes came to, by programme, department and borough.
///
/// # Errors
/// A database that fails.
pub async fn minimum_shares_of(
    connection: &impl ConnectionTrait,
    keys: &[i64],
) -> Result<Vec<programme_minimum_shares::Model>, DbErr> {
    use programme_minimum_shares::{Column, Entity};
    Entity::find()
        .filter(Column::ProgrammeId.is_in(keys.iter().copied()))
        .order_by_asc(Column::ProgrammeId)
        .order_by_asc(Column::DepartmentId)
        .order_by_asc(Column::BoroughId)
        .all(connection)
        .await
}

/// How programmes serve areas, by programme and kind of area.
///
/// # Errors
/// A database that fails.
pub async fn areas_of(connection: &impl ConnectionTrait, keys: &[i64]) -> Result<Vec<programme_areas::Model>, DbErr> {
    use programme_areas::{Column, Entity};
    Entity::find()
        .filter(Column::ProgrammeId.is_in(keys.iter().copied()))
        .order_by_asc(Column::ProgrammeId)
        .order_by_asc(Column::Kind)
        .order_by_asc(Column::Id)
        .all(connection)
        .await
}

/// What other budgets would give programmes, by programme, department and change.
///
/// # Errors
/// A database that fails.
pub async fn budget_points_of(
    connection: &impl ConnectionTrait,
    keys: &[i64],
) -> Result<Vec<programme_budget_points::Model>, DbErr> {
    use programme_budget_points::{Column, Entity};
    Entity::find()
        .filter(Column::ProgrammeId.is_in(keys.iter().copied()))
        .order_by_asc(Column::ProgrammeId)
        .order_by_asc(Column::DepartmentId)
        .order_by_asc(Column::ChangePercent)
        .all(connection)
        .await
}

/// One page of the moratoria that keep a programme's projects out, by key.
///
/// # Errors
/// A database that fails.
pub async fn moratorium_blocks(
    connection: &impl ConnectionTrait,
    programme_id: i64,
    request: &PageRequest<i64>,
) -> Result<Page<programme_moratorium_blocks::Model>, DbErr> {
    use programme_moratorium_blocks::{Column, Entity};
    let blocks = Entity::find().filter(Column::ProgrammeId.eq(programme_id));
    page_by(connection, blocks, Column::Id, Direction::Ascending, request).await
}
