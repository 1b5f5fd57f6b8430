//! Expected refusals of merges.

use async_graphql::SimpleObject;
use riverain_entities::service_requests::Model;

use super::types::department::Department;
use crate::locale::Locale;
use crate::store::reference::Reference;

/// The request is merged into another, whose status it takes: act on that one, or unmerge it first.
#[derive(Debug, SimpleObject)]
pub struct RequestIsMerged {
    /// What is wrong, in the caller's language.
    pub message: String,
    /// The number of the request.
    request_number: String,
    /// The number of the request that it is merged into.
    master_number: String,
}

/// The request is not merged into any other.
#[derive(Debug, SimpleObject)]
pub struct RequestNotMerged {
    /// What is wrong, in the caller's language.
    pub message: String,
    /// The number of the request.
    request_number: String,
}

/// The request and its master are the same.
#[derive(Debug, SimpleObject)]
pub struct RequestMergedIntoItself {
    /// What is wrong, in the caller's language.
    pub message: String,
    /// The number of the request.
    request_number: String,
}

/// The master is itself merged into the request: they would be merged in a ring.
#[derive(Debug, SimpleObject)]
pub struct RequestsMergedInARing {
    /// What is wrong, in the caller's language.
    pub message: String,
    /// The number of the request.
    request_number: String,
    /// The number of the master that was named.
    master_number: String,
}

/// A request of the merge is closed: nobody works on it. Reopen it first.
#[derive(Debug, SimpleObject)]
pub struct MergedRequestClosed {
    /// What is wrong, in the caller's language.
    pub message: String,
    /// The number of the request.
    request_number: String,
}

/// A request of the merge belongs to a department that is none of the caller's.
#[derive(Debug, SimpleObject)]
pub struct RequestOfOtherDepartment {
    /// What is wrong, in the caller's language.
    pub message: String,
    /// The number of the request.
    request_number: String,
    /// The department that answers it.
    department: Option<Department>,
}

/// The request feeds the planned-intervention programme and its master does not, or the reverse, or they are different work:
/// merged, one of them would be lost to the planner, or its citizen would lose the follow-ups.
#[derive(Debug, SimpleObject)]
pub struct RequestOfOtherWork {
    /// What is wrong, in the caller's language.
    pub message: String,
    /// The number of the request.
    request_number: String,
    /// The number of the master.
    master_number: String,
}

/// The request feeds the planned-intervention programme, in which no citizen gets a follow-up.
#[derive(Debug, SimpleObject)]
pub struct PlannedInterventionNotFollowed {
    /// What is wrong, in the caller's language.
    pub message: String,
}

/// The request is the citizen's own, or stands for one of theirs: they get its follow-ups anyway.
#[derive(Debug, SimpleObject)]
pub struct OwnRequestNotFollowed {
    /// What is wrong, in the caller's language.
    pub message: String,
}

fn wording(locale: Locale, key: &str, request: &str, master: &str) -> String {
    let values = [("request", request.to_owned()), ("master", master.to_owned())];
    locale.wording(&format!("problem.{key}"), &values)
}

impl RequestIsMerged {
    /// The refusal of what is done with a request that is merged.
    pub fn new(locale: Locale, request: &Model, master_number: String) -> Self {
        let message = wording(locale, "request_is_merged", &request.number, &master_number);
        Self { message, request_number: request.number.clone(), master_number }
    }
}

impl PlannedInterventionNotFollowed {
    /// The refusal.
    pub fn new(locale: Locale) -> Self {
        Self { message: wording(locale, "planned_intervention_not_followed", "", "") }
    }
}

impl OwnRequestNotFollowed {
    /// The refusal.
    pub fn new(locale: Locale) -> Self {
        Self { message: wording(locale, "own_request_not_followed", "", "") }
    }
}

impl RequestNotMerged {
    /// The refusal.
    pub fn new(locale: Locale, request: &Model) -> Self {
        let message = wording(locale, "request_not_merged", &request.number, "");
        Self { message, request_number: request.number.clone() }
    }
}

impl RequestMergedIntoItself {
    /// The refusal.
    pub fn new(locale: Locale, request: &Model) -> Self {
        let message = wording(locale, "request_merged_into_itself", &request.number, "");
        Self { message, request_number: request.number.clone() }
    }
}

impl RequestsMergedInARing {
    /// The refusal.
    pub fn new(locale: Locale, request: &Model, named: &Model) -> Self {
        let message = wording(locale, "requests_merged_in_a_ring", &request.number, &named.number);
        Self { message, request_number: request.number.clone(), master_number: named.number.clone() }
    }
}

impl MergedRequestClosed {
    /// The refusal.
    pub fn new(locale: Locale, request: &Model) -> Self {
        let message = wording(locale, "merged_request_closed", &request.number, "");
        Self { message, request_number: request.number.clone() }
    }
}

impl RequestOfOtherDepartment {
    /// The refusal.
    pub fn new(locale: Locale, reference: &Reference, request: &Model) -> Self {
        let message = wording(locale, "request_of_other_department", &request.number, "");
        let department = reference.department(request.department_id).cloned().map(Department);
        Self { message, request_number: request.number.clone(), department }
    }
}

impl RequestOfOtherWork {
    /// The refusal.
    pub fn new(locale: Locale, request: &Model, master: &Model) -> Self {
        let message = wording(locale, "request_of_other_work", &request.number, &master.number);
        Self { message, request_number: request.number.clone(), master_number: master.number.clone() }
    }
}
