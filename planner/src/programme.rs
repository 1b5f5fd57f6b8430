//! The planner's output: a plan, and the programme that the exchange format writes.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::Locale;
use crate::earlier_year::EarlierYear;
use crate::grouping::Grouping;
use crate::progress::Ending;
use crate::reason::Reason;
use crate::share_outcome::ShareOutcome;
use crate::warm_start::{ResourcePrice, WarmStart};

/// A plan of an instance, by index into the lists of the instance.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// The projects and their sites.
    pub grouping: Grouping,
    /// What was decided of each project, in the order of the grouping.
    pub decisions: Vec<Decision>,
    /// The programme in the exchange format, reasons in French.
    pub programme: Programme,
    /// What the minimum shares came to, in the order of the instance.
    pub minimum_shares: Vec<ShareOutcome>,
    /// Why the search ended.
    pub ending: Ending,
}

/// What was decided of one project.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    /// The calendar year; `None` waits beyond the horizon.
    pub year: Option<i32>,
    /// Why.
    pub reason: Reason,
    /// What it would take to do it a year earlier, or, where it waits, at all; `None` in the first year and where pins
    /// decide.
    pub earlier: Option<EarlierYear>,
}

/// A work programme, as the exchange format writes it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Programme {
    /// Every project, done or waiting.
    pub projects: Vec<Project>,
    /// Discounted value of what is done.
    pub objective: f64,
    /// Proven: no programme of these projects and sites is worth more.
    pub upper_bound: f64,
    /// (upper bound − objective) / upper bound, 0 where the bound is 0.
    pub gap: f64,
    /// How long it took, by the caller's clock.
    pub seconds: Seconds,
    /// What scarce budgets and hours are worth at the margin; those that are not scarce are left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub prices: Vec<ResourcePrice>,
}

/// How long the two halves of planning took; 0 where the caller gave no clock.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Seconds {
    /// Requests into projects, projects into sites.
    pub grouping: f64,
    /// Projects into years.
    pub scheduling: f64,
}

/// A project of a programme.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Project {
    /// Its id, unique in the programme.
    pub id: String,
    /// The id of its site.
    pub site: String,
    /// The id of its work type.
    pub work_type: String,
    /// The id of the department that pays.
    pub department: String,
    /// The ids of its requests.
    pub requests: Vec<String>,
    /// The calendar year; `None` waits beyond the horizon.
    pub year: Option<i32>,
    /// Cents of its requests and its mobilization.
    pub cost: i64,
    /// Hours by crew id.
    pub hours: BTreeMap<String, f64>,
    /// Sum of the priorities of its requests.
    pub value: f64,
    /// Why that year, or why it waits.
    pub reason: WrittenReason,
}

/// A reason in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WrittenReason {
    /// Stable code.
    pub code: String,
    /// One sentence.
    pub text: String,
}

impl Programme {
    /// What this programme tells the planning of a changed instance.
    pub fn warm_start(&self) -> WarmStart {
        let projects = self.projects.iter();
        let years = projects.flat_map(|p| p.requests.iter().map(|request| (request.clone(), p.year))).collect();
        WarmStart { prices: self.prices.clone(), years }
    }
}

impl Plan {
    /// The programme with its reasons in a language.
    pub fn programme_in(&self, locale: Locale) -> Programme {
        let mut programme = self.programme.clone();
        for (project, decision) in programme.projects.iter_mut().zip(&self.decisions) {
            project.reason = WrittenReason::new(decision, locale);
        }
        programme
    }
}

impl WrittenReason {
    pub(crate) fn new(decision: &Decision, locale: Locale) -> Self {
        Self { code: decision.reason.code().to_owned(), text: decision.reason.text(decision.year, locale) }
    }
}

/// The id of the project with an index.
pub(crate) fn project_id(index: usize) -> String {
    format!("P{}", index + 1)
}

/// The id of the site with an index.
pub(crate) fn site_id(index: usize) -> String {
    format!("S{}", index + 1)
}
