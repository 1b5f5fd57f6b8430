//! Until when a demand would be promised an answer, before it is made.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use riverain_entities::service_commitments;

use super::making::expected;
use crate::domain::fault::{Fault, FaultCollector, FaultKind, Faults};
use crate::store::reference::Reference;

/// How far from now a demand may be thought to be made.
const FARTHEST: TimeDelta = TimeDelta::days(366);

/// What would be asked for.
#[derive(Debug, Clone)]
pub struct Subject {
    /// Code of the product.
    pub product: String,
    /// Code of its precision.
    pub precision: String,
    /// Code of the borough of its place, where known.
    pub borough: Option<String>,
    /// When; now where absent.
    pub from: Option<DateTime<Utc>>,
}

/// The promise that a demand would be given.
#[derive(Debug, Clone)]
pub struct ExpectedPromise {
    /// When it would end.
    pub due_at: DateTime<Utc>,
    /// From when it would be at risk.
    pub at_risk_at: DateTime<Utc>,
    /// The commitment that it is made by.
    pub commitment: Arc<service_commitments::Model>,
}

/// The promise that a demand would be given; none where no commitment applies, or its work is planned.
///
/// # Errors
/// A product or precision that does not exist, a moment more than a year away, or a calendar by which it never ends.
pub fn expect(reference: &Reference, subject: &Subject, now: DateTime<Utc>) -> Result<Option<ExpectedPromise>, Faults> {
    let mut faults = FaultCollector::default();
    let product = reference.product_of_code(&subject.product);
    if product.is_none() {
        let codes: Vec<&str> = reference.products().iter().map(|row| row.code.as_str()).collect();
        faults.push(Fault::new("product", &subject.product, FaultKind::Unknown { allowed: codes.join(", ") }));
    }
    let precisions = product.map_or(&[][..], |product| reference.precisions_of(product.id));
    let precision = precisions.iter().find(|row| row.code == subject.precision);
    if product.is_some() && precision.is_none() {
        let codes: Vec<&str> = precisions.iter().map(|row| row.code.as_str()).collect();
        faults.push(Fault::new("precision", &subject.precision, FaultKind::Unknown { allowed: codes.join(", ") }));
    }
    let borough = subject.borough.as_ref().map(|code| (code, reference.borough_of_code(code)));
    if let Some((code, None)) = borough {
        let codes: Vec<&str> = reference.boroughs().iter().map(|row| row.code.as_str()).collect();
        faults.push(Fault::new("borough", code, FaultKind::Unknown { allowed: codes.join(", ") }));
    }
    let (earliest, latest) = (now - FARTHEST, now + FARTHEST);
    if let Some(from) = subject.from.filter(|from| !(earliest..=latest).contains(from)) {
        let kind = FaultKind::OutOfRange { minimum: earliest.to_rfc3339(), maximum: latest.to_rfc3339() };
        faults.push(Fault::new("from", from.to_rfc3339(), kind));
    }
    faults.finish()?;
    let Some((product, precision)) = product.zip(precision) else { return Ok(None) };
    if precision.work_type_code.is_some() {
        return Ok(None);
    }
    let from = subject.from.unwrap_or(now);
    let borough_id = borough.and_then(|(_, row)| row).map(|row| row.id);
    let calendar = reference.calendar_for(&product.code, borough_id);
    let made = expected(reference, "product", (product, precision), &calendar, from)?;
    Ok(made.map(|(promise, commitment)| ExpectedPromise {
        due_at: promise.due_at,
        at_risk_at: promise.at_risk_at,
        commitment: Arc::clone(commitment),
    }))
}
