//! How far an import has come, for the person who waits for it.

use std::io::Write;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::locale::Locale;

/// Rows between two plain lines.
const ROWS_A_LINE: u64 = 10_000;

/// Is told how far an import has come.
pub trait Progress: Send {
    /// The import begins; it has this many rows.
    fn begin(&mut self, total: u64);

    /// This many rows are done, for good.
    fn advance(&mut self, done: u64);

    /// Every row is done.
    fn finish(&mut self);
}

/// Tells nobody.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoProgress;

impl Progress for NoProgress {
    fn begin(&mut self, _total: u64) {}

    fn advance(&mut self, _done: u64) {}

    fn finish(&mut self) {}
}

/// A bar on a terminal; plain lines where standard error goes elsewhere.
#[derive(Debug)]
pub struct TerminalProgress {
    locale: Locale,
    bar: ProgressBar,
    is_terminal: bool,
    total: u64,
    told: u64,
}

impl TerminalProgress {
    /// Progress on standard error.
    pub fn new(locale: Locale, is_terminal: bool) -> Self {
        let target = if is_terminal { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        Self { locale, bar: ProgressBar::with_draw_target(None, target), is_terminal, total: 0, told: 0 }
    }

    fn tell(&mut self, done: u64) {
        self.told = done;
        let values = [("done", done.to_string()), ("total", self.total.to_string())];
        // A closed standard error must not stop the import.
        let _ = writeln!(std::io::stderr(), "{}", self.locale.wording("import.rows", &values));
    }
}

impl Progress for TerminalProgress {
    fn begin(&mut self, total: u64) {
        (self.total, self.told) = (total, 0);
        self.bar.set_length(total);
        let template = "{wide_bar} {human_pos} / {human_len} ({per_sec:.0}, {eta})";
        if let Ok(style) = ProgressStyle::with_template(template) {
            self.bar.set_style(style);
        }
    }

    fn advance(&mut self, done: u64) {
        self.bar.set_position(done);
        if !self.is_terminal && done / ROWS_A_LINE > self.told / ROWS_A_LINE {
            self.tell(done);
        }
    }

    fn finish(&mut self) {
        self.bar.finish_and_clear();
    }
}
