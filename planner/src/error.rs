//! What can be wrong with an instance or its pins, each said with the place, the value and what would be right.

use std::fmt;

use crate::Locale;
use crate::check::Violation;
use crate::schedule::PinFault;

/// Why no programme was made.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum PlanError {
    /// The instance breaks the format.
    #[error(transparent)]
    Instance(#[from] InstanceError),
    /// The pinned requests cannot all be done in their years, whatever else is planned.
    #[error("{}", joined(.0.iter().map(|fault| fault.message(Locale::English))))]
    Pins(Vec<PinFault>),
    /// The independent audit found broken rules in the finished programme: a fault of the planner.
    #[error("the planned programme breaks rules:\n{}", joined(.0.iter().map(ToString::to_string)))]
    Audit(Vec<Violation>),
    /// The caller asked to stop.
    #[error("the planning was cancelled")]
    Cancelled,
}

impl PlanError {
    /// One line a fault, in the reader's language.
    pub fn messages(&self, locale: Locale) -> Vec<String> {
        match self {
            Self::Instance(error) => error.faults().iter().map(|fault| fault.message(locale)).collect(),
            Self::Pins(faults) => faults.iter().map(|fault| fault.message(locale)).collect(),
            Self::Audit(violations) => violations.iter().map(ToString::to_string).collect(),
            Self::Cancelled => {
                vec![locale.pick("La planification a été annulée.".into(), "The planning was cancelled.".into())]
            }
        }
    }
}

/// The faults of an instance, at least one.
#[derive(Debug, Clone, PartialEq)]
pub struct InstanceError(Vec<Fault>);

impl InstanceError {
    /// Every fault found, in the order of the format.
    pub fn faults(&self) -> &[Fault] {
        &self.0
    }

    /// `Err` where there are faults.
    pub(crate) fn check(faults: Vec<Fault>) -> Result<(), Self> {
        if faults.is_empty() { Ok(()) } else { Err(Self(faults)) }
    }
}

impl std::error::Error for InstanceError {}

impl fmt::Display for InstanceError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&joined(self.0.iter().map(|fault| fault.message(Locale::English))))
    }
}

impl From<Vec<Fault>> for InstanceError {
    /// The faults are at least one.
    fn from(faults: Vec<Fault>) -> Self {
        Self(faults)
    }
}

impl From<Fault> for InstanceError {
    fn from(fault: Fault) -> Self {
        Self(vec![fault])
    }
}

/// One value of an instance that is not allowed.
#[derive(Debug, Clone, PartialEq)]
pub struct Fault {
    /// JSON pointer (RFC 6901) of the value, such as `/requests/17/lat`; empty for the whole document.
    pub path: String,
    /// The value as written, clipped to 120 characters; empty where nothing was given.
    pub value: String,
    /// What is wrong and what is allowed.
    pub kind: FaultKind,
}

/// What is wrong with a value.
#[derive(Debug, Clone, PartialEq)]
pub enum FaultKind {
    /// The text is not JSON of the right shape here.
    Malformed {
        /// Line of the text, from 1; 0 where it is not known.
        line: usize,
        /// Column of the text, from 1; 0 where it is not known.
        column: usize,
        /// What the reader expected.
        message: String,
    },
    /// A required value is absent.
    Missing,
    /// A name that the format does not have.
    UnknownField {
        /// The names it has.
        known: Vec<String>,
    },
    /// Not a finite number within the range; a missing side is unlimited.
    OutOfRange {
        /// Smallest allowed value.
        minimum: Option<f64>,
        /// Largest allowed value.
        maximum: Option<f64>,
    },
    /// The costs of the instance together exceed what 64 bits hold.
    TotalTooLarge,
    /// A list without exactly one entry a year.
    WrongLength {
        /// The number of years.
        expected: u32,
    },
    /// A line of fewer than two places.
    TooFewPlaces,
    /// An empty id.
    Empty,
    /// An id that an earlier entry has.
    Duplicate {
        /// JSON pointer of the earlier entry.
        first: String,
    },
    /// An id that is not among the entries of a list.
    Unknown {
        /// The name of the list, such as `work_types`.
        list: &'static str,
    },
    /// A cycle of `after`: each work type comes after the next one, the last after the first.
    Cycle {
        /// The ids of the cycle.
        work_types: Vec<String>,
    },
    /// A pin that neither gives a year nor excludes, or does both.
    PinWithoutDecision,
    /// A second, different pin of a request.
    ContradictoryPin {
        /// JSON pointer of the first pin.
        first: String,
    },
    /// A minimum share in an area where the department has no request: it could spend nothing at all.
    AreaWithoutWork {
        /// The department.
        department: String,
    },
    /// A second minimum share of a department in an area.
    RepeatedShare {
        /// JSON pointer of the first one.
        first: String,
    },
    /// The minimum shares of a department are more than the whole.
    SharesTooLarge {
        /// The department.
        department: String,
        /// Their sum up to here.
        total: f64,
    },
}

impl Fault {
    pub(crate) fn new(path: impl Into<String>, value: impl fmt::Display, kind: FaultKind) -> Self {
        let value = value.to_string().chars().take(120).collect();
        Self { path: path.into(), value, kind }
    }

    /// The place, the value, and what would be right, in one sentence.
    pub fn message(&self, locale: Locale) -> String {
        let place = if self.path.is_empty() { "/" } else { &self.path };
        let value = match (self.value.is_empty(), locale) {
            (true, _) => String::new(),
            (false, Locale::French) => format!(" vaut {}", self.value),
            (false, Locale::English) => format!(" is {}", self.value),
        };
        let colon = locale.pick("\u{a0}: ".into(), ": ".into());
        format!("{place}{value}{colon}{}", self.kind.allowed(locale))
    }
}

impl FaultKind {
    fn allowed(&self, locale: Locale) -> String {
        let (french, english) = match self {
            Self::Malformed { line: 0, message, .. } => {
                (format!("valeur de la mauvaise forme ({message})"), format!("value of the wrong shape ({message})"))
            }
            Self::Malformed { line, column, message } => (
                format!("JSON mal formé, ligne {line}, colonne {column} ({message})"),
                format!("malformed JSON, line {line}, column {column} ({message})"),
            ),
            Self::Missing => ("valeur obligatoire absente".into(), "required value missing".into()),
            Self::UnknownField { known } => (
                format!("champ inconnu; champs admis\u{a0}: {}", known.join(", ")),
                format!("unknown field; allowed fields: {}", known.join(", ")),
            ),
            Self::OutOfRange { minimum, maximum } => range(*minimum, *maximum),
            Self::TotalTooLarge => (
                format!("le total des coûts dépasse {} cents", i64::MAX),
                format!("the costs together exceed {} cents", i64::MAX),
            ),
            Self::WrongLength { expected } => (
                format!("la liste doit compter une valeur par année, soit {expected}"),
                format!("the list must have one entry a year, {expected} in all"),
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
        };
        locale.pick(french, english)
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

fn joined(lines: impl Iterator<Item = String>) -> String {
    lines.collect::<Vec<_>>().join("\n")
}
