//! `city.toml`.

use super::Findings;
use crate::catalogue::format::City;
use crate::data_file::{Document, FieldPath, FileFault, FileFaultCode};

/// The faults of the city.
pub(in crate::catalogue) fn city(document: &Document<City>) -> Vec<FileFault> {
    let mut findings = Findings::of(document);
    let (city, root) = (&document.content, FieldPath::root());
    findings.time_zone(&root.key("time_zone"), &city.time_zone);
    let bounds = root.key("bounds");
    findings.above(&bounds.key("max_lon"), city.bounds.min_lon, city.bounds.max_lon);
    findings.above(&bounds.key("max_lat"), city.bounds.min_lat, city.bounds.max_lat);
    let boroughs = root.key("boroughs");
    findings.distinct(&boroughs, city.boroughs.iter().map(|borough| &borough.code));
    for (index, borough) in city.boroughs.iter().enumerate() {
        if city.boroughs[..index].iter().any(|earlier| earlier.name == borough.name) {
            findings.add(&boroughs.index(index).key("name"), FileFaultCode::DuplicateCode, Vec::new());
        }
    }
    findings.faults
}
