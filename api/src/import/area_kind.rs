//! Whether the areas of a file are boroughs or neighbourhoods, where the caller does not say.

use super::areas::{AreaImport, AreaKind, inside};
use super::code::borough_named;
use super::geojson_rows::RawFeature;
use super::properties;
use crate::domain::place::Area;
use crate::store::reference::Reference;

/// Properties that cities name a borough by, likeliest first.
const OF_BOROUGHS: [&str; 7] = ["name", "nom", "name_fr", "nom_arr", "arrondissement", "borough", "borough_name"];

/// Properties that cities name a neighbourhood by, likeliest first.
const OF_NEIGHBOURHOODS: [&str; 7] =
    ["name", "nom", "name_fr", "nom_quartier", "quartier", "neighbourhood", "neighborhood"];

impl AreaKind {
    /// Properties that cities name such an area by, likeliest first.
    pub(super) fn name_properties(self) -> &'static [&'static str] {
        match self {
            Self::Boroughs => &OF_BOROUGHS,
            Self::Neighbourhoods => &OF_NEIGHBOURHOODS,
        }
    }
}

/// What all the areas are: boroughs where each is one that is known, or none is known yet; neighbourhoods where each
/// names its borough or lies in the outline of one. None where neither holds.
pub(super) fn detect(import: &AreaImport, features: &[RawFeature], reference: &Reference) -> Option<AreaKind> {
    let is_known = |feature: &RawFeature| is_known_borough(import, feature, reference);
    if reference.boroughs().is_empty() || features.iter().all(is_known) {
        return Some(AreaKind::Boroughs);
    }
    let is_within = |feature: &RawFeature| names_its_borough(import, feature) || lies_in_borough(feature, reference);
    features.iter().all(is_within).then_some(AreaKind::Neighbourhoods)
}

/// Whether the name or code that a feature has of itself is a known borough's: not the one it gives its borough.
fn is_known_borough(import: &AreaImport, feature: &RawFeature, reference: &Reference) -> bool {
    let kind = if names_its_borough(import, feature) { AreaKind::Neighbourhoods } else { AreaKind::Boroughs };
    let own = [import.code_property.clone(), import.name_property_of(feature, kind)].into_iter().flatten();
    let mut texts = own.filter_map(|property| properties::text(feature, &property));
    texts.any(|text| borough_named(reference, &text).is_some())
}

/// Whether a feature names a borough beside itself.
fn names_its_borough(import: &AreaImport, feature: &RawFeature) -> bool {
    let name = import.name_property_of(feature, AreaKind::Neighbourhoods);
    let borough = import.borough_property_of(feature);
    let is_given = |property: &Option<String>| {
        property.as_ref().is_some_and(|property| properties::text(feature, property).is_some())
    };
    is_given(&name) && is_given(&borough) && name != borough
}

fn lies_in_borough(feature: &RawFeature, reference: &Reference) -> bool {
    let area = feature.geometry.as_ref().and_then(|geometry| Area::from_stored(geometry).ok());
    area.and_then(|area| inside("geometry", &area)).is_some_and(|point| reference.locate(point).0.is_some())
}
