//! Which projects are on the streets that the programmes open again.

use sea_orm::entity::prelude::*;

/// A project that is done on a street.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "programme_repeated_street_projects")]
pub struct Model {
    /// The street.
    #[sea_orm(primary_key, auto_increment = false)]
    pub street_id: i64,
    /// The project.
    #[sea_orm(primary_key, auto_increment = false)]
    pub project_id: i64,
    /// The street.
    #[sea_orm(belongs_to, from = "street_id", to = "id")]
    pub street: BelongsTo<super::programme_repeated_streets::Entity>,
    /// The project.
    #[sea_orm(belongs_to, from = "project_id", to = "id")]
    pub project: BelongsTo<super::programme_projects::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
