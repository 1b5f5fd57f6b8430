//! Requests as GeoReport tells them: where each one stands, in plain words and without personal data that its reader may not
//! see.

use axum::http::StatusCode;
use chrono::{DateTime, Days, NaiveDate, NaiveTime, SecondsFormat, TimeDelta, TimeZone, Utc};
use riverain_entities::service_requests::Model;

use super::answer::Failure;
use super::document::{Document, Node};
use super::{Call, services};
use crate::auth::policy::{Action, may};
use crate::auth::viewer::Viewer;
use crate::domain::fault::{Fault, FaultCollector, FaultKind, check_length};
use crate::domain::follow_up_summary::{SummaryInput, next_step, state_in_words};
use crate::domain::request_filter::{RequestFilter, Span};
use crate::domain::{node_id, request_status};
use crate::locale::Locale;
use crate::services::follow_up_summaries::{self, Summary};
use crate::services::follow_ups::are_shown;
use crate::services::requests as request_services;
use crate::store::page::{Direction, Page, PageRequest};
use crate::store::reference::Reference;
use crate::store::requests::{RequestOrder, RequestOrderField};

/// The most requests of an answer.
const MAXIMUM_ROWS: u64 = 1_000;

/// The longest time that a list looks at, where it asks for no single requests.
const MAXIMUM_SPAN: TimeDelta = TimeDelta::days(90);

/// The most requests that are asked for by their numbers, and the most services that a list is narrowed to.
const MAXIMUM_CODES: usize = 100;

/// What a requester is told of a request: where it stands, and what happens next.
pub(super) fn notice(input: &SummaryInput, locale: Locale, now: DateTime<Utc>) -> String {
    format!("{} {}", state_in_words(input, locale), next_step(input, locale, now))
}

