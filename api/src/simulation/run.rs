//! Writes simulated requests in batches of one transaction each. What a stop leaves unfinished is finished at the next
//! run: the same seed and instant give the same requests, and those already written are passed over.

use std::sync::Arc;

use chrono::{DateTime, Datelike, Utc};
use rand::distr::weighted;
use riverain_entities::{follow_ups, import_runs, street_segments};
use sea_orm::ActiveValue::Set;
use sea_orm::{DatabaseTransaction, DbErr};
use sha2::{Digest, Sha256};

use super::contacts::SimulatedContact;
use super::diversions;
use super::generation::{Simulated, SimulatedReport, generate};
use super::material::Material;
use super::records;
use super::scope::Scope;
use super::streets::StreetSegment;
use super::world::{StaffMember, World};
use super::{agents, year};
use crate::app::App;
use crate::domain::request_number::RequestNumber;
use crate::import::progress::Progress;
use crate::services::{ServiceError, intake};
use crate::store::connect::begin_write;
use crate::store::reference::Reference;
use crate::store::turns::{self, Turn};
use crate::store::{imports, request_status_changes, requests, simulated};

/// Requests, and contacts without one, of a batch: one transaction.
const REQUESTS_A_BATCH: usize = 1_000;
const CONTACTS_A_BATCH: usize = 5_000;

/// What to simulate.
#[derive(Debug, Clone)]
pub struct Simulation {
    /// What it is made of.
    pub material: Arc<Material>,
    /// Seed of every draw.
    pub seed: u64,
    /// What it covers.
    pub scope: Scope,
}

/// What a run did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SimulationSummary {
    /// Requests written by this run.
    pub requests: u64,
    /// Citizens written by this run.
    pub citizens: u64,
    /// Follow-ups written by this run.
    pub follow_ups: u64,
    /// Contacts written by this run.
    pub contacts: u64,
}

