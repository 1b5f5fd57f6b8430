//! How alike two texts are: the share of their trigrams that they have in common, after case, accents, punctuation and the
//! words that every sentence has are gone. It is the measure of PostgreSQL's `pg_trgm` (`similarity`), computed here so that
//! every database gives the same.

use std::collections::BTreeSet;

use super::text_search::normalise;

/// The words of French and English that say nothing of what a text is about, without accents.
const EMPTY_WORDS: [&str; 62] = [
    "a", "an", "and", "are", "at", "au", "aux", "avec", "been", "by", "c", "ce", "cette", "chez", "d", "dans", "de",
    "des", "devant", "du", "elle", "en", "est", "et", "for", "from", "has", "have", "i", "il", "in", "is", "it", "j",
    "je", "l", "la", "le", "les", "ma", "mon", "my", "near", "nous", "of", "on", "par", "pour", "pres", "qui", "s",
    "sont", "sur", "the", "there", "this", "to", "un", "une", "with", "y", "you",
];

/// The trigrams of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trigrams(BTreeSet<[char; 3]>);

impl Trigrams {
    /// The trigrams of what a person wrote; none where nothing is left of it.
    pub fn of(text: &str) -> Option<Self> {
        let normalised = normalise(text);
        let words = normalised.split(' ').filter(|word| !word.is_empty() && !EMPTY_WORDS.contains(word));
        let trigrams: BTreeSet<[char; 3]> = words.flat_map(of_word).collect();
        (!trigrams.is_empty()).then_some(Self(trigrams))
    }

    /// How many trigrams both have, of all that either has: 0 where they have none in common, 1 where they have the same.
    pub fn similarity(&self, other: &Self) -> f64 {
        let common = self.0.intersection(&other.0).count();
        let all = self.0.union(&other.0).count();
        // Texts are bounded: both counts are far below 2^52.
        f64::from(u32::try_from(common).unwrap_or(u32::MAX)) / f64::from(u32::try_from(all).unwrap_or(u32::MAX))
    }
}

/// The trigrams of a word, with two spaces before it and one after it: its beginning counts more than its end.
fn of_word(word: &str) -> Vec<[char; 3]> {
    let padded: Vec<char> = [' ', ' '].into_iter().chain(word.chars()).chain([' ']).collect();
    padded.windows(3).filter_map(|window| window.try_into().ok()).collect()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use super::{EMPTY_WORDS, Trigrams};

    fn similarity(one: &str, other: &str) -> f64 {
        Trigrams::of(one).unwrap().similarity(&Trigrams::of(other).unwrap())
    }

    fn is(one: f64, other: f64) -> bool {
        (one - other).abs() < 1e-12
    }

    #[test]
    fn the_example_of_pg_trgm_gives_its_figure() {
        // SELECT similarity('word', 'two words') is 0.363636 in PostgreSQL's documentation.
        assert!(is(similarity("word", "two words"), 4.0 / 11.0));
    }

    #[test]
    fn case_accents_and_empty_words_do_not_count() {
        assert!(is(similarity("Arbre tombé devant chez nous", "l’ARBRE est tombe"), 1.0));
        assert!(is(similarity("nid-de-poule", "NID DE POULE"), 1.0));
        assert!(is(similarity("pothole", "lampadaire"), 0.0));
        assert_eq!(Trigrams::of("il y a … à la"), None);
    }

    #[test]
    fn what_is_alike_is_so_from_both_sides_and_misspelling_costs_little() {
        let (right, wrong) = ("énorme nid-de-poule sur la rue", "nids de poules rue Saint-Jean");
        assert!(is(similarity(right, wrong), similarity(wrong, right)));
        assert!(similarity(right, wrong) > 0.3);
        assert!(similarity(right, "lampadaire éteint") < 0.1);
    }

    #[test]
    fn empty_words_are_sorted_and_normalised() {
        assert!(EMPTY_WORDS.is_sorted());
        assert!(EMPTY_WORDS.iter().all(|word| super::normalise(word) == *word));
    }
}
