//! What a work programme was asked to plan, with every default filled in: kept with the programme, so that it can be
//! planned again and understood later whatever the catalogue has become.

use riverain_entities::work_types::Distance;
use serde::{Deserialize, Serialize};

use super::place::Circle;
use super::request_filter::RequestFilter;

/// The whole input of a programme but its name, its policy and its seed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProgrammeParameters {
    /// The years to plan.
    pub horizon: Horizon,
    /// The departments whose work is planned, each with every year of the horizon.
    pub departments: Vec<DepartmentPlan>,
    /// When projects share a site.
    pub sites: SiteRules,
    /// Which requests of the backlog.
    pub filter: RequestFilter,
    /// Decisions taken beforehand.
    pub pins: Vec<Pin>,
    /// Places where the ground may not be opened for now.
    pub moratoria: Vec<Moratorium>,
    /// Limits of the lots that the projects of a year are bundled into.
    #[serde(default)]
    pub lots: LotRules,
    /// How far it keeps to the plan of the programme that it revises.
    #[serde(default)]
    pub stability: Stability,
    /// What departments must at least spend in boroughs.
    #[serde(default)]
    pub minimum_shares: Vec<MinimumShare>,
    /// Whether it is also told what other budgets would give.
    #[serde(default)]
    pub sensitivity: bool,
}

/// How far a programme keeps to the plan of its parent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Stability {
    /// The last calendar year whose requests keep the parent's year; none do where absent.
    pub freeze_through_year: Option<i32>,
    /// Priority points that are lost for each request of a later year that does not keep it; none where absent.
    pub move_price: Option<f64>,
}

/// The years to plan.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Horizon {
    /// First calendar year.
    pub first_year: i32,
    /// Number of years.
    pub years: u32,
    /// Yearly rate at which later work is worth less, 0 to 1.
    pub discount_rate: f64,
}

/// What a department may spend.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DepartmentPlan {
    /// Code of the department.
    pub department: String,
    /// Every year of the horizon, in order.
    pub years: Vec<DepartmentYear>,
}

/// What a department may spend in a year.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DepartmentYear {
    /// The calendar year.
    pub year: i32,
    /// The budget, cents; unlimited where absent.
    pub budget_cents: Option<i64>,
    /// Every crew of the department.
    pub crew_hours: Vec<CrewHours>,
}

/// The hours of a crew in a year.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CrewHours {
    /// Code of the crew.
    pub crew: String,
    /// Its hours; unlimited where absent.
    pub hours: Option<f64>,
}

/// When projects share a site.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct SiteRules {
    /// Largest distance between neighbouring projects, metres.
    pub radius_m: f64,
    /// Largest distance between two requests of a site of several projects, metres; no limit where absent.
    pub max_span_m: Option<f64>,
    /// What these distances are.
    #[serde(default)]
    pub distance: Distance,
}

/// Limits of a lot: projects of a year and a department that one contract carries out. No limit where absent.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct LotRules {
    /// Cents of its projects together.
    pub max_cost_cents: Option<i64>,
    /// Number of its projects.
    pub max_projects: Option<i32>,
    /// Largest distance between two of its projects, metres.
    pub max_span_m: Option<f64>,
}

impl LotRules {
    /// What a crew or a contractor carries out in a season: 1.5 million dollars, 25 projects, within 3 kilometres.
    pub const USUAL: Self =
        Self { max_cost_cents: Some(150_000_000), max_projects: Some(25), max_span_m: Some(3_000.0) };
}

impl Default for LotRules {
    fn default() -> Self {
        Self::USUAL
    }
}

/// A decision about a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pin {
    /// Number of the request.
    pub request: String,
    /// What was decided.
    pub decision: PinDecision,
}

impl Pin {
    /// Whether the decision lets the request have the year.
    pub fn lets_have(&self, year: i32) -> bool {
        match self.decision {
            PinDecision::NotBefore(first) => first <= year,
            PinDecision::Year(_) | PinDecision::Excluded => false,
        }
    }
}

/// What was decided about a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PinDecision {
    /// Its project is done in this calendar year.
    Year(i32),
    /// Its project is not done before this calendar year.
    NotBefore(i32),
    /// It is left out.
    Excluded,
}

/// A place where the ground may not be opened for now.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Moratorium {
    /// The place.
    pub circle: Circle,
    /// The last calendar year of the ban.
    pub until_year: i32,
}

impl Stability {
    /// Whether the plan of the parent binds the requests of a year.
    pub fn freezes(self, year: i32) -> bool {
        self.freeze_through_year.is_some_and(|last| year <= last)
    }
}

/// What a department must at least spend in a borough.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MinimumShare {
    /// Code of the department.
    pub department: String,
    /// Code of the borough.
    pub borough: String,
    /// The share of what it spends over the horizon, 0 to 1.
    pub share: f64,
}

impl Horizon {
    /// The calendar years, in order.
    pub fn calendar_years(self) -> impl Iterator<Item = i32> {
        (self.first_year..).take(usize::try_from(self.years).unwrap_or(0))
    }

    /// Whether the horizon holds a calendar year.
    pub fn holds(self, year: i32) -> bool {
        (self.first_year..=self.last_year()).contains(&year)
    }

    /// The last calendar year.
    pub fn last_year(self) -> i32 {
        self.first_year.saturating_add(i32::try_from(self.years).unwrap_or(i32::MAX)).saturating_sub(1)
    }
}
