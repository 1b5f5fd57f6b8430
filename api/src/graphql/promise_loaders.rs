//! Batches look-ups of the promises of requests.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::dataloader::Loader;
use riverain_entities::promises;
use sea_orm::DbErr;

use super::loaders::DatabaseLoader;
use crate::store;
use crate::store::page::{ListEnd, Page};

/// An end of the promises of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PromisesKey {
    /// The request's key.
    pub request_id: i64,
    /// The end that is asked for.
    pub end: ListEnd,
}

impl Loader<PromisesKey> for DatabaseLoader {
    type Value = Page<promises::Model>;
    type Error = Arc<DbErr>;

    async fn load(&self, keys: &[PromisesKey]) -> Result<HashMap<PromisesKey, Self::Value>, Self::Error> {
        let mut requests_of_end: HashMap<ListEnd, Vec<i64>> = HashMap::new();
        for key in keys {
            requests_of_end.entry(key.end).or_default().push(key.request_id);
        }
        let mut found = HashMap::with_capacity(keys.len());
        for (end, request_ids) in requests_of_end {
            let pages = store::promises::ends(self.database(), &request_ids, end).await?;
            found.extend(pages.into_iter().map(|(request_id, page)| (PromisesKey { request_id, end }, page)));
        }
        Ok(found)
    }
}
