//! The rules by which a request is given to a department and to one of its teams: the first that applies decides.

use serde::Deserialize;
use serde_json::Value;

use super::life_cycle::Name;
use crate::locale::Locale;

/// A version of the rules, as it is stored.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct AssignmentRules {
    rules: Vec<AssignmentRule>,
}

/// A rule: every condition that it gives must hold.
#[derive(Debug, Clone, Deserialize)]
pub struct AssignmentRule {
    /// Code of the rule.
    pub code: String,
    /// Code of the department that it gives to.
    pub department: String,
    /// Code of the team that it gives to, where it names one.
    pub team: Option<String>,
    name: Name,
    products: Vec<String>,
    precisions: Vec<String>,
    boroughs: Vec<String>,
    neighbourhoods: Vec<String>,
    answers: Vec<AnswerCondition>,
}

#[derive(Debug, Clone, Deserialize)]
struct AnswerCondition {
    question: String,
    is: Option<Vec<String>>,
    at_least: Option<f64>,
    at_most: Option<f64>,
}

/// What the rules look at, each by its code.
#[derive(Debug, Clone, Copy)]
pub struct Matter<'a> {
    /// The product.
    pub product: &'a str,
    /// The precision.
    pub precision: &'a str,
    /// The borough of the place.
    pub borough: Option<&'a str>,
    /// The neighbourhood of the place.
    pub neighbourhood: Option<&'a str>,
    /// The answers, by question.
    pub answers: &'a Value,
    /// The department that does the planned work or to which the answers lead: no other answers it.
    pub settled: Option<&'a str>,
}

impl AssignmentRules {
    /// The first rule that applies.
    pub fn decide(&self, matter: Matter<'_>) -> Option<&AssignmentRule> {
        self.rules.iter().find(|rule| rule.applies_to(matter))
    }

    /// The rule of a code.
    pub fn rule(&self, code: &str) -> Option<&AssignmentRule> {
        self.rules.iter().find(|rule| rule.code == code)
    }
}

impl AssignmentRule {
    /// What the rule is about.
    pub fn label(&self, locale: Locale) -> &str {
        self.name.pick(locale)
    }

    fn applies_to(&self, matter: Matter<'_>) -> bool {
        named(&self.products, Some(matter.product))
            && named(&self.precisions, Some(matter.precision))
            && named(&self.boroughs, matter.borough)
            && named(&self.neighbourhoods, matter.neighbourhood)
            && matter.settled.is_none_or(|department| department == self.department)
            && self.answers.iter().all(|condition| condition.holds(matter.answers))
    }
}

impl AnswerCondition {
    fn holds(&self, answers: &Value) -> bool {
        let Some(answer) = answers.get(&self.question) else { return false };
        let chosen = |code: &String| match answer {
            Value::Array(codes) => codes.iter().any(|chosen| chosen.as_str() == Some(code)),
            one => one.as_str() == Some(code),
        };
        let number = answer.as_f64();
        self.is.as_ref().is_none_or(|codes| codes.iter().any(chosen))
            && self.at_least.is_none_or(|least| number.is_some_and(|number| number >= least))
            && self.at_most.is_none_or(|most| number.is_some_and(|number| number <= most))
    }
}

/// Whether a code is among those of a condition, which holds for all where it names none.
fn named(codes: &[String], code: Option<&str>) -> bool {
    codes.is_empty() || code.is_some_and(|code| codes.iter().any(|named| named == code))
}
