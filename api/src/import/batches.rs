//! One batch of rows, written in one transaction: all of it or nothing.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use chrono::{DateTime, Datelike, Utc};
use riverain_entities::import_runs;
use riverain_entities::service_requests::ActiveModel;
use sea_orm::ActiveValue::Set;
use sea_orm::DatabaseTransaction;

use super::changes;
use super::code::{borough_named, code_of_name};
use super::convert::ConvertedRow;
use super::error::ImportError;
use super::rejects::RejectedRow;
use crate::app::App;
use crate::domain::request_number::RequestNumber;
use crate::services::ServiceError;
use crate::services::intake::{self, Intake};
use crate::store::connect::begin_write;
use crate::store::imports::{self, ImportedRequest};
use crate::store::reference::{Reference, raise_revision};
use crate::store::turns::{self, Turn};
use crate::store::{request_status_changes, requests};

/// Rows that follow one another in a file.
#[derive(Debug, Default)]
pub(super) struct Batch {
    pub(super) rows: Vec<ConvertedRow>,
    pub(super) rejected: Vec<RejectedRow>,
}

/// What became of the rows of a file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Rows read.
    pub read: u64,
    /// Requests made.
    pub inserted: u64,
    /// Requests changed.
    pub updated: u64,
    /// Requests found as they were.
    pub unchanged: u64,
    /// Rows rejected.
    pub rejected: u64,
    /// Boroughs made from their names.
    pub boroughs: u64,
    /// Rows whose closing came shortly before their opening, and was moved to it.
    pub closings_moved: u64,
}

/// Writes batches of one source.
pub(super) struct BatchWriter<'a> {
    pub(super) app: &'a App,
    pub(super) reference: Arc<Reference>,
    pub(super) source: String,
    pub(super) run: i64,
    pub(super) now: DateTime<Utc>,
    boroughs: HashMap<String, i64>,
    tally: Tally,
}

impl<'a> BatchWriter<'a> {
    /// A writer for the run of this key.
    pub(super) fn new(app: &'a App, reference: Arc<Reference>, source: String, run: i64, now: DateTime<Utc>) -> Self {
        Self { app, reference, source, run, now, boroughs: HashMap::new(), tally: Tally::default() }
    }

    /// What became of the rows so far.
    pub(super) fn tally(&self) -> Tally {
        self.tally
    }

    /// Writes a batch.
    ///
    /// # Errors
    /// A database that fails: nothing of the batch is then written.
    pub(super) async fn write(&mut self, batch: Batch) -> Result<(), ImportError> {
        let mut tally = self.tally;
        tally.read += (batch.rows.len() + batch.rejected.len()) as u64;
        tally.rejected += batch.rejected.len() as u64;
        let transaction = begin_write(&self.app.database).await?;
        turns::wait(&transaction, Turn::Source(&self.source)).await?;
        let new_boroughs = self.find_boroughs(&transaction, &batch.rows, &mut tally).await?;
        self.write_rows(&transaction, batch.rows, &new_boroughs, &mut tally).await?;
        imports::update_run(&transaction, progress_of(tally), self.run).await?;
        transaction.commit().await.map_err(ServiceError::from)?;
        self.boroughs.extend(new_boroughs);
        self.tally = tally;
        Ok(())
    }

    async fn write_rows(
        &self,
        transaction: &DatabaseTransaction,
        rows: Vec<ConvertedRow>,
        new_boroughs: &HashMap<String, i64>,
        tally: &mut Tally,
    ) -> Result<(), ImportError> {
        let mut existing = self.existing(transaction, &rows).await?;
        let (mut made, mut changed) = (Vec::new(), Vec::new());
        for row in rows {
            let borough = row.borough.as_ref();
            let borough_id = borough.and_then(|name| self.boroughs.get(name).or_else(|| new_boroughs.get(name)));
            let intake = Intake { borough_id: borough_id.copied(), ..row.intake };
            tally.closings_moved += u64::from(row.closing_moved);
            match existing.remove(&row.external_id) {
                None => made.push((intake, row.digest)),
                Some(request) if request.source_digest.as_ref() == Some(&row.digest) => tally.unchanged += 1,
                Some(request) => changed.push((request.id, intake, row.digest)),
            }
        }
        tally.inserted += made.len() as u64;
        tally.updated += changed.len() as u64;
        self.update(transaction, changed).await?;
        self.insert(transaction, made).await
    }

    async fn existing(
        &self,
        transaction: &DatabaseTransaction,
        rows: &[ConvertedRow],
    ) -> Result<HashMap<String, ImportedRequest>, ImportError> {
        let external_ids: Vec<&str> = rows.iter().map(|row| row.external_id.as_str()).collect();
        let found = imports::requests_of(transaction, &self.source, &external_ids).await?;
        Ok(found.into_iter().filter_map(|request| Some((request.external_id.clone()?, request))).collect())
    }

