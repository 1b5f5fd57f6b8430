//! The clocks of merged requests. Each keeps the promise that its citizen was given, for they reported it when they did; and
//! its clock follows the status that all of them share, for the city waits for whoever reported the problem.

use chrono::{DateTime, Utc};
use riverain_entities::service_requests::{ActiveModel, Model, RequestStatus};
use sea_orm::ConnectionTrait;

use super::making::{Clock, calendar_of, follow_status, of_reopening};
use crate::services::ServiceError;
use crate::store::promise_clocks::{self, PromiseClock};
use crate::store::reference::Reference;

/// A request whose promise moved: its key, and when it was due before.
pub type MovedPromise = (i64, Option<DateTime<Utc>>);

/// Lets the clocks of requests follow the status that they were given with their master; `reopens` where it is reopened, and
/// every promise begins anew. `before` is what they were. Gives those whose promise moved.
///
/// # Errors
/// A calendar by which a promise never ends, or a database that fails.
pub async fn follow_master(
    transaction: &impl ConnectionTrait,
    reference: &Reference,
    before: &[Model],
    (to, reopens): (RequestStatus, bool),
    now: DateTime<Utc>,
) -> Result<Vec<MovedPromise>, ServiceError> {
    let (mut clocks, mut moved) = (Vec::new(), Vec::new());
    for request in before {
        let mut change = ActiveModel::default();
        if reopens {
            of_reopening(reference, request, now, &mut change)?;
        } else {
            follow_status(&calendar_of(reference, request), Clock::of(reference, request), to, now, &mut change);
        }
        let clock = PromiseClock {
            id: request.id,
            due_at: change.due_at.try_as_ref().copied().unwrap_or(request.due_at),
            at_risk_at: change.at_risk_at.try_as_ref().copied().unwrap_or(request.at_risk_at),
            stopped_at: change.clock_stopped_at.try_as_ref().copied().unwrap_or(request.clock_stopped_at),
            promised_from: change.promised_from.try_as_ref().copied().unwrap_or(request.promised_from),
            cause: change.promise_cause.try_as_ref().copied().unwrap_or(request.promise_cause),
        };
        if clock.due_at != request.due_at {
            moved.push((request.id, request.due_at));
        }
        if clock != PromiseClock::of(request) {
            clocks.push(clock);
        }
    }
    promise_clocks::write(transaction, &clocks, now).await?;
    Ok(moved)
}
