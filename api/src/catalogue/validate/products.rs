//! `products/*.toml`.

use std::collections::HashSet;
use std::path::Path;

use super::{Findings, questions};
use crate::catalogue::format::{CommitmentSubject, PrecisionEntry, ProductFile, ServiceCommitment, WorkType};
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
struct Known<'f> {
    departments: Option<Vec<&'f Code>>,
    work_types: Option<&'f [WorkType]>,
    commitments: Option<&'f [ServiceCommitment]>,
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
    questions::questions(&mut findings, product);
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
    let (Some(code), Some(work_types)) = (&precision.work_type, known.work_types) else { return };
    let codes: Vec<&Code> = work_types.iter().map(|work_type| &work_type.code).collect();
    findings.reference(&path.key("work_type"), code, Some(&codes));
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
