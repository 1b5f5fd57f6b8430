//! The places of a filter as SQL: ranges of H3 cells, which an index finds, and the exact shapes, tested on what the
//! ranges let through. The index holds the positions too, so that neither needs the rows themselves.

use std::fmt::Write;

use riverain_entities::service_requests::{Column, Entity};
use sea_orm::sea_query::{Expr, Query, SimpleExpr};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, DbBackend, DbErr};

use super::connect::is_postgres;
use crate::domain::place::{Area, BoundingBox, Circle};
use crate::domain::request_filter::RequestFilter;
use crate::domain::spatial_cover::{cover_area, cover_box};

/// The mean radius of the Earth that all distances use, metres.
const EARTH_RADIUS_M: f64 = 6_371_008.8;

/// The most requests around a place that are found by place and then put in order; above, reading in order meets a
/// page of them sooner.
const FEW: u64 = 4_000;

const HELD: &str = "held";

/// How a page of requests in the places of a filter, put in order, is come by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// As the database's planner finds best: PostgreSQL knows by its statistics how much a range of cells holds, though
    /// not what it costs to test an outline.
    Planned,
    /// By place first, then put in order: few requests are there.
    ByPlace,
    /// In order, until enough are met: many requests are there.
    InOrder,
}

/// How a page of requests in the places of a filter is come by: where the planner cannot know, the index of places
/// tells, read no further than it takes.
///
/// # Errors
/// A database that fails.
pub async fn access(connection: &impl ConnectionTrait, filter: &RequestFilter) -> Result<Access, DbErr> {
    let cells = cells(filter);
    if cells.is_empty() || (is_postgres(connection) && filter.polygon.is_none()) {
        return Ok(Access::Planned);
    }
    let around = Query::select().column(Column::H3Cell).from(Entity).cond_where(cells).limit(FEW + 1).to_owned();
    let count = Query::select().expr_as(Expr::cust("COUNT(*)"), HELD).from_subquery(around, "around").to_owned();
    let held: Option<u64> = match connection.query_one(&count).await? {
        Some(row) => u64::try_from(row.try_get::<i64>("", HELD)?).ok(),
        None => None,
    };
    Ok(if held.is_some_and(|held| held > FEW) { Access::InOrder } else { Access::ByPlace })
}

/// The condition of the requests in the places of a filter, found by place.
pub fn found_by_place(filter: &RequestFilter, backend: DbBackend) -> Condition {
    cells(filter).add(shapes(filter, backend))
}

/// The condition of the requests in the places of a filter, for a page that is put in order.
pub fn paged_by_place(filter: &RequestFilter, backend: DbBackend, access: Access) -> Condition {
    let found = || found_by_place(filter, backend);
    match access {
        Access::Planned => found(),
        // As a list of keys: beside an order and a limit, SQLite takes the order's index rather than a dozen ranges.
        Access::ByPlace => {
            let keys = Query::select().column(Column::Id).from(Entity).cond_where(found()).to_owned();
            Condition::all().add(Column::Id.in_subquery(keys))
        }
        Access::InOrder => shapes(filter, backend),
    }
}

fn cells(filter: &RequestFilter) -> Condition {
    Condition::all()
        .add_option(filter.bounding_box.map(|bounds| in_cells(cover_box(bounds))))
        .add_option(filter.polygon.as_ref().map(|area| in_cells(cover_area(area))))
        .add_option(filter.circle.map(|circle| in_cells(cover_box(circle.bounding_box()))))
}

fn in_cells(ranges: Vec<(i64, i64)>) -> Condition {
    let between = |(least, greatest)| Column::H3Cell.between(least, greatest);
    ranges.into_iter().map(between).fold(Condition::any(), Condition::add)
}

fn shapes(filter: &RequestFilter, backend: DbBackend) -> Condition {
    Condition::all()
        .add_option(filter.bounding_box.map(between_sides))
        .add_option(filter.polygon.as_ref().map(|area| in_area(area, backend)))
        .add_option(filter.circle.map(in_circle))
}

fn in_area(area: &Area, backend: DbBackend) -> Condition {
    between_sides(area.bounds()).add(crosses_edges_oddly(area, backend))
}

fn in_circle(circle: Circle) -> Condition {
    let (longitude, latitude) = (circle.centre.longitude(), circle.centre.latitude());
    let haversine = format!(
        "power(sin(radians(service_requests.lat - ({latitude})) / 2), 2) + cos(radians({latitude})) \
         * cos(radians(service_requests.lat)) * power(sin(radians(service_requests.lon - ({longitude})) / 2), 2) <= {}",
        (circle.radius_m / (2.0 * EARTH_RADIUS_M)).sin().powi(2)
    );
    between_sides(circle.bounding_box()).add(Expr::cust(haversine))
}

fn between_sides(bounds: BoundingBox) -> Condition {
    Condition::all()
        .add(Column::Lon.between(bounds.west, bounds.east))
        .add(Column::Lat.between(bounds.south, bounds.north))
}

/// A point lies in an area where a ray from it crosses the area's edges an odd number of times (Shimrat 1962). The
/// edges stand in the statement as numbers: an outline may have more of them than a statement may have parameters. The
/// test is for what differs from zero, since PostgreSQL takes an equation for rarely true and would then sort all.
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
         / (edge.column4 - edge.column2) + edge.column1) % 2 <> 0"
    ))
}
