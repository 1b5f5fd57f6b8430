//! The figures of the centre, beside what its service declaration promises.

use chrono::{DateTime, Utc};
use riverain_entities::contacts::ContactChannel;
use riverain_entities::service_commitments::{self, CommitmentSubject, CommitmentUnit};
use sea_orm::{ActiveEnum, DatabaseTransaction, Iterable};

use super::ServiceError;
use crate::app::App;
use crate::auth::policy::{Action, may};
use crate::auth::viewer::Viewer;
use crate::domain::fault::{Fault, FaultKind};
use crate::domain::service_levels::{
    DayGroup, DayGrouping, DayRange, GroupedPeriod, LevelFigures, MAXIMUM_GROUPS, Ratio, Window,
};
use crate::store::connect::begin_snapshot;
use crate::store::reference::Reference;
use crate::store::service_levels::{self, AnswerBy};

/// What is asked of the figures.
#[derive(Debug, Clone, Copy)]
pub struct LevelQuestion {
    /// Over which days.
    pub period: DayRange,
    /// What days are put together by; the whole alone where absent.
    pub grouping: Option<DayGrouping>,
    /// Whether what each agent did is asked for too.
    pub with_agents: bool,
}

/// The figures of a period.
#[derive(Debug, Clone)]
pub struct ServiceLevels {
    /// Those of the whole period.
    pub total: LevelFigures,
    /// Those of each group, in order; none where nothing is grouped by.
    pub groups: Vec<(DayGroup, LevelFigures)>,
}

/// The figures of a period, of one moment.
///
/// # Errors
/// A caller who may not know, a period that makes no sense or falls into too many groups, or a database that fails.
pub async fn count(
    app: &App,
    viewer: &Viewer,
    reference: &Reference,
    question: LevelQuestion,
) -> Result<ServiceLevels, ServiceError> {
    if !may(viewer, Action::ReadServiceLevels) {
        return Err(ServiceError::refused(viewer));
    }
    let period = question.period.check("period")?;
    let grouped = GroupedPeriod::new(reference.calendar(), period, question.grouping);
    if grouped.groups.len() > MAXIMUM_GROUPS {
        let count = grouped.groups.len();
        let kind = FaultKind::TooMany { maximum: MAXIMUM_GROUPS, length: count };
        return Err(Fault::new("groupBy", count, kind).into());
    }
    let now = app.clock.now();
    let snapshot = begin_snapshot(&app.database).await?;
    let figures =
        Count { snapshot: &snapshot, grouped: &grouped, now }.figures(reference, question.with_agents).await?;
    snapshot.commit().await?;
    let mut total = LevelFigures::default();
    for group in &figures {
        total.add(group);
    }
    let groups = match question.grouping {
        Some(_) => grouped.groups.iter().copied().zip(figures).collect(),
        None => Vec::new(),
    };
    Ok(ServiceLevels { total, groups })
}

/// A count that goes on.
struct Count<'a> {
    snapshot: &'a DatabaseTransaction,
    grouped: &'a GroupedPeriod<'a>,
    now: DateTime<Utc>,
}

impl Count<'_> {
    async fn figures(&self, reference: &Reference, with_agents: bool) -> Result<Vec<LevelFigures>, ServiceError> {
        let windows = self.grouped.windows();
        let mut groups = vec![LevelFigures::default(); self.grouped.groups.len()];
        for (group, hours) in groups.iter_mut().zip(self.grouped.open_hours(self.now)) {
            group.open_hours = hours;
        }
        if windows.is_empty() {
            return Ok(groups);
        }
        for (group, channel, figures) in service_levels::contacts_by_channel(self.snapshot, &windows).await? {
            groups[group].channels.insert(channel, figures);
            if channel == ContactChannel::Telephone {
                groups[group].settlement = Ratio { numerator: figures.settled, denominator: figures.answered };
            }
        }
        for commitment in reference.commitments() {
            if let Some(channel) = channel_of(commitment) {
                for (group, ratio) in self.answered_in_time(channel, commitment, &windows).await? {
                    groups[group].commitments.insert(commitment.code.clone(), ratio);
                }
            }
        }
        for (group, code, ratio) in service_levels::closed_in_time(self.snapshot, &windows, self.now).await? {
            groups[group].commitments.insert(code, ratio);
        }
        for (group, ratio) in service_levels::diversions_and_requests(self.snapshot, &windows).await? {
            groups[group].diversions.add(ratio);
        }
        if with_agents {
            for (group, subject, figures) in service_levels::agents(self.snapshot, &windows).await? {
                groups[group].agents.insert(subject, figures);
            }
        }
        Ok(groups)
    }

    async fn answered_in_time(
        &self,
        channel: ContactChannel,
        commitment: &service_commitments::Model,
        windows: &[Window],
    ) -> Result<Vec<(usize, Ratio)>, ServiceError> {
        let with_due: Vec<Window>;
        let promise = match commitment.unit {
            CommitmentUnit::Minutes => (windows, AnswerBy::Seconds(i64::from(commitment.amount) * 60)),
            // The catalogue holds no commitment of a channel in business minutes.
            unit => {
                let all = self.grouped.windows_with_due(unit, commitment.amount);
                with_due = all.into_iter().filter(|window| window.due_at.is_some()).collect();
                (with_due.as_slice(), AnswerBy::DueOfWindow)
            }
        };
        if promise.0.is_empty() {
            return Ok(Vec::new());
        }
        Ok(service_levels::answered_in_time(self.snapshot, channel, promise, self.now).await?)
    }
}

/// The channel whose contacts a commitment is about: it has the channel's code.
fn channel_of(commitment: &service_commitments::Model) -> Option<ContactChannel> {
    let is_of_channel = commitment.applies_to == CommitmentSubject::Channel;
    ContactChannel::iter().find(|channel| is_of_channel && channel.to_value() == commitment.code)
}
