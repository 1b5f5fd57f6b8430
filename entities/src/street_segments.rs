//! Street segments.

use sea_orm::entity::prelude::*;

/// A segment of a street, between two crossings.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "street_segments")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Stable code of the segment in its source.
    #[sea_orm(unique)]
    pub code: String,
    /// The street's name.
    pub name: String,
    /// The source's class of street, such as `residential`.
    pub kind: String,
    /// Centre line as a GeoJSON geometry (`LineString` or `MultiLineString`).
    #[sea_orm(column_type = "JsonBinary")]
    pub geometry: Json,
    /// Least latitude of the line.
    pub min_lat: Option<f64>,
    /// Greatest latitude.
    pub max_lat: Option<f64>,
    /// Least longitude.
    pub min_lon: Option<f64>,
    /// Greatest longitude.
    pub max_lon: Option<f64>,
    /// The borough it lies in, where it lies in one.
    pub borough_id: Option<i64>,
    /// The neighbourhood it lies in, where it lies in one.
    pub neighbourhood_id: Option<i64>,
    /// The borough it lies in.
    #[sea_orm(belongs_to, from = "borough_id", to = "id")]
    pub borough: BelongsTo<Option<super::boroughs::Entity>>,
    /// The neighbourhood it lies in.
    #[sea_orm(belongs_to, from = "neighbourhood_id", to = "id")]
    pub neighbourhood: BelongsTo<Option<super::neighbourhoods::Entity>>,
}

impl ActiveModelBehavior for ActiveModel {}
