//! Why no programme was made.

use std::fmt;

use crate::Locale;
use crate::check::Violation;
use crate::fault::{Fault, FaultTally};
use crate::schedule::PinFault;

/// Why no programme was made.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum PlanError {
    /// The instance breaks the format.
    #[error(transparent)]
    Instance(#[from] InstanceError),
    /// The pinned requests cannot all be done in their years, whatever else is planned; or it was not found out whether they
    /// can: then the one fault is [`PinFault::NotFound`].
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

    /// How many faults there are, those included that are only counted.
    pub fn count(&self) -> usize {
        match self {
            Self::Instance(error) => error.count(),
            Self::Pins(faults) => faults.len(),
            Self::Audit(violations) => violations.len(),
            Self::Cancelled => 1,
        }
    }
}

/// The faults of an instance, at least one.
#[derive(Debug, Clone, PartialEq)]
pub struct InstanceError {
    faults: Vec<Fault>,
    count: usize,
}

impl InstanceError {
    /// The faults found: values of the wrong shape, then values that break a rule. Of those of one kind at the same place
    /// of the format, the first twenty; how many more there are is told by the last ones ([`FaultKind::More`]).
    ///
    /// [`FaultKind::More`]: crate::FaultKind::More
    pub fn faults(&self) -> &[Fault] {
        &self.faults
    }

    /// How many faults were found, told or not.
    pub fn count(&self) -> usize {
        self.count
    }

    /// `Err` where there are faults.
    pub(crate) fn check(found: FaultTally) -> Result<(), Self> {
        if found.count() == 0 { Ok(()) } else { Err(Self::from(found)) }
    }
}

impl From<FaultTally> for InstanceError {
    /// The faults are at least one.
    fn from(found: FaultTally) -> Self {
        Self { count: found.count(), faults: found.into_told() }
    }
}

impl std::error::Error for InstanceError {}

impl fmt::Display for InstanceError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&joined(self.faults.iter().map(|fault| fault.message(Locale::English))))
    }
}

fn joined(lines: impl Iterator<Item = String>) -> String {
    lines.collect::<Vec<_>>().join("\n")
}
