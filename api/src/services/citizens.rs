//! Citizens and their records.

use chrono::{DateTime, Utc};
use riverain_entities::citizens::{ActiveModel, Language, LanguageGround, Model};
use sea_orm::ActiveValue::{Set, Unchanged};
use sea_orm::{ActiveModelTrait, ConnectionTrait, NotSet};

use super::{ServiceError, person_search};
use crate::app::App;
use crate::auth::policy::{Action, may};
use crate::auth::viewer::Viewer;
use crate::domain::citizen::Requester;
use crate::domain::text_search::normalise;
use crate::store::citizen_history::{self, EntryPosition, HistoryEntry};
use crate::store::citizens::{self, CitizenFilter};
use crate::store::page::{Page, PageRequest};

/// The citizen of this key, where there is one and the caller may see them; others' records answer as if absent.
///
/// # Errors
/// A database that fails, or a caller without a token.
pub async fn find(app: &App, viewer: &Viewer, citizen_id: i64) -> Result<Option<Model>, ServiceError> {
    if !may(viewer, Action::ReadCitizen { citizen_id }) {
        return match viewer {
            Viewer::Citizen { .. } => Ok(None),
            _ => Err(ServiceError::refused(viewer)),
        };
    }
    Ok(citizens::by_keys(&app.database, &[citizen_id]).await?.pop())
}

/// One page of the citizens of an address and a number, newest record first; those of a text: [`person_search::page`].
///
/// # Errors
/// A caller who may not search citizens, or a database that fails.
pub async fn list(
    app: &App,
    viewer: &Viewer,
    filter: &CitizenFilter,
    page: &PageRequest<i64>,
) -> Result<Page<Model>, ServiceError> {
    if !may(viewer, Action::SearchCitizens) {
        return Err(ServiceError::refused(viewer));
    }
    Ok(citizens::page(&app.database, filter, page).await?)
}

/// One page of the requests and contacts of a citizen whom the caller may see, the latest first; contacts are for those who
/// may read them.
///
/// # Errors
/// A database that fails.
pub async fn history(
    app: &App,
    viewer: &Viewer,
    citizen_id: i64,
    page: &PageRequest<EntryPosition>,
) -> Result<Page<HistoryEntry>, ServiceError> {
    let with_contacts = may(viewer, Action::ReadContacts);
    Ok(citizen_history::page(&app.database, citizen_id, with_contacts, page).await?)
}

/// How many citizens a filter lets through; of those whom a text finds, as many as it gives at most.
///
/// # Errors
/// A caller who may not search citizens, or a database that fails.
pub async fn count(app: &App, viewer: &Viewer, filter: &CitizenFilter) -> Result<u64, ServiceError> {
    if !may(viewer, Action::SearchCitizens) {
        return Err(ServiceError::refused(viewer));
    }
    if let Some(search) = &filter.text {
        let found = person_search::ranked(app, search, filter).await?;
        return Ok(u64::try_from(found.len()).unwrap_or(u64::MAX));
    }
    Ok(citizens::count(&app.database, filter).await?)
}

/// A citizen as a record names them: by itself, and by the record that stands for the person where it is merged. What is
/// written of them is the record's own; what is compared is the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Person {
    /// The key of the record.
    pub record_id: i64,
    /// The key of the record that stands for the person.
    pub citizen_id: i64,
}

impl From<&Model> for Person {
    fn from(record: &Model) -> Self {
        Self { record_id: record.id, citizen_id: record.master_id.unwrap_or(record.id) }
    }
}

impl Person {
    /// The person whom a record that is merged into no other stands for.
    pub fn alone(key: i64) -> Self {
        Self { record_id: key, citizen_id: key }
    }

    /// The person of the record of this key.
    ///
    /// # Errors
    /// A database that fails.
    pub async fn of(connection: &impl ConnectionTrait, key: i64) -> Result<Self, ServiceError> {
        let record = citizens::by_keys(connection, &[key]).await?.pop();
        Ok(record.as_ref().map_or(Self::alone(key), Self::from))
    }
}

