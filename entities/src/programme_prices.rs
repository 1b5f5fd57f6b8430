//! What the scarce resources of the programmes are worth.

use sea_orm::entity::prelude::*;

/// What one more unit of a budget or of a crew's hours would be worth in a year of a programme: the multiplier of the
/// relaxation that proves its bound. A programme that revises this one is planned from these.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "programme_prices")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The programme.
    pub programme_id: i64,
    /// The department whose budget it is; absent for a crew's hours.
    pub department_id: Option<i64>,
    /// The crew whose hours they are; absent for a budget.
    pub crew_id: Option<i64>,
    /// The year.
    pub year: i32,
    /// Priority points for a cent of the budget, or for an hour of the crew.
    pub price: f64,
    /// How much more of the resource, cents or hours, brings in about that much; absent in programmes planned before it was
    /// kept.
    pub price_range: Option<f64>,
    /// What another 100,000 dollars or 100 hours would pay for, of what waits: value, number and first projects; absent in
    /// programmes planned before it was kept.
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub brought_in: Option<Json>,
    /// The programme.
    #[sea_orm(belongs_to, from = "programme_id", to = "id")]
    pub programme: BelongsTo<super::programmes::Entity>,
    /// The department whose budget it is.
    #[sea_orm(belongs_to, from = "department_id", to = "id")]
    pub department: BelongsTo<Option<super::departments::Entity>>,
    /// The crew whose hours they are.
    #[sea_orm(belongs_to, from = "crew_id", to = "id")]
    pub crew: BelongsTo<Option<super::crews::Entity>>,
}

impl ActiveModelBehavior for ActiveModel {}
