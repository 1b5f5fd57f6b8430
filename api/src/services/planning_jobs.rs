//! Programmes are planned in the background, one at a time: read in one snapshot, planned on a thread of its own,
//! audited by the planner, and written whole or not at all. What a restart cuts short is planned again.

use std::io::Write;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;

use riverain_entities::programmes::Model;
use riverain_planner::{Instance, Locale, Options, Phase, PlanError, Progress};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio::sync::{Semaphore, watch};

use super::ServiceError;
use super::programmes::instance::prepare;
use super::programmes::plan_record::PlannedProgramme;
use super::programmes::reading::{PlanningReading, read};
use crate::app::{App, SharedApp};
use crate::clock::SharedClock;
use crate::domain::programme_parameters::ProgrammeParameters;
use crate::store::connect::begin_write;
use crate::store::programme_plans::PlanRecord;
use crate::store::reference::Reference;
use crate::store::{planning_input, programme_plans, programmes};

/// The most programmes that wait for their turn or are being planned.
pub const MAXIMUM_QUEUE: usize = 50;

/// How often a planning is begun: one that stops the service each time would stop it at every start.
const MAXIMUM_ATTEMPTS: i32 = 3;

/// How often the progress of a planning is written.
const PROGRESS_INTERVAL: Duration = Duration::from_millis(500);

/// Lets one planning run at a time: each takes a core and the memory of a city's backlog.
#[derive(Debug)]
pub struct PlanningJobs {
    turns: Semaphore,
}

impl Default for PlanningJobs {
    fn default() -> Self {
        Self { turns: Semaphore::new(1) }
    }
}

