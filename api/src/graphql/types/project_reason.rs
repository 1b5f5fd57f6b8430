//! Why a project is done in its year, or waits.

use async_graphql::{Enum, SimpleObject};
use riverain_entities::programme_projects;
use riverain_planner as planner;
use riverain_planner::Reason;

use crate::locale::Locale;
use crate::store::reference::Reference;

/// What decided a project's year, or keeps it waiting.
#[derive(Debug, Enum, Clone, Copy, PartialEq, Eq)]
pub enum ProjectReasonCode {
    /// A person pinned one of its requests to the year.
    Pinned,
    /// A pinned project of its site needs it.
    RequiredByPin,
    /// The first year is the one in which it is worth the most.
    FirstYear,
    /// It is the best choice for the programme as a whole.
    BestValue,
    /// One of its requests may not be done earlier.
    EarliestYear,
    /// The ground may not be opened at its place before a year.
    GroundMoratorium,
    /// Work on its site keeps the ground closed for years.
    SiteMoratorium,
    /// Another project of its site must be done first.
    Order,
    /// The department's budget does not reach further.
    Budget,
    /// A crew's hours do not reach further.
    Hours,
}

/// Why a project is done in its year, or waits.
#[derive(Debug, SimpleObject)]
pub struct ProjectReason {
    /// What decided.
    code: ProjectReasonCode,
    /// The reason in one sentence, in the caller's language.
    text: String,
}

impl ProjectReason {
    /// The reason that is kept with a project.
    ///
    /// # Errors
    /// A stored reason that does not have its form.
    pub fn parse(
        row: &programme_projects::Model,
        reference: &Reference,
        locale: Locale,
    ) -> Result<Self, serde_json::Error> {
        let reason: Reason = serde_json::from_value(row.reason_parameters.clone())?;
        let code = ProjectReasonCode::from(&reason);
        let planner_locale = match locale {
            Locale::French => planner::Locale::French,
            Locale::English => planner::Locale::English,
        };
        Ok(Self { code, text: named(reason, reference, locale).text(row.year, planner_locale) })
    }
}

/// The reason with the names of departments and crews for their codes.
fn named(reason: Reason, reference: &Reference, locale: Locale) -> Reason {
    match reason {
        Reason::Budget { year, department, missing } => {
            let row = reference.department_of_code(&department);
            let name = row.map(|row| locale.pick(&row.name_fr, &row.name_en).to_owned());
            Reason::Budget { year, department: name.unwrap_or(department), missing }
        }
        Reason::Hours { year, crew, missing } => {
            let row = reference.crew_of_code(&crew);
            let name = row.map(|row| locale.pick(&row.name_fr, &row.name_en).to_owned());
            Reason::Hours { year, crew: name.unwrap_or(crew), missing }
        }
        other => other,
    }
}

impl From<&Reason> for ProjectReasonCode {
    fn from(reason: &Reason) -> Self {
        match reason {
            Reason::Pinned { .. } => Self::Pinned,
            Reason::RequiredByPin => Self::RequiredByPin,
            Reason::FirstYear => Self::FirstYear,
            Reason::BestValue => Self::BestValue,
            Reason::EarliestYear { .. } => Self::EarliestYear,
            Reason::GroundMoratorium { .. } => Self::GroundMoratorium,
            Reason::SiteMoratorium { .. } => Self::SiteMoratorium,
            Reason::Order { .. } => Self::Order,
            Reason::Budget { .. } => Self::Budget,
            Reason::Hours { .. } => Self::Hours,
        }
    }
}
