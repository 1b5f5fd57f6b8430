//! Questions about the catalogue and the city's areas: open to everyone.

use async_graphql::{Context, Object, Result};

use crate::graphql::context::reference;
use crate::graphql::types::borough::Borough;
use crate::graphql::types::department::Department;
use crate::graphql::types::product::Product;
use crate::graphql::types::work_type::WorkType;

/// Questions about the catalogue and the city's areas.
#[derive(Debug, Default)]
pub struct CatalogueQueries;

#[Object]
impl CatalogueQueries {
    /// The departments of the city.
    async fn departments(&self, ctx: &Context<'_>) -> Result<Vec<Department>> {
        Ok(reference(ctx)?.departments().iter().cloned().map(Department).collect())
    }

    /// The boroughs of the city, by name.
    async fn boroughs(&self, ctx: &Context<'_>) -> Result<Vec<Borough>> {
        Ok(reference(ctx)?.boroughs().iter().cloned().map(Borough).collect())
    }

    /// The present products, in the catalogue's order.
    async fn products(&self, ctx: &Context<'_>) -> Result<Vec<Product>> {
        Ok(reference(ctx)?.products().iter().cloned().map(Product).collect())
    }

    /// The present planned work types.
    async fn work_types(&self, ctx: &Context<'_>) -> Result<Vec<WorkType>> {
        Ok(reference(ctx)?.work_types().iter().cloned().map(WorkType).collect())
    }
}
