//! A row of a file as a demand, by a mapping that was checked against the file and the catalogue.

use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};
use riverain_entities::products::RequestKind;
use riverain_entities::service_requests::{RequestChannel, RequestStatus};
use riverain_entities::{precisions, products, work_types};
use serde_json::{Map, Value};

use super::code::borough_named;
use super::columns::{Column, Columns};
use super::content_digest::content_digest;
use super::estimates::Estimates;
use super::rows::Row;
use super::texts::{MAXIMUM_AREA_NAME, some_of, within};
use super::values::{DateReader, Vocabulary};
use crate::domain::fault::{Fault, FaultCollector, FaultKind, Faults};
use crate::domain::place::Point;
use crate::domain::request_status::is_open;
use crate::services::intake::Intake;
use crate::services::submission::{MAXIMUM_ADDRESS, MAXIMUM_DESCRIPTION};
use crate::store::reference::Reference;

/// The longest identifier of a request in its source, in characters.
const MAXIMUM_EXTERNAL_ID: usize = 200;

/// A mapping, checked and ready to be applied to every row.
#[derive(Debug)]
pub(super) struct Conversion {
    pub(super) source: String,
    pub(super) simulated: bool,
    pub(super) columns: Columns,
    pub(super) dates: DateReader,
    /// How long before its opening a request may be closed: it is then closed as it is opened.
    pub(super) closing_tolerance: Duration,
    pub(super) statuses: Option<Vocabulary<RequestStatus>>,
    pub(super) channels: Vocabulary<RequestChannel>,
    pub(super) categories: Vec<Category>,
    /// Some of the words that categories are known by, for a person.
    pub(super) known_categories: String,
    /// What the report calls the identity that a row has of itself.
    pub(super) identity_name: &'static str,
    pub(super) unknown_position: Vec<Condition>,
    pub(super) estimates: Estimates,
}

/// What the requests of a category are.
#[derive(Debug, Clone)]
pub(super) struct Category {
    /// Every condition that its rows meet; none for the category of all other rows.
    pub(super) conditions: Vec<Condition>,
    pub(super) product: Arc<products::Model>,
    pub(super) precision: Arc<precisions::Model>,
    pub(super) kind: Option<RequestKind>,
    pub(super) work_type: Option<Arc<work_types::Model>>,
}

/// A column whose value is one of several.
#[derive(Debug, Clone)]
pub(super) struct Condition {
    pub(super) column: usize,
    pub(super) values: Vec<String>,
}

/// A row that became a demand.
#[derive(Debug)]
pub(super) struct ConvertedRow {
    pub(super) external_id: String,
    pub(super) intake: Intake,
    /// The borough's name, where the source gives one.
    pub(super) borough: Option<String>,
    /// Tells whether another row says the same.
    pub(super) digest: String,
    /// Whether the closing was moved to the opening, which it came shortly before.
    pub(super) closing_moved: bool,
}

/// When a request was closed.
#[derive(Debug, Clone, Copy, Default)]
struct Closing {
    at: Option<DateTime<Utc>>,
    moved: bool,
}

impl Conversion {
    /// The demand that a row holds.
    ///
    /// # Errors
    /// Every fault of the row, each under the name of its column.
    pub(super) fn convert(&self, row: &Row, reference: &Reference, now: DateTime<Utc>) -> Result<ConvertedRow, Faults> {
        self.columns.check_width(row)?;
        let mut faults = FaultCollector::default();
        let external_id = faults.take(self.external_id(row));
        let category = faults.take(self.category(row));
        let opened_at = faults.take(self.opened_at(row, now));
        let closing = faults.take(self.closing(row, opened_at, now)).unwrap_or_default();
        let due_at = faults.take(self.moment(row, self.columns.due_at.as_ref())).flatten();
        let status = faults.take(self.status(row, closing.at));
        let channel = faults.take(self.channel(row));
        let point = faults.take(self.point(row, reference));
        let description = faults.take(text(row, self.columns.description.as_ref(), MAXIMUM_DESCRIPTION));
        let address = faults.take(text(row, self.columns.address.as_ref(), MAXIMUM_ADDRESS));
        let borough = faults.take(self.borough(row, reference)).flatten();
        let work_type = category.and_then(|category| category.planned_work(reference));
        let estimate = faults.take(self.estimates.read(row, work_type.as_deref()));
        faults.finish()?;
        let complete = (external_id, category, opened_at, status, channel, estimate);
        let (Some(external_id), Some(category), Some(opened_at), Some(status), Some(channel), Some(estimate)) =
            complete
        else {
            return Err(Fault::required(self.columns.opened_at.name()).into());
        };
        let intake = Intake {
            product: Arc::clone(&category.product),
            precision: Arc::clone(&category.precision),
            kind: category.kind,
            department_id: None,
            work_type: category.work_type.clone(),
            is_unplanned: false,
            question_tree_version_id: None,
            answers: Value::Object(Map::new()),
            answer_severity: 0,
            channel,
            description: description.flatten(),
            point: point.flatten(),
            address: address.flatten(),
            borough_id: None,
            citizen_id: None,
            source: self.source.clone(),
            external_id: Some(external_id.clone()),
            status,
            opened_at,
            due_at,
            closed_at: closing.at,
            settled_at_first_contact: false,
            estimated_cost_cents: estimate.cost_cents,
            estimated_crew_hours: estimate.crew_hours,
            distinct_citizens: 1,
            simulated: self.simulated,
        };
        let digest = content_digest(&intake, borough.as_deref());
        Ok(ConvertedRow { external_id, intake, borough, digest, closing_moved: closing.moved })
    }

