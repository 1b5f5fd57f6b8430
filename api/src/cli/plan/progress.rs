//! How far a planning has come: a bar on a terminal; elsewhere a line at each step, and one now and then during it.

use std::io::Write;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use riverain_planner::{Phase, Progress};

use super::decimal;
use crate::locale::Locale;

/// Steps of the bar.
const BAR_LENGTH: u64 = 1000;

/// How long a step goes on without a further line.
const SILENCE: Duration = Duration::from_secs(10);

/// Tells the person who waits.
pub(super) struct PlanProgress {
    locale: Locale,
    bar: ProgressBar,
    is_terminal: bool,
    told: Option<(Phase, Instant)>,
}

impl PlanProgress {
    /// Progress on standard error.
    pub(super) fn new(locale: Locale, is_terminal: bool) -> Self {
        let target = if is_terminal { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(Some(BAR_LENGTH), target);
        if let Ok(style) = ProgressStyle::with_template("{wide_bar} {percent} % {msg}") {
            bar.set_style(style);
        }
        Self { locale, bar, is_terminal, told: None }
    }

    #[expect(clippy::disallowed_methods, reason = "a command measures its own time")]
    pub(super) fn tell(&mut self, progress: &Progress) {
        if self.is_terminal {
            self.bar.set_position(position(progress.fraction));
            self.bar.set_message(self.line(progress));
            return;
        }
        let is_old = |(phase, since): (Phase, Instant)| phase != progress.phase || since.elapsed() >= SILENCE;
        if self.told.is_none_or(is_old) {
            self.told = Some((progress.phase, Instant::now()));
            // A closed standard error must not stop the planning.
            let _ = writeln!(std::io::stderr(), "{}", self.line(progress));
        }
    }

    pub(super) fn finish(&mut self) {
        self.bar.finish_and_clear();
    }

    /// The step and, once they are known, the value of the programme so far, its proven bound and the gap between them.
    fn line(&self, progress: &Progress) -> String {
        let step = self.locale.wording(step_key(progress.phase), &[]);
        let (Some(objective), Some(bound)) = (progress.objective, progress.upper_bound) else { return step };
        let gap = if bound > 0.0 { ((bound - objective) / bound).max(0.0) } else { 0.0 };
        let values = [
            ("step", step),
            ("objective", decimal(objective, self.locale)),
            ("bound", decimal(bound, self.locale)),
            ("gap", decimal(gap * 100.0, self.locale)),
        ];
        self.locale.wording("plan_command.value", &values)
    }
}

fn step_key(phase: Phase) -> &'static str {
    match phase {
        Phase::Grouping => "plan_command.grouping",
        Phase::Scheduling => "plan_command.scheduling",
        Phase::Improving => "plan_command.improving",
        Phase::Checking => "plan_command.checking",
        Phase::Sensitivity => "plan_command.sensitivity",
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share from 0 to 1")]
fn position(fraction: f64) -> u64 {
    (fraction.clamp(0.0, 1.0) * BAR_LENGTH as f64) as u64
}
