//! Which requests a caller asks for.

use chrono::{DateTime, Utc};
use riverain_entities::products::RequestKind;
use riverain_entities::service_requests::{RequestChannel, RequestStatus};
use serde::{Deserialize, Serialize};

use super::place::{Area, BoundingBox, Circle};
use super::promise::PromiseState;
use super::text_search::SearchWords;

/// A span between two bounds, both included; either may be open.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Span<T> {
    /// The least value, where there is one.
    pub from: Option<T>,
    /// The greatest value, where there is one.
    pub to: Option<T>,
}

/// What a text search may look into: descriptions are a citizen's own words and may hold personal data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum TextFilter {
    /// Numbers and addresses only.
    Place(SearchWords),
    /// Numbers, addresses and descriptions.
    PlaceAndDescription(SearchWords),
}

/// How promises stand at a moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PromiseFilter {
    /// The states that are let through.
    pub states: Vec<PromiseState>,
    /// The moment.
    pub at: DateTime<Utc>,
}

/// A checked filter: every condition that is given must hold; an empty list lets everything through.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct RequestFilter {
    /// Codes of departments.
    pub departments: Vec<String>,
    /// Codes of teams.
    #[serde(default)]
    pub teams: Vec<String>,
    /// Codes of planned work types.
    pub work_types: Vec<String>,
    /// Codes of products, whatever the version.
    pub products: Vec<String>,
    /// Codes of products and of their precisions, whatever the version.
    #[serde(default)]
    pub precisions: Vec<(String, String)>,
    /// Codes of boroughs.
    pub boroughs: Vec<String>,
    /// Codes of neighbourhoods.
    pub neighbourhoods: Vec<String>,
    /// Statuses.
    pub statuses: Vec<RequestStatus>,
    /// Kinds of demand.
    pub kinds: Vec<RequestKind>,
    /// Channels.
    pub channels: Vec<RequestChannel>,
    /// Priority, 0 to 100.
    pub priority: Option<Span<f64>>,
    /// When the request was opened.
    pub opened: Option<Span<DateTime<Utc>>>,
    /// When the request was closed.
    pub closed: Option<Span<DateTime<Utc>>>,
    /// Words to find.
    pub text: Option<TextFilter>,
    /// A box the position lies in.
    pub bounding_box: Option<BoundingBox>,
    /// An area the position lies in.
    pub polygon: Option<Area>,
    /// A circle the position lies in.
    pub circle: Option<Circle>,
    /// Whether the request still waits for something to be done.
    pub open: Option<bool>,
    /// Whether the request feeds the planned-intervention programme.
    pub planned: Option<bool>,
    /// The requester's key.
    pub citizen: Option<i64>,
    /// How their promises stand, and when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub promises: Option<PromiseFilter>,
    /// The key of the request that it is merged into.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub master: Option<i64>,
    /// Whether the request is merged into another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merged: Option<bool>,
}
