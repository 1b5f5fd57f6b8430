//! A demand made within a contact, or by one person for another: what that adds to the demand, and what is kept of it.

use chrono::{DateTime, Utc};
use riverain_entities::contact_requests::ContactRelation;
use riverain_entities::draft_requests::{self, DraftState};
use riverain_entities::request_representatives::{self, FollowUpRecipient};
use riverain_entities::service_requests::RequestChannel;
use riverain_entities::{contacts as rows, service_requests};
use sea_orm::ActiveValue::{Set, Unchanged};
use sea_orm::ConnectionTrait;

use super::people::check_count;
use super::{Named, check_agent};
use crate::app::App;
use crate::auth::viewer::Viewer;
use crate::domain::citizen::{Requester, RequesterFields};
use crate::domain::fault::{Fault, FaultCollector, FaultKind, Faults};
use crate::services::citizens::Person;
use crate::services::drafts::{self, DRAFT};
use crate::services::{ServiceError, citizens};
use crate::store::{self, contacts};

/// Where the contact is in the input.
const CONTACT: &str = "input.contact";

/// Where it is that one person makes the demand for another.
const ON_BEHALF: &str = "input.onBehalf";

/// Where the person who makes it is.
const REPRESENTATIVE: &str = "input.onBehalf.representative";

/// Where a demand comes from, as the caller wrote it.
#[derive(Debug, Clone, Default)]
pub struct OriginFields {
    /// The contact in which it is made.
    pub contact: Option<Named>,
    /// The draft that it completes.
    pub draft: Option<Named>,
    /// That one person makes it for another.
    pub on_behalf: Option<OnBehalf>,
}

/// That one person makes a demand for another.
#[derive(Debug, Clone)]
pub struct OnBehalf {
    /// Who makes it; whoever reached the centre where absent.
    pub representative: Option<RequesterFields>,
    /// Who gets the follow-ups.
    pub follow_ups_to: FollowUpRecipient,
}

/// Where a demand comes from, checked.
#[derive(Debug, Default)]
pub struct Origin {
    contact: Option<rows::Model>,
    draft: Option<(Named, draft_requests::Model)>,
    representation: Option<(Representative, FollowUpRecipient)>,
    /// The citizen whose demand it is, where the contact says so and the demand does not.
    pub citizen_id: Option<i64>,
}

#[derive(Debug)]
enum Representative {
    Citizen(i64),
    Requester(Requester),
}

/// What is known of a demand before its origin.
#[derive(Debug, Clone, Copy)]
pub struct Demand {
    /// How it reached the city.
    pub channel: RequestChannel,
    /// Whether it names its requester.
    pub names_requester: bool,
}

