//! Which projects the lots of the programmes hold, and in which order.

use sea_orm::entity::prelude::*;

/// A project of a lot. A project is in at most one lot.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "programme_lot_projects")]
pub struct Model {
    /// The lot.
    #[sea_orm(primary_key, auto_increment = false)]
    pub lot_id: i64,
    /// Its place in the suggested order of visit, from 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub position: i32,
    /// The project.
    #[sea_orm(unique)]
    pub project_id: i64,
    /// The lot.
    #[sea_orm(belongs_to, from = "lot_id", to = "id")]
    pub lot: BelongsTo<super::programme_lots::Entity>,
    /// The project.
    #[sea_orm(belongs_to, from = "project_id", to = "id")]
    pub project: BelongsTo<super::programme_projects::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
