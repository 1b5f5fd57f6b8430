//! Faults as they are found: the first of each kind at each place of the format are told, the others counted, so that a
//! column that is wrong a million times hides nothing else.

use std::mem::{Discriminant, discriminant};

use super::{Fault, FaultKind};

/// The most faults alike that are told one by one.
const MOST_ALIKE: usize = 20;

/// The faults found so far.
#[derive(Debug, Default)]
pub(crate) struct FaultTally {
    told: Vec<Fault>,
    alike: Vec<Alike>,
}

/// Faults of a kind, at places that differ in their positions in lists alone.
#[derive(Debug)]
struct Alike {
    place: String,
    kind: Discriminant<FaultKind>,
    count: usize,
}

impl FaultTally {
    pub(crate) fn push(&mut self, fault: Fault) {
        let (place, kind) = (place_of(&fault), discriminant(&fault.kind));
        let known = self.alike.iter_mut().find(|alike| alike.kind == kind && alike.place == place);
        let count = match known {
            Some(alike) => {
                alike.count += 1;
                alike.count
            }
            None => {
                self.alike.push(Alike { place, kind, count: 1 });
                1
            }
        };
        if count <= MOST_ALIKE {
            self.told.push(fault);
        }
    }

    /// How many were found.
    pub(crate) fn count(&self) -> usize {
        self.alike.iter().map(|alike| alike.count).sum()
    }

    /// Those that are told, and after them how many more there are of each kind.
    pub(crate) fn into_told(self) -> Vec<Fault> {
        let more = self.alike.into_iter().filter(|alike| alike.count > MOST_ALIKE).map(|alike| {
            let count = alike.count - MOST_ALIKE;
            Fault { path: alike.place, value: String::new(), kind: FaultKind::More { count } }
        });
        self.told.into_iter().chain(more).collect()
    }
}

/// The path with `*` for each position in a list and each name that the format does not choose.
fn place_of(fault: &Fault) -> String {
    let mut steps: Vec<&str> = fault.path.split('/').collect();
    let is_open = |step: &str| step.bytes().all(|byte| byte.is_ascii_digit()) && !step.is_empty();
    let is_request = steps.get(1) == Some(&"requests");
    for (depth, step) in steps.iter_mut().enumerate().skip(1) {
        if is_open(step) || (is_request && depth == 4) {
            *step = "*";
        }
    }
    if let (FaultKind::UnknownField { .. }, Some(last)) = (&fault.kind, steps.last_mut()) {
        *last = "*";
    }
    steps.join("/")
}
