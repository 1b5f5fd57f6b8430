//! Citizens and their records.

use riverain_entities::citizens::{ActiveModel, Model};
use sea_orm::ActiveValue::Set;
use sea_orm::{ConnectionTrait, NotSet};

use super::ServiceError;
use crate::app::App;
use crate::auth::policy::{Action, may};
use crate::auth::viewer::Viewer;
use crate::domain::citizen::Requester;
use crate::domain::text_search::normalise;
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

/// One page of citizens.
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

/// How many citizens a filter lets through.
///
/// # Errors
/// A caller who may not search citizens, or a database that fails.
pub async fn count(app: &App, viewer: &Viewer, filter: &CitizenFilter) -> Result<u64, ServiceError> {
    if !may(viewer, Action::SearchCitizens) {
        return Err(ServiceError::refused(viewer));
    }
    Ok(citizens::count(&app.database, filter).await?)
}

/// The citizen who gave this e-mail address before, else a new one.
///
/// # Errors
/// A database that fails.
pub async fn find_or_create(
    connection: &impl ConnectionTrait,
    requester: &Requester,
    now: chrono::DateTime<chrono::Utc>,
) -> Result<i64, ServiceError> {
    let email = requester.email.as_deref().map(str::to_lowercase);
    if let Some(email) = &email
        && let Some(known) = citizens::by_email(connection, email).await?
        && normalise(&known.family_name) == normalise(&requester.family_name)
    {
        return Ok(known.id);
    }
    let search_text = [
        Some(requester.given_name.as_str()),
        Some(requester.family_name.as_str()),
        email.as_deref(),
        requester.phone.as_deref(),
    ];
    let search_text = normalise(&search_text.into_iter().flatten().collect::<Vec<_>>().join(" "));
    let citizen = ActiveModel {
        id: NotSet,
        given_name: Set(requester.given_name.clone()),
        family_name: Set(requester.family_name.clone()),
        email: Set(email),
        phone: Set(requester.phone.clone()),
        language: Set(requester.language),
        language_ground: Set(requester.language_ground),
        consent_to_contact: Set(requester.consent_to_contact),
        consented_at: Set(requester.consent_to_contact.then_some(now)),
        search_text: Set(search_text),
        created_at: Set(now),
    };
    Ok(citizens::insert(connection, citizen).await?.id)
}
