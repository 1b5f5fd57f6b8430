//! Boroughs.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result};
use riverain_entities::boroughs;

use super::neighbourhood::Neighbourhood;
use crate::graphql::context::reference;
use crate::graphql::global_id::NodeKind;
use crate::graphql::loaders::{self, BoroughOutlineKey};
use crate::graphql::scalars::GeoJson;
use crate::graphql::{budget, cost};

/// A borough, without its outline.
#[derive(Debug, Clone)]
pub struct Borough(pub Arc<boroughs::Model>);

/// A borough of the city (*arrondissement*).
#[Object]
impl Borough {
    /// Global identifier.
    pub async fn id(&self) -> ID {
        NodeKind::Borough.id(self.0.id)
    }

    /// Stable code, used in filters.
    async fn code(&self) -> &str {
        &self.0.code
    }

    /// The borough's name.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// Weight of the borough in the equity part of a priority: 1 is neutral.
    async fn equity_weight(&self) -> f64 {
        self.0.equity_weight
    }

    /// The neighbourhoods of the borough.
    #[graphql(complexity = "cost::list(cost::NEIGHBOURHOODS, child_complexity)")]
    async fn neighbourhoods(&self, ctx: &Context<'_>) -> Result<Vec<Neighbourhood>> {
        budget::within(ctx, reference(ctx)?.neighbourhoods_of(self.0.id).cloned().map(Neighbourhood).collect())
    }

    /// The outline; null where the city gave none.
    #[graphql(complexity = "cost::OUTLINE")]
    async fn outline(&self, ctx: &Context<'_>) -> Result<Option<GeoJson>> {
        Ok(loaders::load(ctx, BoroughOutlineKey(self.0.id)).await?.map(GeoJson))
    }
}
