//! Imports of requests.

use sea_orm::entity::prelude::*;

/// One run of an import and what became of its rows.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "import_runs")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The source whose requests were read.
    pub source: String,
    /// Name of the file that was read.
    pub file_name: String,
    /// SHA-256 of the mapping, hexadecimal.
    pub mapping_digest: String,
    /// When it started.
    pub started_at: DateTimeUtc,
    /// When it ended; absent while it runs, or where it was interrupted.
    pub finished_at: Option<DateTimeUtc>,
    /// Rows read.
    pub rows_read: i64,
    /// Requests made.
    pub inserted: i64,
    /// Requests changed.
    pub updated: i64,
    /// Requests found as they were.
    pub unchanged: i64,
    /// Rows refused.
    pub rejected: i64,
}

impl ActiveModelBehavior for ActiveModel {}
