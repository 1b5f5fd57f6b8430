//! The projects and the requests of two programmes, pair by pair.

use std::collections::HashMap;

use async_graphql::{Context, Enum, InputObject, Object, Result, SelectionField, SimpleObject};
use riverain_entities::programme_left_out_requests::LeftOutReason;

use super::programme_comparison::ScheduleChange;
use super::project::Project;
use super::request::Request;
use crate::domain::fault::{Fault, FaultCollector, FaultKind, Faults, check_length};
use crate::domain::schedule_change;
use crate::graphql::connection::NodeConnection;
use crate::graphql::context::{Told, app, locale};
use crate::graphql::enums::distinct;
use crate::graphql::look_ahead;
use crate::graphql::prefetch::request_rows;
use crate::graphql::prefetch_projects;
use crate::graphql::types::request_filter::MAXIMUM_CODES;
use crate::locale::Locale;
use crate::services::programmes::comparison::{Absence, Comparison, absence};
use crate::store::page::Page;
use crate::store::programme_changes::{ChangeFilter, PairPosition, PairedProjects, PairedRequest};
use crate::store::reference::Reference;
use crate::store::{programme_projects, requests};

/// Pairs of projects, page by page.
pub type ProjectChangeConnection = NodeConnection<ProjectChange>;

/// Requests of two programmes, page by page.
pub type RequestChangeConnection = NodeConnection<RequestChange>;

/// The name by which cursors of lists of pairs of projects know them.
pub const PROJECT_CHANGES: &str = "project changes";

/// The name by which cursors of lists of requests of two programmes know them.
pub const REQUEST_CHANGES: &str = "request changes";

/// Which changes are asked for; every condition must hold, a list where one of its entries does.
#[derive(Debug, Default, InputObject)]
#[graphql(name = "ChangeFilter")]
pub struct ChangeFilterInput {
    /// What becomes of them.
    #[graphql(default)]
    changes: Vec<ScheduleChange>,
    /// Codes of departments.
    #[graphql(default)]
    departments: Vec<String>,
}

/// A project of A and the project of B that it is paired with.
#[derive(Debug)]
pub struct ProjectChange {
    pair: PairedProjects,
    a: Option<Project>,
    b: Option<Project>,
}

/// A request, and where A and B have it.
#[derive(Debug)]
pub struct RequestChange {
    request: Option<Request>,
    a: Option<Project>,
    b: Option<Project>,
    absence_a: Option<Absence>,
    absence_b: Option<Absence>,
}

/// Why a programme does not plan a request.
#[derive(Debug, SimpleObject)]
pub struct RequestAbsence {
    /// Why.
    code: RequestAbsenceCode,
    /// The reason in one sentence, in the caller's language.
    text: String,
}

/// Why a programme does not plan a request.
#[derive(Debug, Enum, Clone, Copy, PartialEq, Eq)]
pub enum RequestAbsenceCode {
    /// Its place is unknown.
    NoPlace,
    /// The catalogue has its work type no more.
    RetiredWorkType,
    /// A pin excludes it.
    Excluded,
    /// It was closed by the programme's moment.
    Closed,
    /// It was not recorded by the programme's moment.
    NotRecorded,
    /// The programme's departments or filter leave it aside.
    NotAsked,
}

/// A project of A and the project of B that it is paired with: each with its year and its reason.
#[Object]
impl ProjectChange {
    /// What becomes of it.
    async fn change(&self) -> ScheduleChange {
        change(self.a.as_ref(), self.b.as_ref())
    }

    /// The project of A; null where no request of B's project is in A.
    async fn a(&self) -> Option<&Project> {
        self.a.as_ref()
    }

    /// The project of B; null where no request of A's project is in B.
    async fn b(&self) -> Option<&Project> {
        self.b.as_ref()
    }

    /// How many requests they share.
    async fn shared_request_count(&self) -> i64 {
        self.pair.shared
    }
}

/// A request, and where A and B have it.
#[Object]
impl RequestChange {
    /// What becomes of it.
    async fn change(&self) -> ScheduleChange {
        change(self.a.as_ref(), self.b.as_ref())
    }

    /// The request.
    async fn request(&self) -> Option<&Request> {
        self.request.as_ref()
    }

    /// Its project in A; null where A does not plan it.
    async fn a(&self) -> Option<&Project> {
        self.a.as_ref()
    }

    /// Its project in B; null where B does not plan it.
    async fn b(&self) -> Option<&Project> {
        self.b.as_ref()
    }

    /// Why A does not plan it; null where it does.
    async fn absence_a(&self, ctx: &Context<'_>) -> Option<RequestAbsence> {
        self.absence_a.map(|absence| RequestAbsence::new(absence, locale(ctx)))
    }

    /// Why B does not plan it; null where it does.
    async fn absence_b(&self, ctx: &Context<'_>) -> Option<RequestAbsence> {
        self.absence_b.map(|absence| RequestAbsence::new(absence, locale(ctx)))
    }
}

