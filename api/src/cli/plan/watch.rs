//! The planner at work, as the person who waits sees and ends it: progress, the time limit, Ctrl+C.

use std::io::{self, IsTerminal, stderr};
use std::ops::ControlFlow;
use std::time::Instant;

use riverain_planner::{BudgetCurve, Instance, Options, Plan, PlanError, Progress, Stop, WarmStart};

use super::interrupt::Interrupt;
use super::numbers::Numbers;
use super::progress::PlanProgress;
use crate::locale::Locale;

/// Writing what was planned takes about as long as reading what to plan.
const WRITING_OVER_READING: f64 = 1.0;

/// Watches over a planning.
pub(super) struct Watch {
    began: Instant,
    locale: Locale,
    interrupt: Interrupt,
}

impl Watch {
    /// Watches a command that began at a moment.
    ///
    /// # Errors
    /// A system that lets nobody listen to its signals.
    pub(super) fn new(began: Instant, locale: Locale) -> io::Result<Self> {
        Ok(Self { began, locale, interrupt: Interrupt::listen()? })
    }

    /// Plans within what is left of the time limit; Ctrl+C keeps the best programme so far.
    pub(super) fn plan(
        &self,
        instance: &Instance,
        earlier: Option<&WarmStart>,
        numbers: &Numbers,
    ) -> Result<Plan, PlanError> {
        let seconds_since_began = || self.began.elapsed().as_secs_f64();
        let before = seconds_since_began() * (1.0 + WRITING_OVER_READING);
        let options = Options {
            seed: numbers.seed,
            clock: &seconds_since_began,
            most_moves: numbers.iterations,
            time_limit_seconds: numbers.time_limit.map(|limit| (limit - before).max(0.0)),
            warm_start: earlier,
        };
        self.shown(|report| riverain_planner::plan(instance, &options, report))
    }

    /// The budget curves; Ctrl+C keeps those that are complete.
    pub(super) fn curves(
        &self,
        instance: &Instance,
        plan: &Plan,
        numbers: &Numbers,
    ) -> Result<Vec<BudgetCurve>, PlanError> {
        let options = Options { seed: numbers.seed, most_moves: numbers.iterations, ..Options::default() };
        self.shown(|report| riverain_planner::sensitivity(instance, plan, &options, report))
    }

    fn shown<T>(&self, work: impl FnOnce(&mut dyn FnMut(Progress) -> ControlFlow<Stop>) -> T) -> T {
        let mut progress = PlanProgress::new(self.locale, stderr().is_terminal());
        let done = work(&mut |told| {
            progress.tell(&told);
            if self.interrupt.came() { ControlFlow::Break(Stop::Keep) } else { ControlFlow::Continue(()) }
        });
        progress.finish();
        done
    }
}
