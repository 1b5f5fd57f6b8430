//! Expected refusals of the steps of a programme.

use async_graphql::{ID, SimpleObject};
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
