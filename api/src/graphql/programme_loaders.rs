//! Batches look-ups of programmes and their projects that were not read ahead.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;

use async_graphql::dataloader::Loader;
use riverain_entities::{
    priority_policies, programme_lots, programme_projects, programme_sites, programmes, service_requests,
};
use sea_orm::DbErr;

use super::loaders::{
    DatabaseLoader, LotProjectsKey, PlanningJobKey, PriorityPolicyKey, ProgrammeDepartmentsKey, ProgrammeKey,
    ProgrammeLeftOutKey, ProgrammeTotalsKey, ProjectLotKey, ProjectRequestsKey, SiteKey, SiteProjectsKey,
};
use crate::store;
use crate::store::page::Page;
use crate::store::planning_jobs::QueuedJob;
use crate::store::programme_left_out::LeftOutCount;
use crate::store::programme_projects::SectionTotals;

type Loaded<K, V> = Result<HashMap<K, V>, Arc<DbErr>>;

impl Loader<ProgrammeKey> for DatabaseLoader {
    type Value = Arc<programmes::Model>;
    type Error = Arc<DbErr>;

    async fn load(&self, keys: &[ProgrammeKey]) -> Loaded<ProgrammeKey, Self::Value> {
        let rows = store::programmes::by_keys(self.database(), &numbers(keys, |key| key.0)).await?;
        Ok(rows.into_iter().map(|row| (ProgrammeKey(row.id), Arc::new(row))).collect())
    }
}

impl Loader<PlanningJobKey> for DatabaseLoader {
    type Value = Arc<QueuedJob>;
    type Error = Arc<DbErr>;

    async fn load(&self, keys: &[PlanningJobKey]) -> Loaded<PlanningJobKey, Self::Value> {
        let rows = store::planning_jobs::by_keys(self.database(), &numbers(keys, |key| key.0)).await?;
        Ok(rows.into_iter().map(|row| (PlanningJobKey(row.job.programme_id), Arc::new(row))).collect())
    }
}

impl Loader<ProgrammeDepartmentsKey> for DatabaseLoader {
    type Value = Vec<i64>;
    type Error = Arc<DbErr>;

    async fn load(&self, keys: &[ProgrammeDepartmentsKey]) -> Loaded<ProgrammeDepartmentsKey, Self::Value> {
        let rows = store::programmes::departments_of(self.database(), &numbers(keys, |key| key.0)).await?;
        Ok(gathered(rows.into_iter().map(|(programme_id, key)| (ProgrammeDepartmentsKey(programme_id), key))))
    }
}

impl Loader<ProgrammeTotalsKey> for DatabaseLoader {
    type Value = Vec<SectionTotals>;
    type Error = Arc<DbErr>;

    async fn load(&self, keys: &[ProgrammeTotalsKey]) -> Loaded<ProgrammeTotalsKey, Self::Value> {
        let rows = store::programme_projects::totals_of(self.database(), &numbers(keys, |key| key.0)).await?;
        Ok(gathered(rows.into_iter().map(|row| (ProgrammeTotalsKey(row.programme_id), row))))
    }
}

impl Loader<ProgrammeLeftOutKey> for DatabaseLoader {
    type Value = Vec<LeftOutCount>;
    type Error = Arc<DbErr>;

    async fn load(&self, keys: &[ProgrammeLeftOutKey]) -> Loaded<ProgrammeLeftOutKey, Self::Value> {
        let rows = store::programme_left_out::counts_of(self.database(), &numbers(keys, |key| key.0)).await?;
        let mut counts = gathered(rows.into_iter().map(|row| (ProgrammeLeftOutKey(row.programme_id), row)));
        for counts in counts.values_mut() {
            counts.sort_by_key(|row| row.reason);
        }
        Ok(counts)
    }
}

impl Loader<PriorityPolicyKey> for DatabaseLoader {
    type Value = Arc<priority_policies::Model>;
    type Error = Arc<DbErr>;

    async fn load(&self, keys: &[PriorityPolicyKey]) -> Loaded<PriorityPolicyKey, Self::Value> {
        let rows = store::planning_input::policies(self.database(), &numbers(keys, |key| key.0)).await?;
        Ok(rows.into_iter().map(|row| (PriorityPolicyKey(row.id), Arc::new(row))).collect())
    }
}

