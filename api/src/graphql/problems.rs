//! Expected refusals, as variants of a mutation's payload.

use async_graphql::{Interface, SimpleObject};

use super::citizen_merge_problems::{
    CitizenIsMerged, CitizenMergedIntoItself, CitizenNotFound, CitizenNotMerged, CitizensActedForEachOther,
    CitizensMergedInARing,
};
use super::contact_problems::{ContactStepNotAllowed, DraftClosed};
use super::intake_problems::{DivertedToEmergency, QuestionTreeVersionNotAccepted};
use super::life_problems::{
    ReopeningWindowClosed, RequestChangedMeanwhile, RequestClosed, StatusChangeNotAllowed,
    StatusChangeReservedForOthers,
};
use super::merge_problems::{
    MergedRequestClosed, OwnRequestNotFollowed, PlannedInterventionNotFollowed, RequestIsMerged,
    RequestMergedIntoItself, RequestNotMerged, RequestOfOtherDepartment, RequestOfOtherWork, RequestsMergedInARing,
};
use super::notification_problems::RedeliveryNotAllowed;
use super::programme_problems::{ProgrammeHasScenarios, ProgrammeNotFound, ProgrammeOverlap, ProgrammeStepNotAllowed};
use super::situation_problems::{ExceptionalSituationEndedBefore, ExceptionalSituationNotFound};
use crate::domain::fault::{Fault, Faults};
use crate::locale::Locale;

/// An expected refusal: nothing was written.
#[derive(Debug, Interface)]
#[graphql(field(name = "message", ty = "&String", desc = "What is wrong, in the caller's language."))]
pub enum Problem {
    /// The input does not hold.
    InvalidInput(InvalidInput),
    /// 9-1-1 answers the demand.
    DivertedToEmergency(DivertedToEmergency),
    /// The question tree has no such version, or one that was replaced too long ago.
    QuestionTreeVersionNotAccepted(QuestionTreeVersionNotAccepted),
    /// There is no such request that the caller may see.
    RequestNotFound(RequestNotFound),
    /// Planned interventions have no follow-up to the citizen.
    PublicFollowUpOnPlannedIntervention(PublicFollowUpOnPlannedIntervention),
    /// Nobody may take the step from the status that the request has.
    StatusChangeNotAllowed(StatusChangeNotAllowed),
    /// Others may take the step, but not the caller.
    StatusChangeReservedForOthers(StatusChangeReservedForOthers),
    /// The request has another status than the caller saw.
    RequestChangedMeanwhile(RequestChangedMeanwhile),
    /// The time within which the request could be reopened is over.
    ReopeningWindowClosed(ReopeningWindowClosed),
    /// The request is closed.
    RequestClosed(RequestClosed),
    /// The request is merged into another.
    RequestIsMerged(RequestIsMerged),
    /// The request is not merged.
    RequestNotMerged(RequestNotMerged),
    /// The request and its master are the same.
    RequestMergedIntoItself(RequestMergedIntoItself),
    /// The requests would be merged in a ring.
    RequestsMergedInARing(RequestsMergedInARing),
    /// A request of the merge is closed.
    MergedRequestClosed(MergedRequestClosed),
    /// A request is of another department than the caller's.
    RequestOfOtherDepartment(RequestOfOtherDepartment),
    /// Planned interventions are not followed.
    PlannedInterventionNotFollowed(PlannedInterventionNotFollowed),
    /// Citizens do not follow their own requests.
    OwnRequestNotFollowed(OwnRequestNotFollowed),
    /// A request is other work than its master.
    RequestOfOtherWork(RequestOfOtherWork),
    /// There is no record of a citizen of this identifier.
    CitizenNotFound(CitizenNotFound),
    /// The record of a citizen is merged already.
    CitizenIsMerged(CitizenIsMerged),
    /// The record of a citizen is not merged.
    CitizenNotMerged(CitizenNotMerged),
    /// The record of a citizen is the one to merge into.
    CitizenMergedIntoItself(CitizenMergedIntoItself),
    /// Records of citizens would be merged in a ring.
    CitizensMergedInARing(CitizensMergedInARing),
    /// One of the citizens acted for another of them.
    CitizensActedForEachOther(CitizensActedForEachOther),
    /// The contact was answered, or ended, already.
    ContactStepNotAllowed(ContactStepNotAllowed),
    /// The draft was completed or set aside already.
    DraftClosed(DraftClosed),
    /// The message is not tried again.
    RedeliveryNotAllowed(RedeliveryNotAllowed),
    /// There is no such exceptional situation.
    ExceptionalSituationNotFound(ExceptionalSituationNotFound),
    /// The exceptional situation had ended already.
    ExceptionalSituationEndedBefore(ExceptionalSituationEndedBefore),
    /// There is no such programme that the caller may see.
    ProgrammeNotFound(ProgrammeNotFound),
    /// The programme is not at the point where the step can be taken.
    ProgrammeStepNotAllowed(ProgrammeStepNotAllowed),
    /// Published programmes stand in the way of another.
    ProgrammeOverlap(ProgrammeOverlap),
    /// Other programmes revise the programme.
    ProgrammeHasScenarios(ProgrammeHasScenarios),
}

/// The input does not hold; nothing was written.
#[derive(Debug, SimpleObject)]
pub struct InvalidInput {
    /// What is wrong, in the caller's language.
    message: String,
    /// Every fault of the input.
    faults: Vec<InputFault>,
}

/// One fault of an input.
#[derive(Debug, SimpleObject)]
pub struct InputFault {
    /// The field, as a path into the arguments, such as `input.place.longitude`.
    field: String,
    /// The stable code of what is wrong, such as `OUT_OF_RANGE`.
    code: String,
    /// The value that was given, cut to a readable length; null where nothing was given.
    value: Option<String>,
    /// What is wrong, in the caller's language.
    message: String,
    /// What would be right, in the caller's language.
    remedy: String,
}

/// There is no request of this number that the caller may see.
#[derive(Debug, SimpleObject)]
pub struct RequestNotFound {
    /// What is wrong, in the caller's language.
    message: String,
}

/// The request feeds the planned-intervention programme, in which citizens get no follow-up: only an internal one may
/// be added.
#[derive(Debug, SimpleObject)]
pub struct PublicFollowUpOnPlannedIntervention {
    /// What is wrong, in the caller's language.
    message: String,
}

impl InvalidInput {
    /// The faults, in the caller's language.
    pub fn new(locale: Locale, faults: &Faults) -> Self {
        let faults: Vec<InputFault> = faults.iter().map(|fault| InputFault::new(locale, fault)).collect();
        let message = faults.iter().map(|fault| fault.message.as_str()).collect::<Vec<_>>().join(" ");
        Self { message, faults }
    }
}

impl InputFault {
    /// The fault, in a language.
    pub fn new(locale: Locale, fault: &Fault) -> Self {
        Self {
            field: fault.field.clone(),
            code: fault.kind.code().to_owned(),
            value: fault.value.clone(),
            message: fault.message(locale),
            remedy: fault.remedy(locale),
        }
    }
}

impl RequestNotFound {
    /// The refusal of this number.
    pub fn new(locale: Locale, number: &str) -> Self {
        Self { message: locale.wording("problem.request_not_found", &[("number", number.to_owned())]) }
    }
}

impl PublicFollowUpOnPlannedIntervention {
    /// The refusal.
    pub fn new(locale: Locale) -> Self {
        Self { message: locale.wording("problem.public_follow_up_on_planned_intervention", &[]) }
    }
}
