//! An e-mail becomes a contact and, by what it says, a draft request, a follow-up of a request, or neither; all in one
//! transaction, and once whatever its sender's server does. Its files go with what it became.

use chrono::{DateTime, Utc};
use riverain_entities::citizens::Language;
use riverain_entities::contact_requests::ContactRelation;
use riverain_entities::contacts::{self as contact_rows, ContactChannel};
use riverain_entities::draft_requests::{self as draft_rows, DraftState};
use riverain_entities::follow_ups::{self as follow_up_rows, Audience, AuthorKind, FollowUpKind};
use riverain_entities::{
    attachments as attachment_rows, citizens as citizen_rows, inbound_emails as email_rows, service_requests,
};
use sea_orm::ActiveValue::Set;
use sea_orm::{ConnectionTrait, NotSet};

use super::citizens::Person;
use super::notifications::outbox::{self, News};
use super::submission::MAXIMUM_DESCRIPTION;
use super::{ServiceError, attachments, follow_ups as follow_up_service};
use crate::app::App;
use crate::domain::inbound_email::{self, InboundEmail, UnreadableEmail, without_quotes};
use crate::domain::text_search::normalise;
use crate::services::attachments::{FileHolder, WrittenFile};
use crate::store::attachments::Holder;
use crate::store::connect::begin_write;
use crate::store::{citizens, contacts, draft_requests, follow_ups, inbound_emails, requests};

/// Why an e-mail was not taken; nothing of it is kept.
#[derive(Debug, thiserror::Error)]
pub enum InboundEmailError {
    /// It cannot be read.
    #[error("the e-mail cannot be read: {0:?}")]
    Unreadable(UnreadableEmail),
    /// The service failed.
    #[error(transparent)]
    Service(#[from] ServiceError),
}

/// An e-mail that was taken.
#[derive(Debug)]
pub struct TakenEmail {
    /// The key of the contact that it is.
    pub contact_id: i64,
    /// What became of it.
    pub outcome: EmailOutcome,
}

/// What became of an e-mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EmailOutcome {
    /// A draft request.
    Drafted,
    /// More for a draft that waits already.
    AddedToDraft,
    /// A follow-up of this request, from its citizen.
    FollowedUp(String),
    /// An internal note of this request: somebody else wrote it.
    Noted(String),
    /// Nothing more: a program sent it.
    Automatic,
    /// Nothing: the same e-mail was taken before.
    TakenBefore,
}

impl EmailOutcome {
    /// The stable code that callers may rely on.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Drafted => "DRAFTED",
            Self::AddedToDraft => "ADDED_TO_DRAFT",
            Self::FollowedUp(_) => "FOLLOWED_UP",
            Self::Noted(_) => "NOTED",
            Self::Automatic => "AUTOMATIC",
            Self::TakenBefore => "TAKEN_BEFORE",
        }
    }
}

impl From<sea_orm::DbErr> for InboundEmailError {
    fn from(error: sea_orm::DbErr) -> Self {
        Self::Service(error.into())
    }
}

/// Takes in an e-mail (RFC 5322).
///
/// # Errors
/// One that cannot be read or goes beyond a bound, or a store or a database that fails: what was written of its files until
/// then has no row, and the sweep removes it.
pub async fn take(app: &App, raw: Vec<u8>) -> Result<TakenEmail, InboundEmailError> {
    let read = tokio::task::spawn_blocking(move || inbound_email::read(&raw)).await;
    let mut email = read
        .map_err(|lost| ServiceError::Internal(format!("the reading of an e-mail was lost: {lost}")))?
        .map_err(InboundEmailError::Unreadable)?;
    // Nothing is decoded of one that comes again.
    let before = inbound_emails::by_message_ids(&app.database, std::slice::from_ref(&email.message_id)).await?;
    if let Some(known) = before.first() {
        return Ok(TakenEmail { contact_id: known.contact_id, outcome: EmailOutcome::TakenBefore });
    }
    let now = app.clock.now();
    let files = attachments::write(app, &mut email, now).await?;
    let (taken, without_row) = record(app, email, files, now).await?;
    attachments::remove_content(app, &without_row).await;
    Ok(taken)
}

