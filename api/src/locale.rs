//! The two languages of the service: French first, English beside it.

use std::borrow::Cow;

use riverain_entities::citizens::Language;

/// A language the service speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Locale {
    /// Québec French, the default.
    #[default]
    French,
    /// Canadian English.
    English,
}

impl Locale {
    /// The caller's preferred language of an `Accept-Language` header (RFC 9110, 12.5.4), regional tags such as `en-CA`
    /// counting as their language; French where neither language is named.
    pub fn from_accept_language(header: &str) -> Self {
        accept_language::parse(header)
            .iter()
            .find_map(|tag| match tag.split('-').next() {
                Some("fr") => Some(Self::French),
                Some("en") => Some(Self::English),
                _ => None,
            })
            .unwrap_or_default()
    }

    /// The language of a POSIX locale such as `en_CA.UTF-8`, as found in `LANG`.
    pub fn from_posix(value: &str) -> Self {
        if value.starts_with("en") { Self::English } else { Self::French }
    }

    /// The BCP 47 tag: `fr` or `en`.
    pub fn tag(self) -> &'static str {
        match self {
            Self::French => "fr",
            Self::English => "en",
        }
    }

    /// The text of this language out of a French and English pair.
    pub fn pick<'a>(self, french: &'a str, english: &'a str) -> &'a str {
        match self {
            Self::French => french,
            Self::English => english,
        }
    }

    /// The wording filed under `key` in `api/locales`, with each `%{name}` replaced by its value.
    pub fn wording(self, key: &str, values: &[(&str, String)]) -> String {
        let text: Cow<'_, str> = rust_i18n::t!(key, locale = self.tag());
        let (names, values): (Vec<&str>, Vec<String>) = values.iter().cloned().unzip();
        rust_i18n::replace_patterns(&text, &names, &values)
    }
}

impl From<Language> for Locale {
    fn from(language: Language) -> Self {
        match language {
            Language::French => Self::French,
            Language::English => Self::English,
        }
    }
}
