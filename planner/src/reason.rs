//! Why each project is done in its year, or waits.

use serde::{Deserialize, Serialize};

use crate::Locale;

mod english;
mod french;

/// What decided. Projects, departments and crews are ids, years are calendar years, money is cents.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Reason {
    /// A person pinned one of its requests to the year.
    Pinned {
        /// A pinned request.
        request: String,
        /// The pinned year; told where it keeps a project out of another year.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        year: Option<i32>,
        /// The project of the request, where it must come along with the one that is spoken of.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        project: Option<String>,
    },
    /// It must come before a pinned project, or shares its mobilization so that the pin holds.
    RequiredByPin,
    /// It is done in the first year, where it is worth the most.
    FirstYear,
    /// What it takes is put to better use elsewhere, or another year is worth no more: a year would take it as things are,
    /// and is not used.
    BestValue {
        /// That year; `None` where none was looked at.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        year: Option<i32>,
        /// Value that the programme would gain by its being done then.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        gained: Option<f64>,
        /// Value that it would lose elsewhere, at the prices of the resources.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        lost: Option<f64>,
    },
    /// An earlier year would take it, and it stays in the year that people were told.
    Announced {
        /// The year that was announced.
        year: i32,
        /// The value that the search counts for keeping it.
        price: f64,
    },
    /// One of its requests may not be done earlier (scheduled), or within the horizon (waiting).
    EarliestYear {
        /// The first year allowed; it may lie beyond the horizon.
        year: i32,
        /// The request; `None` where it is not told.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        request: Option<String>,
        /// The project of the request, where it must come along with the one that is spoken of.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        project: Option<String>,
    },
    /// The ground may not be broken on its place before a year.
    GroundMoratorium {
        /// The first year allowed; where there is none in the horizon, the one after it.
        year: i32,
        /// The project of the place, where it must come along with the one that is spoken of.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        project: Option<String>,
    },
    /// A moratorium that work on its site starts keeps it out of a year: that of an earlier project, or its own, which
    /// would reach a later one.
    SiteMoratorium {
        /// The year it is kept out of.
        year: i32,
        /// The other project.
        project: String,
        /// The year of the other project.
        project_year: i32,
        /// The project that is kept out, where it must come along with the one that is spoken of.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        moved: Option<String>,
    },
    /// The order of work on its site keeps it out of a year.
    Order {
        /// The year it is kept out of.
        year: i32,
        /// The project of the site that must be done first.
        project: String,
        /// The year of that project; `None` where it waits.
        project_year: Option<i32>,
    },
    /// A department's budget keeps it out of a year.
    Budget {
        /// The year it is kept out of.
        year: i32,
        /// The department.
        department: String,
        /// Cents missing.
        missing: i64,
        /// Value that another 100,000 dollars of it would bring in, to first order; `None` where it would bring in nothing.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        price: Option<f64>,
    },
    /// A crew's hours keep it out of a year.
    Hours {
        /// The year it is kept out of.
        year: i32,
        /// The crew.
        crew: String,
        /// Hours missing.
        missing: f64,
        /// Value that another hour would bring in, to first order; `None` where it would bring in nothing.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        price: Option<f64>,
    },
    /// The minimum share of an area in what its department spends keeps it out of a year.
    MinimumShare {
        /// The year it is kept out of.
        year: i32,
        /// The department.
        department: String,
        /// The area.
        area: String,
        /// Cents that the area would lack.
        missing: i64,
    },
    /// It costs more than its department's whole budget of any year in which it may be done.
    ExceedsBudget {
        /// The year whose budget comes closest.
        year: i32,
        /// The department.
        department: String,
        /// Cents missing of that budget, were nothing else done.
        missing: i64,
    },
    /// It takes more than all the hours of a crew in any year in which it may be done.
    ExceedsHours {
        /// The year whose hours come closest.
        year: i32,
        /// The crew.
        crew: String,
        /// Hours missing of those, were nothing else done.
        missing: f64,
    },
}

impl Reason {
    /// The pin of a request, which decides.
    pub(crate) fn pinned(request: String) -> Self {
        Self::Pinned { request, year: None, project: None }
    }

    /// The best choice, with nothing to compare it with.
    pub(crate) fn best_value() -> Self {
        Self::BestValue { year: None, gained: None, lost: None }
    }

    /// The stable code of the reason.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Pinned { .. } => "PINNED",
            Self::RequiredByPin => "REQUIRED_BY_PIN",
            Self::FirstYear => "FIRST_YEAR",
            Self::BestValue { .. } => "BEST_VALUE",
            Self::Announced { .. } => "ANNOUNCED",
            Self::EarliestYear { .. } => "EARLIEST_YEAR",
            Self::GroundMoratorium { .. } => "GROUND_MORATORIUM",
            Self::SiteMoratorium { .. } => "SITE_MORATORIUM",
            Self::Order { .. } => "ORDER",
            Self::Budget { .. } => "BUDGET",
            Self::Hours { .. } => "HOURS",
            Self::MinimumShare { .. } => "MINIMUM_SHARE",
            Self::ExceedsBudget { .. } => "EXCEEDS_BUDGET",
            Self::ExceedsHours { .. } => "EXCEEDS_HOURS",
        }
    }

    /// The reason in one sentence; `scheduled_year` is the project's year, `None` where it waits.
    pub fn text(&self, scheduled_year: Option<i32>, locale: Locale) -> String {
        let cause = self.cause(locale);
        match (locale, scheduled_year) {
            (Locale::French, Some(year)) => format!("Prévu en {year}\u{a0}: {cause}."),
            (Locale::French, None) => format!("En attente au-delà de l’horizon\u{a0}: {cause}."),
            (Locale::English, Some(year)) => format!("Scheduled in {year}: {cause}."),
            (Locale::English, None) => format!("Waiting beyond the horizon: {cause}."),
        }
    }

    /// The reason as a sentence by itself: what keeps a project out of a year.
    pub fn obstacle(&self, locale: Locale) -> String {
        let cause = self.cause(locale);
        let mut letters = cause.chars();
        letters.next().map_or_else(String::new, |first| format!("{}{}.", first.to_uppercase(), letters.as_str()))
    }

    /// The cause alone, without a capital or a full stop.
    pub(crate) fn cause(&self, locale: Locale) -> String {
        match locale {
            Locale::French => self.french(),
            Locale::English => self.english(),
        }
    }
}
