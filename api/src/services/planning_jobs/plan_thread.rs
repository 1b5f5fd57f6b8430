//! The planner's work, on a thread that may block and sees neither the database nor the other tasks.

use std::io::Write;
use std::ops::ControlFlow;
use std::sync::Arc;

use riverain_entities::programmes::Model;
use riverain_planner::{Instance, Options, Phase, Progress, Stop};
use sha2::{Digest, Sha256};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::failure::AttemptError;
use crate::clock::SharedClock;
use crate::domain::programme_parameters::ProgrammeParameters;
use crate::services::ServiceError;
use crate::services::programmes::instance::prepare;
use crate::services::programmes::plan_record::PlannedProgramme;
use crate::services::programmes::reading::PlanningReading;
use crate::store::programme_plans::PlanRecord;
use crate::store::reference::Reference;

/// All that a planning needs.
pub(super) struct PlanThread {
    pub(super) programme: Model,
    pub(super) parameters: ProgrammeParameters,
    pub(super) reference: Arc<Reference>,
    pub(super) reading: PlanningReading,
    pub(super) clock: SharedClock,
    pub(super) time_limit_seconds: Option<f64>,
    /// Nobody waits for the programme any more.
    pub(super) abandoned: CancellationToken,
    /// Somebody wants the best programme so far.
    pub(super) stopped: CancellationToken,
}

impl PlanThread {
    /// The programme as it is to be written; `teller` is told where the planning is.
    pub(super) fn plan(self, teller: &watch::Sender<Option<Progress>>) -> Result<PlanRecord, AttemptError> {
        let PlanningReading { backlog, parent, left_out } = self.reading;
        let prepared = prepare(&self.reference, &self.parameters, backlog, parent.as_ref())?;
        let digest = digest(&prepared.instance).map_err(ServiceError::from)?;
        let started = self.clock.now();
        let seconds = || (self.clock.now() - started).as_seconds_f64();
        let warm_start = parent.as_ref().map(|parent| parent.warm_start(&self.reference));
        let options = Options {
            seed: self.programme.seed.unsigned_abs(),
            clock: &seconds,
            time_limit_seconds: self.time_limit_seconds,
            warm_start: warm_start.as_ref(),
            ..Options::default()
        };
        let mut watch = |progress: Progress| {
            teller.send_replace(Some(progress));
            match (self.abandoned.is_cancelled(), self.stopped.is_cancelled()) {
                (true, _) => ControlFlow::Break(Stop::Discard),
                (false, true) => ControlFlow::Break(Stop::Keep),
                (false, false) => ControlFlow::Continue(()),
            }
        };
        let plan = riverain_planner::plan(&prepared.instance, &options, &mut watch)?;
        let curves = match self.parameters.sensitivity {
            true => {
                let unlimited = Options { seed: options.seed, ..Options::default() };
                riverain_planner::sensitivity(&prepared.instance, &plan, &unlimited, &mut watch)?
            }
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

/// The stored name of a phase.
pub(super) fn phase_name(phase: Phase) -> &'static str {
    match phase {
        Phase::Grouping => "grouping",
        Phase::Scheduling => "scheduling",
        Phase::Improving => "improving",
        Phase::Checking => "checking",
        Phase::Sensitivity => "sensitivity",
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
