//! Reading service requests and moving them through their life.

use riverain_entities::follow_ups::{self as follow_up_rows, Audience, FollowUpKind};
use riverain_entities::service_requests::{ActiveModel, Model, RequestStatus};
use sea_orm::ActiveValue::Set;
use sea_orm::NotSet;

use super::{ServiceError, follow_ups};
use crate::app::App;
use crate::auth::policy::{Action, may};
use crate::auth::viewer::Viewer;
use crate::domain::fault::{Fault, FaultCollector, FaultKind};
use crate::domain::request_filter::{RequestFilter, TextFilter};
use crate::domain::request_number::RequestNumber;
use crate::domain::request_status;
use crate::domain::text;
use crate::domain::text_search::SearchWords;
use crate::store::connect::begin_write;
use crate::store::page::{Page, PageRequest};
use crate::store::reference::Reference;
use crate::store::request_conditions::{matching, paged};
use crate::store::request_places;
use crate::store::requests::{self, RequestOrder, RequestPosition};

/// What came of a change of status.
#[derive(Debug)]
pub enum StatusChange {
    /// The request took the status.
    Changed(Box<Model>),
    /// The request's status does not allow the step.
    NotAllowed {
        /// The status the request has.
        from: RequestStatus,
        /// The statuses it may take.
        allowed: &'static [RequestStatus],
    },
    /// No request that the caller may see has this number.
    NotFound,
}

/// The filter as this caller may use it: citizens see their own requests alone; whoever may not search citizens does not
/// ask for a citizen's requests either, and whoever may not read descriptions does not search in them.
///
/// # Errors
/// A caller who may list no requests, or none by their requester.
pub fn scope(viewer: &Viewer, mut filter: RequestFilter, text: Option<&str>) -> Result<RequestFilter, ServiceError> {
    match viewer.citizen_id() {
        Some(own) => filter.citizen = Some(own),
        None if filter.citizen.is_some() && !may(viewer, Action::SearchCitizens) => {
            return Err(ServiceError::refused(viewer));
        }
        None if may(viewer, Action::ListRequests) => {}
        None => return Err(ServiceError::refused(viewer)),
    }
    let may_search_descriptions = viewer.citizen_id().is_some() || may(viewer, Action::SearchDescriptions);
    filter.text = text.and_then(SearchWords::parse).map(|words| match may_search_descriptions {
        true => TextFilter::PlaceAndDescription(words),
        false => TextFilter::Place(words),
    });
    Ok(filter)
}

/// Checks that the codes of a filter, which the caller named `{field}.departments` and so on, exist.
///
/// # Errors
/// A fault for each code that does not exist.
pub fn check_codes(field: &str, filter: &RequestFilter, reference: &Reference) -> Result<(), ServiceError> {
    let mut faults = FaultCollector::default();
    let mut check = |name: &str, codes: &[String], known: &dyn Fn(&[String]) -> Vec<i64>, all: Vec<&str>| {
        for (index, code) in codes.iter().enumerate() {
            if known(std::slice::from_ref(code)).is_empty() {
                let kind = FaultKind::Unknown { allowed: all.join(", ") };
                faults.push(Fault::new(format!("{field}.{name}.{index}"), code, kind));
            }
        }
    };
    let departments = reference.departments().iter().map(|row| row.code.as_str()).collect();
    check("departments", &filter.departments, &|codes| reference.department_keys(codes), departments);
    let work_types = reference.work_types().iter().map(|row| row.code.as_str()).collect();
    check("workTypes", &filter.work_types, &|codes| reference.work_type_keys(codes), work_types);
    let products = reference.products().iter().map(|row| row.code.as_str()).collect();
    check("products", &filter.products, &|codes| reference.product_keys(codes), products);
    let boroughs = reference.boroughs().iter().map(|row| row.code.as_str()).collect();
    check("boroughs", &filter.boroughs, &|codes| reference.borough_keys(codes), boroughs);
    let neighbourhoods = reference.neighbourhoods().iter().map(|row| row.code.as_str()).collect();
    check("neighbourhoods", &filter.neighbourhoods, &|codes| reference.neighbourhood_keys(codes), neighbourhoods);
    Ok(faults.finish()?)
}

