//! Why a project is done in its year, or waits.

use async_graphql::{Context, Enum, Object, Result};
use riverain_entities::{programme_prices, programme_projects};
use riverain_planner::Reason;

use super::borough::Borough;
use super::department::{Crew, Department};
use super::shadow_price::ShadowPrice;
use crate::graphql::analysis_loaders::ProgrammePricesKey;
use crate::graphql::context::reference;
use crate::graphql::loaders;
use crate::graphql::scalars::Cents;
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
    /// A year that would take it as things are is not used: it is the best choice for the programme as a whole.
    BestValue,
    /// An earlier year would take it, and it stays in the year that was announced.
    Announced,
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
    /// It costs more than the department's whole budget of any year.
    ExceedsBudget,
    /// It takes more than all the hours of a crew in any year.
    ExceedsHours,
}

/// Why a project is done in its year, or waits.
#[derive(Debug, Clone)]
pub struct ProjectReason {
    programme_id: i64,
    reason: Reason,
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
    ) -> std::result::Result<Self, serde_json::Error> {
        let (reason, text) = reasons::worded(row, reference, locale)?;
        Ok(Self { programme_id: row.programme_id, reason, text })
    }

    /// What keeps a project of a programme out of a year.
    pub fn blocker(programme_id: i64, reason: Reason, reference: &Reference, locale: Locale) -> Self {
        let text = reasons::named(&reason, reference, locale).obstacle(reasons::planner_locale(locale));
        Self { programme_id, reason, text }
    }
}

/// Why a project is done in its year, or waits; or what keeps it out of another year. Fields that the code does not speak
/// of are null.
#[Object]
impl ProjectReason {
    /// What decides.
    async fn code(&self) -> ProjectReasonCode {
        ProjectReasonCode::from(&self.reason)
    }

    /// The reason in one sentence, in the caller's language.
    async fn text(&self) -> &str {
        &self.text
    }

    /// The calendar year that the project is kept out of; for `EARLIEST_YEAR` and `GROUND_MORATORIUM`, the first that
    /// is allowed; for `BEST_VALUE`, one that would take it; for `PINNED` and `ANNOUNCED`, that one; for `EXCEEDS_BUDGET` and
    /// `EXCEEDS_HOURS`, the one that comes closest.
    async fn year(&self) -> Option<i32> {
        match &self.reason {
            Reason::EarliestYear { year, .. }
            | Reason::GroundMoratorium { year, .. }
            | Reason::Announced { year, .. }
            | Reason::ExceedsBudget { year, .. }
            | Reason::ExceedsHours { year, .. }
            | Reason::SiteMoratorium { year, .. }
            | Reason::Order { year, .. }
            | Reason::Budget { year, .. }
            | Reason::Hours { year, .. }
            | Reason::MinimumShare { year, .. } => Some(*year),
            Reason::Pinned { year, .. } | Reason::BestValue { year, .. } => *year,
            Reason::RequiredByPin | Reason::FirstYear => None,
        }
    }

    /// The department whose budget or minimum share it is.
    async fn department(&self, ctx: &Context<'_>) -> Result<Option<Department>> {
        let (Reason::Budget { department, .. }
        | Reason::MinimumShare { department, .. }
        | Reason::ExceedsBudget { department, .. }) = &self.reason
        else {
            return Ok(None);
        };
        Ok(reference(ctx)?.department_of_code(department).cloned().map(Department))
    }

    /// The crew whose hours they are.
    async fn crew(&self, ctx: &Context<'_>) -> Result<Option<Crew>> {
        let (Reason::Hours { crew, .. } | Reason::ExceedsHours { crew, .. }) = &self.reason else { return Ok(None) };
        Ok(reference(ctx)?.crew_of_code(crew).cloned().map(Crew))
    }

    /// The borough that would get less than its minimum share.
    async fn borough(&self, ctx: &Context<'_>) -> Result<Option<Borough>> {
        let Reason::MinimumShare { area, .. } = &self.reason else { return Ok(None) };
        Ok(reference(ctx)?.borough_of_code(area).cloned().map(Borough))
    }

    /// What is missing of the budget, or would be of what the borough must get.
    async fn missing_cents(&self) -> Option<Cents> {
        match &self.reason {
            Reason::Budget { missing, .. }
            | Reason::MinimumShare { missing, .. }
            | Reason::ExceedsBudget { missing, .. } => Some(Cents(*missing)),
            _ => None,
        }
    }

    /// What is missing of the crew's hours.
    async fn missing_hours(&self) -> Option<f64> {
        match &self.reason {
            Reason::Hours { missing, .. } | Reason::ExceedsHours { missing, .. } => Some(*missing),
            _ => None,
        }
    }

