//! Boroughs, neighbourhoods and streets that come from files, and what lies in them.

use riverain_entities::{boroughs, neighbourhoods, service_requests, street_segments};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, NotSet, QueryFilter,
    QueryOrder, QuerySelect,
};
use serde_json::Value;

use crate::domain::place::BoundingBox;

/// An area that was read and found valid.
#[derive(Debug, Clone)]
pub struct NewArea {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its outline, a GeoJSON geometry.
    pub geometry: Value,
    /// The box around it.
    pub bounds: BoundingBox,
}

/// Something that has a position, and the areas it is recorded in.
#[derive(Debug, Clone, PartialEq, sea_orm::FromQueryResult)]
pub struct Located {
    /// Key.
    pub id: i64,
    /// Longitude, degrees.
    pub lon: f64,
    /// Latitude, degrees.
    pub lat: f64,
    /// Its borough.
    pub borough_id: Option<i64>,
    /// Its neighbourhood.
    pub neighbourhood_id: Option<i64>,
}

/// Writes a borough, in place of the one of its code where there is one; gives whether it is new.
///
/// # Errors
/// A database that fails.
pub async fn write_borough(connection: &impl ConnectionTrait, area: NewArea) -> Result<bool, DbErr> {
    use boroughs::{ActiveModel, Column, Entity};
    let existing = Entity::find().filter(Column::Code.eq(&area.code)).one(connection).await?;
    let BoundingBox { west, south, east, north } = area.bounds;
    let borough = ActiveModel {
        id: NotSet,
        code: Set(area.code),
        name: Set(area.name),
        equity_weight: NotSet,
        geometry: Set(Some(area.geometry)),
        min_lon: Set(Some(west)),
        min_lat: Set(Some(south)),
        max_lon: Set(Some(east)),
        max_lat: Set(Some(north)),
    };
    let is_new = existing.is_none();
    match existing {
        Some(row) => ActiveModel { id: Set(row.id), ..borough }.update(connection).await?,
        None => ActiveModel { equity_weight: Set(1.0), ..borough }.insert(connection).await?,
    };
    Ok(is_new)
}

/// Writes a neighbourhood, in place of the one of its code where there is one; gives whether it is new.
///
/// # Errors
/// A database that fails.
pub async fn write_neighbourhood(
    connection: &impl ConnectionTrait,
    area: NewArea,
    borough_id: i64,
) -> Result<bool, DbErr> {
    use neighbourhoods::{ActiveModel, Column, Entity};
    let existing = Entity::find().filter(Column::Code.eq(&area.code)).one(connection).await?;
    let BoundingBox { west, south, east, north } = area.bounds;
    let neighbourhood = ActiveModel {
        id: NotSet,
        code: Set(area.code),
        borough_id: Set(borough_id),
        name: Set(area.name),
        geometry: Set(Some(area.geometry)),
        min_lon: Set(Some(west)),
        min_lat: Set(Some(south)),
        max_lon: Set(Some(east)),
        max_lat: Set(Some(north)),
    };
    let is_new = existing.is_none();
    match existing {
        Some(row) => ActiveModel { id: Set(row.id), ..neighbourhood }.update(connection).await?,
        None => neighbourhood.insert(connection).await?,
    };
    Ok(is_new)
}

/// The next requests that have a position, by key.
///
/// # Errors
/// A database that fails.
pub async fn requests_after(connection: &impl ConnectionTrait, after: i64, limit: u64) -> Result<Vec<Located>, DbErr> {
    use service_requests::{Column, Entity};
    Entity::find()
        .select_only()
        .columns([Column::Id, Column::Lon, Column::Lat, Column::BoroughId, Column::NeighbourhoodId])
        .filter(Column::Id.gt(after))
        .filter(Column::Lon.is_not_null())
        .order_by_asc(Column::Id)
        .limit(limit)
        .into_model()
        .all(connection)
        .await
}

/// Records the areas of requests.
///
/// # Errors
/// A database that fails.
pub async fn move_requests(
    connection: &impl ConnectionTrait,
    keys: &[i64],
    (borough, neighbourhood): (Option<i64>, Option<i64>),
) -> Result<(), DbErr> {
    use service_requests::{ActiveModel, Column, Entity};
    let areas = ActiveModel { borough_id: Set(borough), neighbourhood_id: Set(neighbourhood), ..Default::default() };
    Entity::update_many().set(areas).filter(Column::Id.is_in(keys.iter().copied())).exec(connection).await?;
    Ok(())
}

/// The next street segments, by key.
///
/// # Errors
/// A database that fails.
pub async fn streets_after(
    connection: &impl ConnectionTrait,
    after: i64,
    limit: u64,
) -> Result<Vec<street_segments::Model>, DbErr> {
    use street_segments::{Column, Entity};
    Entity::find().filter(Column::Id.gt(after)).order_by_asc(Column::Id).limit(limit).all(connection).await
}

/// Records the areas of street segments.
///
/// # Errors
/// A database that fails.
pub async fn move_streets(
    connection: &impl ConnectionTrait,
    keys: &[i64],
    (borough, neighbourhood): (Option<i64>, Option<i64>),
) -> Result<(), DbErr> {
    use street_segments::{ActiveModel, Column, Entity};
    let areas = ActiveModel { borough_id: Set(borough), neighbourhood_id: Set(neighbourhood), ..Default::default() };
    Entity::update_many().set(areas).filter(Column::Id.is_in(keys.iter().copied())).exec(connection).await?;
    Ok(())
}

/// Writes street segments, each in place of the one of its code where there is one.
///
/// # Errors
/// A database that fails.
pub async fn write_streets(
    connection: &impl ConnectionTrait,
    streets: Vec<street_segments::ActiveModel>,
) -> Result<(), DbErr> {
    use street_segments::{Column, Entity};
    if streets.is_empty() {
        return Ok(());
    }
    let replace = OnConflict::column(Column::Code)
        .update_columns([
            Column::Name,
            Column::Kind,
            Column::Geometry,
            Column::MinLat,
            Column::MaxLat,
            Column::MinLon,
            Column::MaxLon,
            Column::BoroughId,
            Column::NeighbourhoodId,
        ])
        .to_owned();
    Entity::insert_many(streets).on_conflict(replace).exec_without_returning(connection).await?;
    Ok(())
}
