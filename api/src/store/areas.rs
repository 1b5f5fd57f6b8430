//! Outlines of boroughs and neighbourhoods, read only where they are asked for.

use riverain_entities::{boroughs, neighbourhoods};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};
use serde_json::Value;

/// The outlines of these boroughs, with their keys; those without one are left out.
///
/// # Errors
/// A database that fails.
pub async fn borough_outlines(connection: &impl ConnectionTrait, keys: &[i64]) -> Result<Vec<(i64, Value)>, DbErr> {
    use boroughs::{Column, Entity};
    Entity::find()
        .select_only()
        .columns([Column::Id, Column::Geometry])
        .filter(Column::Id.is_in(keys.iter().copied()))
        .filter(Column::Geometry.is_not_null())
        .into_tuple()
        .all(connection)
        .await
}

/// The outlines of these neighbourhoods, with their keys; those without one are left out.
///
/// # Errors
/// A database that fails.
pub async fn neighbourhood_outlines(
    connection: &impl ConnectionTrait,
    keys: &[i64],
) -> Result<Vec<(i64, Value)>, DbErr> {
    use neighbourhoods::{Column, Entity};
    Entity::find()
        .select_only()
        .columns([Column::Id, Column::Geometry])
        .filter(Column::Id.is_in(keys.iter().copied()))
        .filter(Column::Geometry.is_not_null())
        .into_tuple()
        .all(connection)
        .await
}
