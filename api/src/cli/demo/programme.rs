//! The work programme of a demonstration: five years, with budgets for most of the backlog and not all of it.

use std::time::Duration;

use chrono::Datelike;
use riverain_entities::programmes::{Model, PlanningState};
use riverain_entities::work_types::Distance;
use tokio_util::sync::CancellationToken;

use super::staff;
use crate::app::SharedApp;
use crate::auth::viewer::{StaffRole, Viewer};
use crate::cli::CommandError;
use crate::domain::fault::FaultCollector;
use crate::domain::programme_parameters::{LotRules, SiteRules};
use crate::domain::request_filter::RequestFilter;
use crate::locale::Locale;
use crate::services::ServiceError;
use crate::services::planning_jobs::watching::is_unended;
use crate::services::planning_jobs::work;
use crate::services::programmes::departments::{DepartmentFields, DepartmentYearFields, Limit, with_planned_work};
use crate::services::programmes::input::NewProgramme;
use crate::services::programmes::plan;
use crate::store::demonstration;

/// Years of the programme.
const YEARS: i32 = 5;

/// Share of the estimated cost of a department's backlog that it may spend each year: with mobilizations, five years do
/// most of the work and leave some to explain.
const YEARLY_BUDGET_SHARE: f64 = 0.14;

/// Budgets are whole multiples of this, cents, and never less: ten thousand dollars.
const BUDGET_STEP_CENTS: i64 = 1_000_000;

/// How often the planning is looked at.
const POLL: Duration = Duration::from_millis(100);

/// Plans a programme where there is none that was not a failure, and waits for it; also for a first one that a stop cut
/// short. None where one was there, or there is nothing to plan.
///
/// # Errors
/// A planning that fails, or a database that does.
pub(super) async fn plan_once(app: &SharedApp, locale: Locale) -> Result<Option<Model>, CommandError> {
    if demonstration::latest_planned_programme(&app.database).await?.is_some() {
        // What a stop cut short besides it is planned once the service answers.
        return Ok(None);
    }
    let latest = demonstration::latest_programme(&app.database).await?;
    match latest.map(|programme| programme.state) {
        Some(PlanningState::Queued | PlanningState::Planning) => {}
        Some(PlanningState::Planned | PlanningState::Cancelled) => return Ok(None),
        Some(PlanningState::Failed) | None => {
            let Some(new) = new_programme(app, locale).await? else { return Ok(None) };
            plan(app, &planner(app).await?, new, FaultCollector::default())
                .await
                .map_err(|error| told(error, locale))?;
        }
    }
    let stop = CancellationToken::new();
    let (ended, ()) = tokio::join!(
        async {
            let ended = wait(app, locale).await;
            stop.cancel();
            ended
        },
        work(app, 1, &stop)
    );
    ended
}

/// The latest programme, once its planning has ended.
async fn wait(app: &SharedApp, locale: Locale) -> Result<Option<Model>, CommandError> {
    loop {
        let latest = demonstration::latest_programme(&app.database).await?;
        match latest {
            Some(programme) if is_unended(programme.state) => tokio::time::sleep(POLL).await,
            Some(programme) if programme.state == PlanningState::Failed => {
                let reason = format!("{:?}", programme.failure);
                return Err(locale.wording("demo.planning_failed", &[("reason", reason)]).into());
            }
            ended => return Ok(ended),
        }
    }
}

async fn planner(app: &SharedApp) -> Result<Viewer, CommandError> {
    let departments = with_planned_work(&*app.reference.current().await?);
    let name = staff::name_of("planner").to_owned();
    Ok(Viewer::Staff { role: StaffRole::Planner, subject: "planner".to_owned(), name, departments })
}

/// The programme to plan; none where no department has a backlog, as a demonstration of very few requests may leave it.
async fn new_programme(app: &SharedApp, locale: Locale) -> Result<Option<NewProgramme>, CommandError> {
    let reference = app.reference.current().await?;
    let first_year = reference.local_date(app.clock.now()).year() + 1;
    let costs = demonstration::backlog_costs(&app.database).await?;
    let departments: Vec<DepartmentFields> = with_planned_work(&reference)
        .into_iter()
        .filter_map(|code| {
            let cost = costs.get(&reference.department_of_code(&code)?.id)?;
            let budget = budget_cents(*cost);
            let year = |year| DepartmentYearFields { year, budget_cents: Limit::At(budget), crew_hours: Vec::new() };
            Some(DepartmentFields { department: code, years: (first_year..first_year + YEARS).map(year).collect() })
        })
        .collect();
    if departments.is_empty() {
        return Ok(None);
    }
    let horizon = [("first", first_year.to_string()), ("last", (first_year + YEARS - 1).to_string())];
    Ok(Some(NewProgramme {
        name: locale.wording("demo.programme_name", &horizon),
        first_year,
        years: YEARS,
        discount_rate: 0.03,
        departments: Some(departments),
        sites: SiteRules { radius_m: 30.0, max_span_m: Some(600.0), distance: Distance::GreatCircle },
        filter: RequestFilter::default(),
        policy: None,
        pins: Vec::new(),
        moratoria: Vec::new(),
        minimum_shares: Vec::new(),
        lots: LotRules::USUAL,
        sensitivity: false,
        seed: 311,
        time_limit_seconds: None,
        parent: None,
    }))
}

fn budget_cents(backlog_cost_cents: i64) -> i64 {
    #[expect(clippy::cast_precision_loss, reason = "a city's costs lie far below 2^52 cents")]
    let steps = backlog_cost_cents as f64 * YEARLY_BUDGET_SHARE / BUDGET_STEP_CENTS as f64;
    #[expect(clippy::cast_possible_truncation, reason = "a share of an i64 in steps of a million")]
    let steps = steps.ceil().max(1.0) as i64;
    steps * BUDGET_STEP_CENTS
}

fn told(error: ServiceError, locale: Locale) -> CommandError {
    match error {
        ServiceError::InvalidInput(faults) => {
            faults.iter().map(|fault| fault.message(locale)).collect::<Vec<_>>().join("\n").into()
        }
        other => other.into(),
    }
}
