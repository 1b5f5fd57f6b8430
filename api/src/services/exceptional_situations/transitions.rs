//! Situations begin and end: by their time, or by the hand of a supervisor. What begins changes hours, orders and promises in
//! the same moment; what ends leaves everything as it was.

use std::time::Duration;

use chrono::{DateTime, Utc};
use riverain_entities::calendar_revisions::RevisionCause;
use riverain_entities::exceptional_situation_events::{ActiveModel as Event, SituationEventKind};
use riverain_entities::exceptional_situations::Model;
use sea_orm::{DatabaseTransaction, NotSet, Set};
use tokio_util::sync::CancellationToken;

use crate::app::App;
use crate::auth::policy::{Action, may};
use crate::auth::viewer::Viewer;
use crate::domain::exceptional_situation::{Transition, transition};
use crate::domain::text;
use crate::services::ServiceError;
use crate::store::connect::begin_write;
use crate::store::reference::raise_revision;
use crate::store::{calendar_revisions, exceptional_situations, users};

/// How often a process looks whether a situation begins or ends.
const TICK: Duration = Duration::from_secs(1);

/// The longest note, in characters.
pub(super) const MAXIMUM_NOTE: usize = 2_000;

/// What came of ending a situation.
#[derive(Debug)]
pub enum EndOutcome {
    /// It ended, or was cancelled before it began.
    Ended(Box<Model>),
    /// It had ended already.
    EndedBefore(Box<Model>),
    /// There is no such situation.
    NotFound,
}

/// Who does something with a situation; the service itself by default.
#[derive(Debug, Default)]
pub(super) struct Author {
    /// The subject of their token.
    pub(super) subject: String,
    /// Their name.
    pub(super) name: String,
    /// The user that they are.
    pub(super) user_id: Option<i64>,
}

impl Author {
    /// The author that a caller is.
    pub(super) async fn of(transaction: &DatabaseTransaction, viewer: &Viewer) -> Result<Self, ServiceError> {
        let subject = viewer.subject();
        let user_id = users::key_of_subject(transaction, &subject).await?;
        Ok(Self { subject, name: viewer.name().unwrap_or_default(), user_id })
    }
}

/// Ends a situation: at once where it is in force, or before it begins.
///
/// # Errors
/// A caller who may not, a faulty note, or a database that fails.
pub async fn end(app: &App, viewer: &Viewer, key: i64, note: Option<&str>) -> Result<EndOutcome, ServiceError> {
    if !may(viewer, Action::DeclareExceptionalSituation) {
        return Err(ServiceError::refused(viewer));
    }
    let note = text::optional("input.note", note, MAXIMUM_NOTE)?;
    let transaction = begin_write(&app.database).await?;
    let Some(row) = exceptional_situations::by_key_locked(&transaction, key).await? else {
        return Ok(EndOutcome::NotFound);
    };
    if row.ended_at.is_some() {
        return Ok(EndOutcome::EndedBefore(Box::new(row)));
    }
    let author = Author::of(&transaction, viewer).await?;
    let ended = finish(&transaction, row, &author, note, app.clock.now()).await?;
    transaction.commit().await?;
    app.reference.look_again().await;
    Ok(EndOutcome::Ended(Box::new(ended)))
}

/// Lets the situations begin and end whose time it is, and gives how many did.
///
/// # Errors
/// A database that fails.
pub async fn settle(app: &App) -> Result<usize, ServiceError> {
    let now = app.clock.now();
    let reference = app.reference.current().await?;
    let due = |row: &Model| transition((row.starts_at, row.ends_at), row.began_at.is_some(), now);
    let keys: Vec<i64> =
        reference.open_situations().iter().filter(|open| due(&open.row).is_some()).map(|open| open.row.id).collect();
    let mut settled = 0;
    for key in keys {
        let transaction = begin_write(&app.database).await?;
        let row = exceptional_situations::by_key_locked(&transaction, key).await?;
        let row = row.filter(|row| row.ended_at.is_none());
        let Some((row, step)) = row.and_then(|row| due(&row).map(|step| (row, step))) else { continue };
        let service = Author::default();
        match step {
            Transition::Begin => begin(&transaction, row, &service, now).await?,
            Transition::End => finish(&transaction, row, &service, None, now).await?,
        };
        transaction.commit().await?;
        settled += 1;
    }
    if settled > 0 {
        app.reference.look_again().await;
    }
    Ok(settled)
}

/// Watches the clock until the process is asked to stop. Several processes may: what one began or ended the others find so.
pub async fn work(app: &App, stop: &CancellationToken) {
    loop {
        tokio::select! {
            () = tokio::time::sleep(TICK) => {}
            () = stop.cancelled() => return,
        }
        match settle(app).await {
            Ok(0) => {}
            Ok(count) => tracing::info!(count, "exceptional situations began or ended"),
            // Before a catalogue is applied there is nothing to look at.
            Err(failure) => tracing::debug!(%failure, "exceptional situations could not be looked at"),
        }
    }
}

/// Lets a situation begin.
pub(super) async fn begin(
    transaction: &DatabaseTransaction,
    row: Model,
    author: &Author,
    now: DateTime<Utc>,
) -> Result<Model, ServiceError> {
    let extends = row.opening.is_some();
    let begun = exceptional_situations::mark(transaction, row, Some(now), None).await?;
    record(transaction, &begun, SituationEventKind::Began, author, None, now).await?;
    if extends {
        calendar_revisions::revise(transaction, RevisionCause::SituationBegan, now).await?;
    }
    raise_revision(transaction).await?;
    Ok(begun)
}

/// Keeps what was done with a situation.
pub(super) async fn record(
    transaction: &DatabaseTransaction,
    row: &Model,
    kind: SituationEventKind,
    author: &Author,
    note: Option<String>,
    now: DateTime<Utc>,
) -> Result<(), ServiceError> {
    let event = Event {
        id: NotSet,
        situation_id: Set(row.id),
        happened_at: Set(now),
        kind: Set(kind),
        author_subject: Set(author.subject.clone()),
        author_name: Set(author.name.clone()),
        author_user_id: Set(author.user_id),
        note: Set(note),
    };
    Ok(exceptional_situations::record(transaction, event).await?)
}

async fn finish(
    transaction: &DatabaseTransaction,
    row: Model,
    author: &Author,
    note: Option<String>,
    now: DateTime<Utc>,
) -> Result<Model, ServiceError> {
    let began_at = row.began_at;
    let extended = row.opening.is_some() && began_at.is_some();
    let ended = exceptional_situations::mark(transaction, row, began_at, Some(now)).await?;
    let kind = if began_at.is_some() { SituationEventKind::Ended } else { SituationEventKind::Cancelled };
    record(transaction, &ended, kind, author, note, now).await?;
    if extended {
        calendar_revisions::revise(transaction, RevisionCause::SituationEnded, now).await?;
    }
    raise_revision(transaction).await?;
    Ok(ended)
}
