//! What it would take to do a project a year earlier; where it waits, to do it at all.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::Locale;
use crate::reason::Reason;

/// The year before a project's own, or one before that takes it where that one does not; of a project that waits, the year
/// of the horizon that comes closest to taking it. It is the whole move that is told: with what must come before it on
/// its site, and what it leaves behind.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EarlierYear {
    /// The calendar year.
    pub year: i32,
    /// Everything that keeps the move from being made, each with what is missing; empty where nothing does. Without one of
    /// them it still may not be made, without all of them it may.
    pub blockers: Vec<Reason>,
    /// How many blockers there are beyond the first 25, which are listed.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub more_blockers: usize,
    /// The projects of its site that must be done by then and are not, prerequisites first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub moves: Vec<ProjectMove>,
    /// How many of them there are beyond the first 25, which are listed.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub more_moves: usize,
    /// The mobilizations that would cost more or less, of what moves and of what it leaves or joins; the first 25.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mobilizations: Vec<MobilizationChange>,
    /// Value that the programme would gain by the move, were nothing in the way.
    pub gained: f64,
    /// Value that the programme would lose elsewhere, at the prices of what the move would use then rather than now.
    pub lost: f64,
}

/// A project that must come along.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProjectMove {
    /// The id of the project.
    pub project: String,
    /// Its year now; `None` where it waits.
    pub from: Option<i32>,
    /// The year that it would be done in.
    pub to: i32,
    /// Cents that it would cost then, with its mobilization.
    pub cost: i64,
    /// Hours that it takes, by crew id.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub hours: BTreeMap<String, f64>,
}

/// A mobilization that would cost more, or less where `cents` is below 0.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MobilizationChange {
    /// The id of the project that pays it.
    pub project: String,
    /// The calendar year in which it pays it.
    pub year: i32,
    /// Cents more.
    pub cents: i64,
}

/// How many blockers, projects or mobilizations are listed: a large site has thousands of pairs.
pub(crate) const MOST_LISTED: usize = 25;

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
fn is_zero(count: &usize) -> bool {
    *count == 0
}

/// How many projects or obstacles a text tells before it counts the rest.
const MOST_TOLD: usize = 5;

impl EarlierYear {
    /// What stands in the way, in a few sentences; `scheduled_year` is the project's year, `None` where it waits.
    pub fn text(&self, scheduled_year: Option<i32>, locale: Locale) -> String {
        let mut sentences = vec![match self.blockers.is_empty() {
            true => self.free(scheduled_year, locale),
            false => self.blocked(scheduled_year, locale),
        }];
        sentences.extend(self.companions(locale));
        sentences.extend(self.mobilizations(locale));
        sentences.push(self.balance(locale));
        sentences.join(" ")
    }

    /// What the programme would gain by it, and lose or gain elsewhere: the year that it leaves may be the scarcer one.
    fn balance(&self, locale: Locale) -> String {
        let (gained, elsewhere) = (locale.number(self.gained), locale.number(self.lost.abs()));
        match self.lost >= 0.0 {
            true => locale.pick(
                format!("Le programme y gagnerait {gained} points et, aux prix des ressources, en perdrait environ {elsewhere} ailleurs."),
                format!("The programme would gain {gained} points and, at the prices of the resources, lose about {elsewhere} elsewhere."),
            ),
            false => locale.pick(
                format!("Le programme y gagnerait {gained} points et, aux prix des ressources, environ {elsewhere} de plus ailleurs."),
                format!("The programme would gain {gained} points and, at the prices of the resources, about {elsewhere} more elsewhere."),
            ),
        }
    }

    fn when(&self, scheduled_year: Option<i32>, locale: Locale) -> String {
        let year = self.year;
        match scheduled_year {
            Some(now) if now == year.saturating_add(1) => {
                locale.pick(format!("Un an plus tôt, en {year}"), format!("A year earlier, in {year}"))
            }
            Some(_) => locale.pick(format!("Plus tôt, en {year}"), format!("Earlier, in {year}")),
            None => locale.pick(format!("Pour être fait en {year}"), format!("To be done in {year}")),
        }
    }

    fn free(&self, scheduled_year: Option<i32>, locale: Locale) -> String {
        let year = self.year;
        match scheduled_year {
            Some(_) => locale.pick(
                format!("Pourrait être fait en {year}\u{a0}: rien ne s’y oppose."),
                format!("Could be done in {year}: nothing stands against it."),
            ),
            None => locale.pick(
                format!("Pourrait être fait dès {year}\u{a0}: rien ne s’y oppose."),
                format!("Could be done as early as {year}: nothing stands against it."),
            ),
        }
    }

    fn blocked(&self, scheduled_year: Option<i32>, locale: Locale) -> String {
        let causes = self.blockers.iter().map(|reason| reason.cause(locale));
        let causes = listed(causes, self.more_blockers, "; ", locale);
        let when = self.when(scheduled_year, locale);
        locale.pick(
            format!("{when}, voici ce qui s’y oppose\u{a0}: {causes}."),
            format!("{when}, this stands in the way: {causes}."),
        )
    }

    fn companions(&self, locale: Locale) -> Option<String> {
        let moves = self.moves.iter().map(|moved| {
            let ProjectMove { project, to, cost, .. } = moved;
            let cost = locale.money(*cost);
            match moved.from {
                Some(from) => locale.pick(
                    format!("{project} (de {from} à {to}, {cost})"),
                    format!("{project} (from {from} to {to}, {cost})"),
                ),
                None => locale.pick(
                    format!("{project} (en attente, en {to}, {cost})"),
                    format!("{project} (waiting, in {to}, {cost})"),
                ),
            }
        });
        let moves = listed(moves, self.more_moves, ", ", locale);
        (!self.moves.is_empty()).then(|| {
            locale.pick(
                format!("Ce qui doit le précéder sur le chantier devrait venir aussi\u{a0}: {moves}."),
                format!("What must come before it on its site would have to come too: {moves}."),
            )
        })
    }

    fn mobilizations(&self, locale: Locale) -> Option<String> {
        let changes = self.mobilizations.iter().map(|change| {
            let MobilizationChange { project, year, cents } = change;
            let amount = locale.money(cents.saturating_abs());
            match *cents > 0 {
                true => locale.pick(
                    format!("{project} paierait {amount} de plus en {year}"),
                    format!("{project} would pay {amount} more in {year}"),
                ),
                false => locale.pick(
                    format!("{project} paierait {amount} de moins en {year}"),
                    format!("{project} would pay {amount} less in {year}"),
                ),
            }
        });
        let changes = listed(changes, 0, ", ", locale);
        (!self.mobilizations.is_empty())
            .then(|| locale.pick(format!("Mobilisation\u{a0}: {changes}."), format!("Mobilization: {changes}.")))
    }
}

/// The first entries, then how many more there are.
fn listed(entries: impl ExactSizeIterator<Item = String>, beyond: usize, separator: &str, locale: Locale) -> String {
    let more = entries.len().saturating_sub(MOST_TOLD) + beyond;
    let mut told: Vec<String> = entries.take(MOST_TOLD).collect();
    if more > 0 {
        told.push(locale.pick(format!("et {more} de plus"), format!("and {more} more")));
    }
    told.join(separator)
}
