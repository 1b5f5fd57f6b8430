//! Which requests a caller asks for, as they write it.

use async_graphql::{Context, ID, InputObject, Result};
use chrono::{DateTime, Utc};

use crate::auth::viewer::Viewer;
use crate::domain::fault::{Fault, FaultCollector, FaultKind, Faults, check_length};
use crate::domain::place::{Area, BoundingBox, Circle, Point};
use crate::domain::request_filter::{PromiseFilter, RequestFilter, Span};
use crate::domain::text;
use crate::graphql::context::{Told, app, reference, viewer};
use crate::graphql::enums::{PromiseState, RequestChannel, RequestKind, RequestStatus, distinct};
use crate::graphql::global_id::{self, NodeKind};
use crate::graphql::scalars::GeoJson;
use crate::services::{ServiceError, requests};
use crate::store::reference::Reference;

/// The most entries of one list of a filter.
pub const MAXIMUM_CODES: usize = 100;

/// The longest text that is searched for, in characters.
pub const MAXIMUM_TEXT: usize = 200;

/// Conditions that must all hold; a list holds where one of its entries does.
#[derive(Debug, Clone, Default, InputObject)]
#[graphql(name = "RequestFilter")]
pub struct RequestFilterInput {
    /// Codes of departments.
    #[graphql(default)]
    departments: Vec<String>,
    /// Codes of teams.
    #[graphql(default)]
    teams: Vec<String>,
    /// Codes of planned work types.
    #[graphql(default)]
    work_types: Vec<String>,
    /// Codes of products, whatever the version.
    #[graphql(default)]
    products: Vec<String>,
    /// Codes of boroughs.
    #[graphql(default)]
    boroughs: Vec<String>,
    /// Codes of neighbourhoods.
    #[graphql(default)]
    neighbourhoods: Vec<String>,
    /// Statuses.
    #[graphql(default)]
    statuses: Vec<RequestStatus>,
    /// Kinds of demand.
    #[graphql(default)]
    kinds: Vec<RequestKind>,
    /// Channels.
    #[graphql(default)]
    channels: Vec<RequestChannel>,
    /// Priority, 0 to 100.
    priority: Option<NumberRange>,
    /// When the request was opened.
    opened_at: Option<TimeRange>,
    /// When the request was closed.
    closed_at: Option<TimeRange>,
    /// Words that begin words of the number, the address or, for those who may read it, the description; without case or
    /// accents.
    text: Option<String>,
    /// A box that the place lies in.
    bounding_box: Option<BoundingBoxInput>,
    /// A GeoJSON `Polygon` or `MultiPolygon` that the place lies in.
    polygon: Option<GeoJson>,
    /// A circle that the place lies in.
    radius: Option<RadiusInput>,
    /// Whether the request still waits for something to be done.
    is_open: Option<bool>,
    /// Whether the request feeds the planned-intervention programme.
    is_planned_intervention: Option<bool>,
    /// Whether the request is merged into another that reports the same problem.
    is_merged: Option<bool>,
    /// The requester.
    citizen: Option<ID>,
    /// How the promise stands now.
    #[graphql(default)]
    promises: Vec<PromiseState>,
}

/// A range of numbers, both ends included.
#[derive(Debug, Clone, Copy, InputObject)]
pub struct NumberRange {
    /// Least number.
    minimum: Option<f64>,
    /// Greatest number.
    maximum: Option<f64>,
}

/// A range of moments, both ends included.
#[derive(Debug, Clone, Copy, InputObject)]
pub struct TimeRange {
    /// Earliest moment.
    from: Option<DateTime<Utc>>,
    /// Latest moment.
    to: Option<DateTime<Utc>>,
}

/// A box between two meridians and two parallels, WGS 84 degrees.
#[derive(Debug, Clone, Copy, InputObject)]
#[graphql(name = "BoundingBox")]
pub struct BoundingBoxInput {
    /// Least longitude.
    west: f64,
    /// Least latitude.
    south: f64,
    /// Greatest longitude.
    east: f64,
    /// Greatest latitude.
    north: f64,
}

/// All places within a distance of a centre.
#[derive(Debug, Clone, Copy, InputObject)]
#[graphql(name = "Radius")]
pub struct RadiusInput {
    /// The centre.
    centre: PlaceInput,
    /// Great-circle distance, metres, at most 50,000.
    metres: f64,
}

/// A position in WGS 84 degrees.
#[derive(Debug, Clone, Copy, InputObject)]
pub struct PlaceInput {
    /// Degrees east, negative in the Americas.
    pub longitude: f64,
    /// Degrees north.
    pub latitude: f64,
}

/// The filter that a caller wrote under `field`, checked and limited to what they may see.
///
/// # Errors
/// Every fault at once; a caller who may list no requests.
pub fn scoped(ctx: &Context<'_>, field: &str, input: Option<RequestFilterInput>) -> Result<RequestFilter> {
    checked(viewer(ctx), reference(ctx)?, field, input, app(ctx)?.clock.now()).told(ctx)
}

