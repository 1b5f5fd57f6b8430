//! What the programmes would be worth with other budgets.

use sea_orm::entity::prelude::*;

/// What a programme would be worth with the budget of a department changed in every year.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "programme_budget_points")]
pub struct Model {
    /// The programme.
    #[sea_orm(primary_key, auto_increment = false)]
    pub programme_id: i64,
    /// The department.
    #[sea_orm(primary_key, auto_increment = false)]
    pub department_id: i64,
    /// By how many per cent its budget changes.
    #[sea_orm(primary_key, auto_increment = false)]
    pub change_percent: i32,
    /// Discounted priority of the programme found.
    pub objective: f64,
    /// Proven bound on the objective.
    pub upper_bound: f64,
    /// The programme.
    #[sea_orm(belongs_to, from = "programme_id", to = "id")]
    pub programme: BelongsTo<super::programmes::Entity>,
    /// The department.
    #[sea_orm(belongs_to, from = "department_id", to = "id")]
    pub department: BelongsTo<super::departments::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
