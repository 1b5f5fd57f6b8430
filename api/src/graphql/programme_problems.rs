//! Expected refusals of the steps of a programme.

use async_graphql::{Enum, ID, SimpleObject};
use riverain_entities::programmes;

use super::types::programme::Programme;
use super::types::programme_state::{PlanningState, ProgrammeStatus};
use crate::locale::Locale;

/// There is no programme of this identifier that the caller may see.
#[derive(Debug, SimpleObject)]
pub struct ProgrammeNotFound {
    /// What is wrong, in the caller's language.
    pub message: String,
}

/// The programme is not at the point where this step can be taken.
#[derive(Debug, SimpleObject)]
pub struct ProgrammeStepNotAllowed {
    /// What is wrong, in the caller's language.
    pub message: String,
    /// How far the city has adopted it.
    current_status: ProgrammeStatus,
    /// How far its planning has gone.
    current_state: PlanningState,
}

/// Published programmes plan for some of its departments and for others: it can neither stand beside them nor replace
/// them.
#[derive(Debug, SimpleObject)]
pub struct ProgrammeOverlap {
    /// What is wrong, in the caller's language.
    pub message: String,
    /// The published programmes that stand in the way.
    programmes: Vec<Programme>,
}

/// Other programmes revise it: it stays as long as they do.
#[derive(Debug, SimpleObject)]
pub struct ProgrammeHasScenarios {
    /// What is wrong, in the caller's language.
    pub message: String,
    /// The programmes that revise it: the first of them.
    programmes: Vec<Programme>,
}

/// What will stand in the way of a programme later on; it is planned all the same.
#[derive(Debug, SimpleObject)]
pub struct ProgrammeWarning {
    /// What stands in the way.
    code: ProgrammeWarningCode,
    /// What it means, in the caller's language.
    message: String,
    /// The programmes that it is about.
    programmes: Vec<Programme>,
}

/// What will stand in the way of a programme later on.
#[derive(Debug, Enum, Clone, Copy, PartialEq, Eq)]
pub enum ProgrammeWarningCode {
    /// Published programmes plan for some of its departments and for others: it cannot be published beside them.
    PublishedOverlap,
}

impl ProgrammeWarning {
    /// The warnings of a programme that these published ones overlap.
    pub fn all(locale: Locale, overlaps: Vec<programmes::Model>) -> Vec<Self> {
        if overlaps.is_empty() {
            return Vec::new();
        }
        let ProgrammeOverlap { message, programmes } = ProgrammeOverlap::new(locale, overlaps);
        vec![Self { code: ProgrammeWarningCode::PublishedOverlap, message, programmes }]
    }
}

impl ProgrammeNotFound {
    /// The refusal of this identifier.
    pub fn new(locale: Locale, id: &ID) -> Self {
        Self { message: locale.wording("problem.programme_not_found", &[("id", id.to_string())]) }
    }
}

impl ProgrammeStepNotAllowed {
    /// The refusal of an approval.
    pub fn approval(locale: Locale, programme: &programmes::Model) -> Self {
        Self::new(locale, "problem.programme_not_approvable", programme)
    }

    /// The refusal of a publication.
    pub fn publication(locale: Locale, programme: &programmes::Model) -> Self {
        Self::new(locale, "problem.programme_not_publishable", programme)
    }

    /// The refusal of a filing away by hand.
    pub fn archiving(locale: Locale, programme: &programmes::Model) -> Self {
        Self::new(locale, "problem.programme_not_archivable", programme)
    }

    /// The refusal of a deletion.
    pub fn deletion(locale: Locale, programme: &programmes::Model) -> Self {
        Self::new(locale, "problem.programme_not_deletable", programme)
    }

    /// The refusal of a cancellation.
    pub fn cancellation(locale: Locale, programme: &programmes::Model) -> Self {
        Self::new(locale, "problem.planning_not_cancellable", programme)
    }

    /// The refusal of a stop that keeps the best programme so far.
    pub fn stop(locale: Locale, programme: &programmes::Model) -> Self {
        Self::new(locale, "problem.planning_not_stoppable", programme)
    }

    /// The refusal of a planning once more.
    pub fn retry(locale: Locale, programme: &programmes::Model) -> Self {
        Self::new(locale, "problem.planning_not_retryable", programme)
    }

    fn new(locale: Locale, key: &str, programme: &programmes::Model) -> Self {
        Self {
            message: locale.wording(key, &[("name", programme.name.clone())]),
            current_status: programme.status.into(),
            current_state: programme.state.into(),
        }
    }
}

impl ProgrammeOverlap {
    /// The refusal of a publication that these programmes stand in the way of.
    pub fn new(locale: Locale, programmes: Vec<programmes::Model>) -> Self {
        let names = programmes.iter().map(|programme| programme.name.as_str()).collect::<Vec<_>>().join(", ");
        let message = locale.wording("problem.programme_overlap", &[("names", names)]);
        Self { message, programmes: programmes.into_iter().map(|row| Programme::new(row.into())).collect() }
    }
}

impl ProgrammeHasScenarios {
    /// The refusal of a deletion of a programme that these revise.
    pub fn new(locale: Locale, scenarios: Vec<programmes::Model>) -> Self {
        let names = scenarios.iter().map(|programme| programme.name.as_str()).collect::<Vec<_>>().join(", ");
        let message = locale.wording("problem.programme_has_scenarios", &[("names", names)]);
        Self { message, programmes: scenarios.into_iter().map(|row| Programme::new(row.into())).collect() }
    }
}
