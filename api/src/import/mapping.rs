//! The mapping file: how the rows of a city's file become requests. People write it in TOML.

use std::collections::BTreeMap;

use riverain_entities::{products, service_requests};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::data_file::{Code, CrewHours, schema_text};

/// How the rows of a file become requests.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "mapping.toml")]
pub struct Mapping {
    /// Name of the system that the requests come from: it and the identifier of a row make a request unique.
    pub source: Code,
    /// Format of the file.
    #[serde(default)]
    pub format: Format,
    /// Encoding of a CSV file, by its label: `utf-8`, `windows-1252` (also for Latin-1).
    #[serde(default = "utf_8")]
    pub encoding: String,
    /// The character between the fields of a CSV file.
    #[serde(default = "comma")]
    #[schemars(length(min = 1, max = 1))]
    pub delimiter: String,
    /// IANA time zone of the dates that name none.
    pub time_zone: String,
    /// Forms of the dates, in `strftime`'s notation, tried in this order.
    #[schemars(length(min = 1))]
    pub date_formats: Vec<String>,
    /// How many seconds before its opening a request may be closed, by clocks that disagree: it is then taken as closed
    /// when it was opened, and counted. A request that was closed earlier is rejected.
    #[serde(default)]
    #[schemars(range(max = 3_600))]
    pub closed_before_opened_tolerance_seconds: u32,
    /// Whether the requests are simulated rather than made by citizens.
    #[serde(default)]
    pub simulated: bool,
    /// Which column holds what.
    pub columns: MappedColumns,
    /// Where the requests are.
    #[serde(default)]
    pub position: Option<Position>,
    /// What the words of the status column mean; without it a request with a closing time is done, any other received.
    #[serde(default)]
    pub status: Option<Words<StatusWord>>,
    /// What the words of the channel column mean.
    pub channel: Words<ChannelWord>,
    /// What the requests are about: the first category that a row meets is its own.
    #[schemars(length(min = 1))]
    pub categories: Vec<MappedCategory>,
    /// What the work is estimated to cost and to take; what is left out is the catalogue's.
    #[serde(default)]
    pub estimates: MappedEstimates,
}

/// The format of a file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// Comma-separated values with a header, plain or gzip.
    #[default]
    Csv,
    /// A GeoJSON feature collection: properties are columns, and a point's position is `longitude` and `latitude`.
    GeoJson,
}

/// Which column holds what.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MappedColumns {
    /// What identifies a request in its source; without it, the row's line in the file, which suits a file that only grows.
    #[serde(default)]
    pub external_id: Option<ColumnNames>,
    /// When the request was made.
    pub opened_at: ColumnNames,
    /// When its answer is promised.
    #[serde(default)]
    pub due_at: Option<ColumnNames>,
    /// When it was closed.
    #[serde(default)]
    pub closed_at: Option<ColumnNames>,
    /// What the citizen wrote.
    #[serde(default)]
    pub description: Option<ColumnNames>,
    /// Civic address.
    #[serde(default)]
    pub address: Option<ColumnNames>,
    /// Name of the borough, for a city whose boroughs have no outline.
    #[serde(default)]
    pub borough: Option<ColumnNames>,
}

/// One column, or several whose values are joined by a space.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum ColumnNames {
    /// One column.
    One(String),
    /// Several columns.
    Several(#[schemars(length(min = 1))] Vec<String>),
}

/// Where the requests are.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Position {
    /// Column of the longitude, WGS 84 degrees.
    pub longitude: String,
    /// Column of the latitude, WGS 84 degrees.
    pub latitude: String,
    /// Where any of these holds, the position is a place-holder: unknown.
    #[serde(default)]
    pub unknown_when: Vec<MappedCondition>,
}

/// A column that holds one of several values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MappedCondition {
    /// The column.
    pub column: String,
    /// Its values, exactly as the file writes them.
    #[schemars(length(min = 1))]
    pub is: Vec<String>,
}

/// What the words of a column mean.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, bound(deserialize = "T: Deserialize<'de>"))]
#[schemars(bound = "T: JsonSchema + Serialize")]
pub struct Words<T> {
    /// The column; without it every row has the default.
    #[serde(default)]
    pub column: Option<ColumnNames>,
    /// The meaning of each word, exactly as the file writes it.
    #[serde(default)]
    pub words: BTreeMap<String, T>,
    /// The meaning of any other word; without it, such a row is rejected.
    #[serde(default)]
    pub default: Option<T>,
}

/// Where a request stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum StatusWord {
    /// Open: nobody has looked at it yet.
    Received,
    /// Open: the centre has looked at it and knows what it is about.
    Triaged,
    /// Open: a department has it.
    Assigned,
    /// Open: it is being answered.
    InProgress,
    /// Open: the citizen must answer first.
    WaitingForCitizen,
    /// Open: someone outside the city must act first.
    WaitingForThirdParty,
    /// Open: the work has its place in a programme or in a calendar.
    Planned,
    /// Open again: what was done did not settle it.
    Reopened,
    /// Closed: what was asked is done.
    Done,
    /// Closed: nothing was done.
    ClosedWithoutWork,
    /// Closed: withdrawn, or made by mistake.
    Cancelled,
}

/// How a request reached the city.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ChannelWord {
    /// A call to 3-1-1.
    Telephone,
    /// The 311 app.
    MobileApp,
    /// An e-mail.
    Email,
    /// The form of the web site.
    WebForm,
    /// A counter of the city.
    Counter,
    /// The city's own personnel.
    Internal,
}