/// Writes what an e-mail is and what became of it. Gives the files that it did not keep, whose content is written.
async fn record(
    app: &App,
    mut email: InboundEmail,
    files: Vec<WrittenFile>,
    now: DateTime<Utc>,
) -> Result<(TakenEmail, Vec<attachment_rows::Model>), InboundEmailError> {
    let transaction = begin_write(&app.database).await?;
    if let Some(known) = inbound_emails::by_message_id_locked(&transaction, &email.message_id).await? {
        let taken = TakenEmail { contact_id: known.contact_id, outcome: EmailOutcome::TakenBefore };
        return Ok((taken, files.into_iter().map(|(_, file)| file).collect()));
    }
    let citizen = sender(&transaction, &email).await?;
    let contact = contacts::insert(&transaction, contact(&email, citizen.as_ref(), now)).await?;
    let thread = Thread::of(&transaction, &email).await?;
    let (mut draft_id, mut holder) = (None, None);
    let mut follow_up_id = None;
    let outcome = match thread {
        Thread::Request(request) => {
            let related = vec![(contact.id, request.id, ContactRelation::About)];
            contacts::relate(&transaction, related).await?;
            match email.is_automatic {
                true => EmailOutcome::Automatic,
                false => {
                    let (follow_up, outcome) = follow_up(&transaction, &email, &request, now).await?;
                    follow_up_id = Some(follow_up.id);
                    holder = Some(FileHolder::Request(Holder { request_id: request.id, follow_up_id }));
                    if follow_up.audience == Audience::Public {
                        outbox::announce(app, &transaction, &request, News::FollowUpAdded(&follow_up), now).await?;
                    }
                    outcome
                }
            }
        }
        _ if email.is_automatic => EmailOutcome::Automatic,
        Thread::Draft(key) => {
            draft_id = Some(key);
            EmailOutcome::AddedToDraft
        }
        Thread::None => {
            let draft = draft_requests::insert(&transaction, draft(&email, contact.id, citizen.as_ref(), now)).await?;
            draft_id = Some(draft.id);
            EmailOutcome::Drafted
        }
    };
    let without_row = match holder.or(draft_id.map(FileHolder::Draft)) {
        Some(holder) => attachments::keep(&transaction, &mut email, files, holder, now).await?,
        None => files.into_iter().map(|(_, file)| file).collect(),
    };
    let row = email_rows::ActiveModel {
        draft_request_id: Set(draft_id),
        follow_up_id: Set(follow_up_id),
        ..email_row(&email, contact.id, now)?
    };
    inbound_emails::insert(&transaction, row).await?;
    transaction.commit().await?;
    Ok((TakenEmail { contact_id: contact.id, outcome }, without_row))
}

/// What an e-mail goes on with.
enum Thread {
    Request(Box<service_requests::Model>),
    /// A draft of the same sender that waits.
    Draft(i64),
    None,
}

impl Thread {
    /// By the request number in its subject, else by the e-mails that it answers.
    async fn of(connection: &impl ConnectionTrait, email: &InboundEmail) -> Result<Self, InboundEmailError> {
        if let Some(number) = email.request_number
            && let Some(request) = requests::by_number(connection, &number.to_string()).await?
        {
            return Ok(Self::Request(Box::new(request)));
        }
        let known = inbound_emails::by_message_ids(connection, &email.answers).await?;
        let answered = email.answers.iter().filter_map(|id| known.iter().find(|row| row.message_id == *id));
        for row in answered {
            if let Some(request) = request_of(connection, row).await? {
                return Ok(Self::Request(Box::new(request)));
            }
            let same_sender = row.sender_address.as_deref() == Some(email.sender_address.as_str());
            let Some(draft_id) = row.draft_request_id.filter(|_| same_sender) else { continue };
            let draft = draft_requests::by_key_locked(connection, draft_id).await?;
            if draft.is_some_and(|draft| draft.state == DraftState::Open) {
                return Ok(Self::Draft(draft_id));
            }
        }
        Ok(Self::None)
    }
}

/// The request that an e-mail became or followed up.
async fn request_of(
    connection: &impl ConnectionTrait,
    email: &email_rows::Model,
) -> Result<Option<service_requests::Model>, InboundEmailError> {
    let followed = match email.follow_up_id {
        Some(key) => follow_ups::by_keys(connection, &[key]).await?.pop().map(|row| row.request_id),
        None => None,
    };
    let drafted = match email.draft_request_id {
        Some(key) => draft_requests::by_keys(connection, &[key]).await?.pop().and_then(|row| row.request_id),
        None => None,
    };
    match followed.or(drafted) {
        Some(key) => Ok(requests::by_keys(connection, &[key]).await?.pop()),
        None => Ok(None),
    }
}

/// The citizen who writes: the only person of the address, or the one of it who has the name. A name alone proves nothing.
async fn sender(
    connection: &impl ConnectionTrait,
    email: &InboundEmail,
) -> Result<Option<citizen_rows::Model>, InboundEmailError> {
    let mut known = citizens::by_email_locked(connection, &email.sender_address).await?;
    // Of the records of one person, rather the one that stands for them.
    known.sort_by_key(|record| record.master_id.is_some());
    let mut people = known.iter().map(|record| Person::from(record).citizen_id);
    let first = people.next();
    if people.all(|other| Some(other) == first) {
        return Ok(known.into_iter().next());
    }
    let Some(name) = email.sender_name.as_deref().map(normalise) else { return Ok(None) };
    let is_named = |citizen: &citizen_rows::Model| {
        let (given, family) = (normalise(&citizen.given_name), normalise(&citizen.family_name));
        name == format!("{given} {family}") || name == format!("{family} {given}")
    };
    Ok(known.into_iter().find(is_named))
}

