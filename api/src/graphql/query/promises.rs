//! Questions about what would be promised.

use async_graphql::{Context, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};

use crate::graphql::context::{Told, app, reference};
use crate::graphql::types::service_commitment::ServiceCommitment;
use crate::services::promises::{self, Subject};

/// The promise that a demand would be given.
#[derive(Debug, SimpleObject)]
pub struct ExpectedPromise {
    /// When it would end, UTC.
    due_at: DateTime<Utc>,
    /// From when it would be at risk, UTC.
    at_risk_at: DateTime<Utc>,
    /// The service commitment that it is made by.
    service_commitment: ServiceCommitment,
}

/// Questions about what would be promised.
#[derive(Debug, Default)]
pub struct PromiseQueries;

#[Object]
impl PromiseQueries {
    /// Until when a demand for a precision would be promised an answer: what an agent tells a caller, and the app shows,
    /// before the request is made. Null where no commitment applies. Open to everyone.
    async fn expected_promise(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the product.")] product: String,
        #[graphql(desc = "Code of the precision.")] precision: String,
        #[graphql(desc = "Code of the borough of its place, where known: exceptional situations may be about some.")]
        borough: Option<String>,
        #[graphql(desc = "When the demand is made, at most a year from now; now where absent.")] from: Option<
            DateTime<Utc>,
        >,
    ) -> Result<Option<ExpectedPromise>> {
        let subject = Subject { product, precision, borough, from };
        let expected = promises::expect(reference(ctx)?, &subject, app(ctx)?.clock.now()).told(ctx)?;
        Ok(expected.map(|promise| ExpectedPromise {
            due_at: promise.due_at,
            at_risk_at: promise.at_risk_at,
            service_commitment: ServiceCommitment(promise.commitment),
        }))
    }
}
