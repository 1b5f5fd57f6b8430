//! The report's texts and figures in a language.

use chrono::{Datelike, NaiveDate};

use crate::exports::numbers::Numbers;
use crate::locale::Locale;

/// Words and numbers of one language.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wording {
    pub(super) locale: Locale,
    pub(super) numbers: Numbers,
}

impl Wording {
    pub(super) fn new(locale: Locale) -> Self {
        Self { locale, numbers: Numbers(locale) }
    }

    /// The text filed under `export.report`.
    pub(super) fn text(self, key: &str) -> String {
        self.with(key, &[])
    }

    /// The same with values.
    pub(super) fn with(self, key: &str, values: &[(&str, String)]) -> String {
        self.locale.wording(&format!("export.report.{key}"), values)
    }

    /// A day as people write it: “1er décembre 2026”, “December 1, 2026”.
    pub(super) fn date(self, day: NaiveDate) -> String {
        let months = self.text("months");
        let month = months.split(' ').nth(usize::try_from(day.month0()).unwrap_or(0)).unwrap_or_default().to_owned();
        let number = match (day.day(), self.locale) {
            (1, Locale::French) => "1er".to_owned(),
            (number, _) => number.to_string(),
        };
        self.with("date", &[("day", number), ("month", month), ("year", day.year().to_string())])
    }

    /// The heading of a column, as in the workbook.
    pub(super) fn column(self, key: &str) -> String {
        self.locale.wording(&format!("export.column.{key}"), &[])
    }

    /// What decided the year of projects or makes them wait, of its code.
    pub(super) fn cause(self, code: &str) -> String {
        self.text(&format!("causes.{}", code.to_lowercase()))
    }

    /// So many projects, in words.
    pub(super) fn projects(self, count: i64) -> String {
        self.counted("projects", count)
    }

    /// So many requests, in words.
    pub(super) fn requests(self, count: i64) -> String {
        self.counted("requests", count)
    }

    /// So many lots, in words.
    pub(super) fn lots(self, count: i64) -> String {
        self.counted("lots", count)
    }

    /// French has one of nothing and of one, English of one alone.
    fn counted(self, key: &str, count: i64) -> String {
        let is_one = count == 1 || (count == 0 && self.locale == Locale::French);
        let form = if is_one { "one" } else { "many" };
        self.with(&format!("{key}.{form}"), &[("count", self.numbers.whole(count))])
    }
}
