//! The projects that the backlog would make if it were planned now.

use std::sync::Arc;
use std::time::Duration;

use moka::future::Cache;
use riverain_entities::work_types::Distance;
use riverain_planner::{GroupedProject, group};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::ServiceError;
use super::planning_jobs::policy;
use super::programmes::departments::with_planned_work;
use super::programmes::instance::{BacklogSnapshot, PreparedInstance, prepare};
use super::programmes::plan_record::{borough_of, centroid, outline_geojson, places};
use super::programmes::streets::streets_to_group;
use crate::app::App;
use crate::auth::policy::{Action, may};
use crate::auth::viewer::Viewer;
use crate::domain::programme_parameters::{Horizon, LotRules, ProgrammeParameters, SiteRules, Stability};
use crate::domain::request_filter::RequestFilter;
use crate::domain::span::span_m;
use crate::store::connect::begin_snapshot;
use crate::store::page::{Page, PageRequest};
use crate::store::planning_input::{self, PlanningScope};
use crate::store::reference::Reference;
use crate::store::reporters;
use crate::store::request_conditions::in_backlog;

/// How long a grouping is kept after its last page was read.
const KEPT_FOR: Duration = Duration::from_mins(10);

/// The most requests of the groupings that are kept.
const MOST_REQUESTS: u64 = 1_000_000;

/// When projects share a site does not matter here: each keeps its own.
const NO_SITES: SiteRules = SiteRules { radius_m: 0.0, max_span_m: None, distance: Distance::GreatCircle };

/// A project of the backlog.
#[derive(Debug, Clone, PartialEq)]
pub struct BacklogProject {
    /// Code of the work type.
    pub work_type_code: String,
    /// Keys of its requests, ascending; never empty.
    pub request_ids: Vec<i64>,
    /// How many reports its requests stand for.
    pub report_count: i64,
    /// The borough of most of its requests.
    pub borough_id: Option<i64>,
    /// Cost of its requests and of its mobilization, cents.
    pub cost_cents: i64,
    /// Hours of the work, all crews together.
    pub hours: f64,
    /// Sum of the priorities of its requests, as of now.
    pub value: f64,
    /// The greatest distance between two of its requests, metres.
    pub span_m: f64,
    /// Outline of its requests as a GeoJSON geometry.
    pub outline: Value,
    /// Longitude and latitude of the centroid of its requests.
    pub centroid: [f64; 2],
}

/// A grouping of the backlog: its projects, the most valuable first.
#[derive(Debug)]
pub struct BacklogGrouping {
    /// Which backlog was grouped.
    pub stamp: String,
    /// Its projects.
    pub projects: Vec<BacklogProject>,
    /// How many requests have no known place, and so are in no project.
    pub requests_without_place: usize,
}

/// Where a project stands in a grouping.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BacklogProjectPosition {
    /// Which backlog was grouped.
    #[serde(rename = "s")]
    pub stamp: String,
    /// The project's value.
    #[serde(rename = "v", with = "crate::store::page::exact")]
    pub value: f64,
    /// The key of its first request.
    #[serde(rename = "r")]
    pub first_request: i64,
}

/// A page of a grouping.
#[derive(Debug)]
pub struct BacklogProjectPage {
    /// The whole grouping.
    pub grouping: Arc<BacklogGrouping>,
    /// Where the projects of the page stand in it.
    pub page: Page<usize>,
}

/// Groupings that pages are being read of, so that the pages of a list agree with each other and come fast.
#[derive(Debug)]
pub struct BacklogGroupings(Cache<String, Arc<BacklogGrouping>>);

impl Default for BacklogGroupings {
    fn default() -> Self {
        let weight = |_: &String, grouping: &Arc<BacklogGrouping>| {
            let requests: usize = grouping.projects.iter().map(|project| project.request_ids.len() + 4).sum();
            u32::try_from(requests).unwrap_or(u32::MAX).max(1)
        };
        Self(Cache::builder().weigher(weight).max_capacity(MOST_REQUESTS).time_to_idle(KEPT_FOR).build())
    }
}

impl BacklogProject {
    /// Where the project stands in a grouping of this stamp.
    pub fn position(&self, stamp: &str) -> BacklogProjectPosition {
        let first_request = self.request_ids.first().copied().unwrap_or_default();
        BacklogProjectPosition { stamp: stamp.to_owned(), value: self.value, first_request }
    }
}

impl BacklogGrouping {
    /// A page of the projects.
    fn page(&self, request: &PageRequest<BacklogProjectPosition>) -> Page<usize> {
        let start = match &request.after {
            None => 0,
            Some(after) => self.projects.partition_point(|project| {
                let position = project.position(&self.stamp);
                match after.value.total_cmp(&position.value) {
                    std::cmp::Ordering::Equal => position.first_request <= after.first_request,
                    order => order.is_lt(),
                }
            }),
        };
        let size = usize::try_from(request.size).unwrap_or(usize::MAX);
        let end = start.saturating_add(size).saturating_add(1).min(self.projects.len());
        Page::from_rows((start..end).collect(), request)
    }
}

