//! How a long planning tells where it is, is cut short or cancelled.

use serde::Serialize;

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
    /// What more or less money would give is found out.
    Sensitivity,
}

/// What a caller that stops a planning wants of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// The best programme so far, audited, with a bound that is proven: the work ends as soon as it has these.
    Keep,
    /// Nothing.
    Discard,
}

/// Why a search ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// No programme of these projects and sites is worth more.
    Optimal,
    /// All moves were made.
    MovesMade,
    /// The time limit was reached.
    TimeLimit,
    /// The caller stopped it and kept the best programme so far.
    Stopped,
}

/// Where a planning is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Progress {
    /// The step.
    pub phase: Phase,
    /// Share of the whole done, 0 to 1; never goes back in one call.
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