/// The record of the citizen of this e-mail address and name, with what they say anew of themself; else a new one. For
/// whoever may write into the records of others.
///
/// # Errors
/// A database that fails.
pub async fn find_or_create(
    transaction: &impl ConnectionTrait,
    requester: &Requester,
    now: DateTime<Utc>,
) -> Result<Person, ServiceError> {
    let Some(email) = address(requester) else { return create(transaction, requester, now).await };
    let sharing = citizens::by_email_locked(transaction, &email).await?;
    let same = sharing.into_iter().filter(|known| is_same_person(known, requester));
    let Some(known) = same.min_by_key(|known| known.master_id.is_some()) else {
        return create(transaction, requester, now).await;
    };
    let person = Person::from(&known);
    renew(transaction, known, requester, now).await?;
    // The city writes to the person by the record that stands for them: it must know what they agree to.
    if person.citizen_id != person.record_id
        && let Some(root) = citizens::by_keys(transaction, &[person.citizen_id]).await?.pop()
    {
        renew(transaction, root, &Requester { phone: None, ..requester.clone() }, now).await?;
    }
    Ok(person)
}

/// A new record of a citizen.
///
/// # Errors
/// A database that fails.
pub async fn create(
    transaction: &impl ConnectionTrait,
    requester: &Requester,
    now: DateTime<Utc>,
) -> Result<Person, ServiceError> {
    let email = address(requester);
    let consent = requester.consent_to_contact.unwrap_or(false);
    let names = [requester.given_name.as_str(), requester.family_name.as_str()];
    let citizen = ActiveModel {
        id: NotSet,
        given_name: Set(requester.given_name.clone()),
        family_name: Set(requester.family_name.clone()),
        phone: Set(requester.phone.clone()),
        language: Set(requester.language.unwrap_or(Language::French)),
        language_ground: Set(match requester.language {
            Some(_) => LanguageGround::Chosen,
            None => LanguageGround::Default,
        }),
        consent_to_contact: Set(consent),
        consented_at: Set(consent.then_some(now)),
        search_text: Set(search_text(names, email.as_deref(), requester.phone.as_deref())),
        email: Set(email),
        created_at: Set(now),
        master_id: Set(None),
    };
    Ok(Person::alone(citizens::insert(transaction, citizen).await?.id))
}

/// Records what a known citizen says anew: telephone, language, consent. What is not said stays as it was.
async fn renew(
    transaction: &impl ConnectionTrait,
    known: Model,
    requester: &Requester,
    now: DateTime<Utc>,
) -> Result<(), ServiceError> {
    let mut change = ActiveModel { id: Unchanged(known.id), ..Default::default() };
    if let Some(phone) = requester.phone.as_ref().filter(|phone| known.phone.as_ref() != Some(*phone)) {
        let names = [known.given_name.as_str(), known.family_name.as_str()];
        change.search_text = Set(search_text(names, known.email.as_deref(), Some(phone)));
        change.phone = Set(Some(phone.clone()));
    }
    if let Some(language) = requester.language {
        change.language = Set(language);
        change.language_ground = Set(LanguageGround::Chosen);
    }
    if let Some(consent) = requester.consent_to_contact.filter(|consent| *consent != known.consent_to_contact) {
        change.consent_to_contact = Set(consent);
        change.consented_at = Set(consent.then_some(now));
    }
    if change.is_changed() {
        citizens::update(transaction, change).await?;
    }
    Ok(())
}

fn address(requester: &Requester) -> Option<String> {
    requester.email.as_deref().map(str::to_lowercase)
}

fn is_same_person(known: &Model, requester: &Requester) -> bool {
    normalise(&known.given_name) == normalise(&requester.given_name)
        && normalise(&known.family_name) == normalise(&requester.family_name)
}

fn search_text(names: [&str; 2], email: Option<&str>, phone: Option<&str>) -> String {
    let parts = names.into_iter().chain(email).chain(phone);
    normalise(&parts.collect::<Vec<_>>().join(" "))
}
