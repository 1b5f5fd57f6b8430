//! How a long planning tells where it is, is cut short or cancelled.

use std::ops::ControlFlow;

use crate::error::PlanError;
use crate::warm_start::WarmStart;

/// A step of planning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Requests become projects and projects share sites.
    Grouping,
    /// The scarce resources are priced, which proves the bound, and a first programme is built.
    Scheduling,
    /// The programme is improved.
    Improving,
    /// The programme is audited against every rule.
    Checking,
}

/// Where a planning is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Progress {
    /// The step.
    pub phase: Phase,
    /// Share of the whole done, 0 to 1; never goes back.
    pub fraction: f64,
    /// Value of the best programme so far.
    pub objective: Option<f64>,
    /// Proven bound so far.
    pub upper_bound: Option<f64>,
}

/// What a plan may depend on besides the instance.
pub struct Options<'a> {
    /// Seed of the improvement: another seed may give another programme of about the same worth.
    pub seed: u64,
    /// Seconds since any fixed moment, for the timings of the result and the time limit. The planner itself reads no
    /// clock: with the default, which stands still, the same instance gives the same bytes.
    pub clock: &'a dyn Fn() -> f64,
    /// Moves of the improvement; where absent, as many as the time limit allows or, without one, by the size of the
    /// instance. Without a time limit the result is the same on any machine.
    pub most_moves: Option<u64>,
    /// Seconds of the clock after which improvement ends. What it cuts short depends on the machine.
    pub time_limit_seconds: Option<f64>,
    /// An earlier plan to begin from.
    pub warm_start: Option<&'a WarmStart>,
}

impl Default for Options<'_> {
    fn default() -> Self {
        Self { seed: 0, clock: &|| 0.0, most_moves: None, time_limit_seconds: None, warm_start: None }
    }
}

/// The caller's side of a planning: progress out, cancellation in.
pub(crate) struct Control<'a> {
    report: &'a mut dyn FnMut(Progress) -> ControlFlow<()>,
    clock: &'a dyn Fn() -> f64,
    started: f64,
    deadline: Option<f64>,
    fraction: f64,
}

impl<'a> Control<'a> {
    pub(crate) fn new(options: &Options<'a>, report: &'a mut dyn FnMut(Progress) -> ControlFlow<()>) -> Self {
        let started = (options.clock)();
        let deadline = options.time_limit_seconds.map(|limit| started + limit);
        Self { report, clock: options.clock, started, deadline, fraction: 0.0 }
    }

    /// Tells the caller, and stops where it asks to.
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
        };
        self.fraction = self.fraction.max(start + (end - start) * share_of_phase.clamp(0.0, 1.0));
        match (self.report)(Progress { phase, fraction: self.fraction, objective, upper_bound }) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(PlanError::Cancelled),
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

    /// Whether more than a share of the whole time is over; never without a limit.
    pub(crate) fn is_past(&self, share: f64) -> bool {
        self.deadline.is_some_and(|deadline| self.now() >= self.started + (deadline - self.started) * share)
    }

    /// Whether there is a time limit.
    pub(crate) fn has_limit(&self) -> bool {
        self.deadline.is_some()
    }

    /// Whether the time limit is over.
    pub(crate) fn is_late(&self) -> bool {
        self.deadline.is_some_and(|deadline| self.now() >= deadline)
    }
}
