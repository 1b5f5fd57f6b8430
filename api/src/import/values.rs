//! Texts of a file as dates, amounts and words.

use std::collections::HashMap;

use chrono::format::{Fixed, Item, Numeric, Parsed, StrftimeItems, parse};
use chrono::{DateTime, Duration, LocalResult, NaiveDateTime, NaiveTime, TimeZone, Utc};
use chrono_tz::Tz;

use super::texts::some_of;

/// The dates of a file: the forms that are tried, in their order, and the time zone of those that name none.
#[derive(Debug, Clone)]
pub(super) struct DateReader {
    forms: Vec<DateForm>,
    time_zone: Tz,
}

/// The moment of the examples, seconds since 1970 UTC: 24 November 2026 in the afternoon.
const EXAMPLE: i64 = 1_795_546_800;

/// A form of a date, and whether it says UTC: by a plain `Z` at its end.
#[derive(Debug, Clone)]
struct DateForm {
    text: String,
    items: Vec<Item<'static>>,
    is_utc: bool,
}

impl DateForm {
    /// The form that a text describes; none where it is no form, or one whose hours of twelve lack their half of the day.
    fn read(text: &str) -> Option<Self> {
        let items = StrftimeItems::new(text).parse_to_owned().ok()?;
        let has_half = items.iter().any(|item| matches!(item, Item::Fixed(Fixed::LowerAmPm | Fixed::UpperAmPm)));
        let needs_half = items.iter().any(|item| matches!(item, Item::Numeric(Numeric::Hour12, _)));
        let is_utc = match items.last() {
            Some(Item::Literal(end)) => end.ends_with('Z'),
            Some(Item::OwnedLiteral(end)) => end.ends_with('Z'),
            _ => false,
        };
        (has_half || !needs_half).then(|| Self { text: text.to_owned(), items, is_utc })
    }
}

impl DateReader {
    /// A reader of these forms (of `strftime`), or the form that is not one.
    pub(super) fn new(forms: &[String], time_zone: Tz) -> Result<Self, String> {
        let forms =
            forms.iter().map(|form| DateForm::read(form).ok_or_else(|| form.clone())).collect::<Result<_, _>>()?;
        Ok(Self { forms, time_zone })
    }

    /// The moment that a text names. A day without an hour begins at midnight, a month without a day on its first. An
    /// hour that clocks show twice in autumn is the first of the two; one that they skip in spring is the next.
    pub(super) fn read(&self, text: &str) -> Option<DateTime<Utc>> {
        self.forms.iter().find_map(|form| {
            let mut parsed = Parsed::new();
            parse(&mut parsed, text, form.items.iter()).ok()?;
            Self::moment(parsed, self.zone_of(form))
        })
    }

    /// The forms, as a person is told of them: an example of each, and how the mapping writes it.
    pub(super) fn forms(&self) -> String {
        let example = DateTime::from_timestamp(EXAMPLE, 0).unwrap_or_default();
        let told = |form: &DateForm| {
            let local = example.with_timezone(&self.zone_of(form));
            format!("{} ({})", local.format_with_items(form.items.iter()), form.text)
        };
        self.forms.iter().map(told).collect::<Vec<_>>().join(", ")
    }

    fn zone_of(&self, form: &DateForm) -> Tz {
        if form.is_utc { Tz::UTC } else { self.time_zone }
    }

    fn moment(mut parsed: Parsed, time_zone: Tz) -> Option<DateTime<Utc>> {
        if let Ok(moment) = parsed.to_datetime() {
            return Some(moment.to_utc());
        }
        if parsed.day().is_none() && parsed.month().is_some() {
            parsed.set_day(1).ok()?;
        }
        let date = parsed.to_naive_date().ok()?;
        let time = match parsed.hour_div_12() {
            None => NaiveTime::MIN,
            Some(_) => {
                if parsed.minute().is_none() {
                    parsed.set_minute(0).ok()?;
                }
                parsed.to_naive_time().ok()?
            }
        };
        Self::local(date.and_time(time), time_zone)
    }

    fn local(moment: NaiveDateTime, time_zone: Tz) -> Option<DateTime<Utc>> {
        match time_zone.from_local_datetime(&moment) {
            LocalResult::Single(moment) | LocalResult::Ambiguous(moment, _) => Some(moment.to_utc()),
            LocalResult::None => {
                let later = moment.checked_add_signed(Duration::hours(1))?;
                time_zone.from_local_datetime(&later).earliest().map(|moment| moment.to_utc())
            }
        }
    }
}

