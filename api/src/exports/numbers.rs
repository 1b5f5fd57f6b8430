//! Numbers the way each language writes them.

use crate::locale::Locale;

/// Writes numbers in a language.
#[derive(Debug, Clone, Copy)]
pub(super) struct Numbers(pub(super) Locale);

impl Numbers {
    /// A whole number in groups of three digits.
    pub(super) fn whole(self, number: i64) -> String {
        let separator = self.0.pick("\u{a0}", ",");
        let digits = number.unsigned_abs().to_string();
        let mut text = String::from(if number < 0 { "−" } else { "" });
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && (digits.len() - index).is_multiple_of(3) {
                text.push_str(separator);
            }
            text.push(digit);
        }
        text
    }

    /// A number with so many decimals.
    pub(super) fn decimal(self, number: f64, decimals: usize) -> String {
        let text = format!("{:.decimals$}", number.abs());
        let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
        let whole = self.whole(whole.parse().unwrap_or(i64::MAX));
        let sign = if number < 0.0 { "−" } else { "" };
        let point = if part.is_empty() { "" } else { self.0.pick(",", ".") };
        format!("{sign}{whole}{point}{part}")
    }

    /// A share from 0 to 1, in percent.
    pub(super) fn percent(self, share: f64, decimals: usize) -> String {
        format!("{}{}%", self.decimal(share * 100.0, decimals), self.0.pick("\u{a0}", ""))
    }

    /// Cents, in dollars.
    pub(super) fn dollars(self, cents: i64) -> String {
        let dollars = self.whole((cents + 50 * cents.signum()) / 100);
        match self.0 {
            Locale::French => format!("{dollars}\u{a0}$"),
            Locale::English => format!("${dollars}"),
        }
    }

    /// Cents, in as few figures as tell what they are worth.
    pub(super) fn short_dollars(self, cents: i64) -> String {
        let dollars = cents as f64 / 100.0;
        let (amount, unit) = match dollars.abs() {
            large if large >= 999_500.0 => (self.decimal(dollars / 1e6, usize::from(large < 99.95e6)), "M"),
            large if large >= 999.5 => (self.decimal(dollars / 1e3, 0), "k"),
            _ => (self.decimal(dollars, 0), ""),
        };
        match (self.0, unit) {
            (Locale::French, unit) => format!("{amount}\u{a0}{unit}$"),
            (Locale::English, unit) => format!("${amount}{unit}"),
        }
    }

    /// Metres, in kilometres from one on.
    pub(super) fn distance(self, metres: f64) -> String {
        match metres >= 999.5 {
            true => format!("{}\u{a0}km", self.decimal(metres / 1e3, 1)),
            false => format!("{}\u{a0}m", self.decimal(metres, 0)),
        }
    }

    /// Hours.
    pub(super) fn hours(self, hours: f64) -> String {
        format!("{}\u{a0}h", self.decimal(hours, 0))
    }
}
