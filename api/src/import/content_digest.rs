//! A digest of what a row says of its request: a later import acts only where it differs.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use riverain_entities::products::RequestKind;
use riverain_entities::service_requests::{RequestChannel, RequestStatus};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::services::intake::Intake;

/// Bytes of SHA-256 that are kept: two contents of one request meet by chance once in 2^64 changes.
const DIGEST_BYTES: usize = 16;

/// What a row says, by the mapping: not what the catalogue or the outlines make of it.
#[derive(Serialize)]
struct Content<'a> {
    product: &'a str,
    precision: &'a str,
    kind: Option<RequestKind>,
    work_type: Option<&'a str>,
    channel: RequestChannel,
    status: RequestStatus,
    description: Option<&'a str>,
    position: Option<(f64, f64)>,
    address: Option<&'a str>,
    borough: Option<&'a str>,
    opened_at: DateTime<Utc>,
    due_at: Option<DateTime<Utc>>,
    closed_at: Option<DateTime<Utc>>,
    estimated_cost_cents: Option<i64>,
    estimated_crew_hours: Option<&'a BTreeMap<String, f64>>,
    simulated: bool,
}

/// The digest of a row, hexadecimal.
pub(super) fn content_digest(intake: &Intake, borough: Option<&str>) -> String {
    let content = Content {
        product: &intake.product.code,
        precision: &intake.precision.code,
        kind: intake.kind,
        work_type: intake.work_type.as_ref().map(|work_type| work_type.code.as_str()),
        channel: intake.channel,
        status: intake.status,
        description: intake.description.as_deref(),
        position: intake.point.map(|point| (point.longitude(), point.latitude())),
        address: intake.address.as_deref(),
        borough,
        opened_at: intake.opened_at,
        due_at: intake.due_at,
        closed_at: intake.closed_at,
        estimated_cost_cents: intake.estimated_cost_cents,
        estimated_crew_hours: intake.estimated_crew_hours.as_ref(),
        simulated: intake.simulated,
    };
    #[expect(clippy::expect_used, reason = "plain values under names, which JSON always holds")]
    let text = serde_json::to_vec(&content).expect("a row's content is JSON");
    hex::encode(&Sha256::digest(text)[..DIGEST_BYTES])
}
