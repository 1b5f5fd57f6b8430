//! What an export shows of a programme: names in the reader's language, nothing personal.

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::Value;

/// A code, and the name that people read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Stable code.
    pub code: String,
    /// Name in the reader's language.
    pub name: String,
}

/// A programme, without its projects.
#[derive(Debug, Clone)]
pub struct ExportProgramme {
    /// What tells it apart from every other, for ever: identifiers of calendar entries are made of it.
    pub identity: String,
    /// Name that the planner gave it.
    pub name: String,
    /// The city; none outside the service.
    pub city: Option<String>,
    /// How far the city has adopted it, in words; none outside the service.
    pub status: Option<String>,
    /// First calendar year.
    pub first_year: i32,
    /// Last calendar year.
    pub last_year: i32,
    /// Sum of discounted values of what is done.
    pub objective: f64,
    /// Proven: no programme of the same projects is worth more.
    pub upper_bound: f64,
    /// Share of the proven bound that the objective misses, 0 to 1.
    pub gap: f64,
    /// When it was planned; none outside the service.
    pub planned_at: Option<DateTime<Utc>>,
    /// The day of that in the city's time zone.
    pub planned_on: Option<NaiveDate>,
    /// The departments that are shown.
    pub departments: Vec<Named>,
    /// The parts that are shown: by year, then by department; then those that wait, by department.
    pub sections: Vec<ExportSection>,
    /// What more of each scarce budget and crew that is shown would bring in, by year; none for who may not know.
    pub prices: Option<Vec<ExportPrice>>,
    /// How boroughs are served; empty where a part of the programme is shown.
    pub areas: Vec<ExportArea>,
}

/// What more of a scarce resource would bring in.
#[derive(Debug, Clone, PartialEq)]
pub struct ExportPrice {
    /// The calendar year.
    pub year: i32,
    /// The department or the crew.
    pub resource: String,
    /// Whether it is the department's money; hours of the crew otherwise.
    pub is_money: bool,
    /// About how many points another 100,000 dollars or 100 hours would bring in.
    pub value: f64,
    /// The same in words, with what more would pay for.
    pub text: String,
}

/// What a programme does for a borough.
#[derive(Debug, Clone, PartialEq)]
pub struct ExportArea {
    /// Its name; none for what lies in no known borough.
    pub name: Option<String>,
    /// Its requests, done or waiting.
    pub request_count: i64,
    /// Those that are done.
    pub scheduled_request_count: i64,
    /// Cost of its projects that are done, cents.
    pub spent_cents: i64,
    /// Sum of the priorities of its requests.
    pub value: f64,
    /// Of those that are done.
    pub scheduled_value: f64,
    /// Years, from the first of the horizon, until those that are done are, on average; none where none is.
    pub mean_years: Option<f64>,
}

/// What a department does in a year, or leaves waiting.
#[derive(Debug, Clone)]
pub struct ExportSection {
    /// The year; none for what waits beyond the horizon.
    pub year: Option<i32>,
    /// Index of the department.
    pub department: usize,
    /// Its budget, cents; none where it is unlimited, or the section waits.
    pub budget_cents: Option<i64>,
    /// Cost of its projects, cents.
    pub cost_cents: i64,
    /// Sum of their values, not discounted.
    pub value: f64,
    /// How many projects.
    pub project_count: i64,
    /// How many requests they hold.
    pub request_count: i64,
    /// Its crews; none where the section waits.
    pub crews: Vec<ExportCrew>,
}

/// The hours of a crew in a year.
#[derive(Debug, Clone)]
pub struct ExportCrew {
    /// The crew.
    pub name: String,
    /// Hours that it has; none where they are unlimited.
    pub hours: Option<f64>,
    /// Hours that the year's projects take.
    pub used_hours: f64,
}

/// A lot of projects.
#[derive(Debug, Clone)]
pub struct ExportLot {
    /// Its number within the year and department, from 1.
    pub number: i32,
    /// The neighbourhood or else the borough; none where neither is known.
    pub area: Option<String>,
    /// Cost of its projects, cents.
    pub cost_cents: i64,
    /// Hours of its projects, all crews together.
    pub hours: f64,
    /// Sum of their values.
    pub value: f64,
    /// How many projects.
    pub project_count: i64,
    /// How many requests they hold.
    pub request_count: i64,
    /// Metres of the way through its projects.
    pub length_m: f64,
    /// Longitudes and latitudes of its projects, in the order of visit.
    pub route: Vec<[f64; 2]>,
}

/// A project.
#[derive(Debug, Clone)]
pub struct ExportProject {
    /// Its code in the programme.
    pub code: String,
    /// The code of its site.
    pub site: String,
    /// What kind of work it is.
    pub work_type: Named,
    /// The borough of most of its requests.
    pub borough: Option<String>,
    /// The neighbourhood of its lot.
    pub neighbourhood: Option<String>,
    /// The number of its lot, and its place in the order of visit.
    pub lot: Option<(i32, i32)>,
    /// Cost of its requests and its mobilization, cents.
    pub cost_cents: i64,
    /// Hours, all crews together.
    pub hours: f64,
    /// Sum of the priorities of its requests.
    pub value: f64,
    /// How many requests it holds.
    pub request_count: i64,
    /// Longitude and latitude of its middle.
    pub place: [f64; 2],
    /// Outline of its requests as a GeoJSON geometry.
    pub outline: Value,
    /// Code of what decided its year, or makes it wait.
    pub reason_code: String,
    /// The same in one sentence.
    pub reason: String,
    /// Numbers of its requests, where the reader may see them and the format shows them.
    pub requests: Vec<String>,
}

/// A request of a project: where and what, never who.
#[derive(Debug, Clone)]
pub struct ExportRequest {
    /// Its number.
    pub number: String,
    /// The code of its project.
    pub project: String,
    /// What it is about, in words.
    pub subject: String,
    /// Its state, in words; none outside the service.
    pub status: Option<String>,
    /// When it was opened, in the city's time zone; none outside the service.
    pub opened_on: Option<NaiveDate>,
    /// Its priority.
    pub priority: f64,
    /// Estimated cost, cents.
    pub cost_cents: Option<i64>,
    /// Longitude and latitude.
    pub place: Option<[f64; 2]>,
}

/// What a map is drawn over.
#[derive(Debug, Clone)]
pub enum BackdropShape {
    /// An area, such as a borough.
    Area {
        /// Its name, where it is written on maps.
        name: Option<String>,
        /// The rings of its outline, each closed.
        rings: Vec<Vec<[f64; 2]>>,
    },
    /// A street.
    Street {
        /// Its name.
        name: String,
        /// Its line.
        line: Vec<[f64; 2]>,
    },
}

impl ExportProgramme {
    /// The department of a section.
    pub fn department_of(&self, section: &ExportSection) -> &Named {
        &self.departments[section.department]
    }

    /// The years that are shown, in order.
    pub fn years(&self) -> Vec<i32> {
        let mut years: Vec<i32> = self.sections.iter().filter_map(|section| section.year).collect();
        years.dedup();
        years
    }
}
