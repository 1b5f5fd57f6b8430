//! What each role may do: one pure function, deny by default.

use super::viewer::{StaffRole, Viewer};

/// Something that a caller wants to do.
#[derive(Debug, Clone, Copy)]
pub enum Action<'a> {
    /// List citizens, or look one up that is not oneself.
    SearchCitizens,
    /// See a citizen's personal data.
    ReadCitizen {
        /// The citizen's key.
        citizen_id: i64,
    },
    /// List requests, whoever made them.
    ListRequests,
    /// See what is public of requests: product, state in plain words, roughly where.
    ReadPublicRequests,
    /// See a request, its place and state.
    ReadRequest {
        /// The key of the requester; none where they are anonymous.
        citizen_id: Option<i64>,
    },
    /// See who made a request and what they wrote: personal data.
    ReadRequestPersonalData {
        /// The key of the requester; none where they are anonymous.
        citizen_id: Option<i64>,
    },
    /// Search in what citizens wrote.
    SearchDescriptions,
    /// See that there are follow-ups that are for the staff alone.
    ReadInternalFollowUps,
    /// Read what a follow-up of a request that one may see says, and who wrote it.
    ReadFollowUpText {
        /// Whether the follow-up is for the staff alone.
        internal: bool,
        /// Whether a citizen wrote it.
        by_citizen: bool,
    },
    /// Send in photos, to name them in a request or a follow-up.
    UploadAttachments,
    /// Make a request in one's own name or anonymously.
    SubmitRequest,
    /// Make a request in the name of a citizen, with what the contact centre alone knows.
    SubmitRequestForCitizen,
    /// Write a follow-up.
    AddFollowUp {
        /// The key of the requester; none where they are anonymous.
        citizen_id: Option<i64>,
        /// Whether the follow-up is for the staff alone.
        internal: bool,
    },
    /// Give a follow-up another text.
    CorrectFollowUp {
        /// Whether the caller wrote it.
        own: bool,
        /// Whether a citizen wrote it.
        by_citizen: bool,
    },
    /// Take steps in the life of a request; the life cycle says which.
    ChangeRequestStatus {
        /// The key of the requester; none where they are anonymous.
        citizen_id: Option<i64>,
        /// The code of the department that is responsible.
        department: &'a str,
    },
    /// Give a request to another department or team.
    AssignRequest,
    /// Merge records of one person, and unmerge them.
    MergeCitizens,
    /// Merge requests that report one problem, and unmerge them.
    MergeRequests,
    /// Merge or unmerge this one.
    MergeRequest {
        /// The code of the department that answers it.
        department: &'a str,
    },
    /// See contacts with citizens, what they wrote and the drafts that came of it.
    ReadContacts,
    /// Open, answer, change and end contacts, and complete or discard drafts.
    HandleContacts,
    /// See how many demands were diverted to 9-1-1, and why.
    ReadEmergencyDiversions,
    /// See what was to be told of requests, to whom and what became of it, and have it tried again.
    ReadDeliveries,
    /// Register and change the endpoints of subscribers.
    ManageWebhooks,
    /// Declare and end exceptional situations.
    DeclareExceptionalSituation,
    /// See every exceptional situation, and who did what with it.
    ReadExceptionalSituations,
    /// See the figures of the centre, down to what each agent does.
    ReadServiceLevels,
    /// See the backlog of planned interventions, and how it groups.
    ReadBacklog,
    /// See programmes that are not published.
    ReadUnpublishedProgrammes,
    /// Plan, approve or publish a programme of departments.
    ManageProgramme {
        /// The codes of all its departments.
        departments: &'a [String],
    },
}

/// The program of a subscriber, which webhooks are written for: it sees no more than a planner of no department, whose
/// role is that of the staff who see no personal data.
pub fn integrator() -> Viewer {
    Viewer::Staff {
        role: StaffRole::Planner,
        subject: "integrator".to_owned(),
        name: String::new(),
        departments: Vec::new(),
    }
}

/// Whether the caller may do it.
pub fn may(viewer: &Viewer, action: Action<'_>) -> bool {
    use StaffRole::{Administrator, Agent, Planner, Supervisor};
    match (viewer, action) {
        // What a citizen said stays as they said it.
        (_, Action::CorrectFollowUp { by_citizen: true, .. })
        | (Viewer::Staff { role: Supervisor, .. }, Action::ManageWebhooks) => false,
        (Viewer::Staff { role: Agent | Planner, .. }, Action::CorrectFollowUp { own, .. }) => own,
        (_, Action::ReadPublicRequests) | (Viewer::Staff { role: Administrator | Supervisor, .. }, _) => true,
        (Viewer::Anonymous, action) => matches!(action, Action::SubmitRequest | Action::UploadAttachments),
        (Viewer::Citizen { citizen_id: own, record_id }, action) => match action {
            Action::SubmitRequest | Action::UploadAttachments => true,
            Action::ReadCitizen { citizen_id } => citizen_id == *own || citizen_id == *record_id,
            Action::ReadRequest { citizen_id }
            | Action::ReadRequestPersonalData { citizen_id }
            | Action::ChangeRequestStatus { citizen_id, .. } => citizen_id == Some(*own),
            Action::ReadFollowUpText { internal, .. } => !internal,
            Action::AddFollowUp { citizen_id, internal } => citizen_id == Some(*own) && !internal,
            _ => false,
        },
        (Viewer::Staff { role: Agent, .. }, action) => {
            use Action::{DeclareExceptionalSituation, ManageProgramme, ManageWebhooks, ReadDeliveries};
            use Action::{ReadEmergencyDiversions, ReadServiceLevels, ReadUnpublishedProgrammes};
            !matches!(
                action,
                ReadEmergencyDiversions
                    | ReadServiceLevels
                    | DeclareExceptionalSituation
                    | ReadUnpublishedProgrammes
                    | ReadDeliveries
                    | ManageWebhooks
                    | ManageProgramme { .. }
            )
        }
        (Viewer::Staff { role: Planner, departments: own, .. }, action) => match action {
            Action::SubmitRequest
            | Action::UploadAttachments
            | Action::ListRequests
            | Action::ReadRequest { .. }
            | Action::ReadBacklog
            | Action::ReadInternalFollowUps
            | Action::MergeRequests
            | Action::ReadUnpublishedProgrammes => true,
            // What citizens wrote, and what is written to them, is personal data.
            Action::ReadFollowUpText { internal, by_citizen } => internal && !by_citizen,
            Action::AddFollowUp { internal, .. } => internal,
            Action::ChangeRequestStatus { department, .. } | Action::MergeRequest { department } => {
                own.iter().any(|code| code == department)
            }
            Action::ManageProgramme { departments } => departments.iter().all(|code| own.contains(code)),
            _ => false,
        },
    }
}
