//! How far a planning has come: a bar on a terminal, a line a step elsewhere.

use std::io::Write;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use riverain_planner::{Phase, Progress};

use super::decimal;
use crate::locale::Locale;

/// Steps of the bar.
const BAR_LENGTH: u64 = 1000;

/// Tells the person who waits.
pub(super) struct PlanProgress {
    locale: Locale,
    bar: ProgressBar,
    is_terminal: bool,
    phase: Option<Phase>,
}

impl PlanProgress {
    /// Progress on standard error.
    pub(super) fn new(locale: Locale, is_terminal: bool) -> Self {
        let target = if is_terminal { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(Some(BAR_LENGTH), target);
        if let Ok(style) = ProgressStyle::with_template("{wide_bar} {percent} % {msg}") {
            bar.set_style(style);
        }
        Self { locale, bar, is_terminal, phase: None }
    }

    pub(super) fn tell(&mut self, progress: &Progress) {
        let step = self.locale.wording(step_key(progress.phase), &[]);
        if self.is_terminal {
            self.bar.set_position(position(progress.fraction));
            let value = self.value(progress).map(|value| format!(" ({value})")).unwrap_or_default();
            self.bar.set_message(format!("{step}{value}"));
        } else if self.phase != Some(progress.phase) {
            let value = self.value(progress).map(|value| format!(" ({value})")).unwrap_or_default();
            // A closed standard error must not stop the planning.
            let _ = writeln!(std::io::stderr(), "{step}{value}");
        }
        self.phase = Some(progress.phase);
    }

    pub(super) fn finish(&mut self) {
        self.bar.finish_and_clear();
    }

    fn value(&self, progress: &Progress) -> Option<String> {
        let (objective, bound) = (progress.objective?, progress.upper_bound?);
        let values = [("objective", decimal(objective, self.locale)), ("bound", decimal(bound, self.locale))];
        Some(self.locale.wording("plan_command.value", &values))
    }
}

fn step_key(phase: Phase) -> &'static str {
    match phase {
        Phase::Grouping => "plan_command.grouping",
        Phase::Scheduling => "plan_command.scheduling",
        Phase::Improving => "plan_command.improving",
        Phase::Checking => "plan_command.checking",
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share from 0 to 1")]
fn position(fraction: f64) -> u64 {
    (fraction.clamp(0.0, 1.0) * BAR_LENGTH as f64) as u64
}
