//! Questions about drafts of requests.

use async_graphql::{Context, ID, Object, Result};
use riverain_entities::draft_requests;

use crate::graphql::connection::{NodeConnection, connection};
use crate::graphql::context::{Told, app, viewer};
use crate::graphql::cost;
use crate::graphql::enums::DraftState;
use crate::graphql::global_id::{self, NodeKind};
use crate::graphql::paging::PageArguments;
use crate::graphql::types::draft_request::DraftRequest;
use crate::services;
use crate::store::page::MomentPosition;

/// Drafts, page by page.
pub type DraftRequestConnection = NodeConnection<DraftRequest, DraftTotal>;

/// How many drafts a list holds.
#[derive(Debug)]
pub struct DraftTotal(draft_requests::DraftState);

#[Object]
impl DraftTotal {
    /// How many drafts the whole list holds; counted only where asked.
    async fn total_count(&self, ctx: &Context<'_>) -> Result<u64> {
        services::drafts::count(app(ctx)?, viewer(ctx), self.0).await.told(ctx)
    }
}

/// Questions about drafts of requests.
#[derive(Debug, Default)]
pub struct DraftRequestQueries;

#[Object]
impl DraftRequestQueries {
    /// The draft of this identifier; null where there is none. For contact-centre staff.
    #[graphql(complexity = "cost::STATEMENT + child_complexity")]
    async fn draft_request(&self, ctx: &Context<'_>, id: ID) -> Result<Option<DraftRequest>> {
        let key = global_id::parse_as("id", NodeKind::DraftRequest, &id).told(ctx)?;
        Ok(services::drafts::find(app(ctx)?, viewer(ctx), key).await.told(ctx)?.map(DraftRequest))
    }

    /// The drafts of a state, the oldest first: those that are open wait for an agent. For contact-centre staff.
    #[graphql(complexity = "cost::SCAN + cost::page(first, last, child_complexity)")]
    async fn draft_requests(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Their state.", default_with = "DraftState::Open")] state: DraftState,
        #[graphql(desc = "How many from the beginning, 1 to 100; 20 where absent.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Result<DraftRequestConnection> {
        let name = match state {
            DraftState::Open => "draftRequests.open",
            DraftState::Completed => "draftRequests.completed",
            DraftState::Discarded => "draftRequests.discarded",
        };
        let page = PageArguments { first, after, last, before }.check::<MomentPosition>(name).told(ctx)?;
        let state = state.into();
        let found = services::drafts::list(app(ctx)?, viewer(ctx), state, &page).await.told(ctx)?;
        let nodes = found.map(|row| (MomentPosition::from(&row), DraftRequest(row)));
        connection(ctx, name, nodes, DraftTotal(state))
    }
}
