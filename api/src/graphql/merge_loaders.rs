//! Batches what lists ask of merged requests.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::dataloader::Loader;
use sea_orm::DbErr;

use super::loaders::DatabaseLoader;
use crate::store;

/// How many distinct citizens report what this request stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct DistinctCitizensKey(pub i64);

/// How many citizens follow this request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct FollowersKey(pub i64);

impl Loader<FollowersKey> for DatabaseLoader {
    type Value = u64;
    type Error = Arc<DbErr>;

    async fn load(&self, keys: &[FollowersKey]) -> Result<HashMap<FollowersKey, Self::Value>, Self::Error> {
        let keys: Vec<i64> = keys.iter().map(|key| key.0).collect();
        let counts = store::request_followers::counts(self.database(), &keys).await?;
        Ok(counts.into_iter().map(|(key, count)| (FollowersKey(key), count)).collect())
    }
}

impl Loader<DistinctCitizensKey> for DatabaseLoader {
    type Value = u64;
    type Error = Arc<DbErr>;

    async fn load(
        &self,
        keys: &[DistinctCitizensKey],
    ) -> Result<HashMap<DistinctCitizensKey, Self::Value>, Self::Error> {
        let keys: Vec<i64> = keys.iter().map(|key| key.0).collect();
        let counts = store::reporters::of_requests(self.database(), &keys).await?;
        Ok(counts.into_iter().map(|(key, count)| (DistinctCitizensKey(key), count)).collect())
    }
}
