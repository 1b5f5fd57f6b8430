//! What the types of the instance do not tell serde: which fields each record must have, and the range of whole numbers.

use crate::fault::ValueKind;
use crate::validation::{LAST_YEAR, MAX_YEARS};

/// The fields that a record must have, by the name of its type.
pub(super) fn required(record: &str) -> &'static [&'static str] {
    match record {
        "Instance" => &["horizon", "sites"],
        "Horizon" => &["first_year", "years"],
        "Department" => &["id", "budget"],
        "Crew" => &["id", "department", "hours"],
        "WorkType" => &["id", "department", "grouping", "mobilization"],
        "GroupingRules" | "SiteRules" => &["radius_m"],
        "Mobilization" => &["cost", "shared_cost"],
        "Street" => &["coordinates"],
        "Request" => &["id", "work_type", "lon", "lat", "cost", "priority"],
        "Moratorium" => &["lon", "lat", "radius_m", "until_year"],
        "Pin" => &["request"],
        "Announcement" => &["request", "year", "price"],
        "MinimumShare" => &["department", "area", "share"],
        _ => &[],
    }
}

/// The most requests of a project that are told to be right.
const MOST_REQUESTS: i64 = 1_000_000_000;

/// The whole numbers that make sense in a field, where its type allows `minimum` to `maximum`: what is told to be right is
/// of the city, not of the machine.
pub(super) fn whole_number(field: &str, minimum: i64, maximum: i64) -> ValueKind {
    match field {
        "years" => ValueKind::WholeNumber { minimum: 1, maximum: i64::from(MAX_YEARS) },
        "first_year" | "year" | "earliest_year" | "until_year" => {
            ValueKind::WholeNumber { minimum: 1, maximum: i64::from(LAST_YEAR) }
        }
        "max_requests" => ValueKind::WholeNumber { minimum: 1, maximum: MOST_REQUESTS },
        "moratorium_years" => ValueKind::WholeNumber { minimum: 0, maximum: i64::from(LAST_YEAR) },
        _ => ValueKind::WholeNumber { minimum, maximum },
    }
}
