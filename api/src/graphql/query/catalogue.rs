//! Questions about the catalogue and the city's areas: open to everyone.

use async_graphql::{Context, Object, Result};

use crate::graphql::context::reference;
use crate::graphql::types::borough::Borough;
use crate::graphql::types::department::Department;
use crate::graphql::types::product::Product;
use crate::graphql::types::service_commitment::ServiceCommitment;
use crate::graphql::types::work_type::WorkType;
use crate::graphql::{budget, cost};

/// Questions about the catalogue and the city's areas.
#[derive(Debug, Default)]
pub struct CatalogueQueries;

#[Object]
impl CatalogueQueries {
    /// The departments of the city.
    #[graphql(complexity = "cost::list(cost::DEPARTMENTS, child_complexity)")]
    async fn departments(&self, ctx: &Context<'_>) -> Result<Vec<Department>> {
        budget::within(ctx, reference(ctx)?.departments().iter().cloned().map(Department).collect())
    }

    /// The boroughs of the city, by name.
    #[graphql(complexity = "cost::list(cost::BOROUGHS, child_complexity)")]
    async fn boroughs(&self, ctx: &Context<'_>) -> Result<Vec<Borough>> {
        budget::within(ctx, reference(ctx)?.boroughs().iter().cloned().map(Borough).collect())
    }

    /// The present products, in the catalogue's order; while an exceptional situation is in force, those that it names first.
    #[graphql(complexity = "cost::list(cost::PRODUCTS, child_complexity)")]
    async fn products(&self, ctx: &Context<'_>) -> Result<Vec<Product>> {
        budget::within(ctx, reference(ctx)?.products_in_order().into_iter().map(Product).collect())
    }

    /// The present planned work types.
    #[graphql(complexity = "cost::list(cost::WORK_TYPES, child_complexity)")]
    async fn work_types(&self, ctx: &Context<'_>) -> Result<Vec<WorkType>> {
        budget::within(ctx, reference(ctx)?.work_types().iter().cloned().map(WorkType).collect())
    }

    /// The present commitments of the service declaration (*déclaration de services*).
    #[graphql(complexity = "cost::list(cost::COMMITMENTS, child_complexity)")]
    async fn service_commitments(&self, ctx: &Context<'_>) -> Result<Vec<ServiceCommitment>> {
        budget::within(ctx, reference(ctx)?.commitments().iter().cloned().map(ServiceCommitment).collect())
    }
}
