//! Boroughs of the city.

use sea_orm::entity::prelude::*;

/// A borough, its outline and its weight in the equity part of a priority.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "boroughs")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Stable code of the borough.
    #[sea_orm(unique)]
    pub code: String,
    /// The borough's name.
    pub name: String,
    /// Weight of the borough in a priority: 1 is neutral, always positive.
    pub equity_weight: f64,
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
    /// The neighbourhoods of the borough.
    #[sea_orm(has_many)]
    pub neighbourhoods: HasMany<super::neighbourhoods::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
