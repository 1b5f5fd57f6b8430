//! Questions about work programmes.

use async_graphql::connection::EmptyFields;
use async_graphql::{Context, ID, InputObject, Object, Result};

use crate::domain::fault::{Fault, FaultCollector, FaultKind, Faults, check_length};
use crate::graphql::connection::connection;
use crate::graphql::context::{Told, app, reference, viewer};
use crate::graphql::cost;
use crate::graphql::enums::distinct;
use crate::graphql::global_id::{self, NodeKind};
use crate::graphql::paging::PageArguments;
use crate::graphql::prefetch_programmes;
use crate::graphql::types::programme::{Programme, ProgrammeConnection};
use crate::graphql::types::programme_comparison::ProgrammeComparison;
use crate::graphql::types::programme_state::{PlanningState, ProgrammeStatus};
use crate::graphql::types::request_filter::MAXIMUM_CODES;
use crate::services::programmes::{self, comparison};
use crate::store::programmes::ProgrammeFilter;
use crate::store::reference::Reference;

/// The name by which cursors of lists of programmes know them.
const PROGRAMMES: &str = "programmes";

/// Which programmes are asked for; every condition must hold, a list where one of its entries does.
#[derive(Debug, Default, InputObject)]
#[graphql(name = "ProgrammeFilter")]
pub struct ProgrammeFilterInput {
    /// How far the city has adopted them.
    #[graphql(default)]
    statuses: Vec<ProgrammeStatus>,
    /// How far their planning has gone.
    #[graphql(default)]
    states: Vec<PlanningState>,
    /// Codes of departments that they plan.
    #[graphql(default)]
    departments: Vec<String>,
    /// A calendar year that their horizon holds.
    year: Option<i32>,
    /// The programme that they revise.
    parent: Option<ID>,
}

/// Questions about work programmes.
#[derive(Debug, Default)]
pub struct ProgrammeQueries;

#[Object]
impl ProgrammeQueries {
    /// The programme of this identifier; null where there is none that the caller may see. Published ones are open to
    /// everyone.
    #[graphql(complexity = "cost::STATEMENT + child_complexity")]
    async fn programme(&self, ctx: &Context<'_>, id: ID) -> Result<Option<Programme>> {
        let key = global_id::parse_as("id", NodeKind::Programme, &id).told(ctx)?;
        let found = programmes::find(app(ctx)?, viewer(ctx), key).await.told(ctx)?;
        Ok(found.map(|row| Programme::new(row.into())))
    }

    /// Two programmes side by side, A and B; null where the caller may not see both.
    #[graphql(complexity = "2 * cost::STATEMENT + child_complexity")]
    async fn compare_programmes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The programme that is compared with.")] a: ID,
        #[graphql(desc = "The programme that is compared.")] b: ID,
    ) -> Result<Option<ProgrammeComparison>> {
        let mut faults = FaultCollector::default();
        let [a, b] = [("a", a), ("b", b)]
            .map(|(field, id)| faults.take(global_id::parse_as(field, NodeKind::Programme, &id)).unwrap_or_default());
        faults.finish().told(ctx)?;
        let compared = comparison::compare(app(ctx)?, viewer(ctx), a, b).await.told(ctx)?;
        Ok(compared.map(ProgrammeComparison))
    }

    /// Programmes that the caller may see, latest first. Published ones are open to everyone.
    #[graphql(complexity = "cost::STATEMENT + cost::page(first, None, child_complexity)")]
    async fn programmes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which programmes; all where absent.")] filter: Option<ProgrammeFilterInput>,
        #[graphql(desc = "How many, 1 to 100; 20 where absent.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
    ) -> Result<ProgrammeConnection> {
        let filter = filter.unwrap_or_default().check(reference(ctx)?).told(ctx)?;
        let page = PageArguments::forward(first, after).check(PROGRAMMES).told(ctx)?;
        let found = programmes::list(app(ctx)?, viewer(ctx), filter, &page).await.told(ctx)?;
        let found = prefetch_programmes::programme_page(ctx, found).await?;
        connection(ctx, PROGRAMMES, found.map(|programme| (programme.row.id, programme)), EmptyFields)
    }
}

impl ProgrammeFilterInput {
    fn check(self, reference: &Reference) -> Result<ProgrammeFilter, Faults> {
        let mut faults = FaultCollector::default();
        let lists =
            [("statuses", self.statuses.len()), ("states", self.states.len()), ("departments", self.departments.len())];
        for (name, length) in lists {
            faults.take(check_length(format!("filter.{name}"), length, MAXIMUM_CODES));
        }
        for (index, code) in self.departments.iter().take(MAXIMUM_CODES).enumerate() {
            if reference.department_of_code(code).is_none() {
                let known: Vec<&str> = reference.departments().iter().map(|row| row.code.as_str()).collect();
                let kind = FaultKind::Unknown { allowed: known.join(", ") };
                faults.push(Fault::new(format!("filter.departments.{index}"), code, kind));
            }
        }
        let parent = self.parent.map(|id| global_id::parse_as("filter.parent", NodeKind::Programme, &id));
        let parent = faults.take(parent.transpose()).flatten();
        faults.finish()?;
        Ok(ProgrammeFilter {
            statuses: distinct(self.statuses),
            states: distinct(self.states),
            departments: (!self.departments.is_empty()).then(|| reference.department_keys(&self.departments)),
            year: self.year,
            parent,
        })
    }
}
