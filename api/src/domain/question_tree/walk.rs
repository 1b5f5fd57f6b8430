//! A walk through a tree: with the answers so far, what was answered, what can be asked now, and where it leads.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::answer::{Answer, Circumstances, malformed, shown};
use super::outcome::Outcome;
use super::tree::{Question, QuestionTree};
use super::{Condition, QuestionKind};
use crate::domain::fault::{Fault, FaultCollector, FaultKind, Faults, check_length};

/// The most answers that are given at once, and the most questions of a tree.
pub const MAXIMUM_ANSWERS: usize = 100;

/// Where a walk stands. Questions are told by their rank in the tree.
#[derive(Debug, Default)]
pub struct Walk {
    /// The questions that are answered, with their answers, in the order asked.
    pub answered: Vec<(usize, Answer)>,
    /// The questions that can be asked now, in the order asked; those whose answer has a fault are among them.
    pub next: Vec<usize>,
    /// How many more questions further answers may still lead to.
    pub still_possible: usize,
    /// Ranks of the questions that must be answered and are not.
    pub missing: Vec<usize>,
    /// What the answers lead to.
    pub outcome: Outcome,
    /// What is wrong with the answers; an unanswered question is no fault of a walk.
    pub faults: Vec<Fault>,
}

/// How a question stands in a walk.
#[derive(Debug)]
enum Standing {
    /// It is not asked, whatever else is answered.
    Absent,
    /// It may be asked, by answers that are still to come.
    Possible {
        /// Whether that hangs on an answer that has a fault or must still be given.
        pending: bool,
    },
    /// It is asked and not answered.
    Open,
    /// It is asked, and its answer has a fault.
    Faulty,
    /// It is answered.
    Answered(Answer),
}

impl Walk {
    /// Whether nothing is missing or wrong: a demand can be submitted with these answers.
    pub fn is_complete(&self) -> bool {
        self.missing.is_empty() && self.faults.is_empty()
    }
}

impl QuestionTree {
    /// Walks the tree for a precision with answers by question, which the caller named `field`.
    ///
    /// An answer to a question that does not appear is a fault, unless the question on which that hangs is itself faulty or
    /// missing: mending that one may make it right.
    pub fn walk(
        &self,
        precision: &str,
        field: &str,
        answers: &Map<String, Value>,
        circumstances: &Circumstances<'_>,
    ) -> Walk {
        let mut faults = Vec::new();
        let mut standings: HashMap<&str, Standing> = HashMap::with_capacity(self.questions.len());
        for question in &self.questions {
            let mut standing = self.standing(question, precision, &standings);
            if let Some(value) = answers.get(&question.code).filter(|value| !value.is_null()) {
                let field = format!("{field}.{}", question.code);
                match standing {
                    Standing::Open => match Answer::read(question, &field, value, circumstances) {
                        Ok(answer) => standing = Standing::Answered(answer),
                        Err(fault) => {
                            faults.push(fault);
                            standing = Standing::Faulty;
                        }
                    },
                    Standing::Absent if !question.is_asked_for(precision) => {
                        faults.push(Fault::new(field, shown(value), self.unknown(precision)));
                    }
                    Standing::Absent | Standing::Possible { pending: false } => {
                        faults.push(Fault::new(field, shown(value), FaultKind::Superfluous));
                    }
                    _ => {}
                }
            }
            standings.insert(&question.code, standing);
        }
        for code in answers.keys().filter(|code| !standings.contains_key(code.as_str())) {
            faults.push(Fault::new(format!("{field}.{code}"), code, self.unknown(precision)));
        }
        self.gather(precision, &standings, faults)
    }

    /// A walk with which a demand can be submitted.
    ///
    /// # Errors
    /// Every fault of the walk, and every question that must be answered and is not.
    pub fn settle(&self, mut walk: Walk, field: &str, answers: &Value) -> Result<Walk, Faults> {
        let mut faults = FaultCollector::default();
        walk.faults.drain(..).for_each(|fault| faults.push(fault));
        for question in walk.missing.iter().filter_map(|rank| self.questions.get(*rank)) {
            // A faulty answer is told already, as what it is.
            if answers.get(&question.code).is_none_or(Value::is_null) {
                faults.push(Fault::unanswered(format!("{field}.{}", question.code), question.text.clone()));
            }
        }
        faults.finish()?;
        Ok(walk)
    }

