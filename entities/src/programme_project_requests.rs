//! Which requests the projects of the programmes hold.

use sea_orm::entity::prelude::*;

/// A request of a project. A request is in at most one project of a programme.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "programme_project_requests")]
pub struct Model {
    /// The project.
    #[sea_orm(primary_key, auto_increment = false)]
    pub project_id: i64,
    /// The request.
    #[sea_orm(primary_key, auto_increment = false)]
    pub request_id: i64,
    /// The programme of the project.
    pub programme_id: i64,
    /// The project.
    #[sea_orm(belongs_to, from = "project_id", to = "id")]
    pub project: BelongsTo<super::programme_projects::Entity>,
    /// The request.
    #[sea_orm(belongs_to, from = "request_id", to = "id")]
    pub request: BelongsTo<super::service_requests::Entity>,
    /// The programme of the project.
    #[sea_orm(belongs_to, from = "programme_id", to = "id")]
    pub programme: BelongsTo<super::programmes::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