impl Call<'_> {
    /// Requests by their numbers, or else those of a time, the latest first.
    pub(super) async fn requests(&self) -> Result<Document, Failure> {
        let reference = self.reference().await?;
        let viewer = self.viewer(&reference)?;
        let numbers = self.parameters.list("service_request_id");
        let rows = match numbers.is_empty() {
            false => {
                let bounded = check_length("service_request_id", numbers.len(), MAXIMUM_CODES);
                bounded.map_err(|fault| self.failed(fault))?;
                let found = request_services::find_by_numbers(self.app, &viewer, "service_request_id", &numbers).await;
                found.map_err(|error| self.failed(error))?
            }
            true => {
                let filter = self.filter(&reference).map_err(|error| self.failed(error))?;
                let filter = request_services::scope(&viewer, filter, None).map_err(|error| self.failed(error))?;
                let order = RequestOrder { field: RequestOrderField::OpenedAt, direction: Direction::Descending };
                let page = PageRequest::first(MAXIMUM_ROWS);
                let listed = request_services::list(self.app, &reference, &filter, order, &page).await;
                listed.map_err(|error| self.failed(error))?.rows
            }
        };
        self.told(&reference, &viewer, rows).await
    }

    /// One request.
    pub(super) async fn request(&self, number: &str) -> Result<Document, Failure> {
        let reference = self.reference().await?;
        let viewer = self.viewer(&reference)?;
        let found = request_services::find_by_number(self.app, &viewer, "service_request_id", number).await;
        let request = found.map_err(|error| self.failed(error))?.ok_or_else(|| self.absent(number))?;
        self.told(&reference, &viewer, vec![request]).await
    }

    /// The number of the request that a token stands for: every request is made at once, so that its global identifier is
    /// as good as a token.
    pub(super) async fn token(&self, token: &str) -> Result<Document, Failure> {
        let reference = self.reference().await?;
        let viewer = self.viewer(&reference)?;
        if matches!(viewer, Viewer::Anonymous) {
            return Err(self.failed(crate::services::ServiceError::Unauthenticated));
        }
        let key = node_id::decode(token).filter(|(name, _)| name == "Request").map(|(_, key)| key);
        let key = key.ok_or_else(|| self.absent(token))?;
        let found = request_services::find(self.app, &viewer, key).await.map_err(|error| self.failed(error))?;
        let request = found.ok_or_else(|| self.absent(token))?;
        let told = Node::Fields(vec![
            ("service_request_id", Node::Text(request.number)),
            ("token", Node::Text(token.to_owned())),
        ]);
        Ok(Document { root: "service_requests", content: Node::List("request", vec![told]) })
    }

    fn absent(&self, id: &str) -> Failure {
        let values = [("id", id.chars().take(120).collect())];
        Failure::worded(self.locale, StatusCode::NOT_FOUND, "service_request_id", &values)
    }

    /// Which requests are asked for: those of a time of at most 90 days, which ends now where nothing is said.
    fn filter(&self, reference: &Reference) -> Result<RequestFilter, crate::services::ServiceError> {
        let mut faults = FaultCollector::default();
        let start = faults.take(self.moment(reference, "start_date", NaiveTime::MIN)).flatten();
        let end = faults.take(self.moment(reference, "end_date", LAST_SECOND)).flatten();
        let now = self.app.clock.now();
        let (from, to) = match (start, end) {
            (Some(start), Some(end)) => (start, end),
            (Some(start), None) => (start, start + MAXIMUM_SPAN),
            (None, end) => (end.unwrap_or(now) - MAXIMUM_SPAN, end.unwrap_or(now)),
        };
        if from > to {
            let kind = FaultKind::Reversed { earlier_field: "start_date".to_owned() };
            faults.push(Fault::new("end_date", to.to_rfc3339(), kind));
        } else if to - from > MAXIMUM_SPAN + TimeDelta::days(1) {
            let (minimum, maximum) = (from.to_rfc3339(), (from + MAXIMUM_SPAN).to_rfc3339());
            faults.push(Fault::new("end_date", to.to_rfc3339(), FaultKind::OutOfRange { minimum, maximum }));
        }
        let mut open = Vec::new();
        for status in self.parameters.list("status") {
            match status.as_str() {
                "open" => open.push(true),
                "closed" => open.push(false),
                _ => {
                    let kind = FaultKind::Unknown { allowed: "open, closed".to_owned() };
                    faults.push(Fault::new("status", status, kind));
                }
            }
        }
        let codes = self.parameters.list("service_code");
        faults.take(check_length("service_code", codes.len(), MAXIMUM_CODES));
        let mut precisions = Vec::new();
        for code in codes.into_iter().take(MAXIMUM_CODES) {
            let known = services::parts(&code).filter(|(product, precision)| {
                let product = reference.product_of_code(product);
                product.is_some_and(|row| reference.precisions_of(row.id).iter().any(|row| row.code == *precision))
            });
            match known {
                Some((product, precision)) => precisions.push((product.to_owned(), precision.to_owned())),
                None => {
                    let kind = FaultKind::Unknown { allowed: "/open311/v2/services.json".to_owned() };
                    faults.push(Fault::new("service_code", &code, kind));
                }
            }
        }
        faults.finish()?;
        let only = open.first().copied().filter(|first| open.iter().all(|other| other == first));
        let opened = Some(Span { from: Some(from), to: Some(to) });
        Ok(RequestFilter { precisions, opened, open: only, ..RequestFilter::default() })
    }

    /// The moment that a parameter gives; a day begins or ends in the time zone of the city.
    fn moment(&self, reference: &Reference, name: &str, of_day: NaiveTime) -> Result<Option<DateTime<Utc>>, Fault> {
        let Some(text) = self.parameters.get(name) else { return Ok(None) };
        let given = DateTime::parse_from_rfc3339(text).map(|moment| moment.to_utc()).ok().or_else(|| {
            let day: NaiveDate = text.parse().ok()?;
            reference.calendar().time_zone().from_local_datetime(&day.and_time(of_day)).earliest().map(|t| t.to_utc())
        });
        // What lies beyond the years that are written with four digits cannot be counted from.
        let given = given.filter(|given| given.checked_add_days(Days::new(100_000)).is_some());
        let kind = FaultKind::Malformed { expected: "2026-09-15T00:00:00-04:00".to_owned() };
        given.map(Some).ok_or_else(|| Fault::new(name, text, kind))
    }

    async fn told(&self, reference: &Reference, viewer: &Viewer, rows: Vec<Model>) -> Result<Document, Failure> {
        let page = Page { rows, has_previous: false, has_next: false };
        let summaries = follow_up_summaries::of_page(self.app, page).await.map_err(|error| self.failed(error))?;
        let now = self.app.clock.now();
        let shown = summaries.rows.iter().map(|summary| self.shown(reference, viewer, summary, now));
        Ok(Document { root: "service_requests", content: Node::List("request", shown.collect()) })
    }

    fn shown(&self, reference: &Reference, viewer: &Viewer, summary: &Summary, now: DateTime<Utc>) -> Node {
        let (locale, request) = (self.locale, &summary.request);
        let product = reference.product(request.product_id);
        let precision = reference.precision(request.precision_id);
        let name = |fr: &str, en: &str| locale.pick(fr, en).to_owned();
        let service_code = product.zip(precision).map(|(product, row)| services::code(&product.code, &row.code));
        let service_name = product.zip(precision).map(|(product, row)| {
            format!("{} – {}", name(&product.name_fr, &product.name_en), name(&row.name_fr, &row.name_en))
        });
        let moment = |moment: DateTime<Utc>| moment.to_rfc3339_opts(SecondsFormat::Secs, true);
        let personal = may(viewer, Action::ReadRequestPersonalData { citizen_id: request.citizen_id });
        let said = summary.last_public.as_ref().filter(|row| {
            let by_citizen = row.author_kind == riverain_entities::follow_ups::AuthorKind::Citizen;
            are_shown(viewer, request) && may(viewer, Action::ReadFollowUpText { internal: false, by_citizen })
        });
        let said = said.map(|row| row.text.as_str()).filter(|text| !text.is_empty());
        let stands = state_in_words(&summary.input, locale);
        let notes = said.map_or_else(|| stands.clone(), |said| format!("{stands} {said}"));
        let department = reference.department(request.department_id);
        let status = if request_status::is_open(request.status) { "open" } else { "closed" };
        Node::Fields(vec![
            ("service_request_id", Node::Text(request.number.clone())),
            ("status", Node::Text(status.to_owned())),
            ("status_notes", Node::Text(notes)),
            ("service_name", Node::text(service_name)),
            ("service_code", Node::text(service_code)),
            ("description", Node::text(request.description.clone().filter(|_| personal))),
            ("agency_responsible", Node::text(department.map(|row| name(&row.name_fr, &row.name_en)))),
            ("service_notice", Node::Text(next_step(&summary.input, locale, now))),
            ("requested_datetime", Node::Text(moment(request.opened_at))),
            ("updated_datetime", Node::Text(moment(request.updated_at))),
            ("expected_datetime", Node::text(summary.input.promise.shown_due_at(now).map(moment))),
            ("address", Node::text(request.address.clone())),
            ("address_id", Node::Absent),
            ("zipcode", Node::Absent),
            ("lat", request.lat.map_or(Node::Absent, Node::Number)),
            ("long", request.lon.map_or(Node::Absent, Node::Number)),
            ("media_url", Node::Absent),
        ])
    }
}

/// The last second of a day.
const LAST_SECOND: NaiveTime = match NaiveTime::from_hms_opt(23, 59, 59) {
    Some(time) => time,
    None => NaiveTime::MIN,
};
