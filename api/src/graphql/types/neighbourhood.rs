//! Neighbourhoods.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result};
use riverain_entities::neighbourhoods;

use super::borough::Borough;
use crate::graphql::context::reference;
use crate::graphql::cost;
use crate::graphql::global_id::NodeKind;
use crate::graphql::loaders::{self, NeighbourhoodOutlineKey};
use crate::graphql::scalars::GeoJson;

/// A neighbourhood, without its outline.
#[derive(Debug, Clone)]
pub struct Neighbourhood(pub Arc<neighbourhoods::Model>);

/// A neighbourhood of a borough (*quartier*).
#[Object]
impl Neighbourhood {
    /// Global identifier.
    pub async fn id(&self) -> ID {
        NodeKind::Neighbourhood.id(self.0.id)
    }

    /// Stable code, used in filters.
    async fn code(&self) -> &str {
        &self.0.code
    }

    /// The neighbourhood's name.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// The borough that it lies in.
    async fn borough(&self, ctx: &Context<'_>) -> Result<Option<Borough>> {
        Ok(reference(ctx)?.borough(self.0.borough_id).cloned().map(Borough))
    }

    /// The outline; null where the city gave none.
    #[graphql(complexity = "cost::OUTLINE")]
    async fn outline(&self, ctx: &Context<'_>) -> Result<Option<GeoJson>> {
        Ok(loaders::load(ctx, NeighbourhoodOutlineKey(self.0.id)).await?.map(GeoJson))
    }
}
