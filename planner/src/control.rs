//! The planner's side of a planning that is watched: progress out, stops and the time limit in.

use std::ops::ControlFlow;

use crate::error::PlanError;
use crate::progress::{Ending, Options, Phase, Progress, Stop};

/// The caller's side of a planning: progress out, cancellation in.
pub(crate) struct Control<'a> {
    report: &'a mut dyn FnMut(Progress) -> ControlFlow<Stop>,
    clock: &'a dyn Fn() -> f64,
    started: f64,
    deadline: Option<f64>,
    fraction: f64,
    /// The caller keeps what there is.
    is_stopped: bool,
}

impl<'a> Control<'a> {
    pub(crate) fn new(options: &Options<'a>, report: &'a mut dyn FnMut(Progress) -> ControlFlow<Stop>) -> Self {
        let started = (options.clock)();
        let deadline = options.time_limit_seconds.map(|limit| started + limit);
        Self { report, clock: options.clock, started, deadline, fraction: 0.0, is_stopped: false }
    }

    /// Tells the caller.
    ///
    /// # Errors
    /// [`PlanError::Cancelled`] where it stops the planning and wants nothing of it. Where it keeps the best programme so
    /// far, the planning is late from then on.
    pub(crate) fn report(
        &mut self,
        phase: Phase,
        share_of_phase: f64,
        objective: Option<f64>,
        upper_bound: Option<f64>,
    ) -> Result<(), PlanError> {
        let (start, end) = match phase {
            Phase::Grouping => (0.0, 0.3),
            Phase::Scheduling => (0.3, 0.65),
            Phase::Improving => (0.65, 0.95),
            Phase::Checking => (0.95, 1.0),
            Phase::Sensitivity => (0.0, 1.0),
        };
        self.fraction = self.fraction.max(start + (end - start) * share_of_phase.clamp(0.0, 1.0));
        match (self.report)(Progress { phase, fraction: self.fraction, objective, upper_bound }) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(Stop::Keep) => {
                self.is_stopped = true;
                Ok(())
            }
            ControlFlow::Break(Stop::Discard) => Err(PlanError::Cancelled),
        }
    }

    /// Seconds of the caller's clock.
    pub(crate) fn now(&self) -> f64 {
        (self.clock)()
    }

    /// The share of the time between a moment and the limit that is over; `None` without a limit.
    pub(crate) fn share_of_time_since(&self, started: f64) -> Option<f64> {
        let length = (self.deadline? - started).max(f64::MIN_POSITIVE);
        Some(((self.now() - started) / length).clamp(0.0, 1.0))
    }

    /// Keeps some seconds of the time limit for what comes after the search.
    pub(crate) fn reserve(&mut self, seconds: f64) {
        self.deadline = self.deadline.map(|deadline| (deadline - seconds).max(self.started));
    }

    /// Whether more than a share of the whole time is over, or the caller wants no more; else never without a limit.
    pub(crate) fn is_past(&self, share: f64) -> bool {
        self.is_stopped
            || self.deadline.is_some_and(|deadline| self.now() >= self.started + (deadline - self.started) * share)
    }

    /// Whether there is a time limit.
    pub(crate) fn has_limit(&self) -> bool {
        self.deadline.is_some()
    }

    /// Whether the time limit is over, or the caller wants no more.
    pub(crate) fn is_late(&self) -> bool {
        self.is_stopped || self.deadline.is_some_and(|deadline| self.now() >= deadline)
    }

    /// How a search ends here that did not prove its programme the best.
    pub(crate) fn ending(&self) -> Ending {
        match (self.is_stopped, self.is_late()) {
            (true, _) => Ending::Stopped,
            (false, true) => Ending::TimeLimit,
            (false, false) => Ending::MovesMade,
        }
    }
}
