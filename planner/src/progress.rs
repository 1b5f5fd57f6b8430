//! How a long planning tells where it is, is cut short or cancelled.

use std::ops::ControlFlow;

use crate::error::PlanError;

/// A step of planning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Requests become projects and projects share sites.
    Grouping,
    /// The bound is proven and a first programme is built.
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
    /// Seconds of the clock after which improvement ends. What it cuts short depends on the machine.
    pub time_limit_seconds: Option<f64>,
}

impl Default for Options<'_> {
    fn default() -> Self {
        Self { seed: 0, clock: &|| 0.0, time_limit_seconds: None }
    }
}

/// The caller's side of a planning: progress out, cancellation in.
pub(crate) struct Control<'a> {
    report: &'a mut dyn FnMut(Progress) -> ControlFlow<()>,
    clock: &'a dyn Fn() -> f64,
    deadline: Option<f64>,
    fraction: f64,
}

impl<'a> Control<'a> {
    pub(crate) fn new(options: &Options<'a>, report: &'a mut dyn FnMut(Progress) -> ControlFlow<()>) -> Self {
        let deadline = options.time_limit_seconds.map(|limit| (options.clock)() + limit);
        Self { report, clock: options.clock, deadline, fraction: 0.0 }
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
            Phase::Scheduling => (0.3, 0.6),
            Phase::Improving => (0.6, 0.95),
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

    /// Whether the time limit is over.
    pub(crate) fn is_late(&self) -> bool {
        self.deadline.is_some_and(|deadline| self.now() >= deadline)
    }
}
