//! `deleteProgramme`.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject, Union};

use crate::graphql::context::{Told, app, locale, viewer};
use crate::graphql::cost;
use crate::graphql::global_id::{self, NodeKind};
use crate::graphql::problems::InvalidInput;
use crate::graphql::programme_problems::{ProgrammeHasScenarios, ProgrammeNotFound, ProgrammeStepNotAllowed};
use crate::services::ServiceError;
use crate::services::programmes::lifecycle::{self, Change};

/// A draft to delete.
#[derive(Debug, InputObject)]
pub struct DeleteProgrammeInput {
    /// The programme: a draft whose planning has ended, and that no other programme revises.
    programme: ID,
}

/// What came of `deleteProgramme`.
#[derive(Debug, Union)]
pub enum DeleteProgrammePayload {
    /// The draft is deleted.
    Success(DeleteProgrammeSuccess),
    /// The input does not hold.
    InvalidInput(InvalidInput),
    /// There is no such programme that the caller may see.
    ProgrammeNotFound(ProgrammeNotFound),
    /// The programme is no draft, or its planning has not ended.
    ProgrammeStepNotAllowed(ProgrammeStepNotAllowed),
    /// Other programmes revise it.
    ProgrammeHasScenarios(ProgrammeHasScenarios),
}

/// The draft is deleted, with all that belonged to it.
#[derive(Debug, SimpleObject)]
pub struct DeleteProgrammeSuccess {
    /// The identifier that it had.
    deleted: ID,
}

/// `deleteProgramme`.
#[derive(Debug, Default)]
pub struct DeleteProgrammeMutation;

#[Object]
impl DeleteProgrammeMutation {
    /// Deletes a draft. For planners of all of its departments, supervisors and administrators.
    #[graphql(complexity = "cost::SCAN + child_complexity")]
    async fn delete_programme(&self, ctx: &Context<'_>, input: DeleteProgrammeInput) -> Result<DeleteProgrammePayload> {
        let change = match global_id::parse_as("input.programme", NodeKind::Programme, &input.programme) {
            Ok(key) => lifecycle::delete(app(ctx)?, viewer(ctx), key).await,
            Err(fault) => Err(fault.into()),
        };
        Ok(match change {
            Ok(Change::Done(_)) => DeleteProgrammePayload::Success(DeleteProgrammeSuccess { deleted: input.programme }),
            Ok(Change::NotFound) => {
                DeleteProgrammePayload::ProgrammeNotFound(ProgrammeNotFound::new(locale(ctx), &input.programme))
            }
            Ok(Change::WrongState(row)) => {
                let refusal = ProgrammeStepNotAllowed::deletion(locale(ctx), &row);
                DeleteProgrammePayload::ProgrammeStepNotAllowed(refusal)
            }
            Ok(Change::HasScenarios(scenarios)) => {
                let refusal = ProgrammeHasScenarios::new(locale(ctx), scenarios);
                DeleteProgrammePayload::ProgrammeHasScenarios(refusal)
            }
            Err(ServiceError::InvalidInput(faults)) => {
                DeleteProgrammePayload::InvalidInput(InvalidInput::new(locale(ctx), &faults))
            }
            Err(failure) => return Err(failure).told(ctx),
        })
    }
}
