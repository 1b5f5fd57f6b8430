//! The one city that this database serves.

use sea_orm::entity::prelude::*;

/// The city: a table of exactly one row, whose `id` is 1.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "city")]
pub struct Model {
    /// Always 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    /// The city's code in its catalogue; absent until one is applied again.
    pub code: Option<String>,
    /// The city's name, as its citizens write it.
    pub name: String,
    /// IANA name of the time zone in which days begin and end.
    pub time_zone: String,
    /// Western bound of the territory, degrees.
    pub min_lon: f64,
    /// Southern bound of the territory, degrees.
    pub min_lat: f64,
    /// Eastern bound of the territory, degrees.
    pub max_lon: f64,
    /// Northern bound of the territory, degrees.
    pub max_lat: f64,
    /// Whether a citizen may see the year for which their request is planned.
    pub show_planned_year: bool,
    /// Whether the requests of this database are simulated rather than real.
    pub simulated: bool,
    /// Raised in each transaction that changes the catalogue, the areas or the city, so that readers look again.
    pub revision: i64,
}

impl ActiveModelBehavior for ActiveModel {}
