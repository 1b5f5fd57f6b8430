//! The life of a service request: which status may follow which, and who may take the step.

use riverain_entities::service_requests::RequestStatus;

/// The statuses of a request that still waits for something to be done.
pub const OPEN: [RequestStatus; 5] = [
    RequestStatus::Received,
    RequestStatus::Assigned,
    RequestStatus::InProgress,
    RequestStatus::WaitingForCitizen,
    RequestStatus::WaitingForThirdParty,
];

/// Whether a request in this status still waits for something to be done.
pub fn is_open(status: RequestStatus) -> bool {
    OPEN.contains(&status)
}

/// The statuses that may follow `from`.
pub fn successors(from: RequestStatus) -> &'static [RequestStatus] {
    use RequestStatus::{
        Assigned, Cancelled, ClosedWithoutWork, Done, InProgress, Received, WaitingForCitizen, WaitingForThirdParty,
    };
    match from {
        Received => &[Assigned, InProgress, WaitingForCitizen, Done, ClosedWithoutWork, Cancelled],
        Assigned => {
            &[Received, InProgress, WaitingForCitizen, WaitingForThirdParty, Done, ClosedWithoutWork, Cancelled]
        }
        InProgress => &[Assigned, WaitingForCitizen, WaitingForThirdParty, Done, ClosedWithoutWork, Cancelled],
        WaitingForCitizen | WaitingForThirdParty => &[Assigned, InProgress, Done, ClosedWithoutWork, Cancelled],
        Done | ClosedWithoutWork => &[InProgress],
        Cancelled => &[],
    }
}

/// Whether a request may go from one status to another.
pub fn may_follow(from: RequestStatus, to: RequestStatus) -> bool {
    successors(from).contains(&to)
}
