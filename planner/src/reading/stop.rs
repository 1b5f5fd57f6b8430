//! Why a reading cannot go on.

use std::fmt;

use super::scanner::NotJson;

/// What ends a reading before the end of its text.
#[derive(Debug)]
pub(super) enum Stop {
    /// The text is not JSON from here on.
    NotJson(NotJson),
    /// A field that its record must have is not there.
    Missing(&'static str),
    /// A type asked for what the format does not have.
    Type,
}

impl From<NotJson> for Stop {
    fn from(place: NotJson) -> Self {
        Self::NotJson(place)
    }
}

impl fmt::Display for Stop {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{self:?}")
    }
}

impl std::error::Error for Stop {}

impl serde::de::Error for Stop {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self::Type
    }

    fn missing_field(field: &'static str) -> Self {
        Self::Missing(field)
    }
}
