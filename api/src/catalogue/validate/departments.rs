//! `departments.toml`.

use std::collections::HashSet;

use super::Findings;
use crate::catalogue::format::DepartmentsFile;
use crate::data_file::{Document, FieldPath, FileFault, FileFaultCode};

/// The faults of the departments and of their crews.
pub(super) fn departments(document: &Document<DepartmentsFile>) -> Vec<FileFault> {
    let mut findings = Findings::of(document);
    let root = FieldPath::root().key("departments");
    findings.distinct(&root, document.content.departments.iter().map(|department| &department.code));
    let mut crews = HashSet::new();
    for (index, department) in document.content.departments.iter().enumerate() {
        for (rank, crew) in department.crews.iter().enumerate() {
            if !crews.insert(&crew.code) {
                let path = root.index(index).key("crews").index(rank).key("code");
                findings.add(&path, FileFaultCode::DuplicateCode, Vec::new());
            }
        }
    }
    findings.faults
}
