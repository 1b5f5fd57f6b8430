//! What every file is made of: codes, and texts in both languages.

use std::borrow::Borrow;
use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The pattern of a text that is not blank.
pub(super) const NOT_BLANK: &str = r"\S";

/// A stable code: lower-case English words joined by underscores, never given to anything else once used.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
#[schemars(transparent)]
pub struct Code(#[schemars(regex(pattern = r"^[a-z][a-z0-9_]*$"), length(max = 64))] String);

/// A text in French and in English.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// French, as it is written in Québec.
    #[schemars(regex(pattern = r"\S"))]
    pub fr: String,
    /// English, as it is written in Canada.
    #[schemars(regex(pattern = r"\S"))]
    pub en: String,
}

impl Code {
    /// The code as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for Code {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl PartialEq<str> for Code {
    fn eq(&self, other: &str) -> bool {
        self.0 == other
    }
}

impl fmt::Display for Code {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}
