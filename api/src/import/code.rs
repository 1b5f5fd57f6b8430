//! The code of a place that a file knows by its name only.

use crate::domain::text_search::normalise;

/// A code made of a name: `la_cite_limoilou` for La Cité-Limoilou; it begins with a letter.
pub(super) fn code_of_name(name: &str) -> String {
    let code = normalise(name).replace(' ', "_");
    if code.starts_with(|first: char| first.is_ascii_alphabetic()) { code } else { format!("area_{code}") }
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
