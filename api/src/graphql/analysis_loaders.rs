//! Batches look-ups of what is told beside programmes.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::dataloader::Loader;
use riverain_entities::{programme_areas, programme_budget_points, programme_minimum_shares, programme_prices};
use sea_orm::DbErr;

use super::loaders::DatabaseLoader;
use crate::store::programme_dig_once::SharedMobilizations;
use crate::store::{programme_analysis, programme_dig_once, programme_parents};

/// The prices of the scarce resources of a programme.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ProgrammePricesKey(pub i64);

/// What the minimum shares of a programme came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ProgrammeSharesKey(pub i64);

/// How a programme serves the areas.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ProgrammeAreasKey(pub i64);

/// What other budgets would give a programme.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ProgrammeBudgetPointsKey(pub i64);

/// What sharing mobilizations saves in a programme.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ProgrammeSavingsKey(pub i64);

/// How often several projects of a programme share a site and a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ProgrammeOpeningsKey(pub i64);

impl Loader<ProgrammePricesKey> for DatabaseLoader {
    type Value = Vec<programme_prices::Model>;
    type Error = Arc<DbErr>;

    async fn load(&self, keys: &[ProgrammePricesKey]) -> Loaded<ProgrammePricesKey, Self::Value> {
        let rows = programme_parents::prices_of(self.database(), &numbers(keys, |key| key.0)).await?;
        Ok(by_programme(rows, |row| ProgrammePricesKey(row.programme_id)))
    }
}

impl Loader<ProgrammeSharesKey> for DatabaseLoader {
    type Value = Vec<programme_minimum_shares::Model>;
    type Error = Arc<DbErr>;

    async fn load(&self, keys: &[ProgrammeSharesKey]) -> Loaded<ProgrammeSharesKey, Self::Value> {
        let rows = programme_analysis::minimum_shares_of(self.database(), &numbers(keys, |key| key.0)).await?;
        Ok(by_programme(rows, |row| ProgrammeSharesKey(row.programme_id)))
    }
}

impl Loader<ProgrammeAreasKey> for DatabaseLoader {
    type Value = Vec<programme_areas::Model>;
    type Error = Arc<DbErr>;

    async fn load(&self, keys: &[ProgrammeAreasKey]) -> Loaded<ProgrammeAreasKey, Self::Value> {
        let rows = programme_analysis::areas_of(self.database(), &numbers(keys, |key| key.0)).await?;
        Ok(by_programme(rows, |row| ProgrammeAreasKey(row.programme_id)))
    }
}

impl Loader<ProgrammeBudgetPointsKey> for DatabaseLoader {
    type Value = Vec<programme_budget_points::Model>;
    type Error = Arc<DbErr>;

    async fn load(&self, keys: &[ProgrammeBudgetPointsKey]) -> Loaded<ProgrammeBudgetPointsKey, Self::Value> {
        let rows = programme_analysis::budget_points_of(self.database(), &numbers(keys, |key| key.0)).await?;
        Ok(by_programme(rows, |row| ProgrammeBudgetPointsKey(row.programme_id)))
    }
}

impl Loader<ProgrammeSavingsKey> for DatabaseLoader {
    type Value = Vec<SharedMobilizations>;
    type Error = Arc<DbErr>;

    async fn load(&self, keys: &[ProgrammeSavingsKey]) -> Loaded<ProgrammeSavingsKey, Self::Value> {
        let rows = programme_dig_once::shared_mobilizations_of(self.database(), &numbers(keys, |key| key.0)).await?;
        Ok(by_programme(rows, |row| ProgrammeSavingsKey(row.programme_id)))
    }
}

impl Loader<ProgrammeOpeningsKey> for DatabaseLoader {
    type Value = i64;
    type Error = Arc<DbErr>;

    async fn load(&self, keys: &[ProgrammeOpeningsKey]) -> Loaded<ProgrammeOpeningsKey, Self::Value> {
        let rows = programme_dig_once::shared_openings_of(self.database(), &numbers(keys, |key| key.0)).await?;
        Ok(rows.into_iter().map(|(programme_id, openings)| (ProgrammeOpeningsKey(programme_id), openings)).collect())
    }
}

type Loaded<K, V> = Result<HashMap<K, V>, Arc<DbErr>>;

fn numbers<K>(keys: &[K], number: impl Fn(&K) -> i64) -> Vec<i64> {
    keys.iter().map(number).collect()
}

fn by_programme<K: Eq + std::hash::Hash, V>(rows: Vec<V>, key: impl Fn(&V) -> K) -> HashMap<K, Vec<V>> {
    let mut found: HashMap<K, Vec<V>> = HashMap::new();
    for row in rows {
        found.entry(key(&row)).or_default().push(row);
    }
    found
}
