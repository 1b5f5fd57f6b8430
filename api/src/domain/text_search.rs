//! Text as it is searched: without case, accents or punctuation, so that "ecole" finds "École".

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::fault::{Fault, FaultKind};
use super::text;

/// The longest search, in characters.
const MAXIMUM_LENGTH: usize = 200;

/// The most words of a search; more only slow it down.
const MAXIMUM_WORDS: usize = 12;

/// Lower-case words of letters and digits without accents, parted by single spaces.
pub fn normalise(text: &str) -> String {
    let mut normalised = String::with_capacity(text.len());
    for character in text.nfd().filter(|character| !is_combining_mark(*character)) {
        match character {
            'œ' | 'Œ' => normalised.push_str("oe"),
            'æ' | 'Æ' => normalised.push_str("ae"),
            _ if character.is_alphanumeric() => normalised.extend(character.to_lowercase()),
            _ if normalised.ends_with(' ') || normalised.is_empty() => {}
            _ => normalised.push(' '),
        }
    }
    normalised.truncate(normalised.trim_end().len());
    normalised
}

/// The words of a search, each of which must begin a word of what is found.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct SearchWords(Vec<String>);

impl SearchWords {
    /// The words of what a person typed; none where it holds no letter or digit.
    pub fn parse(typed: &str) -> Option<Self> {
        let words: Vec<String> = normalise(typed)
            .split(' ')
            .filter(|word| !word.is_empty())
            .take(MAXIMUM_WORDS)
            .map(str::to_owned)
            .collect();
        (!words.is_empty()).then_some(Self(words))
    }

    /// The words of what a person typed into `field`; none where it holds no letter or digit.
    ///
    /// # Errors
    /// A text that is too long, has too many words or holds the character U+0000.
    pub fn checked(field: &str, typed: &str) -> Result<Option<Self>, Fault> {
        let Some(typed) = text::optional(field, Some(typed), MAXIMUM_LENGTH)? else { return Ok(None) };
        let length = normalise(&typed).split(' ').count();
        if length > MAXIMUM_WORDS {
            return Err(Fault::new(field, typed, FaultKind::TooMany { maximum: MAXIMUM_WORDS, length }));
        }
        Ok(Self::parse(&typed))
    }

    /// The search in SQLite's FTS5 syntax, over the named columns.
    pub fn to_fts5(&self, columns: &[&str]) -> String {
        let words: Vec<String> = self.0.iter().map(|word| format!("\"{word}\"*")).collect();
        format!("{{{}}} : ({})", columns.join(" "), words.join(" AND "))
    }

    /// The search in PostgreSQL's `to_tsquery` syntax.
    pub fn to_tsquery(&self) -> String {
        let words: Vec<String> = self.0.iter().map(|word| format!("'{word}':*")).collect();
        words.join(" & ")
    }
}
