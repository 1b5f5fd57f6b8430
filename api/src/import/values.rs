//! Texts of a file as dates, amounts and words.

use std::collections::HashMap;

use chrono::format::{Item, Parsed, StrftimeItems, parse};
use chrono::{DateTime, Duration, LocalResult, NaiveDateTime, NaiveTime, TimeZone, Utc};
use chrono_tz::Tz;

/// The dates of a file: the forms that are tried, in their order, and the time zone of those that name none.
#[derive(Debug, Clone)]
pub(super) struct DateReader {
    forms: Vec<(String, Vec<Item<'static>>)>,
    time_zone: Tz,
}

impl DateReader {
    /// A reader of these forms (of `strftime`), or the form that is not one.
    pub(super) fn new(forms: &[String], time_zone: Tz) -> Result<Self, String> {
        let forms = forms
            .iter()
            .map(|form| match StrftimeItems::new(form).parse_to_owned() {
                Ok(items) => Ok((form.clone(), items)),
                Err(_) => Err(form.clone()),
            })
            .collect::<Result<_, _>>()?;
        Ok(Self { forms, time_zone })
    }

    /// The moment that a text names. A day without an hour begins at midnight, a month without a day on its first. An
    /// hour that clocks show twice in autumn is the first of the two; one that they skip in spring is the next.
    pub(super) fn read(&self, text: &str) -> Option<DateTime<Utc>> {
        self.forms.iter().find_map(|(_, items)| {
            let mut parsed = Parsed::new();
            parse(&mut parsed, text, items.iter()).ok()?;
            self.moment(parsed)
        })
    }

    /// The forms, as a person is told of them.
    pub(super) fn forms(&self) -> String {
        self.forms.iter().map(|(form, _)| form.as_str()).collect::<Vec<_>>().join(", ")
    }

    fn moment(&self, mut parsed: Parsed) -> Option<DateTime<Utc>> {
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
        self.local(date.and_time(time))
    }

    fn local(&self, moment: NaiveDateTime) -> Option<DateTime<Utc>> {
        match self.time_zone.from_local_datetime(&moment) {
            LocalResult::Single(moment) | LocalResult::Ambiguous(moment, _) => Some(moment.to_utc()),
            LocalResult::None => {
                let later = moment.checked_add_signed(Duration::hours(1))?;
                self.time_zone.from_local_datetime(&later).earliest().map(|moment| moment.to_utc())
            }
        }
    }
}

/// What the words of a column mean.
#[derive(Debug, Clone)]
pub(super) struct Vocabulary<T> {
    meanings: HashMap<String, T>,
    otherwise: Option<T>,
}

impl<T: Copy> Vocabulary<T> {
    pub(super) fn new(meanings: impl IntoIterator<Item = (String, T)>, otherwise: Option<T>) -> Self {
        Self { meanings: meanings.into_iter().collect(), otherwise }
    }

    /// What a word means: exactly as it is written, else what stands for all other words.
    pub(super) fn read(&self, word: &str) -> Option<T> {
        self.meanings.get(word).copied().or(self.otherwise)
    }

    /// The words that are known, for a person.
    pub(super) fn words(&self) -> String {
        let mut words: Vec<&str> = self.meanings.keys().map(String::as_str).collect();
        words.sort_unstable();
        words.join(", ")
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

/// Dollars as whole cents.
pub(super) fn cents(text: &str) -> Option<i64> {
    /// Far above any cost of a work, and exact in floating point.
    const MAXIMUM_DOLLARS: f64 = 1e12;
    let dollars = number(text).filter(|dollars| (0.0..=MAXIMUM_DOLLARS).contains(dollars))?;
    #[expect(clippy::cast_possible_truncation, reason = "bounded just above")]
    Some((dollars * 100.0).round() as i64)
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
        assert_eq!(read("%Y-%m-%d", "2015-02-30"), None);
        assert_eq!(read("%Y-%m-%d", "2015-02-03 and more"), None);
    }

    #[test]
    fn hours_that_clocks_skip_or_repeat_are_read() {
        assert_eq!(read("%Y-%m-%d %H:%M", "2015-03-08 02:30").unwrap(), "2015-03-08T07:30:00+00:00");
        assert_eq!(read("%Y-%m-%d %H:%M", "2015-11-01 01:30").unwrap(), "2015-11-01T05:30:00+00:00");
    }

    #[test]
    fn a_form_that_is_none_is_named() {
        assert_eq!(DateReader::new(&["%Q".to_owned()], chrono_tz::UTC).unwrap_err(), "%Q");
    }

    #[test]
    fn amounts_are_read_as_people_write_them() {
        assert_eq!(cents("1 234,50 $"), Some(123_450));
        assert_eq!(cents("0.1"), Some(10));
        assert_eq!(cents("-1"), None);
        assert_eq!(number("NaN"), None);
    }
}
