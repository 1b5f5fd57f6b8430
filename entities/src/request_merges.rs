//! Requests that are, or were, merged into another.

use sea_orm::entity::prelude::*;

use super::service_requests::RequestStatus;

/// A request that reports what another one, its master, reports too: from when, until when, and what it was by itself. The
/// request's own `master_id` is the last of the masters that this leads to.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "request_merges")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The request that was merged.
    pub request_id: i64,
    /// The request that it was merged into, which may itself be merged into a further one.
    pub master_id: i64,
    /// Why, for the staff.
    pub note: Option<String>,
    /// When.
    pub merged_at: DateTimeUtc,
    /// The user who merged it, where one did.
    pub merged_by_user_id: Option<i64>,
    /// Their name as it was then.
    pub merged_by_name: String,
    /// The status that it has by itself.
    pub own_status: RequestStatus,
    /// When it was closed by itself.
    pub own_closed_at: Option<DateTimeUtc>,
    /// When it was unmerged; absent while it is merged.
    pub unmerged_at: Option<DateTimeUtc>,
    /// The user who unmerged it, where one did.
    pub unmerged_by_user_id: Option<i64>,
    /// Their name as it was then.
    pub unmerged_by_name: Option<String>,
    /// Why it was unmerged, for the staff.
    pub unmerge_note: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
