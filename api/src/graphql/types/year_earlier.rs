//! What it would take to do a project a year earlier.

use async_graphql::{Context, Object, Result};
use riverain_entities::programme_projects;
use riverain_planner::EarlierYear;

use super::project_move::{MobilizationChange, ProjectMove};
use super::project_reason::ProjectReason;
use crate::graphql::{budget, cost};
use crate::locale::Locale;
use crate::services::programmes::reasons;
use crate::store::reference::Reference;

/// The year before a project's own, and what stands in the way.
#[derive(Debug, Clone)]
pub struct YearEarlier {
    earlier: EarlierYear,
    blockers: Vec<ProjectReason>,
    text: String,
}

impl YearEarlier {
    /// What is kept with a project; none in the first year and where pins decide.
    ///
    /// # Errors
    /// A stored explanation that does not have its form.
    pub fn parse(
        row: &programme_projects::Model,
        reference: &Reference,
        locale: Locale,
    ) -> std::result::Result<Option<Self>, serde_json::Error> {
        let Some(stored) = &row.earlier else { return Ok(None) };
        let earlier: EarlierYear = serde::Deserialize::deserialize(stored)?;
        let blocker = |reason: &riverain_planner::Reason| {
            ProjectReason::blocker(row.programme_id, reason.clone(), reference, locale)
        };
        let blockers = earlier.blockers.iter().map(blocker).collect();
        let named = earlier.blockers.iter().map(|reason| reasons::named(reason, reference, locale)).collect();
        let worded = EarlierYear { blockers: named, ..earlier.clone() };
        let text = worded.text(row.year, reasons::planner_locale(locale));
        Ok(Some(Self { earlier, blockers, text }))
    }
}

/// The year before the one that a project is done in, or one before that takes it where that one does not; of a project
/// that waits, the year that comes closest to taking it. It is the whole move that is told: with what must come before it
/// on its site, and what it leaves behind.
#[Object]
impl YearEarlier {
    /// The calendar year.
    async fn year(&self) -> i32 {
        self.earlier.year
    }

    /// Everything that keeps the move from being made, each with what is missing; none where nothing does, and the year is
    /// free.
    #[graphql(complexity = "cost::list(cost::BLOCKERS, child_complexity)")]
    async fn blockers(&self, ctx: &Context<'_>) -> Result<Vec<ProjectReason>> {
        budget::within(ctx, self.blockers.clone())
    }

    /// How many there are beyond those that are listed, which are 25 at the most.
    async fn more_blocker_count(&self) -> i32 {
        i32::try_from(self.earlier.more_blockers).unwrap_or(i32::MAX)
    }

    /// The projects of its site that must come before it and would have to come along, prerequisites first.
    #[graphql(complexity = "cost::list(cost::BLOCKERS, child_complexity)")]
    async fn moves(&self, ctx: &Context<'_>) -> Result<Vec<ProjectMove>> {
        budget::within(ctx, self.earlier.moves.iter().map(ProjectMove::from).collect())
    }

    /// How many there are beyond those that are listed, which are 25 at the most.
    async fn more_move_count(&self) -> i32 {
        i32::try_from(self.earlier.more_moves).unwrap_or(i32::MAX)
    }

    /// The mobilizations that would cost more or less: of companions that are left alone or joined, and of what moves.
    #[graphql(complexity = "cost::list(cost::BLOCKERS, child_complexity)")]
    async fn mobilization_changes(&self, ctx: &Context<'_>) -> Result<Vec<MobilizationChange>> {
        budget::within(ctx, self.earlier.mobilizations.iter().map(MobilizationChange::from).collect())
    }

    /// Priority points that the programme would gain by the move, were nothing in the way.
    async fn gained_value(&self) -> f64 {
        self.earlier.gained
    }

    /// About how many points it would lose elsewhere, at the prices of what the move would use then rather than now.
    async fn lost_value(&self) -> f64 {
        self.earlier.lost
    }

    /// What stands in the way, in the caller's language.
    async fn text(&self) -> &str {
        &self.text
    }
}