/// Why a simulation could not be written.
#[derive(Debug, thiserror::Error)]
pub enum SimulationError {
    /// The service refused it, or the database failed.
    #[error(transparent)]
    Service(#[from] ServiceError),
    /// The shape of real requests leaves nothing to draw from.
    #[error("the shape of the simulation leaves nothing to draw from: {0}")]
    Shape(#[from] weighted::Error),
    /// A stored street does not have its form.
    #[error("stored JSON does not have its form: {0}")]
    Stored(#[from] serde_json::Error),
    /// The thread that draws was lost.
    #[error("the simulation was interrupted: {0}")]
    Interrupted(String),
}

impl From<DbErr> for SimulationError {
    fn from(error: DbErr) -> Self {
        Self::Service(error.into())
    }
}

/// Simulates what is asked, once: a database that holds finished requests of the scope's source is left as it is, and a run
/// that was cut short is finished as it was begun, whatever `simulation` asks.
///
/// # Errors
/// A database that fails or holds no catalogue; the batches before it stand.
pub async fn run(
    app: &App,
    simulation: &Simulation,
    progress: &mut dyn Progress,
) -> Result<SimulationSummary, SimulationError> {
    let Some(started) = Started::begin_or_resume(app, simulation).await? else {
        return Ok(SimulationSummary::default());
    };
    let material = Arc::clone(&simulation.material);
    let staff = agents::staff(&app.database, &material, started.scope, started.seed).await?;
    let reference = app.reference.current().await?;
    let streets = streets(simulated::street_segments(&app.database).await?)?;
    let drawing = tokio::task::spawn_blocking(move || draw(reference, material, streets, staff, started));
    let drawn = drawing.await.map_err(|error| SimulationError::Interrupted(error.to_string()))??;
    let Drawn { world, requests: drawn, others } = drawn;
    let mut writer = Writer::resume(app, &world, &drawn, started).await?;
    progress.begin((drawn.reports.len() + others.len()) as u64);
    for (batch, reports) in drawn.reports.chunks(REQUESTS_A_BATCH).enumerate() {
        let first = batch * REQUESTS_A_BATCH;
        if first + reports.len() > writer.written {
            writer.write(first, reports).await?;
        }
        progress.advance((first + reports.len()) as u64);
    }
    for (batch, contacts) in others.chunks(CONTACTS_A_BATCH).enumerate() {
        let first = batch * CONTACTS_A_BATCH;
        if first >= started.others {
            writer.write_others(first, contacts).await?;
        }
        progress.advance((drawn.reports.len() + first + contacts.len()) as u64);
    }
    let summary = writer.summary;
    let inserted = i64::try_from(drawn.reports.len()).unwrap_or(i64::MAX);
    let finished = import_runs::ActiveModel {
        finished_at: Set(Some(app.clock.now().max(started.now))),
        rows_read: Set(inserted),
        inserted: Set(inserted),
        ..Default::default()
    };
    let transaction = begin_write(&app.database).await?;
    simulated::insert_diversions(&transaction, diversions::draw(&world, started.seed)).await?;
    imports::update_run(&transaction, finished, started.run).await?;
    transaction.commit().await?;
    app.reference.look_again().await;
    progress.finish();
    Ok(summary)
}

/// A run that is not finished.
#[derive(Debug, Clone, Copy)]
struct Started {
    run: i64,
    now: DateTime<Utc>,
    seed: u64,
    scope: Scope,
    /// How many contacts without a request it has written.
    others: usize,
}

impl Started {
    async fn begin_or_resume(app: &App, simulation: &Simulation) -> Result<Option<Self>, SimulationError> {
        let transaction = begin_write(&app.database).await?;
        let source = simulation.scope.source();
        turns::wait(&transaction, Turn::Source(source)).await?;
        if let Some(run) = imports::latest_run(&transaction, source).await? {
            let unreadable = || ServiceError::Internal(format!("the run of the simulation is named {}", run.file_name));
            let (seed, scope) = Scope::parse_run_name(&run.file_name).ok_or_else(unreadable)?;
            let others = usize::try_from(run.rows_read).unwrap_or_default();
            let unfinished = Self { run: run.id, now: run.started_at, seed, scope, others };
            return Ok(run.finished_at.is_none().then_some(unfinished));
        }
        let (seed, scope, now) = (simulation.seed, simulation.scope, app.clock.now());
        let name = scope.run_name(seed);
        let digest = hex::encode(Sha256::digest(format!("{:?}", simulation.material)));
        let run = imports::start_run(&transaction, source, &name, &digest, now).await?;
        simulated::mark_city(&transaction).await?;
        transaction.commit().await?;
        app.reference.look_again().await;
        Ok(Some(Self { run, now, seed, scope, others: 0 }))
    }
}

/// All that was drawn.
struct Drawn {
    world: World,
    requests: Simulated,
    /// Contacts that make no request.
    others: Vec<SimulatedContact>,
}

fn draw(
    reference: Arc<Reference>,
    material: Arc<Material>,
    streets: Vec<StreetSegment>,
    staff: Vec<StaffMember>,
    started: Started,
) -> Result<Drawn, SimulationError> {
    let scale = (started.seed, started.scope, started.now);
    let world = World::new(reference, material, streets, staff, scale)?;
    let requests = generate(&world);
    let others = year::other_contacts(&world, &requests.reports, started.seed);
    Ok(Drawn { world, requests, others })
}

struct Writer<'a> {
    app: &'a App,
    world: &'a World,
    drawn: &'a Simulated,
    started: Started,
    /// How many requests are written, the earliest first.
    written: usize,
    /// The key of each citizen who is written.
    citizen_keys: Vec<Option<i64>>,
    summary: SimulationSummary,
}

impl<'a> Writer<'a> {
    async fn resume(
        app: &'a App,
        world: &'a World,
        drawn: &'a Simulated,
        started: Started,
    ) -> Result<Self, SimulationError> {
        let written = simulated::requesters(&app.database, started.scope.source()).await?;
        let mut citizen_keys = vec![None; drawn.citizens.len()];
        for (report, key) in drawn.reports.iter().zip(&written) {
            if let Some(citizen) = report.citizen {
                citizen_keys[citizen] = *key;
            }
        }
        let summary = SimulationSummary::default();
        Ok(Self { app, world, drawn, started, written: written.len(), citizen_keys, summary })
    }

    async fn write(&mut self, first: usize, reports: &[SimulatedReport]) -> Result<(), SimulationError> {
        let transaction = begin_write(&self.app.database).await?;
        self.write_citizens(&transaction, reports).await?;
        let external_ids: Vec<String> = (first..first + reports.len()).map(external_id).collect();
        let drafts = self.drafts(&transaction, reports, &external_ids).await?;
        let unassigned = || ServiceError::Internal("a simulated request has no department".to_owned());
        let mut assigned = Vec::with_capacity(drafts.len());
        for draft in &drafts {
            let department = draft.department_id.clone().take().ok_or_else(unassigned)?;
            assigned.push((department, draft.team_id.clone().take().flatten()));
        }
        imports::insert_requests(&transaction, drafts).await?;
        let keys = simulated::request_keys(&transaction, self.started.scope.source(), &external_ids).await?;
        let (mut follow_ups, mut contacts): (Vec<follow_ups::ActiveModel>, Vec<_>) = (Vec::new(), Vec::new());
        let (mut history, mut relations) = (Vec::new(), Vec::new());
        let agents: Vec<&StaffMember> = self.world.staff.iter().filter(|member| !member.plans).collect();
        let life_cycle = self.world.reference.life.cycle_key();
        for ((report, external_id), (department, team)) in reports.iter().zip(&external_ids).zip(assigned) {
            let missing = || ServiceError::Internal(format!("the simulated request {external_id} was not written"));
            let request_id = *keys.get(external_id).ok_or_else(missing)?;
            let citizen_id = report.citizen.and_then(|citizen| self.citizen_keys[citizen]);
            history.extend(records::status_changes(report, life_cycle, (request_id, department, team)));
            follow_ups.extend(report.follow_ups.iter().cloned().map(|row| records::follow_up(row, request_id)));
            for contact in &report.contacts {
                contacts.push(records::contact(contact, citizen_id, &agents));
                relations.push(contact.relation.map(|relation| (request_id, relation)));
            }
        }
        self.summary.requests += reports.len() as u64;
        self.summary.follow_ups += follow_ups.len() as u64;
        self.summary.contacts += contacts.len() as u64;
        request_status_changes::insert_many(&transaction, history).await?;
        simulated::insert_follow_ups(&transaction, follow_ups).await?;
        simulated::insert_contacts(&transaction, contacts, relations).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Writes contacts that make no request; `first` is the rank of the first of them.
    async fn write_others(&mut self, first: usize, others: &[SimulatedContact]) -> Result<(), SimulationError> {
        let agents: Vec<&StaffMember> = self.world.staff.iter().filter(|member| !member.plans).collect();
        let rows: Vec<_> = others.iter().map(|contact| records::contact(contact, None, &agents)).collect();
        let written = i64::try_from(first + others.len()).unwrap_or(i64::MAX);
        let so_far = import_runs::ActiveModel { rows_read: Set(written), ..Default::default() };
        self.summary.contacts += others.len() as u64;
        let transaction = begin_write(&self.app.database).await?;
        let relations = vec![None; rows.len()];
        simulated::insert_contacts(&transaction, rows, relations).await?;
        imports::update_run(&transaction, so_far, self.started.run).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Writes the citizens who report for the first time.
    async fn write_citizens(
        &mut self,
        transaction: &DatabaseTransaction,
        reports: &[SimulatedReport],
    ) -> Result<(), SimulationError> {
        let mut new: Vec<usize> = Vec::new();
        let mut rows = Vec::new();
        for report in reports {
            let Some(citizen) = report.citizen else { continue };
            if self.citizen_keys[citizen].is_none() && !new.contains(&citizen) {
                new.push(citizen);
                rows.push(records::citizen(&self.drawn.citizens[citizen], report.opened_at));
            }
        }
        self.summary.citizens += rows.len() as u64;
        let keys = simulated::insert_citizens(transaction, rows).await?;
        for (citizen, key) in new.into_iter().zip(keys) {
            self.citizen_keys[citizen] = Some(key);
        }
        Ok(())
    }

    async fn drafts(
        &self,
        transaction: &DatabaseTransaction,
        reports: &[SimulatedReport],
        external_ids: &[String],
    ) -> Result<Vec<riverain_entities::service_requests::ActiveModel>, SimulationError> {
        let year_of = |report: &SimulatedReport| self.world.reference.local_date(report.opened_at).year();
        let source = self.started.scope.source();
        let mut drafts = Vec::with_capacity(reports.len());
        let mut ids = external_ids.iter();
        for of_a_year in reports.chunk_by(|one, next| year_of(one) == year_of(next)) {
            let year = year_of(&of_a_year[0]);
            let count = i64::try_from(of_a_year.len()).unwrap_or(i64::MAX);
            let first_rank = requests::take_ranks(transaction, year, count).await?;
            for ((rank, report), external_id) in (first_rank..).zip(of_a_year).zip(&mut ids) {
                let citizen_id = report.citizen.and_then(|citizen| self.citizen_keys[citizen]);
                let taken = records::intake(self.world, report, (source, external_id.clone()), citizen_id);
                let number = RequestNumber::new(year, rank);
                drafts.push(intake::draft(&self.world.reference, taken, number, self.started.now)?);
            }
        }
        Ok(drafts)
    }
}

fn external_id(rank: usize) -> String {
    format!("{:07}", rank + 1)
}

fn streets(rows: Vec<street_segments::Model>) -> Result<Vec<StreetSegment>, serde_json::Error> {
    let mut segments = Vec::with_capacity(rows.len());
    for row in rows {
        let geometry: geojson::Geometry = serde_json::from_value(row.geometry)?;
        let lines = match geo::Geometry::<f64>::try_from(geometry) {
            Ok(geo::Geometry::LineString(line)) => vec![line],
            Ok(geo::Geometry::MultiLineString(lines)) => lines.0,
            _ => Vec::new(),
        };
        segments.extend(lines.into_iter().map(|line| StreetSegment {
            name: row.name.clone(),
            kind: row.kind.clone(),
            borough_id: row.borough_id,
            line: line.coords().map(|vertex| [vertex.x, vertex.y]).collect(),
        }));
    }
    Ok(segments)
}