/// Where a demand comes from; the faults of it are those of the demand.
///
/// # Errors
/// A caller who may not handle contacts, or a database that fails.
pub async fn origin(
    app: &App,
    viewer: &Viewer,
    fields: OriginFields,
    demand: Demand,
) -> Result<Result<Origin, Faults>, ServiceError> {
    if fields.contact.is_none() && fields.on_behalf.is_none() && fields.draft.is_none() {
        return Ok(Ok(Origin::default()));
    }
    check_agent(viewer)?;
    let mut faults = FaultCollector::default();
    if fields.contact.is_some() && fields.draft.is_some() {
        let kind = FaultKind::Contradiction { other: DRAFT.to_owned() };
        faults.push(Fault::new(CONTACT, "=", kind));
    }
    let draft = match fields.draft {
        Some(named) => {
            let found = store::draft_requests::by_keys(&app.database, &[named.key]).await?.pop();
            faults.take(open_draft(&named, found)).map(|draft| (named, draft))
        }
        None => None,
    };
    let contact_key = match (&fields.contact, &draft) {
        (Some(named), _) => Some(named.key),
        (None, Some((_, draft))) => Some(draft.contact_id),
        (None, None) => None,
    };
    let contact = match contact_key {
        Some(key) => contacts::by_keys(&app.database, &[key]).await?.pop(),
        None => None,
    };
    if let (Some(named), None) = (&fields.contact, &contact) {
        faults.push(named.absent(CONTACT));
    }
    if let Some(contact) = &contact
        && request_channel(contact.channel) != demand.channel
    {
        let kind = FaultKind::Contradiction { other: CONTACT.to_owned() };
        faults.push(Fault::new("input.channel", channel_name(demand.channel), kind));
    }
    let on_behalf_of_id = contact.as_ref().and_then(|contact| contact.on_behalf_of_id);
    // What comes of a contact or a draft is that record's own which they are of.
    let rows = contact.iter().flat_map(|row| [("contacts.citizen_id", row.id), ("contacts.on_behalf_of_id", row.id)]);
    let rows = rows.chain(draft.iter().map(|(_, row)| ("draft_requests.citizen_id", row.id)));
    let owners = store::citizen_merges::owners(&app.database, &rows.collect::<Vec<_>>()).await?;
    let own = |place: &str, person: Option<i64>| person.map(|key| owners.get(place).copied().unwrap_or(key));
    let representation = match fields.on_behalf {
        Some(on_behalf) => {
            if !demand.names_requester && on_behalf_of_id.is_none() {
                faults.push(Fault::required("input.requester"));
            }
            let caller = own("contacts.citizen_id", contact.as_ref().and_then(|contact| contact.citizen_id));
            let representative = faults.take(representative(on_behalf.representative, caller));
            representative.map(|representative| (representative, on_behalf.follow_ups_to))
        }
        None => {
            if on_behalf_of_id.is_some() {
                faults.push(Fault::required(ON_BEHALF));
            }
            None
        }
    };
    let of_contact = contact.as_ref().and_then(|contact| contact.citizen_id);
    let of_draft = draft.as_ref().and_then(|(_, draft)| draft.citizen_id);
    let concerned = own("contacts.on_behalf_of_id", on_behalf_of_id).or(own("contacts.citizen_id", of_contact));
    let citizen_id = concerned.or(own("draft_requests.citizen_id", of_draft)).filter(|_| !demand.names_requester);
    Ok(faults.finish().map(|()| Origin { contact, draft, representation, citizen_id }))
}

/// The draft, where it waits to be completed.
fn open_draft(named: &Named, draft: Option<draft_requests::Model>) -> Result<draft_requests::Model, Fault> {
    match draft {
        None => Err(named.absent(DRAFT)),
        Some(draft) if draft.state == DraftState::Open => Ok(draft),
        Some(_) => Err(Fault::new(DRAFT, &named.given, FaultKind::Closed)),
    }
}

impl Origin {
    /// What the draft says, where the demand says nothing else.
    pub fn description(&self) -> Option<String> {
        self.draft.as_ref().and_then(|(_, draft)| draft.description.clone())
    }

    /// The draft that the demand completes.
    pub fn draft_key(&self) -> Option<i64> {
        self.draft.as_ref().map(|(_, draft)| draft.id)
    }

    /// Who wrote the draft, where nobody knows them and their whole name is given.
    pub fn requester(&self) -> Option<RequesterFields> {
        let (_, draft) = self.draft.as_ref().filter(|_| self.citizen_id.is_none())?;
        drafts::requester(draft)
    }

