//! Moratoria that keep projects of the programmes out.

use sea_orm::entity::prelude::*;

/// A moratorium that keeps a project out until a year: one that was given, or one that work on its site starts.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "programme_moratorium_blocks")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The programme.
    pub programme_id: i64,
    /// The project that breaks the ground.
    pub project_id: i64,
    /// Position of the moratorium among those of the programme's input, from 0; absent where work starts it.
    pub moratorium: Option<i32>,
    /// The project whose work starts it; absent where it was given.
    pub other_project_id: Option<i64>,
    /// The last calendar year of the ban.
    pub until_year: i32,
    /// The programme.
    #[sea_orm(belongs_to, from = "programme_id", to = "id")]
    pub programme: BelongsTo<super::programmes::Entity>,
    /// The project that breaks the ground.
    #[sea_orm(belongs_to, relation_enum = "Project", from = "project_id", to = "id")]
    pub project: BelongsTo<super::programme_projects::Entity>,
    /// The project whose work starts it.
    #[sea_orm(belongs_to, relation_enum = "OtherProject", from = "other_project_id", to = "id")]
    pub other_project: BelongsTo<Option<super::programme_projects::Entity>>,
}

impl ActiveModelBehavior for ActiveModel {}
