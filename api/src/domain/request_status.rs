//! The statuses of a service request: which of them are open, and what a person reads of each.

use riverain_entities::service_requests::RequestStatus;

use crate::locale::Locale;

/// Every status, in the order of a usual life.
pub const ALL: [RequestStatus; 11] = [
    RequestStatus::Received,
    RequestStatus::Triaged,
    RequestStatus::Assigned,
    RequestStatus::InProgress,
    RequestStatus::WaitingForCitizen,
    RequestStatus::WaitingForThirdParty,
    RequestStatus::Planned,
    RequestStatus::Reopened,
    RequestStatus::Done,
    RequestStatus::ClosedWithoutWork,
    RequestStatus::Cancelled,
];

/// The statuses of a request that still waits for something to be done.
pub const OPEN: [RequestStatus; 8] = [
    RequestStatus::Received,
    RequestStatus::Triaged,
    RequestStatus::Assigned,
    RequestStatus::InProgress,
    RequestStatus::WaitingForCitizen,
    RequestStatus::WaitingForThirdParty,
    RequestStatus::Planned,
    RequestStatus::Reopened,
];

/// The statuses of a request that waits for nothing more.
pub const FINAL: [RequestStatus; 3] = [RequestStatus::Done, RequestStatus::ClosedWithoutWork, RequestStatus::Cancelled];

/// Whether a request in this status still waits for something to be done.
pub fn is_open(status: RequestStatus) -> bool {
    OPEN.contains(&status)
}

/// The code of a status: `in_progress`.
pub fn code(status: RequestStatus) -> &'static str {
    match status {
        RequestStatus::Received => "received",
        RequestStatus::Triaged => "triaged",
        RequestStatus::Assigned => "assigned",
        RequestStatus::InProgress => "in_progress",
        RequestStatus::WaitingForCitizen => "waiting_for_citizen",
        RequestStatus::WaitingForThirdParty => "waiting_for_third_party",
        RequestStatus::Planned => "planned",
        RequestStatus::Reopened => "reopened",
        RequestStatus::Done => "done",
        RequestStatus::ClosedWithoutWork => "closed_without_work",
        RequestStatus::Cancelled => "cancelled",
    }
}

/// The name of a status.
pub fn label(status: RequestStatus, locale: Locale) -> String {
    locale.wording(&format!("request_status.{}", code(status)), &[])
}