/// Why a planning ended without a programme.
#[derive(Debug, thiserror::Error)]
enum JobError {
    #[error(transparent)]
    Plan(#[from] PlanError),
    #[error("the service stopped during each of {MAXIMUM_ATTEMPTS} attempts")]
    Interrupted,
    #[error(transparent)]
    Service(#[from] ServiceError),
}

impl From<sea_orm::DbErr> for JobError {
    fn from(error: sea_orm::DbErr) -> Self {
        Self::Service(error.into())
    }
}

/// Plans a queued programme in the background.
pub fn start(app: &SharedApp, programme_id: i64) {
    tokio::spawn(run(SharedApp::clone(app), programme_id));
}

/// Plans again what a stop of the service left queued or half planned; gives how many programmes.
///
/// # Errors
/// A database that fails.
pub async fn resume(app: &SharedApp) -> Result<usize, ServiceError> {
    let unfinished = programmes::unfinished(&app.database).await?;
    for programme_id in &unfinished {
        tracing::info!(programme_id, "the planning of a programme is resumed");
        start(app, *programme_id);
    }
    Ok(unfinished.len())
}

/// The policy's weights, as the planner reads them.
///
/// # Errors
/// A policy that does not exist, or stored weights that do not hold.
pub async fn policy(
    connection: &impl sea_orm::ConnectionTrait,
    key: i64,
) -> Result<riverain_planner::PriorityPolicy, ServiceError> {
    let row = planning_input::policies(connection, &[key]).await?.pop();
    let row = row.ok_or_else(|| ServiceError::Internal(format!("priority policy {key} does not exist")))?;
    Ok(serde_json::from_value(row.weights)?)
}

async fn run(app: SharedApp, programme_id: i64) {
    // The semaphore is never closed.
    let Ok(_turn) = app.planning.turns.acquire().await else { return };
    let Err(error) = attempt(&app, programme_id).await else { return };
    if let JobError::Plan(PlanError::Cancelled) = error {
        tracing::info!(programme_id, "the planning was cut short: it is resumed when the service starts again");
        return;
    }
    tracing::error!(programme_id, %error, "a programme could not be planned");
    let failed = programmes::fail(&app.database, programme_id, failure(&error), app.clock.now()).await;
    if let Err(error) = failed {
        tracing::error!(programme_id, %error, "the failure could not be written: the planning is resumed at the next start");
    }
}

async fn attempt(app: &App, programme_id: i64) -> Result<(), JobError> {
    if !programmes::begin_planning(&app.database, programme_id).await? {
        return Ok(());
    }
    let Some(programme) = programmes::by_keys(&app.database, &[programme_id]).await?.pop() else { return Ok(()) };
    if programme.planning_attempts > MAXIMUM_ATTEMPTS {
        return Err(JobError::Interrupted);
    }
    let parameters: ProgrammeParameters =
        serde_json::from_value(programme.parameters.clone()).map_err(ServiceError::from)?;
    let reference = app.reference.current().await?;
    let reading = read(app, &reference, &programme, &parameters).await?;
    let job = Job { programme, parameters, reference, reading, clock: SharedClock::clone(&app.clock) };
    let record = plan_on_own_thread(app, job).await?;
    let transaction = begin_write(&app.database).await?;
    if programme_plans::write(&transaction, programme_id, record).await? {
        transaction.commit().await?;
        tracing::info!(programme_id, "a programme is planned");
    } else {
        tracing::warn!(programme_id, "the programme was planned by another process: this plan is dropped");
    }
    Ok(())
}

/// Plans on a thread that may block, and writes now and then where it is. Where the service stops, the thread sees that
/// nobody listens any more, and stops too.
async fn plan_on_own_thread(app: &App, job: Job) -> Result<PlanRecord, JobError> {
    let programme_id = job.programme.id;
    let (teller, mut listener) = watch::channel(None);
    let mut thread = tokio::task::spawn_blocking(move || job.plan(&teller));
    let mut ticks = tokio::time::interval(PROGRESS_INTERVAL);
    loop {
        tokio::select! {
            ended = &mut thread => {
                let lost = |error| ServiceError::Internal(format!("the planning thread was lost: {error}"));
                return ended.map_err(lost)?;
            }
            _ = ticks.tick() => {
                if !listener.has_changed().unwrap_or(false) {
                    continue;
                }
                let Some(Progress { phase, fraction, .. }) = *listener.borrow_and_update() else { continue };
                let noted = programmes::report_progress(&app.database, programme_id, phase_name(phase), fraction).await;
                if let Err(error) = noted {
                    tracing::warn!(programme_id, %error, "the progress of a planning could not be written");
                }
            }
        }
    }
}

/// All that a planning needs, away from the database.
struct Job {
    programme: Model,
    parameters: ProgrammeParameters,
    reference: Arc<Reference>,
    reading: PlanningReading,
    clock: SharedClock,
}

impl Job {
    fn plan(self, teller: &watch::Sender<Option<Progress>>) -> Result<PlanRecord, JobError> {
        let PlanningReading { backlog, parent, left_out } = self.reading;
        let prepared = prepare(&self.reference, &self.parameters, backlog, parent.as_ref())?;
        let digest = digest(&prepared.instance).map_err(ServiceError::from)?;
        let started = self.clock.now();
        let seconds = || (self.clock.now() - started).as_seconds_f64();
        let seed = self.programme.seed.unsigned_abs();
        let warm_start = parent.as_ref().map(|parent| parent.warm_start(&self.reference));
        let options = Options { seed, clock: &seconds, warm_start: warm_start.as_ref(), ..Options::default() };
        let plan = riverain_planner::plan(&prepared.instance, &options, &mut |progress| {
            teller.send_replace(Some(progress));
            if teller.is_closed() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })?;
        let curves = match self.parameters.sensitivity {
            true => riverain_planner::sensitivity(&prepared.instance, &plan, &options, &mut |_| {
                if teller.is_closed() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            })?,
            false => Vec::new(),
        };
        let planned = PlannedProgramme {
            programme_id: self.programme.id,
            parameters: &self.parameters,
            prepared: &prepared,
            digest: &digest,
            plan: &plan,
            curves: &curves,
            left_out: &left_out,
            as_of: self.programme.as_of,
            planned_at: self.clock.now(),
        };
        Ok(planned.record(&self.reference)?)
    }
}

/// SHA-256 of an instance as compact JSON, its fields in the order of the exchange format, hexadecimal.
fn digest(instance: &Instance) -> Result<String, serde_json::Error> {
    let mut hash = HashWriter(Sha256::new());
    serde_json::to_writer(&mut hash, instance)?;
    Ok(hex::encode(hash.0.finalize()))
}

/// Hashes what is written to it: an instance of a city need not be held as text.
struct HashWriter(Sha256);

impl Write for HashWriter {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn phase_name(phase: Phase) -> &'static str {
    match phase {
        Phase::Grouping => "grouping",
        Phase::Scheduling => "scheduling",
        Phase::Improving => "improving",
        Phase::Checking => "checking",
    }
}

/// What is kept of a failure: a stable code and, where it is the input's, what is wrong in both languages.
fn failure(error: &JobError) -> Value {
    let explained = |code: &str, error: &PlanError| {
        let messages = |locale| error.messages(locale);
        json!({ "code": code, "details": { "fr": messages(Locale::French), "en": messages(Locale::English) } })
    };
    match error {
        JobError::Plan(error @ PlanError::Pins(_)) => explained("PINS_INFEASIBLE", error),
        JobError::Plan(error @ PlanError::Instance(_)) => explained("INSTANCE_INVALID", error),
        JobError::Plan(PlanError::Audit(_)) => json!({ "code": "AUDIT_FAILED" }),
        JobError::Interrupted => json!({ "code": "INTERRUPTED" }),
        JobError::Plan(PlanError::Cancelled) | JobError::Service(_) => json!({ "code": "INTERNAL" }),
    }
}
