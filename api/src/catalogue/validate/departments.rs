//! `departments.toml`.

use std::collections::HashSet;

use super::Findings;
use crate::catalogue::format::DepartmentsFile;
use crate::data_file::{Document, FieldPath, FileFault, FileFaultCode};

/// The faults of the departments, of their teams and of their crews.
pub(super) fn departments(document: &Document<DepartmentsFile>) -> Vec<FileFault> {
    let mut findings = Findings::of(document);
    let root = FieldPath::root().key("departments");
    findings.distinct(&root, document.content.departments.iter().map(|department| &department.code));
    let (mut teams, mut crews) = (HashSet::new(), HashSet::new());
    for (index, department) in document.content.departments.iter().enumerate() {
        let path = root.index(index);
        let of_teams = department.teams.iter().map(|team| teams.insert(&team.code)).enumerate();
        let of_crews = department.crews.iter().map(|crew| crews.insert(&crew.code)).enumerate();
        let told = of_teams.map(|(rank, is_new)| ("teams", rank, is_new));
        for (key, rank, is_new) in told.chain(of_crews.map(|(rank, is_new)| ("crews", rank, is_new))) {
            if !is_new {
                let path = path.key(key).index(rank).key("code");
                findings.add(&path, FileFaultCode::DuplicateCode, Vec::new());
            }
        }
    }
    findings.faults
}