/// The filter that a caller wrote under `field`, checked and limited to what they may see.
///
/// # Errors
/// Every fault at once; a caller who may list no requests.
pub fn checked(
    viewer: &Viewer,
    reference: &Reference,
    field: &str,
    input: Option<RequestFilterInput>,
    now: DateTime<Utc>,
) -> Result<RequestFilter, ServiceError> {
    let input = input.unwrap_or_default();
    let text = input.text.clone();
    let filter = input.check(field, now)?;
    requests::check_codes(field, &filter, reference)?;
    requests::scope(viewer, filter, text.as_deref())
}

impl RequestFilterInput {
    fn check(self, field: &str, now: DateTime<Utc>) -> Result<RequestFilter, Faults> {
        let mut faults = FaultCollector::default();
        let lists = [
            ("departments", self.departments.len()),
            ("teams", self.teams.len()),
            ("workTypes", self.work_types.len()),
            ("products", self.products.len()),
            ("boroughs", self.boroughs.len()),
            ("neighbourhoods", self.neighbourhoods.len()),
            ("statuses", self.statuses.len()),
            ("kinds", self.kinds.len()),
            ("channels", self.channels.len()),
            ("promises", self.promises.len()),
        ];
        for (name, length) in lists {
            faults.take(check_length(format!("{field}.{name}"), length, MAXIMUM_CODES));
        }
        faults.take(text::optional(&format!("{field}.text"), self.text.as_deref(), MAXIMUM_TEXT));
        let priority = faults.take(self.priority.map(|range| range.check(&format!("{field}.priority"))).transpose());
        let opened = faults.take(self.opened_at.map(|range| range.check(&format!("{field}.openedAt"))).transpose());
        let closed = faults.take(self.closed_at.map(|range| range.check(&format!("{field}.closedAt"))).transpose());
        let bounding_box =
            faults.take(self.bounding_box.map(|bounds| bounds.check(&format!("{field}.boundingBox"))).transpose());
        let polygon = faults.take(self.polygon.map(|shape| area(&format!("{field}.polygon"), &shape)).transpose());
        let circle = faults.take(self.radius.map(|radius| radius.check(&format!("{field}.radius"))).transpose());
        let citizen = faults.take(
            self.citizen.map(|id| global_id::parse_as(&format!("{field}.citizen"), NodeKind::Citizen, &id)).transpose(),
        );
        faults.finish()?;
        let promises = promise_filter(self.promises, now);
        Ok(RequestFilter {
            departments: self.departments,
            teams: self.teams,
            work_types: self.work_types,
            precisions: Vec::new(),
            products: self.products,
            boroughs: self.boroughs,
            neighbourhoods: self.neighbourhoods,
            statuses: distinct(self.statuses),
            kinds: distinct(self.kinds),
            channels: distinct(self.channels),
            priority: priority.flatten(),
            opened: opened.flatten(),
            closed: closed.flatten(),
            text: None,
            bounding_box: bounding_box.flatten(),
            polygon: polygon.flatten(),
            circle: circle.flatten(),
            open: self.is_open,
            planned: self.is_planned_intervention,
            citizen: citizen.flatten(),
            promises,
            master: None,
            merged: self.is_merged,
        })
    }
}

/// The filter of the states that promises are in now; none where every state is let through.
pub fn promise_filter(states: Vec<PromiseState>, now: DateTime<Utc>) -> Option<PromiseFilter> {
    (!states.is_empty()).then(|| PromiseFilter { states: distinct(states), at: now })
}

impl NumberRange {
    fn check(self, field: &str) -> Result<Span<f64>, Fault> {
        for (name, value) in [("minimum", self.minimum), ("maximum", self.maximum)] {
            if let Some(value) = value.filter(|value| !(0.0..=100.0).contains(value)) {
                let kind = FaultKind::OutOfRange { minimum: "0".to_owned(), maximum: "100".to_owned() };
                return Err(Fault::new(format!("{field}.{name}"), value, kind));
            }
        }
        in_order(field, ("minimum", self.minimum), ("maximum", self.maximum))
    }
}

impl TimeRange {
    /// The span of the range, which the caller named `field`.
    ///
    /// # Errors
    /// An end before its beginning.
    pub fn check(self, field: &str) -> Result<Span<DateTime<Utc>>, Fault> {
        in_order(field, ("from", self.from), ("to", self.to))
    }
}

impl BoundingBoxInput {
    fn check(self, field: &str) -> Result<BoundingBox, Fault> {
        BoundingBox::new(field, self.west, self.south, self.east, self.north)
    }
}

impl RadiusInput {
    fn check(self, field: &str) -> Result<Circle, Fault> {
        let centre = Point::new(&format!("{field}.centre"), self.centre.longitude, self.centre.latitude)?;
        Circle::new(field, centre, self.metres)
    }
}

fn area(field: &str, shape: &GeoJson) -> Result<Area, Fault> {
    Area::of_filter(field, &shape.0)
}

fn in_order<T: PartialOrd + ToString + Copy>(
    field: &str,
    (earlier, from): (&str, Option<T>),
    (later, to): (&str, Option<T>),
) -> Result<Span<T>, Fault> {
    match (from, to) {
        (Some(least), Some(greatest)) if greatest < least => {
            let kind = FaultKind::Reversed { earlier_field: format!("{field}.{earlier}") };
            Err(Fault::new(format!("{field}.{later}"), greatest.to_string(), kind))
        }
        _ => Ok(Span { from, to }),
    }
}
