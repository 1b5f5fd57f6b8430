//! What a planning reads, in one snapshot of the database: the backlog as of the programme's moment, and the plan of the
//! programme that it revises.

use std::collections::HashSet;

use riverain_entities::programme_left_out_requests::LeftOutReason;
use riverain_entities::programmes::{Model, PlanningState};
use sea_orm::ConnectionTrait;

use super::instance::BacklogSnapshot;
use super::parent_plan::ParentPlan;
use super::streets::streets_to_plan;
use crate::app::App;
use crate::domain::programme_parameters::{PinDecision, ProgrammeParameters};
use crate::services::ServiceError;
use crate::services::planning_jobs::policy;
use crate::store::connect::begin_snapshot;
use crate::store::planning_input::{self, PlannedRequest, PlanningScope};
use crate::store::reference::Reference;
use crate::store::reporters;
use crate::store::request_conditions::in_backlog_at;
use crate::store::{programme_parents, programmes};

/// What a planning reads.
#[derive(Debug)]
pub struct PlanningReading {
    /// The requests to plan.
    pub backlog: BacklogSnapshot,
    /// The plan of the parent; none where there is no planned parent.
    pub parent: Option<ParentPlan>,
    /// Keys of the requests that are not planned, each once, and why.
    pub left_out: Vec<(i64, LeftOutReason)>,
}

/// Reads what a programme is planned from.
///
/// # Errors
/// Stored data that does not have its form, or a database that fails.
pub async fn read(
    app: &App,
    reference: &Reference,
    programme: &Model,
    parameters: &ProgrammeParameters,
) -> Result<PlanningReading, ServiceError> {
    let departments: Vec<String> = parameters.departments.iter().map(|plan| plan.department.clone()).collect();
    let backlog = in_backlog_at(programme.as_of);
    let scope = PlanningScope { backlog: backlog.clone(), filter: &parameters.filter, departments: &departments };
    let snapshot = begin_snapshot(&app.database).await?;
    let requests = planning_input::requests(&snapshot, scope.condition(&snapshot, reference)).await?;
    let retired = planning_input::keys(&snapshot, scope.retired(&snapshot, reference)).await?;
    let citizens = reporters::distinct_citizens(&snapshot, backlog, Some(programme.as_of)).await?;
    let policy = policy(&snapshot, programme.priority_policy_id).await?;
    let parent = match programme.parent_id {
        Some(key) => parent_plan(&snapshot, key).await?,
        None => None,
    };
    let mut left_out: Vec<(i64, LeftOutReason)> =
        retired.into_iter().map(|key| (key, LeftOutReason::RetiredWorkType)).collect();
    left_out.extend(not_planned(&requests, parameters));
    let released = released(&snapshot, &requests, parameters, parent.as_ref()).await?;
    let streets = streets_to_plan(&snapshot, reference, &requests, parameters.sites).await?;
    snapshot.commit().await?;
    let mut told: HashSet<i64> = left_out.iter().map(|(key, _)| *key).collect();
    left_out.extend(released.into_iter().filter(|key| told.insert(*key)).map(|key| (key, LeftOutReason::Released)));
    let backlog = BacklogSnapshot { requests, citizens, streets, policy, as_of: programme.as_of };
    Ok(PlanningReading { backlog, parent, left_out })
}

async fn parent_plan(connection: &impl ConnectionTrait, key: i64) -> Result<Option<ParentPlan>, ServiceError> {
    let parent = programmes::by_keys(connection, &[key]).await?.pop();
    if parent.is_none_or(|parent| parent.state != PlanningState::Planned) {
        return Ok(None);
    }
    Ok(Some(ParentPlan {
        requests: programme_parents::planned_years(connection, key).await?,
        prices: programme_parents::prices_of(connection, &[key]).await?,
    }))
}

/// The requests that were read and cannot be planned, or must not be.
fn not_planned(requests: &[PlannedRequest], parameters: &ProgrammeParameters) -> Vec<(i64, LeftOutReason)> {
    let is_excluded = |pin: &&crate::domain::programme_parameters::Pin| pin.decision == PinDecision::Excluded;
    let excluded: HashSet<&str> = parameters.pins.iter().filter(is_excluded).map(|pin| pin.request.as_str()).collect();
    let reason = |row: &PlannedRequest| match (row.lon.and(row.lat), excluded.contains(row.number.as_str())) {
        (_, true) => Some((row.id, LeftOutReason::Excluded)),
        (None, false) => Some((row.id, LeftOutReason::NoPlace)),
        (Some(_), false) => None,
    };
    requests.iter().filter_map(reason).collect()
}

/// Keys of the requests that a pin or a frozen year holds, and that were not read.
async fn released(
    connection: &impl ConnectionTrait,
    requests: &[PlannedRequest],
    parameters: &ProgrammeParameters,
    parent: Option<&ParentPlan>,
) -> Result<Vec<i64>, ServiceError> {
    let read: HashSet<&str> = requests.iter().map(|row| row.number.as_str()).collect();
    let pinned = parameters.pins.iter().map(|pin| pin.request.as_str());
    let gone: Vec<&str> = pinned.filter(|number| !read.contains(number)).collect();
    let mut keys = planning_input::keys_of_numbers(connection, &gone).await?;
    let frozen = parent.into_iter().flat_map(|parent| parent.frozen(parameters));
    keys.extend(frozen.filter(|held| !read.contains(held.number.as_str())).map(|held| held.request_id));
    Ok(keys)
}
