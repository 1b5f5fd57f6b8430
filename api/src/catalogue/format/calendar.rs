//! `calendar.toml`: when the service is open.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::data_file::{Code, Text};
use crate::domain::calendar::HolidayRule;

/// The hours of the service, in the city's time zone, its statutory holidays and the city's own closed days.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "calendar.toml")]
pub struct Calendar {
    /// Code of the calendar.
    pub code: Code,
    /// Its name.
    pub name: Text,
    /// The share of the promised time that is used up when a request is at risk, above 0 and below 1; a commitment may have
    /// its own.
    #[serde(default = "three_quarters")]
    #[schemars(extend("exclusiveMinimum" = 0, "exclusiveMaximum" = 1))]
    pub at_risk_share: f64,
    /// The hours of each weekday; a weekday that is absent is closed.
    pub opening: Opening,
    /// The statutory holidays on which the service is closed; their dates are computed.
    #[serde(default)]
    pub holidays: Vec<HolidayRule>,
    /// The days that the city adds.
    #[serde(default)]
    pub closed_days: Vec<ClosedDay>,
}

/// The hours of each weekday.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Opening {
    /// Monday's hours.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub monday: Option<Hours>,
    /// Tuesday's hours.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tuesday: Option<Hours>,
    /// Wednesday's hours.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wednesday: Option<Hours>,
    /// Thursday's hours.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thursday: Option<Hours>,
    /// Friday's hours.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub friday: Option<Hours>,
    /// Saturday's hours.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub saturday: Option<Hours>,
    /// Sunday's hours.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sunday: Option<Hours>,
}

/// Opening and closing of a day, such as `["08:00", "19:00"]`; `24:00` is the end of the day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Hours(
    #[schemars(regex(pattern = r"^([01][0-9]|2[0-3]):[0-5][0-9]$"))] pub String,
    #[schemars(regex(pattern = r"^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$"))] pub String,
);

/// A day on which the service is closed by the city's own decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClosedDay {
    /// The day.
    #[schemars(with = "String", extend("format" = "date"))]
    pub day: NaiveDate,
    /// Why the service is closed.
    pub name: Text,
}

fn three_quarters() -> f64 {
    0.75
}

impl Opening {
    /// The hours by weekday, Monday first, with the key of each.
    pub fn days(&self) -> [(&'static str, Option<&Hours>); 7] {
        [
            ("monday", self.monday.as_ref()),
            ("tuesday", self.tuesday.as_ref()),
            ("wednesday", self.wednesday.as_ref()),
            ("thursday", self.thursday.as_ref()),
            ("friday", self.friday.as_ref()),
            ("saturday", self.saturday.as_ref()),
            ("sunday", self.sunday.as_ref()),
        ]
    }
}
