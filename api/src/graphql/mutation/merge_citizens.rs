//! `mergeCitizens`.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject, Union};

use crate::domain::fault::{Fault, FaultCollector, Faults};
use crate::graphql::citizen_merge_problems::{
    CitizenIsMerged, CitizenMergedIntoItself, CitizenNotFound, CitizensActedForEachOther, CitizensMergedInARing,
};
use crate::graphql::context::{Told, app, locale, viewer};
use crate::graphql::global_id::{self, NodeKind};
use crate::graphql::problems::InvalidInput;
use crate::graphql::types::citizen::Citizen;
use crate::graphql::{budget, cost};
use crate::services::ServiceError;
use crate::services::citizen_merges::merging::{self, MergeDemand, MergeOutcome};

/// Records of one person.
#[derive(Debug, InputObject)]
pub struct MergeCitizensInput {
    /// The record that stands for the person; where it is merged into another, that one does.
    into: ID,
    /// The records that are merged into it, 1 to 20.
    duplicates: Vec<ID>,
    /// Why, for the staff; at most 500 characters.
    note: Option<String>,
}

/// What came of `mergeCitizens`.
#[derive(Debug, Union)]
pub enum MergeCitizensPayload {
    /// The records are merged.
    Success(MergeCitizensSuccess),
    /// The input does not hold.
    InvalidInput(InvalidInput),
    /// There is no such record.
    CitizenNotFound(CitizenNotFound),
    /// A record is the one to merge into.
    CitizenMergedIntoItself(CitizenMergedIntoItself),
    /// The record to merge into is merged into one of the others.
    CitizensMergedInARing(CitizensMergedInARing),
    /// A record is merged already.
    CitizenIsMerged(CitizenIsMerged),
    /// One of the citizens acted for another of them.
    CitizensActedForEachOther(CitizensActedForEachOther),
}

/// The records are merged.
#[derive(Debug, SimpleObject)]
pub struct MergeCitizensSuccess {
    /// The record that stands for the person.
    into: Citizen,
    /// The records that were merged into it, in the order given.
    merged: Vec<Citizen>,
}

/// `mergeCitizens`.
#[derive(Debug, Default)]
pub struct MergeCitizensMutation;

#[Object]
impl MergeCitizensMutation {
    /// Merges records of one person, all or none: their requests, contacts, drafts and what they follow are the person's, who is
    /// told at the address of the record that stands for them (what waits already for both may come twice); tokens of the merged
    /// records are the person's too. Nothing is lost: `unmergeCitizen` gives each record back what is its own. For the contact centre.
    #[graphql(complexity = "2 * cost::SCAN + cost::list(cost::MERGED_CITIZENS, child_complexity)")]
    async fn merge_citizens(&self, ctx: &Context<'_>, input: MergeCitizensInput) -> Result<MergeCitizensPayload> {
        let locale = locale(ctx);
        let demand = match input.check() {
            Ok(demand) => demand,
            Err(faults) => return Ok(MergeCitizensPayload::InvalidInput(InvalidInput::new(locale, &faults))),
        };
        Ok(match merging::merge(app(ctx)?, viewer(ctx), demand).await {
            Ok(MergeOutcome::Merged { into, merged }) => {
                let merged = budget::within(ctx, merged.into_iter().map(Citizen::new).collect())?;
                MergeCitizensPayload::Success(MergeCitizensSuccess { into: Citizen::new(*into), merged })
            }
            Ok(MergeOutcome::NotFound(named)) => {
                MergeCitizensPayload::CitizenNotFound(CitizenNotFound::new(locale, named))
            }
            Ok(MergeOutcome::IntoItself(named)) => {
                MergeCitizensPayload::CitizenMergedIntoItself(CitizenMergedIntoItself::new(locale, named))
            }
            Ok(MergeOutcome::InARing { citizen, into }) => {
                MergeCitizensPayload::CitizensMergedInARing(CitizensMergedInARing::new(locale, citizen, into))
            }
            Ok(MergeOutcome::MergedAlready { citizen, into }) => {
                MergeCitizensPayload::CitizenIsMerged(CitizenIsMerged::new(locale, citizen, *into))
            }
            Ok(MergeOutcome::ActedForEachOther) => {
                MergeCitizensPayload::CitizensActedForEachOther(CitizensActedForEachOther::new(locale))
            }
            Err(ServiceError::InvalidInput(faults)) => {
                MergeCitizensPayload::InvalidInput(InvalidInput::new(locale, &faults))
            }
            Err(failure) => return Err(failure).told(ctx),
        })
    }
}

impl MergeCitizensInput {
    fn check(self) -> Result<MergeDemand, Faults> {
        let mut faults = FaultCollector::default();
        let into = faults.take(global_id::named("input.into", NodeKind::Citizen, &self.into));
        let mut duplicates = Vec::with_capacity(self.duplicates.len());
        for (rank, id) in self.duplicates.iter().enumerate().take(merging::MAXIMUM_RECORDS + 1) {
            let field = format!("input.duplicates.{rank}");
            duplicates.extend(faults.take(global_id::named(&field, NodeKind::Citizen, id)));
        }
        faults.finish()?;
        let into = into.ok_or_else(|| Fault::required("input.into"))?;
        Ok(MergeDemand { into, duplicates, note: self.note })
    }
}
