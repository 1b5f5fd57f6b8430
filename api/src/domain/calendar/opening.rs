//! The hours of a week.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, Weekday};
use serde::{Deserialize, Serialize};

/// The form of a time of day: hours and minutes.
const TIME_FORMAT: &str = "%H:%M";

/// The end of a day, as a closing time is written.
const MIDNIGHT: &str = "24:00";

/// The hours of each weekday, local time; a day without hours is closed. Written as
/// `{"monday": ["08:00", "19:00"], …}`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OpeningWeek {
    #[serde(skip_serializing_if = "Option::is_none")]
    monday: Option<OpeningHours>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tuesday: Option<OpeningHours>,
    #[serde(skip_serializing_if = "Option::is_none")]
    wednesday: Option<OpeningHours>,
    #[serde(skip_serializing_if = "Option::is_none")]
    thursday: Option<OpeningHours>,
    #[serde(skip_serializing_if = "Option::is_none")]
    friday: Option<OpeningHours>,
    #[serde(skip_serializing_if = "Option::is_none")]
    saturday: Option<OpeningHours>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sunday: Option<OpeningHours>,
}

impl OpeningWeek {
    /// The hours of a weekday; none where it is closed.
    pub fn hours_of(&self, weekday: Weekday) -> Option<OpeningHours> {
        match weekday {
            Weekday::Mon => self.monday,
            Weekday::Tue => self.tuesday,
            Weekday::Wed => self.wednesday,
            Weekday::Thu => self.thursday,
            Weekday::Fri => self.friday,
            Weekday::Sat => self.saturday,
            Weekday::Sun => self.sunday,
        }
    }

    /// The same week with other hours on one day.
    #[must_use]
    pub fn with(mut self, weekday: Weekday, hours: OpeningHours) -> Self {
        let day = match weekday {
            Weekday::Mon => &mut self.monday,
            Weekday::Tue => &mut self.tuesday,
            Weekday::Wed => &mut self.wednesday,
            Weekday::Thu => &mut self.thursday,
            Weekday::Fri => &mut self.friday,
            Weekday::Sat => &mut self.saturday,
            Weekday::Sun => &mut self.sunday,
        };
        *day = Some(hours);
        self
    }

    /// Whether no day of the week has hours.
    pub fn is_never(&self) -> bool {
        *self == Self::default()
    }
}

/// The hours of a day: it opens before it closes, at midnight at the latest. Written as `["08:00", "19:00"]`, or
/// `["00:00", "24:00"]` for a whole day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "(String, String)", into = "(String, String)")]
pub struct OpeningHours {
    opens: NaiveTime,
    /// Midnight is that at the end of the day.
    closes: NaiveTime,
}

/// Why two times are not the hours of a day.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OpeningHoursError {
    /// A time that is not written as hours and minutes.
    #[error("`{0}` is not a time: write hours and minutes, such as 08:00")]
    Time(String),
    /// A day that closes before it opens.
    #[error("a day that opens at {opens} cannot close at {closes}: the closing time comes later the same day")]
    Reversed {
        /// The opening time.
        opens: NaiveTime,
        /// The closing time.
        closes: NaiveTime,
    },
}

impl OpeningHours {
    /// The hours of a day, local time; a closing time of midnight is the end of the day.
    ///
    /// # Errors
    /// A closing time that does not come after the opening time.
    pub fn new(opens: NaiveTime, closes: NaiveTime) -> Result<Self, OpeningHoursError> {
        match opens < closes || closes == NaiveTime::MIN {
            true => Ok(Self { opens, closes }),
            false => Err(OpeningHoursError::Reversed { opens, closes }),
        }
    }

    /// When the day opens, local time.
    pub fn opens(self) -> NaiveTime {
        self.opens
    }

    /// When a day with these hours closes, local time: at midnight, on the next day.
    pub fn closing(self, day: NaiveDate) -> Option<NaiveDateTime> {
        let day = if self.closes == NaiveTime::MIN { day.succ_opt()? } else { day };
        Some(day.and_time(self.closes))
    }
}

impl TryFrom<(String, String)> for OpeningHours {
    type Error = OpeningHoursError;

    fn try_from((opens, closes): (String, String)) -> Result<Self, OpeningHoursError> {
        let closes = if closes == MIDNIGHT { NaiveTime::MIN } else { later_than_midnight(&closes)? };
        Self::new(time(&opens)?, closes)
    }
}

impl From<OpeningHours> for (String, String) {
    fn from(hours: OpeningHours) -> Self {
        let closes = match hours.closes {
            NaiveTime::MIN => MIDNIGHT.to_owned(),
            closes => closes.format(TIME_FORMAT).to_string(),
        };
        (hours.opens.format(TIME_FORMAT).to_string(), closes)
    }
}

/// A closing time that is not written as midnight: 00:00 is where a day begins.
fn later_than_midnight(text: &str) -> Result<NaiveTime, OpeningHoursError> {
    let closes = time(text)?;
    match closes {
        NaiveTime::MIN => Err(OpeningHoursError::Reversed { opens: closes, closes }),
        closes => Ok(closes),
    }
}

fn time(text: &str) -> Result<NaiveTime, OpeningHoursError> {
    NaiveTime::parse_from_str(text, TIME_FORMAT).map_err(|_| OpeningHoursError::Time(text.to_owned()))
}
