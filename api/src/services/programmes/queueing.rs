//! A checked programme takes its place in the queue of plannings.

use chrono::{DateTime, Utc};
use riverain_entities::programmes::{ActiveModel, Model, PlanningState, ProgrammeStatus};
use sea_orm::ActiveValue::Set;
use sea_orm::NotSet;

use super::adoption::published_for;
use crate::app::App;
use crate::auth::viewer::Viewer;
use crate::domain::programme_parameters::ProgrammeParameters;
use crate::services::ServiceError;
use crate::services::planning_jobs::queue::add_job;
use crate::store::connect::begin_write;
use crate::store::programmes;
use crate::store::reference::Reference;

/// A programme to plan, checked.
#[derive(Debug, Clone)]
pub struct AskedProgramme {
    /// The programme's name.
    pub name: String,
    /// Everything that the planner reads, with every default.
    pub parameters: ProgrammeParameters,
    /// Key of the version of the priority policy.
    pub policy_id: i64,
    /// Seed of the planner's random choices.
    pub seed: i64,
    /// Seconds after which the search ends, where the planner asks for a time limit.
    pub time_limit_seconds: Option<f64>,
    /// Key of the programme that it revises.
    pub parent_id: Option<i64>,
    /// The moment as of which requests and priorities are read.
    pub as_of: DateTime<Utc>,
}

/// A programme that waits for its turn to be planned.
#[derive(Debug)]
pub struct QueuedProgramme {
    /// The programme.
    pub programme: Model,
    /// The published programmes that would stand in the way of publishing it: they plan for some of its departments and
    /// for others.
    pub overlaps: Vec<Model>,
}

/// Writes a programme as queued, and lets it be planned in the background.
///
/// # Errors
/// A queue that is full, or a database that fails.
pub async fn enqueue(
    app: &App,
    viewer: &Viewer,
    reference: &Reference,
    asked: AskedProgramme,
) -> Result<QueuedProgramme, ServiceError> {
    let now = app.clock.now();
    let planned = asked.parameters.departments.iter();
    let department_ids: Vec<i64> =
        planned.filter_map(|plan| reference.department_of_code(&plan.department)).map(|row| row.id).collect();
    let time_limit_seconds = asked.time_limit_seconds;
    let row = row(asked, viewer, now)?;
    let transaction = begin_write(&app.database).await?;
    let programme = programmes::insert(&transaction, row, &department_ids).await?;
    add_job(app, &transaction, programme.id, time_limit_seconds, now).await?;
    let (overlaps, _) = published_for(&transaction, &department_ids, None).await?;
    transaction.commit().await?;
    app.planning.announce();
    Ok(QueuedProgramme { programme, overlaps })
}

fn row(asked: AskedProgramme, viewer: &Viewer, now: DateTime<Utc>) -> Result<ActiveModel, ServiceError> {
    let parameters = serde_json::to_value(&asked.parameters)?;
    let (horizon, sites) = (asked.parameters.horizon, asked.parameters.sites);
    Ok(ActiveModel {
        id: NotSet,
        name: Set(asked.name),
        parent_id: Set(asked.parent_id),
        priority_policy_id: Set(asked.policy_id),
        seed: Set(asked.seed),
        status: Set(ProgrammeStatus::Draft),
        state: Set(PlanningState::Queued),
        progress: Set(0.0),
        first_year: Set(horizon.first_year),
        years: Set(i32::try_from(horizon.years).unwrap_or(i32::MAX)),
        discount_rate: Set(horizon.discount_rate),
        site_radius_m: Set(sites.radius_m),
        site_max_span_m: Set(sites.max_span_m),
        as_of: Set(asked.as_of),
        parameters: Set(parameters),
        requests_without_place: Set(0),
        created_by: Set(viewer.subject()),
        created_by_name: Set(viewer.name()),
        created_at: Set(now),
        ..ActiveModel::default()
    })
}
