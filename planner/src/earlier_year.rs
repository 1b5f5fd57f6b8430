//! What it would take to do a project a year earlier; where it waits, to do it at all.

use serde::{Deserialize, Serialize};

use crate::Locale;
use crate::reason::Reason;

/// The year before a project's own; of one that waits, the year of the horizon that comes closest to taking it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EarlierYear {
    /// The calendar year.
    pub year: i32,
    /// Everything that keeps the project out of it, each with what is missing; empty where nothing does.
    pub blockers: Vec<Reason>,
    /// Value that the programme would gain by the project's being done then, were nothing in the way.
    pub gained: f64,
    /// Value that the programme would lose elsewhere, at the prices of what the project would use then rather than now.
    pub lost: f64,
}

impl EarlierYear {
    /// What stands in the way, in a sentence or two; `scheduled_year` is the project's year, `None` where it waits.
    pub fn text(&self, scheduled_year: Option<i32>, locale: Locale) -> String {
        let causes: Vec<String> = self.blockers.iter().map(|reason| reason.cause(locale)).collect();
        let (year, gained) = (self.year, locale.number(self.gained));
        let (when_fr, when_en) = match scheduled_year {
            Some(_) => (format!("Un an plus tôt, en {year}"), format!("A year earlier, in {year}")),
            None => (format!("Pour être fait en {year}"), format!("To be done in {year}")),
        };
        let causes_of = |separator: &str| causes.join(separator);
        match (locale, causes.is_empty()) {
            (Locale::French, false) => {
                let causes = causes_of("; ");
                format!("{when_fr}, voici ce qui s’y oppose\u{a0}: {causes}. Il y vaudrait {gained} points de plus.")
            }
            (Locale::English, false) => {
                let causes = causes_of("; ");
                format!("{when_en}, this stands in the way: {causes}. It would be worth {gained} points more.")
            }
            (Locale::French, true) => format!(
                "{when_fr}, rien ne s’y oppose\u{a0}: il y vaudrait {gained} points de plus et, aux prix des ressources, en \
                 coûterait environ {} ailleurs.",
                locale.number(self.lost)
            ),
            (Locale::English, true) => format!(
                "{when_en}, nothing stands in the way: it would be worth {gained} points more and, at the prices of the \
                 resources, cost about {} elsewhere.",
                locale.number(self.lost)
            ),
        }
    }
}
