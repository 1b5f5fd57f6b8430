//! A request filter as SQL that an index serves, the same on both databases.

use chrono::{DateTime, Utc};
use riverain_entities::service_requests::Column;
use sea_orm::sea_query::SimpleExpr;
use sea_orm::{ColumnTrait, Condition, DbBackend};

use super::reference::Reference;
use super::request_places::{Access, found_by_place, paged_by_place};
use super::text_index::TextIndex;
use crate::domain::request_filter::{RequestFilter, Span, TextFilter};
use crate::domain::request_status;

const PLACES: TextIndex = TextIndex {
    table: "service_requests",
    text: "place_search",
    virtual_table: "service_request_search",
    columns: &["place"],
};

const PLACES_AND_DESCRIPTIONS: TextIndex =
    TextIndex { text: "place_search || ' ' || description_search", columns: &["place", "description"], ..PLACES };

/// The condition that the rows of a filter meet.
pub fn matching(filter: &RequestFilter, reference: &Reference, backend: DbBackend) -> Condition {
    wherever(filter, reference, backend).add(found_by_place(filter, backend))
}

/// The same condition, for a page that is put in order.
pub fn paged(filter: &RequestFilter, reference: &Reference, backend: DbBackend, access: Access) -> Condition {
    wherever(filter, reference, backend).add(paged_by_place(filter, backend, access))
}

/// The condition of the backlog: open requests that feed the planned-intervention programme.
pub fn in_backlog() -> Condition {
    Condition::all()
        .add(Column::WorkTypeCode.is_not_null())
        .add(Column::ClosedAt.is_null())
        .add(Column::Status.is_in(request_status::OPEN))
}

/// The condition of the backlog as it was at a moment: requests that were recorded by then and not closed yet.
pub fn in_backlog_at(moment: DateTime<Utc>) -> Condition {
    let open = Condition::all().add(Column::ClosedAt.is_null()).add(Column::Status.is_in(request_status::OPEN));
    Condition::all()
        .add(Column::WorkTypeCode.is_not_null())
        .add(Column::CreatedAt.lte(moment))
        .add(Condition::any().add(open).add(Column::ClosedAt.gt(moment)))
}

fn wherever(filter: &RequestFilter, reference: &Reference, backend: DbBackend) -> Condition {
    let coded = [
        (Column::DepartmentId, &filter.departments, reference.department_keys(&filter.departments)),
        (Column::TeamId, &filter.teams, reference.team_keys(&filter.teams)),
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
        .add_option(filter.open.map(|open| match open {
            true => Condition::all().add(Column::ClosedAt.is_null()).add(Column::Status.is_in(request_status::OPEN)),
            false => Condition::all().add(Column::Status.is_in(request_status::FINAL)),
        }))
        .add_option(filter.planned.map(|planned| match planned {
            true => Column::WorkTypeCode.is_not_null(),
            false => Column::WorkTypeCode.is_null(),
        }))
        .add_option(filter.citizen.map(|key| Column::CitizenId.eq(key)))
        .add_option(filter.text.as_ref().map(|text| containing(text, backend)))
}

fn within<T: Into<sea_orm::Value>>(column: Column, span: Span<T>) -> Condition {
    Condition::all()
        .add_option(span.from.map(|least| column.gte(least)))
        .add_option(span.to.map(|greatest| column.lte(greatest)))
}

fn containing(text: &TextFilter, backend: DbBackend) -> SimpleExpr {
    match text {
        TextFilter::Place(words) => PLACES.containing(words, backend),
        TextFilter::PlaceAndDescription(words) => PLACES_AND_DESCRIPTIONS.containing(words, backend),
    }
}