/// What the words of a column mean.
#[derive(Debug, Clone)]
pub(super) struct Vocabulary<T> {
    meanings: HashMap<String, T>,
    otherwise: Option<T>,
    known: String,
}

impl<T: Copy> Vocabulary<T> {
    pub(super) fn new(meanings: impl IntoIterator<Item = (String, T)>, otherwise: Option<T>) -> Self {
        let meanings: HashMap<String, T> = meanings.into_iter().collect();
        let known = some_of(meanings.keys().map(String::as_str));
        Self { meanings, otherwise, known }
    }

    /// What a word means: exactly as it is written, else what stands for all other words.
    pub(super) fn read(&self, word: &str) -> Option<T> {
        self.meanings.get(word).copied().or(self.otherwise)
    }

    /// Some of the words that are known, for a person.
    pub(super) fn known(&self) -> &str {
        &self.known
    }
}

/// A number with a decimal point or comma, as a person writes it: `1 234,50 $` is 1234.5.
pub(super) fn number(text: &str) -> Option<f64> {
    let digits: String = text
        .chars()
        .filter(|character| !character.is_whitespace() && *character != '$')
        .map(|character| if character == ',' { '.' } else { character })
        .collect();
    digits.parse().ok().filter(|number: &f64| number.is_finite())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

    use super::*;

    fn read(form: &str, text: &str) -> Option<String> {
        let reader = DateReader::new(&[form.to_owned()], chrono_tz::America::New_York).unwrap();
        reader.read(text).map(|moment| moment.to_rfc3339())
    }

    #[test]
    fn dates_are_read_in_the_files_time_zone() {
        assert_eq!(read("%Y-%m-%dT%H:%M:%S", "2015-01-01T00:25:23").unwrap(), "2015-01-01T05:25:23+00:00");
        assert_eq!(read("%Y-%m-%dT%H:%M:%S%z", "2015-01-01T00:25:23+0200").unwrap(), "2014-12-31T22:25:23+00:00");
        assert_eq!(read("%d/%m/%Y", "31/12/2015").unwrap(), "2015-12-31T05:00:00+00:00");
        assert_eq!(read("%Y-%m", "2022-07").unwrap(), "2022-07-01T04:00:00+00:00");
        assert_eq!(read("%Y-%m %H", "2022-07 9").unwrap(), "2022-07-01T13:00:00+00:00");
        assert_eq!(read("%Y-%m-%dT%H:%M:%SZ", "2015-01-01T00:25:23Z").unwrap(), "2015-01-01T00:25:23+00:00");
        assert_eq!(read("%m/%d/%Y %I:%M %p", "01/02/2015 09:30 PM").unwrap(), "2015-01-03T02:30:00+00:00");
        assert_eq!(read("%Y-%m-%d", "2015-02-30"), None);
        assert_eq!(read("%Y-%m-%d", "2015-02-03 and more"), None);
    }

    #[test]
    fn forms_are_told_by_an_example() {
        let forms = ["%Y-%m-%d %H:%M", "%d/%m/%YT%H:%MZ"].map(String::from);
        let reader = DateReader::new(&forms, chrono_tz::America::New_York).unwrap();
        assert_eq!(reader.forms(), "2026-11-24 14:00 (%Y-%m-%d %H:%M), 24/11/2026T19:00Z (%d/%m/%YT%H:%MZ)");
    }

    #[test]
    fn hours_that_clocks_skip_or_repeat_are_read() {
        assert_eq!(read("%Y-%m-%d %H:%M", "2015-03-08 02:30").unwrap(), "2015-03-08T07:30:00+00:00");
        assert_eq!(read("%Y-%m-%d %H:%M", "2015-11-01 01:30").unwrap(), "2015-11-01T05:30:00+00:00");
    }

    #[test]
    fn a_form_that_is_none_is_named() {
        for form in ["%Q", "%m/%d/%Y %I:%M"] {
            assert_eq!(DateReader::new(&[form.to_owned()], chrono_tz::UTC).unwrap_err(), form);
        }
    }

    #[test]
    fn amounts_are_read_as_people_write_them() {
        assert_eq!(number("1 234,50 $"), Some(1_234.5));
        assert_eq!(number("0.1"), Some(0.1));
        assert_eq!(number("NaN"), None);
    }
}
