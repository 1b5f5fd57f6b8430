//! How the programmes serve boroughs and neighbourhoods.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// What a programme does for an area; requests count for their own area, money for that of most of a project's requests.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "programme_areas")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The programme.
    pub programme_id: i64,
    /// What kind of area it is.
    pub kind: AreaKind,
    /// The borough; absent for a neighbourhood, and for what lies in no known borough.
    pub borough_id: Option<i64>,
    /// The neighbourhood; absent for a borough, and for what lies in no known neighbourhood.
    pub neighbourhood_id: Option<i64>,
    /// Its requests, done or waiting.
    pub request_count: i32,
    /// Those that are done within the horizon.
    pub scheduled_request_count: i32,
    /// What its requests cost without mobilization, cents.
    pub cost_cents: i64,
    /// What its projects that are done cost, cents.
    pub spent_cents: i64,
    /// Sum of the priorities of its requests.
    pub value: f64,
    /// Sum of the priorities of those that are done.
    pub scheduled_value: f64,
    /// Mean number of years until those that are done are; absent where none is.
    pub mean_years: Option<f64>,
    /// Mean age of its requests at the programme's moment, days.
    pub mean_age_days: f64,
    /// Median age of its requests at the programme's moment, days.
    pub median_age_days: f64,
    /// The programme.
    #[sea_orm(belongs_to, from = "programme_id", to = "id")]
    pub programme: BelongsTo<super::programmes::Entity>,
    /// The borough.
    #[sea_orm(belongs_to, from = "borough_id", to = "id")]
    pub borough: BelongsTo<Option<super::boroughs::Entity>>,
    /// The neighbourhood.
    #[sea_orm(belongs_to, from = "neighbourhood_id", to = "id")]
    pub neighbourhood: BelongsTo<Option<super::neighbourhoods::Entity>>,
}

/// A kind of area.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum AreaKind {
    /// A borough.
    Borough,
    /// A neighbourhood.
    Neighbourhood,
}

impl ActiveModelBehavior for ActiveModel {}
