//! The planner's input: one planning instance, as the exchange format writes it.
//!
//! Money is integer cents, distances are metres, positions are WGS 84 degrees, years are calendar years.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::error::InstanceError;
use crate::reading::read;

/// Everything that a plan depends on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Instance {
    /// The years to plan.
    pub horizon: Horizon,
    /// The departments and their yearly budgets.
    #[serde(default)]
    pub departments: Vec<Department>,
    /// The crews and their yearly hours.
    #[serde(default)]
    pub crews: Vec<Crew>,
    /// The kinds of work and how each is grouped, mobilized and ordered.
    #[serde(default)]
    pub work_types: Vec<WorkType>,
    /// How projects share a site.
    pub sites: SiteRules,
    /// The centre-lines of the streets that distances may follow. An extension of the exchange format.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub streets: Vec<Street>,
    /// The requests to plan.
    #[serde(default)]
    pub requests: Vec<Request>,
    /// Places where the ground may not be broken for now.
    #[serde(default)]
    pub moratoria: Vec<Moratorium>,
    /// Decisions taken beforehand by a person.
    #[serde(default)]
    pub pins: Vec<Pin>,
    /// Years that people were told, and what keeping each is worth. The objective of a programme does not count it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub announced: Vec<Announcement>,
    /// What departments must at least spend in areas.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub minimum_shares: Vec<MinimumShare>,
}

/// The years of the programme and how later years are discounted.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Horizon {
    /// First calendar year.
    pub first_year: i32,
    /// Number of years, at least 1.
    pub years: u32,
    /// Yearly discount of the value of work, 0 to 1.
    #[serde(default)]
    pub discount_rate: f64,
}

/// A department, owner of work types.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Department {
    /// Its unique id.
    pub id: String,
    /// Cents a year of the horizon; `None` is unlimited.
    pub budget: Vec<Option<i64>>,
}

/// A crew, whose hours limit the work.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Crew {
    /// Its unique id.
    pub id: String,
    /// The id of its department.
    pub department: String,
    /// Hours a year of the horizon; `None` is unlimited.
    pub hours: Vec<Option<f64>>,
}

/// A kind of planned work.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkType {
    /// Its unique id.
    pub id: String,
    /// The id of the department that pays.
    pub department: String,
    /// When requests become one project.
    pub grouping: GroupingRules,
    /// What the distances of its grouping are. An extension of the exchange format.
    #[serde(default, skip_serializing_if = "DistanceKind::is_great_circle")]
    pub distance: DistanceKind,
    /// What starting a project costs.
    pub mobilization: Mobilization,
    /// The work types that must come before it on a site.
    #[serde(default)]
    pub after: Vec<String>,
    /// Whether it opens the ground, and so obeys moratoria.
    #[serde(default)]
    pub breaks_ground: bool,
    /// Years after it in which no ground may be broken on its site.
    #[serde(default)]
    pub moratorium_years: u32,
}

/// Limits of a project; `None` lifts a limit.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupingRules {
    /// Metres between neighbours of a project.
    pub radius_m: f64,
    /// Metres between any two of its requests, at most.
    #[serde(default)]
    pub max_span_m: Option<f64>,
    /// Requests, at most.
    #[serde(default)]
    pub max_requests: Option<u32>,
    /// Cents of its requests together (without mobilization), at most.
    #[serde(default)]
    pub max_cost: Option<i64>,
}

/// The cost of bringing a crew and its machines to a site, in cents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mobilization {
    /// Where the project is alone on its site that year.
    pub cost: i64,
    /// Where another project of its site is done the same year.
    pub shared_cost: i64,
}

/// When projects become one site.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SiteRules {
    /// Metres between neighbouring projects of a site.
    pub radius_m: f64,
    /// Metres between any two requests of a site of several projects, at most; `None` lifts the limit.
    #[serde(default)]
    pub max_span_m: Option<f64>,
    /// What these distances are. An extension of the exchange format.
    #[serde(default, skip_serializing_if = "DistanceKind::is_great_circle")]
    pub distance: DistanceKind,
}

/// What a distance between two requests is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DistanceKind {
    /// Along a great circle.
    #[default]
    GreatCircle,
    /// From a request to the nearest street, along the streets, and to the other request; great-circle where one of them
    /// is more than [`MAX_ACCESS_M`](crate::MAX_ACCESS_M) from any street.
    StreetNetwork,
}

impl DistanceKind {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
    fn is_great_circle(&self) -> bool {
        *self == Self::GreatCircle
    }
}

/// A street, or a part of one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Street {
    /// Its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Its centre-line: pairs of WGS 84 longitude and latitude, at least two. Streets meet where the end of one is a
    /// vertex of another.
    pub coordinates: Vec<[f64; 2]>,
}

/// One request of the backlog.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// Its unique id.
    pub id: String,
    /// The id of its work type.
    pub work_type: String,
    /// WGS 84 longitude, −180 to 180.
    pub lon: f64,
    /// WGS 84 latitude, −90 to 90.
    pub lat: f64,
    /// Estimated cents, without mobilization.
    pub cost: i64,
    /// Estimated hours by crew id.
    #[serde(default)]
    pub hours: BTreeMap<String, f64>,
    /// What doing it is worth, at least 0.
    pub priority: f64,
    /// The calendar year before which it may not be done.
    #[serde(default)]
    pub earliest_year: Option<i32>,
    /// The area that it lies in, such as a borough.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area: Option<String>,
}

/// A place where the ground may not be broken for now.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Moratorium {
    /// WGS 84 longitude of its centre.
    pub lon: f64,
    /// WGS 84 latitude of its centre.
    pub lat: f64,
    /// Metres around the centre.
    pub radius_m: f64,
    /// Last calendar year of the ban.
    pub until_year: i32,
}

/// A decision about one request: a year, or exclusion from the programme. Exactly one of the two.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pin {
    /// The id of the request.
    pub request: String,
    /// The calendar year in which its project must be done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub year: Option<i32>,
    /// Whether the request is left out of the programme.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub excluded: bool,
}

/// A year announced for a request, which is kept where moving its project would gain less than the price.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Announcement {
    /// The id of the request.
    pub request: String,
    /// The calendar year in which its project was announced; outside the horizon it binds nothing.
    pub year: i32,
    /// Discounted value that the search counts as gained where its project is done in that year, at least 0.
    pub price: f64,
}

/// What a department must at least spend in an area: of what its projects cost over the horizon, this share is the cost
/// of projects of the area. A project is of the area that most of its requests name; of several named as often, of the
/// one whose id comes first; a request without an area does not count.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MinimumShare {
    /// The id of the department.
    pub department: String,
    /// The area, as its requests name it.
    pub area: String,
    /// The share, 0 to 1.
    pub share: f64,
}

impl Instance {
    /// Reads and validates an instance.
    ///
    /// # Errors
    /// [`InstanceError`] with the JSON pointer, the value and what is allowed, of every value of the wrong shape and every
    /// value that breaks a rule of the format; `NaN` and infinite numbers are among them. Where the text is not JSON
    /// otherwise, the place where it is not.
    pub fn from_json(text: &str) -> Result<Self, InstanceError> {
        read(text)
    }
}

/// One step of a JSON pointer, escaped as RFC 6901 says.
pub(crate) fn pointer_segment(key: &str) -> String {
    format!("/{}", key.replace('~', "~0").replace('/', "~1"))
}
