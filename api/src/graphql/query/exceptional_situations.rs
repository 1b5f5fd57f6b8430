//! Questions about exceptional situations and the centre's hours.

use std::sync::Arc;

use async_graphql::connection::EmptyFields;
use async_graphql::{Context, Object, Result};

use crate::graphql::connection::connection;
use crate::graphql::context::{Told, app, reference, viewer};
use crate::graphql::paging::PageArguments;
use crate::graphql::types::contact_centre::ContactCentre;
use crate::graphql::types::exceptional_situation::{ExceptionalSituation, ExceptionalSituationConnection};
use crate::graphql::{budget, cost};
use crate::services::exceptional_situations;
use crate::store::page::MomentPosition;

/// The name by which cursors of exceptional situations know their list.
const SITUATIONS: &str = "exceptional situations";

/// Questions about exceptional situations and the centre's hours.
#[derive(Debug, Default)]
pub struct ExceptionalSituationQueries;

#[Object]
impl ExceptionalSituationQueries {
    /// What the app shows on top: the exceptional situations in force, earliest first. Open to everyone.
    #[graphql(complexity = "cost::list(cost::BANNERS, child_complexity)")]
    async fn banners(&self, ctx: &Context<'_>) -> Result<Vec<ExceptionalSituation>> {
        let rows = reference(ctx)?.situations_in_force().map(|open| Arc::clone(&open.row));
        budget::within(ctx, rows.map(ExceptionalSituation).collect())
    }

    /// Every exceptional situation, latest first. For agents, supervisors and administrators.
    #[graphql(complexity = "cost::STATEMENT + cost::page(first, last, child_complexity)")]
    async fn exceptional_situations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the beginning, 1 to 100; 20 where absent.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Result<ExceptionalSituationConnection> {
        let page = PageArguments { first, after, last, before }.check::<MomentPosition>(SITUATIONS).told(ctx)?;
        let found = exceptional_situations::page(app(ctx)?, viewer(ctx), &page).await.told(ctx)?;
        let nodes = found.map(|row| (MomentPosition::from(&row), ExceptionalSituation(Arc::new(row))));
        connection(ctx, SITUATIONS, nodes, EmptyFields)
    }

    /// When the contact centre is open. Open to everyone.
    async fn contact_centre(&self) -> ContactCentre {
        ContactCentre
    }
}
