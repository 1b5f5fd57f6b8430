//! The two languages that the planner's messages and reasons are written in.

use serde::{Deserialize, Serialize};

/// A language of the texts meant for people. French is the default of the product.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Locale {
    /// Québec French.
    #[default]
    French,
    /// English.
    English,
}

impl Locale {
    /// Chooses between the French and the English wording of one text.
    pub(crate) fn pick(self, french: String, english: String) -> String {
        match self {
            Self::French => french,
            Self::English => english,
        }
    }

    /// An amount of cents as dollars, the way the language writes it.
    pub(crate) fn money(self, cents: i64) -> String {
        let whole = grouped(&(cents.unsigned_abs() / 100).to_string(), self.thousands());
        let part = cents.unsigned_abs() % 100;
        let sign = if cents < 0 { "-" } else { "" };
        match self {
            Self::French => format!("{sign}{whole},{part:02}\u{a0}$"),
            Self::English => format!("{sign}${whole}.{part:02}"),
        }
    }

    /// A share from 0 to 1 as a percentage with at most two decimals, the way the language writes it.
    pub(crate) fn percentage(self, share: f64) -> String {
        let number = self.number(share * 100.0);
        match self {
            Self::French => format!("{number}\u{a0}%"),
            Self::English => format!("{number}%"),
        }
    }

    /// A number with at most two decimals, the way the language writes it.
    pub(crate) fn number(self, number: f64) -> String {
        let text = format!("{:.2}", number.abs());
        let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
        let whole = grouped(whole, self.thousands());
        let part = part.trim_end_matches('0');
        let sign = if number < 0.0 && (whole != "0" || !part.is_empty()) { "-" } else { "" };
        let point = match (part.is_empty(), self) {
            (true, _) => "",
            (false, Self::French) => ",",
            (false, Self::English) => ".",
        };
        format!("{sign}{whole}{point}{part}")
    }

    fn thousands(self) -> char {
        match self {
            Self::French => '\u{a0}',
            Self::English => ',',
        }
    }

    /// A number of hours with at most two decimals, the way the language writes it.
    pub(crate) fn hours(self, hours: f64) -> String {
        let number = self.number(hours);
        match self {
            Self::French => format!("{number}\u{a0}h"),
            Self::English => format!("{number} h"),
        }
    }
}

/// Digits in groups of three.
fn grouped(digits: &str, separator: char) -> String {
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(separator);
        }
        text.push(digit);
    }
    text
}