/// One page of the requests that a scoped filter lets through.
///
/// # Errors
/// A database that fails.
pub async fn list(
    app: &App,
    reference: &Reference,
    filter: &RequestFilter,
    order: RequestOrder,
    page: &PageRequest<RequestPosition>,
) -> Result<Page<Model>, ServiceError> {
    let access = request_places::access(&app.database, filter).await?;
    let condition = paged(filter, reference, app.database.get_database_backend(), access);
    Ok(requests::page(&app.database, condition, order, page).await?)
}

/// How many requests a scoped filter lets through.
///
/// # Errors
/// A database that fails.
pub async fn count(app: &App, reference: &Reference, filter: &RequestFilter) -> Result<u64, ServiceError> {
    let condition = matching(filter, reference, app.database.get_database_backend());
    Ok(requests::count(&app.database, condition).await?)
}

/// The request of this number, where there is one and the caller may see it.
///
/// # Errors
/// A text that is no request number (named `field`), or a database that fails.
pub async fn find_by_number(
    app: &App,
    viewer: &Viewer,
    field: &str,
    number: &str,
) -> Result<Option<Model>, ServiceError> {
    if matches!(viewer, Viewer::Anonymous) {
        return Err(ServiceError::Unauthenticated);
    }
    let parsed: RequestNumber = number
        .parse()
        .map_err(|_| Fault::new(field, number, FaultKind::Malformed { expected: "2026-0123456".to_owned() }))?;
    let request = requests::by_number(&app.database, &parsed.to_string()).await?;
    Ok(request.filter(|request| may(viewer, Action::ReadRequest { citizen_id: request.citizen_id })))
}

/// The request of this key, where there is one and the caller may see it.
///
/// # Errors
/// A database that fails.
pub async fn find(app: &App, viewer: &Viewer, request_id: i64) -> Result<Option<Model>, ServiceError> {
    let request = requests::by_keys(&app.database, &[request_id]).await?.pop();
    Ok(request.filter(|request| may(viewer, Action::ReadRequest { citizen_id: request.citizen_id })))
}

/// Moves a request to another status, with a follow-up that says so: public where the citizen is to know, internal
/// for planned interventions, which have no follow-up to the citizen.
///
/// # Errors
/// A caller who may not change this request, a faulty note, or a database that fails.
pub async fn change_status(
    app: &App,
    viewer: &Viewer,
    number: &str,
    to: RequestStatus,
    note: Option<&str>,
) -> Result<StatusChange, ServiceError> {
    let Some(request) = find_by_number(app, viewer, "input.requestNumber", number).await? else {
        return Ok(StatusChange::NotFound);
    };
    let reference = app.reference.current().await?;
    let department = reference.department(request.department_id).map_or("", |row| row.code.as_str());
    if !may(viewer, Action::ChangeRequestStatus { department }) {
        return Err(ServiceError::refused(viewer));
    }
    let note = note.map(|note| text::required("input.note", note, follow_ups::MAXIMUM_TEXT)).transpose()?;
    let now = app.clock.now();
    let transaction = begin_write(&app.database).await?;
    // Read again and held: another step may have come first, and none comes between.
    let Some(request) = requests::by_number_locked(&transaction, &request.number).await? else {
        return Ok(StatusChange::NotFound);
    };
    let from = request.status;
    if !request_status::may_follow(from, to) {
        return Ok(StatusChange::NotAllowed { from, allowed: request_status::successors(from) });
    }
    let is_planned = request.work_type_id.is_some();
    let closed_at = (!request_status::is_open(to)).then_some(now);
    let change = ActiveModel {
        id: Set(request.id),
        status: Set(to),
        closed_at: Set(closed_at),
        updated_at: Set(now),
        ..Default::default()
    };
    let changed = requests::update(&transaction, change).await?;
    let author = follow_ups::Author::of(&transaction, viewer).await?;
    let follow_up = follow_up_rows::ActiveModel {
        id: NotSet,
        request_id: Set(request.id),
        author_kind: Set(author.kind),
        author_user_id: Set(author.user_id),
        author_name: Set(author.name),
        audience: Set(if is_planned { Audience::Internal } else { Audience::Public }),
        kind: Set(FollowUpKind::StatusChange),
        text: Set(note.unwrap_or_default()),
        status_from: Set(Some(from)),
        status_to: Set(Some(to)),
        created_at: Set(now),
    };
    crate::store::follow_ups::insert(&transaction, follow_up).await?;
    transaction.commit().await?;
    Ok(StatusChange::Changed(Box::new(changed)))
}
