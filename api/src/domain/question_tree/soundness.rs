//! Whether a tree can be published: no circle of questions, and nothing that can never be reached.
//!
//! The conditions of a question all hold or it is not asked; so do those of the questions they are on. Together they make
//! one conjunction, which says for each earlier question what it must be answered: the conjunction holds for some answers
//! unless it asks two things of one question that exclude each other. The check is exact but for one thing: where several
//! outcomes end the tree, each is judged by itself. Its cost is at most the questions times the conditions.

use std::collections::{BTreeMap, BTreeSet};

use petgraph::algo::tarjan_scc;
use petgraph::graph::{DiGraph, NodeIndex};

use super::tree::{Question, QuestionKind, QuestionTree};
use super::{Condition, OutcomeRule};

/// A part of a tree that has a fault, by its rank.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spot {
    /// A question.
    Question(usize),
    /// An outcome.
    Outcome(usize),
}

/// Why a tree cannot be published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TreeFault {
    /// Questions that wait for one another.
    Cycle {
        /// Their codes.
        questions: Vec<String>,
    },
    /// A condition on a question that is asked later.
    Later {
        /// Code of that question.
        question: String,
    },
    /// Conditions that can never all hold.
    NeverHolds {
        /// Code of the question whose answer they cannot agree on.
        question: String,
    },
    /// A question that is never asked, for an outcome ends the tree before.
    EndedBefore {
        /// Rank of the outcome, from 0.
        outcome: usize,
    },
}

impl QuestionTree {
    /// Everything that keeps the tree from being published for these precisions, each once.
    pub fn soundness_faults(&self, precisions: &[&str]) -> Vec<(Spot, TreeFault)> {
        let cycles = self.cycles();
        if !cycles.is_empty() {
            return cycles;
        }
        let mut faults = Vec::new();
        for (rank, question) in self.questions.iter().enumerate() {
            let later = question.when.iter().find(|condition| self.rank(&condition.question) > Some(rank));
            if let Some(condition) = later {
                faults.push((Spot::Question(rank), TreeFault::Later { question: condition.question.clone() }));
                continue;
            }
            let asked: Vec<&str> =
                precisions.iter().copied().filter(|precision| question.is_asked_for(precision)).collect();
            let reachable = |precision: &str| {
                let demands = self.demands(&question.when, precision)?;
                let ending =
                    self.outcomes.iter().position(|rule| rule.ends() && self.implies(&demands, rule, precision));
                ending.map_or(Ok(()), |outcome| Err(TreeFault::EndedBefore { outcome }))
            };
            faults.extend(never(&asked, reachable).map(|fault| (Spot::Question(rank), fault)));
        }
        for (rank, rule) in self.outcomes.iter().enumerate() {
            let meant: Vec<&str> = precisions.iter().copied().filter(|precision| rule.is_for(precision)).collect();
            let holds = |precision: &str| self.demands(&rule.when, precision).map(|_| ());
            faults.extend(never(&meant, holds).map(|fault| (Spot::Outcome(rank), fault)));
        }
        faults
    }

    /// The circles of questions that wait for one another: the strongly connected components of several questions
    /// (Tarjan's algorithm), or of one that waits for itself.
    fn cycles(&self) -> Vec<(Spot, TreeFault)> {
        let mut graph = DiGraph::<(), ()>::new();
        let nodes: Vec<NodeIndex> = self.questions.iter().map(|_| graph.add_node(())).collect();
        for (question, node) in self.questions.iter().zip(&nodes) {
            for earlier in question.when.iter().filter_map(|condition| self.rank(&condition.question)) {
                graph.add_edge(*node, nodes[earlier], ());
            }
        }
        let mut cycles = Vec::new();
        for mut circle in tarjan_scc(&graph) {
            circle.sort_unstable();
            let Some(first) = circle.first() else { continue };
            if circle.len() > 1 || graph.contains_edge(*first, *first) {
                let questions = circle.iter().map(|node| self.questions[node.index()].code.clone()).collect();
                cycles.push((Spot::Question(first.index()), TreeFault::Cycle { questions }));
            }
        }
        cycles
    }

    fn rank(&self, code: &str) -> Option<usize> {
        self.questions.iter().position(|question| question.code == code)
    }

