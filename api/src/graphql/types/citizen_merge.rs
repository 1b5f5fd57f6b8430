//! Merges of citizens' records.

use async_graphql::{Context, Object, Result};
use chrono::{DateTime, Utc};
use riverain_entities::citizen_merges;

use super::citizen::Citizen;
use crate::graphql::connection::NodeConnection;
use crate::graphql::loaders::{self, CitizenKey};

/// Merges of a citizen's record, page by page.
pub type CitizenMergeConnection = NodeConnection<CitizenMerge>;

/// A merge of a citizen's record.
#[derive(Debug, Clone)]
pub struct CitizenMerge(pub citizen_merges::Model);

/// That a record is, or was, merged into another of the same person; given to those alone who may search citizens.
#[Object]
impl CitizenMerge {
    /// The record that it was merged into, which may itself be merged into a further one.
    async fn into(&self, ctx: &Context<'_>) -> Result<Option<Citizen>> {
        Ok(loaders::load(ctx, CitizenKey(self.0.master_id)).await?.map(Citizen::new))
    }

    /// When it was merged, UTC.
    async fn merged_at(&self) -> DateTime<Utc> {
        self.0.merged_at
    }

    /// Who merged it.
    async fn merged_by(&self) -> &str {
        &self.0.merged_by_name
    }

    /// Why it was merged.
    async fn note(&self) -> Option<&str> {
        self.0.note.as_deref()
    }

    /// When it was unmerged, UTC; null while it is merged.
    async fn unmerged_at(&self) -> Option<DateTime<Utc>> {
        self.0.unmerged_at
    }

    /// Who unmerged it.
    async fn unmerged_by(&self) -> Option<&str> {
        self.0.unmerged_by_name.as_deref()
    }

    /// Why it was unmerged.
    async fn unmerge_note(&self) -> Option<&str> {
        self.0.unmerge_note.as_deref()
    }
}