impl Loader<SiteKey> for DatabaseLoader {
    type Value = Arc<programme_sites::Model>;
    type Error = Arc<DbErr>;

    async fn load(&self, keys: &[SiteKey]) -> Loaded<SiteKey, Self::Value> {
        let rows = store::programme_projects::sites(self.database(), &numbers(keys, |key| key.0)).await?;
        Ok(rows.into_iter().map(|row| (SiteKey(row.id), Arc::new(row))).collect())
    }
}

impl Loader<SiteProjectsKey> for DatabaseLoader {
    type Value = Vec<programme_projects::Model>;
    type Error = Arc<DbErr>;

    async fn load(&self, keys: &[SiteProjectsKey]) -> Loaded<SiteProjectsKey, Self::Value> {
        let mut sites_of: HashMap<u64, Vec<i64>> = HashMap::new();
        for key in keys {
            sites_of.entry(key.size).or_default().push(key.site_id);
        }
        let mut found = HashMap::with_capacity(keys.len());
        for (size, site_ids) in sites_of {
            let rows = store::programme_projects::first_of_sites(self.database(), &site_ids, size).await?;
            let keyed = rows.into_iter().map(|row| (SiteProjectsKey { site_id: row.site_id, size }, row));
            found.extend(gathered(keyed));
        }
        Ok(found)
    }
}

impl Loader<ProjectLotKey> for DatabaseLoader {
    type Value = (i32, programme_lots::Model);
    type Error = Arc<DbErr>;

    async fn load(&self, keys: &[ProjectLotKey]) -> Loaded<ProjectLotKey, Self::Value> {
        let held = store::programme_lots::of_projects(self.database(), &numbers(keys, |key| key.0)).await?;
        Ok(held.into_iter().map(|(key, (held, lot))| (ProjectLotKey(key), (held.position, lot))).collect())
    }
}

impl Loader<LotProjectsKey> for DatabaseLoader {
    type Value = Page<programme_projects::Model>;
    type Error = Arc<DbErr>;

    async fn load(&self, keys: &[LotProjectsKey]) -> Loaded<LotProjectsKey, Self::Value> {
        let mut lots_of: HashMap<u64, Vec<i64>> = HashMap::new();
        for key in keys {
            lots_of.entry(key.size).or_default().push(key.lot_id);
        }
        let mut found = HashMap::with_capacity(keys.len());
        for (size, lot_ids) in lots_of {
            let pages = store::programme_lots::first_projects(self.database(), &lot_ids, size).await?;
            found.extend(pages.into_iter().map(|(lot_id, page)| (LotProjectsKey { lot_id, size }, page)));
        }
        Ok(found)
    }
}

impl Loader<ProjectRequestsKey> for DatabaseLoader {
    type Value = Page<service_requests::Model>;
    type Error = Arc<DbErr>;

    async fn load(&self, keys: &[ProjectRequestsKey]) -> Loaded<ProjectRequestsKey, Self::Value> {
        let mut projects_of: HashMap<(Option<i64>, u64), Vec<i64>> = HashMap::new();
        for key in keys {
            projects_of.entry((key.citizen, key.size)).or_default().push(key.project_id);
        }
        let mut found = HashMap::with_capacity(keys.len());
        for ((citizen, size), project_ids) in projects_of {
            let pages = store::programme_projects::first_requests(self.database(), &project_ids, citizen, size).await?;
            let key = |project_id| ProjectRequestsKey { project_id, citizen, size };
            found.extend(pages.into_iter().map(|(project_id, page)| (key(project_id), page)));
        }
        Ok(found)
    }
}

fn numbers<K>(keys: &[K], number: impl Fn(&K) -> i64) -> Vec<i64> {
    keys.iter().map(number).collect()
}

fn gathered<K: Eq + Hash, V>(rows: impl Iterator<Item = (K, V)>) -> HashMap<K, Vec<V>> {
    let mut found: HashMap<K, Vec<V>> = HashMap::new();
    for (key, row) in rows {
        found.entry(key).or_default().push(row);
    }
    found
}
