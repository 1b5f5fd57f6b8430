//! Corrections of follow-ups.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::dataloader::Loader;
use async_graphql::{Object, Result};
use chrono::{DateTime, Utc};
use riverain_entities::follow_up_corrections::Model;
use sea_orm::DbErr;

use crate::graphql::loaders::DatabaseLoader;
use crate::store;

/// A correction of a follow-up.
#[derive(Debug, Clone)]
pub struct FollowUpCorrection(pub Model);

/// A correction of a follow-up: what it said until then. For the staff.
#[Object]
impl FollowUpCorrection {
    /// The text that was replaced.
    async fn replaced_text(&self) -> &str {
        &self.0.replaced_text
    }

    /// Why, where its author said.
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }

    /// The name of who corrected it.
    async fn author_name(&self) -> &str {
        &self.0.author_name
    }

    /// When, UTC.
    async fn corrected_at(&self) -> DateTime<Utc> {
        self.0.corrected_at
    }
}

/// The corrections of a follow-up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct FollowUpCorrectionsKey(pub i64);

impl Loader<FollowUpCorrectionsKey> for DatabaseLoader {
    type Value = Vec<Model>;
    type Error = Arc<DbErr>;

    async fn load(
        &self,
        keys: &[FollowUpCorrectionsKey],
    ) -> Result<HashMap<FollowUpCorrectionsKey, Self::Value>, Self::Error> {
        let numbers: Vec<i64> = keys.iter().map(|key| key.0).collect();
        let mut found: HashMap<FollowUpCorrectionsKey, Vec<Model>> = HashMap::new();
        for row in store::follow_up_corrections::of_follow_ups(self.database(), &numbers).await? {
            found.entry(FollowUpCorrectionsKey(row.follow_up_id)).or_default().push(row);
        }
        Ok(found)
    }
}
