//! How many rows one call may read into its answer. The cost of a document is estimated before it runs; this bound holds
//! whatever the lists turn out to be.

use std::sync::atomic::{AtomicUsize, Ordering};

use async_graphql::{Context, Result};

use super::context::locale;
use super::error;

/// The most rows in the answer to one call.
pub const MAXIMUM_ROWS: usize = 50_000;

/// The rows that a call may still read.
#[derive(Debug)]
pub struct RowBudget(AtomicUsize);

impl Default for RowBudget {
    fn default() -> Self {
        Self(AtomicUsize::new(MAXIMUM_ROWS))
    }
}

impl RowBudget {
    fn spend(&self, rows: usize) -> bool {
        self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(rows)).is_ok()
    }
}

/// The rows of a list, once the call may show that many more.
///
/// # Errors
/// A call whose answer holds too many rows already.
pub fn within<T>(ctx: &Context<'_>, rows: Vec<T>) -> Result<Vec<T>> {
    match ctx.data_opt::<RowBudget>().is_none_or(|budget| budget.spend(rows.len())) {
        true => Ok(rows),
        false => Err(error::coded(locale(ctx), error::TOO_COMPLEX)),
    }
}
