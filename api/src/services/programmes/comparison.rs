//! Two programmes side by side: figures, what became of requests and projects, and what was asked differently.

use std::collections::{BTreeMap, HashMap};

use riverain_entities::programme_left_out_requests::LeftOutReason;
use riverain_entities::programmes::{Model, PlanningState};
use riverain_entities::service_requests;
use tokio::sync::OnceCell;

use super::{find, is_visible, parameters};
use crate::app::App;
use crate::auth::policy::{Action, may};
use crate::auth::viewer::Viewer;
use crate::domain::programme_differences::{self, Setting, SettingDifference};
use crate::domain::programme_parameters::ProgrammeParameters;
use crate::domain::schedule_change::{self, ComparisonDimension, ComparisonKey, Flow, PlanFigures};
use crate::services::ServiceError;
use crate::store::page::{Page, PageRequest};
use crate::store::programme_changes::{self, ChangeFilter, PairPosition, PairedProjects, PairedRequest};
use crate::store::{planning_input, programme_comparison, programme_left_out, programmes};

/// Two programmes that the caller may see.
#[derive(Debug)]
pub struct Comparison {
    /// A.
    pub a: Model,
    /// B.
    pub b: Model,
    flows: OnceCell<Vec<Flow>>,
}

/// What two programmes were asked.
#[derive(Debug)]
pub struct ComparedInputs {
    /// A's.
    pub a: ProgrammeParameters,
    /// B's.
    pub b: ProgrammeParameters,
    /// What differs besides budgets, hours and pins.
    pub settings: Vec<SettingDifference>,
}

/// Why a programme does not plan a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Absence {
    /// It was asked to, and leaves it out.
    LeftOut(LeftOutReason),
    /// It was closed by the programme's moment.
    Closed,
    /// It was not recorded by the programme's moment.
    NotRecorded,
    /// The programme's departments or filter leave it aside.
    NotAsked,
}

/// The programmes of these keys side by side; none where the caller may not see both.
///
/// # Errors
/// A database that fails.
pub async fn compare(app: &App, viewer: &Viewer, a: i64, b: i64) -> Result<Option<Comparison>, ServiceError> {
    let Some(first) = find(app, viewer, a).await? else { return Ok(None) };
    let Some(second) = find(app, viewer, b).await? else { return Ok(None) };
    Ok(Some(Comparison { a: first, b: second, flows: OnceCell::new() }))
}

/// A planned programme beside the planned one that it revises; none where there is none that the caller may see.
///
/// # Errors
/// A database that fails.
pub async fn with_parent(app: &App, viewer: &Viewer, programme: &Model) -> Result<Option<Comparison>, ServiceError> {
    let Some(key) = programme.parent_id.filter(|_| programme.state == PlanningState::Planned) else { return Ok(None) };
    let parent = programmes::by_keys(&app.database, &[key]).await?.pop();
    let parent = parent.filter(|row| row.state == PlanningState::Planned && is_visible(viewer, row));
    Ok(parent.map(|a| Comparison { a, b: programme.clone(), flows: OnceCell::new() }))
}

impl Comparison {
    /// The figures of both, by what they are told apart by.
    ///
    /// # Errors
    /// A database that fails.
    pub async fn figures(
        &self,
        app: &App,
        dimensions: &[ComparisonDimension],
    ) -> Result<BTreeMap<ComparisonKey, [PlanFigures; 2]>, ServiceError> {
        let parts = programme_comparison::parts(&app.database, &[self.a.id, self.b.id]).await?;
        Ok(schedule_change::side_by_side(&parts, self.keys(), dimensions))
    }

    /// From where to where requests and projects go: counted once, however often it is asked.
    ///
    /// # Errors
    /// A database that fails.
    pub async fn flows(&self, app: &App) -> Result<&[Flow], ServiceError> {
        let (a, b) = self.keys();
        Ok(self.flows.get_or_try_init(|| programme_comparison::flows(&app.database, a, b)).await?)
    }

    /// One page of the pairs of projects.
    ///
    /// # Errors
    /// A database that fails.
    pub async fn projects(
        &self,
        app: &App,
        filter: &ChangeFilter,
        page: &PageRequest<PairPosition>,
    ) -> Result<Page<PairedProjects>, ServiceError> {
        Ok(programme_changes::projects(&app.database, self.keys(), filter, page).await?)
    }

    /// One page of the requests of both.
    ///
    /// # Errors
    /// A caller who may not list requests, or a database that fails.
    pub async fn requests(
        &self,
        app: &App,
        viewer: &Viewer,
        filter: &ChangeFilter,
        page: &PageRequest<i64>,
    ) -> Result<Page<PairedRequest>, ServiceError> {
        match may(viewer, Action::ListRequests) {
            true => Ok(programme_changes::requests(&app.database, self.keys(), filter, page).await?),
            false => Err(ServiceError::refused(viewer)),
        }
    }

    /// Why A and B leave out requests, by programme and request.
    ///
    /// # Errors
    /// A database that fails.
    pub async fn left_out(
        &self,
        app: &App,
        requests: &[i64],
    ) -> Result<HashMap<(i64, i64), LeftOutReason>, ServiceError> {
        let rows = programme_left_out::of_requests(&app.database, &[self.a.id, self.b.id], requests).await?;
        Ok(rows.into_iter().map(|row| ((row.programme_id, row.request_id), row.reason)).collect())
    }

    /// What was asked of both. For those who plan.
    ///
    /// # Errors
    /// A caller who may not see it, stored parameters that do not have their form, or a database that fails.
    pub async fn inputs(&self, app: &App, viewer: &Viewer) -> Result<ComparedInputs, ServiceError> {
        if !may(viewer, Action::ReadUnpublishedProgrammes) {
            return Err(ServiceError::refused(viewer));
        }
        let (a, b) = (parameters(&self.a)?, parameters(&self.b)?);
        let mut settings = programme_differences::settings(&a, &b)?;
        let policies = [self.a.priority_policy_id, self.b.priority_policy_id];
        let known = planning_input::policies(&app.database, &policies).await?;
        let policy = |key: i64| {
            let row = known.iter().find(|row| row.id == key);
            row.map(|row| format!("{} (version {})", row.code, row.version))
        };
        let others = [
            (Setting::PriorityPolicy, policy(policies[0]), policy(policies[1])),
            (Setting::AsOf, Some(self.a.as_of.to_rfc3339()), Some(self.b.as_of.to_rfc3339())),
            (Setting::Seed, Some(self.a.seed.to_string()), Some(self.b.seed.to_string())),
        ];
        settings.extend(others.into_iter().filter_map(|(setting, a, b)| SettingDifference::between(setting, a, b)));
        Ok(ComparedInputs { a, b, settings })
    }

    fn keys(&self) -> (i64, i64) {
        (self.a.id, self.b.id)
    }
}

/// Why a programme does not plan a request that it leaves out for this reason, or for none that was noted.
pub fn absence(programme: &Model, request: &service_requests::Model, left_out: Option<LeftOutReason>) -> Absence {
    match left_out {
        Some(reason) if reason != LeftOutReason::Released => Absence::LeftOut(reason),
        _ if request.created_at > programme.as_of => Absence::NotRecorded,
        _ if request.closed_at.is_some_and(|closed| closed <= programme.as_of) => Absence::Closed,
        _ => Absence::NotAsked,
    }
}
