//! Street segments out of a GeoJSON file.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use riverain_entities::street_segments::ActiveModel;
use sea_orm::ActiveValue::Set;
use sea_orm::NotSet;
use tokio::sync::mpsc;

use super::error::ImportError;
use super::geojson_rows::{RawFeature, inspect, read_features};
use super::progress::Progress;
use super::properties;
use super::rejects::{RejectReport, RejectedRow};
use super::requests::{blocking, current_reference};
use super::texts::{MAXIMUM_AREA_NAME, within};
use crate::app::App;
use crate::domain::centre_line::CentreLine;
use crate::domain::fault::{Fault, FaultKind};
use crate::domain::place::Point;
use crate::locale::Locale;
use crate::services::ServiceError;
use crate::store::area_imports::write_streets;
use crate::store::connect::begin_write;
use crate::store::reference::{Reference, raise_revision};

/// Segments of one statement.
const SEGMENTS_A_BATCH: usize = 1_000;

const CODE_PROPERTIES: [&str; 5] = ["code", "id", "id_voie_pub", "segment", "objectid"];
const NAME_PROPERTIES: [&str; 5] = ["name", "nom", "nom_topographie", "odonyme", "street"];
const KIND_PROPERTIES: [&str; 4] = ["kind", "type", "class", "classe"];

/// What to import.
#[derive(Debug, Clone)]
pub struct StreetImport {
    /// The GeoJSON file.
    pub file: PathBuf,
    /// Where rejected segments are reported.
    pub report: PathBuf,
    /// The language of the report.
    pub locale: Locale,
}

/// What an import of streets did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StreetImportSummary {
    /// Segments read.
    pub read: u64,
    /// Segments written.
    pub written: u64,
    /// Segments rejected.
    pub rejected: u64,
    /// The report of rejected segments, where there are any.
    pub report: Option<PathBuf>,
}

/// A segment that was read, and its midpoint.
type Segment = (ActiveModel, Point);

type Batch = (Vec<Segment>, Vec<RejectedRow>);

/// Imports a file of street segments, all in one transaction; a segment is known by its code.
///
/// # Errors
/// A file that is no feature collection, or a database that fails: nothing is then written.
pub async fn import_streets(
    app: &App,
    import: &StreetImport,
    progress: &mut dyn Progress,
) -> Result<StreetImportSummary, ImportError> {
    let path = import.file.clone();
    let total = blocking(move || inspect(&path)).await?.rows;
    let reference = current_reference(app).await?;
    let mut report = RejectReport::new(&import.report, &[&import.file], import.locale)?;
    let mut summary = StreetImportSummary { read: 0, written: 0, rejected: 0, report: None };
    progress.begin(total);
    let (sender, mut batches) = mpsc::channel(2);
    let path = import.file.clone();
    let reading = tokio::task::spawn_blocking(move || read(&path, &sender));
    let transaction = begin_write(&app.database).await?;
    while let Some((segments, rejected)) = batches.recv().await {
        report.add(&rejected)?;
        summary.written += segments.len() as u64;
        summary.rejected += rejected.len() as u64;
        summary.read = summary.written + summary.rejected;
        write_streets(&transaction, segments.into_iter().map(|segment| located(&reference, segment)).collect()).await?;
        progress.advance(summary.read);
    }
    reading.await.map_err(|error| ImportError::Interrupted(error.to_string()))??;
    // Groupings of the backlog may follow other streets now.
    raise_revision(&transaction).await?;
    transaction.commit().await.map_err(ServiceError::from)?;
    app.reference.look_again().await;
    progress.finish();
    summary.report = report.written_to().map(Path::to_owned);
    Ok(summary)
}

fn read(path: &Path, batches: &mpsc::Sender<Batch>) -> Result<(), ImportError> {
    let mut codes = std::collections::HashSet::new();
    let mut batch = Batch::default();
    read_features(path, &mut |line, feature| {
        match segment(&feature) {
            Ok((row, _)) if !codes.insert(row.code.as_ref().clone()) => {
                let fault = Fault::new("code", row.code.as_ref(), FaultKind::Duplicate);
                batch.1.push(RejectedRow { line, faults: vec![fault] });
            }
            Ok(segment) => batch.0.push(segment),
            Err(fault) => batch.1.push(RejectedRow { line, faults: vec![fault] }),
        }
        if batch.0.len() + batch.1.len() < SEGMENTS_A_BATCH {
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

fn segment(feature: &RawFeature) -> Result<Segment, Fault> {
    let property = |names: &[&str]| -> Result<Option<String>, Fault> {
        let Some(property) = properties::detect(feature, names) else { return Ok(None) };
        let text = properties::text(feature, &property);
        text.iter().try_for_each(|text| within(&property, text, MAXIMUM_AREA_NAME))?;
        Ok(text)
    };
    let required = |names: &[&str]| property(names)?.ok_or_else(|| Fault::required(names.join(" | ")));
    let geometry = feature.plain_geometry().ok_or_else(|| Fault::required("geometry"))?;
    let line = CentreLine::from_geojson("geometry", &geometry)?;
    let bounds = line.bounds();
    let midpoint = line.midpoint().ok_or_else(|| Fault::required("geometry"))?;
    let row = ActiveModel {
        id: NotSet,
        code: Set(required(&CODE_PROPERTIES)?),
        name: Set(required(&NAME_PROPERTIES)?),
        kind: Set(property(&KIND_PROPERTIES)?.unwrap_or_default()),
        geometry: Set(geometry),
        min_lat: Set(Some(bounds.south)),
        max_lat: Set(Some(bounds.north)),
        min_lon: Set(Some(bounds.west)),
        max_lon: Set(Some(bounds.east)),
        borough_id: NotSet,
        neighbourhood_id: NotSet,
    };
    Ok((row, midpoint))
}

fn located(reference: &Reference, (row, midpoint): Segment) -> ActiveModel {
    let (borough, neighbourhood) = reference.locate(midpoint);
    ActiveModel { borough_id: Set(borough), neighbourhood_id: Set(neighbourhood), ..row }
}
