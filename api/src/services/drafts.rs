//! Drafts of requests: what waits for an agent, and how it ends.

use chrono::{DateTime, Utc};
use riverain_entities::contact_requests::ContactRelation;
use riverain_entities::contacts as contact_rows;
use riverain_entities::draft_requests::{ActiveModel, DiscardReason, DraftState, Model};
use sea_orm::ActiveValue::{Set, Unchanged};
use sea_orm::ConnectionTrait;

use super::contacts::recording::{agent, seconds};
use super::contacts::{Named, check_agent, check_reader};
use super::{ServiceError, attachments as attachment_service};
use crate::app::App;
use crate::auth::viewer::Viewer;
use crate::domain::citizen::RequesterFields;
use crate::domain::fault::Fault;
use crate::domain::text;
use crate::store::connect::begin_write;
use crate::store::draft_requests;
use crate::store::page::{MomentPosition, Page, PageRequest};
use crate::store::{attachments, contacts, inbound_emails};

/// The longest note, in characters.
const MAXIMUM_NOTE: usize = 1_000;

/// The most e-mails of a draft whose contacts end with it.
const MAXIMUM_EMAILS: u64 = 100;

/// Where the draft is in the input.
pub const DRAFT: &str = "input.draft";

/// A draft that an agent sets aside.
#[derive(Debug, Clone)]
pub struct Discarding {
    /// The draft.
    pub draft: Named,
    /// Why.
    pub reason: DiscardReason,
    /// What is said of it.
    pub note: Option<String>,
}

/// What came of setting a draft aside.
#[derive(Debug)]
pub enum DiscardOutcome {
    /// It is set aside.
    Discarded(Box<Model>),
    /// It was completed or set aside already.
    ClosedAlready(Box<Model>),
}

/// The draft of this key, where there is one.
///
/// # Errors
/// A caller who may see no drafts, or a database that fails.
pub async fn find(app: &App, viewer: &Viewer, draft_id: i64) -> Result<Option<Model>, ServiceError> {
    check_reader(viewer)?;
    Ok(draft_requests::by_keys(&app.database, &[draft_id]).await?.pop())
}

/// One page of the drafts of a state, the oldest first.
///
/// # Errors
/// A caller who may see no drafts, or a database that fails.
pub async fn list(
    app: &App,
    viewer: &Viewer,
    state: DraftState,
    page: &PageRequest<MomentPosition>,
) -> Result<Page<Model>, ServiceError> {
    check_reader(viewer)?;
    Ok(draft_requests::page(&app.database, state, page).await?)
}

/// How many drafts are of a state.
///
/// # Errors
/// A caller who may see no drafts, or a database that fails.
pub async fn count(app: &App, viewer: &Viewer, state: DraftState) -> Result<u64, ServiceError> {
    check_reader(viewer)?;
    Ok(draft_requests::count(&app.database, state).await?)
}

/// Sets a draft aside; its e-mails count as answered, and their files are removed.
///
/// # Errors
/// A draft that is not there, a note that is missing or too long, a caller who may not do it, or a database that fails.
pub async fn discard(app: &App, viewer: &Viewer, discarding: Discarding) -> Result<DiscardOutcome, ServiceError> {
    check_agent(viewer)?;
    let note = text::optional("input.note", discarding.note.as_deref(), MAXIMUM_NOTE)?;
    if discarding.reason == DiscardReason::Other && note.is_none() {
        return Err(Fault::required("input.note").into());
    }
    let transaction = begin_write(&app.database).await?;
    let draft = draft_requests::by_key_locked(&transaction, discarding.draft.key).await?;
    let draft = draft.ok_or_else(|| discarding.draft.absent(DRAFT))?;
    if draft.state != DraftState::Open {
        return Ok(DiscardOutcome::ClosedAlready(Box::new(draft)));
    }
    let change = ActiveModel {
        state: Set(DraftState::Discarded),
        discard_reason: Set(Some(discarding.reason)),
        discard_note: Set(note),
        ..Default::default()
    };
    let closed = close(&transaction, viewer, &draft, change, app.clock.now()).await?;
    let files = attachments::remove_of_draft(&transaction, draft.id).await?;
    transaction.commit().await?;
    attachment_service::remove_content(app, &files).await;
    Ok(DiscardOutcome::Discarded(Box::new(closed)))
}

/// Records that a draft became a request, which came of each of its e-mails and gets its files.
///
/// # Errors
/// A database that fails.
pub(super) async fn complete(
    transaction: &impl ConnectionTrait,
    viewer: &Viewer,
    draft: &Model,
    request_id: i64,
    now: DateTime<Utc>,
) -> Result<(), ServiceError> {
    let change =
        ActiveModel { state: Set(DraftState::Completed), request_id: Set(Some(request_id)), ..Default::default() };
    close(transaction, viewer, draft, change, now).await?;
    attachments::hand_over(transaction, draft.id, request_id, now).await?;
    let emails = emails_of(transaction, draft).await?;
    let related = emails.into_iter().map(|contact_id| (contact_id, request_id, ContactRelation::Made));
    Ok(contacts::relate(transaction, related.collect()).await?)
}

/// The requester that a draft names, where its sender gave a given and a family name.
pub(super) fn requester(draft: &Model) -> Option<RequesterFields> {
    let name = draft.sender_name.as_deref()?.trim();
    // “Tremblay, Alice” is how offices write it.
    let (given_name, family_name) = match name.split_once(',') {
        Some((family, given)) => (given.trim(), family.trim()),
        None => name.split_once(' ').map(|(given, family)| (given.trim(), family.trim()))?,
    };
    (!given_name.is_empty() && !family_name.is_empty()).then(|| RequesterFields {
        given_name: given_name.to_owned(),
        family_name: family_name.to_owned(),
        email: draft.sender_email.clone(),
        phone: None,
        language: None,
        consent_to_contact: None,
    })
}

async fn close(
    transaction: &impl ConnectionTrait,
    viewer: &Viewer,
    draft: &Model,
    change: ActiveModel,
    now: DateTime<Utc>,
) -> Result<Model, ServiceError> {
    let (subject, name) = agent(viewer).unzip();
    let change = ActiveModel {
        id: Unchanged(draft.id),
        closed_at: Set(Some(now)),
        closed_by_subject: Set(subject.clone()),
        closed_by_name: Set(name.clone()),
        ..change
    };
    let closed = draft_requests::update(transaction, change).await?;
    let keys = emails_of(transaction, draft).await?;
    for contact in contacts::by_keys(transaction, &keys).await? {
        let unanswered = contact.answered_at.is_none();
        let answered_at = contact.answered_at.unwrap_or(now);
        let change = contact_rows::ActiveModel {
            id: Unchanged(contact.id),
            answered_at: Set(Some(answered_at)),
            wait_seconds: Set(contact.wait_seconds.or_else(|| Some(seconds(contact.arrived_at, answered_at)))),
            ended_at: Set(contact.ended_at.or(Some(now))),
            agent_subject: Set(if unanswered { subject.clone() } else { contact.agent_subject }),
            agent_name: Set(if unanswered { name.clone() } else { contact.agent_name }),
            ..Default::default()
        };
        contacts::update(transaction, change).await?;
    }
    Ok(closed)
}

async fn emails_of(connection: &impl ConnectionTrait, draft: &Model) -> Result<Vec<i64>, ServiceError> {
    let mut emails = inbound_emails::of_drafts(connection, &[draft.id], MAXIMUM_EMAILS).await?;
    Ok(emails.remove(&draft.id).unwrap_or_default().into_iter().map(|email| email.contact_id).collect())
}
