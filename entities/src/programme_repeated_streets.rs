//! Streets that the programmes open again.

use sea_orm::entity::prelude::*;

/// A street segment where several departments work in several years of a programme. Its name and line are those that
/// the planner read: streets may be imported anew.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "programme_repeated_streets")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The programme.
    pub programme_id: i64,
    /// Its number within the programme, from 1.
    pub number: i32,
    /// The street's name, where it has one.
    pub name: Option<String>,
    /// The centre-line as a GeoJSON geometry.
    #[sea_orm(column_type = "JsonBinary")]
    pub line: Json,
    /// Whether the ground is broken in more than one of the years.
    pub breaks_ground_again: bool,
    /// The programme.
    #[sea_orm(belongs_to, from = "programme_id", to = "id")]
    pub programme: BelongsTo<super::programmes::Entity>,
    /// Which projects are on it.
    #[sea_orm(has_many)]
    pub projects: HasMany<super::programme_repeated_street_projects::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
