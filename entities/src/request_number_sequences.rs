//! The numbers given to requests.

use sea_orm::entity::prelude::*;

/// The next request number of a year: request `2026-0123456` took 123456.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "request_number_sequences")]
pub struct Model {
    /// The year, in the city's time zone.
    #[sea_orm(primary_key, auto_increment = false)]
    pub year: i32,
    /// The number that the next request takes, from 1.
    pub next_number: i64,
}

impl ActiveModelBehavior for ActiveModel {}
