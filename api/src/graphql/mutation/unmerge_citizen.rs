//! `unmergeCitizen`.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject, Union};

use crate::graphql::citizen_merge_problems::{CitizenNotFound, CitizenNotMerged};
use crate::graphql::context::{Told, app, locale, viewer};
use crate::graphql::cost;
use crate::graphql::global_id::{self, NodeKind};
use crate::graphql::problems::InvalidInput;
use crate::graphql::types::citizen::Citizen;
use crate::services::ServiceError;
use crate::services::citizen_merges::unmerging::{self, UnmergeDemand, UnmergeOutcome};

/// A record of a person of its own.
#[derive(Debug, InputObject)]
pub struct UnmergeCitizenInput {
    /// The record.
    citizen: ID,
    /// Why, for the staff; at most 500 characters.
    note: Option<String>,
}

/// What came of `unmergeCitizen`.
#[derive(Debug, Union)]
pub enum UnmergeCitizenPayload {
    /// The record is by itself again.
    Success(UnmergeCitizenSuccess),
    /// The input does not hold.
    InvalidInput(InvalidInput),
    /// There is no such record.
    CitizenNotFound(CitizenNotFound),
    /// The record is not merged.
    CitizenNotMerged(CitizenNotMerged),
}

/// The record is by itself again.
#[derive(Debug, SimpleObject)]
pub struct UnmergeCitizenSuccess {
    /// The record, with what is its own.
    citizen: Box<Citizen>,
    /// The record that stood for it.
    separated_from: Box<Citizen>,
}

/// `unmergeCitizen`.
#[derive(Debug, Default)]
pub struct UnmergeCitizenMutation;

#[Object]
impl UnmergeCitizenMutation {
    /// Undoes the merge of a record: it has what is its own again, also what came by its name, its address or its token while it
    /// was merged, and the records that are merged into it come along. For the contact centre.
    #[graphql(complexity = "2 * cost::SCAN + child_complexity")]
    async fn unmerge_citizen(&self, ctx: &Context<'_>, input: UnmergeCitizenInput) -> Result<UnmergeCitizenPayload> {
        let locale = locale(ctx);
        let unmerged = match global_id::named("input.citizen", NodeKind::Citizen, &input.citizen) {
            Ok(citizen) => {
                unmerging::unmerge(app(ctx)?, viewer(ctx), UnmergeDemand { citizen, note: input.note }).await
            }
            Err(fault) => Err(fault.into()),
        };
        Ok(match unmerged {
            Ok(UnmergeOutcome::Unmerged { citizen, separated_from }) => {
                UnmergeCitizenPayload::Success(UnmergeCitizenSuccess {
                    citizen: Box::new(Citizen::new(*citizen)),
                    separated_from: Box::new(Citizen::new(*separated_from)),
                })
            }
            Ok(UnmergeOutcome::NotFound(named)) => {
                UnmergeCitizenPayload::CitizenNotFound(CitizenNotFound::new(locale, named))
            }
            Ok(UnmergeOutcome::NotMerged(named)) => {
                UnmergeCitizenPayload::CitizenNotMerged(CitizenNotMerged::new(locale, named))
            }
            Err(ServiceError::InvalidInput(faults)) => {
                UnmergeCitizenPayload::InvalidInput(InvalidInput::new(locale, &faults))
            }
            Err(failure) => return Err(failure).told(ctx),
        })
    }
}
