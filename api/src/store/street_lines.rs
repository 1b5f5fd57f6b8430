//! Centre-lines of the streets.

use riverain_entities::street_segments::{Column, Entity};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::Value;

use crate::domain::place::BoundingBox;

/// Some segments after a key, by key: the key, the street's name and the line as a GeoJSON geometry.
///
/// # Errors
/// A database that fails.
pub async fn page(
    connection: &impl ConnectionTrait,
    after: i64,
    size: u64,
) -> Result<Vec<(i64, String, Value)>, DbErr> {
    Entity::find()
        .select_only()
        .columns([Column::Id, Column::Name, Column::Geometry])
        .filter(Column::Id.gt(after))
        .order_by_asc(Column::Id)
        .limit(size)
        .into_tuple()
        .all(connection)
        .await
}

/// Keys, names and centre-lines, as GeoJSON geometries, of the next street segments by key whose boxes meet a box.
///
/// # Errors
/// A database that fails.
pub async fn meeting(
    connection: &impl ConnectionTrait,
    area: BoundingBox,
    after: i64,
    limit: u64,
) -> Result<Vec<(i64, String, Value)>, DbErr> {
    Entity::find()
        .select_only()
        .columns([Column::Id, Column::Name, Column::Geometry])
        .filter(Column::MinLat.lte(area.north))
        .filter(Column::MaxLat.gte(area.south))
        .filter(Column::MinLon.lte(area.east))
        .filter(Column::MaxLon.gte(area.west))
        .filter(Column::Id.gt(after))
        .order_by_asc(Column::Id)
        .limit(limit)
        .into_tuple()
        .all(connection)
        .await
}
