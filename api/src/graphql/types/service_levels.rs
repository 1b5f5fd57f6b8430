//! The figures of the centre.

use async_graphql::{Context, Enum, InputObject, Object, Result, SimpleObject};
use chrono::{Datelike, NaiveDate};
use riverain_entities::contacts;
use riverain_entities::service_commitments::CommitmentSubject;
use sea_orm::Iterable;

use super::service_commitment::ServiceCommitment;
use crate::domain::service_levels::{self as domain, LevelFigures, Ratio};
use crate::graphql::context::{locale, reference};
use crate::graphql::enums::ContactChannel;
use crate::graphql::{budget, cost};
use crate::services::service_levels as service;

/// Some days in a row, in the city's time zone, both ends included.
#[derive(Debug, Clone, Copy, InputObject)]
pub struct DayRange {
    /// The first one.
    first_day: NaiveDate,
    /// The last one.
    last_day: NaiveDate,
}

impl From<DayRange> for domain::DayRange {
    fn from(given: DayRange) -> Self {
        Self { first: given.first_day, last: given.last_day }
    }
}

/// What days are put together by.
#[derive(Debug, Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "domain::DayGrouping")]
pub enum DayGrouping {
    /// Each day by itself.
    Day,
    /// Weeks, Monday to Sunday.
    Week,
    /// Calendar months.
    Month,
    /// Calendar years.
    Year,
    /// Mondays together, Tuesdays together, and so on.
    Weekday,
}

/// The figures of a period.
#[derive(Debug)]
pub struct ServiceLevels(pub service::ServiceLevels);

/// The figures of the centre over a period.
#[Object]
impl ServiceLevels {
    /// Those of the whole period.
    async fn total(&self) -> ServiceLevelFigures {
        ServiceLevelFigures(self.0.total.clone())
    }

    /// Those of each group of days, in order; none where nothing was asked to group by.
    #[graphql(complexity = "cost::list(cost::DAY_GROUPS, child_complexity)")]
    async fn groups(&self, ctx: &Context<'_>) -> Result<Vec<ServiceLevelGroup>> {
        let group = |(days, figures): &(domain::DayGroup, LevelFigures)| ServiceLevelGroup {
            days: *days,
            figures: figures.clone(),
        };
        budget::within(ctx, self.0.groups.iter().map(group).collect())
    }
}

/// Days that were put together.
#[derive(Debug)]
pub struct ServiceLevelGroup {
    days: domain::DayGroup,
    figures: LevelFigures,
}

/// The figures of some days of the period.
#[Object]
impl ServiceLevelGroup {
    /// The first of them; null where they are put together by the day of the week.
    async fn first_day(&self) -> Option<NaiveDate> {
        match self.days {
            domain::DayGroup::Range(range) => Some(range.first),
            domain::DayGroup::Weekday(_) => None,
        }
    }

    /// The last of them; null where they are put together by the day of the week.
    async fn last_day(&self) -> Option<NaiveDate> {
        match self.days {
            domain::DayGroup::Range(range) => Some(range.last),
            domain::DayGroup::Weekday(_) => None,
        }
    }

    /// The day of the week, 1 is Monday and 7 Sunday (ISO 8601); null where it is not put together by.
    async fn weekday(&self) -> Option<u32> {
        match self.days {
            domain::DayGroup::Range(range) => (range.first == range.last).then(|| range.first.weekday()),
            domain::DayGroup::Weekday(weekday) => Some(weekday),
        }
        .map(|weekday| weekday.number_from_monday())
    }

    /// Their figures.
    async fn figures(&self) -> ServiceLevelFigures {
        ServiceLevelFigures(self.figures.clone())
    }
}

/// The figures of some days.
#[derive(Debug)]
pub struct ServiceLevelFigures(LevelFigures);

/// The figures of the centre over some days. What came in on these days counts, whenever it was answered.
#[Object]
impl ServiceLevelFigures {
    /// The contacts of each channel.
    #[graphql(complexity = "cost::list(5, child_complexity)")]
    async fn contacts(&self, ctx: &Context<'_>) -> Result<Vec<ChannelContacts>> {
        let channels = contacts::ContactChannel::iter().map(|channel| {
            let figures = self.0.channels.get(&channel).copied().unwrap_or_default();
            ChannelContacts::new(channel, figures)
        });
        budget::within(ctx, channels.collect())
    }

