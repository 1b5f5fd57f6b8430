//! Requests that became, or ceased to be, a citizen's.

use sea_orm::entity::prelude::*;

/// A request became a citizen's after it was made, or ceased to be. The database writes it, whoever moves the request.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "request_moves")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The citizen whose it became or was; their record may be gone since.
    pub citizen_id: i64,
    /// The number of the request, which may be gone since.
    pub request_number: String,
    /// When, by the database's clock.
    pub moved_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
