//! Whether two requests are likely to report one problem: a score of 0 to 1, made of parts that can be told one by one.

use serde::Deserialize;

use crate::locale::Locale;

/// Where requests of a product are looked for, and how alike they must be.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
pub struct DuplicateRules {
    /// How far apart two reports of one problem may be, metres.
    #[serde(rename = "radius_metres")]
    pub radius_m: f64,
    /// For how many days after its closing a request is still looked at.
    pub closed_days: i32,
    /// The least score that is told.
    pub least_score: f64,
}

impl Default for DuplicateRules {
    /// What holds where the catalogue says nothing.
    fn default() -> Self {
        Self { radius_m: 50.0, closed_days: 14, least_score: 0.4 }
    }
}

/// How much the subjects of two requests have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CommonSubject {
    /// The precision.
    Precision,
    /// The product.
    Product,
    /// The family of the product.
    Family,
}

/// How long ago something was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recency {
    /// It is open, and was made so many days ago.
    Open(i64),
    /// It was closed so many days ago.
    Closed(i64),
}

/// What two requests are compared by.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Comparison {
    /// How far apart they are, metres.
    pub distance_m: f64,
    /// How recent the other one is.
    pub recency: Recency,
    /// How much their subjects have in common.
    pub subject: CommonSubject,
    /// How alike their words are, 0 to 1; none where one has no words, or where they may not be compared.
    pub words: Option<f64>,
}

/// A part of a score.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Part {
    /// How near it is: 1 at the same spot, 0 at the radius.
    Distance {
        /// Metres.
        metres: f64,
    },
    /// How recent it is: from 1 of what is open and of today to a half of what is open for half a year; below of what is
    /// closed, to 0 at the end of the days looked at.
    Recency(Recency),
    /// How much the subjects have in common: 1 with the same precision, a half with the same product.
    Subject(CommonSubject),
    /// How alike the words are.
    Words {
        /// The share of trigrams in common.
        similarity: f64,
    },
}

/// A part of a score, and what it adds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ScoredPart {
    /// The part.
    pub part: Part,
    /// How much of its weight it earns, 0 to 1.
    pub share: f64,
    /// Its weight among the parts that are compared; they add up to 1.
    pub weight: f64,
}

/// Days after which an open request counts as old.
const OLD_AFTER_DAYS: f64 = 180.0;

/// The parts of a comparison. The weights are 35 for distance, 30 for words, 20 for the subject and 15 for recency; without
/// words, the others share theirs.
pub fn parts(comparison: &Comparison, rules: &DuplicateRules) -> Vec<ScoredPart> {
    let distance = (1.0 - comparison.distance_m / rules.radius_m).clamp(0.0, 1.0);
    let subject = match comparison.subject {
        CommonSubject::Precision => 1.0,
        CommonSubject::Product => 0.5,
        CommonSubject::Family => 0.0,
    };
    let mut weighed = vec![(Part::Distance { metres: comparison.distance_m }, distance, 35.0)];
    weighed.extend(comparison.words.map(|similarity| (Part::Words { similarity }, similarity, 30.0)));
    weighed.push((Part::Subject(comparison.subject), subject, 20.0));
    weighed.push((Part::Recency(comparison.recency), recency(comparison.recency, rules), 15.0));
    let whole: f64 = weighed.iter().map(|(_, _, weight)| weight).sum();
    weighed.into_iter().map(|(part, share, weight)| ScoredPart { part, share, weight: weight / whole }).collect()
}

/// The score of a comparison, 0 to 1.
pub fn score(parts: &[ScoredPart]) -> f64 {
    parts.iter().map(|part| part.share * part.weight).sum::<f64>().clamp(0.0, 1.0)
}

fn recency(recency: Recency, rules: &DuplicateRules) -> f64 {
    let days = |days: i64| f64::from(i32::try_from(days.max(0)).unwrap_or(i32::MAX));
    match recency {
        Recency::Open(age) => 1.0 - 0.5 * (days(age) / OLD_AFTER_DAYS).min(1.0),
        Recency::Closed(since) => 0.5 * (1.0 - days(since) / f64::from(rules.closed_days.max(1))).clamp(0.0, 1.0),
    }
}

impl Part {
    /// What it says, in words.
    pub fn in_words(&self, locale: Locale) -> String {
        let say = |key: &str, values: &[(&str, String)]| locale.wording(&format!("likely_duplicate.{key}"), values);
        match self {
            Self::Distance { metres } => say("distance", &[("metres", format!("{metres:.0}"))]),
            Self::Recency(Recency::Open(days)) => say("open", &[("days", days.to_string())]),
            Self::Recency(Recency::Closed(days)) => say("closed", &[("days", days.to_string())]),
            Self::Subject(CommonSubject::Precision) => say("same_precision", &[]),
            Self::Subject(CommonSubject::Product) => say("same_product", &[]),
            Self::Subject(CommonSubject::Family) => say("same_family", &[]),
            Self::Words { similarity } => say("words", &[("percent", format!("{:.0}", similarity * 100.0))]),
        }
    }

    /// The value that it goes by: metres, days, or the share of words; for the subject none.
    #[expect(clippy::cast_precision_loss, reason = "days are far below 2^52")]
    pub fn value(&self) -> Option<f64> {
        match self {
            Self::Distance { metres } => Some(*metres),
            Self::Recency(Recency::Open(days) | Recency::Closed(days)) => Some(*days as f64),
            Self::Subject(_) => None,
            Self::Words { similarity } => Some(*similarity),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{CommonSubject, Comparison, DuplicateRules, Recency, parts, score};

    const HERE: Comparison =
        Comparison { distance_m: 0.0, recency: Recency::Open(0), subject: CommonSubject::Precision, words: Some(1.0) };

    fn scored(comparison: Comparison) -> f64 {
        score(&parts(&comparison, &DuplicateRules::default()))
    }

    #[test]
    fn the_same_report_scores_one_and_each_difference_less() {
        assert!((scored(HERE) - 1.0).abs() < 1e-12);
        assert!((scored(Comparison { words: None, ..HERE }) - 1.0).abs() < 1e-12);
        let others = [
            Comparison { distance_m: 10.0, ..HERE },
            Comparison { recency: Recency::Open(30), ..HERE },
            Comparison { recency: Recency::Closed(0), ..HERE },
            Comparison { subject: CommonSubject::Product, ..HERE },
            Comparison { words: Some(0.9), ..HERE },
        ];
        for other in others {
            assert!(scored(other) < 1.0, "{other:?}");
        }
        let far = Comparison {
            distance_m: 50.0,
            recency: Recency::Closed(14),
            subject: CommonSubject::Family,
            words: Some(0.0),
        };
        assert!(scored(far).abs() < 1e-12);
    }

    #[test]
    fn what_is_open_is_more_recent_than_what_is_closed() {
        let open = scored(Comparison { recency: Recency::Open(1_000), ..HERE });
        assert!(open >= scored(Comparison { recency: Recency::Closed(0), ..HERE }));
    }
}