    /// What conditions, and those of the questions they are on, ask of each question.
    fn demands<'t>(&'t self, conditions: &'t [Condition], precision: &str) -> Result<Demands<'t>, TreeFault> {
        let mut demands = Demands::new();
        let mut waiting: Vec<&Condition> = conditions.iter().collect();
        while let Some(condition) = waiting.pop() {
            let Some(rank) = self.rank(&condition.question) else { continue };
            if !demands.contains_key(&rank) {
                waiting.extend(&self.questions[rank].when);
            }
            demands.entry(rank).or_default().add(condition);
        }
        for (rank, demand) in &demands {
            let question = &self.questions[*rank];
            if !question.is_asked_for(precision) || !demand.can_be_met(question) {
                return Err(TreeFault::NeverHolds { question: question.code.clone() });
            }
        }
        Ok(demands)
    }

    /// Whether a rule holds wherever these demands are met.
    fn implies(&self, demands: &Demands<'_>, rule: &OutcomeRule, precision: &str) -> bool {
        let implied = |condition: &Condition| {
            let rank = self.rank(&condition.question);
            rank.is_some_and(|rank| {
                demands.get(&rank).is_some_and(|demand| demand.implies(&self.questions[rank], condition))
            })
        };
        rule.is_for(precision) && rule.when.iter().all(implied)
    }
}

/// The fault of the first precision, where there is one for each of them.
fn never(precisions: &[&str], reached: impl Fn(&str) -> Result<(), TreeFault>) -> Option<TreeFault> {
    let mut faults = precisions.iter().map(|precision| reached(precision).err());
    let first = faults.next()??;
    faults.all(|fault| fault.is_some()).then_some(first)
}

/// What is asked of each question, by its rank.
type Demands<'t> = BTreeMap<usize, Demand<'t>>;

/// What is asked of the answer to one question.
#[derive(Debug, Default)]
struct Demand<'t> {
    /// Sets of options, of each of which one must be chosen.
    options: Vec<BTreeSet<&'t str>>,
    least: Option<f64>,
    most: Option<f64>,
}

impl<'t> Demand<'t> {
    fn add(&mut self, condition: &'t Condition) {
        self.options.extend(condition.is.iter().map(|codes| codes.iter().map(String::as_str).collect()));
        let (least, most) = (condition.at_least, condition.at_most);
        self.least = self.least.map_or(least, |held| Some(least.map_or(held, |least| held.max(least))));
        self.most = self.most.map_or(most, |held| Some(most.map_or(held, |most| held.min(most))));
    }

    /// Whether some answer to the question meets it.
    fn can_be_met(&self, question: &Question) -> bool {
        let known: BTreeSet<&str> = question.options().iter().map(|option| option.code.as_str()).collect();
        match &question.kind {
            QuestionKind::Choice { .. } => !self.common(&known).is_empty(),
            QuestionKind::Choices { .. } => self.options.iter().all(|set| !set.is_disjoint(&known)),
            QuestionKind::Number { minimum, maximum, whole, .. } => {
                let least = minimum.unwrap_or(f64::NEG_INFINITY).max(self.least.unwrap_or(f64::NEG_INFINITY));
                let most = maximum.unwrap_or(f64::INFINITY).min(self.most.unwrap_or(f64::INFINITY));
                if *whole { least.ceil() <= most } else { least <= most }
            }
            _ => true,
        }
    }

    /// Whether every answer that meets it satisfies the condition too.
    fn implies(&self, question: &Question, condition: &Condition) -> bool {
        let wanted: Option<BTreeSet<&str>> =
            condition.is.as_ref().map(|codes| codes.iter().map(String::as_str).collect());
        let known: BTreeSet<&str> = question.options().iter().map(|option| option.code.as_str()).collect();
        let chosen = match (&question.kind, &wanted) {
            (_, None) => true,
            (QuestionKind::Choice { .. }, Some(wanted)) => self.common(&known).is_subset(wanted),
            (_, Some(wanted)) => known.is_subset(wanted) || self.options.iter().any(|set| set.is_subset(wanted)),
        };
        let (minimum, maximum) = match &question.kind {
            QuestionKind::Number { minimum, maximum, .. } => (*minimum, *maximum),
            _ => (None, None),
        };
        let reaches =
            |bound: f64| self.least.is_some_and(|held| held >= bound) || minimum.is_some_and(|held| held >= bound);
        let stays =
            |bound: f64| self.most.is_some_and(|held| held <= bound) || maximum.is_some_and(|held| held <= bound);
        chosen && condition.at_least.is_none_or(reaches) && condition.at_most.is_none_or(stays)
    }

    /// The options that are in every set.
    fn common<'a>(&self, known: &BTreeSet<&'a str>) -> BTreeSet<&'a str> {
        let in_all = |code: &&&str| self.options.iter().all(|set| set.contains(**code));
        known.iter().filter(in_all).copied().collect()
    }
}
