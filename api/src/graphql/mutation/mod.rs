//! What can be changed. Each mutation takes one `input` and returns a payload whose variants are the expected outcomes.

pub mod add_follow_up;
pub mod adopt_programme;
pub mod archive_programme;
pub mod assign_request;
pub mod change_exceptional_situation;
pub mod change_request_status;
pub mod contact;
pub mod control_planning;
pub mod correct_follow_up;
pub mod delete_programme;
pub mod discard_draft;
pub mod exceptional_situation;
pub mod follow_request;
pub mod fork_programme;
pub mod merge_citizens;
pub mod merge_requests;
pub mod plan_programme;
pub mod redeliver;
pub mod rename_programme;
pub mod submit_request;
pub mod unmerge_citizen;
pub mod unmerge_request;
pub mod upload_attachments;
pub mod webhook_endpoint;

use async_graphql::MergedObject;

/// What can be changed through the service.
#[derive(Debug, Default, MergedObject)]
pub struct Mutation(
    submit_request::SubmitRequestMutation,
    upload_attachments::UploadAttachmentsMutation,
    contact::ContactMutation,
    discard_draft::DiscardDraftMutation,
    add_follow_up::AddFollowUpMutation,
    correct_follow_up::CorrectFollowUpMutation,
    change_request_status::ChangeRequestStatusMutation,
    assign_request::AssignRequestMutation,
    webhook_endpoint::WebhookEndpointMutation,
    redeliver::RedeliverMutation,
    exceptional_situation::ExceptionalSituationMutation,
    change_exceptional_situation::ChangeExceptionalSituationMutation,
    merge_requests::MergeRequestsMutation,
    unmerge_request::UnmergeRequestMutation,
    follow_request::FollowRequestMutation,
    merge_citizens::MergeCitizensMutation,
    unmerge_citizen::UnmergeCitizenMutation,
    plan_programme::PlanProgrammeMutation,
    control_planning::ControlPlanningMutation,
    adopt_programme::AdoptProgrammeMutation,
    fork_programme::ForkProgrammeMutation,
    rename_programme::RenameProgrammeMutation,
    archive_programme::ArchiveProgrammeMutation,
    delete_programme::DeleteProgrammeMutation,
);
