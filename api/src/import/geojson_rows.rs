//! Features of a GeoJSON feature collection (RFC 7946), read as a stream.
//!
//! `geojson::FeatureReader` takes the first `[` of the file for the features, be it that of a bounding box, and keeps
//! no line: the collection is walked with serde instead, one feature in memory at a time.

use std::cell::Cell;
use std::collections::HashSet;
use std::fmt;
use std::io::{self, Read};
use std::ops::ControlFlow;
use std::path::Path;

use csv::StringRecord;
use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use super::error::ImportError;
use super::input;
use super::rows::{Inspection, OnRow, Row};

/// The column that holds the longitude of a point.
const LONGITUDE: &str = "longitude";

/// The column that holds the latitude of a point.
const LATITUDE: &str = "latitude";

/// A feature as it stands in the file, its geometry not looked at yet.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(super) struct RawFeature {
    /// What identifies it (RFC 7946, 3.2): a text or a number.
    #[serde(default)]
    pub(super) id: Option<Value>,
    /// Its properties.
    #[serde(default)]
    pub(super) properties: Option<Map<String, Value>>,
    /// Its geometry.
    #[serde(default)]
    pub(super) geometry: Option<Value>,
}

impl RawFeature {
    /// Its geometry without the members that RFC 7946 does not define, which may hold what no database keeps.
    pub(super) fn plain_geometry(&self) -> Option<Value> {
        let members = self.geometry.as_ref()?.as_object()?;
        let plain = ["type", "coordinates", "geometries"];
        Some(plain.into_iter().filter_map(|name| Some((name.to_owned(), members.get(name)?.clone()))).collect())
    }
}

/// What becomes of each feature and of the line on which it ends; breaking stops the reading.
pub(super) type OnFeature<'a> = &'a mut dyn FnMut(u64, RawFeature) -> ControlFlow<()>;

/// Reads the whole file once: the names of all properties, and the number of features.
pub(super) fn inspect(path: &Path) -> Result<Inspection, ImportError> {
    let mut columns: Vec<String> = Vec::new();
    let mut rows = 0;
    read_features(path, &mut |_, feature| {
        rows += 1;
        for name in feature.properties.iter().flat_map(Map::keys) {
            if !columns.contains(name) {
                columns.push(name.clone());
            }
        }
        ControlFlow::Continue(())
    })?;
    if rows == 0 {
        return Err(ImportError::Empty { file: path.display().to_string() });
    }
    for name in [LONGITUDE, LATITUDE] {
        if !columns.iter().any(|column| column == name) {
            columns.push(name.to_owned());
        }
    }
    Ok(Inspection { columns, rows })
}

/// Hands every feature to `on_row` as a row of these columns.
pub(super) fn read(path: &Path, columns: &[String], on_row: OnRow<'_>) -> Result<(), ImportError> {
    let mut rank = 0_u64;
    read_features(path, &mut |line, feature| {
        rank += 1;
        let values: StringRecord = columns.iter().map(|column| text_of(&feature, column)).collect();
        on_row(Row { line, identity: identity_of(&feature).unwrap_or_else(|| rank.to_string()), values })
    })
}

/// Hands every feature of a collection to `on_feature`, in the order of the file.
///
/// # Errors
/// A file that cannot be read or is no feature collection.
pub(super) fn read_features(path: &Path, on_feature: OnFeature<'_>) -> Result<(), ImportError> {
    let newlines = Cell::new(0);
    let reader = CountingReader { inner: input::open(path)?, newlines: &newlines };
    let mut deserializer = serde_json::Deserializer::from_reader(reader);
    let mut stopped = false;
    let mut handle = |feature| {
        let flow = on_feature(newlines.get() + 1, feature);
        stopped = flow.is_break();
        flow
    };
    let read = deserializer.deserialize_map(Collection(&mut handle)).and_then(|()| deserializer.end());
    match read {
        Err(error) if !stopped => {
            let file = path.display().to_string();
            if error.is_io() {
                return Err(ImportError::Unreadable { file, reason: error.to_string() });
            }
            Err(ImportError::NotGeoJson { file, reason: error.to_string() })
        }
        _ => Ok(()),
    }
}

fn identity_of(feature: &RawFeature) -> Option<String> {
    match feature.id.as_ref()? {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn text_of(feature: &RawFeature, column: &str) -> String {
    match feature.properties.as_ref().and_then(|properties| properties.get(column)) {
        Some(Value::Null) | None => coordinate(feature, column).map(|degrees| degrees.to_string()).unwrap_or_default(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}

fn coordinate(feature: &RawFeature, column: &str) -> Option<f64> {
    let geometry = feature.geometry.as_ref()?;
    let rank = [LONGITUDE, LATITUDE].iter().position(|name| *name == column)?;
    (geometry.get("type")? == "Point").then(|| geometry.get("coordinates")?.get(rank)?.as_f64()).flatten()
}

/// Reads the object of a feature collection.
struct Collection<'a>(&'a mut dyn FnMut(RawFeature) -> ControlFlow<()>);

impl<'de> Visitor<'de> for Collection<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a GeoJSON FeatureCollection")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut members = HashSet::new();
        while let Some(member) = map.next_key::<String>()? {
            match member.as_str() {
                "features" => map.next_value_seed(Features(&mut *self.0))?,
                "type" => {
                    let kind: Value = map.next_value()?;
                    if kind != "FeatureCollection" {
                        return Err(A::Error::custom(format!("its type is {kind}")));
                    }
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
            members.insert(member);
        }
        match ["type", "features"].into_iter().find(|member| !members.contains(*member)) {
            Some(missing) => Err(A::Error::custom(format!("it has no member \"{missing}\""))),
            None => Ok(()),
        }
    }
}

/// Reads the array of features.
struct Features<'a>(&'a mut dyn FnMut(RawFeature) -> ControlFlow<()>);

impl<'de> DeserializeSeed<'de> for Features<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Features<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an array of features")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut features: A) -> Result<(), A::Error> {
        while let Some(feature) = features.next_element()? {
            if (self.0)(feature).is_break() {
                return Err(A::Error::custom("stopped"));
            }
        }
        Ok(())
    }
}

/// Counts the lines of what is read.
struct CountingReader<'a, R> {
    inner: R,
    newlines: &'a Cell<u64>,
}

impl<R: Read> Read for CountingReader<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.inner.read(buffer)?;
        let newlines = buffer[..length].iter().map(|byte| u64::from(*byte == b'\n')).sum::<u64>();
        self.newlines.set(self.newlines.get() + newlines);
        Ok(length)
    }
}
