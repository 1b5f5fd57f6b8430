//! What no schema can say: that codes name something, that orders have no circle, that questions can be reached.

mod assignment;
mod calendar;
mod city;
mod conditions;
mod departments;
mod follow_up_templates;
mod life_cycle;
mod outcomes;
mod priority_policy;
mod products;
mod questions;
mod service_commitments;
mod soundness;
mod triage;
mod work_types;

use std::collections::HashSet;

pub(super) use city::city;

use super::load::Files;
use crate::data_file::{Code, DataFile, Document, FieldPath, FileFault, FileFaultCode};

/// Every fault of the files that could be read. References into a file that could not be read are not judged.
pub(super) fn all(files: &Files) -> Vec<FileFault> {
    let mut faults = Vec::new();
    faults.extend(files.city.iter().flat_map(city::city));
    faults.extend(files.calendar.iter().flat_map(calendar::calendar));
    faults.extend(files.departments.iter().flat_map(departments::departments));
    faults.extend(files.commitments.iter().flat_map(service_commitments::service_commitments));
    faults.extend(files.triage.iter().flat_map(triage::triage));
    faults.extend(files.priority_policy.iter().flat_map(priority_policy::priority_policy));
    faults.extend(files.work_types.iter().flat_map(|document| work_types::work_types(document, files)));
    faults.extend(files.life_cycle.iter().flat_map(life_cycle::life_cycle));
    faults.extend(files.assignment.iter().flat_map(|document| assignment::assignment(document, files)));
    faults.extend(files.follow_up_templates.iter().flat_map(follow_up_templates::follow_up_templates));
    faults.extend(products::products(files));
    faults
}

/// The faults of a file as they are found.
struct Findings<'d, T> {
    document: &'d Document<T>,
    faults: Vec<FileFault>,
}

impl<'d, T: DataFile> Findings<'d, T> {
    fn of(document: &'d Document<T>) -> Self {
        Self { document, faults: Vec::new() }
    }

    fn add(&mut self, path: &FieldPath, code: FileFaultCode, parameters: Vec<(&'static str, String)>) {
        self.faults.push(self.document.fault(path, code, parameters));
    }

    /// Faults each code that an earlier element of `elements` has already.
    fn distinct<'c>(&mut self, elements: &FieldPath, codes: impl Iterator<Item = &'c Code>) {
        let mut seen = HashSet::new();
        for (index, code) in codes.enumerate() {
            if !seen.insert(code) {
                self.add(&elements.index(index).key("code"), FileFaultCode::DuplicateCode, Vec::new());
            }
        }
    }

    /// Faults a code that is none of `known`, where those are known.
    fn reference(&mut self, path: &FieldPath, code: &Code, known: Option<&[&Code]>) {
        if let Some(known) = known
            && !known.contains(&code)
        {
            let known = known.iter().map(|code| code.as_str()).collect::<Vec<_>>().join(", ");
            self.add(path, FileFaultCode::UnknownReference, vec![("known", known)]);
        }
    }

    /// Faults a key that is none of `known`, where those are known.
    fn reference_key(&mut self, path: &FieldPath, key: &Code, known: Option<&[&Code]>) {
        if let Some(known) = known
            && !known.contains(&key)
        {
            let known = known.iter().map(|code| code.as_str()).collect::<Vec<_>>().join(", ");
            self.faults.push(self.document.unknown_key(path, key.as_str(), known));
        }
    }

    /// Faults the name of a time zone that does not exist.
    fn time_zone(&mut self, path: &FieldPath, name: &str) {
        if name.parse::<chrono_tz::Tz>().is_err() {
            self.add(path, FileFaultCode::UnknownTimeZone, Vec::new());
        }
    }

    /// Faults `greatest` where it is below `least`.
    fn ordered(&mut self, path: &FieldPath, least: f64, greatest: f64) {
        if greatest < least {
            self.add(path, FileFaultCode::BoundsReversed, vec![("least", least.to_string())]);
        }
    }

    /// That `value` is above `least`.
    fn above(&mut self, path: &FieldPath, least: f64, value: f64) {
        if value <= least {
            self.add(path, FileFaultCode::NotAbove, vec![("least", least.to_string())]);
        }
    }
}
