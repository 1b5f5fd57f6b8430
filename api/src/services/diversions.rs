//! Diversions to 9-1-1: recorded without anything of whoever asked, so that the quality of the triage is a figure.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use riverain_entities::emergency_diversions::ActiveModel;
use riverain_entities::service_requests::RequestChannel;
use riverain_entities::{emergency_reasons, products};
use sea_orm::ActiveValue::Set;
use sea_orm::NotSet;

use super::ServiceError;
use super::questionnaires::Questionnaire;
use crate::app::App;
use crate::auth::policy::{Action, may};
use crate::auth::viewer::Viewer;
use crate::domain::request_filter::Span;
use crate::store::emergency_diversions::{self, Dimension, DiversionCount};
use crate::store::reference::Reference;

/// How many demands were diverted, by some of reason, product and channel.
#[derive(Debug, Clone)]
pub struct DiversionGroup {
    /// The reason, where it is counted by.
    pub reason: Option<Arc<emergency_reasons::Model>>,
    /// The product, where it is counted by, in its latest version.
    pub product: Option<Arc<products::Model>>,
    /// The channel, where it is counted by.
    pub channel: Option<RequestChannel>,
    /// How many.
    pub count: u64,
}

/// Records a diversion.
///
/// # Errors
/// A database that fails.
pub async fn record(
    app: &App,
    questionnaire: &Questionnaire,
    reason: &emergency_reasons::Model,
    channel: RequestChannel,
    borough_id: Option<i64>,
) -> Result<(), ServiceError> {
    let diversion = ActiveModel {
        id: NotSet,
        diverted_at: Set(app.clock.now()),
        channel: Set(channel),
        reason_id: Set(reason.id),
        product_id: Set(questionnaire.product.id),
        precision_id: Set(questionnaire.precision.id),
        borough_id: Set(borough_id),
    };
    Ok(emergency_diversions::insert(&app.database, diversion).await?)
}

/// The diversions of a period, counted; the most frequent first.
///
/// # Errors
/// A caller who may not know, or a database that fails.
pub async fn count(
    app: &App,
    viewer: &Viewer,
    reference: &Reference,
    period: Span<DateTime<Utc>>,
    dimensions: &[Dimension],
) -> Result<Vec<DiversionGroup>, ServiceError> {
    if !may(viewer, Action::ReadEmergencyDiversions) {
        return Err(ServiceError::refused(viewer));
    }
    let counts = emergency_diversions::count(&app.database, period, dimensions).await?;
    let mut groups = merge(reference, counts);
    groups.sort_by_key(|group| std::cmp::Reverse(group.count));
    Ok(groups)
}

/// Brings the versions of a product together.
fn merge(reference: &Reference, counts: Vec<DiversionCount>) -> Vec<DiversionGroup> {
    let mut groups: BTreeMap<_, DiversionGroup> = BTreeMap::new();
    for counted in counts {
        let product = counted.product_id.and_then(|key| reference.product(key));
        let latest = product.map(|product| reference.product_of_code(&product.code).unwrap_or(product)).cloned();
        let channel = counted.channel.map(|channel| format!("{channel:?}"));
        let key = (counted.reason_id, latest.as_ref().map(|product| product.code.clone()), channel);
        let group = groups.entry(key).or_insert_with(|| DiversionGroup {
            reason: counted.reason_id.and_then(|key| reference.emergency_reason(key)).cloned(),
            product: latest,
            channel: counted.channel,
            count: 0,
        });
        group.count += counted.count;
    }
    groups.into_values().collect()
}
