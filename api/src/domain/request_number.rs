//! The number by which people name a request: `2026-0123456`.

use std::fmt;
use std::str::FromStr;

/// A request's number: the year it was opened in, in the city's time zone, and its rank in that year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RequestNumber {
    year: i32,
    rank: i64,
}

/// The text is not a request's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a request number is a year, a hyphen and seven digits or more, such as 2026-0123456")]
pub struct MalformedRequestNumber;

impl RequestNumber {
    /// The number of the request that is `rank`th in `year`.
    pub fn new(year: i32, rank: i64) -> Self {
        Self { year, rank }
    }
}

impl fmt::Display for RequestNumber {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:04}-{:07}", self.year, self.rank)
    }
}

impl FromStr for RequestNumber {
    type Err = MalformedRequestNumber;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (year, rank) = text.trim().split_once('-').ok_or(MalformedRequestNumber)?;
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if year.len() != 4 || !(7..=12).contains(&rank.len()) || !digits(year) || !digits(rank) {
            return Err(MalformedRequestNumber);
        }
        Ok(Self {
            year: year.parse().map_err(|_| MalformedRequestNumber)?,
            rank: rank.parse().map_err(|_| MalformedRequestNumber)?,
        })
    }
}
