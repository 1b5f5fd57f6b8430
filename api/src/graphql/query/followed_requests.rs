//! Questions about what a citizen follows.

use async_graphql::connection::EmptyFields;
use async_graphql::{Context, Object, Result};

use crate::graphql::connection::connection;
use crate::graphql::context::{Told, app, viewer};
use crate::graphql::cost;
use crate::graphql::paging::PageArguments;
use crate::graphql::types::followed_request::{FollowedRequest, FollowedRequestConnection};
use crate::services::following;
use crate::store::page::MomentPosition;

/// The name by which cursors of what a citizen follows know their list.
const FOLLOWED: &str = "followedRequests";

/// Questions about what a citizen follows.
#[derive(Debug, Default)]
pub struct FollowedRequestQueries;

#[Object]
impl FollowedRequestQueries {
    /// The requests of others that the calling citizen follows, what they followed last first.
    #[graphql(complexity = "3 * cost::STATEMENT + cost::page(first, None, child_complexity)")]
    async fn followed_requests(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 where absent.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
    ) -> Result<FollowedRequestConnection> {
        let page = PageArguments::forward(first, after).check::<MomentPosition>(FOLLOWED).told(ctx)?;
        let followed = following::list(app(ctx)?, viewer(ctx), &page).await.told(ctx)?;
        let nodes = followed.map(|(position, followed)| (position, FollowedRequest(Box::new(followed))));
        connection(ctx, FOLLOWED, nodes, EmptyFields)
    }
}
