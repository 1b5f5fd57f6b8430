//! Gives uploaded photos to the request or follow-up that names them.

use chrono::{DateTime, Utc};
use riverain_entities::attachments::Model;
use sea_orm::ConnectionTrait;

use crate::app::App;
use crate::auth::viewer::Viewer;
use crate::domain::fault::{Fault, FaultCollector, FaultKind, Faults, check_length};
use crate::domain::node_id;
use crate::domain::question_tree::{Answer, Question, Walk};
use crate::services::ServiceError;
use crate::store::attachments::{self, Holder};

/// The most attachments that are named beside the answers.
pub const MAXIMUM_ATTACHMENTS: usize = 10;

/// What the schema calls an attachment.
const TYPE_NAME: &str = "Attachment";

/// An attachment that an input names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedAttachment {
    /// The field that names it.
    pub field: String,
    /// Its global identifier.
    pub id: String,
}

/// The attachments of a list, named `field`.
///
/// # Errors
/// A list that is too long.
pub fn named(field: &str, ids: &[String]) -> Result<Vec<NamedAttachment>, Fault> {
    check_length(field, ids.len(), MAXIMUM_ATTACHMENTS)?;
    let one = |(rank, id): (usize, &String)| NamedAttachment { field: format!("{field}.{rank}"), id: id.clone() };
    Ok(ids.iter().enumerate().map(one).collect())
}

/// The attachments that the answers of a walk, named `field`, name.
pub fn named_by_answers(field: &str, questions: &[Question], walk: &Walk) -> Vec<NamedAttachment> {
    let mut named = Vec::new();
    for (rank, answer) in &walk.answered {
        if let (Some(question), Answer::Photos(ids)) = (questions.get(*rank), answer) {
            let field = format!("{field}.{}", question.code);
            named.extend(ids.iter().map(|id| NamedAttachment { field: field.clone(), id: id.clone() }));
        }
    }
    named
}

/// The keys of attachments that the caller may use: the draft that they complete holds them, or they sent them, or whoever
/// did gave no name; and no request has them.
///
/// # Errors
/// Every identifier that is none, names nothing that the caller may use, is named twice or is in use.
pub async fn check(
    app: &App,
    viewer: &Viewer,
    named: &[NamedAttachment],
    draft: Option<i64>,
) -> Result<Result<Vec<i64>, Faults>, ServiceError> {
    let mut faults = FaultCollector::default();
    let mut keys: Vec<(&NamedAttachment, i64)> = Vec::with_capacity(named.len());
    for one in named {
        match node_id::decode(&one.id).filter(|(type_name, _)| type_name == TYPE_NAME) {
            None => faults.push(Fault::new(&one.field, &one.id, FaultKind::MalformedId { type_name: TYPE_NAME })),
            Some((_, key)) if keys.iter().any(|(_, other)| *other == key) => {
                faults.push(Fault::new(&one.field, &one.id, FaultKind::Duplicate));
            }
            Some((_, key)) => keys.push((one, key)),
        }
    }
    let numbers: Vec<i64> = keys.iter().map(|(_, key)| *key).collect();
    let rows = match numbers.is_empty() {
        true => Vec::new(),
        false => attachments::by_keys(&app.database, &numbers).await?,
    };
    let (own, nobody) = (viewer.subject(), Viewer::Anonymous.subject());
    for (one, key) in keys {
        let row = rows.iter().find(|row| row.id == key);
        let is_usable = |row: &&Model| match row.draft_request_id {
            Some(held_by) => draft == Some(held_by),
            None => row.uploaded_by == own || row.uploaded_by == nobody,
        };
        match row.filter(is_usable) {
            None => faults.push(Fault::new(&one.field, &one.id, FaultKind::Absent)),
            Some(row) if row.request_id.is_some() => {
                faults.push(Fault::new(&one.field, &one.id, FaultKind::AlreadyAttached));
            }
            Some(_) => {}
        }
    }
    Ok(faults.finish().map(|()| numbers))
}

/// Gives attachments to their request, in the transaction that writes it.
///
/// # Errors
/// One that another request took meanwhile, or that was swept; a database that fails.
pub async fn claim(
    transaction: &impl ConnectionTrait,
    keys: &[i64],
    holder: Holder,
    now: DateTime<Utc>,
) -> Result<(), ServiceError> {
    if keys.is_empty() {
        return Ok(());
    }
    let given = attachments::give(transaction, keys, holder, now).await?;
    match usize::try_from(given).is_ok_and(|given| given == keys.len()) {
        true => Ok(()),
        false => Err(Fault::new("input.attachments", given, FaultKind::AlreadyAttached).into()),
    }
}
