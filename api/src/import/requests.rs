//! Requests of any city out of a file: read in a thread of its own, written in batches of one transaction each.
//!
//! Every batch is whole or absent, and a row that says what it said before changes nothing: an import that was killed
//! is finished by running it again. Memory is bounded by the batches on their way and by eight bytes a row, which tell an
//! identifier that the file gives twice (the first row counts, later ones are rejected).

use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use riverain_entities::import_runs;
use sea_orm::ActiveValue::Set;
use sea_orm::DbErr;
use tokio::sync::mpsc;

use super::batches::{Batch, BatchWriter, Tally};
use super::compile::MappingFile;
use super::convert::{Conversion, ConvertedRow};
use super::error::ImportError;
use super::progress::Progress;
use super::rejects::{RejectReport, RejectedRow};
use super::rows::{Row, RowFile};
use crate::app::App;
use crate::domain::fault::{Fault, FaultKind};
use crate::locale::Locale;
use crate::services::priorities;
use crate::store::imports;
use crate::store::reference::Reference;

/// Rows of a batch: one transaction.
const ROWS_A_BATCH: usize = 1_000;

/// Batches that wait to be written while the file is read on.
const BATCHES_WAITING: usize = 2;

/// What to import.
#[derive(Debug, Clone)]
pub struct RequestImport {
    /// The file of requests.
    pub file: PathBuf,
    /// Its mapping.
    pub mapping: PathBuf,
    /// Where rejected rows are reported.
    pub report: PathBuf,
    /// The language of the report.
    pub locale: Locale,
}

/// What an import did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestImportSummary {
    /// What became of the rows.
    pub tally: Tally,
    /// The report of rejected rows, where there are any.
    pub report: Option<PathBuf>,
}

/// Imports a file of requests.
///
/// # Errors
/// A file or a mapping that cannot be used, before anything is written; or a database that fails, with whole batches
/// written and the rest absent.
pub async fn import_requests(
    app: &App,
    import: &RequestImport,
    progress: &mut dyn Progress,
) -> Result<RequestImportSummary, ImportError> {
    let mapping = MappingFile::read(&import.mapping)?;
    let (path, format) = (import.file.clone(), mapping.format()?);
    let file = blocking(move || RowFile::inspect(&path, format)).await?;
    let reference = current_reference(app).await?;
    let conversion = mapping.compile(&file, &reference)?;
    let mut report = RejectReport::new(&import.report, &[&import.file, &import.mapping], import.locale)?;
    let now = app.clock.now();
    let last = imports::latest_run(&app.database, mapping.source()).await?;
    let was_cut_short = last.is_some_and(|run| run.finished_at.is_none());
    let run =
        imports::start_run(&app.database, mapping.source(), &name_of(&import.file), mapping.digest(), now).await?;
    let mut writer = BatchWriter::new(app, Arc::clone(&reference), mapping.source().to_owned(), run, now);
    progress.begin(file.rows());

    let (sender, mut batches) = mpsc::channel(BATCHES_WAITING);
    let reader = Reader { file, conversion, reference, now };
    let reading = tokio::task::spawn_blocking(move || reader.run(&sender));
    for written in 1_u64.. {
        let Some(batch) = batches.recv().await else { break };
        report.add(&batch.rejected)?;
        writer.write(batch).await?;
        progress.advance(writer.tally().read);
        if written.is_power_of_two() {
            imports::renew_statistics(&app.database).await?;
        }
    }
    reading.await.map_err(|error| ImportError::Interrupted(error.to_string()))??;
    app.reference.look_again().await;
    let tally = writer.tally();
    if was_cut_short || tally.inserted + tally.updated > 0 {
        // The first drafts knew of no neighbours. A run is finished only once they do.
        priorities::refresh(app).await?;
    }
    let finished = import_runs::ActiveModel { finished_at: Set(Some(app.clock.now().max(now))), ..Default::default() };
    imports::update_run(&app.database, finished, run).await?;
    progress.finish();
    Ok(RequestImportSummary { tally, report: report.written_to().map(Path::to_owned) })
}

/// Reads and converts the rows of a file.
struct Reader {
    file: RowFile,
    conversion: Conversion,
    reference: Arc<Reference>,
    now: DateTime<Utc>,
}

impl Reader {
    /// Sends the rows, batch after batch; stops where nobody receives them any more.
    fn run(&self, batches: &mpsc::Sender<Batch>) -> Result<(), ImportError> {
        let mut batch = Batch::default();
        let (hasher, mut seen) = (RandomState::new(), HashSet::new());
        self.file.read(&mut |row| {
            match self.convert(&row, |external_id| seen.insert(hasher.hash_one(external_id))) {
                Ok(converted) => batch.rows.push(converted),
                Err(rejected) => batch.rejected.push(rejected),
            }
            if batch.rows.len() + batch.rejected.len() < ROWS_A_BATCH {
                return ControlFlow::Continue(());
            }
            match batches.blocking_send(std::mem::take(&mut batch)) {
                Ok(()) => ControlFlow::Continue(()),
                Err(_) => ControlFlow::Break(()),
            }
        })?;
        // Where nobody receives any more, the writer has failed and tells why.
        let _ = batches.blocking_send(batch);
        Ok(())
    }

    fn convert(&self, row: &Row, is_first: impl FnOnce(&str) -> bool) -> Result<ConvertedRow, RejectedRow> {
        let rejected = |faults: Vec<Fault>| RejectedRow { line: row.line, faults };
        let converted = self
            .conversion
            .convert(row, &self.reference, self.now)
            .map_err(|faults| rejected(faults.iter().cloned().collect()))?;
        if is_first(&converted.external_id) {
            return Ok(converted);
        }
        let column = self.conversion.external_id_name();
        Err(rejected(vec![Fault::new(column, &converted.external_id, FaultKind::Duplicate)]))
    }
}

/// The present catalogue, areas and city.
///
/// # Errors
/// A database without a catalogue, or one that fails.
pub(super) async fn current_reference(app: &App) -> Result<Arc<Reference>, ImportError> {
    app.reference.current().await.map_err(|error| match error {
        DbErr::RecordNotFound(_) => ImportError::NoCatalogue,
        error => error.into(),
    })
}

/// Runs what would hold up other tasks on a thread of its own.
pub(super) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, ImportError> + Send + 'static,
) -> Result<T, ImportError> {
    tokio::task::spawn_blocking(work).await.map_err(|error| ImportError::Interrupted(error.to_string()))?
}

fn name_of(file: &Path) -> String {
    file.file_name().map_or_else(|| file.display().to_string(), |name| name.to_string_lossy().into_owned())
}