    /// About how many priority points another 100,000 dollars of the budget, or another hour of the crew, would bring in
    /// that year, to first order; null where it would bring in nothing, or nothing is missing.
    async fn price_value(&self) -> Option<f64> {
        match &self.reason {
            Reason::Budget { price, .. } | Reason::Hours { price, .. } => *price,
            _ => None,
        }
    }

    /// Code of the project of the site whose work must come first, or closes the ground.
    async fn other_project_code(&self) -> Option<&str> {
        match &self.reason {
            Reason::Order { project, .. } | Reason::SiteMoratorium { project, .. } => Some(project),
            _ => None,
        }
    }

    /// The year of that project; null where it waits.
    async fn other_project_year(&self) -> Option<i32> {
        match &self.reason {
            Reason::Order { project_year, .. } => *project_year,
            Reason::SiteMoratorium { project_year, .. } => Some(*project_year),
            _ => None,
        }
    }

    /// Code of the project of the site that must come along and that this stands before; null where it stands before the
    /// project itself, or before all that move.
    async fn project_code(&self) -> Option<&str> {
        match &self.reason {
            Reason::Pinned { project, .. }
            | Reason::EarliestYear { project, .. }
            | Reason::GroundMoratorium { project, .. }
            | Reason::SiteMoratorium { moved: project, .. } => project.as_deref(),
            _ => None,
        }
    }

    /// Number of the request that is pinned, or that may not be done earlier.
    async fn request_number(&self) -> Option<&str> {
        match &self.reason {
            Reason::Pinned { request, .. } => Some(request),
            Reason::EarliestYear { request, .. } => request.as_deref(),
            _ => None,
        }
    }

    /// For `BEST_VALUE`, the priority points that the programme would gain in that year; for `ANNOUNCED`, what keeping the
    /// announced year counts for.
    async fn value(&self) -> Option<f64> {
        match &self.reason {
            Reason::BestValue { gained, .. } => *gained,
            Reason::Announced { price, .. } => Some(*price),
            _ => None,
        }
    }

    /// For `BEST_VALUE`, about how many points it would lose elsewhere, at the prices of the resources.
    async fn lost_value(&self) -> Option<f64> {
        match &self.reason {
            Reason::BestValue { lost, .. } => *lost,
            _ => None,
        }
    }

    /// Number of the pinned request.
    async fn pinned_request_number(&self) -> Option<&str> {
        match &self.reason {
            Reason::Pinned { request, .. } => Some(request),
            _ => None,
        }
    }

    /// What more of the budget or of the hours would bring in, in that year; null where more of it would bring in nothing.
    async fn shadow_price(&self, ctx: &Context<'_>) -> Result<Option<ShadowPrice>> {
        let reference = reference(ctx)?;
        let (year, department, crew) = match &self.reason {
            Reason::Budget { year, department, .. } => (*year, reference.department_of_code(department), None),
            Reason::Hours { year, crew, .. } => (*year, None, reference.crew_of_code(crew)),
            _ => return Ok(None),
        };
        let (department, crew) = (department.map(|row| row.id), crew.map(|row| row.id));
        let prices = loaders::load(ctx, ProgrammePricesKey(self.programme_id)).await?.unwrap_or_default();
        let of_resource =
            |row: &programme_prices::Model| row.year == year && row.department_id == department && row.crew_id == crew;
        Ok(prices.into_iter().find(of_resource).map(ShadowPrice))
    }
}

impl From<&Reason> for ProjectReasonCode {
    fn from(reason: &Reason) -> Self {
        match reason {
            Reason::Pinned { .. } => Self::Pinned,
            Reason::RequiredByPin => Self::RequiredByPin,
            Reason::FirstYear => Self::FirstYear,
            Reason::BestValue { .. } => Self::BestValue,
            Reason::Announced { .. } => Self::Announced,
            Reason::EarliestYear { .. } => Self::EarliestYear,
            Reason::GroundMoratorium { .. } => Self::GroundMoratorium,
            Reason::SiteMoratorium { .. } => Self::SiteMoratorium,
            Reason::Order { .. } => Self::Order,
            Reason::Budget { .. } => Self::Budget,
            Reason::Hours { .. } => Self::Hours,
            Reason::MinimumShare { .. } => Self::MinimumShare,
            Reason::ExceedsBudget { .. } => Self::ExceedsBudget,
            Reason::ExceedsHours { .. } => Self::ExceedsHours,
        }
    }
}
