//! `life-cycle.toml`: the steps as a graph of the statuses.

use std::collections::{HashMap, HashSet};

use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::{Bfs, Reversed, Walker};

use super::Findings;
use crate::catalogue::format::{LifeCycleFile, Status, Step, StepRole};
use crate::data_file::{Code, Document, FieldPath, FileFault, FileFaultCode};

/// The faults of the life cycle.
pub(super) fn life_cycle(document: &Document<LifeCycleFile>) -> Vec<FileFault> {
    let mut findings = Findings::of(document);
    let cycle = &document.content;
    let (reasons, steps) = (FieldPath::root().key("reasons"), FieldPath::root().key("steps"));
    findings.distinct(&reasons, cycle.reasons.iter().map(|reason| &reason.code));
    for (index, reason) in cycle.reasons.iter().enumerate() {
        if !cycle.steps.iter().any(|step| step.reasons.contains(&reason.code)) {
            findings.add(&reasons.index(index).key("code"), FileFaultCode::UnusedReason, Vec::new());
        }
    }
    let known: Vec<&Code> = cycle.reasons.iter().map(|reason| &reason.code).collect();
    let mut taken = HashMap::new();
    for (index, entry) in cycle.steps.iter().enumerate() {
        let path = steps.index(index);
        step(&mut findings, &path, entry, &known);
        duplicates(&mut findings, &path, index, entry, &mut taken);
    }
    ends(&mut findings, &steps, &cycle.steps);
    findings.faults
}

fn step(findings: &mut Findings<'_, LifeCycleFile>, path: &FieldPath, step: &Step, reasons: &[&Code]) {
    for (rank, from) in step.from.iter().enumerate() {
        let fault = match (*from, step.to) {
            (from, to) if from == to => FileFaultCode::StepToItself,
            (from, Status::Reopened) if !from.is_final() => FileFaultCode::ReopenedWhileOpen,
            (from, to) if from.is_final() && to != Status::Reopened => FileFaultCode::StepOutOfFinal,
            _ => continue,
        };
        findings.add(&path.key("from").index(rank), fault, vec![("to", step.to.as_str().to_owned())]);
    }
    for (rank, reason) in step.reasons.iter().enumerate() {
        findings.reference(&path.key("reasons").index(rank), reason, Some(reasons));
    }
    if step.reason_required && step.reasons.is_empty() {
        findings.add(
            &path.key("reason_required"),
            FileFaultCode::RequiresField,
            vec![("needed", "reasons".to_owned())],
        );
    }
}

/// Faults a step that an earlier entry already lets the same role take.
fn duplicates(
    findings: &mut Findings<'_, LifeCycleFile>,
    path: &FieldPath,
    index: usize,
    step: &Step,
    taken: &mut HashMap<(Status, Status, StepRole), usize>,
) {
    for (rank, role) in step.by.iter().enumerate() {
        let earlier = step.from.iter().filter_map(|from| Some((*from, taken.insert((*from, step.to, *role), index)?)));
        if let Some((from, earlier)) = earlier.last() {
            let told = vec![
                ("from", from.as_str().to_owned()),
                ("to", step.to.as_str().to_owned()),
                ("earlier", format!("steps[{earlier}]")),
            ];
            findings.add(&path.key("by").index(rank), FileFaultCode::DuplicateStep, told);
        }
    }
}

/// Faults each status that no way leads to from reception, and each from which no way leads to an end.
fn ends(findings: &mut Findings<'_, LifeCycleFile>, path: &FieldPath, steps: &[Step]) {
    let graph = graph(steps);
    let reached: HashSet<NodeIndex> = Bfs::new(&graph, node(Status::Received)).iter(&graph).collect();
    let finals = Status::ALL.into_iter().filter(|status| status.is_final()).map(node);
    let backwards = Reversed(&graph);
    let ending: HashSet<NodeIndex> = finals.flat_map(|end| Bfs::new(backwards, end).iter(backwards)).collect();
    for status in Status::ALL {
        let name = vec![("status", status.as_str().to_owned())];
        if !reached.contains(&node(status)) {
            findings.add(&spot(path, steps, status), FileFaultCode::UnreachableStatus, name);
        } else if !ending.contains(&node(status)) {
            findings.add(&spot(path, steps, status), FileFaultCode::EndlessStatus, name);
        }
    }
}

fn graph(steps: &[Step]) -> DiGraph<Status, ()> {
    let mut graph = DiGraph::new();
    for status in Status::ALL {
        graph.add_node(status);
    }
    for step in steps {
        for from in &step.from {
            graph.add_edge(node(*from), node(step.to), ());
        }
    }
    graph
}

/// The node of a status: its rank among all of them.
fn node(status: Status) -> NodeIndex {
    NodeIndex::new(Status::ALL.into_iter().position(|other| other == status).unwrap_or_default())
}

/// Where the file first speaks of a status: what leads to it, else what leads from it, else the steps as a whole.
fn spot(path: &FieldPath, steps: &[Step], status: Status) -> FieldPath {
    if let Some(index) = steps.iter().position(|step| step.to == status) {
        return path.index(index).key("to");
    }
    let leaving = steps.iter().enumerate().find_map(|(index, step)| {
        let rank = step.from.iter().position(|from| *from == status)?;
        Some(path.index(index).key("from").index(rank))
    });
    leaving.unwrap_or_else(|| path.clone())
}
