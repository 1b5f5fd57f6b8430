//! Contacts with the centre: who reached it, how, when they were answered, and what came of it.

pub mod people;
pub mod recording;
pub mod requests;

use std::borrow::Cow;

use riverain_entities::contacts::Model;

use super::{ServiceError, person_search};
use crate::app::App;
use crate::auth::policy::{Action, may};
use crate::auth::viewer::Viewer;
use crate::domain::contact_filter::ContactFilter;
use crate::domain::fault::{Fault, FaultKind};
use crate::store::citizens::CitizenFilter;
use crate::store::contacts;
use crate::store::page::{MomentPosition, Page, PageRequest};

/// A row that the caller names by its global identifier.
#[derive(Debug, Clone)]
pub struct Named {
    /// Its key.
    pub key: i64,
    /// The identifier, as the caller wrote it.
    pub given: String,
}

impl Named {
    /// The fault of a name of nothing that the caller may see, in `field`.
    pub fn absent(&self, field: &str) -> Fault {
        Fault::new(field, &self.given, FaultKind::Absent)
    }
}

/// The contact of this key, where there is one.
///
/// # Errors
/// A caller who may see no contacts, or a database that fails.
pub async fn find(app: &App, viewer: &Viewer, contact_id: i64) -> Result<Option<Model>, ServiceError> {
    check_reader(viewer)?;
    Ok(contacts::by_keys(&app.database, &[contact_id]).await?.pop())
}

/// One page of contacts, the latest first.
///
/// # Errors
/// A caller who may see no contacts, or a database that fails.
pub async fn list(
    app: &App,
    viewer: &Viewer,
    filter: &ContactFilter,
    page: &PageRequest<MomentPosition>,
) -> Result<Page<Model>, ServiceError> {
    check_reader(viewer)?;
    let filter = with_people(app, filter).await?;
    Ok(contacts::page(&app.database, &filter, page).await?)
}

/// How many contacts a filter lets through.
///
/// # Errors
/// A caller who may see no contacts, or a database that fails.
pub async fn count(app: &App, viewer: &Viewer, filter: &ContactFilter) -> Result<u64, ServiceError> {
    check_reader(viewer)?;
    let filter = with_people(app, filter).await?;
    Ok(contacts::count(&app.database, &filter).await?)
}

/// The filter with the people whom it searches.
async fn with_people<'a>(app: &App, filter: &'a ContactFilter) -> Result<Cow<'a, ContactFilter>, ServiceError> {
    let Some(search) = &filter.person else { return Ok(Cow::Borrowed(filter)) };
    let found = person_search::ranked(app, search, &CitizenFilter::default()).await?;
    let people = found.into_iter().map(|(_, citizen)| citizen.id).collect();
    Ok(Cow::Owned(ContactFilter { people: Some(people), ..filter.clone() }))
}

pub(super) fn check_reader(viewer: &Viewer) -> Result<(), ServiceError> {
    if may(viewer, Action::ReadContacts) { Ok(()) } else { Err(ServiceError::refused(viewer)) }
}

pub(super) fn check_agent(viewer: &Viewer) -> Result<(), ServiceError> {
    if may(viewer, Action::HandleContacts) { Ok(()) } else { Err(ServiceError::refused(viewer)) }
}