    /// The name of the column of identifiers.
    pub(super) fn external_id_name(&self) -> &str {
        self.columns.external_id.as_ref().map_or(self.identity_name, Column::name)
    }

    fn external_id(&self, row: &Row) -> Result<String, Fault> {
        let name = self.external_id_name();
        let text = match &self.columns.external_id {
            Some(column) => column.joined(row).ok_or_else(|| Fault::required(name))?,
            None => row.identity.clone(),
        };
        within(name, &text, MAXIMUM_EXTERNAL_ID)?;
        Ok(text)
    }

    fn category(&self, row: &Row) -> Result<&Category, Fault> {
        let found =
            self.categories.iter().find(|category| category.conditions.iter().all(|condition| condition.holds(row)));
        found.ok_or_else(|| {
            let columns =
                self.categories.iter().flat_map(|category| &category.conditions).map(|condition| condition.column);
            let mut columns: Vec<usize> = columns.collect();
            columns.sort_unstable();
            columns.dedup();
            let value: Vec<&str> = columns.iter().map(|column| row.values.get(*column).unwrap_or_default()).collect();
            let kind = FaultKind::Unknown { allowed: self.known_categories.clone() };
            Fault::new(self.columns.names_of(&columns), value.join(" / "), kind)
        })
    }

    fn opened_at(&self, row: &Row, now: DateTime<Utc>) -> Result<DateTime<Utc>, Fault> {
        let column = &self.columns.opened_at;
        let Some(opened_at) = self.moment(row, Some(column))? else {
            return Err(Fault::required(column.name()));
        };
        not_in_the_future(column, row, opened_at, now)?;
        Ok(opened_at)
    }

