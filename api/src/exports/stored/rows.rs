//! Rows of the database as rows of an export.

use std::collections::HashMap;

use riverain_entities::programme_lot_projects::Model as HeldProject;
use riverain_entities::{programme_lots, programme_projects, service_requests};
use sea_orm::{ConnectionTrait, DbErr};
use serde_json::Value;

use crate::domain::request_status;
use crate::exports::model::{ExportLot, ExportProject, ExportRequest, Named};
use crate::locale::Locale;
use crate::services::programmes::reasons;
use crate::store;
use crate::store::reference::Reference;

/// Some projects with what belongs to them, read in a statement each.
pub(super) struct ProjectPage {
    rows: Vec<programme_projects::Model>,
    lots: HashMap<i64, (HeldProject, programme_lots::Model)>,
    sites: HashMap<i64, String>,
    numbers: HashMap<i64, Vec<String>>,
}

impl ProjectPage {
    pub(super) async fn read(
        connection: &impl ConnectionTrait,
        rows: Vec<programme_projects::Model>,
        lists_numbers: bool,
    ) -> Result<Self, DbErr> {
        let keys: Vec<i64> = rows.iter().map(|row| row.id).collect();
        if keys.is_empty() {
            return Ok(Self { rows, lots: HashMap::new(), sites: HashMap::new(), numbers: HashMap::new() });
        }
        let lots = store::programme_lots::of_projects(connection, &keys).await?;
        let mut site_keys: Vec<i64> = rows.iter().map(|row| row.site_id).collect();
        site_keys.sort_unstable();
        site_keys.dedup();
        let sites = store::programme_projects::sites(connection, &site_keys).await?;
        let mut numbers: HashMap<i64, Vec<String>> = HashMap::new();
        if lists_numbers {
            for (project_id, number) in store::programme_projects::request_numbers(connection, &keys).await? {
                numbers.entry(project_id).or_default().push(number);
            }
        }
        Ok(Self { rows, lots, sites: sites.into_iter().map(|site| (site.id, site.code)).collect(), numbers })
    }

    /// The key of the last project.
    pub(super) fn last_key(&self) -> Option<i64> {
        self.rows.last().map(|row| row.id)
    }

    /// The keys and codes of the projects.
    pub(super) fn codes(&self) -> impl Iterator<Item = (i64, &str)> {
        self.rows.iter().map(|row| (row.id, row.code.as_str()))
    }

    /// The projects in a language.
    pub(super) fn export(
        mut self,
        reference: &Reference,
        locale: Locale,
    ) -> Result<Vec<ExportProject>, serde_json::Error> {
        let rows = std::mem::take(&mut self.rows);
        rows.into_iter().map(|row| self.project(reference, locale, row)).collect()
    }

    fn project(
        &mut self,
        reference: &Reference,
        locale: Locale,
        row: programme_projects::Model,
    ) -> Result<ExportProject, serde_json::Error> {
        let (_, reason) = reasons::worded(&row, reference, locale)?;
        let lot = self.lots.get(&row.id);
        let work_type = reference.work_type(row.work_type_id);
        let neighbourhood = lot.and_then(|(_, lot)| reference.neighbourhood(lot.neighbourhood_id?));
        Ok(ExportProject {
            site: self.sites.get(&row.site_id).cloned().unwrap_or_default(),
            work_type: Named {
                code: work_type.map(|row| row.code.clone()).unwrap_or_default(),
                name: work_type.map(|row| locale.pick(&row.name_fr, &row.name_en).to_owned()).unwrap_or_default(),
            },
            borough: row.borough_id.and_then(|key| reference.borough(key)).map(|row| row.name.clone()),
            neighbourhood: neighbourhood.map(|row| row.name.clone()),
            lot: lot.map(|(held, lot)| (lot.number, held.position)),
            cost_cents: row.cost_cents,
            hours: row.hours,
            value: row.value,
            request_count: i64::from(row.request_count),
            place: [row.lon, row.lat],
            reason,
            requests: self.numbers.remove(&row.id).unwrap_or_default(),
            code: row.code,
            outline: row.outline,
            reason_code: row.reason_code,
        })
    }
}

/// A lot, with the places of its projects in the order of visit.
pub(super) fn lot(reference: &Reference, row: programme_lots::Model, route: Vec<[f64; 2]>) -> ExportLot {
    let neighbourhood = row.neighbourhood_id.and_then(|key| reference.neighbourhood(key)).map(|row| row.name.clone());
    let borough = row.borough_id.and_then(|key| reference.borough(key)).map(|row| row.name.clone());
    ExportLot {
        number: row.number,
        area: neighbourhood.or(borough),
        cost_cents: row.cost_cents,
        hours: row.hours,
        value: row.value,
        project_count: i64::from(row.project_count),
        request_count: i64::from(row.request_count),
        length_m: row.length_m,
        route,
    }
}

/// A request of the project of this code: nothing of who made it, nor what they wrote.
pub(super) fn request(
    reference: &Reference,
    locale: Locale,
    project: &str,
    row: &service_requests::Model,
) -> ExportRequest {
    let product = reference.product(row.product_id).map(|row| locale.pick(&row.name_fr, &row.name_en));
    let precision = reference.precision(row.precision_id).map(|row| locale.pick(&row.name_fr, &row.name_en));
    ExportRequest {
        number: row.number.clone(),
        project: project.to_owned(),
        subject: [product, precision].into_iter().flatten().collect::<Vec<_>>().join(" — "),
        status: Some(request_status::label(row.status, locale)),
        opened_on: Some(reference.local_date(row.opened_at)),
        priority: row.priority,
        cost_cents: row.estimated_cost_cents,
        place: row.lon.zip(row.lat).map(|(lon, lat)| [lon, lat]),
    }
}

/// The lines of a stored geometry of a street.
pub(super) fn lines(geometry: &Value) -> Vec<Vec<[f64; 2]>> {
    let coordinates = geometry.get("coordinates").cloned().unwrap_or_default();
    let is_one = geometry.get("type").is_some_and(|kind| kind == "LineString");
    let lines = if is_one { Value::Array(vec![coordinates]) } else { coordinates };
    // A third coordinate is a height.
    let read: Result<Vec<Vec<Vec<f64>>>, _> = serde_json::from_value(lines);
    let place = |at: Vec<f64>| Some([*at.first()?, *at.get(1)?]);
    read.unwrap_or_default().into_iter().map(|line| line.into_iter().filter_map(place).collect()).collect()
}
