//! Reading service requests.

use riverain_entities::request_representatives::{FollowUpRecipient, Model as Representative};
use riverain_entities::service_requests::{Model, RequestStatus};

use super::ServiceError;
use crate::app::App;
use crate::auth::policy::{Action, may};
use crate::auth::viewer::Viewer;
use crate::domain::fault::{Fault, FaultCollector, FaultKind};
use crate::domain::request_filter::{RequestFilter, TextFilter};
use crate::domain::request_number::RequestNumber;
use crate::domain::text_search::SearchWords;
use crate::store::contacts;
use crate::store::page::{Page, PageRequest};
use crate::store::reference::Reference;
use crate::store::request_conditions::{matching, paged};
use crate::store::request_places;
use crate::store::requests::{self, RequestOrder, RequestPosition};

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
    let teams = reference.teams().iter().map(|row| row.code.as_str()).collect();
    check("teams", &filter.teams, &|codes| reference.team_keys(codes), teams);
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

/// The filter of the open requests of a department, or of one of its teams, each problem once.
///
/// # Errors
/// A caller who may list no requests, a department that does not exist, or a team that is not of it.
pub fn work_queue(
    viewer: &Viewer,
    reference: &Reference,
    department: String,
    team: Option<String>,
) -> Result<RequestFilter, ServiceError> {
    let mut faults = FaultCollector::default();
    let of_department = reference.department_of_code(&department);
    if of_department.is_none() {
        let allowed = reference.departments().iter().map(|row| row.code.as_str()).collect::<Vec<_>>().join(", ");
        faults.push(Fault::new("department", &department, FaultKind::Unknown { allowed }));
    }
    if let Some(code) = &team {
        let teams = reference.teams().iter();
        let teams: Vec<_> = teams.filter(|row| of_department.is_none_or(|own| row.department_id == own.id)).collect();
        if !teams.iter().any(|row| row.code == *code) {
            let allowed = teams.iter().map(|row| row.code.as_str()).collect::<Vec<_>>().join(", ");
            faults.push(Fault::new("team", code, FaultKind::Unknown { allowed }));
        }
    }
    faults.finish()?;
    let teams = team.into_iter().collect();
    scope(
        viewer,
        RequestFilter {
            departments: vec![department],
            teams,
            open: Some(true),
            merged: Some(false),
            ..Default::default()
        },
        None,
    )
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

/// How many requests a scoped filter lets through, by status; a status that none has is left out.
///
/// # Errors
/// A database that fails.
pub async fn counts_by_status(
    app: &App,
    reference: &Reference,
    filter: &RequestFilter,
) -> Result<Vec<(RequestStatus, u64)>, ServiceError> {
    let condition = matching(filter, reference, app.database.get_database_backend());
    Ok(requests::counts_by_status(&app.database, condition).await?)
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
    readable(app, viewer, request).await
}

/// The requests of these numbers that there are and that the caller may see, the latest first.
///
/// # Errors
/// A text that is no request number (in `field`), a caller without a token, or a database that fails.
pub async fn find_by_numbers(
    app: &App,
    viewer: &Viewer,
    field: &str,
    numbers: &[String],
) -> Result<Vec<Model>, ServiceError> {
    if matches!(viewer, Viewer::Anonymous) {
        return Err(ServiceError::Unauthenticated);
    }
    let mut faults = FaultCollector::default();
    let parsed = numbers.iter().filter_map(|number| {
        let kind = FaultKind::Malformed { expected: "2026-0123456".to_owned() };
        faults.take(number.parse::<RequestNumber>().map_err(|_| Fault::new(field, number, kind)))
    });
    let parsed: Vec<String> = parsed.map(|number| number.to_string()).collect();
    faults.finish()?;
    let rows = requests::by_numbers(&app.database, &parsed).await?;
    let (shown, others): (Vec<Model>, Vec<Model>) =
        rows.into_iter().partition(|row| may(viewer, Action::ReadRequest { citizen_id: row.citizen_id }));
    let Some(own) = viewer.citizen_id().filter(|_| !others.is_empty()) else { return Ok(shown) };
    let keys: Vec<i64> = others.iter().map(|row| row.id).collect();
    let made_by = contacts::representatives(&app.database, &keys).await?;
    let followed =
        others.into_iter().filter(|row| made_by.iter().any(|by| by.request_id == row.id && follows(by, own)));
    Ok(shown.into_iter().chain(followed).collect())
}

/// The request of this key, where there is one and the caller may see it.
///
/// # Errors
/// A database that fails.
pub async fn find(app: &App, viewer: &Viewer, request_id: i64) -> Result<Option<Model>, ServiceError> {
    let request = requests::by_keys(&app.database, &[request_id]).await?.pop();
    readable(app, viewer, request).await
}

/// The request, where the caller may see it: by their role, as its requester, or as the one who made it for the requester
/// and gets the follow-ups.
async fn readable(app: &App, viewer: &Viewer, request: Option<Model>) -> Result<Option<Model>, ServiceError> {
    let Some(request) = request else { return Ok(None) };
    if may(viewer, Action::ReadRequest { citizen_id: request.citizen_id }) {
        return Ok(Some(request));
    }
    let Some(own) = viewer.citizen_id() else { return Ok(None) };
    let representatives = contacts::representatives(&app.database, &[request.id]).await?;
    Ok(representatives.iter().any(|row| follows(row, own)).then_some(request))
}

/// Whether a citizen made a request for its requester and gets its follow-ups.
fn follows(row: &Representative, citizen: i64) -> bool {
    row.citizen_id == citizen && row.follow_ups_to != FollowUpRecipient::Requester
}
