//! Why a use case could not be carried out.

use crate::auth::viewer::Viewer;
use crate::domain::fault::{Fault, Faults};

/// Why a use case could not be carried out.
#[derive(Debug, thiserror::Error)]
pub enum ServiceError {
    /// The caller must say who they are.
    #[error("a token is required")]
    Unauthenticated,
    /// The caller may not do this.
    #[error("the caller may not do this")]
    Forbidden,
    /// The input does not hold.
    #[error("the input does not hold: {0:?}")]
    InvalidInput(Faults),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] sea_orm::DbErr),
    /// Stored data does not have the form it must have, or a task was lost.
    #[error("{0}")]
    Internal(String),
}

impl ServiceError {
    /// The refusal that fits the caller: unknown callers are asked who they are, known ones are told no.
    pub fn refused(viewer: &Viewer) -> Self {
        match viewer {
            Viewer::Anonymous => Self::Unauthenticated,
            _ => Self::Forbidden,
        }
    }
}

impl From<Faults> for ServiceError {
    fn from(faults: Faults) -> Self {
        Self::InvalidInput(faults)
    }
}

impl From<Fault> for ServiceError {
    fn from(fault: Fault) -> Self {
        Self::InvalidInput(fault.into())
    }
}

impl From<object_store::Error> for ServiceError {
    fn from(error: object_store::Error) -> Self {
        Self::Internal(format!("the store of the attachments failed: {error}"))
    }
}

impl From<serde_json::Error> for ServiceError {
    fn from(error: serde_json::Error) -> Self {
        Self::Internal(format!("stored JSON does not have its form: {error}"))
    }
}
