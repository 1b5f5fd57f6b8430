//! Batches look-ups of what contacts have to do with.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::Result;
use async_graphql::dataloader::Loader;
use riverain_entities::contact_requests::ContactRelation;
use riverain_entities::{request_representatives, service_requests};
use sea_orm::DbErr;

use super::loaders::DatabaseLoader;
use crate::store;

/// The requests of the contact of this key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ContactRequestsKey(pub i64);

/// Who made the request of this key for its requester.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct RepresentativeKey(pub i64);

impl Loader<ContactRequestsKey> for DatabaseLoader {
    type Value = Vec<(ContactRelation, service_requests::Model)>;
    type Error = Arc<DbErr>;

    async fn load(&self, keys: &[ContactRequestsKey]) -> Result<HashMap<ContactRequestsKey, Self::Value>, Self::Error> {
        let keys: Vec<i64> = keys.iter().map(|key| key.0).collect();
        let requests = store::contacts::requests_of(self.database(), &keys).await?;
        Ok(requests.into_iter().map(|(key, rows)| (ContactRequestsKey(key), rows)).collect())
    }
}

impl Loader<RepresentativeKey> for DatabaseLoader {
    type Value = request_representatives::Model;
    type Error = Arc<DbErr>;

    async fn load(&self, keys: &[RepresentativeKey]) -> Result<HashMap<RepresentativeKey, Self::Value>, Self::Error> {
        let keys: Vec<i64> = keys.iter().map(|key| key.0).collect();
        let rows = store::contacts::representatives(self.database(), &keys).await?;
        Ok(rows.into_iter().map(|row| (RepresentativeKey(row.request_id), row)).collect())
    }
}
