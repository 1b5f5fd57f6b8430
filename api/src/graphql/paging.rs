//! The four arguments of a Relay connection, checked.

use serde::de::DeserializeOwned;

use super::cursor;
use crate::domain::fault::{Fault, FaultCollector, FaultKind, Faults};
use crate::store::page::PageRequest;

/// The most rows of a page.
pub const MAXIMUM_PAGE_SIZE: i32 = 100;

/// The rows of a page where the caller does not say.
pub const DEFAULT_PAGE_SIZE: i32 = 20;

/// The arguments as the caller wrote them.
#[derive(Debug, Clone, Default)]
pub struct PageArguments {
    /// How many rows from the beginning, or after `after`.
    pub first: Option<i32>,
    /// The cursor to start after.
    pub after: Option<String>,
    /// How many rows from the end, or before `before`.
    pub last: Option<i32>,
    /// The cursor to end before.
    pub before: Option<String>,
}

impl PageArguments {
    /// The arguments of a list that is read forwards only.
    pub fn forward(first: Option<i32>, after: Option<String>) -> Self {
        Self { first, after, ..Self::default() }
    }

    /// The part of the list named `list` that is asked for.
    ///
    /// # Errors
    /// A size out of range, a cursor of another list or order, both directions at once.
    pub fn check<P: DeserializeOwned>(&self, list: &str) -> Result<PageRequest<P>, Faults> {
        self.check_positions(list, |_| true)
    }

    /// The same, where only the positions that `belongs` knows are of the list.
    ///
    /// # Errors
    /// The same, and a cursor whose position is not of the list.
    pub fn check_positions<P: DeserializeOwned>(
        &self,
        list: &str,
        belongs: impl Fn(&P) -> bool,
    ) -> Result<PageRequest<P>, Faults> {
        let mut faults = FaultCollector::default();
        if let (Some(_), Some(last)) = (self.first, self.last) {
            faults.push(Fault::new("last", last, FaultKind::PageAmbiguous));
        }
        for (field, size) in [("first", self.first), ("last", self.last)] {
            if let Some(size) = size.filter(|size| !(1..=MAXIMUM_PAGE_SIZE).contains(size)) {
                let kind = FaultKind::OutOfRange { minimum: "1".to_owned(), maximum: MAXIMUM_PAGE_SIZE.to_string() };
                faults.push(Fault::new(field, size, kind));
            }
        }
        let after = faults.take(position("after", list, self.after.as_deref(), &belongs));
        let before = faults.take(position("before", list, self.before.as_deref(), &belongs));
        faults.finish()?;
        let size = self.first.or(self.last).unwrap_or(DEFAULT_PAGE_SIZE);
        Ok(PageRequest {
            size: u64::from(size.unsigned_abs()),
            after: after.flatten(),
            before: before.flatten(),
            from_end: self.last.is_some(),
        })
    }
}

fn position<P: DeserializeOwned>(
    field: &str,
    list: &str,
    text: Option<&str>,
    belongs: impl Fn(&P) -> bool,
) -> Result<Option<P>, Fault> {
    let Some(text) = text else { return Ok(None) };
    let position = cursor::decode(list, text).filter(belongs);
    position.map(Some).ok_or_else(|| Fault::new(field, text, FaultKind::MalformedCursor))
}
