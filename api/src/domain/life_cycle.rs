//! The life cycle of requests: which step may follow which, who may take it, and for which reasons.

use chrono::{DateTime, Utc};
use riverain_entities::products::ReopeningUnit;
use riverain_entities::service_commitments::CommitmentUnit;
use riverain_entities::service_requests::RequestStatus;
use serde::Deserialize;

use super::calendar::{self, BusinessCalendar};
use super::likely_duplicates::DuplicateRules;
use crate::locale::Locale;

/// A version of the life cycle, as it is stored. Without any step, no request changes.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct LifeCycle {
    #[serde(default)]
    reopening: Option<ReopeningWindow>,
    #[serde(default)]
    duplicates: DuplicateRules,
    #[serde(default)]
    reasons: Vec<Reason>,
    #[serde(default)]
    steps: Vec<Step>,
}

/// For how long a closed request may be reopened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub struct ReopeningWindow {
    /// How many days after the day of its closing.
    pub days: i32,
    /// What those days are.
    pub unit: ReopeningUnit,
}

/// Why a step is taken.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Reason {
    /// Code of the reason.
    pub code: String,
    name: Name,
}

/// A text in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(super) struct Name {
    fr: String,
    en: String,
}

/// Who may take a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepRole {
    /// The requester.
    Citizen,
    /// An agent of the centre.
    Agent,
    /// A planner of the department.
    Planner,
    /// A supervisor of the centre.
    Supervisor,
    /// An administrator.
    Administrator,
}

/// A step that someone may take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AllowedStep<'c> {
    /// The status that it leads to.
    pub to: RequestStatus,
    /// The reasons that may be given for it.
    pub reasons: Vec<&'c Reason>,
    /// Whether one of them must be given.
    pub reason_required: bool,
}

#[derive(Debug, Clone, Deserialize)]
struct Step {
    from: Vec<RequestStatus>,
    to: RequestStatus,
    by: Vec<StepRole>,
    #[serde(default)]
    reasons: Vec<String>,
    #[serde(default)]
    reason_required: bool,
}

impl LifeCycle {
    /// The steps that a role may take from a status, in the order of the catalogue.
    pub fn steps(&self, from: RequestStatus, role: StepRole) -> impl Iterator<Item = AllowedStep<'_>> {
        let taken = self.steps.iter().filter(move |step| step.from.contains(&from) && step.by.contains(&role));
        taken.map(|step| AllowedStep {
            to: step.to,
            reasons: step.reasons.iter().filter_map(|code| self.reason(code)).collect(),
            reason_required: step.reason_required,
        })
    }

    /// The step that a role may take from a status to another; none where it may not.
    pub fn step(&self, from: RequestStatus, to: RequestStatus, role: StepRole) -> Option<AllowedStep<'_>> {
        self.steps(from, role).find(|step| step.to == to)
    }

    /// Who may go from a status to another.
    pub fn roles(&self, from: RequestStatus, to: RequestStatus) -> Vec<StepRole> {
        let mut roles = Vec::new();
        for step in self.steps.iter().filter(|step| step.to == to && step.from.contains(&from)) {
            roles.extend(step.by.iter().filter(|role| !roles.contains(*role)).copied().collect::<Vec<_>>());
        }
        roles
    }

    /// The statuses from which a role may go to another without a reason.
    pub fn sources(&self, to: RequestStatus, role: StepRole) -> Vec<RequestStatus> {
        let taken = self.steps.iter().filter(|step| step.to == to && step.by.contains(&role) && !step.reason_required);
        taken.flat_map(|step| step.from.iter().copied()).collect()
    }

    /// The reason of a code.
    pub fn reason(&self, code: &str) -> Option<&Reason> {
        self.reasons.iter().find(|reason| reason.code == code)
    }

    /// For how long a closed request may be reopened, where its product does not say so.
    pub fn reopening(&self) -> Option<ReopeningWindow> {
        self.reopening
    }

    /// How several reports of one problem are recognised, where their product does not say so.
    pub fn duplicates(&self) -> DuplicateRules {
        self.duplicates
    }

    /// The steps as a state diagram in Mermaid's notation: an arrow from status to status, and who may take it.
    pub fn diagram(&self) -> String {
        let mut lines = vec!["stateDiagram-v2".to_owned(), "    [*] --> received".to_owned()];
        for from in super::request_status::ALL {
            for to in super::request_status::ALL {
                let roles: Vec<&str> = self.roles(from, to).into_iter().map(StepRole::code).collect();
                if !roles.is_empty() {
                    let (from, to) = (super::request_status::code(from), super::request_status::code(to));
                    lines.push(format!("    {from} --> {to}: {}", roles.join(", ")));
                }
            }
        }
        let ends = super::request_status::FINAL.map(|end| format!("    {} --> [*]", super::request_status::code(end)));
        lines.extend(ends);
        lines.join("\n") + "\n"
    }
}

impl Reason {
    /// The reason in a language.
    pub fn label(&self, locale: Locale) -> &str {
        self.name.pick(locale)
    }
}

impl Name {
    pub(super) fn pick(&self, locale: Locale) -> &str {
        locale.pick(&self.fr, &self.en)
    }
}

impl StepRole {
    /// The role's code: `supervisor`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Citizen => "citizen",
            Self::Agent => "agent",
            Self::Planner => "planner",
            Self::Supervisor => "supervisor",
            Self::Administrator => "administrator",
        }
    }
}

impl ReopeningWindow {
    /// Until when a request that was closed at a moment may be reopened: the closing time of the last business day, or the
    /// end of the last calendar day. None where the calendar never opens.
    pub fn until(self, calendar: &BusinessCalendar, closed_at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let unit = match self.unit {
            ReopeningUnit::BusinessDays => CommitmentUnit::BusinessDays,
            ReopeningUnit::CalendarDays => CommitmentUnit::CalendarDays,
        };
        calendar::due_at(calendar, unit, self.days, closed_at).ok()
    }
}