    /// Writes what newer rows say of requests that are there, but not over what people decided since.
    async fn update(
        &self,
        transaction: &DatabaseTransaction,
        newer: Vec<(i64, Intake, String)>,
    ) -> Result<(), ImportError> {
        let keys: Vec<i64> = newer.iter().map(|(key, _, _)| *key).collect();
        // Held from here on, so that nobody changes a status between the look and the writing.
        let held = imports::hold_requests(transaction, &keys).await?;
        let held: HashMap<i64, ImportedRequest> = held.into_iter().map(|request| (request.id, request)).collect();
        let decided = imports::with_status_set_by_people(transaction, &keys).await?;
        let (mut follow_ups, mut status_changes) = (Vec::new(), Vec::new());
        for (key, mut intake, digest) in newer {
            let Some(request) = held.get(&key) else { continue };
            let keeps_status = decided.contains(&request.id);
            changes::keep_versions(&mut intake, request, &self.reference);
            if !keeps_status {
                follow_ups.extend(changes::follow_up(request, &intake, self.now));
            }
            let number =
                request.number.parse::<RequestNumber>().map_err(|error| ServiceError::Internal(error.to_string()))?;
            let draft = intake::draft(&self.reference, intake.clone(), number, self.now)?;
            let draft = ActiveModel { source_digest: Set(Some(digest)), ..draft };
            let borough_id = draft.borough_id.clone().take().flatten();
            let calendar = self.reference.calendar_for(&intake.product.code, borough_id);
            let clock = (&*calendar, self.now);
            let changes = changes::changes(request, &intake, keeps_status, clock, draft);
            if !keeps_status {
                status_changes.extend(changes::status_change(request, &intake, &changes, self.now));
            }
            imports::update_request(transaction, request.id, changes).await?;
        }
        request_status_changes::insert_many(transaction, status_changes).await?;
        Ok(imports::insert_follow_ups(transaction, follow_ups).await?)
    }

    /// Writes new requests, their numbers taken in one go for each year.
    async fn insert(&self, transaction: &DatabaseTransaction, made: Vec<(Intake, String)>) -> Result<(), ImportError> {
        let year_of = |intake: &Intake| self.reference.local_date(intake.opened_at).year();
        let mut wanted: BTreeMap<i32, i64> = BTreeMap::new();
        for (intake, _) in &made {
            *wanted.entry(year_of(intake)).or_default() += 1;
        }
        let mut next: HashMap<i32, i64> = HashMap::new();
        for (year, count) in wanted {
            next.insert(year, requests::take_ranks(transaction, year, count).await?);
        }
        let external_ids: Vec<String> = made.iter().filter_map(|(intake, _)| intake.external_id.clone()).collect();
        let mut drafts = Vec::with_capacity(made.len());
        for (intake, digest) in made {
            let year = year_of(&intake);
            let rank = next.entry(year).or_insert(1);
            let draft = intake::draft(&self.reference, intake, RequestNumber::new(year, *rank), self.now)?;
            drafts.push(ActiveModel { source_digest: Set(Some(digest)), ..draft });
            *rank += 1;
        }
        imports::insert_requests(transaction, drafts).await?;
        Ok(request_status_changes::record_imported(transaction, &self.source, &external_ids).await?)
    }

    /// The keys of boroughs that the rows name and no earlier batch did; those that do not exist are made.
    async fn find_boroughs(
        &self,
        transaction: &DatabaseTransaction,
        rows: &[ConvertedRow],
        tally: &mut Tally,
    ) -> Result<HashMap<String, i64>, ImportError> {
        let mut found = HashMap::new();
        for name in rows.iter().filter_map(|row| row.borough.as_ref()) {
            if self.boroughs.contains_key(name) || found.contains_key(name) {
                continue;
            }
            let (key, is_new) = match borough_named(&self.reference, name) {
                Some(borough) => (borough.id, false),
                None => imports::find_or_insert_borough(transaction, &code_of_name(name), name).await?,
            };
            found.insert(name.clone(), key);
            tally.boroughs += u64::from(is_new);
        }
        if tally.boroughs > self.tally.boroughs {
            raise_revision(transaction).await?;
        }
        Ok(found)
    }
}

fn progress_of(tally: Tally) -> import_runs::ActiveModel {
    let count = |number: u64| Set(i64::try_from(number).unwrap_or(i64::MAX));
    import_runs::ActiveModel {
        rows_read: count(tally.read),
        inserted: count(tally.inserted),
        updated: count(tally.updated),
        unchanged: count(tally.unchanged),
        rejected: count(tally.rejected),
        ..Default::default()
    }
}
