//! Questions about the figures of the centre.

use async_graphql::{Context, Object, Result};

use crate::graphql::context::{Told, app, reference, viewer};
use crate::graphql::cost;
use crate::graphql::look_ahead::{below, selected, selects};
use crate::graphql::types::service_levels::{DayGrouping, DayRange, ServiceLevels};
use crate::services::service_levels::{self, LevelQuestion};

/// Questions about the figures of the centre.
#[derive(Debug, Default)]
pub struct ServiceLevelQueries;

#[Object]
impl ServiceLevelQueries {
    /// The figures of the centre over some days of the city's time zone: contacts by channel, what was kept of each
    /// commitment of the service declaration, calls settled at first contact, demands diverted to 9-1-1, agents' load. For
    /// supervisors.
    #[graphql(complexity = "10 * cost::SCAN + child_complexity")]
    async fn service_levels(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Over which days, ten years at the most.")] period: DayRange,
        #[graphql(desc = "What days are put together by, in 400 groups at the most; the whole alone where absent.")]
        group_by: Option<DayGrouping>,
    ) -> Result<ServiceLevels> {
        let fields = selected(ctx);
        let mut figures = below(&fields, "total");
        figures.extend(below(&below(&fields, "groups"), "figures"));
        let question = LevelQuestion {
            period: period.into(),
            grouping: group_by.map(Into::into),
            with_agents: selects(&figures, &["agents"]),
        };
        let counted = service_levels::count(app(ctx)?, viewer(ctx), reference(ctx)?, question).await;
        counted.map(ServiceLevels).told(ctx)
    }
}
