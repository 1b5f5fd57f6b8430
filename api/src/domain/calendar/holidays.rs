//! Statutory holidays by rule: the days of Québec's Act respecting labour standards (RLRQ, c. N-1.1, s. 60) and of its
//! National Holiday Act (RLRQ, c. F-1.1).

use chrono::{Datelike, Duration, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

/// How the date of a holiday is found in any year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum HolidayRule {
    /// 1 January.
    NewYear,
    /// The Friday before Easter Sunday.
    GoodFriday,
    /// The Monday after Easter Sunday.
    EasterMonday,
    /// The Monday before 25 May: *Journée nationale des patriotes*.
    PatriotsDay,
    /// 24 June; 25 June where the 24th is a Sunday on which one does not normally work.
    NationalHoliday,
    /// 1 July; 2 July where the 1st is a Sunday.
    CanadaDay,
    /// The first Monday of September.
    LabourDay,
    /// The second Monday of October.
    Thanksgiving,
    /// 25 December.
    Christmas,
}

impl HolidayRule {
    /// The holiday's date in a year; none beyond the years that the calendar can hold. `works_sundays` says whether one
    /// normally works on Sundays.
    pub fn date(self, year: i32, works_sundays: bool) -> Option<NaiveDate> {
        let day = |month, day| NaiveDate::from_ymd_opt(year, month, day);
        match self {
            Self::NewYear => day(1, 1),
            Self::GoodFriday => easter_sunday(year)?.checked_sub_signed(Duration::days(2)),
            Self::EasterMonday => easter_sunday(year)?.succ_opt(),
            Self::PatriotsDay => {
                let last_possible = day(5, 24)?;
                let since_monday = i64::from(last_possible.weekday().num_days_from_monday());
                last_possible.checked_sub_signed(Duration::days(since_monday))
            }
            Self::NationalHoliday if works_sundays => day(6, 24),
            Self::NationalHoliday => day_after_a_sunday(day(6, 24)?),
            Self::CanadaDay => day_after_a_sunday(day(7, 1)?),
            Self::LabourDay => NaiveDate::from_weekday_of_month_opt(year, 9, Weekday::Mon, 1),
            Self::Thanksgiving => NaiveDate::from_weekday_of_month_opt(year, 10, Weekday::Mon, 2),
            Self::Christmas => day(12, 25),
        }
    }
}

/// Easter Sunday of a year of the Gregorian calendar: the anonymous algorithm published in *Nature* in 1876, as given by
/// Butcher's *Ecclesiastical Calendar* and J. Meeus, *Astronomical Algorithms*, chapter 8. None before 1583.
pub fn easter_sunday(year: i32) -> Option<NaiveDate> {
    if year < 1583 {
        return None;
    }
    let golden = year % 19;
    let (century, year_of_century) = (year / 100, year % 100);
    let (leap_centuries, century_rest) = (century / 4, century % 4);
    let moon_correction = (century - (century + 8) / 25 + 1) / 3;
    let epact = (19 * golden + century - leap_centuries - moon_correction + 15) % 30;
    let (leap_years, year_rest) = (year_of_century / 4, year_of_century % 4);
    let to_sunday = (32 + 2 * century_rest + 2 * leap_years - epact - year_rest) % 7;
    let late_moon = (golden + 11 * epact + 22 * to_sunday) / 451;
    let from_march = epact + to_sunday - 7 * late_moon + 114;
    NaiveDate::from_ymd_opt(year, u32::try_from(from_march / 31).ok()?, u32::try_from(from_march % 31 + 1).ok()?)
}

fn day_after_a_sunday(date: NaiveDate) -> Option<NaiveDate> {
    if date.weekday() == Weekday::Sun { date.succ_opt() } else { Some(date) }
}
