//! What belongs to 9-1-1, and how often demands did.

use std::sync::Arc;

use async_graphql::{Context, Enum, Object, Result};
use riverain_entities::emergency_reasons;

use super::product::Product;
use crate::graphql::context::locale;
use crate::graphql::enums::RequestChannel;
use crate::graphql::{budget, cost};
use crate::services::diversions::DiversionGroup;
use crate::store::emergency_diversions::Dimension;

/// A reason for which 9-1-1 answers.
#[derive(Debug, Clone)]
pub struct EmergencyReason(pub Arc<emergency_reasons::Model>);

/// A reason for which 9-1-1 answers rather than 3-1-1, such as a life in danger.
#[Object]
impl EmergencyReason {
    /// Stable code in the catalogue.
    async fn code(&self) -> &str {
        &self.0.code
    }

    /// Name in the caller's language.
    async fn name(&self, ctx: &Context<'_>) -> &str {
        locale(ctx).pick(&self.0.name_fr, &self.0.name_en)
    }

    /// What to show or tell the citizen at once, in the caller's language.
    async fn text(&self, ctx: &Context<'_>) -> &str {
        locale(ctx).pick(&self.0.text_fr, &self.0.text_en)
    }
}

/// What diversions to 9-1-1 are counted by.
#[derive(Debug, Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Dimension")]
pub enum EmergencyDiversionDimension {
    /// Why 9-1-1 answered.
    Reason,
    /// The product, whatever its version.
    Product,
    /// How the demand reached the city.
    Channel,
}

/// Counted diversions.
#[derive(Debug, Clone)]
pub struct EmergencyDiversions(pub Vec<DiversionGroup>);

/// How many demands were diverted to 9-1-1: what their requesters said is not kept.
#[Object]
impl EmergencyDiversions {
    /// How many in all.
    async fn total_count(&self) -> u64 {
        self.0.iter().map(|group| group.count).sum()
    }

    /// The groups by the dimensions asked for, the most frequent first; one group where none was.
    #[graphql(complexity = "cost::list(cost::DIVERSION_GROUPS, child_complexity)")]
    async fn groups(&self, ctx: &Context<'_>) -> Result<Vec<EmergencyDiversionGroup>> {
        budget::within(ctx, self.0.iter().cloned().map(EmergencyDiversionGroup).collect())
    }
}

/// A group of diversions.
#[derive(Debug, Clone)]
pub struct EmergencyDiversionGroup(DiversionGroup);

/// Demands that were diverted to 9-1-1 and have something in common.
#[Object]
impl EmergencyDiversionGroup {
    /// Why 9-1-1 answered; null where it is not counted by.
    async fn reason(&self) -> Option<EmergencyReason> {
        self.0.reason.clone().map(EmergencyReason)
    }

    /// What the demands were about; null where it is not counted by.
    async fn product(&self) -> Option<Product> {
        self.0.product.clone().map(Product)
    }

    /// How they reached the city; null where it is not counted by.
    async fn channel(&self) -> Option<RequestChannel> {
        self.0.channel.map(Into::into)
    }

    /// How many.
    async fn count(&self) -> u64 {
        self.0.count
    }
}
