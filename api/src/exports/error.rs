//! Why an export could not be finished.

use crate::services::ServiceError;

/// Why an export could not be finished.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The reader went away, or a file could not be written.
    #[error(transparent)]
    Writing(#[from] std::io::Error),
    /// A value could not be written as JSON.
    #[error(transparent)]
    Json(#[from] serde_json::Error),
    /// A row could not be written as CSV.
    #[error(transparent)]
    Csv(#[from] csv::Error),
    /// A workbook could not be written.
    #[error(transparent)]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
    /// A calendar entry could not be written.
    #[error(transparent)]
    Calendar(#[from] std::fmt::Error),
    /// What is exported could not be read.
    #[error(transparent)]
    Reading(#[from] ServiceError),
}

impl From<sea_orm::DbErr> for ExportError {
    fn from(error: sea_orm::DbErr) -> Self {
        Self::Reading(error.into())
    }
}
