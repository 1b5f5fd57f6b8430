//! Questions about what was reported before.

use async_graphql::{Context, Object, Result};

use crate::graphql::context::{Told, app, viewer};
use crate::graphql::types::likely_duplicate::{LikelyDuplicate, size};
use crate::graphql::types::request_filter::PlaceInput;
use crate::graphql::{budget, cost};
use crate::services::likely_duplicates::{self, Demand};

/// Questions about what was reported before.
#[derive(Debug, Default)]
pub struct LikelyDuplicateQueries;

#[Object]
impl LikelyDuplicateQueries {
    /// The requests that are likely to report the problem that a demand is about to report: of the same family of products,
    /// near, open or closed lately; the likeliest first, each with its score and what makes it. Open to everyone: what is not
    /// public is left out for those who may not see it.
    #[graphql(complexity = "cost::SCAN + cost::list(cost::LIKELY_DUPLICATES, child_complexity)")]
    async fn likely_duplicates(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the product, from `products`.")] product: String,
        #[graphql(desc = "Code of the precision, from the product's `precisions`.")] precision: String,
        #[graphql(desc = "Where the problem is, inside the city.")] place: PlaceInput,
        #[graphql(desc = "What the citizen says; compared for those who may read what others wrote.")]
        description: Option<String>,
        #[graphql(desc = "How many, 1 to 20; 5 where absent.")] first: Option<i32>,
    ) -> Result<Vec<LikelyDuplicate>> {
        let size = size("first", first).told(ctx)?;
        let demand = Demand { product, precision, place: (place.longitude, place.latitude), description };
        let found = likely_duplicates::of_demand(app(ctx)?, viewer(ctx), &demand, size).await.told(ctx)?;
        budget::within(ctx, found.into_iter().map(LikelyDuplicate).collect())
    }
}
