//! How likely it is that two records are of one person: by what they have in common, each part with its weight, so that whoever
//! reads the score sees what it is made of. Nothing is concluded from what a record does not say.

use crate::locale::Locale;

use super::person_search::{EXACT, Sought};
use super::text_search::normalise;

/// How near two addresses must be to have anything in common, metres.
const NEAR_METRES: f64 = 200.0;

/// The least score that is proposed: a name alone is none, for many have it.
pub const LEAST: f64 = 0.3;

/// What two records have in common.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Comparison {
    /// Whether both have the same telephone number.
    pub same_phone: bool,
    /// Whether both have the same e-mail address, whatever its case.
    pub same_email: bool,
    /// How alike the names are, 0 to 1.
    pub names: f64,
    /// How near the nearest places of their latest requests are, metres; none where one of them has no place.
    pub distance_m: Option<f64>,
}

/// What two records may have in common.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Part {
    /// The telephone number.
    Phone,
    /// The e-mail address.
    Email,
    /// The names: 1 where they are the same without case and accents, less with slips or a name more.
    Name,
    /// Where they report from: 1 at the same spot, 0 from two hundred metres.
    Address {
        /// Metres between the nearest places.
        metres: f64,
    },
}

/// A part of a score, and what it adds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ScoredPart {
    /// The part.
    pub part: Part,
    /// How much of its weight it earns, 0 to 1.
    pub share: f64,
    /// Its weight; the weights of all parts add up to 1.
    pub weight: f64,
}

/// The parts in which two records have something in common, the heaviest first: the telephone number weighs 35 %, the e-mail
/// address 30, the names 25 and the place 10.
pub fn parts(comparison: &Comparison) -> Vec<ScoredPart> {
    let whole = |is_same: bool| if is_same { 1.0 } else { 0.0 };
    let mut parts = vec![
        ScoredPart { part: Part::Phone, share: whole(comparison.same_phone), weight: 0.35 },
        ScoredPart { part: Part::Email, share: whole(comparison.same_email), weight: 0.30 },
        ScoredPart { part: Part::Name, share: comparison.names, weight: 0.25 },
    ];
    if let Some(metres) = comparison.distance_m {
        let share = (1.0 - metres / NEAR_METRES).clamp(0.0, 1.0);
        parts.push(ScoredPart { part: Part::Address { metres }, share, weight: 0.10 });
    }
    parts.retain(|part| part.share > 0.0);
    parts
}

/// The score of what two records have in common, 0 to 1.
pub fn score(parts: &[ScoredPart]) -> f64 {
    parts.iter().map(|part| part.share * part.weight).sum::<f64>().clamp(0.0, 1.0)
}

/// How alike two names are, 0 to 1, whatever the order of their words: the mean of what each word of the longer counts for the
/// nearest of the other. 0 where no word is one of the other's.
pub fn name_likeness(one: &str, other: &str) -> f64 {
    let (one, other) = (normalise(one), normalise(other));
    let words = |name: &str| name.split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect::<Vec<_>>();
    let (mut longer, mut shorter) = (words(&one), words(&other));
    if longer.len() < shorter.len() {
        std::mem::swap(&mut longer, &mut shorter);
    }
    let (Ok(count), false) = (u32::try_from(longer.len()), longer.is_empty()) else { return 0.0 };
    let counted: u32 = longer
        .into_iter()
        .map(|word| {
            let sought = Sought::Word(word.clone());
            let both = |with: &String| sought.closeness(with).max(Sought::Word(with.clone()).closeness(&word));
            shorter.iter().map(both).max().unwrap_or(0)
        })
        .sum();
    f64::from(counted) / f64::from(count * EXACT)
}

impl Part {
    /// What it says, in words.
    pub fn in_words(&self, share: f64, locale: Locale) -> String {
        let say = |key: &str, values: &[(&str, String)]| locale.wording(&format!("person_duplicate.{key}"), values);
        match self {
            Self::Phone => say("phone", &[]),
            Self::Email => say("email", &[]),
            Self::Name if share >= 1.0 => say("same_name", &[]),
            Self::Name => say("similar_name", &[("percent", format!("{:.0}", share * 100.0))]),
            Self::Address { metres } => say("address", &[("metres", format!("{metres:.0}"))]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Comparison, LEAST, name_likeness, parts, score};

    const NOTHING: Comparison = Comparison { same_phone: false, same_email: false, names: 0.0, distance_m: None };

    fn scored(comparison: Comparison) -> f64 {
        score(&parts(&comparison))
    }

    #[test]
    fn everything_in_common_is_one_and_nothing_is_none() {
        let all = Comparison { same_phone: true, same_email: true, names: 1.0, distance_m: Some(0.0) };
        assert!((scored(all) - 1.0).abs() < 1e-12);
        assert!(parts(&NOTHING).is_empty());
        assert!(parts(&Comparison { distance_m: Some(250.0), ..NOTHING }).is_empty());
    }

    #[test]
    fn a_name_alone_is_not_proposed_and_a_number_or_a_name_nearby_is() {
        assert!(scored(Comparison { names: 1.0, ..NOTHING }) < LEAST);
        assert!(scored(Comparison { names: 1.0, distance_m: Some(40.0), ..NOTHING }) >= LEAST);
        assert!(scored(Comparison { same_phone: true, ..NOTHING }) >= LEAST);
        assert!(scored(Comparison { same_email: true, ..NOTHING }) >= LEAST);
    }

    #[test]
    fn names_are_alike_whatever_their_case_order_and_slips() {
        assert!((name_likeness("Jérôme Bouchard", "BOUCHARD Jerome") - 1.0).abs() < 1e-12);
        for (one, other, least) in [
            ("Alice Tremblay", "Alice Trembaly", 0.85),
            ("Alice Tremblay", "Alise Tremblai", 0.7),
            ("Anne Côté-Gagnon", "Anne Gagnon", 0.6),
        ] {
            let likeness = name_likeness(one, other);
            assert!((least..1.0).contains(&likeness), "{one}, {other}: {likeness}");
            assert!((likeness - name_likeness(other, one)).abs() < 1e-12, "from both sides");
        }
        assert!(name_likeness("Alice Tremblay", "Paul Roy") < 1e-12);
    }
}
