//! Expected refusals of steps in the life of a request.

use async_graphql::SimpleObject;
use chrono::{DateTime, Utc};
use riverain_entities::service_requests::Model;

use super::enums::RequestStatus;
use super::types::life_step::{AllowedStep, StepRole};
use crate::auth::viewer::Viewer;
use crate::domain::{life_cycle, request_status};
use crate::locale::Locale;
use crate::services::request_life::steps;
use crate::store::reference::Reference;

/// Nobody may take the step from the status that the request has.
#[derive(Debug, SimpleObject)]
pub struct StatusChangeNotAllowed {
    /// What is wrong, in the caller's language.
    pub message: String,
    /// The status that the request has.
    current_status: RequestStatus,
    /// The statuses that the caller may give it.
    allowed_statuses: Vec<RequestStatus>,
    /// The steps that the caller may take.
    allowed_steps: Vec<AllowedStep>,
}

/// Others may take the step, but not the caller.
#[derive(Debug, SimpleObject)]
pub struct StatusChangeReservedForOthers {
    /// What is wrong, in the caller's language.
    pub message: String,
    /// The status that the request has.
    current_status: RequestStatus,
    /// Who may take the step.
    reserved_for: Vec<StepRole>,
    /// The steps that the caller may take.
    allowed_steps: Vec<AllowedStep>,
}

/// The request has another status than the caller saw: somebody else was faster.
#[derive(Debug, SimpleObject)]
pub struct RequestChangedMeanwhile {
    /// What is wrong, in the caller's language.
    pub message: String,
    /// The status that the request has.
    current_status: RequestStatus,
    /// The steps that the caller may take.
    allowed_steps: Vec<AllowedStep>,
}

/// The time within which the request could be reopened is over.
#[derive(Debug, SimpleObject)]
pub struct ReopeningWindowClosed {
    /// What is wrong, in the caller's language.
    pub message: String,
    /// When the request was closed, UTC.
    closed_at: Option<DateTime<Utc>>,
    /// Until when it could be reopened, UTC.
    until: DateTime<Utc>,
    /// The steps that the caller may take.
    allowed_steps: Vec<AllowedStep>,
}

/// The request is closed: nobody works on it. Reopen it first.
#[derive(Debug, SimpleObject)]
pub struct RequestClosed {
    /// What is wrong, in the caller's language.
    pub message: String,
    /// The status that the request has.
    current_status: RequestStatus,
    /// The steps that the caller may take.
    allowed_steps: Vec<AllowedStep>,
}

/// Who is told of a refused step, and when.
#[derive(Debug, Clone, Copy)]
pub struct Audience<'a> {
    /// The caller.
    pub viewer: &'a Viewer,
    /// Their language.
    pub locale: Locale,
    /// The catalogue.
    pub reference: &'a Reference,
    /// The present moment.
    pub now: DateTime<Utc>,
}

impl Audience<'_> {
    fn steps(&self, request: &Model) -> Vec<AllowedStep> {
        let steps = steps::allowed(self.viewer, self.reference, request, self.now);
        steps.iter().map(|step| AllowedStep::new(self.locale, step)).collect()
    }

    /// The words of a refusal, which names the present status and the steps that may be taken.
    fn message(&self, key: &str, request: &Model, more: &[(&str, String)]) -> String {
        let steps = steps::allowed(self.viewer, self.reference, request, self.now);
        let allowed: Vec<String> = steps.iter().map(|step| request_status::label(step.to, self.locale)).collect();
        let allowed = if allowed.is_empty() { "—".to_owned() } else { allowed.join(", ") };
        let mut values = vec![("current", request_status::label(request.status, self.locale)), ("allowed", allowed)];
        values.extend(more.iter().cloned());
        self.locale.wording(&format!("problem.{key}"), &values)
    }
}

impl StatusChangeNotAllowed {
    /// The refusal.
    pub fn new(told: Audience<'_>, request: &Model) -> Self {
        let steps = steps::allowed(told.viewer, told.reference, request, told.now);
        Self {
            message: told.message("status_change_not_allowed", request, &[]),
            current_status: request.status.into(),
            allowed_statuses: steps.iter().map(|step| step.to.into()).collect(),
            allowed_steps: told.steps(request),
        }
    }
}

impl StatusChangeReservedForOthers {
    /// The refusal of a step that these roles may take.
    pub fn new(told: Audience<'_>, request: &Model, roles: &[life_cycle::StepRole]) -> Self {
        let name = |role: &life_cycle::StepRole| told.locale.wording(&format!("step_role.{}", role.code()), &[]);
        let names = roles.iter().map(name).collect::<Vec<_>>().join(", ");
        Self {
            message: told.message("status_change_reserved_for_others", request, &[("roles", names)]),
            current_status: request.status.into(),
            reserved_for: roles.iter().copied().map(Into::into).collect(),
            allowed_steps: told.steps(request),
        }
    }
}

impl RequestChangedMeanwhile {
    /// The refusal.
    pub fn new(told: Audience<'_>, request: &Model) -> Self {
        Self {
            message: told.message("request_changed_meanwhile", request, &[]),
            current_status: request.status.into(),
            allowed_steps: told.steps(request),
        }
    }
}

impl ReopeningWindowClosed {
    /// The refusal of a request that could be reopened until a moment.
    pub fn new(told: Audience<'_>, request: &Model, until: DateTime<Utc>) -> Self {
        let zone = told.reference.calendar().time_zone();
        let last = until.with_timezone(&zone).format("%Y-%m-%d %H:%M").to_string();
        Self {
            message: told.message("reopening_window_closed", request, &[("until", last)]),
            closed_at: request.closed_at,
            until,
            allowed_steps: told.steps(request),
        }
    }
}

impl RequestClosed {
    /// The refusal.
    pub fn new(told: Audience<'_>, request: &Model) -> Self {
        Self {
            message: told.message("request_closed", request, &[]),
            current_status: request.status.into(),
            allowed_steps: told.steps(request),
        }
    }
}
