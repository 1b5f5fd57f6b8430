//! The backlog of planned interventions, counted.

use async_graphql::{Context, Enum, Object, Result, SimpleObject};

use super::borough::Borough;
use super::department::Department;
use super::neighbourhood::Neighbourhood;
use super::work_type::WorkType;
use crate::domain::backlog::{self, BAND_STARTS};
use crate::graphql::context::reference;
use crate::graphql::scalars::Cents;
use crate::graphql::{budget, cost};
use crate::store::reference::Reference;

/// Something that the backlog is counted by.
#[derive(Debug, Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "backlog::BacklogDimension")]
pub enum BacklogDimension {
    /// The department that does the work.
    Department,
    /// The planned work type, whatever its version.
    WorkType,
    /// The borough of the place.
    Borough,
    /// The neighbourhood of the place.
    Neighbourhood,
    /// The band of the priority: 0–20, 20–40, 40–60, 60–80, 80–100.
    PriorityBand,
    /// The year of opening, in the city's time zone.
    YearOpened,
}

/// The backlog, counted.
#[derive(Debug)]
pub struct Backlog(pub backlog::Backlog);

/// A group of the backlog's requests.
#[derive(Debug, Clone)]
pub struct BacklogGroup(backlog::BacklogGroup);

/// The figures of some requests.
#[derive(Debug, SimpleObject)]
pub struct BacklogFigures {
    /// How many requests, each problem once.
    request_count: i64,
    /// How many reports of them: the requests, and those merged into them.
    report_count: i64,
    /// How many citizens made the reports: a known one once, each anonymous report as one.
    distinct_citizens: i64,
    /// Sum of the estimated costs.
    estimated_cost_cents: Cents,
    /// Sum of the estimated hours, all crews together.
    estimated_hours: f64,
    /// How old the requests are; null where there are none.
    age: Option<BacklogAge>,
}

/// How old some requests are, by nearest rank, in whole days.
#[derive(Debug, SimpleObject)]
#[expect(clippy::struct_field_names, reason = "the contract names the unit")]
pub struct BacklogAge {
    /// The age that half of them do not exceed.
    p50_days: i64,
    /// The age that nine in ten of them do not exceed.
    p90_days: i64,
    /// The greatest age.
    maximum_days: i64,
}

/// A band of priorities: from its minimum to below its maximum, 100 being in the last one.
#[derive(Debug, SimpleObject)]
pub struct PriorityBand {
    /// Least priority.
    minimum: i32,
    /// The priority that ends it.
    maximum: i32,
}

/// The open requests that feed the planned-intervention programme, counted by what was asked.
#[Object]
impl Backlog {
    /// The figures of all of them; a citizen who is in several groups counts once.
    async fn total(&self) -> BacklogFigures {
        self.0.total.into()
    }

    /// The groups that hold a request, in the catalogue's order of each dimension in turn; none where nothing was asked
    /// to group by.
    #[graphql(complexity = "cost::list(cost::BACKLOG_GROUPS, child_complexity)")]
    async fn groups(&self, ctx: &Context<'_>) -> Result<Vec<BacklogGroup>> {
        budget::within(ctx, self.0.groups.iter().cloned().map(BacklogGroup).collect())
    }
}

/// The requests of the backlog that agree on every dimension asked for.
#[Object]
impl BacklogGroup {
    /// Their department; null where not grouped by it.
    async fn department(&self, ctx: &Context<'_>) -> Result<Option<Department>> {
        let Some(key) = self.0.key.department_id else { return Ok(None) };
        Ok(reference(ctx)?.department(key).cloned().map(Department))
    }

    /// Their work type, in its latest version; null where not grouped by it.
    async fn work_type(&self, ctx: &Context<'_>) -> Result<Option<WorkType>> {
        let Some(code) = self.0.key.work_type_code.as_deref() else { return Ok(None) };
        Ok(latest_work_type(reference(ctx)?, code))
    }

    /// Their borough; null where not grouped by it, or unknown.
    async fn borough(&self, ctx: &Context<'_>) -> Result<Option<Borough>> {
        let Some(key) = self.0.key.borough_id else { return Ok(None) };
        Ok(reference(ctx)?.borough(key).cloned().map(Borough))
    }

    /// Their neighbourhood; null where not grouped by it, or unknown.
    async fn neighbourhood(&self, ctx: &Context<'_>) -> Result<Option<Neighbourhood>> {
        let Some(key) = self.0.key.neighbourhood_id else { return Ok(None) };
        Ok(reference(ctx)?.neighbourhood(key).cloned().map(Neighbourhood))
    }

    /// The band of their priorities; null where not grouped by it.
    async fn priority_band(&self) -> Option<PriorityBand> {
        let minimum = self.0.key.band_start?;
        let maximum = BAND_STARTS.into_iter().find(|start| *start > minimum).unwrap_or(100);
        Some(PriorityBand { minimum, maximum })
    }

    /// The year they were opened in; null where not grouped by it, or before 1970.
    async fn year_opened(&self) -> Option<i32> {
        self.0.key.year_opened
    }

    /// Their figures.
    async fn figures(&self) -> BacklogFigures {
        self.0.figures.into()
    }
}

/// The latest version of a work type, which the catalogue may have withdrawn since.
pub fn latest_work_type(reference: &Reference, code: &str) -> Option<WorkType> {
    let withdrawn = || {
        let latest = reference.work_type_keys(&[code.to_owned()]).into_iter().max()?;
        reference.work_type(latest)
    };
    reference.work_type_of_code(code).or_else(withdrawn).cloned().map(WorkType)
}

impl From<backlog::BacklogFigures> for BacklogFigures {
    fn from(figures: backlog::BacklogFigures) -> Self {
        let age = |ages: backlog::AgePercentiles| BacklogAge {
            p50_days: ages.p50,
            p90_days: ages.p90,
            maximum_days: ages.oldest,
        };
        Self {
            request_count: figures.request_count,
            report_count: figures.report_count,
            distinct_citizens: figures.distinct_citizens,
            estimated_cost_cents: Cents(figures.cost_cents),
            estimated_hours: figures.hours,
            age: figures.ages.map(age),
        }
    }
}
