//! Conditional question trees (*arbres de questions conditionnels*): the questions of a product, which of them can be
//! asked with what was answered so far, and what the answers lead to.
//!
//! A tree is walked, not stored as a state: whoever holds the answers gives all of them again and is told what comes next,
//! so that a telephone form, an app and a check at the end follow the same rules.

mod answer;
mod condition;
mod outcome;
mod soundness;
mod tree;
mod walk;

pub use answer::{Answer, Circumstances, day_after};
pub use condition::Condition;
pub use outcome::{Outcome, OutcomeRule, PlannedWork};
pub use soundness::{Spot, TreeFault};
pub use tree::{Question, QuestionKind, QuestionOption, QuestionTree};
pub use walk::{MAXIMUM_ANSWERS, Walk};
