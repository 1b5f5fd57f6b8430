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

    /// An amount of cents as dollars, the way the language writes it in a sentence: to the dollar from 100 dollars on, to
    /// the cent below where there are cents.
    pub(crate) fn money(self, cents: i64) -> String {
        let amount = cents.unsigned_abs();
        let sign = if cents < 0 { "-" } else { "" };
        let (dollars, part) = match amount {
            10_000.. => (amount / 100 + u64::from(amount % 100 >= 50), 0),
            _ => (amount / 100, amount % 100),
        };
        let whole = grouped(&dollars.to_string(), self.thousands());
        let point = match (part, self) {
            (0, _) => String::new(),
            (_, Self::French) => format!(",{part:02}"),
            (_, Self::English) => format!(".{part:02}"),
        };
        match self {
            Self::French => format!("{sign}{whole}{point}\u{a0}$"),
            Self::English => format!("{sign}${whole}{point}"),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_tells_cents_only_where_they_count() {
        let told = |cents| (Locale::French.money(cents), Locale::English.money(cents));
        let pair = |french: &str, english: &str| (french.to_owned(), english.to_owned());
        assert_eq!(told(45_936_247), pair("459\u{a0}362\u{a0}$", "$459,362"));
        assert_eq!(told(10_000_050), pair("100\u{a0}001\u{a0}$", "$100,001"));
        assert_eq!(told(9_999), pair("99,99\u{a0}$", "$99.99"));
        assert_eq!(told(-500), pair("-5\u{a0}$", "-$5"));
        assert_eq!(told(7), pair("0,07\u{a0}$", "$0.07"));
        assert_eq!(told(i64::MIN).1, "-$92,233,720,368,547,758");
    }
}
