//! Boroughs and neighbourhoods out of a GeoJSON file: all of them or none.

use std::collections::HashSet;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use geo::InteriorPoint;

use super::area_kind;
use super::code::{borough_named, code_of_name};
use super::error::ImportError;
use super::geojson_rows::{RawFeature, read_features};
use super::properties;
use super::relocation::relocate;
use super::requests::{blocking, current_reference};
use super::texts::{MAXIMUM_AREA_NAME, some_of, within};
use crate::app::App;
use crate::domain::fault::{Fault, FaultKind};
use crate::domain::place::{Area, Point};
use crate::services::ServiceError;
use crate::store::area_imports::{NewArea, write_borough, write_neighbourhood};
use crate::store::connect::begin_write;
use crate::store::reference::{Reference, raise_revision};

/// Properties that cities name the borough of a neighbourhood by.
const BOROUGH_PROPERTIES: [&str; 4] = ["borough", "borough_name", "arrondissement", "nom_arr"];

/// What the areas are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AreaKind {
    /// Boroughs (*arrondissements*).
    Boroughs,
    /// Neighbourhoods (*quartiers*), each in a borough that is already there.
    Neighbourhoods,
}

/// What to import.
#[derive(Debug, Clone)]
pub struct AreaImport {
    /// The GeoJSON file.
    pub file: PathBuf,
    /// What its areas are; found from their names and places where absent.
    pub kind: Option<AreaKind>,
    /// The property that holds the code; else the code is made of the name.
    pub code_property: Option<String>,
    /// The property that holds the name; else a usual one is looked for.
    pub name_property: Option<String>,
    /// The property that holds the name or code of a neighbourhood's borough; else a usual one is looked for, else the
    /// borough is the one around it.
    pub borough_property: Option<String>,
}

/// What an import of areas did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AreaImportSummary {
    /// What the areas are.
    pub kind: AreaKind,
    /// Areas made.
    pub created: u64,
    /// Areas written anew.
    pub updated: u64,
    /// Requests that are now recorded in another area.
    pub relocated: u64,
}

/// Imports a file of areas in one transaction, then records the areas of the requests and streets again.
///
/// # Errors
/// Every fault of the file's areas, or a kind that nothing tells: nothing is then written. Or a database that fails.
pub async fn import_areas(app: &App, import: &AreaImport) -> Result<AreaImportSummary, ImportError> {
    let path = import.file.clone();
    let features = blocking(move || read_all(&path)).await?;
    let reference = current_reference(app).await?;
    let kind = import
        .kind
        .or_else(|| area_kind::detect(import, &features, &reference))
        .ok_or_else(|| ImportError::AreaKindUnknown { file: import.file.display().to_string() })?;
    let areas = Checker { import, kind, reference: &reference, faults: Vec::new() }.check(&features)?;
    let (mut created, mut updated) = (0, 0);
    let transaction = begin_write(&app.database).await?;
    for (area, borough) in areas {
        let is_new = match borough {
            None => write_borough(&transaction, area).await?,
            Some(borough) => write_neighbourhood(&transaction, area, borough).await?,
        };
        if is_new { created += 1 } else { updated += 1 }
    }
    raise_revision(&transaction).await?;
    transaction.commit().await.map_err(ServiceError::from)?;
    app.reference.look_again().await;
    let relocated = relocate(app).await?;
    Ok(AreaImportSummary { kind, created, updated, relocated })
}

impl AreaImport {
    /// The property that names an area of this kind.
    pub(super) fn name_property_of(&self, feature: &RawFeature, kind: AreaKind) -> Option<String> {
        self.name_property.clone().or_else(|| properties::detect(feature, kind.name_properties()))
    }

    /// The property that names the borough of a neighbourhood.
    pub(super) fn borough_property_of(&self, feature: &RawFeature) -> Option<String> {
        self.borough_property.clone().or_else(|| properties::detect(feature, &BOROUGH_PROPERTIES))
    }
}

/// A point inside an area.
pub(super) fn inside(field: &str, area: &Area) -> Option<Point> {
    let point = area.polygons().interior_point()?;
    Point::new(field, point.x(), point.y()).ok()
}