/// A page of the backlog's projects. The page after a cursor is one of the grouping that gave the cursor, as long as it
/// is kept; then of the present one.
///
/// # Errors
/// A caller who may not see the backlog, stored data that does not have its form, or a database that fails.
pub async fn list(
    app: &App,
    viewer: &Viewer,
    reference: &Arc<Reference>,
    filter: &RequestFilter,
    request: &PageRequest<BacklogProjectPosition>,
) -> Result<BacklogProjectPage, ServiceError> {
    if !may(viewer, Action::ReadBacklog) {
        return Err(ServiceError::refused(viewer));
    }
    let kept = match &request.after {
        Some(after) => app.backlog_groupings.0.get(&key(&after.stamp, filter)?).await,
        None => None,
    };
    let grouping = match kept {
        Some(grouping) => grouping,
        None => present(app, reference, filter).await?,
    };
    let page = grouping.page(request);
    Ok(BacklogProjectPage { grouping, page })
}

/// The grouping of the present backlog.
async fn present(
    app: &App,
    reference: &Arc<Reference>,
    filter: &RequestFilter,
) -> Result<Arc<BacklogGrouping>, ServiceError> {
    let scope = PlanningScope { backlog: in_backlog(), filter, departments: &with_planned_work(reference) };
    let stamp = planning_input::stamp(&app.database, scope.condition(&app.database, reference)).await?;
    let changed_at = stamp.changed_at.map_or(0, |moment| moment.timestamp_micros());
    let stamp = format!(
        "{}.{}.{changed_at}.{}",
        reference.city.revision,
        stamp.request_count,
        stamp.greatest_id.unwrap_or_default()
    );
    let grouping = compute(app, reference, filter, stamp.clone());
    let computed = app.backlog_groupings.0.try_get_with(key(&stamp, filter)?, grouping).await;
    computed.map_err(|error: Arc<ServiceError>| match Arc::try_unwrap(error) {
        Ok(error) => error,
        Err(shared) => ServiceError::Internal(shared.to_string()),
    })
}

async fn compute(
    app: &App,
    reference: &Arc<Reference>,
    filter: &RequestFilter,
    stamp: String,
) -> Result<Arc<BacklogGrouping>, ServiceError> {
    let scope = PlanningScope { backlog: in_backlog(), filter, departments: &with_planned_work(reference) };
    let transaction = begin_snapshot(&app.database).await?;
    let requests = planning_input::requests(&transaction, scope.condition(&transaction, reference)).await?;
    let citizens = reporters::distinct_citizens(&transaction, in_backlog(), None).await?;
    let policy = policy(&transaction, reference.priority_policy.id).await?;
    let streets = streets_to_group(&transaction, reference, &requests).await?;
    transaction.commit().await?;
    let snapshot = BacklogSnapshot { requests, citizens, streets, policy, as_of: app.clock.now() };
    let reference = Arc::clone(reference);
    let grouping = tokio::task::spawn_blocking(move || group_snapshot(&reference, snapshot, stamp)).await;
    grouping.map_err(|error| ServiceError::Internal(format!("the grouping thread was lost: {error}")))?
}

fn group_snapshot(
    reference: &Reference,
    snapshot: BacklogSnapshot,
    stamp: String,
) -> Result<Arc<BacklogGrouping>, ServiceError> {
    let parameters = ProgrammeParameters {
        horizon: Horizon { first_year: 1, years: 1, discount_rate: 0.0 },
        departments: Vec::new(),
        sites: NO_SITES,
        filter: RequestFilter::default(),
        pins: Vec::new(),
        moratoria: Vec::new(),
        lots: LotRules::USUAL,
        stability: Stability::default(),
        minimum_shares: Vec::new(),
        sensitivity: false,
    };
    let prepared = prepare(reference, &parameters, snapshot, None)?;
    let grouped = group(&prepared.instance)
        .map_err(|error| ServiceError::Internal(format!("the backlog does not make a planning instance: {error}")))?;
    let mut projects: Vec<BacklogProject> =
        grouped.projects.iter().map(|grouped| project(reference, &prepared, grouped)).collect();
    projects.sort_by(|a, b| b.value.total_cmp(&a.value).then_with(|| a.request_ids.cmp(&b.request_ids)));
    Ok(Arc::new(BacklogGrouping { stamp, projects, requests_without_place: prepared.without_place }))
}

fn project(reference: &Reference, prepared: &PreparedInstance, grouped: &GroupedProject) -> BacklogProject {
    let work_type = &prepared.instance.work_types[grouped.work_type];
    let planned = || grouped.requests.iter().map(|&request| &prepared.instance.requests[request]);
    let rows = || grouped.requests.iter().map(|&request| &prepared.requests[request]);
    let places = places(&prepared.requests, grouped);
    BacklogProject {
        work_type_code: work_type.id.clone(),
        request_ids: rows().map(|row| row.id).collect(),
        report_count: rows().map(|row| i64::from(row.report_count)).sum(),
        borough_id: borough_of(reference, rows()),
        cost_cents: planned().map(|request| request.cost).sum::<i64>() + work_type.mobilization.cost,
        hours: planned().flat_map(|request| request.hours.values()).sum(),
        value: planned().map(|request| request.priority).sum(),
        span_m: span_m(&places),
        outline: outline_geojson(&places),
        centroid: centroid(&places),
    }
}

fn key(stamp: &str, filter: &RequestFilter) -> Result<String, ServiceError> {
    Ok(format!("{stamp} {}", serde_json::to_string(filter)?))
}
