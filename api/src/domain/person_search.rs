//! How a person is searched who may be misspelt: by names, an e-mail address or a telephone number, in any order and writing.
//! Words are normalised; a word that differs by a slip of the keyboard still counts, only less.

use std::cmp::Reverse;

use super::fault::{Fault, FaultKind};
use super::text;
use super::text_search::normalise;

/// The longest search, in characters.
const MAXIMUM_LENGTH: usize = 200;

/// The most words of a search.
const MAXIMUM_WORDS: usize = 12;

/// The digits of a North American number with its area code.
const NATIONAL_DIGITS: usize = 10;

/// What a word counts that is the one typed.
pub const EXACT: u32 = 1_000;

/// The letters up to which a word is so short that a slip may leave none of its trigrams: see [`Sought::neighbours`].
const SHORT: usize = 5;

/// One word of what was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sought {
    /// A word of a name or of an e-mail address, normalised.
    Word(String),
    /// Digits of a telephone number, without separators and without the country's 1.
    Digits(String),
}

/// What an agent typed to find a person: every word must be one of theirs, or nearly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonSearch(Vec<Sought>);

impl PersonSearch {
    /// The search that a person typed into `field`; none where it holds no letter or digit.
    ///
    /// # Errors
    /// A text that is too long, has too many words or holds the character U+0000.
    pub fn checked(field: &str, typed: &str) -> Result<Option<Self>, Fault> {
        let Some(typed) = text::optional(field, Some(typed), MAXIMUM_LENGTH)? else { return Ok(None) };
        let words = words_of(&typed);
        if words.len() > MAXIMUM_WORDS {
            return Err(Fault::new(field, typed, FaultKind::TooMany { maximum: MAXIMUM_WORDS, length: words.len() }));
        }
        Ok((!words.is_empty()).then_some(Self(words)))
    }

    /// Its words.
    pub fn words(&self) -> &[Sought] {
        &self.0
    }

    /// How well a normalised text answers the search, out of [`EXACT`]: the mean of what its words count for each word sought;
    /// none where one of them finds nothing.
    pub fn score(&self, text: &str) -> Option<u32> {
        let mut sum = 0;
        for sought in &self.0 {
            sum += text.split(' ').map(|word| sought.closeness(word)).max().filter(|best| *best > 0)?;
        }
        u32::try_from(self.0.len()).ok().and_then(|count| sum.checked_div(count))
    }
}

impl Sought {
    /// What a normalised word counts for the one sought: [`EXACT`] where it is the same, less where it begins with it, less still
    /// where one letter (two in a word of eight or more) is missing, too many, wrong or swapped with the next; 0 otherwise.
    /// Digits count where they are part of the number.
    pub fn closeness(&self, word: &str) -> u32 {
        match self {
            Self::Word(sought) if sought == word => EXACT,
            Self::Word(sought) if word.starts_with(sought.as_str()) => 850 + share(sought, word),
            Self::Word(sought) => of_slips(sought, word),
            Self::Digits(digits) if digits == word => EXACT,
            Self::Digits(_) if !word.bytes().all(|byte| byte.is_ascii_digit()) => 0,
            Self::Digits(digits) if word.starts_with(digits.as_str()) || word.ends_with(digits.as_str()) => {
                850 + share(digits, word)
            }
            Self::Digits(digits) if word.contains(digits.as_str()) => 750 + share(digits, word),
            Self::Digits(_) => 0,
        }
    }

    /// The words that count for this one, the nearest first, out of those that may.
    pub fn nearest(&self, candidates: impl IntoIterator<Item = String>) -> Vec<String> {
        let mut near: Vec<(u32, String)> = candidates.into_iter().map(|word| (self.closeness(&word), word)).collect();
        near.retain(|(closeness, _)| *closeness > 0);
        near.sort_unstable_by(|one, other| (Reverse(one.0), &one.1).cmp(&(Reverse(other.0), &other.1)));
        near.dedup();
        near.into_iter().map(|(_, word)| word).collect()
    }

    /// Every word that is one slip away from a short one, which are looked up by name: "Rpy" and "Roy" share no trigram.
    /// A few hundred at most; none for a longer word.
    pub fn neighbours(&self) -> Vec<String> {
        let Self::Word(word) = self else { return Vec::new() };
        let letters: Vec<char> = word.chars().collect();
        if !(3..=SHORT).contains(&letters.len()) {
            return Vec::new();
        }
        let text =
            |letters: &[char], more: &[char], rest: &[char]| [letters, more, rest].concat().iter().collect::<String>();
        let mut found = Vec::new();
        for at in 0..=letters.len() {
            let (before, after) = letters.split_at(at);
            found.extend(('a'..='z').map(|letter| text(before, &[letter], after)));
            if let [replaced, rest @ ..] = after {
                found.push(text(before, &[], rest));
                found.extend(('a'..='z').map(|letter| text(before, &[letter], rest)));
                if let [next, rest @ ..] = rest {
                    found.push(text(before, &[*next, *replaced], rest));
                }
            }
        }
        found
    }
}

