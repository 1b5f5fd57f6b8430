//! Batches look-ups that were not read ahead. Loaders live as long as one call: nothing leaks between callers.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;
use std::time::Duration;

use async_graphql::dataloader::{DataLoader, Loader};
use async_graphql::{Context, Result};
use riverain_entities::{citizens, follow_ups, request_status_changes, service_requests};
use sea_orm::{DatabaseConnection, DbErr};
use serde_json::Value;

use super::context::Told;
use crate::store;
use crate::store::follow_ups::{HistoryEnd, Reader, Readers};
use crate::store::page::{ListEnd, Page};

/// The citizen of this key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct CitizenKey(pub i64);

/// The request of this key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct RequestKey(pub i64);

/// An end of the history of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct HistoryKey {
    /// The request.
    pub reader: Reader,
    /// The end that is asked for.
    pub end: HistoryEnd,
}

/// An end of the history of a request's statuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ChangesKey {
    /// The request's key.
    pub request_id: i64,
    /// The end that is asked for.
    pub end: ListEnd,
}

/// The latest requests of a citizen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct CitizenRequestsKey {
    /// The citizen's key.
    pub citizen_id: i64,
    /// How many.
    pub size: u64,
}

/// The outline of the borough of this key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct BoroughOutlineKey(pub i64);

/// The outline of the neighbourhood of this key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct NeighbourhoodOutlineKey(pub i64);

/// The programme of this key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ProgrammeKey(pub i64);

/// The planning of a programme.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PlanningJobKey(pub i64);

/// The keys of the departments of a programme.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ProgrammeDepartmentsKey(pub i64);

/// The figures of a programme's projects, by year and department.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ProgrammeTotalsKey(pub i64);

/// How many requests a programme leaves out, by reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ProgrammeLeftOutKey(pub i64);

/// The version of a priority policy of this key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PriorityPolicyKey(pub i64);

/// The site of this key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SiteKey(pub i64);

/// The first projects of a site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SiteProjectsKey {
    /// The site's key.
    pub site_id: i64,
    /// How many.
    pub size: u64,
}

/// The first requests of a project.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ProjectRequestsKey {
    /// The project's key.
    pub project_id: i64,
    /// The citizen whose requests alone are seen, where the caller is one.
    pub citizen: Option<i64>,
    /// How many.
    pub size: u64,
}

/// The lot of a project, and its place in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ProjectLotKey(pub i64);

/// The first projects of a lot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct LotProjectsKey {
    /// The lot's key.
    pub lot_id: i64,
    /// How many.
    pub size: u64,
}

/// Reads rows by key from the database.
#[derive(Debug, Clone)]
pub struct DatabaseLoader(DatabaseConnection);

impl DatabaseLoader {
    /// The database that it reads from.
    pub fn database(&self) -> &DatabaseConnection {
        &self.0
    }
}

/// The loaders of one call.
pub type CallLoader = DataLoader<DatabaseLoader>;

/// The loaders of a new call. They wait for nothing: what is asked in one step of the execution goes together.
pub fn for_call(database: &DatabaseConnection) -> CallLoader {
    DataLoader::new(DatabaseLoader(database.clone()), tokio::spawn).delay(Duration::ZERO)
}

