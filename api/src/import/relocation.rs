//! After outlines changed: the borough and the neighbourhood of everything that has a position, found again.

use std::collections::HashMap;

use super::error::ImportError;
use crate::app::App;
use crate::domain::centre_line::CentreLine;
use crate::domain::place::Point;
use crate::services::ServiceError;
use crate::store::area_imports::{Located, move_requests, move_streets, requests_after, streets_after};
use crate::store::connect::begin_write;
use crate::store::reference::Reference;

/// Rows of one transaction.
const ROWS_A_BATCH: u64 = 5_000;

type Areas = (Option<i64>, Option<i64>);

/// Records the areas of requests and streets again, and gives how many requests changed.
///
/// # Errors
/// A database that fails; the batches before it stand, and the next import of areas goes over all again.
pub(super) async fn relocate(app: &App) -> Result<u64, ImportError> {
    let reference = app.reference.current().await?;
    let moved = relocate_requests(app, &reference).await?;
    relocate_streets(app, &reference).await?;
    Ok(moved)
}

async fn relocate_requests(app: &App, reference: &Reference) -> Result<u64, ImportError> {
    let (mut after, mut moved) = (0, 0);
    loop {
        let transaction = begin_write(&app.database).await?;
        let rows = requests_after(&transaction, after, ROWS_A_BATCH).await?;
        let Some(last) = rows.last() else { return Ok(moved) };
        after = last.id;
        for (areas, keys) in changes(reference, &rows) {
            move_requests(&transaction, &keys, areas).await?;
            moved += keys.len() as u64;
        }
        transaction.commit().await.map_err(ServiceError::from)?;
    }
}

async fn relocate_streets(app: &App, reference: &Reference) -> Result<(), ImportError> {
    let mut after = 0;
    loop {
        let transaction = begin_write(&app.database).await?;
        let rows = streets_after(&transaction, after, ROWS_A_BATCH).await?;
        let Some(last) = rows.last() else { return Ok(()) };
        after = last.id;
        let located: Vec<Located> = rows
            .iter()
            .filter_map(|row| {
                let point = CentreLine::from_geojson("geometry", &row.geometry).ok()?.midpoint()?;
                Some(Located {
                    id: row.id,
                    lon: point.longitude(),
                    lat: point.latitude(),
                    borough_id: row.borough_id,
                    neighbourhood_id: row.neighbourhood_id,
                })
            })
            .collect();
        for (areas, keys) in changes(reference, &located) {
            move_streets(&transaction, &keys, areas).await?;
        }
        transaction.commit().await.map_err(ServiceError::from)?;
    }
}

/// The rows whose areas are no longer those recorded, by their new areas. A borough that is known by its name only is
/// kept where no outline tells otherwise.
fn changes(reference: &Reference, rows: &[Located]) -> HashMap<Areas, Vec<i64>> {
    let mut changes: HashMap<Areas, Vec<i64>> = HashMap::new();
    for row in rows {
        let Ok(point) = Point::new("place", row.lon, row.lat) else { continue };
        let (borough, neighbourhood) = reference.locate(point);
        let named =
            row.borough_id.filter(|key| reference.borough(*key).is_some_and(|borough| borough.min_lon.is_none()));
        let areas = (borough.or(named), neighbourhood);
        if areas != (row.borough_id, row.neighbourhood_id) {
            changes.entry(areas).or_default().push(row.id);
        }
    }
    changes
}
