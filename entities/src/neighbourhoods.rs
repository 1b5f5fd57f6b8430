//! Neighbourhoods of the boroughs.

use sea_orm::entity::prelude::*;

/// A neighbourhood and its outline.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "neighbourhoods")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Stable code of the neighbourhood.
    #[sea_orm(unique)]
    pub code: String,
    /// The borough it lies in.
    pub borough_id: i64,
    /// The neighbourhood's name.
    pub name: String,
    /// Outline as a GeoJSON geometry (`Polygon` or `MultiPolygon`).
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub geometry: Option<Json>,
    /// Western bound of the outline, degrees.
    pub min_lon: Option<f64>,
    /// Southern bound of the outline, degrees.
    pub min_lat: Option<f64>,
    /// Eastern bound of the outline, degrees.
    pub max_lon: Option<f64>,
    /// Northern bound of the outline, degrees.
    pub max_lat: Option<f64>,
    /// The borough it lies in.
    #[sea_orm(belongs_to, from = "borough_id", to = "id")]
    pub borough: BelongsTo<super::boroughs::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
