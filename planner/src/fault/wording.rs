//! Faults as sentences, in the reader's language.

use super::{Expected, Fault, FaultKind, ValueKind};
use crate::Locale;

/// The most cents that are told to be right, a little less than 64 bits hold.
const MOST_CENTS: &str = "9 × 10¹⁸";

impl Fault {
    /// The place, the value, and what would be right, in one sentence.
    pub fn message(&self, locale: Locale) -> String {
        let place = if self.path.is_empty() { "/" } else { &self.path };
        let value = match (self.value.is_empty(), locale) {
            (true, _) => String::new(),
            (false, Locale::French) => format!(" vaut {}", self.value),
            (false, Locale::English) => format!(" is {}", self.value),
        };
        let colon = locale.pick("\u{a0}: ".into(), ": ".into());
        let (french, english) = self.kind.allowed();
        format!("{place}{value}{colon}{}", locale.pick(french, english))
    }
}

impl FaultKind {
    fn allowed(&self) -> (String, String) {
        match self {
            Self::Malformed { line, column, expected } => {
                let (french, english) = expected.wording();
                (
                    format!("JSON mal formé, ligne {line}, colonne {column}\u{a0}; il faut {french}"),
                    format!("malformed JSON, line {line}, column {column}; {english} is needed"),
                )
            }
            Self::WrongKind { expected, or_null } => {
                let (french, english) = expected.wording();
                let too = if *or_null { [" ou null", " or null"] } else { [""; 2] };
                (format!("il faut {french}{}", too[0]), format!("{english}{} is needed", too[1]))
            }
            Self::Missing => ("valeur obligatoire absente".into(), "required value missing".into()),
            Self::UnknownField { known } => (
                format!("champ inconnu; champs admis\u{a0}: {}", known.join(", ")),
                format!("unknown field; allowed fields: {}", known.join(", ")),
            ),
            Self::RepeatedField => (
                "ce champ est déjà donné dans le même objet; n’en garder qu’un".into(),
                "this field is given already in the same object; keep only one".into(),
            ),
            Self::OutOfRange { minimum, maximum } => range(*minimum, *maximum),
            Self::TotalTooLarge => (
                format!("le total des coûts dépasse {MOST_CENTS} cents"),
                format!("the costs together exceed {MOST_CENTS} cents"),
            ),
            Self::WrongLength { found, expected } => (
                format!(
                    "la liste compte {found} valeur{}; il en faut une par année, soit {expected}",
                    if *found > 1 { "s" } else { "" }
                ),
                format!(
                    "the list has {found} {}; one a year is needed, {expected} in all",
                    if *found == 1 { "entry" } else { "entries" }
                ),
            ),
            Self::TooFewPlaces => {
                ("une ligne compte au moins deux points".into(), "a line has at least two places".into())
            }
            Self::Empty => ("l’identifiant ne peut pas être vide".into(), "the id may not be empty".into()),
            Self::Duplicate { first } => (
                format!("identifiant déjà utilisé par {first}; il doit être unique"),
                format!("id already used by {first}; it must be unique"),
            ),
            Self::Unknown { list } => {
                (format!("doit être l’identifiant d’un élément de /{list}"), format!("must be an id of /{list}"))
            }
            Self::Cycle { work_types } => {
                let cycle = work_types.iter().chain(work_types.first()).cloned().collect::<Vec<_>>().join(" → ");
                (
                    format!("les relations «\u{a0}after\u{a0}» forment un cycle ({cycle}); il faut en retirer une"),
                    format!("the “after” relations form a cycle ({cycle}); one of them must go"),
                )
            }
            Self::PinWithoutDecision => (
                "une épingle donne soit «\u{a0}year\u{a0}», soit «\u{a0}excluded\u{a0}: true\u{a0}»".into(),
                "a pin gives either “year” or “excluded: true”".into(),
            ),
            Self::ContradictoryPin { first } => (
                format!("contredit l’épingle {first} de la même demande; n’en garder qu’une"),
                format!("contradicts the pin {first} of the same request; keep only one"),
            ),
            Self::AreaWithoutWork { department } => (
                format!("doit être l’élément «\u{a0}area\u{a0}» d’une demande du service {department}"),
                format!("must be the “area” of a request of department {department}"),
            ),
            Self::RepeatedShare { first } => (
                format!("le service et le secteur ont déjà la part minimale {first}; n’en garder qu’une"),
                format!("the department and the area already have the minimum share {first}; keep only one"),
            ),
            Self::SharesTooLarge { department, total } => (
                format!("les parts minimales du service {department} totalisent {total}; il faut au plus 1"),
                format!("the minimum shares of department {department} add up to {total}; at most 1 is allowed"),
            ),
            Self::More { count } => {
                (format!("et {count} autre(s) faute(s) semblable(s)"), format!("and {count} more such fault(s)"))
            }
        }
    }
}

