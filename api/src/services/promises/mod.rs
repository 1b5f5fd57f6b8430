//! Promises: made when a request comes in or is reopened, moved by the waits for its citizen, reckoned anew where the
//! calendar changes, and kept in a history.

mod expecting;
mod making;
mod merged;
mod reading;
mod recomputing;

pub use expecting::{ExpectedPromise, Subject, expect};
pub use making::{Clock, calendar_of, expected, facts, follow_status, minutes_left, of_intake, of_reopening};
pub use merged::{MovedPromise, follow_master};
pub use reading::page;
pub use recomputing::{Recomputed, recompute, work};