    /// Keeps what the origin of a request that was just written is.
    ///
    /// # Errors
    /// A person who makes a demand for themself, a contact with too many requests, or a database that fails.
    pub async fn keep(
        &self,
        transaction: &impl ConnectionTrait,
        viewer: &Viewer,
        (request, requester): (&service_requests::Model, Option<Person>),
        now: DateTime<Utc>,
    ) -> Result<(), ServiceError> {
        let representative = match &self.representation {
            Some((representative, follow_ups_to)) => {
                let person = representative.person(transaction, now).await?;
                if requester.is_some_and(|requester| requester.citizen_id == person.citizen_id) {
                    let kind = FaultKind::Contradiction { other: "input.requester".to_owned() };
                    return Err(Fault::new(REPRESENTATIVE, "=", kind).into());
                }
                let row = request_representatives::Model {
                    request_id: request.id,
                    citizen_id: person.record_id,
                    follow_ups_to: *follow_ups_to,
                };
                contacts::insert_representative(transaction, row).await?;
                Some(person)
            }
            None => None,
        };
        if let Some(contact) = &self.contact {
            keep_in(transaction, contact, (request, requester), representative).await?;
        }
        if let Some((named, _)) = &self.draft {
            // Somebody else may have been faster.
            let draft = store::draft_requests::by_key_locked(transaction, named.key).await?;
            drafts::complete(transaction, viewer, &open_draft(named, draft)?, request.id, now).await?;
        }
        Ok(())
    }
}

impl Representative {
    async fn person(&self, transaction: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<Person, ServiceError> {
        match self {
            Self::Citizen(key) => Person::of(transaction, *key).await,
            Self::Requester(requester) => citizens::find_or_create(transaction, requester, now).await,
        }
    }
}

/// Keeps that a request came of a contact, and who it is with, where nobody knew.
async fn keep_in(
    transaction: &impl ConnectionTrait,
    contact: &rows::Model,
    (request, requester): (&service_requests::Model, Option<Person>),
    representative: Option<Person>,
) -> Result<(), ServiceError> {
    let count = contacts::count_requests(transaction, contact.id).await?;
    check_count(CONTACT, count, 1)?;
    contacts::relate(transaction, vec![(contact.id, request.id, ContactRelation::Made)]).await?;
    let (caller, concerned) = match representative {
        Some(representative) => (Some(representative), requester),
        None => (requester, None),
    };
    let citizen = contact.citizen_id.map(Person::alone).or(caller);
    let is_caller = |person: &Person| citizen.is_some_and(|caller| caller.citizen_id == person.citizen_id);
    let on_behalf_of = contact.on_behalf_of_id.map(Person::alone).or(concerned).filter(|person| !is_caller(person));
    let (citizen_id, on_behalf_of_id) =
        (citizen.map(|person| person.record_id), on_behalf_of.map(|person| person.record_id));
    if (citizen_id, on_behalf_of_id) != (contact.citizen_id, contact.on_behalf_of_id) {
        let change = rows::ActiveModel {
            id: Unchanged(contact.id),
            citizen_id: Set(citizen_id),
            on_behalf_of_id: Set(on_behalf_of_id),
            ..Default::default()
        };
        contacts::update(transaction, change).await?;
    }
    Ok(())
}

fn representative(fields: Option<RequesterFields>, caller: Option<i64>) -> Result<Representative, Faults> {
    match (fields, caller) {
        (Some(fields), _) => Requester::parse(REPRESENTATIVE, fields).map(Representative::Requester),
        (None, Some(caller)) => Ok(Representative::Citizen(caller)),
        (None, None) => Err(Fault::required(REPRESENTATIVE).into()),
    }
}

/// The channel of the requests of a contact.
fn request_channel(channel: rows::ContactChannel) -> RequestChannel {
    match channel {
        rows::ContactChannel::Telephone => RequestChannel::Telephone,
        rows::ContactChannel::Email => RequestChannel::Email,
        rows::ContactChannel::MobileApp => RequestChannel::MobileApp,
        rows::ContactChannel::WebForm => RequestChannel::WebForm,
        rows::ContactChannel::Counter => RequestChannel::Counter,
    }
}

fn channel_name(channel: RequestChannel) -> &'static str {
    match channel {
        RequestChannel::Telephone => "TELEPHONE",
        RequestChannel::MobileApp => "MOBILE_APP",
        RequestChannel::Email => "EMAIL",
        RequestChannel::WebForm => "WEB_FORM",
        RequestChannel::Counter => "COUNTER",
        RequestChannel::Internal => "INTERNAL",
    }
}
