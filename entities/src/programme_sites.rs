//! Sites of the programmes.

use sea_orm::entity::prelude::*;

/// A site: projects so near each other that crews share their mobilization.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "programme_sites")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The programme.
    pub programme_id: i64,
    /// Code of the site in the programme.
    pub code: String,
    /// Longitude of the centroid of its requests, degrees.
    pub lon: f64,
    /// Latitude of the centroid of its requests, degrees.
    pub lat: f64,
    /// The programme.
    #[sea_orm(belongs_to, from = "programme_id", to = "id")]
    pub programme: BelongsTo<super::programmes::Entity>,
    /// The projects of the site.
    #[sea_orm(has_many)]
    pub projects: HasMany<super::programme_projects::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
