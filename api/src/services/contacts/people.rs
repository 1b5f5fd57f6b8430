//! Whom a contact is with, for whom, and which requests it is about: checked whole before anything is written.

use chrono::{DateTime, Utc};
use sea_orm::ConnectionTrait;

use super::Named;
use crate::domain::citizen::{Requester, RequesterFields};
use crate::domain::fault::{Fault, FaultCollector, FaultKind, Faults, check_length};
use crate::domain::request_number::RequestNumber;
use crate::services::{ServiceError, citizens};
use crate::store;

/// The most requests that a contact has to do with.
pub const MAXIMUM_REQUESTS: usize = 20;

/// A person as the caller names them.
#[derive(Debug, Clone)]
pub enum PersonFields {
    /// A citizen who has a record.
    Citizen(Named),
    /// One who may have none yet.
    Requester(RequesterFields),
}

/// What an agent says of a contact.
#[derive(Debug, Clone, Default)]
pub struct DetailFields {
    /// Who reached the centre, where they say so.
    pub caller: Option<PersonFields>,
    /// For whom, where it is for another.
    pub on_behalf_of: Option<PersonFields>,
    /// The numbers of the requests that it is about.
    pub about: Vec<String>,
}

/// What an agent says of a contact, checked.
#[derive(Debug)]
pub(super) struct Details {
    caller: Option<Person>,
    on_behalf_of: Option<Person>,
    /// The keys of the requests that it is about.
    pub(super) about: Vec<i64>,
}

#[derive(Debug)]
enum Person {
    Citizen(citizens::Person),
    Requester(Requester),
}

impl Details {
    /// The details, each of which is there.
    ///
    /// # Errors
    /// Every fault at once, or a database that fails.
    pub(super) async fn check(connection: &impl ConnectionTrait, fields: DetailFields) -> Result<Self, ServiceError> {
        let mut faults = FaultCollector::default();
        let caller = person(connection, "input.caller", fields.caller, &mut faults).await?;
        let on_behalf_of = person(connection, "input.onBehalfOf", fields.on_behalf_of, &mut faults).await?;
        let about = requests(connection, "input.aboutRequests", &fields.about, &mut faults).await?;
        faults.finish()?;
        Ok(Self { caller, on_behalf_of, about })
    }

    /// The citizens, the new ones written: who reached the centre, and for whom. What is not said stays as it was.
    ///
    /// # Errors
    /// A person who calls for themself, or a database that fails.
    pub(super) async fn citizens(
        &self,
        transaction: &impl ConnectionTrait,
        (caller, on_behalf_of): (Option<i64>, Option<i64>),
        now: DateTime<Utc>,
    ) -> Result<(Option<citizens::Person>, Option<citizens::Person>), ServiceError> {
        let caller = match &self.caller {
            Some(person) => Some(person.key(transaction, now).await?),
            None => caller.map(citizens::Person::alone),
        };
        let on_behalf_of = match &self.on_behalf_of {
            Some(person) => Some(person.key(transaction, now).await?),
            None => on_behalf_of.map(citizens::Person::alone),
        };
        let person = |person: Option<citizens::Person>| person.map(|person| person.citizen_id);
        if on_behalf_of.is_some() && person(on_behalf_of) == person(caller) {
            let (field, other) = match self.on_behalf_of {
                Some(_) => ("input.onBehalfOf", "input.caller"),
                None => ("input.caller", "input.onBehalfOf"),
            };
            return Err(Fault::new(field, "=", FaultKind::Contradiction { other: other.to_owned() }).into());
        }
        Ok((caller, on_behalf_of))
    }
}

impl Person {
    async fn key(
        &self,
        transaction: &impl ConnectionTrait,
        now: DateTime<Utc>,
    ) -> Result<citizens::Person, ServiceError> {
        match self {
            Self::Citizen(person) => Ok(*person),
            Self::Requester(requester) => citizens::find_or_create(transaction, requester, now).await,
        }
    }
}

async fn person(
    connection: &impl ConnectionTrait,
    field: &str,
    fields: Option<PersonFields>,
    faults: &mut FaultCollector,
) -> Result<Option<Person>, ServiceError> {
    Ok(match fields {
        None => None,
        Some(PersonFields::Requester(fields)) => {
            faults.take(Requester::parse(&format!("{field}.requester"), fields)).map(Person::Requester)
        }
        Some(PersonFields::Citizen(named)) => {
            let found = store::citizens::by_keys(connection, &[named.key]).await?.pop();
            let found = found.ok_or_else(|| named.absent(&format!("{field}.citizen")));
            faults.take(found).map(|citizen| Person::Citizen(citizens::Person::from(&citizen)))
        }
    })
}

async fn requests(
    connection: &impl ConnectionTrait,
    field: &str,
    numbers: &[String],
    faults: &mut FaultCollector,
) -> Result<Vec<i64>, ServiceError> {
    if faults.take(check_length(field, numbers.len(), MAXIMUM_REQUESTS)).is_none() {
        return Ok(Vec::new());
    }
    let mut keys = Vec::with_capacity(numbers.len());
    for (index, number) in numbers.iter().enumerate() {
        let field = format!("{field}.{index}");
        let parsed: Result<RequestNumber, _> = number.parse();
        let Ok(parsed) = parsed else {
            let kind = FaultKind::Malformed { expected: "2026-0123456".to_owned() };
            faults.push(Fault::new(field, number, kind));
            continue;
        };
        match store::requests::by_number(connection, &parsed.to_string()).await? {
            Some(request) => keys.push(request.id),
            None => faults.push(Fault::new(field, number, FaultKind::Absent)),
        }
    }
    Ok(keys)
}

/// Checks that a contact that has to do with `count` requests may have to do with `more`.
///
/// # Errors
/// A contact with too many, in `field`.
pub(super) fn check_count(field: &str, count: u64, more: usize) -> Result<(), Faults> {
    let length = usize::try_from(count).unwrap_or(usize::MAX).saturating_add(more);
    Ok(check_length(field, length, MAXIMUM_REQUESTS)?)
}
