//! Projects become a multi-year programme: which are done, and in which year.

mod blockers;
mod bound;
mod construction;
mod improvement;
mod pin_fault;
mod pins;
mod state;

pub(crate) use blockers::{Blocker, blockers};
pub(crate) use construction::waiting_prerequisites;
pub use pin_fault::PinFault;
pub(crate) use pins::{PinConflict, place_pins};
pub(crate) use state::State;

use crate::error::PlanError;
use crate::model::ScheduleInput;
use crate::progress::{Control, Phase};

/// A programme and what is proven about it.
pub(crate) struct ScheduleOutcome {
    /// The year of each project, from 0; `None` waits beyond the horizon.
    pub(crate) year: Vec<Option<usize>>,
    /// No programme of these projects and sites is worth more.
    pub(crate) upper_bound: f64,
}

/// The seam between the planner and its scheduling algorithm.
pub(crate) trait Scheduler {
    /// Completes a state that already holds what the pins ask (`is_fixed`, which stays scheduled).
    fn schedule(
        &self,
        input: &ScheduleInput,
        state: State<'_>,
        is_fixed: &[bool],
        control: &mut Control<'_>,
    ) -> Result<ScheduleOutcome, PlanError>;
}

/// Prices the scarce resources by Lagrangian relaxation, which also proves the bound; inserts projects by value for
/// priced resources, then improves the programme by exchanging small sets of projects, seeded.
pub(crate) struct PricedGreedy {
    pub(crate) seed: u64,
}

impl Scheduler for PricedGreedy {
    fn schedule(
        &self,
        input: &ScheduleInput,
        state: State<'_>,
        is_fixed: &[bool],
        control: &mut Control<'_>,
    ) -> Result<ScheduleOutcome, PlanError> {
        let mut relaxation = bound::Relaxation::new(input);
        relaxation.tighten(0.0, control)?;
        let mut best = construction::construct(state.clone(), relaxation.prices(), control)?;
        relaxation.tighten(best.objective(), control)?;
        let second = construction::construct(state, relaxation.prices(), control)?;
        if second.objective() > best.objective() {
            best = second;
        }
        control.report(Phase::Improving, 0.0, Some(best.objective()), Some(relaxation.upper_bound()))?;
        improvement::improve(&mut best, is_fixed, &relaxation, self.seed, control)?;
        let year = best.into_years();
        let upper_bound = relaxation.upper_bound().max(input.objective(&year));
        Ok(ScheduleOutcome { year, upper_bound })
    }
}
