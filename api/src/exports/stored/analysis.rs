//! What is told beside a programme of the database, as exports show it.

use riverain_entities::programme_areas::AreaKind;
use riverain_entities::{programme_areas, programme_prices};

use super::ExportScope;
use crate::exports::model::{ExportArea, ExportPrice};
use crate::locale::Locale;
use crate::services::programmes::prices::{told_value, worded};
use crate::services::programmes::reasons::{borough_name, crew_name, department_name};
use crate::store::reference::Reference;

/// The prices of the part of a programme that is shown, by year; nothing for who may not read the analysis.
///
/// # Errors
/// A stored price that does not have its form.
pub(super) fn prices(
    rows: &[programme_prices::Model],
    scope: ExportScope,
    reference: &Reference,
    locale: Locale,
) -> Result<Option<Vec<ExportPrice>>, serde_json::Error> {
    if !scope.shows_analysis {
        return Ok(None);
    }
    let mut prices = Vec::new();
    for row in rows.iter().filter(|row| scope.year.is_none_or(|year| row.year == year)) {
        let crew = row.crew_id.and_then(|key| reference.crew(key));
        let owner = row.department_id.or(crew.map(|crew| crew.department_id));
        if scope.department_id.is_some_and(|only| owner != Some(only)) {
            continue;
        }
        let department = row.department_id.and_then(|key| reference.department(key));
        let name = match (department, crew) {
            (Some(department), _) => department_name(&department.code, reference, locale),
            (None, Some(crew)) => crew_name(&crew.code, reference, locale),
            (None, None) => continue,
        };
        let text = worded(row, reference, locale)?.unwrap_or_default();
        prices.push(ExportPrice {
            year: row.year,
            resource: name,
            is_money: row.department_id.is_some(),
            value: told_value(row),
            text,
        });
    }
    Ok(Some(prices))
}

/// How each borough is served; none where a part of the programme is shown, for the figures are of the whole, and none for who
/// may not read the analysis.
pub(super) fn areas(rows: &[programme_areas::Model], scope: ExportScope, reference: &Reference) -> Vec<ExportArea> {
    if !scope.shows_analysis || scope.year.is_some() || scope.department_id.is_some() {
        return Vec::new();
    }
    let boroughs = rows.iter().filter(|row| row.kind == AreaKind::Borough);
    let area = |row: &programme_areas::Model| ExportArea {
        name: row.borough_id.and_then(|key| reference.borough(key)).map(|row| borough_name(&row.code, reference)),
        request_count: i64::from(row.request_count),
        scheduled_request_count: i64::from(row.scheduled_request_count),
        spent_cents: row.spent_cents,
        value: row.value,
        scheduled_value: row.scheduled_value,
        mean_years: row.mean_years,
    };
    boroughs.map(area).collect()
}
