//! Batches look-ups of what deliveries have to do with.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::Result;
use async_graphql::dataloader::Loader;
use riverain_entities::{delivery_attempts, notification_events, webhook_endpoints};
use sea_orm::DbErr;

use super::loaders::DatabaseLoader;
use crate::store;

/// The event of this key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct EventKey(pub i64);

/// The endpoint of this key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct EndpointKey(pub i64);

/// The attempts at a delivery that came after one of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct AttemptsKey {
    /// The key of the delivery.
    pub delivery: i64,
    /// The number of the attempt before them.
    pub after: i32,
}

impl Loader<EventKey> for DatabaseLoader {
    type Value = notification_events::Model;
    type Error = Arc<DbErr>;

    async fn load(&self, keys: &[EventKey]) -> Result<HashMap<EventKey, Self::Value>, Self::Error> {
        let keys: Vec<i64> = keys.iter().map(|key| key.0).collect();
        let rows = store::notifications::events(self.database(), &keys).await?;
        Ok(rows.into_iter().map(|row| (EventKey(row.id), row)).collect())
    }
}

impl Loader<EndpointKey> for DatabaseLoader {
    type Value = webhook_endpoints::Model;
    type Error = Arc<DbErr>;

    async fn load(&self, keys: &[EndpointKey]) -> Result<HashMap<EndpointKey, Self::Value>, Self::Error> {
        let keys: Vec<i64> = keys.iter().map(|key| key.0).collect();
        let rows = store::webhook_endpoints::by_keys(self.database(), &keys).await?;
        Ok(rows.into_iter().map(|row| (EndpointKey(row.id), row)).collect())
    }
}

impl Loader<AttemptsKey> for DatabaseLoader {
    type Value = Vec<delivery_attempts::Model>;
    type Error = Arc<DbErr>;

    async fn load(&self, keys: &[AttemptsKey]) -> Result<HashMap<AttemptsKey, Self::Value>, Self::Error> {
        let wanted: Vec<(i64, i32)> = keys.iter().map(|key| (key.delivery, key.after)).collect();
        let mut rows = store::notifications::attempts_after(self.database(), &wanted).await?;
        Ok(keys.iter().filter_map(|key| rows.remove(&key.delivery).map(|rows| (*key, rows))).collect())
    }
}
