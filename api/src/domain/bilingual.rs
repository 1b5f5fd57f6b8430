//! A text that data brings along in both languages.

use serde::{Deserialize, Serialize};

use crate::locale::Locale;

/// A text in French and in English.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bilingual {
    /// French.
    pub fr: String,
    /// English.
    pub en: String,
}

impl Bilingual {
    /// The text of this language.
    pub fn in_language(&self, locale: Locale) -> &str {
        locale.pick(&self.fr, &self.en)
    }
}
