//! `renameProgramme`.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject, Union};

use crate::graphql::context::{Told, app, locale, viewer};
use crate::graphql::cost;
use crate::graphql::global_id::{self, NodeKind};
use crate::graphql::problems::InvalidInput;
use crate::graphql::programme_problems::ProgrammeNotFound;
use crate::graphql::types::programme::Programme;
use crate::services::ServiceError;
use crate::services::programmes::lifecycle::{self, Change};

/// A programme to rename.
#[derive(Debug, InputObject)]
pub struct RenameProgrammeInput {
    /// The programme.
    programme: ID,
    /// Its new name, at most 200 characters.
    name: String,
}

/// What came of `renameProgramme`.
#[derive(Debug, Union)]
pub enum RenameProgrammePayload {
    /// The programme has its new name.
    Success(RenameProgrammeSuccess),
    /// The input does not hold.
    InvalidInput(InvalidInput),
    /// There is no such programme that the caller may see.
    ProgrammeNotFound(ProgrammeNotFound),
}

/// The programme has its new name.
#[derive(Debug, SimpleObject)]
pub struct RenameProgrammeSuccess {
    /// The programme.
    programme: Programme,
}

/// `renameProgramme`.
#[derive(Debug, Default)]
pub struct RenameProgrammeMutation;

#[Object]
impl RenameProgrammeMutation {
    /// Gives a programme another name. For planners of all of its departments, supervisors and administrators.
    #[graphql(complexity = "cost::SCAN + child_complexity")]
    async fn rename_programme(&self, ctx: &Context<'_>, input: RenameProgrammeInput) -> Result<RenameProgrammePayload> {
        let change = match global_id::parse_as("input.programme", NodeKind::Programme, &input.programme) {
            Ok(key) => lifecycle::rename(app(ctx)?, viewer(ctx), key, &input.name).await,
            Err(fault) => Err(fault.into()),
        };
        Ok(match change {
            Ok(Change::Done(row)) => {
                RenameProgrammePayload::Success(RenameProgrammeSuccess { programme: Programme::new((*row).into()) })
            }
            Ok(Change::NotFound) => {
                RenameProgrammePayload::ProgrammeNotFound(ProgrammeNotFound::new(locale(ctx), &input.programme))
            }
            Ok(Change::WrongState(_) | Change::HasScenarios(_)) => {
                let lost = "every programme can be renamed".to_owned();
                return Err(ServiceError::Internal(lost)).told(ctx);
            }
            Err(ServiceError::InvalidInput(faults)) => {
                RenameProgrammePayload::InvalidInput(InvalidInput::new(locale(ctx), &faults))
            }
            Err(failure) => return Err(failure).told(ctx),
        })
    }
}
