//! Why an attempt ended without a programme, and what is kept of it.

use riverain_planner::{Locale, PinFault, PlanError};
use serde_json::{Value, json};

use super::MAXIMUM_ATTEMPTS;
use crate::services::ServiceError;

/// Why an attempt ended without a programme.
#[derive(Debug, thiserror::Error)]
pub(super) enum AttemptError {
    #[error(transparent)]
    Plan(#[from] PlanError),
    #[error("the job was cancelled or taken over")]
    Lost,
    #[error("the process stopped during each of {MAXIMUM_ATTEMPTS} attempts")]
    Interrupted,
    #[error(transparent)]
    Service(#[from] ServiceError),
}

impl From<sea_orm::DbErr> for AttemptError {
    fn from(error: sea_orm::DbErr) -> Self {
        Self::Service(error.into())
    }
}

impl AttemptError {
    /// Whether the same planning may succeed later: the planner always says the same of the same input.
    pub(super) fn may_pass(&self) -> bool {
        matches!(self, Self::Service(_))
    }

    /// What is kept of it: a stable code and, where it is the input's, what is wrong in both languages.
    pub(super) fn record(&self) -> Value {
        let explained = |code: &str, error: &PlanError| {
            let messages = |locale| error.messages(locale);
            json!({ "code": code, "details": { "fr": messages(Locale::French), "en": messages(Locale::English) } })
        };
        match self {
            Self::Plan(error @ PlanError::Pins(faults)) if !faults.iter().all(PinFault::is_proven) => {
                explained("PINS_NOT_FOUND", error)
            }
            Self::Plan(error @ PlanError::Pins(_)) => explained("PINS_INFEASIBLE", error),
            Self::Plan(error @ PlanError::Instance(_)) => explained("INSTANCE_INVALID", error),
            Self::Plan(PlanError::Audit(_)) => json!({ "code": "AUDIT_FAILED" }),
            Self::Interrupted => json!({ "code": "INTERRUPTED" }),
            Self::Plan(PlanError::Cancelled) | Self::Lost | Self::Service(_) => json!({ "code": "INTERNAL" }),
        }
    }
}
