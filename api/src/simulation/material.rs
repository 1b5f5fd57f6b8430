//! What a simulation is made of: the shape of real requests, names, texts, and what it chooses itself.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::DeserializeOwned;

/// The texts of the files that a simulation is made of.
#[derive(Debug, Clone, Copy)]
pub struct MaterialFiles<'a> {
    /// `shape.json`: when, how and about what citizens ask.
    pub shape: &'a str,
    /// `simulation.toml`: how much there is to plan and where it falls.
    pub choices: &'a str,
    /// `people.toml`: names of citizens.
    pub people: &'a str,
    /// `wording.toml`: what citizens and staff write.
    pub wording: &'a str,
}

/// What a simulation is made of.
#[derive(Debug, Clone)]
pub struct Material {
    pub(super) shape: Shape,
    pub(super) choices: Choices,
    pub(super) people: People,
    pub(super) wording: Wording,
}

/// A file that does not have its form.
#[derive(Debug, thiserror::Error)]
#[error("{file}: {reason}")]
pub struct MaterialError {
    file: &'static str,
    reason: String,
}

impl Material {
    /// The material of these files.
    ///
    /// # Errors
    /// A file that does not have its form, or that gives nothing to choose from.
    pub fn parse(files: MaterialFiles<'_>) -> Result<Self, MaterialError> {
        let shape = serde_json::from_str(files.shape)
            .map_err(|error| MaterialError { file: "shape.json", reason: error.to_string() })?;
        let people: People = toml_file("people.toml", files.people)?;
        let given = [&people.french, &people.english];
        if people.email_domains.is_empty() || given.iter().any(|names| names.is_empty()) {
            return Err(MaterialError {
                file: "people.toml",
                reason: "a list of names or domains is empty".to_owned(),
            });
        }
        Ok(Self {
            shape,
            choices: toml_file("simulation.toml", files.choices)?,
            people,
            wording: toml_file("wording.toml", files.wording)?,
        })
    }
}

/// When, how and about what citizens ask, as shares of all requests.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Shape {
    /// Shares by month, from January.
    pub(super) months: [f64; 12],
    /// Shares by weekday, from Monday, and hour, from midnight.
    pub(super) weekday_hours: [[f64; 24]; 7],
    /// Shares by channel.
    pub(super) channels: ChannelShares,
    /// What they ask about.
    pub(super) categories: Vec<ShapeCategory>,
}

/// Shares by channel.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[derive(Default)]
pub(super) struct ChannelShares {
    pub(super) telephone: f64,
    pub(super) mobile_app: f64,
    pub(super) email: f64,
    pub(super) web_form: f64,
    pub(super) counter: f64,
    pub(super) internal: f64,
}

/// A matter that citizens ask about.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct ShapeCategory {
    /// Code of the product.
    pub(super) product: String,
    /// Code of the precision.
    pub(super) precision: String,
    /// How many real requests.
    pub(super) requests: f64,
    /// Its own shares by month, where it has enough requests to tell.
    pub(super) months: Option<[f64; 12]>,
}

/// What the simulation chooses itself.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Choices {
    pub(super) years: u32,
    pub(super) planned_share: f64,
    pub(super) evenly_over_work_types: f64,
    pub(super) street_kinds: Vec<String>,
    pub(super) without_addresses: Vec<String>,
    pub(super) sideways_m: f64,
    pub(super) planned_in_hotspots: f64,
    pub(super) others_in_hotspots: f64,
    pub(super) requests_per_hotspot: u32,
    pub(super) hotspot_radius_m: [f64; 2],
    pub(super) work_types_per_hotspot: usize,
    pub(super) another_report: f64,
    pub(super) work_type_kinds: BTreeMap<String, Vec<String>>,
    pub(super) year: YearChoices,
}

/// A whole year of a centre.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct YearChoices {
    pub(super) calls: u32,
    pub(super) emails: u32,
    /// Requests made in the app and on the web form.
    pub(super) app_requests: u32,
    pub(super) calls_that_make_a_request: f64,
    pub(super) emails_that_make_a_request: f64,
    /// Of `app_requests`, those made in the app.
    pub(super) app_share: f64,
    /// Of the calls and e-mails that make no request, those that are settled at first contact.
    pub(super) settled: f64,
    pub(super) mean_wait_s: f64,
    pub(super) mean_email_minutes: f64,
    pub(super) agents: u32,
    pub(super) storms: u32,
    /// How many times as many people ask on the first day of a storm, at least and at most.
    pub(super) storm_surge: [f64; 2],
    /// Products that are asked about even more then.
    pub(super) storm_products: Vec<String>,
}

/// Names of citizens.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct People {
    pub(super) email_domains: Vec<String>,
    pub(super) phone_prefix: String,
    pub(super) english_share: f64,
    pub(super) anonymous_share: f64,
    pub(super) french: Names,
    pub(super) english: Names,
}

/// Names of one language.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Names {
    pub(super) given_names: Vec<String>,
    pub(super) family_names: Vec<String>,
}

impl Names {
    fn is_empty(&self) -> bool {
        self.given_names.is_empty() || self.family_names.is_empty()
    }
}

/// What citizens and staff write.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wording {
    pub(super) descriptions: Descriptions,
    pub(super) status_changes: StatusTexts,
    pub(super) answers: Texts,
    pub(super) citizen_notes: Texts,
    pub(super) internal: InternalTexts,
}

/// What citizens write when they ask.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Descriptions {
    pub(super) generic: Texts,
    pub(super) information: Texts,
    pub(super) comment_or_complaint: Texts,
    pub(super) work_types: BTreeMap<String, Texts>,
}

/// Texts to choose from, by language.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Texts {
    pub(super) fr: Vec<String>,
    pub(super) en: Vec<String>,
}

/// What the citizen reads when a request takes a status.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StatusTexts {
    pub(super) triaged: Texts,
    pub(super) assigned: Texts,
    pub(super) in_progress: Texts,
    pub(super) waiting_for_citizen: Texts,
    pub(super) waiting_for_third_party: Texts,
    pub(super) planned: Texts,
    pub(super) reopened: Texts,
    pub(super) done: Texts,
    pub(super) closed_without_work: Texts,
    pub(super) cancelled: Texts,
}

/// What the staff notes for itself, in French.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct InternalTexts {
    pub(super) notes: Vec<String>,
    pub(super) calls: Vec<String>,
    pub(super) planned_notes: Vec<String>,
    pub(super) planned_status: Vec<String>,
}

fn toml_file<T: DeserializeOwned>(file: &'static str, text: &str) -> Result<T, MaterialError> {
    toml::from_str(text).map_err(|error| MaterialError { file, reason: error.to_string() })
}
