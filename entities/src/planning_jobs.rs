//! The queue of the programmes to plan.

use sea_orm::entity::prelude::*;

/// The planning of a programme as the processes that plan share it: one takes it, holds it while it renews its lease, and
/// loses it where it does not. How far the planning has gone is the programme's `state`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "planning_jobs")]
pub struct Model {
    /// The programme to plan.
    #[sea_orm(primary_key, auto_increment = false)]
    pub programme_id: i64,
    /// How often it was taken. It never goes back: who took it under an earlier number may no longer write.
    pub attempt: i32,
    /// The attempt after which it is given up.
    pub last_attempt: i32,
    /// Seconds after which the search ends; by the size of the backlog where absent.
    pub time_limit_seconds: Option<f64>,
    /// From when a worker may take it. While one holds it, this is the end of the lease.
    pub available_at: DateTimeUtc,
    /// The process that holds it, or that held it when it ended; absent while it waits.
    pub worker: Option<String>,
    /// Value of the best programme so far.
    pub objective: Option<f64>,
    /// Proven bound so far.
    pub upper_bound: Option<f64>,
    /// When it was asked for, or asked for again.
    pub queued_at: DateTimeUtc,
    /// When the latest attempt began.
    pub started_at: Option<DateTimeUtc>,
    /// When it ended, whatever came of it.
    pub finished_at: Option<DateTimeUtc>,
    /// Subject of the user who cancelled it.
    pub cancelled_by: Option<String>,
    /// Subject of the user who stopped its search, to keep the best programme so far.
    pub stopped_by: Option<String>,
    /// The programme to plan.
    #[sea_orm(belongs_to, from = "programme_id", to = "id")]
    pub programme: BelongsTo<super::programmes::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