impl ValueKind {
    fn wording(self) -> (String, String) {
        let (french, english) = match self {
            Self::Text => ("un texte entre guillemets", "a text in quotes"),
            Self::Number => ("un nombre", "a number"),
            Self::Flag => ("true ou false", "true or false"),
            Self::List => ("une liste [ … ]", "a list [ … ]"),
            Self::Place => (
                "une liste de deux nombres, la longitude et la latitude",
                "a list of two numbers, the longitude and the latitude,",
            ),
            Self::Object => ("un objet { … }", "an object { … }"),
            Self::OneOf(words) => {
                let quoted = |open: &str, close: &str| {
                    words.iter().map(|word| format!("{open}{word}{close}")).collect::<Vec<_>>().join(", ")
                };
                return (
                    format!("une de ces valeurs\u{a0}: {}", quoted("«\u{a0}", "\u{a0}»")),
                    format!("one of {}", quoted("“", "”")),
                );
            }
            Self::WholeNumber { minimum, maximum } => {
                return (
                    format!("un nombre entier de {minimum} à {maximum}, sans décimales ni exposant"),
                    format!("a whole number from {minimum} to {maximum}, without decimals or exponent,"),
                );
            }
            Self::Cents => {
                return (
                    format!("un nombre entier de cents, de 0 à {MOST_CENTS}, sans décimales ni exposant"),
                    format!("a whole number of cents from 0 to {MOST_CENTS}, without decimals or exponent,"),
                );
            }
        };
        (french.to_owned(), english.to_owned())
    }
}

impl Expected {
    fn wording(self) -> (&'static str, &'static str) {
        match self {
            Self::Value => ("une valeur", "a value"),
            Self::Number => ("un nombre tel que 12, -0.5 ou 1e6", "a number such as 12, -0.5 or 1e6"),
            Self::ClosingQuote => (
                "un guillemet fermant sur la même ligne; les caractères de commande s’écrivent \\n, \\t ou \\u0000",
                "a closing quote on the same line (control characters are written \\n, \\t or \\u0000)",
            ),
            Self::Escape => (
                "un texte dont les échappements sont ceux de JSON (\\\", \\\\, \\n, \\u00e9)",
                "a text with the escapes of JSON (\\\", \\\\, \\n, \\u00e9)",
            ),
            Self::Name => ("un nom de champ entre guillemets", "the name of a field in quotes"),
            Self::Colon => ("un deux-points après le nom du champ", "a colon after the name of the field"),
            Self::CommaOrBracket => ("une virgule ou «\u{a0}]\u{a0}»", "a comma or “]”"),
            Self::CommaOrBrace => ("une virgule ou «\u{a0}}\u{a0}»", "a comma or “}”"),
            Self::End => ("la fin du texte", "the end of the text"),
        }
    }
}

fn range(minimum: Option<f64>, maximum: Option<f64>) -> (String, String) {
    match (minimum, maximum) {
        (Some(low), Some(high)) => {
            (format!("il faut un nombre de {low} à {high}"), format!("a number from {low} to {high} is needed"))
        }
        (Some(low), None) => {
            (format!("il faut un nombre d’au moins {low}"), format!("a number of at least {low} is needed"))
        }
        (None, Some(high)) => {
            (format!("il faut un nombre d’au plus {high}"), format!("a number of at most {high} is needed"))
        }
        (None, None) => ("il faut un nombre fini".into(), "a finite number is needed".into()),
    }
}