    /// What was kept of each present commitment of the service declaration (*déclaration de services*). On a channel: the
    /// contacts that were answered in time, of those that were answered, have ended or should have been answered by now. On
    /// requests: those that were closed by their due date, of those that are closed or were due by now; cancelled ones
    /// count nowhere.
    #[graphql(complexity = "cost::list(cost::COMMITMENTS, child_complexity)")]
    async fn commitments(&self, ctx: &Context<'_>) -> Result<Vec<CommitmentLevel>> {
        let (reference, locale) = (reference(ctx)?, locale(ctx));
        let levels = reference.commitments().iter().map(|commitment| {
            let ratio = self.0.commitments.get(&commitment.code).copied().unwrap_or_default();
            let formula = match commitment.applies_to {
                CommitmentSubject::Channel => "service_level.answered_in_time",
                CommitmentSubject::Product => "service_level.closed_in_time",
            };
            let target = commitment.target_share.unwrap_or(1.0);
            CommitmentLevel {
                commitment: ServiceCommitment(commitment.clone()),
                target,
                is_kept: ratio.share().map(|share| share >= target),
                level: ServiceLevel::new(ratio, locale.wording(formula, &[])),
            }
        });
        budget::within(ctx, levels.collect())
    }

    /// The calls that were settled at first contact, of those that an agent answered.
    async fn first_contact_settlement(&self, ctx: &Context<'_>) -> ServiceLevel {
        ServiceLevel::new(self.0.settlement, locale(ctx).wording("service_level.first_contact_settlement", &[]))
    }

    /// The demands that were diverted to 9-1-1, of those and of the requests that were taken in.
    async fn emergency_diversions(&self, ctx: &Context<'_>) -> ServiceLevel {
        ServiceLevel::new(self.0.diversions, locale(ctx).wording("service_level.emergency_diversions", &[]))
    }

    /// What each agent did, the busiest first.
    #[graphql(complexity = "cost::list(cost::AGENTS, child_complexity)")]
    async fn agents(&self, ctx: &Context<'_>) -> Result<Vec<AgentLoad>> {
        let mut agents: Vec<AgentLoad> = self.0.agents.values().map(|agent| AgentLoad::new(agent, &self.0)).collect();
        agents.sort_by(|a, b| b.handling_hours.total_cmp(&a.handling_hours).then_with(|| a.name.cmp(&b.name)));
        budget::within(ctx, agents)
    }

    /// Hours during which the centre was open, until now.
    async fn open_hours(&self) -> f64 {
        self.0.open_hours
    }
}

/// A share, with what it is made of.
#[derive(Debug, SimpleObject)]
pub struct ServiceLevel {
    /// Those that meet it.
    numerator: u64,
    /// All that count.
    denominator: u64,
    /// The numerator by the denominator, 0 to 1; null of nothing.
    share: Option<f64>,
    /// What is divided by what, in the caller's language.
    formula: String,
}

impl ServiceLevel {
    fn new(ratio: Ratio, formula: String) -> Self {
        Self { numerator: ratio.numerator, denominator: ratio.denominator, share: ratio.share(), formula }
    }
}

/// What was kept of a commitment.
#[derive(Debug, SimpleObject)]
pub struct CommitmentLevel {
    /// The commitment, in its present version.
    commitment: ServiceCommitment,
    /// Those that were kept, of those that were due.
    level: ServiceLevel,
    /// The share that the declaration promises, 0 to 1.
    target: f64,
    /// Whether the share reaches it; null of nothing.
    is_kept: Option<bool>,
}

/// Contacts of a channel.
#[derive(Debug, SimpleObject)]
pub struct ChannelContacts {
    /// How citizens reached the centre.
    channel: ContactChannel,
    /// How many came in.
    count: u64,
    /// Those that an agent answered.
    answered_count: u64,
    /// Those that ended without an answer: callers who hung up; visits of the app, which need none.
    unanswered_count: u64,
    /// Those that settled the matter.
    settled_count: u64,
    /// Seconds from arrival to answer, on average; null of none.
    mean_wait_seconds: Option<f64>,
    /// Seconds that an agent spent on one, on average; null of none.
    mean_handling_seconds: Option<f64>,
}

impl ChannelContacts {
    fn new(channel: contacts::ContactChannel, figures: domain::ChannelFigures) -> Self {
        let mean = |(sum, count): (u64, u64)| (count > 0).then(|| sum as f64 / count as f64);
        Self {
            channel: channel.into(),
            count: figures.arrived,
            answered_count: figures.answered,
            unanswered_count: figures.unanswered,
            settled_count: figures.settled,
            mean_wait_seconds: mean(figures.waited),
            mean_handling_seconds: mean(figures.handled),
        }
    }
}

/// What an agent did.
#[derive(Debug, SimpleObject)]
pub struct AgentLoad {
    /// The agent's name as it was last.
    name: String,
    /// Contacts that they had.
    contact_count: u64,
    /// Hours that they spent on them.
    handling_hours: f64,
    /// The hours that they spent on contacts, of those during which the centre was open: 0 to 1 where all were within them;
    /// null where it was not open.
    occupancy: Option<f64>,
}

impl AgentLoad {
    fn new(agent: &domain::AgentFigures, figures: &LevelFigures) -> Self {
        let handling_hours = agent.handling_seconds as f64 / 3_600.0;
        Self {
            name: agent.name.clone(),
            contact_count: agent.contacts,
            handling_hours,
            occupancy: (figures.open_hours > 0.0).then(|| handling_hours / figures.open_hours),
        }
    }
}