/// What a key names, batched with what else is asked at this step.
///
/// # Errors
/// A database that fails.
pub async fn load<K>(ctx: &Context<'_>, key: K) -> Result<Option<<DatabaseLoader as Loader<K>>::Value>>
where
    K: Send + Sync + Hash + Eq + Clone + 'static,
    DatabaseLoader: Loader<K, Error = Arc<DbErr>>,
{
    let loaded = ctx.data::<CallLoader>()?.load_one(key).await;
    loaded.map_err(|error| DbErr::Custom(error.to_string())).told(ctx)
}

impl Loader<CitizenKey> for DatabaseLoader {
    type Value = citizens::Model;
    type Error = Arc<DbErr>;

    async fn load(&self, keys: &[CitizenKey]) -> Result<HashMap<CitizenKey, Self::Value>, Self::Error> {
        let keys: Vec<i64> = keys.iter().map(|key| key.0).collect();
        let rows = store::citizens::by_keys(&self.0, &keys).await?;
        Ok(rows.into_iter().map(|row| (CitizenKey(row.id), row)).collect())
    }
}

impl Loader<RequestKey> for DatabaseLoader {
    type Value = service_requests::Model;
    type Error = Arc<DbErr>;

    async fn load(&self, keys: &[RequestKey]) -> Result<HashMap<RequestKey, Self::Value>, Self::Error> {
        let keys: Vec<i64> = keys.iter().map(|key| key.0).collect();
        let rows = store::requests::by_keys(&self.0, &keys).await?;
        Ok(rows.into_iter().map(|row| (RequestKey(row.id), row)).collect())
    }
}

impl Loader<HistoryKey> for DatabaseLoader {
    type Value = Page<follow_ups::Model>;
    type Error = Arc<DbErr>;

    async fn load(&self, keys: &[HistoryKey]) -> Result<HashMap<HistoryKey, Self::Value>, Self::Error> {
        let mut readers_of_end: HashMap<HistoryEnd, Vec<Reader>> = HashMap::new();
        for key in keys {
            readers_of_end.entry(key.end).or_default().push(key.reader);
        }
        let mut found = HashMap::with_capacity(keys.len());
        for (end, readers) in readers_of_end {
            let requests: Vec<i64> = readers.iter().map(|reader| reader.request_id).collect();
            let merged: Vec<i64> = readers.iter().filter(|reader| reader.merged).map(|row| row.request_id).collect();
            let readable = Readers { requests: &requests, merged: &merged };
            let mut pages = store::follow_ups::ends_of_histories(&self.0, readable, end).await?;
            let page_of = |reader: Reader| Some((HistoryKey { reader, end }, pages.remove(&reader.request_id)?));
            found.extend(readers.into_iter().filter_map(page_of));
        }
        Ok(found)
    }
}

impl Loader<ChangesKey> for DatabaseLoader {
    type Value = Page<request_status_changes::Model>;
    type Error = Arc<DbErr>;

    async fn load(&self, keys: &[ChangesKey]) -> Result<HashMap<ChangesKey, Self::Value>, Self::Error> {
        let mut requests_of_end: HashMap<ListEnd, Vec<i64>> = HashMap::new();
        for key in keys {
            requests_of_end.entry(key.end).or_default().push(key.request_id);
        }
        let mut found = HashMap::with_capacity(keys.len());
        for (end, request_ids) in requests_of_end {
            let pages = store::request_status_changes::ends_of_histories(&self.0, &request_ids, end).await?;
            found.extend(pages.into_iter().map(|(request_id, page)| (ChangesKey { request_id, end }, page)));
        }
        Ok(found)
    }
}

impl Loader<CitizenRequestsKey> for DatabaseLoader {
    type Value = Page<service_requests::Model>;
    type Error = Arc<DbErr>;

    async fn load(&self, keys: &[CitizenRequestsKey]) -> Result<HashMap<CitizenRequestsKey, Self::Value>, Self::Error> {
        let mut citizens_of_size: HashMap<u64, Vec<i64>> = HashMap::new();
        for key in keys {
            citizens_of_size.entry(key.size).or_default().push(key.citizen_id);
        }
        let mut found = HashMap::with_capacity(keys.len());
        for (size, citizen_ids) in citizens_of_size {
            let pages = store::requests::latest_of_citizens(&self.0, &citizen_ids, size).await?;
            found.extend(pages.into_iter().map(|(citizen_id, page)| (CitizenRequestsKey { citizen_id, size }, page)));
        }
        Ok(found)
    }
}

impl Loader<BoroughOutlineKey> for DatabaseLoader {
    type Value = Value;
    type Error = Arc<DbErr>;

    async fn load(&self, keys: &[BoroughOutlineKey]) -> Result<HashMap<BoroughOutlineKey, Self::Value>, Self::Error> {
        let keys: Vec<i64> = keys.iter().map(|key| key.0).collect();
        let outlines = store::areas::borough_outlines(&self.0, &keys).await?;
        Ok(outlines.into_iter().map(|(key, outline)| (BoroughOutlineKey(key), outline)).collect())
    }
}

impl Loader<NeighbourhoodOutlineKey> for DatabaseLoader {
    type Value = Value;
    type Error = Arc<DbErr>;

    async fn load(
        &self,
        keys: &[NeighbourhoodOutlineKey],
    ) -> Result<HashMap<NeighbourhoodOutlineKey, Self::Value>, Self::Error> {
        let keys: Vec<i64> = keys.iter().map(|key| key.0).collect();
        let outlines = store::areas::neighbourhood_outlines(&self.0, &keys).await?;
        Ok(outlines.into_iter().map(|(key, outline)| (NeighbourhoodOutlineKey(key), outline)).collect())
    }
}