impl ChangeFilterInput {
    /// The filter, its codes known.
    ///
    /// # Errors
    /// Every fault at once.
    pub fn check(self, reference: &Reference) -> Result<ChangeFilter, Faults> {
        let mut faults = FaultCollector::default();
        for (name, length) in [("changes", self.changes.len()), ("departments", self.departments.len())] {
            faults.take(check_length(format!("filter.{name}"), length, MAXIMUM_CODES));
        }
        for (index, code) in self.departments.iter().take(MAXIMUM_CODES).enumerate() {
            if reference.department_of_code(code).is_none() {
                let known: Vec<&str> = reference.departments().iter().map(|row| row.code.as_str()).collect();
                let kind = FaultKind::Unknown { allowed: known.join(", ") };
                faults.push(Fault::new(format!("filter.departments.{index}"), code, kind));
            }
        }
        faults.finish()?;
        let departments = (!self.departments.is_empty()).then(|| reference.department_keys(&self.departments));
        Ok(ChangeFilter { changes: distinct(self.changes), departments })
    }
}

impl RequestAbsence {
    fn new(absence: Absence, locale: Locale) -> Self {
        let (code, key) = match absence {
            Absence::LeftOut(LeftOutReason::NoPlace) => (RequestAbsenceCode::NoPlace, "left_out.no_place"),
            Absence::LeftOut(LeftOutReason::RetiredWorkType) => {
                (RequestAbsenceCode::RetiredWorkType, "left_out.retired_work_type")
            }
            Absence::LeftOut(LeftOutReason::Excluded) => (RequestAbsenceCode::Excluded, "left_out.excluded"),
            Absence::Closed => (RequestAbsenceCode::Closed, "absence.closed"),
            Absence::NotRecorded => (RequestAbsenceCode::NotRecorded, "absence.not_recorded"),
            Absence::NotAsked | Absence::LeftOut(LeftOutReason::Released) => {
                (RequestAbsenceCode::NotAsked, "absence.not_asked")
            }
        };
        Self { code, text: locale.wording(key, &[]) }
    }
}

/// A page of pairs of projects, with what is selected of each project.
///
/// # Errors
/// A database that fails.
pub async fn projects(ctx: &Context<'_>, page: Page<PairedProjects>) -> Result<Page<(PairPosition, ProjectChange)>> {
    let selected = look_ahead::nodes(&look_ahead::selected(ctx));
    let keys = page.rows.iter().flat_map(|pair| [pair.project_a, pair.project_b]).flatten().collect();
    let known = known_projects(ctx, &selected, keys).await?;
    Ok(page.map(|pair| {
        let project = |key: Option<i64>| key.and_then(|key| known.get(&key).cloned());
        let change = ProjectChange { a: project(pair.project_a), b: project(pair.project_b), pair };
        (PairPosition { side: pair.side, place: pair.place }, change)
    }))
}

/// A page of requests of two programmes, with what is selected of each request and project.
///
/// # Errors
/// A database that fails.
pub async fn requests(
    ctx: &Context<'_>,
    comparison: &Comparison,
    page: Page<PairedRequest>,
) -> Result<Page<(i64, RequestChange)>> {
    let selected = look_ahead::nodes(&look_ahead::selected(ctx));
    let keys = page.rows.iter().flat_map(|pair| [pair.project_a, pair.project_b]).flatten().collect();
    let projects = known_projects(ctx, &selected, keys).await?;
    let requests: Vec<i64> = page.rows.iter().map(|pair| pair.request_id).collect();
    let left_out = comparison.left_out(app(ctx)?, &requests).await.told(ctx)?;
    let rows = requests::by_keys(&app(ctx)?.database, &requests).await.told(ctx)?;
    let rows = request_rows(ctx, &look_ahead::below(&selected, "request"), rows).await?;
    let known: HashMap<i64, Request> = rows.into_iter().map(|request| (request.row.id, request)).collect();
    Ok(page.map(|pair| {
        let project = |key: Option<i64>| key.and_then(|key| projects.get(&key).cloned());
        let request = known.get(&pair.request_id).cloned();
        let absence = |programme: &riverain_entities::programmes::Model, key: Option<i64>| match (&request, key) {
            (Some(request), None) => {
                Some(absence(programme, &request.row, left_out.get(&(programme.id, pair.request_id)).copied()))
            }
            _ => None,
        };
        let change = RequestChange {
            absence_a: absence(&comparison.a, pair.project_a),
            absence_b: absence(&comparison.b, pair.project_b),
            a: project(pair.project_a),
            b: project(pair.project_b),
            request,
        };
        (pair.request_id, change)
    }))
}

fn change(a: Option<&Project>, b: Option<&Project>) -> ScheduleChange {
    let year = |project: Option<&Project>| project.and_then(|project| project.row.year);
    schedule_change::ScheduleChange::between(year(a), year(b)).into()
}

/// The projects of these keys, with what is selected of A's and of B's.
async fn known_projects(
    ctx: &Context<'_>,
    selected: &[SelectionField<'_>],
    mut keys: Vec<i64>,
) -> Result<HashMap<i64, Project>> {
    keys.sort_unstable();
    keys.dedup();
    if keys.is_empty() {
        return Ok(HashMap::new());
    }
    let mut below = look_ahead::below(selected, "a");
    below.extend(look_ahead::below(selected, "b"));
    let rows = programme_projects::by_keys(&app(ctx)?.database, &keys).await.told(ctx)?;
    let projects = prefetch_projects::projects(ctx, &below, rows).await?;
    Ok(projects.into_iter().map(|project| (project.row.id, project)).collect())
}
