//! Why a project is done in its year, or waits.

use async_graphql::{Enum, SimpleObject};
use riverain_entities::programme_projects;
use riverain_planner::Reason;

use crate::locale::Locale;
use crate::services::programmes::reasons;
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
    /// A borough would get less than its minimum share of what the department spends.
    MinimumShare,
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
        let (reason, text) = reasons::worded(row, reference, locale)?;
        Ok(Self { code: ProjectReasonCode::from(&reason), text })
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
            Reason::MinimumShare { .. } => Self::MinimumShare,
        }
    }
}