    fn closing(&self, row: &Row, opened_at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Result<Closing, Fault> {
        let Some(column) = &self.columns.closed_at else { return Ok(Closing::default()) };
        let Some(closed_at) = self.moment(row, Some(column))? else { return Ok(Closing::default()) };
        not_in_the_future(column, row, closed_at, now)?;
        match opened_at {
            Some(opened_at) if opened_at - closed_at > self.closing_tolerance => {
                let earlier_field = self.columns.opened_at.name().to_owned();
                let value = column.joined(row).unwrap_or_default();
                Err(Fault::new(column.name(), value, FaultKind::Reversed { earlier_field }))
            }
            Some(opened_at) if closed_at < opened_at => Ok(Closing { at: Some(opened_at), moved: true }),
            _ => Ok(Closing { at: Some(closed_at), moved: false }),
        }
    }

    fn moment(&self, row: &Row, column: Option<&Column>) -> Result<Option<DateTime<Utc>>, Fault> {
        let Some((column, text)) = column.and_then(|column| Some((column, column.joined(row)?))) else {
            return Ok(None);
        };
        self.dates
            .read(&text)
            .map(Some)
            .ok_or_else(|| Fault::new(column.name(), &text, FaultKind::Malformed { expected: self.dates.forms() }))
    }

    fn status(&self, row: &Row, closed_at: Option<DateTime<Utc>>) -> Result<RequestStatus, Fault> {
        let (Some(column), Some(statuses)) = (&self.columns.status, &self.statuses) else {
            return Ok(if closed_at.is_some() { RequestStatus::Done } else { RequestStatus::Received });
        };
        let name = column.name();
        let word = column.joined(row).unwrap_or_default();
        let status = statuses
            .read(&word)
            .ok_or_else(|| Fault::new(name, &word, FaultKind::Unknown { allowed: statuses.known().to_owned() }))?;
        match (&self.columns.closed_at, closed_at) {
            (Some(closed), Some(_)) if is_open(status) => {
                let other = closed.name().to_owned();
                Err(Fault::new(name, &word, FaultKind::Contradiction { other }))
            }
            _ => Ok(status),
        }
    }

    fn channel(&self, row: &Row) -> Result<RequestChannel, Fault> {
        let word = self.columns.channel.as_ref().and_then(|column| column.joined(row)).unwrap_or_default();
        self.channels.read(&word).ok_or_else(|| {
            let name = self.columns.channel.as_ref().map_or("channel", |column| column.name());
            Fault::new(name, &word, FaultKind::Unknown { allowed: self.channels.known().to_owned() })
        })
    }

    /// The borough that a row names: any where no outline is known, else one of the city's.
    fn borough(&self, row: &Row, reference: &Reference) -> Result<Option<String>, Fault> {
        let Some(column) = &self.columns.borough else { return Ok(None) };
        let Some(name) = text(row, Some(column), MAXIMUM_AREA_NAME)? else { return Ok(None) };
        if !reference.has_borough_outlines() || borough_named(reference, &name).is_some() {
            return Ok(Some(name));
        }
        let allowed = some_of(reference.boroughs().iter().map(|borough| borough.name.as_str()));
        Err(Fault::new(column.name(), name, FaultKind::Unknown { allowed }))
    }

    fn point(&self, row: &Row, reference: &Reference) -> Result<Option<Point>, Fault> {
        let Some((longitude, latitude)) = &self.columns.position else { return Ok(None) };
        if self.unknown_position.iter().any(|condition| condition.holds(row)) {
            return Ok(None);
        }
        let (east, north) = (longitude.read(row), latitude.read(row));
        let (Some(east), Some(north)) = (east, north) else {
            let missing = match (east, north) {
                (None, None) => return Ok(None),
                (None, _) => longitude,
                _ => latitude,
            };
            return Err(Fault::required(missing.name()));
        };
        let point = Point::new("point", degrees(longitude, east)?, degrees(latitude, north)?).map_err(|fault| {
            let column = if fault.field == "point.latitude" { latitude } else { longitude };
            Fault { field: column.name().to_owned(), ..fault }
        })?;
        if reference.is_inside_city(point) {
            return Ok(Some(point));
        }
        let field = format!("{}, {}", longitude.name(), latitude.name());
        Err(Fault::new(field, format!("{east}, {north}"), FaultKind::OutsideCity { city: reference.city.name.clone() }))
    }
}

impl Category {
    /// The planned work that its requests ask for.
    fn planned_work(&self, reference: &Reference) -> Option<Arc<work_types::Model>> {
        let of_precision = || reference.work_type_of_code(self.precision.work_type_code.as_deref()?).cloned();
        self.work_type.clone().or_else(of_precision)
    }
}

impl Condition {
    fn holds(&self, row: &Row) -> bool {
        let value = row.values.get(self.column).unwrap_or_default().trim();
        self.values.iter().any(|expected| expected == value)
    }
}

fn not_in_the_future(column: &Column, row: &Row, moment: DateTime<Utc>, now: DateTime<Utc>) -> Result<(), Fault> {
    if moment <= now {
        return Ok(());
    }
    let value = column.joined(row).unwrap_or_default();
    Err(Fault::new(column.name(), value, FaultKind::InTheFuture { now: now.to_rfc3339() }))
}

fn degrees(column: &Column, text: &str) -> Result<f64, Fault> {
    text.parse().map_err(|_| Fault::new(column.name(), text, FaultKind::Malformed { expected: "-71.2080".to_owned() }))
}

fn text(row: &Row, column: Option<&Column>, maximum: usize) -> Result<Option<String>, Fault> {
    let Some(column) = column else { return Ok(None) };
    let text = column.joined(row);
    if let Some(text) = &text {
        within(column.name(), text, maximum)?;
    }
    Ok(text)
}