/// What a word counts that was mistyped, by the number of slips (the optimal string alignment distance: Damerau, "A technique
/// for computer detection and correction of spelling errors", 1964). The first letter is seldom the wrong one.
fn of_slips(sought: &str, word: &str) -> u32 {
    let length = sought.chars().count();
    let allowed = match length {
        0..=2 => return 0,
        3..=7 => 1,
        _ => 2,
    };
    if word.chars().count().abs_diff(length) > allowed {
        return 0;
    }
    let slips = strsim::osa_distance(sought, word);
    let begins_alike = sought.chars().next() == word.chars().next();
    match (slips <= allowed, slips) {
        (true, 1) => 700 + if begins_alike { 80 } else { 0 },
        (true, 2) => 500 + if begins_alike { 80 } else { 0 },
        _ => 0,
    }
}

/// How much of a word was typed, 0 to 100.
fn share(typed: &str, word: &str) -> u32 {
    let share = (100 * typed.len()).checked_div(word.len()).unwrap_or(0);
    u32::try_from(share).unwrap_or(100)
}

/// The words of what was typed. Digits that stand together, however they are parted, are one number.
fn words_of(typed: &str) -> Vec<Sought> {
    let mut words = Vec::new();
    let mut number = String::new();
    for part in typed.split_whitespace() {
        if part.chars().all(|character| character.is_ascii_digit() || "()+.-".contains(character)) {
            number.push_str(part);
            continue;
        }
        words.extend(digits(&std::mem::take(&mut number)));
        words.extend(normalise(part).split(' ').filter(|word| !word.is_empty()).map(word));
    }
    words.extend(digits(&number));
    words
}

fn word(word: &str) -> Sought {
    match word.bytes().all(|byte| byte.is_ascii_digit()) {
        true => Sought::Digits(word.to_owned()),
        false => Sought::Word(word.to_owned()),
    }
}

/// The digits of a number as they are kept: without the country's 1, where that is said or ten digits follow.
fn digits(typed: &str) -> Option<Sought> {
    let kept: String = typed.chars().filter(char::is_ascii_digit).collect();
    let national = kept.strip_prefix('1').filter(|rest| rest.len() == NATIONAL_DIGITS || typed.starts_with('+'));
    let digits = national.filter(|rest| !rest.is_empty()).unwrap_or(&kept);
    (!digits.is_empty()).then(|| Sought::Digits(digits.to_owned()))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use super::{EXACT, PersonSearch, Sought};

    fn search(typed: &str) -> PersonSearch {
        PersonSearch::checked("filter.text", typed).unwrap().unwrap()
    }

    #[test]
    fn slips_count_less_than_beginnings_and_those_less_than_the_word() {
        let text = "alice tremblay alice exemple ca 4185550101";
        let scores = ["Tremblay", "Trembl", "Tremblai", "Trembali"].map(|typed| search(typed).score(text).unwrap());
        assert_eq!(scores[0], EXACT);
        assert!(scores.is_sorted_by(|one, other| one > other), "{scores:?}");
        for typed in ["Trembaly", "Tremblaay", "remblay", "Tremblay Alcie", "alice@exemple.ca"] {
            assert!(search(typed).score(text).is_some(), "{typed}");
        }
        for typed in ["Tremblay Paul", "Gagnon", "Al ix", "emblay"] {
            assert_eq!(search(typed).score(text), None, "{typed}");
        }
    }

    #[test]
    fn a_number_is_one_however_it_is_typed() {
        for typed in ["418-555-0101", "(418) 555 0101", "+1 418.555.0101", "1 418 555-0101", "4185550101"] {
            assert_eq!(search(typed).words(), [Sought::Digits("4185550101".to_owned())], "{typed}");
        }
        let expected = [Sought::Word("roy".to_owned()), Sought::Digits("5550101".to_owned())];
        assert_eq!(search("Roy 555-0101").words(), expected);
        assert!(
            search("555-0101").score("paul roy 4185550101").unwrap()
                > search("5501").score("paul roy 4185550101").unwrap()
        );
        assert_eq!(search("555-0102").score("paul roy 4185550101"), None);
    }

    #[test]
    fn the_neighbours_of_a_short_word_are_those_one_slip_away() {
        let neighbours = Sought::Word("rpy".to_owned()).neighbours();
        assert!(neighbours.contains(&"roy".to_owned()));
        let slips = |word: &str| strsim::osa_distance("rpy", word);
        assert!(neighbours.iter().all(|word| slips(word) <= 1), "{neighbours:?}");
        assert!(Sought::Word("tremblay".to_owned()).neighbours().is_empty());
    }
}