/// A kind of demand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum KindWord {
    /// Information on a service.
    Information,
    /// A service or an intervention.
    ServiceRequest,
    /// A rapid intervention.
    RapidIntervention,
    /// A comment or a complaint.
    CommentOrComplaint,
}

macro_rules! words_mean {
    ($word:ident => $meaning:path { $($variant:ident),+ }) => {
        impl From<$word> for $meaning {
            fn from(word: $word) -> Self {
                match word {
                    $($word::$variant => Self::$variant,)+
                }
            }
        }
    };
}

words_mean!(StatusWord => service_requests::RequestStatus {
    Received, Triaged, Assigned, InProgress, WaitingForCitizen, WaitingForThirdParty, Planned, Reopened, Done,
    ClosedWithoutWork, Cancelled
});
words_mean!(ChannelWord => service_requests::RequestChannel { Telephone, MobileApp, Email, WebForm, Counter, Internal });
words_mean!(KindWord => products::RequestKind { Information, ServiceRequest, RapidIntervention, CommentOrComplaint });

/// What the requests of a category are.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MappedCategory {
    /// All must hold; a category without any takes all other rows and comes last.
    #[serde(default)]
    pub when: Vec<MappedCondition>,
    /// Code of the product.
    pub product: Code,
    /// Code of its precision.
    pub precision: Code,
    /// Kind of demand, where it is not the precision's.
    #[serde(default)]
    pub kind: Option<KindWord>,
    /// Code of the planned work, where it is not the precision's.
    #[serde(default)]
    pub work_type: Option<Code>,
}

/// What the work is estimated to cost and to take.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MappedEstimates {
    /// Column of the cost, dollars.
    #[serde(default)]
    pub cost: Option<String>,
    /// Column of the hours, all crews together.
    #[serde(default)]
    pub hours: Option<String>,
    /// Column of the quantity, in the work type's unit.
    #[serde(default)]
    pub quantity: Option<String>,
    /// By code of work type.
    #[serde(default)]
    pub work_types: BTreeMap<Code, MappedWorkEstimate>,
}

/// The estimate of a work type.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MappedWorkEstimate {
    /// Mean cost of one request, cents.
    #[serde(default)]
    #[schemars(range(min = 0, max = 1_000_000_000_000_i64))]
    pub mean_cost_cents: Option<i64>,
    /// Mean hours of one request by crew.
    #[serde(default)]
    pub mean_crew_hours: Option<BTreeMap<Code, CrewHours>>,
    /// Cost of one unit, cents.
    #[serde(default)]
    #[schemars(range(min = 0, max = 1_000_000_000_000_i64))]
    pub cost_per_unit_cents: Option<i64>,
    /// Hours of one unit by crew.
    #[serde(default)]
    pub crew_hours_per_unit: Option<BTreeMap<Code, CrewHours>>,
}

impl ColumnNames {
    /// The names.
    pub fn names(&self) -> &[String] {
        match self {
            Self::One(name) => std::slice::from_ref(name),
            Self::Several(names) => names,
        }
    }
}

/// The name and the text of the JSON Schema of mappings, for editors.
pub fn schema_file() -> (&'static str, String) {
    ("mapping.schema.json", schema_text::<Mapping>())
}

fn utf_8() -> String {
    "utf-8".to_owned()
}

fn comma() -> String {
    ",".to_owned()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

    use std::collections::HashSet;

    use super::*;
    use crate::data_file::Document;

    const PAGE: &str = include_str!("../../../docs/import.md");

    #[test]
    fn the_page_on_imports_names_every_key_and_word() {
        let (_, schema) = schema_file();
        let mut names = Vec::new();
        gather_names(&serde_json::from_str(&schema).unwrap(), &mut names);
        assert!(names.len() > 50, "{names:?}");
        let words: HashSet<&str> =
            PAGE.split(|character: char| !character.is_alphanumeric() && character != '_').collect();
        let missing: Vec<&String> = names.iter().filter(|name| !words.contains(name.as_str())).collect();
        assert!(missing.is_empty(), "docs/import.md does not name {missing:?}");
    }

    #[test]
    fn the_example_of_the_page_is_a_mapping() {
        let example = PAGE.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
        let read = Document::<Mapping>::read("docs/import.md", example);
        assert!(read.is_ok(), "{:?}", read.err());
    }

    /// The keys of every table and the words of every list of words.
    fn gather_names(schema: &serde_json::Value, names: &mut Vec<String>) {
        if let Some(properties) = schema.get("properties").and_then(serde_json::Value::as_object) {
            names.extend(properties.keys().cloned());
        }
        names.extend(schema.get("const").and_then(serde_json::Value::as_str).map(str::to_owned));
        let parts = schema.as_object().into_iter().flat_map(|object| object.values());
        let elements = schema.as_array().into_iter().flatten();
        parts.chain(elements).for_each(|part| gather_names(part, names));
    }

    #[test]
    fn the_committed_schema_is_that_of_the_format() {
        let (name, text) = schema_file();
        let committed = concat!(env!("CARGO_MANIFEST_DIR"), "/../catalogue/schema/mapping.schema.json");
        let held = std::fs::read_to_string(committed).unwrap_or_default();
        assert!(held == text, "catalogue/schema/{name} is out of date: run `riverain catalogue schema`");
    }
}
