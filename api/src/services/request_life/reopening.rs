//! Until when a closed request may be reopened.

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
