//! Applies a catalogue to the database: one transaction, new versions only where the content differs.

mod in_place;
mod report;
mod request_life;
mod triage;
mod versioned;
mod versions;

use chrono::{DateTime, Utc};
use sea_orm::{DatabaseConnection, DbErr};

use crate::catalogue::Catalogue;
use crate::services::ServiceError;
use crate::store::connect::begin_write;
use crate::store::reference::raise_revision;

pub use report::{AppliedCatalogue, CataloguePart, Changes};

/// What is done where the database holds another city than the catalogue's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum OtherCity {
    Refused,
    Replaced,
}

/// Why a catalogue was not applied.
#[derive(Debug, thiserror::Error)]
pub enum ApplyError {
    /// The database holds another city, whose requests would lie outside the new one.
    #[error("the database holds {held}, not {wanted}")]
    OtherCity {
        /// The city that is held: its name and its code.
        held: String,
        /// The catalogue's city.
        wanted: String,
    },
    /// The database failed.
    #[error(transparent)]
    Service(#[from] ServiceError),
}

/// Makes the database hold a catalogue of its city. What was made with an earlier version keeps pointing at it: nothing
/// that has versions is changed or deleted, only superseded. Where the database already holds the catalogue, nothing is
/// written.
///
/// # Errors
/// A database that holds another city, or that fails; nothing is then written.
pub async fn apply(
    database: &DatabaseConnection,
    catalogue: &Catalogue,
    now: DateTime<Utc>,
) -> Result<AppliedCatalogue, ApplyError> {
    write(database, catalogue, OtherCity::Refused, now).await
}

/// The same, whatever city the database holds: it is then the catalogue's.
///
/// # Errors
/// A database that fails; nothing is then written.
pub async fn apply_replacing_city(
    database: &DatabaseConnection,
    catalogue: &Catalogue,
    now: DateTime<Utc>,
) -> Result<AppliedCatalogue, ApplyError> {
    write(database, catalogue, OtherCity::Replaced, now).await
}

async fn write(
    database: &DatabaseConnection,
    catalogue: &Catalogue,
    other_city: OtherCity,
    now: DateTime<Utc>,
) -> Result<AppliedCatalogue, ApplyError> {
    let transaction = begin_write(database).await?;
    if other_city == OtherCity::Refused {
        in_place::check_city(&transaction, &catalogue.city).await?;
    }
    let mut parts = vec![
        (CataloguePart::City, in_place::city(&transaction, &catalogue.city).await?),
        (CataloguePart::Boroughs, in_place::boroughs(&transaction, &catalogue.city).await?),
    ];
    let (departments, changes) = in_place::departments(&transaction, &catalogue.departments).await?;
    parts.push((CataloguePart::Departments, changes));
    parts.push((CataloguePart::Teams, in_place::teams(&transaction, &catalogue.departments, &departments).await?));
    parts.push((CataloguePart::Crews, in_place::crews(&transaction, &catalogue.departments, &departments).await?));
    let calendar = in_place::calendar(&transaction, &catalogue.calendar, &catalogue.city.time_zone, now).await?;
    parts.push((CataloguePart::Calendar, calendar));
    let reasons = triage::emergency_reasons(&transaction, &catalogue.triage.reasons).await?;
    parts.push((CataloguePart::EmergencyReasons, reasons));
    let writer = versioned::Writer { connection: &transaction, now, departments };
    parts.push((CataloguePart::Commitments, writer.commitments(&catalogue.commitments).await?));
    parts.push((CataloguePart::PriorityPolicy, writer.priority_policy(&catalogue.priority_policy).await?));
    parts.push((CataloguePart::LifeCycle, writer.life_cycle(&catalogue.life_cycle).await?));
    parts.push((CataloguePart::Assignment, writer.assignment(&catalogue.assignment).await?));
    parts.push((CataloguePart::FollowUpTemplates, writer.follow_up_templates(&catalogue.follow_up_templates).await?));
    parts.push((CataloguePart::WorkTypes, writer.work_types(&catalogue.work_types).await?));
    parts.push((CataloguePart::Products, writer.products(&catalogue.products).await?));
    parts.push((CataloguePart::QuestionTrees, writer.question_trees(&catalogue.products).await?));
    let applied = AppliedCatalogue { parts };
    if applied.is_unchanged() {
        transaction.rollback().await?;
        return Ok(applied);
    }
    raise_revision(&transaction).await?;
    transaction.commit().await?;
    Ok(applied)
}

impl From<DbErr> for ApplyError {
    fn from(error: DbErr) -> Self {
        Self::Service(error.into())
    }
}
