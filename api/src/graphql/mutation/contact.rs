//! `openContact`, `answerContact`, `updateContact` and `endContact`.

use async_graphql::{Context, ID, InputObject, Object, OneofObject, Result, SimpleObject, Union};
use chrono::{DateTime, Utc};
use riverain_entities::contacts::Model;

use super::submit_request::RequesterInput;
use crate::domain::fault::{FaultCollector, Faults};
use crate::graphql::contact_problems::ContactStepNotAllowed;
use crate::graphql::context::{Told, app, locale, viewer};
use crate::graphql::cost;
use crate::graphql::enums::{ContactChannel, Language};
use crate::graphql::global_id::{self, NodeKind};
use crate::graphql::problems::InvalidInput;
use crate::graphql::types::contact::Contact;
use crate::services::ServiceError;
use crate::services::contacts::Named;
use crate::services::contacts::people::{DetailFields, PersonFields};
use crate::services::contacts::recording::{self, Change, Ending, Opening, StepOutcome};

/// A person: one of the two.
#[derive(Debug, OneofObject)]
pub enum PersonInput {
    /// A citizen who has a record.
    Citizen(ID),
    /// One who may have none yet: found by name and e-mail address, or written anew.
    Requester(RequesterInput),
}

/// A contact that begins.
#[derive(Debug, InputObject)]
pub struct OpenContactInput {
    /// How the citizen reaches the centre.
    channel: ContactChannel,
    /// The language that they speak.
    language: Language,
    /// When they reached it, where that was before now and since 2000.
    arrived_at: Option<DateTime<Utc>>,
    /// Whether the caller answers it now.
    #[graphql(default)]
    answer: bool,
    /// Who reaches the centre; absent where they do not say.
    caller: Option<PersonInput>,
    /// For whom, where it is for another.
    on_behalf_of: Option<PersonInput>,
    /// Numbers of the requests that it is about, at most 20.
    #[graphql(default)]
    about_requests: Vec<String>,
}

/// A contact that is answered.
#[derive(Debug, InputObject)]
pub struct AnswerContactInput {
    /// The contact.
    contact: ID,
    /// When it was answered, where that was before now.
    at: Option<DateTime<Utc>>,
}

/// What is learnt of a contact, while it goes on or afterwards; what is absent stays as it was.
#[derive(Debug, InputObject)]
pub struct UpdateContactInput {
    /// The contact.
    contact: ID,
    /// The language that is spoken.
    language: Option<Language>,
    /// Who reached the centre.
    caller: Option<PersonInput>,
    /// For whom.
    on_behalf_of: Option<PersonInput>,
    /// Numbers of further requests that it is about; a contact has to do with 20 at most.
    #[graphql(default)]
    about_requests: Vec<String>,
}

/// A contact that ends.
#[derive(Debug, InputObject)]
pub struct EndContactInput {
    /// The contact.
    contact: ID,
    /// Whether it settled the matter: nobody has to do anything more.
    settled_at_first_contact: bool,
    /// When it ended, where that was before now.
    at: Option<DateTime<Utc>>,
}

/// What came of a step of a contact.
#[derive(Debug, Union)]
pub enum ContactPayload {
    /// It is recorded.
    Success(ContactSuccess),
    /// The input does not hold.
    InvalidInput(InvalidInput),
    /// The contact is not at the point where the step can be taken.
    StepNotAllowed(ContactStepNotAllowed),
}

/// The contact is recorded.
#[derive(Debug, SimpleObject)]
pub struct ContactSuccess {
    /// The contact.
    contact: Contact,
}

/// `openContact`, `answerContact`, `updateContact` and `endContact`.
#[derive(Debug, Default)]
pub struct ContactMutation;

#[Object]
impl ContactMutation {
    /// Opens a contact of a citizen with the centre. For contact-centre staff.
    #[graphql(complexity = "cost::SCAN + child_complexity")]
    async fn open_contact(&self, ctx: &Context<'_>, input: OpenContactInput) -> Result<ContactPayload> {
        let opening = match input.check() {
            Ok(opening) => opening,
            Err(faults) => return Ok(invalid(ctx, &faults)),
        };
        let opened = recording::open(app(ctx)?, viewer(ctx), opening).await;
        told(ctx, opened.map(|row| StepOutcome::Recorded(Box::new(row))))
    }

