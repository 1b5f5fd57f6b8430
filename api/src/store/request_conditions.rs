//! A request filter as SQL that an index serves, the same on both databases.

use std::fmt::Write;

use riverain_entities::service_requests::Column;
use sea_orm::sea_query::{Expr, SimpleExpr};
use sea_orm::{ColumnTrait, Condition, DbBackend};

use super::reference::Reference;
use crate::domain::place::{Area, BoundingBox, Circle};
use crate::domain::request_filter::{RequestFilter, Span, TextFilter};
use crate::domain::request_status;
use crate::domain::spatial_cover::{cover_area, cover_box};

/// The mean radius of the Earth that all distances use, metres.
const EARTH_RADIUS_M: f64 = 6_371_008.8;

/// The condition that the rows of a filter meet.
pub fn matching(filter: &RequestFilter, reference: &Reference, backend: DbBackend) -> Condition {
    let coded = [
        (Column::DepartmentId, &filter.departments, reference.department_keys(&filter.departments)),
        (Column::ProductId, &filter.products, reference.product_keys(&filter.products)),
        (Column::BoroughId, &filter.boroughs, reference.borough_keys(&filter.boroughs)),
        (Column::NeighbourhoodId, &filter.neighbourhoods, reference.neighbourhood_keys(&filter.neighbourhoods)),
    ];
    let asked = coded.into_iter().filter(|(_, codes, _)| !codes.is_empty());
    let mut all = asked.fold(Condition::all(), |all, (column, _, keys)| all.add(column.is_in(keys)));
    if !filter.work_types.is_empty() {
        all = all.add(Column::WorkTypeCode.is_in(filter.work_types.iter().map(String::as_str)));
    }
    if !filter.statuses.is_empty() {
        all = all.add(Column::Status.is_in(filter.statuses.iter().copied()));
    }
    if !filter.kinds.is_empty() {
        all = all.add(Column::Kind.is_in(filter.kinds.iter().copied()));
    }
    if !filter.channels.is_empty() {
        all = all.add(Column::Channel.is_in(filter.channels.iter().copied()));
    }
    all.add_option(filter.priority.map(|span| within(Column::Priority, span)))
        .add_option(filter.opened.map(|span| within(Column::OpenedAt, span)))
        .add_option(filter.closed.map(|span| within(Column::ClosedAt, span)))
        .add_option(filter.planned.map(|planned| match planned {
            true => Column::WorkTypeCode.is_not_null(),
            false => Column::WorkTypeCode.is_null(),
        }))
        .add_option(filter.citizen.map(|key| Column::CitizenId.eq(key)))
        .add_option(filter.text.as_ref().map(|text| containing(text, backend)))
        .add_option(filter.bounding_box.map(in_box))
        .add_option(filter.polygon.as_ref().map(|area| in_area(area, backend)))
        .add_option(filter.circle.map(in_circle))
}

/// The condition of the backlog: open requests that feed the planned-intervention programme.
pub fn in_backlog() -> Condition {
    Condition::all()
        .add(Column::WorkTypeCode.is_not_null())
        .add(Column::ClosedAt.is_null())
        .add(Column::Status.is_in(request_status::OPEN))
}

fn within<T: Into<sea_orm::Value>>(column: Column, span: Span<T>) -> Condition {
    Condition::all()
        .add_option(span.from.map(|least| column.gte(least)))
        .add_option(span.to.map(|greatest| column.lte(greatest)))
}

fn containing(text: &TextFilter, backend: DbBackend) -> SimpleExpr {
    let (words, with_description) = match text {
        TextFilter::Place(words) => (words, false),
        TextFilter::PlaceAndDescription(words) => (words, true),
    };
    if backend == DbBackend::Postgres {
        // Each expression is, letter for letter, that of an index.
        let document = if with_description {
            "to_tsvector('simple', place_search || ' ' || description_search)"
        } else {
            "to_tsvector('simple', place_search)"
        };
        return Expr::cust_with_values(format!("{document} @@ to_tsquery('simple', $1)"), [words.to_tsquery()]);
    }
    let columns: &[&str] = if with_description { &["place", "description"] } else { &["place"] };
    Expr::cust_with_values(
        "service_requests.id IN (SELECT rowid FROM service_request_search WHERE service_request_search MATCH ?)",
        [words.to_fts5(columns)],
    )
}

fn in_box(bounds: BoundingBox) -> Condition {
    in_cells(cover_box(bounds)).add(between_sides(bounds))
}

fn in_area(area: &Area, backend: DbBackend) -> Condition {
    in_cells(cover_area(area)).add(between_sides(area.bounds())).add(crosses_edges_oddly(area, backend))
}

fn in_circle(circle: Circle) -> Condition {
    let bounds = circle.bounding_box();
    let (longitude, latitude) = (circle.centre.longitude(), circle.centre.latitude());
    let haversine = format!(
        "power(sin(radians(service_requests.lat - ({latitude})) / 2), 2) + cos(radians({latitude})) \
         * cos(radians(service_requests.lat)) * power(sin(radians(service_requests.lon - ({longitude})) / 2), 2) <= {}",
        (circle.radius_m / (2.0 * EARTH_RADIUS_M)).sin().powi(2)
    );
    in_cells(cover_box(bounds)).add(between_sides(bounds)).add(Expr::cust(haversine))
}

fn in_cells(ranges: Vec<(i64, i64)>) -> Condition {
    let any = ranges
        .into_iter()
        .fold(Condition::any(), |any, (least, greatest)| any.add(Column::H3Cell.between(least, greatest)));
    Condition::all().add(any)
}

fn between_sides(bounds: BoundingBox) -> Condition {
    Condition::all()
        .add(Column::Lon.between(bounds.west, bounds.east))
        .add(Column::Lat.between(bounds.south, bounds.north))
}

/// A point lies in an area where a ray from it crosses the area's edges an odd number of times (Shimrat 1962). The
/// edges stand in the statement as numbers: an outline may have more of them than a statement may have parameters.
fn crosses_edges_oddly(area: &Area, backend: DbBackend) -> SimpleExpr {
    let float = if backend == DbBackend::Postgres { "::float8" } else { "" };
    let mut edges = String::new();
    for (start, end) in area.edges() {
        let separator = if edges.is_empty() { "" } else { "," };
        // Writing to a String cannot fail.
        let _ = write!(
            edges,
            "{separator}({:?}{float},{:?}{float},{:?}{float},{:?}{float})",
            start.x, start.y, end.x, end.y
        );
    }
    Expr::cust(format!(
        "(SELECT count(*) FROM (VALUES {edges}) AS edge \
         WHERE (edge.column2 > service_requests.lat) <> (edge.column4 > service_requests.lat) \
         AND service_requests.lon < (edge.column3 - edge.column1) * (service_requests.lat - edge.column2) \
         / (edge.column4 - edge.column2) + edge.column1) % 2 = 1"
    ))
}
