//! Until when a closed request may be reopened, and what it is then promised.

use chrono::{DateTime, Utc};
use riverain_entities::service_requests::Model;

use crate::domain::life_cycle::ReopeningWindow;
use crate::store::reference::Reference;

/// Until when a request may be reopened: within the window of the product that it was made with, or else of the life
/// cycle. None while it is open.
pub fn until(reference: &Reference, request: &Model) -> Option<DateTime<Utc>> {
    let product = reference.product(request.product_id);
    let own = product.and_then(|product| product.reopening_days.zip(product.reopening_unit));
    let own = own.map(|(days, unit)| ReopeningWindow { days, unit });
    own.or(reference.life.cycle().reopening())?.until(reference.calendar(), request.closed_at?)
}

/// When a request that is reopened at a moment is now promised: its service commitment begins anew. Planned interventions
/// have no promise.
pub(super) fn new_promise(reference: &Reference, request: &Model, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let product = reference.product(request.product_id).filter(|_| request.work_type_id.is_none())?;
    reference.due_at(product, reference.precision(request.precision_id)?, now)
}
