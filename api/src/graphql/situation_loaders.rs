//! Batches look-ups of what was done with exceptional situations.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::dataloader::Loader;
use riverain_entities::exceptional_situation_changes;
use riverain_entities::exceptional_situation_events::Model;
use sea_orm::DbErr;

use super::loaders::DatabaseLoader;
use crate::store::exceptional_situations;

/// What was done with the situation of this key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SituationEventsKey(pub i64);

impl Loader<SituationEventsKey> for DatabaseLoader {
    type Value = Vec<Model>;
    type Error = Arc<DbErr>;

    async fn load(&self, keys: &[SituationEventsKey]) -> Result<HashMap<SituationEventsKey, Self::Value>, Self::Error> {
        let keys: Vec<i64> = keys.iter().map(|key| key.0).collect();
        let events = exceptional_situations::events_of(self.database(), &keys).await?;
        Ok(events.into_iter().map(|(key, rows)| (SituationEventsKey(key), rows)).collect())
    }
}

/// The changes of the situation of this key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SituationChangesKey(pub i64);

impl Loader<SituationChangesKey> for DatabaseLoader {
    type Value = Vec<exceptional_situation_changes::Model>;
    type Error = Arc<DbErr>;

    async fn load(
        &self,
        keys: &[SituationChangesKey],
    ) -> Result<HashMap<SituationChangesKey, Self::Value>, Self::Error> {
        let keys: Vec<i64> = keys.iter().map(|key| key.0).collect();
        let changes = exceptional_situations::changes_of(self.database(), &keys).await?;
        Ok(changes.into_iter().map(|(key, rows)| (SituationChangesKey(key), rows)).collect())
    }
}
