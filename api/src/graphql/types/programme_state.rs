//! How far a programme has gone: its planning, its adoption, and why it failed.

use async_graphql::{Enum, SimpleObject};
use riverain_entities::programmes;
use serde::Deserialize;

use crate::locale::Locale;

/// How far the city has adopted a programme.
#[derive(Debug, Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "programmes::ProgrammeStatus")]
pub enum ProgrammeStatus {
    /// Proposed by a planner.
    Draft,
    /// Approved by the city.
    Approved,
    /// Shown to everyone.
    Published,
    /// Replaced by a later one.
    Archived,
}

/// How far the planning of a programme has gone.
#[derive(Debug, Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "programmes::PlanningState")]
pub enum PlanningState {
    /// Waits for its turn.
    Queued,
    /// Is being planned.
    Planning,
    /// Is planned: its years and projects can be read.
    Planned,
    /// Could not be planned: its failure says why.
    Failed,
    /// Was cancelled before its end.
    Cancelled,
}

/// What the planner is doing.
#[derive(Debug, Enum, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlanningPhase {
    /// Requests become projects, and projects share sites.
    Grouping,
    /// A first programme is built, and its bound is proven.
    Scheduling,
    /// The programme is improved.
    Improving,
    /// The programme is audited against every rule.
    Checking,
    /// What more or less of each budget would give is found out; `progress` starts again.
    Sensitivity,
}

/// Why the search of a programme ended.
#[derive(Debug, Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "programmes::SearchEnding")]
pub enum SearchEnding {
    /// No programme of its projects and sites is worth more: that is proven.
    Optimal,
    /// All moves that the size of the backlog asks for were made.
    MovesMade,
    /// The time limit was reached.
    TimeLimit,
    /// `stopPlanning` ended it with the best programme so far.
    Stopped,
}

/// Why a programme could not be planned.
#[derive(Debug, Enum, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PlanningFailureCode {
    /// The pinned requests cannot all be done in their years: the details say which and what is missing.
    PinsInfeasible,
    /// No way to hold all the pins was found within the limit of the search, nor is it proven that there is none: the details
    /// say where it came to its end.
    PinsNotFound,
    /// The catalogue and the backlog do not make an input that the planner takes: the details say why.
    InstanceInvalid,
    /// The programme broke a rule when it was audited, and was not kept.
    AuditFailed,
    /// The process that planned it stopped during each attempt.
    Interrupted,
    /// The service failed; the log knows why.
    Internal,
}

/// Why a programme could not be planned.
#[derive(Debug, SimpleObject)]
pub struct PlanningFailure {
    /// What failed.
    code: PlanningFailureCode,
    /// What it means, in the caller's language.
    message: String,
    /// Each thing that does not hold, in the caller's language.
    details: Vec<String>,
}

/// A failure as it is kept.
#[derive(Debug, Deserialize)]
struct StoredFailure {
    code: PlanningFailureCode,
    #[serde(default)]
    details: StoredDetails,
}

#[derive(Debug, Default, Deserialize)]
struct StoredDetails {
    fr: Vec<String>,
    en: Vec<String>,
}

impl PlanningPhase {
    /// The phase of this stored name.
    pub fn parse(name: &str) -> Option<Self> {
        serde_json::from_value(name.into()).ok()
    }
}

impl PlanningFailure {
    /// The failure that is kept with a programme.
    ///
    /// # Errors
    /// A stored failure that does not have its form.
    pub fn parse(stored: &serde_json::Value, locale: Locale) -> Result<Self, serde_json::Error> {
        let StoredFailure { code, details } = StoredFailure::deserialize(stored)?;
        let key = match code {
            PlanningFailureCode::PinsInfeasible => "pins_infeasible",
            PlanningFailureCode::PinsNotFound => "pins_not_found",
            PlanningFailureCode::InstanceInvalid => "instance_invalid",
            PlanningFailureCode::AuditFailed => "audit_failed",
            PlanningFailureCode::Interrupted => "interrupted",
            PlanningFailureCode::Internal => "internal",
        };
        let message = locale.wording(&format!("planning_failure.{key}"), &[]);
        let details = match locale {
            Locale::French => details.fr,
            Locale::English => details.en,
        };
        Ok(Self { code, message, details })
    }
}
