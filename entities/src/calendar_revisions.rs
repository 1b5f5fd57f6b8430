//! Changes of the days and hours that promises are reckoned by.

use sea_orm::entity::prelude::*;

/// A change of the days and hours that promises are reckoned by; the one of the greatest key is in force.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "calendar_revisions")]
pub struct Model {
    /// Key: the number of the revision.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// When it was made.
    pub made_at: DateTimeUtc,
    /// What made it.
    pub cause: RevisionCause,
}

/// What makes a revision of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum RevisionCause {
    /// Hours, holidays or closed days of the catalogue changed.
    Catalogue,
    /// An exceptional situation that extends the hours began.
    SituationBegan,
    /// An exceptional situation that extended the hours ended.
    SituationEnded,
}

impl ActiveModelBehavior for ActiveModel {}
