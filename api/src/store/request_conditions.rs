//! A request filter as SQL that an index serves, the same on both databases.

use chrono::{DateTime, Utc};
use riverain_entities::service_requests::Column;
use riverain_entities::{request_merges, service_requests};
use sea_orm::sea_query::{Expr, Query, SelectStatement, SimpleExpr};
use sea_orm::{ColumnTrait, Condition, DbBackend, ExprTrait};

use super::reference::Reference;
use super::request_places::{Access, found_by_place, paged_by_place};
use super::text_index::TextIndex;
use crate::domain::promise::PromiseState;
use crate::domain::request_filter::{PromiseFilter, RequestFilter, Span, TextFilter};
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

/// The condition of the backlog: open requests that feed the planned-intervention programme, each problem once.
pub fn in_backlog() -> Condition {
    Condition::all()
        .add(Column::WorkTypeCode.is_not_null())
        .add(Column::ClosedAt.is_null())
        .add(Column::Status.is_in(request_status::OPEN))
        .add(Column::MasterId.is_null())
}

/// The condition of the backlog as it was at a moment: requests that were recorded by then, not closed yet and not merged
/// into another.
pub fn in_backlog_at(moment: DateTime<Utc>) -> Condition {
    let open = Condition::all().add(Column::ClosedAt.is_null()).add(Column::Status.is_in(request_status::OPEN));
    Condition::all()
        .add(Column::WorkTypeCode.is_not_null())
        .add(Column::CreatedAt.lte(moment))
        .add(Condition::any().add(open).add(Column::ClosedAt.gt(moment)))
        .add(Expr::exists(merged_at(moment)).not())
}

/// The merge of a request that stood at a moment.
fn merged_at(moment: DateTime<Utc>) -> SelectStatement {
    use request_merges::{Column as Merge, Entity as Merges};
    Query::select()
        .expr(Expr::val(1))
        .from(Merges)
        .and_where(Expr::col((Merges, Merge::RequestId)).equals((service_requests::Entity, Column::Id)))
        .and_where(Merge::MergedAt.lte(moment))
        .cond_where(Condition::any().add(Merge::UnmergedAt.is_null()).add(Merge::UnmergedAt.gt(moment)))
        .to_owned()
}

/// The keys of every version of each precision among these, named by the codes of their products and their own.
fn precision_keys(reference: &Reference, codes: &[(String, String)]) -> Vec<i64> {
    let of_product = |(product, precision): &(String, String)| -> Vec<i64> {
        let versions = reference.product_keys(std::slice::from_ref(product)).into_iter();
        let rows = versions.flat_map(|key| reference.precisions_of(key)).filter(|row| row.code == *precision);
        rows.map(|row| row.id).collect()
    };
    codes.iter().flat_map(of_product).collect()
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
    if !filter.precisions.is_empty() {
        all = all.add(Column::PrecisionId.is_in(precision_keys(reference, &filter.precisions)));
    }
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
        .add_option(filter.promises.as_ref().map(promised))
        .add_option(filter.master.map(|key| Column::MasterId.eq(key)))
        .add_option(filter.merged.map(|merged| match merged {
            true => Column::MasterId.is_not_null(),
            false => Column::MasterId.is_null(),
        }))
        .add_option(filter.text.as_ref().map(|text| containing(text, backend)))
}

/// The requests whose promise stands in one of some ways; as `domain::promise::Facts::state` says.
fn promised(filter: &PromiseFilter) -> Condition {
    let any = filter.states.iter().fold(Condition::any(), |any, state| any.add(stands(*state, filter.at)));
    // Said of all at once too, so that the indexes of open and of promised requests serve.
    let is_open =
        |state: &PromiseState| matches!(state, PromiseState::Running | PromiseState::AtRisk | PromiseState::Paused);
    let all_open = filter.states.iter().all(is_open);
    let all_promised = !filter.states.contains(&PromiseState::None);
    Condition::all()
        .add(any)
        .add_option(all_open.then(|| Column::ClosedAt.is_null()))
        .add_option(all_promised.then(|| Column::DueAt.is_not_null()))
}

fn stands(state: PromiseState, now: DateTime<Utc>) -> Condition {
    let promised = || Condition::all().add(Column::WorkTypeId.is_null()).add(Column::DueAt.is_not_null());
    let due = || Column::DueAt.into_expr();
    let runs = || promised().add(Column::ClosedAt.is_null()).add(Column::ClockStoppedAt.is_null());
    let stopped = || promised().add(Column::ClosedAt.is_null()).add(Column::ClockStoppedAt.is_not_null());
    match state {
        PromiseState::None => Condition::any().add(Column::DueAt.is_null()).add(Column::WorkTypeId.is_not_null()),
        PromiseState::Running => {
            let safe = Condition::any().add(Column::AtRiskAt.is_null()).add(Column::AtRiskAt.gt(now));
            runs().add(Column::DueAt.gte(now)).add(safe)
        }
        PromiseState::AtRisk => runs().add(Column::AtRiskAt.lte(now)).add(Column::DueAt.gte(now)),
        PromiseState::Paused => stopped().add(Column::ClockStoppedAt.into_expr().lte(due())),
        PromiseState::Kept => promised().add(Column::ClosedAt.into_expr().lte(due())),
        PromiseState::Late => Condition::any()
            .add(runs().add(Column::DueAt.lt(now)))
            .add(stopped().add(Column::ClockStoppedAt.into_expr().gt(due())))
            .add(promised().add(Column::ClosedAt.into_expr().gt(due()))),
    }
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
