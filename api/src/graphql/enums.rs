//! The contract's enumerations, each one a stored vocabulary.

use async_graphql::Enum;
use riverain_entities::{
    citizens, contact_requests, contacts, draft_requests, follow_ups, products, promises, request_representatives,
    service_requests, work_types,
};

use crate::domain::promise;
use crate::store;

/// The kind of a demand.
#[derive(Debug, Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "products::RequestKind")]
pub enum RequestKind {
    /// Information on a service (*renseignement*).
    Information,
    /// A service or an intervention (*demande d'intervention ou de service*).
    ServiceRequest,
    /// A repair of defective equipment or a problem on the public road, at once (*intervention rapide*).
    RapidIntervention,
    /// A comment or a complaint (*commentaire ou plainte*).
    CommentOrComplaint,
}

/// How a request reached the city.
#[derive(Debug, Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "service_requests::RequestChannel")]
pub enum RequestChannel {
    /// A call to 3-1-1.
    Telephone,
    /// The 311 app.
    MobileApp,
    /// An e-mail.
    Email,
    /// The form of the web site.
    WebForm,
    /// A counter of the city.
    Counter,
    /// The city's own personnel.
    Internal,
}

/// How a citizen reaches the centre.
#[derive(Debug, Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "contacts::ContactChannel")]
pub enum ContactChannel {
    /// A call to 3-1-1.
    Telephone,
    /// An e-mail.
    Email,
    /// The 311 app.
    MobileApp,
    /// The form of the web site.
    WebForm,
    /// A counter of the city.
    Counter,
}

/// What a contact and a request have to do with each other.
#[derive(Debug, Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "contact_requests::ContactRelation")]
pub enum ContactRelation {
    /// The request came of the contact.
    Made,
    /// The contact was about a request that was there.
    About,
}

/// Who gets the follow-ups of a request that someone made for another.
#[derive(Debug, Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "request_representatives::FollowUpRecipient")]
pub enum FollowUpRecipient {
    /// The person for whom it was made.
    Requester,
    /// The person who made it for them.
    Representative,
    /// Both.
    Both,
}

/// Where a draft stands.
#[derive(Debug, Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "draft_requests::DraftState")]
pub enum DraftState {
    /// It waits for an agent.
    Open,
    /// It became a request.
    Completed,
    /// It became none.
    Discarded,
}

/// Why a draft became no request.
#[derive(Debug, Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "draft_requests::DiscardReason")]
pub enum DiscardReason {
    /// Advertising, or what nobody meant to send.
    Unwanted,
    /// There is a request for it already.
    Duplicate,
    /// Someone else than the city answers.
    NotForTheCity,
    /// Information answered it.
    Answered,
    /// Another one, which the note says.
    Other,
}

/// Where a request stands.
#[derive(Debug, Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "service_requests::RequestStatus")]
pub enum RequestStatus {
    /// Open: nobody has looked at it yet.
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
    /// Closed: nothing was done, and the follow-ups say why.
    ClosedWithoutWork,
    /// Closed: the citizen withdrew it, or it was made by mistake.
    Cancelled,
}

/// How a promise stands.
#[derive(Debug, Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "promise::PromiseState")]
pub enum PromiseState {
    /// No promise applies.
    None,
    /// The promise runs.
    Running,
    /// The promise runs, and so much of its time is used up that it is at risk.
    AtRisk,
    /// The clock of the promise stands, because the citizen is waited for.
    Paused,
    /// It was done in time.
    Kept,
    /// The promised time has passed.
    Late,
}

/// Why a promise ends when it does.
#[derive(Debug, Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "promises::PromiseCause")]
pub enum PromiseCause {
    /// The service commitment, since the request was opened.
    Commitment,
    /// The source that the request was imported from says so.
    Source,
    /// The service commitment, since the request was reopened.
    Reopening,
    /// The clock stood while the citizen was waited for.
    Pause,
    /// The hours, the holidays or the closed days changed.
    Calendar,
    /// An exceptional situation began or ended, and with it other hours.
    ExceptionalSituation,
}

/// What a distance between two requests is.
#[derive(Debug, Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "work_types::Distance")]
pub enum DistanceKind {
    /// As the crow flies.
    GreatCircle,
    /// From a request to the nearest street, along the streets that were imported, and to the other request; as the crow flies
    /// where one of them is more than 50 m from any street.
    StreetNetwork,
}

/// Who may read a follow-up.
#[derive(Debug, Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "follow_ups::Audience")]
pub enum FollowUpAudience {
    /// The requester and the city.
    Public,
    /// The city only.
    Internal,
}

/// What a follow-up reports.
#[derive(Debug, Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "follow_ups::FollowUpKind")]
pub enum FollowUpKind {
    /// An observation.
    Note,
    /// A change of status.
    StatusChange,
    /// An answer to the requester.
    Answer,
    /// A call.
    Call,
}

/// What a follow-up that is added may report; a change of status documents itself.
#[derive(Debug, Enum, Clone, Copy, PartialEq, Eq)]
pub enum NewFollowUpKind {
    /// An observation.
    Note,
    /// An answer to the requester.
    Answer,
    /// A call.
    Call,
}

impl From<NewFollowUpKind> for follow_ups::FollowUpKind {
    fn from(kind: NewFollowUpKind) -> Self {
        match kind {
            NewFollowUpKind::Note => Self::Note,
            NewFollowUpKind::Answer => Self::Answer,
            NewFollowUpKind::Call => Self::Call,
        }
    }
}

/// Who wrote a follow-up.
#[derive(Debug, Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "follow_ups::AuthorKind")]
pub enum FollowUpAuthorKind {
    /// The requester.
    Citizen,
    /// An agent of the contact centre.
    Agent,
    /// The service itself.
    System,
    /// A planner of a department.
    Planner,
}

/// A language of service.
#[derive(Debug, Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "citizens::Language")]
pub enum Language {
    /// French.
    French,
    /// English.
    English,
}

/// How a citizen's language is known.
#[derive(Debug, Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "citizens::LanguageGround")]
pub enum LanguageGround {
    /// The citizen chose it.
    Chosen,
    /// A message of theirs is written in it.
    InferredFromMessage,
    /// Nothing is known: the city's own.
    Default,
}

/// Which end of an order comes first.
#[derive(Debug, Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "store::page::Direction")]
pub enum OrderDirection {
    /// Least first.
    Ascending,
    /// Greatest first.
    Descending,
}

/// What a list of requests is ordered by.
#[derive(Debug, Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "store::requests::RequestOrderField")]
pub enum RequestOrderField {
    /// When the request was opened.
    OpenedAt,
    /// Its priority.
    Priority,
    /// When it is due; requests without a promise come after all that have one.
    DueAt,
}

/// The stored values of a list, each once.
pub fn distinct<G, S: From<G> + PartialEq>(given: Vec<G>) -> Vec<S> {
    let mut distinct: Vec<S> = Vec::new();
    for value in given.into_iter().map(S::from) {
        if !distinct.contains(&value) {
            distinct.push(value);
        }
    }
    distinct
}