    /// The answers by question.
    ///
    /// # Errors
    /// Answers, named `field`, that are no object, or more than are read.
    pub fn entries<'a>(&self, field: &str, answers: &'a Value) -> Result<&'a Map<String, Value>, Fault> {
        let Value::Object(entries) = answers else {
            return Err(malformed(field, answers, &self.example()));
        };
        check_length(field, entries.len(), MAXIMUM_ANSWERS)?;
        Ok(entries)
    }

    fn standing(&self, question: &Question, precision: &str, earlier: &HashMap<&str, Standing>) -> Standing {
        if !question.is_asked_for(precision) {
            return Standing::Absent;
        }
        let mut appears = Standing::Open;
        for condition in &question.when {
            match earlier.get(condition.question.as_str()) {
                Some(Standing::Answered(answer)) if condition.holds(answer) => {}
                Some(Standing::Answered(_) | Standing::Absent) | None => return Standing::Absent,
                Some(Standing::Open) => appears = appears.hanging_on(self.is_required(condition)),
                Some(Standing::Faulty) => appears = appears.hanging_on(true),
                Some(Standing::Possible { pending }) => appears = appears.hanging_on(*pending),
            }
        }
        appears
    }

    fn is_required(&self, condition: &Condition) -> bool {
        self.questions.iter().any(|question| question.code == condition.question && question.required)
    }

    fn gather(&self, precision: &str, standings: &HashMap<&str, Standing>, faults: Vec<Fault>) -> Walk {
        let mut walk = Walk { faults, ..Walk::default() };
        for (rank, question) in self.questions.iter().enumerate() {
            match standings.get(question.code.as_str()) {
                Some(Standing::Answered(answer)) => {
                    walk.outcome.severity += answer.severity(question);
                    walk.answered.push((rank, answer.clone()));
                }
                Some(Standing::Open | Standing::Faulty) => walk.next.push(rank),
                Some(Standing::Possible { .. }) => walk.still_possible += 1,
                Some(Standing::Absent) | None => {}
            }
        }
        let answer = |condition: &Condition| match standings.get(condition.question.as_str()) {
            Some(Standing::Answered(answer)) => condition.holds(answer),
            _ => false,
        };
        let reached = self.outcomes.iter().filter(|rule| rule.is_for(precision) && rule.when.iter().all(answer));
        reached.for_each(|rule| walk.outcome.add(rule));
        if walk.outcome.ends() {
            walk.next.clear();
            walk.still_possible = 0;
        }
        let required = |rank: &usize| self.questions.get(*rank).is_some_and(|question| question.required);
        walk.missing = walk.next.iter().copied().filter(required).collect();
        walk
    }

    fn unknown(&self, precision: &str) -> FaultKind {
        let asked = self.questions.iter().filter(|question| question.is_asked_for(precision));
        FaultKind::Unknown { allowed: asked.map(|question| question.code.as_str()).collect::<Vec<_>>().join(", ") }
    }

    /// The first question with its first option.
    fn example(&self) -> String {
        let Some(question) = self.questions.first() else { return "{}".to_owned() };
        let value = match &question.kind {
            QuestionKind::Choice { options } | QuestionKind::Choices { options } => {
                options.first().map_or("…", |option| option.code.as_str())
            }
            _ => "…",
        };
        format!(r#"{{"{}": "{value}"}}"#, question.code)
    }
}

impl Standing {
    /// The standing once one more condition hangs on an answer that is not there.
    fn hanging_on(self, pending: bool) -> Self {
        match self {
            Self::Possible { pending: before } => Self::Possible { pending: before || pending },
            _ => Self::Possible { pending },
        }
    }
}
