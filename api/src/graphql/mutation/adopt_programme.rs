//! `approveProgramme` and `publishProgramme`.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject, Union};
use riverain_entities::programmes;

use crate::graphql::context::{Told, app, locale, viewer};
use crate::graphql::cost;
use crate::graphql::global_id::{self, NodeKind};
use crate::graphql::problems::InvalidInput;
use crate::graphql::programme_problems::{ProgrammeNotFound, ProgrammeOverlap, ProgrammeStepNotAllowed};
use crate::graphql::types::programme::Programme;
use crate::services::ServiceError;
use crate::services::programmes::adoption::{self, Adoption};

/// A programme to approve.
#[derive(Debug, InputObject)]
pub struct ApproveProgrammeInput {
    /// The programme: a draft that is planned.
    programme: ID,
}

/// A programme to publish.
#[derive(Debug, InputObject)]
pub struct PublishProgrammeInput {
    /// The programme: an approved one.
    programme: ID,
}

/// What came of `approveProgramme`.
#[derive(Debug, Union)]
pub enum ApproveProgrammePayload {
    /// The programme is approved.
    Success(ApproveProgrammeSuccess),
    /// The input does not hold.
    InvalidInput(InvalidInput),
    /// There is no such programme that the caller may see.
    ProgrammeNotFound(ProgrammeNotFound),
    /// The programme is no planned draft.
    ProgrammeStepNotAllowed(ProgrammeStepNotAllowed),
}

/// The programme is approved.
#[derive(Debug, SimpleObject)]
pub struct ApproveProgrammeSuccess {
    /// The programme.
    programme: Programme,
}

/// What came of `publishProgramme`.
#[derive(Debug, Union)]
pub enum PublishProgrammePayload {
    /// The programme is published.
    Success(PublishProgrammeSuccess),
    /// The input does not hold.
    InvalidInput(InvalidInput),
    /// There is no such programme that the caller may see.
    ProgrammeNotFound(ProgrammeNotFound),
    /// The programme is not approved.
    ProgrammeStepNotAllowed(ProgrammeStepNotAllowed),
    /// Published programmes that also plan for other departments stand in its way.
    ProgrammeOverlap(ProgrammeOverlap),
}

/// The programme is published.
#[derive(Debug, SimpleObject)]
pub struct PublishProgrammeSuccess {
    /// The programme.
    programme: Programme,
    /// The published programmes that it replaces, now archived.
    archived: Vec<Programme>,
}

/// `approveProgramme` and `publishProgramme`.
#[derive(Debug, Default)]
pub struct AdoptProgrammeMutation;

#[Object]
impl AdoptProgrammeMutation {
    /// Approves a planned draft. For planners of all of its departments, supervisors and administrators.
    #[graphql(complexity = "cost::SCAN + child_complexity")]
    async fn approve_programme(
        &self,
        ctx: &Context<'_>,
        input: ApproveProgrammeInput,
    ) -> Result<ApproveProgrammePayload> {
        let adoption = match global_id::parse_as("input.programme", NodeKind::Programme, &input.programme) {
            Ok(key) => adoption::approve(app(ctx)?, viewer(ctx), key).await,
            Err(fault) => Err(fault.into()),
        };
        Ok(match adoption {
            Ok(Adoption::Done { programme, .. }) => {
                ApproveProgrammePayload::Success(ApproveProgrammeSuccess { programme: node(*programme) })
            }
            Ok(Adoption::NotFound) => {
                ApproveProgrammePayload::ProgrammeNotFound(ProgrammeNotFound::new(locale(ctx), &input.programme))
            }
            Ok(Adoption::WrongState(programme)) => {
                let refusal = ProgrammeStepNotAllowed::approval(locale(ctx), &programme);
                ApproveProgrammePayload::ProgrammeStepNotAllowed(refusal)
            }
            Ok(Adoption::Overlap(_)) => {
                let lost = "an approval replaces no programme".to_owned();
                return Err(ServiceError::Internal(lost)).told(ctx);
            }
            Err(ServiceError::InvalidInput(faults)) => {
                ApproveProgrammePayload::InvalidInput(InvalidInput::new(locale(ctx), &faults))
            }
            Err(failure) => return Err(failure).told(ctx),
        })
    }

    /// Publishes an approved programme for everyone. Published programmes whose departments are all among its own are
    /// archived. For planners of all of its departments, supervisors and administrators.
    #[graphql(complexity = "cost::SCAN + child_complexity")]
    async fn publish_programme(
        &self,
        ctx: &Context<'_>,
        input: PublishProgrammeInput,
    ) -> Result<PublishProgrammePayload> {
        let adoption = match global_id::parse_as("input.programme", NodeKind::Programme, &input.programme) {
            Ok(key) => adoption::publish(app(ctx)?, viewer(ctx), key).await,
            Err(fault) => Err(fault.into()),
        };
        Ok(match adoption {
            Ok(Adoption::Done { programme, archived }) => {
                let archived = archived.into_iter().map(node).collect();
                PublishProgrammePayload::Success(PublishProgrammeSuccess { programme: node(*programme), archived })
            }
            Ok(Adoption::NotFound) => {
                PublishProgrammePayload::ProgrammeNotFound(ProgrammeNotFound::new(locale(ctx), &input.programme))
            }
            Ok(Adoption::WrongState(programme)) => {
                let refusal = ProgrammeStepNotAllowed::publication(locale(ctx), &programme);
                PublishProgrammePayload::ProgrammeStepNotAllowed(refusal)
            }
            Ok(Adoption::Overlap(programmes)) => {
                PublishProgrammePayload::ProgrammeOverlap(ProgrammeOverlap::new(locale(ctx), programmes))
            }
            Err(ServiceError::InvalidInput(faults)) => {
                PublishProgrammePayload::InvalidInput(InvalidInput::new(locale(ctx), &faults))
            }
            Err(failure) => return Err(failure).told(ctx),
        })
    }
}

fn node(row: programmes::Model) -> Programme {
    Programme::new(row.into())
}
