//! `life-cycle.toml`: the statuses that a request goes through, who may take each step, and for which reasons.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::data_file::{Code, Text};

/// The life cycle of requests.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "life-cycle.toml")]
pub struct LifeCycleFile {
    /// For how long a closed request may be reopened, unless its product says otherwise.
    pub reopening: ReopeningWindow,
    /// How several reports of one problem are recognised, unless their product says otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duplicates: Option<Duplicates>,
    /// The reasons that a step may be given.
    #[serde(default)]
    pub reasons: Vec<Reason>,
    /// The steps; any other is forbidden.
    #[schemars(length(min = 1))]
    pub steps: Vec<Step>,
}

/// For how long a closed request may be reopened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReopeningWindow {
    /// How many days after the day of its closing; 0 for that day alone.
    #[schemars(range(min = 0, max = 3660))]
    pub days: i32,
    /// What those days are.
    pub unit: ReopeningUnit,
}

/// How several reports of one problem are recognised.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Duplicates {
    /// How far apart they may be.
    #[schemars(range(min = 1, max = 2000))]
    pub radius_metres: f64,
    /// For how many days after its closing a request is still looked at.
    #[schemars(range(min = 0, max = 365))]
    pub closed_days: i32,
    /// The least score that is told, 0 to 1.
    #[schemars(range(min = 0, max = 1))]
    pub least_score: f64,
}

/// What the days are within which a request may be reopened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReopeningUnit {
    /// Days on which the centre is open.
    BusinessDays,
    /// Days of the calendar.
    CalendarDays,
}

/// Why a step is taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    /// Code of the reason.
    pub code: Code,
    /// The reason, as a citizen may read it.
    pub name: Text,
}

/// A step that may be taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// The statuses that it may be taken from.
    #[schemars(length(min = 1))]
    pub from: Vec<Status>,
    /// The status that it leads to.
    pub to: Status,
    /// Who may take it.
    #[schemars(length(min = 1))]
    pub by: Vec<StepRole>,
    /// Codes of the reasons that may be given for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<Code>,
    /// Whether one of them must be given.
    #[serde(default)]
    pub reason_required: bool,
}

/// Where a request stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Open: nobody has looked at it yet. Every request begins here.
    Received,
    /// Open: the centre has looked at it and knows what it is about.
    Triaged,
    /// Open: a department has it.
    Assigned,
    /// Open: it is being answered.
    InProgress,
    /// Open: the citizen must answer first.
    WaitingForCitizen,
    /// Open: someone outside the city must act first.
    WaitingForThirdParty,
    /// Open: the work has its place in a programme or in a calendar.
    Planned,
    /// Open again: what was done did not settle it.
    Reopened,
    /// Closed: what was asked is done.
    Done,
    /// Closed: nothing was done, for a reason.
    ClosedWithoutWork,
    /// Closed: withdrawn, or made by mistake.
    Cancelled,
}

/// Who may take a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum StepRole {
    /// The requester, on their own requests.
    Citizen,
    /// An agent of the centre.
    Agent,
    /// A planner, on the requests of their departments.
    Planner,
    /// A supervisor of the centre.
    Supervisor,
    /// An administrator.
    Administrator,
}

impl Status {
    /// Every status, in the order of a usual life.
    pub const ALL: [Self; 11] = [
        Self::Received,
        Self::Triaged,
        Self::Assigned,
        Self::InProgress,
        Self::WaitingForCitizen,
        Self::WaitingForThirdParty,
        Self::Planned,
        Self::Reopened,
        Self::Done,
        Self::ClosedWithoutWork,
        Self::Cancelled,
    ];

    /// Whether a request in this status waits for nothing more.
    pub fn is_final(self) -> bool {
        matches!(self, Self::Done | Self::ClosedWithoutWork | Self::Cancelled)
    }

    /// The word as files write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Triaged => "triaged",
            Self::Assigned => "assigned",
            Self::InProgress => "in_progress",
            Self::WaitingForCitizen => "waiting_for_citizen",
            Self::WaitingForThirdParty => "waiting_for_third_party",
            Self::Planned => "planned",
            Self::Reopened => "reopened",
            Self::Done => "done",
            Self::ClosedWithoutWork => "closed_without_work",
            Self::Cancelled => "cancelled",
        }
    }
}
