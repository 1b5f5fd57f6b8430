//! The figures of the centre: what they are counted over, and what they are made of. Days are those of the city's time
//! zone, from midnight to midnight.

use std::collections::HashMap;

use chrono::{DateTime, Datelike, NaiveDate, Utc, Weekday};
use riverain_entities::contacts::ContactChannel;
use riverain_entities::service_commitments::CommitmentUnit;

use super::calendar::{BusinessCalendar, due_at};
use super::fault::{Fault, FaultCollector, FaultKind, Faults};

/// The longest period that figures are counted over, days: ten years.
pub const MAXIMUM_DAYS: i64 = 3_653;

/// The most groups of an answer.
pub const MAXIMUM_GROUPS: usize = 400;

/// Some days in a row, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayRange {
    /// The first one.
    pub first: NaiveDate,
    /// The last one.
    pub last: NaiveDate,
}

impl DayRange {
    /// The days, where they make sense; `field` names the input.
    ///
    /// # Errors
    /// The last one before the first, or more than [`MAXIMUM_DAYS`].
    pub fn check(self, field: &str) -> Result<Self, Faults> {
        let mut faults = FaultCollector::default();
        let last_field = format!("{field}.lastDay");
        let days = (self.last - self.first).num_days() + 1;
        if days < 1 {
            let earlier_field = format!("{field}.firstDay");
            faults.push(Fault::new(last_field, self.last, FaultKind::Reversed { earlier_field }));
        } else if days > MAXIMUM_DAYS {
            let maximum = self.first + chrono::Duration::days(MAXIMUM_DAYS - 1);
            let range = FaultKind::OutOfRange { minimum: self.first.to_string(), maximum: maximum.to_string() };
            faults.push(Fault::new(last_field, self.last, range));
        }
        faults.finish().map(|()| self)
    }

    /// Each day, in order.
    pub fn days(self) -> impl Iterator<Item = NaiveDate> {
        self.first.iter_days().take_while(move |day| *day <= self.last)
    }
}

/// What days are put together by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayGrouping {
    /// Each day by itself.
    Day,
    /// Weeks, Monday to Sunday (ISO 8601).
    Week,
    /// Calendar months.
    Month,
    /// Calendar years.
    Year,
    /// Mondays together, Tuesdays together, and so on.
    Weekday,
}

/// The days of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayGroup {
    /// Days in a row.
    Range(DayRange),
    /// The days of the period on this day of the week.
    Weekday(Weekday),
}

impl DayGroup {
    fn of(day: NaiveDate, grouping: DayGrouping) -> Self {
        let one = DayRange { first: day, last: day };
        let range = match grouping {
            DayGrouping::Day => one,
            DayGrouping::Week => {
                let week = day.week(Weekday::Mon);
                DayRange { first: week.first_day(), last: week.last_day() }
            }
            DayGrouping::Month => {
                let first = day.with_day(1).unwrap_or(day);
                let last = day.num_days_in_month().into();
                DayRange { first, last: day.with_day(last).unwrap_or(day) }
            }
            DayGrouping::Year => DayRange {
                first: day.with_ordinal(1).unwrap_or(day),
                last: NaiveDate::from_ymd_opt(day.year(), 12, 31).unwrap_or(day),
            },
            DayGrouping::Weekday => return Self::Weekday(day.weekday()),
        };
        Self::Range(range)
    }
}

/// Some time, of which everything is counted in one group: from a moment to just before another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// Position of the group.
    pub group: usize,
    /// Its first moment.
    pub begins: DateTime<Utc>,
    /// The moment after its last one.
    pub ends: DateTime<Utc>,
    /// When what comes in during it must be answered, where that is asked and the same for all.
    pub due_at: Option<DateTime<Utc>>,
}

/// A period, in groups.
#[derive(Debug, Clone)]
pub struct GroupedPeriod<'a> {
    calendar: &'a BusinessCalendar,
    /// The groups, in order; one where nothing is grouped by.
    pub groups: Vec<DayGroup>,
    days: Vec<(NaiveDate, usize)>,
}

impl<'a> GroupedPeriod<'a> {
    /// Puts the days of a period in groups. Weeks, months and years begin and end with the period.
    pub fn new(calendar: &'a BusinessCalendar, period: DayRange, grouping: Option<DayGrouping>) -> Self {
        let mut groups: Vec<DayGroup> = Vec::new();
        let mut days = Vec::new();
        for day in period.days() {
            let group = grouping.map_or(DayGroup::Range(period), |grouping| DayGroup::of(day, grouping));
            let clipped = match group {
                DayGroup::Range(range) => DayGroup::Range(DayRange {
                    first: range.first.max(period.first),
                    last: range.last.min(period.last),
                }),
                DayGroup::Weekday(weekday) => DayGroup::Weekday(weekday),
            };
            // The group of a day is mostly that of the day before.
            let position = groups.iter().rposition(|known| *known == clipped).unwrap_or_else(|| {
                groups.push(clipped);
                groups.len() - 1
            });
            days.push((day, position));
        }
        Self { calendar, groups, days }
    }

