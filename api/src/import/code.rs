//! The code of a place that a file knows by its name only.

use std::sync::Arc;

use riverain_entities::boroughs;

use crate::domain::text_search::normalise;
use crate::store::reference::Reference;

/// A code made of a name: `la_cite_limoilou` for La Cité-Limoilou; it begins with a letter.
pub(super) fn code_of_name(name: &str) -> String {
    let code = normalise(name).replace(' ', "_");
    if code.starts_with(|first: char| first.is_ascii_alphabetic()) { code } else { format!("area_{code}") }
}

/// The borough of this name or code, however it is written.
pub(super) fn borough_named<'a>(reference: &'a Reference, named: &str) -> Option<&'a Arc<boroughs::Model>> {
    let code = code_of_name(named);
    reference.boroughs().iter().find(|borough| borough.code == code || code_of_name(&borough.name) == code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_codes() {
        assert_eq!(code_of_name("La Cité-Limoilou"), "la_cite_limoilou");
        assert_eq!(code_of_name("L'Aéroport"), "l_aeroport");
        assert_eq!(code_of_name("1er Rang"), "area_1er_rang");
    }
}
