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
        let whole = grouped(cents.unsigned_abs() / 100, if self == Self::French { '\u{a0}' } else { ',' });
        let part = cents.unsigned_abs() % 100;
        let sign = if cents < 0 { "-" } else { "" };
        match self {
            Self::French => format!("{sign}{whole},{part:02}\u{a0}$"),
            Self::English => format!("{sign}${whole}.{part:02}"),
        }
    }

    /// A number of hours with at most two decimals, the way the language writes it.
    pub(crate) fn hours(self, hours: f64) -> String {
        let text = format!("{hours:.2}");
        let text = text.trim_end_matches('0').trim_end_matches('.');
        match self {
            Self::French => format!("{}\u{a0}h", text.replace('.', ",")),
            Self::English => format!("{text} h"),
        }
    }
}

fn grouped(number: u64, separator: char) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(separator);
        }
        text.push(digit);
    }
    text
}