    /// The time of each group; neighbouring days of a group are one window.
    pub fn windows(&self) -> Vec<Window> {
        self.windows_by(|_| None)
    }

    /// The time of each group, apart where what comes in must be answered by another moment. For delays that depend on the
    /// day alone: in days.
    pub fn windows_with_due(&self, unit: CommitmentUnit, amount: i32) -> Vec<Window> {
        self.windows_by(|begins| due_at(self.calendar, unit, amount, begins).ok())
    }

    fn windows_by(&self, due_at: impl Fn(DateTime<Utc>) -> Option<DateTime<Utc>>) -> Vec<Window> {
        let mut windows: Vec<Window> = Vec::new();
        for &(day, group) in &self.days {
            let next = day.succ_opt().and_then(|next| self.calendar.begin_of(next));
            let (Some(begins), Some(ends)) = (self.calendar.begin_of(day), next) else { continue };
            let window = Window { group, begins, ends, due_at: due_at(begins) };
            match windows.last_mut() {
                Some(last) if (last.group, last.due_at, last.ends) == (group, window.due_at, begins) => {
                    last.ends = ends;
                }
                _ => windows.push(window),
            }
        }
        windows
    }

    /// Hours during which the centre was open, by group; until `now` where the period goes on.
    pub fn open_hours(&self, now: DateTime<Utc>) -> Vec<f64> {
        let mut hours = vec![0.0; self.groups.len()];
        for &(day, group) in &self.days {
            for session in self.calendar.sessions_of(day) {
                hours[group] += (session.closes.min(now) - session.opens).num_seconds().max(0) as f64 / 3_600.0;
            }
        }
        hours
    }
}

/// How many of those that count meet something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Ratio {
    /// Those that meet it.
    pub numerator: u64,
    /// All that count.
    pub denominator: u64,
}

impl Ratio {
    /// The share, 0 to 1; none of nothing.
    pub fn share(self) -> Option<f64> {
        (self.denominator > 0).then(|| self.numerator as f64 / self.denominator as f64)
    }

    /// Adds those of another group.
    pub fn add(&mut self, other: Self) {
        self.numerator += other.numerator;
        self.denominator += other.denominator;
    }
}

/// Contacts of a channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ChannelFigures {
    /// Those that came in.
    pub arrived: u64,
    /// Those that an agent answered.
    pub answered: u64,
    /// Those that ended without an answer.
    pub unanswered: u64,
    /// Those that settled the matter.
    pub settled: u64,
    /// Seconds that those with a wait waited, together, and how many they are.
    pub waited: (u64, u64),
    /// Seconds that agents spent on those that took some, together, and how many they are.
    pub handled: (u64, u64),
}

impl ChannelFigures {
    fn add(&mut self, other: &Self) {
        self.arrived += other.arrived;
        self.answered += other.answered;
        self.unanswered += other.unanswered;
        self.settled += other.settled;
        self.waited = (self.waited.0 + other.waited.0, self.waited.1 + other.waited.1);
        self.handled = (self.handled.0 + other.handled.0, self.handled.1 + other.handled.1);
    }
}

/// What an agent did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AgentFigures {
    /// The agent's name as it was last.
    pub name: String,
    /// Contacts that they had.
    pub contacts: u64,
    /// Seconds that they spent on them.
    pub handling_seconds: u64,
}

/// The figures of a group, or of all of them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct LevelFigures {
    /// Contacts by channel.
    pub channels: HashMap<ContactChannel, ChannelFigures>,
    /// What was kept of each commitment of the declaration, by its code.
    pub commitments: HashMap<String, Ratio>,
    /// Calls that were settled, of those that were answered.
    pub settlement: Ratio,
    /// Demands that were diverted to 9-1-1, of all.
    pub diversions: Ratio,
    /// What each agent did, by the subject of their tokens.
    pub agents: HashMap<String, AgentFigures>,
    /// Hours during which the centre was open.
    pub open_hours: f64,
}

impl LevelFigures {
    /// Adds those of another group.
    pub fn add(&mut self, other: &Self) {
        for (channel, figures) in &other.channels {
            self.channels.entry(*channel).or_default().add(figures);
        }
        for (code, ratio) in &other.commitments {
            self.commitments.entry(code.clone()).or_default().add(*ratio);
        }
        self.settlement.add(other.settlement);
        self.diversions.add(other.diversions);
        for (subject, figures) in &other.agents {
            let sum = self.agents.entry(subject.clone()).or_default();
            sum.name.clone_from(&figures.name);
            sum.contacts += figures.contacts;
            sum.handling_seconds += figures.handling_seconds;
        }
        self.open_hours += other.open_hours;
    }
}
