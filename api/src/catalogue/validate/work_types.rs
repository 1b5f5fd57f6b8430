//! `work-types.toml`.

use std::collections::BTreeMap;

use petgraph::algo::tarjan_scc;
use petgraph::graph::{DiGraph, NodeIndex};
use riverain_planner::MAX_STREET_REACH_M;

use super::Findings;
use crate::catalogue::format::{Distance, Estimate, Grouping, WorkType, WorkTypesFile};
use crate::catalogue::load::Files;
use crate::data_file::{Code, CrewHours, Document, FieldPath, FileFault, FileFaultCode};

/// The faults of the work types.
pub(super) fn work_types(document: &Document<WorkTypesFile>, files: &Files) -> Vec<FileFault> {
    let mut findings = Findings::of(document);
    let work_types = &document.content.work_types;
    let root = FieldPath::root().key("work_types");
    let codes: Vec<&Code> = work_types.iter().map(|work_type| &work_type.code).collect();
    let file = files.departments.as_ref().map(|document| &document.content);
    let departments: Option<Vec<&Code>> =
        file.map(|file| file.departments.iter().map(|department| &department.code).collect());
    let crews: Option<Vec<&Code>> = file
        .map(|file| file.departments.iter().flat_map(|department| &department.crews).map(|crew| &crew.code).collect());
    findings.distinct(&root, codes.iter().copied());
    for (index, work_type) in work_types.iter().enumerate() {
        let path = root.index(index);
        findings.reference(&path.key("department"), &work_type.department, departments.as_deref());
        for (rank, after) in work_type.after.iter().enumerate() {
            findings.reference(&path.key("after").index(rank), after, Some(&codes));
        }
        if let Some(span) = work_type.grouping.max_span_m {
            findings.ordered(&path.key("grouping").key("max_span_m"), work_type.grouping.radius_m, span);
        }
        street_reach(&mut findings, &path.key("grouping"), work_type.grouping);
        if work_type.mobilization.shared_cost_cents > work_type.mobilization.cost_cents {
            let cost = vec![("cost", work_type.mobilization.cost_cents.to_string())];
            let path = path.key("mobilization").key("shared_cost_cents");
            findings.add(&path, FileFaultCode::SharedCostAboveCost, cost);
        }
        estimate(&mut findings, &path.key("estimate"), &work_type.estimate, crews.as_deref());
    }
    order(&mut findings, &root, work_types);
    findings.faults
}

/// Faults a radius or span along the streets that reaches farther than routes are searched.
fn street_reach(findings: &mut Findings<'_, WorkTypesFile>, path: &FieldPath, grouping: Grouping) {
    if grouping.distance == Distance::GreatCircle {
        return;
    }
    for (key, metres) in [("radius_m", Some(grouping.radius_m)), ("max_span_m", grouping.max_span_m)] {
        if metres.is_some_and(|metres| metres > MAX_STREET_REACH_M) {
            let bound = vec![("bound", format!("≤ {MAX_STREET_REACH_M}"))];
            findings.add(&path.key(key), FileFaultCode::OutOfRange, bound);
        }
    }
}

fn estimate(
    findings: &mut Findings<'_, WorkTypesFile>,
    path: &FieldPath,
    estimate: &Estimate,
    crews: Option<&[&Code]>,
) {
    let mut hours = |key: &str, hours: &BTreeMap<Code, CrewHours>| {
        for crew in hours.keys() {
            findings.reference_key(&path.key(key).key(crew.as_str()), crew, crews);
        }
    };
    hours("mean_crew_hours", &estimate.mean_crew_hours);
    if let Some(per_unit) = &estimate.crew_hours_per_unit {
        hours("crew_hours_per_unit", per_unit);
    }
    let per_unit = [
        ("cost_per_unit_cents", estimate.cost_per_unit_cents.is_some()),
        ("crew_hours_per_unit", estimate.crew_hours_per_unit.is_some()),
    ];
    for (key, given) in per_unit {
        if given && estimate.unit.is_none() {
            let needed = vec![("needed", "unit".to_owned())];
            findings.add(&path.key(key), FileFaultCode::RequiresField, needed);
        }
    }
    if estimate.unit.is_some() && estimate.cost_per_unit_cents.is_none() {
        let needed = vec![("needed", "cost_per_unit_cents".to_owned())];
        findings.add(&path.key("unit"), FileFaultCode::RequiresField, needed);
    }
}

/// Faults each circle of work types that come after one another: the strongly connected components of several work
/// types (Tarjan's algorithm), or of one that comes after itself.
fn order(findings: &mut Findings<'_, WorkTypesFile>, root: &FieldPath, work_types: &[WorkType]) {
    let rank = |code: &Code| work_types.iter().position(|work_type| work_type.code == *code);
    let mut graph = DiGraph::<(), ()>::new();
    let nodes: Vec<NodeIndex> = work_types.iter().map(|_| graph.add_node(())).collect();
    for (work_type, node) in work_types.iter().zip(&nodes) {
        for after in work_type.after.iter().filter_map(rank) {
            graph.add_edge(*node, nodes[after], ());
        }
    }
    for mut circle in tarjan_scc(&graph) {
        circle.sort_unstable();
        let [first, rest @ ..] = circle.as_slice() else { continue };
        if rest.is_empty() && !graph.contains_edge(*first, *first) {
            continue;
        }
        let names: Vec<&str> = circle.iter().map(|node| work_types[node.index()].code.as_str()).collect();
        let cycle = vec![("cycle", names.join(", "))];
        findings.add(&root.index(first.index()).key("after"), FileFaultCode::OrderCycle, cycle);
    }
}
