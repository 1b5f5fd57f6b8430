//! Questions about the backlog of planned interventions.

use async_graphql::{Context, Object, Result};

use crate::graphql::connection::connection;
use crate::graphql::context::{Told, app, reference, viewer};
use crate::graphql::cost;
use crate::graphql::look_ahead::{below, selected, selects};
use crate::graphql::paging::PageArguments;
use crate::graphql::types::backlog::{Backlog, BacklogDimension};
use crate::graphql::types::backlog_project::{BacklogProjectConnection, BacklogProjectTotal, project_page};
use crate::graphql::types::request_filter::{self, RequestFilterInput};
use crate::services::backlog::BacklogQuestion;
use crate::services::{backlog, backlog_projects};

/// The name by which cursors of the backlog's projects know them.
const BACKLOG_PROJECTS: &str = "projects of the backlog";

/// Questions about the backlog of planned interventions.
#[derive(Debug, Default)]
pub struct BacklogQueries;

#[Object]
impl BacklogQueries {
    /// The open requests that feed the planned-intervention programme, counted by any combination of dimensions. For
    /// staff.
    #[graphql(complexity = "cost::SCAN + child_complexity")]
    async fn backlog(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which of the requests; all where absent.")] filter: Option<RequestFilterInput>,
        #[graphql(desc = "What to count by; the whole alone where absent.", default)] group_by: Vec<BacklogDimension>,
    ) -> Result<Backlog> {
        let filter = request_filter::scoped(ctx, "filter", filter)?;
        let dimensions: Vec<_> = group_by.into_iter().map(Into::into).collect();
        let fields = selected(ctx);
        let mut figures = below(&fields, "total");
        figures.extend(below(&below(&fields, "groups"), "figures"));
        let question =
            BacklogQuestion { filter: &filter, dimensions: &dimensions, with_ages: selects(&figures, &["age"]) };
        Ok(Backlog(backlog::count(app(ctx)?, viewer(ctx), reference(ctx)?, question).await.told(ctx)?))
    }

    /// The projects that the backlog would make if it were planned now, the most valuable first. For staff.
    #[graphql(complexity = "10 * cost::SCAN + cost::page(first, None, child_complexity)")]
    async fn backlog_projects(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which of the requests; all where absent.")] filter: Option<RequestFilterInput>,
        #[graphql(desc = "How many, 1 to 100; 20 where absent.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
    ) -> Result<BacklogProjectConnection> {
        let filter = request_filter::scoped(ctx, "filter", filter)?;
        let page = PageArguments::forward(first, after).check(BACKLOG_PROJECTS).told(ctx)?;
        let found = backlog_projects::list(app(ctx)?, viewer(ctx), reference(ctx)?, &filter, &page).await.told(ctx)?;
        let grouping = std::sync::Arc::clone(&found.grouping);
        let positions: Vec<_> =
            found.page.rows.iter().map(|index| grouping.projects[*index].position(&grouping.stamp)).collect();
        let mut positions = positions.into_iter();
        let projects = project_page(ctx, found).await?;
        let total = BacklogProjectTotal::of(&grouping);
        connection(ctx, BACKLOG_PROJECTS, projects.map(|project| (positions.next(), project)), total)
    }
}
