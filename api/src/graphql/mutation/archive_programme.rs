//! `archiveProgramme`.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject, Union};

use crate::graphql::context::{Told, app, locale, viewer};
use crate::graphql::cost;
use crate::graphql::global_id::{self, NodeKind};
use crate::graphql::problems::InvalidInput;
use crate::graphql::programme_problems::{ProgrammeNotFound, ProgrammeStepNotAllowed};
use crate::graphql::types::programme::Programme;
use crate::services::ServiceError;
use crate::services::programmes::lifecycle::{self, Change};

/// A programme to archive.
#[derive(Debug, InputObject)]
pub struct ArchiveProgrammeInput {
    /// The programme: one whose planning has ended. A published one is withdrawn.
    programme: ID,
}

/// What came of `archiveProgramme`.
#[derive(Debug, Union)]
pub enum ArchiveProgrammePayload {
    /// The programme is archived.
    Success(ArchiveProgrammeSuccess),
    /// The input does not hold.
    InvalidInput(InvalidInput),
    /// There is no such programme that the caller may see.
    ProgrammeNotFound(ProgrammeNotFound),
    /// The programme is archived already, or its planning has not ended.
    ProgrammeStepNotAllowed(ProgrammeStepNotAllowed),
}

/// The programme is archived.
#[derive(Debug, SimpleObject)]
pub struct ArchiveProgrammeSuccess {
    /// The programme.
    programme: Programme,
}

/// `archiveProgramme`.
#[derive(Debug, Default)]
pub struct ArchiveProgrammeMutation;

#[Object]
impl ArchiveProgrammeMutation {
    /// Files a programme away by hand: it stays readable to those who plan. For planners of all of its departments,
    /// supervisors and administrators.
    #[graphql(complexity = "cost::SCAN + child_complexity")]
    async fn archive_programme(
        &self,
        ctx: &Context<'_>,
        input: ArchiveProgrammeInput,
    ) -> Result<ArchiveProgrammePayload> {
        let change = match global_id::parse_as("input.programme", NodeKind::Programme, &input.programme) {
            Ok(key) => lifecycle::archive(app(ctx)?, viewer(ctx), key).await,
            Err(fault) => Err(fault.into()),
        };
        Ok(match change {
            Ok(Change::Done(row)) => {
                ArchiveProgrammePayload::Success(ArchiveProgrammeSuccess { programme: Programme::new((*row).into()) })
            }
            Ok(Change::NotFound) => {
                ArchiveProgrammePayload::ProgrammeNotFound(ProgrammeNotFound::new(locale(ctx), &input.programme))
            }
            Ok(Change::WrongState(row)) => {
                let refusal = ProgrammeStepNotAllowed::archiving(locale(ctx), &row);
                ArchiveProgrammePayload::ProgrammeStepNotAllowed(refusal)
            }
            Ok(Change::HasScenarios(_)) => {
                let lost = "scenarios keep no programme from being archived".to_owned();
                return Err(ServiceError::Internal(lost)).told(ctx);
            }
            Err(ServiceError::InvalidInput(faults)) => {
                ArchiveProgrammePayload::InvalidInput(InvalidInput::new(locale(ctx), &faults))
            }
            Err(failure) => return Err(failure).told(ctx),
        })
    }
}
