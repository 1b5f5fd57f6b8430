//! `products/*.toml`.

use std::collections::HashSet;
use std::path::Path;

use super::{Findings, outcomes, questions, soundness};
use crate::catalogue::format::{
    CommitmentSubject, PrecisionEntry, ProductFile, ServiceCommitment, TriageFile, WorkType,
};
use crate::catalogue::load::Files;
use crate::data_file::{Code, Document, FieldPath, FileFault, FileFaultCode};

/// The faults of all the products.
pub(super) fn products(files: &Files) -> Vec<FileFault> {
    let known = Known {
        departments: files
            .departments
            .as_ref()
            .map(|document| document.content.departments.iter().map(|department| &department.code).collect()),
        work_types: files.work_types.as_ref().map(|document| document.content.work_types.as_slice()),
        commitments: files.commitments.as_ref().map(|document| document.content.commitments.as_slice()),
        triage: files.triage.as_ref().map(|document| &document.content),
    };
    let mut codes = HashSet::new();
    let mut faults = Vec::new();
    for document in &files.products {
        if !codes.insert(&document.content.code) {
            faults.push(document.fault(&FieldPath::root().key("code"), FileFaultCode::DuplicateCode, Vec::new()));
        }
        faults.extend(product(document, &known));
    }
    faults
}

/// What a product may refer to, where it could be read.
pub(super) struct Known<'f> {
    pub(super) departments: Option<Vec<&'f Code>>,
    pub(super) work_types: Option<&'f [WorkType]>,
    commitments: Option<&'f [ServiceCommitment]>,
    pub(super) triage: Option<&'f TriageFile>,
}

impl Known<'_> {
    /// The codes of the work types.
    pub(super) fn work_type_codes(&self) -> Option<Vec<&Code>> {
        self.work_types.map(|work_types| work_types.iter().map(|work_type| &work_type.code).collect())
    }

    /// The codes of the reasons for which 9-1-1 answers.
    pub(super) fn emergency_reasons(&self) -> Option<Vec<&Code>> {
        self.triage.map(|triage| triage.reasons.iter().map(|reason| &reason.code).collect())
    }
}

fn product(document: &Document<ProductFile>, known: &Known<'_>) -> Vec<FileFault> {
    let mut findings = Findings::of(document);
    let (product, root) = (&document.content, FieldPath::root());
    if Path::new(&document.file).file_stem().is_some_and(|stem| *stem != *product.code.as_str()) {
        let expected = vec![("expected", format!("{}.toml", product.code))];
        findings.add(&root.key("code"), FileFaultCode::WrongFileName, expected);
    }
    findings.reference(&root.key("department"), &product.department, known.departments.as_deref());
    commitment(&mut findings, &root, product.commitment.as_ref(), known);
    let precisions = root.key("precisions");
    findings.distinct(&precisions, product.precisions.iter().map(|precision| &precision.code));
    for (index, entry) in product.precisions.iter().enumerate() {
        precision(&mut findings, &precisions.index(index), entry, known);
    }
    let before = findings.faults.len();
    questions::questions(&mut findings, product, known.triage);
    outcomes::outcomes(&mut findings, product, known);
    if findings.faults.len() == before {
        soundness::soundness(&mut findings, product);
    }
    findings.faults
}

fn precision(
    findings: &mut Findings<'_, ProductFile>,
    path: &FieldPath,
    precision: &PrecisionEntry,
    known: &Known<'_>,
) {
    if let Some(department) = &precision.department {
        findings.reference(&path.key("department"), department, known.departments.as_deref());
    }
    commitment(findings, path, precision.commitment.as_ref(), known);
    if let Some(reason) = &precision.emergency {
        findings.reference(&path.key("emergency"), reason, known.emergency_reasons().as_deref());
    }
    let (Some(code), Some(work_types)) = (&precision.work_type, known.work_types) else { return };
    findings.reference(&path.key("work_type"), code, known.work_type_codes().as_deref());
    let work_type = work_types.iter().find(|work_type| work_type.code == *code);
    if let (Some(department), Some(work_type)) = (&precision.department, work_type)
        && *department != work_type.department
    {
        let done_by = vec![("expected", work_type.department.to_string()), ("work_type", code.to_string())];
        findings.add(&path.key("department"), FileFaultCode::DepartmentMismatch, done_by);
    }
}

fn commitment(findings: &mut Findings<'_, ProductFile>, path: &FieldPath, code: Option<&Code>, known: &Known<'_>) {
    let (Some(code), Some(commitments)) = (code, known.commitments) else { return };
    let path = path.key("commitment");
    let codes: Vec<&Code> = commitments.iter().map(|commitment| &commitment.code).collect();
    findings.reference(&path, code, Some(&codes));
    let commitment = commitments.iter().find(|commitment| commitment.code == *code);
    if commitment.is_some_and(|commitment| commitment.applies_to == CommitmentSubject::Channel) {
        findings.add(&path, FileFaultCode::CommitmentNotForProducts, Vec::new());
    }
}
