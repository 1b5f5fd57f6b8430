//! Exceptional situations: what they are about, and what they put first.

use chrono::{DateTime, Utc};

use super::calendar::{Extension, OpeningWeek};

/// What an exceptional situation is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// The whole city.
    City,
    /// The boroughs of these codes.
    Boroughs(Vec<String>),
    /// The products of these codes.
    Products(Vec<String>),
}

/// An exceptional situation that is declared and has not ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Situation {
    /// Its key.
    pub id: i64,
    /// What it is about.
    pub scope: Scope,
    /// From when it is declared.
    pub starts_at: DateTime<Utc>,
    /// Until when; until someone ends it where absent.
    pub ends_at: Option<DateTime<Utc>>,
    /// Since when it is in force; absent where it is not yet.
    pub began_at: Option<DateTime<Utc>>,
    /// The hours that it adds to those of the centre.
    pub opening: Option<OpeningWeek>,
    /// Codes of the products that come first.
    pub first_products: Vec<String>,
    /// Codes of the answers to the triage question that come first.
    pub first_answers: Vec<String>,
}

/// What is due for a situation at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transition {
    /// It begins.
    Begin,
    /// It ends.
    End,
}

impl Scope {
    /// Whether a request for a product and at a place is within it.
    pub fn covers(&self, product: &str, borough: Option<&str>) -> bool {
        match self {
            Self::City => true,
            Self::Boroughs(codes) => borough.is_some_and(|borough| codes.iter().any(|code| code == borough)),
            Self::Products(codes) => codes.iter().any(|code| code == product),
        }
    }

    /// Whether it shares something with another: the whole city with everything, boroughs and products with their like.
    pub fn overlaps(&self, other: &Self) -> bool {
        let shared = |one: &[String], other: &[String]| one.iter().any(|code| other.contains(code));
        match (self, other) {
            (Self::City, _) | (_, Self::City) => true,
            (Self::Boroughs(one), Self::Boroughs(other)) | (Self::Products(one), Self::Products(other)) => {
                shared(one, other)
            }
            (Self::Boroughs(_), Self::Products(_)) | (Self::Products(_), Self::Boroughs(_)) => false,
        }
    }
}

impl Situation {
    /// Whether it is in force.
    pub fn is_in_force(&self) -> bool {
        self.began_at.is_some()
    }

    /// Whether it shares a time with a span that may have no end.
    pub fn is_during(&self, from: DateTime<Utc>, until: Option<DateTime<Utc>>) -> bool {
        self.ends_at.is_none_or(|end| from < end) && until.is_none_or(|until| self.starts_at < until)
    }

    /// The hours that it adds while it is in force.
    pub fn extension(&self) -> Option<Extension> {
        let opening = self.opening.clone().filter(|_| self.is_in_force())?;
        Some(Extension { from: self.starts_at, until: self.ends_at, opening })
    }
}

/// What is due at a moment for a situation that has not ended: one that was missed altogether ends without having begun.
pub fn transition(
    (starts_at, ends_at): (DateTime<Utc>, Option<DateTime<Utc>>),
    is_in_force: bool,
    now: DateTime<Utc>,
) -> Option<Transition> {
    match ends_at {
        Some(end) if end <= now => Some(Transition::End),
        _ if !is_in_force && starts_at <= now => Some(Transition::Begin),
        _ => None,
    }
}

/// Elements whose codes come first in the order of those codes, then the others as they were.
pub fn first<'c, T>(elements: Vec<T>, first: impl Iterator<Item = &'c str>, code: impl Fn(&T) -> &str) -> Vec<T> {
    let mut left: Vec<Option<T>> = elements.into_iter().map(Some).collect();
    let mut ordered = Vec::with_capacity(left.len());
    for wanted in first {
        let found = left.iter_mut().find(|element| element.as_ref().is_some_and(|element| code(element) == wanted));
        ordered.extend(found.and_then(Option::take));
    }
    ordered.extend(left.into_iter().flatten());
    ordered
}
