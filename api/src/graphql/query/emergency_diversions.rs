//! Questions about the triage between 9-1-1 and 3-1-1.

use async_graphql::{Context, Object, Result};

use crate::graphql::context::{Told, app, reference, viewer};
use crate::graphql::cost;
use crate::graphql::enums::distinct;
use crate::graphql::types::emergency::{EmergencyDiversionDimension, EmergencyDiversions};
use crate::graphql::types::request_filter::TimeRange;
use crate::services::diversions;

/// Questions about the triage between 9-1-1 and 3-1-1.
#[derive(Debug, Default)]
pub struct EmergencyDiversionQueries;

#[Object]
impl EmergencyDiversionQueries {
    /// How many demands were diverted to 9-1-1 in a period. For supervisors.
    #[graphql(complexity = "cost::SCAN + child_complexity")]
    async fn emergency_diversions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "When they were diverted.")] period: TimeRange,
        #[graphql(desc = "What to count by; the whole alone where absent.", default)] group_by: Vec<
            EmergencyDiversionDimension,
        >,
    ) -> Result<EmergencyDiversions> {
        let period = period.check("period").told(ctx)?;
        let dimensions = distinct(group_by);
        let counted = diversions::count(app(ctx)?, viewer(ctx), reference(ctx)?, period, &dimensions).await;
        counted.map(EmergencyDiversions).told(ctx)
    }
}