fn read_all(path: &Path) -> Result<Vec<RawFeature>, ImportError> {
    let mut features = Vec::new();
    read_features(path, &mut |_, feature| {
        features.push(feature);
        ControlFlow::Continue(())
    })?;
    if features.is_empty() {
        return Err(ImportError::Empty { file: path.display().to_string() });
    }
    Ok(features)
}

/// Checks every feature, and gathers the faults of all.
struct Checker<'a> {
    import: &'a AreaImport,
    kind: AreaKind,
    reference: &'a Reference,
    faults: Vec<Fault>,
}

impl Checker<'_> {
    /// The areas, each neighbourhood with the key of its borough.
    fn check(mut self, features: &[RawFeature]) -> Result<Vec<(NewArea, Option<i64>)>, ImportError> {
        let mut codes = HashSet::new();
        let mut areas = Vec::with_capacity(features.len());
        for (number, feature) in (1..).zip(features) {
            let field = format!("features[{number}]");
            match self.area(&field, feature) {
                Ok((area, _)) if !codes.insert(area.code.clone()) => {
                    self.faults.push(Fault::new(field, area.code, FaultKind::Duplicate));
                }
                Ok(area) => areas.push(area),
                Err(fault) => self.faults.push(fault),
            }
        }
        if self.faults.is_empty() {
            return Ok(areas);
        }
        Err(ImportError::Areas { file: self.import.file.display().to_string(), faults: self.faults })
    }

    fn area(&self, field: &str, feature: &RawFeature) -> Result<(NewArea, Option<i64>), Fault> {
        let name = self.name(field, feature)?;
        let code = match &self.import.code_property {
            None => code_of_name(&name),
            Some(property) => code_of_name(&required(field, feature, property)?),
        };
        let field = format!("{field} ({name}).geometry");
        let geometry = feature.plain_geometry().ok_or_else(|| Fault::required(&field))?;
        let area = Area::from_geojson(&field, &geometry)?;
        let borough = match self.kind {
            AreaKind::Boroughs => None,
            AreaKind::Neighbourhoods => Some(self.borough(&field, feature, &area)?),
        };
        Ok((NewArea { code, name, geometry, bounds: area.bounds() }, borough))
    }

    fn name(&self, field: &str, feature: &RawFeature) -> Result<String, Fault> {
        let property = self.import.name_property_of(feature, self.kind).ok_or_else(|| {
            let found = properties::names(feature);
            Fault::new(
                format!("{field}.properties"),
                found,
                FaultKind::Malformed { expected: "--name-property NOM".to_owned() },
            )
        })?;
        required(field, feature, &property)
    }

    fn borough(&self, field: &str, feature: &RawFeature, area: &Area) -> Result<i64, Fault> {
        let unknown = |value: String| {
            let boroughs = self.reference.boroughs();
            let allowed = if boroughs.is_empty() {
                "riverain import areas --kind boroughs".to_owned()
            } else {
                some_of(boroughs.iter().map(|borough| borough.name.as_str()))
            };
            Fault::new(field, value, FaultKind::Unknown { allowed })
        };
        let property = self.import.borough_property_of(feature);
        if let Some(named) = property.and_then(|property| properties::text(feature, &property)) {
            let found = borough_named(self.reference, &named);
            return found.map(|borough| borough.id).ok_or_else(|| unknown(named));
        }
        let inside = inside(field, area);
        inside.and_then(|point| self.reference.locate(point).0).ok_or_else(|| {
            unknown(
                inside.map_or_else(String::new, |point| format!("{:.5}, {:.5}", point.longitude(), point.latitude())),
            )
        })
    }
}

fn required(field: &str, feature: &RawFeature, property: &str) -> Result<String, Fault> {
    let field = format!("{field}.properties.{property}");
    let text = properties::text(feature, property).ok_or_else(|| Fault::required(&field))?;
    within(&field, &text, MAXIMUM_AREA_NAME)?;
    Ok(text)
}
