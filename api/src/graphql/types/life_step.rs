//! The steps that may be taken with a request.

use async_graphql::{Enum, SimpleObject};

use crate::domain::life_cycle::{self, Reason};
use crate::domain::request_status;
use crate::graphql::enums::RequestStatus;
use crate::locale::Locale;

/// A step that the caller may take with a request.
#[derive(Debug, Clone, SimpleObject)]
pub struct AllowedStep {
    /// The status that it leads to.
    status: RequestStatus,
    /// The name of that status in the caller's language.
    label: String,
    /// The reasons that may be given for it.
    reasons: Vec<StepReason>,
    /// Whether one of them must be given.
    reason_required: bool,
}

/// Why a step is taken.
#[derive(Debug, Clone, SimpleObject)]
pub struct StepReason {
    /// Stable code, given to `changeRequestStatus`.
    code: String,
    /// The reason in the caller's language.
    label: String,
}

/// Who may take a step.
#[derive(Debug, Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "life_cycle::StepRole")]
pub enum StepRole {
    /// The requester, on their own requests.
    Citizen,
    /// An agent of the contact centre.
    Agent,
    /// A planner, on the requests of their departments.
    Planner,
    /// A supervisor of the contact centre.
    Supervisor,
    /// An administrator.
    Administrator,
}

impl AllowedStep {
    /// A step, in the caller's language.
    pub fn new(locale: Locale, step: &life_cycle::AllowedStep<'_>) -> Self {
        Self {
            status: step.to.into(),
            label: request_status::label(step.to, locale),
            reasons: step.reasons.iter().map(|reason| StepReason::new(locale, reason)).collect(),
            reason_required: step.reason_required,
        }
    }
}

impl StepReason {
    /// A reason, in the caller's language.
    pub fn new(locale: Locale, reason: &Reason) -> Self {
        Self { code: reason.code.clone(), label: reason.label(locale).to_owned() }
    }
}
