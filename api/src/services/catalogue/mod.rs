//! Applies a catalogue to the database: one transaction, new versions only where the content differs.

mod in_place;
mod report;
mod versioned;
mod versions;

use chrono::{DateTime, Utc};
use sea_orm::DatabaseConnection;

use crate::catalogue::Catalogue;
use crate::services::ServiceError;
use crate::store::connect::begin_write;
use crate::store::reference::raise_revision;

pub use report::{AppliedCatalogue, CataloguePart, Changes};

/// Makes the database hold a catalogue. What was made with an earlier version keeps pointing at it: nothing that has
/// versions is changed or deleted, only superseded. Where the database already holds the catalogue, nothing is written.
///
/// # Errors
/// A database that fails; nothing is then written.
pub async fn apply(
    database: &DatabaseConnection,
    catalogue: &Catalogue,
    now: DateTime<Utc>,
) -> Result<AppliedCatalogue, ServiceError> {
    let transaction = begin_write(database).await?;
    let mut parts = vec![
        (CataloguePart::City, in_place::city(&transaction, &catalogue.city).await?),
        (CataloguePart::Boroughs, in_place::boroughs(&transaction, &catalogue.city).await?),
    ];
    let (departments, changes) = in_place::departments(&transaction, &catalogue.departments).await?;
    parts.push((CataloguePart::Departments, changes));
    parts.push((CataloguePart::Crews, in_place::crews(&transaction, &catalogue.departments, &departments).await?));
    parts.push((CataloguePart::Calendar, in_place::calendar(&transaction, &catalogue.calendar).await?));
    let writer = versioned::Writer { connection: &transaction, now, departments };
    parts.push((CataloguePart::Commitments, writer.commitments(&catalogue.commitments).await?));
    parts.push((CataloguePart::PriorityPolicy, writer.priority_policy(&catalogue.priority_policy).await?));
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
