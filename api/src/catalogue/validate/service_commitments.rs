//! `service-commitments.toml`.

use super::Findings;
use crate::catalogue::format::ServiceCommitmentsFile;
use crate::data_file::{Document, FieldPath, FileFault};

/// The faults of the commitments.
pub(super) fn service_commitments(document: &Document<ServiceCommitmentsFile>) -> Vec<FileFault> {
    let mut findings = Findings::of(document);
    let commitments = document.content.commitments.iter().map(|commitment| &commitment.code);
    findings.distinct(&FieldPath::root().key("commitments"), commitments);
    findings.faults
}
