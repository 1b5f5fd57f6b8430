//! What can be asked.

pub mod backlog;
pub mod catalogue;
pub mod citizens;
pub mod contacts;
pub mod draft_requests;
pub mod emergency_diversions;
pub mod exceptional_situations;
pub mod follow_up_summaries;
pub mod follow_up_templates;
pub mod followed_requests;
pub mod likely_duplicates;
pub mod node;
pub mod notifications;
pub mod programmes;
pub mod promises;
pub mod questionnaire;
pub mod requests;
pub mod service_levels;
pub mod work_queues;

use async_graphql::MergedObject;

/// What can be asked of the service.
#[derive(Debug, Default, MergedObject)]
pub struct Query(
    node::NodeQueries,
    citizens::CitizenQueries,
    contacts::ContactQueries,
    draft_requests::DraftRequestQueries,
    requests::RequestQueries,
    follow_up_summaries::FollowUpSummaryQueries,
    follow_up_templates::FollowUpTemplateQueries,
    work_queues::WorkQueueQueries,
    likely_duplicates::LikelyDuplicateQueries,
    followed_requests::FollowedRequestQueries,
    catalogue::CatalogueQueries,
    promises::PromiseQueries,
    questionnaire::QuestionnaireQueries,
    emergency_diversions::EmergencyDiversionQueries,
    notifications::NotificationQueries,
    exceptional_situations::ExceptionalSituationQueries,
    service_levels::ServiceLevelQueries,
    backlog::BacklogQueries,
    programmes::ProgrammeQueries,
);