/// Writes what an e-mail says on a request: for all to read where its citizen wrote and the request has public
/// follow-ups, else for the staff alone. The address of a sender is easily forged, and a number easily guessed.
async fn follow_up(
    transaction: &impl ConnectionTrait,
    email: &InboundEmail,
    request: &service_requests::Model,
    now: DateTime<Utc>,
) -> Result<(follow_up_rows::Model, EmailOutcome), InboundEmailError> {
    let from_citizen = is_of(transaction, request, &email.sender_address).await?;
    let public = from_citizen && request.work_type_id.is_none();
    let said = without_quotes(&email.text);
    let said = if said.is_empty() { email.subject.clone() } else { said };
    let row = follow_up_rows::ActiveModel {
        id: NotSet,
        request_id: Set(request.id),
        author_kind: Set(AuthorKind::Citizen),
        author_user_id: Set(None),
        author_name: Set(String::new()),
        audience: Set(if public { Audience::Public } else { Audience::Internal }),
        kind: Set(FollowUpKind::Note),
        text: Set(shortened(&said, follow_up_service::MAXIMUM_TEXT)),
        status_from: Set(None),
        status_to: Set(None),
        created_at: Set(now),
    };
    let written = follow_ups::insert(transaction, row).await?;
    let number = request.number.clone();
    Ok((written, if from_citizen { EmailOutcome::FollowedUp(number) } else { EmailOutcome::Noted(number) }))
}

/// Whether an address is that of the request's citizen, of who made it for them, or of the e-mail that it came of.
async fn is_of(
    connection: &impl ConnectionTrait,
    request: &service_requests::Model,
    address: &str,
) -> Result<bool, InboundEmailError> {
    let mut people: Vec<i64> = request.citizen_id.into_iter().collect();
    let representatives = contacts::representatives(connection, &[request.id]).await?;
    people.extend(representatives.iter().map(|row| row.citizen_id));
    let people = citizens::with_merged(connection, &people).await?;
    if people.iter().any(|citizen| citizen.email.as_deref() == Some(address)) {
        return Ok(true);
    }
    Ok(draft_requests::wrote(connection, request.id, address).await?)
}

fn contact(
    email: &InboundEmail,
    citizen: Option<&citizen_rows::Model>,
    now: DateTime<Utc>,
) -> contact_rows::ActiveModel {
    let known = citizen.map(|citizen| citizen.language);
    contact_rows::ActiveModel {
        id: NotSet,
        channel: Set(ContactChannel::Email),
        citizen_id: Set(citizen.map(|citizen| citizen.id)),
        on_behalf_of_id: Set(None),
        language: Set(email.language.or(known).unwrap_or(Language::French)),
        arrived_at: Set(now),
        answered_at: Set(None),
        // Nobody answers a program.
        ended_at: Set(email.is_automatic.then_some(now)),
        wait_seconds: Set(None),
        handling_seconds: Set(None),
        settled_at_first_contact: Set(false),
        agent_subject: Set(None),
        agent_name: Set(None),
    }
}

fn draft(
    email: &InboundEmail,
    contact_id: i64,
    citizen: Option<&citizen_rows::Model>,
    now: DateTime<Utc>,
) -> draft_rows::ActiveModel {
    let parts = [email.subject.as_str(), email.text.as_str()];
    let said = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n");
    draft_rows::ActiveModel {
        id: NotSet,
        contact_id: Set(contact_id),
        citizen_id: Set(citizen.map(|citizen| citizen.id)),
        sender_name: Set(email.sender_name.clone()),
        sender_email: Set(Some(email.sender_address.clone())),
        description: Set(Some(shortened(&said, MAXIMUM_DESCRIPTION)).filter(|said| !said.is_empty())),
        state: Set(DraftState::Open),
        request_id: Set(None),
        discard_reason: Set(None),
        discard_note: Set(None),
        created_at: Set(now),
        closed_at: Set(None),
        closed_by_subject: Set(None),
        closed_by_name: Set(None),
    }
}

fn email_row(
    email: &InboundEmail,
    contact_id: i64,
    now: DateTime<Utc>,
) -> Result<email_rows::ActiveModel, ServiceError> {
    Ok(email_rows::ActiveModel {
        id: NotSet,
        contact_id: Set(contact_id),
        message_id: Set(email.message_id.clone()),
        sender_address: Set(Some(email.sender_address.clone())),
        sender_name: Set(email.sender_name.clone()),
        subject: Set(email.subject.clone()),
        text: Set(email.text.clone()),
        is_shortened: Set(email.is_shortened),
        has_charset_faults: Set(email.has_charset_faults),
        is_automatic: Set(email.is_automatic),
        sent_at: Set(email.sent_at),
        received_at: Set(now),
        attachments: Set(serde_json::to_value(&email.attachments)?),
        draft_request_id: NotSet,
        follow_up_id: NotSet,
    })
}

/// A text of at most so many characters; the whole of it is kept with its e-mail.
fn shortened(text: &str, maximum: usize) -> String {
    match text.char_indices().nth(maximum.saturating_sub(1)) {
        Some((end, _)) if text.chars().count() > maximum => format!("{}…", text[..end].trim_end()),
        _ => text.to_owned(),
    }
}
