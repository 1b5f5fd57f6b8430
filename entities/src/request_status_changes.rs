//! The history of the requests: each status that they took, and each team that they were given to.

use sea_orm::entity::prelude::*;

use super::follow_ups::AuthorKind;
use super::service_requests::RequestStatus;

/// A change in the life of a request. The first of a request has no status that it left; one of which both statuses are
/// the same gave it to another department or team.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "request_status_changes")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The request that changed.
    pub request_id: i64,
    /// When it changed.
    pub changed_at: DateTimeUtc,
    /// The status that it left; absent where it came in.
    pub status_from: Option<RequestStatus>,
    /// The status that it took.
    pub status_to: RequestStatus,
    /// Code of the reason that was given.
    pub reason_code: Option<String>,
    /// The version of the life cycle that has this reason.
    pub life_cycle_id: Option<i64>,
    /// Who changed it.
    pub author_kind: AuthorKind,
    /// The user who changed it, where one did.
    pub author_user_id: Option<i64>,
    /// Their name as it was then.
    pub author_name: String,
    /// The department that answered from then on.
    pub department_id: i64,
    /// The team that had it from then on.
    pub team_id: Option<i64>,
    /// The request that changed.
    #[sea_orm(belongs_to, from = "request_id", to = "id")]
    pub request: BelongsTo<super::service_requests::Entity>,
    /// The version of the life cycle that has this reason.
    #[sea_orm(belongs_to, from = "life_cycle_id", to = "id")]
    pub life_cycle: BelongsTo<Option<super::life_cycles::Entity>>,
    /// The user who changed it.
    #[sea_orm(belongs_to, from = "author_user_id", to = "id")]
    pub author_user: BelongsTo<Option<super::users::Entity>>,
    /// The department that answered from then on.
    #[sea_orm(belongs_to, from = "department_id", to = "id")]
    pub department: BelongsTo<super::departments::Entity>,
    /// The team that had it from then on.
    #[sea_orm(belongs_to, from = "team_id", to = "id")]
    pub team: BelongsTo<Option<super::teams::Entity>>,
}

impl ActiveModelBehavior for ActiveModel {}