    /// Records that the caller answers a contact. For contact-centre staff.
    #[graphql(complexity = "cost::SCAN + child_complexity")]
    async fn answer_contact(&self, ctx: &Context<'_>, input: AnswerContactInput) -> Result<ContactPayload> {
        match named(&input.contact) {
            Ok(contact) => told(ctx, recording::answer(app(ctx)?, viewer(ctx), &contact, input.at).await),
            Err(faults) => Ok(invalid(ctx, &faults)),
        }
    }

    /// Records what is learnt of a contact: with whom, for whom, in which language, about what. For contact-centre staff.
    #[graphql(complexity = "cost::SCAN + child_complexity")]
    async fn update_contact(&self, ctx: &Context<'_>, input: UpdateContactInput) -> Result<ContactPayload> {
        let change = match input.check() {
            Ok(change) => change,
            Err(faults) => return Ok(invalid(ctx, &faults)),
        };
        let changed = recording::change(app(ctx)?, viewer(ctx), change).await;
        told(ctx, changed.map(|row| StepOutcome::Recorded(Box::new(row))))
    }

    /// Records that a contact ended. One that nobody answered was given up by the citizen. For contact-centre staff.
    #[graphql(complexity = "cost::SCAN + child_complexity")]
    async fn end_contact(&self, ctx: &Context<'_>, input: EndContactInput) -> Result<ContactPayload> {
        match named(&input.contact) {
            Ok(contact) => {
                let ending = Ending { contact, settled: input.settled_at_first_contact, at: input.at };
                told(ctx, recording::end(app(ctx)?, viewer(ctx), ending).await)
            }
            Err(faults) => Ok(invalid(ctx, &faults)),
        }
    }
}

impl OpenContactInput {
    fn check(self) -> std::result::Result<Opening, Faults> {
        Ok(Opening {
            channel: self.channel.into(),
            language: self.language.into(),
            arrived_at: self.arrived_at,
            answered: self.answer,
            details: details(self.caller, self.on_behalf_of, self.about_requests)?,
        })
    }
}

impl UpdateContactInput {
    fn check(self) -> std::result::Result<Change, Faults> {
        let mut faults = FaultCollector::default();
        let contact = faults.take(named(&self.contact));
        let details = faults.take(details(self.caller, self.on_behalf_of, self.about_requests));
        faults.finish()?;
        match (contact, details) {
            (Some(contact), Some(details)) => Ok(Change { contact, language: self.language.map(Into::into), details }),
            _ => Err(crate::domain::fault::Fault::required("input").into()),
        }
    }
}

fn details(
    caller: Option<PersonInput>,
    on_behalf_of: Option<PersonInput>,
    about: Vec<String>,
) -> std::result::Result<DetailFields, Faults> {
    let mut faults = FaultCollector::default();
    let caller = faults.take(caller.map(|person| fields("input.caller.citizen", person)).transpose());
    let on_behalf_of = faults.take(on_behalf_of.map(|person| fields("input.onBehalfOf.citizen", person)).transpose());
    faults.finish()?;
    Ok(DetailFields { caller: caller.flatten(), on_behalf_of: on_behalf_of.flatten(), about })
}

fn fields(field: &str, person: PersonInput) -> std::result::Result<PersonFields, Faults> {
    Ok(match person {
        PersonInput::Citizen(id) => PersonFields::Citizen(global_id::named(field, NodeKind::Citizen, &id)?),
        PersonInput::Requester(requester) => PersonFields::Requester(requester.into()),
    })
}

fn named(id: &ID) -> std::result::Result<Named, Faults> {
    Ok(global_id::named("input.contact", NodeKind::Contact, id)?)
}

fn invalid(ctx: &Context<'_>, faults: &Faults) -> ContactPayload {
    ContactPayload::InvalidInput(InvalidInput::new(locale(ctx), faults))
}

fn told(ctx: &Context<'_>, outcome: std::result::Result<StepOutcome, ServiceError>) -> Result<ContactPayload> {
    let refused =
        |key: &str, row: Box<Model>| ContactPayload::StepNotAllowed(ContactStepNotAllowed::new(locale(ctx), key, *row));
    Ok(match outcome {
        Ok(StepOutcome::Recorded(row)) => ContactPayload::Success(ContactSuccess { contact: Contact(*row) }),
        Ok(StepOutcome::AnsweredAlready(row)) => refused("contact_answered_already", row),
        Ok(StepOutcome::EndedAlready(row)) => refused("contact_ended_already", row),
        Err(ServiceError::InvalidInput(faults)) => invalid(ctx, &faults),
        Err(failure) => return Err(failure).told(ctx),
    })
}
