//! Random trees, walked: every walk ends, and what a walk says is what a submission is held to.

use chrono::NaiveDate;
use proptest::prelude::*;
use riverain::domain::bilingual::Bilingual;
use riverain::domain::place::BoundingBox;
use riverain::domain::question_tree::{
    Circumstances, Condition, OutcomeRule, PlannedWork, Question, QuestionKind, QuestionOption, QuestionTree,
};
use serde_json::{Map, Value, json};

const OPTIONS: [&str; 3] = ["a", "b", "c"];
const PRECISIONS: [&str; 2] = ["one", "two"];

fn text(code: &str) -> Bilingual {
    Bilingual { fr: format!("{code}?"), en: format!("{code}?") }
}

fn circumstances() -> Circumstances<'static> {
    let bounds = BoundingBox { west: -72.0, south: 46.0, east: -71.0, north: 47.0 };
    Circumstances { today: NaiveDate::from_ymd_opt(2026, 9, 15).unwrap(), bounds, city: "Québec" }
}

fn kind(rank: u8) -> QuestionKind {
    let options = || OPTIONS.map(|code| QuestionOption { code: code.into(), text: text(code), severity: 5 }).to_vec();
    match rank {
        0 => QuestionKind::Choice { options: options() },
        1 => QuestionKind::Choices { options: options() },
        2 => QuestionKind::Number { unit: None, minimum: Some(0.0), maximum: Some(9.0), whole: true },
        3 => QuestionKind::Date { earliest: Some(-9), latest: Some(0) },
        4 => QuestionKind::text(),
        _ => QuestionKind::photo(),
    }
}

/// A condition on a question of this kind, which some answer meets.
fn condition(question: &Question, draw: u8) -> Option<Condition> {
    let none = Condition { question: question.code.clone(), is: None, at_least: None, at_most: None };
    match &question.kind {
        QuestionKind::Choice { .. } | QuestionKind::Choices { .. } => {
            let codes = OPTIONS[usize::from(draw % 2)..=usize::from(draw % 3).max(usize::from(draw % 2))].iter();
            Some(Condition { is: Some(codes.map(|code| (*code).to_owned()).collect()), ..none })
        }
        QuestionKind::Number { .. } => Some(Condition { at_least: Some(f64::from(draw % 10)), ..none }),
        _ => None,
    }
}

prop_compose! {
    fn trees()(
        drawn in prop::collection::vec((0u8..6, any::<bool>(), prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..3), 0u8..4), 1..12),
        ends in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0u8..3), 0..4),
    ) -> QuestionTree {
        let mut questions: Vec<Question> = Vec::new();
        for (rank, (kind_rank, required, conditions, precisions)) in drawn.into_iter().enumerate() {
            let when = match questions.is_empty() {
                true => Vec::new(),
                false => conditions.iter().filter_map(|(index, draw)| condition(index.get(&questions), *draw)).collect(),
            };
            let precisions = (precisions == 0).then(|| vec![PRECISIONS[0].to_owned()]);
            let code = format!("q{rank}");
            let required = required && kind_rank < 5;
            questions.push(Question { text: text(&code), code, help: None, required, precisions, when, kind: kind(kind_rank) });
        }
        let outcomes = ends.iter().filter_map(|(index, draw, what)| {
            let when = vec![condition(index.get(&questions), *draw)?];
            Some(match what {
                0 => OutcomeRule { when, emergency: Some("life".into()), ..OutcomeRule::default() },
                1 => OutcomeRule { when, advice: Some(text("advice")), ..OutcomeRule::default() },
                _ => OutcomeRule { when, severity: 10, planned_work: Some(PlannedWork::None), ..OutcomeRule::default() },
            })
        }).collect();
        QuestionTree { questions, outcomes }
    }
}

fn answer(question: &Question, draw: u8) -> Value {
    let option = OPTIONS[usize::from(draw % 3)];
    match &question.kind {
        QuestionKind::Choice { .. } => json!(option),
        QuestionKind::Choices { .. } => json!([option]),
        QuestionKind::Number { .. } => json!(draw % 10),
        QuestionKind::Date { .. } => json!("2026-09-10"),
        QuestionKind::Text { .. } => json!("texte"),
        QuestionKind::Place => json!({ "longitude": -71.5, "latitude": 46.5 }),
        QuestionKind::Photo { .. } => json!(["QXR0YWNobWVudDox"]),
    }
}

/// Whether a submission with these answers is accepted, by its check.
fn is_accepted(tree: &QuestionTree, precision: &str, answers: &Map<String, Value>) -> bool {
    let walk = tree.walk(precision, "answers", answers, &circumstances());
    tree.settle(walk, "answers", &Value::Object(answers.clone())).is_ok()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn answering_what_is_asked_ends_in_answers_that_are_accepted(
        tree in trees(), precision in prop::sample::select(&PRECISIONS[..]), draws in prop::collection::vec(any::<(prop::sample::Index, u8)>(), 24)
    ) {
        let mut answers = Map::new();
        let mut steps = 0;
        loop {
            let walk = tree.walk(precision, "answers", &answers, &circumstances());
            prop_assert!(walk.faults.is_empty(), "an answer to a question that was asked is never superfluous: {:?}", walk.faults);
            prop_assert_eq!(walk.is_complete(), is_accepted(&tree, precision, &answers));
            prop_assert_eq!(walk.answered.len(), answers.len());
            prop_assert!(walk.missing.iter().all(|rank| walk.next.contains(rank)));
            if walk.next.is_empty() {
                prop_assert!(walk.is_complete() && walk.still_possible == 0, "a walk without questions is at its end");
                break;
            }
            let (index, draw) = &draws[steps];
            let question = &tree.questions[*index.get(&walk.next)];
            answers.insert(question.code.clone(), answer(question, *draw));
            steps += 1;
            prop_assert!(steps <= tree.questions.len(), "each question is asked once");
        }
    }

    #[test]
    fn a_walk_and_a_submission_agree_on_any_answers(
        tree in trees(), precision in prop::sample::select(&PRECISIONS[..]), draws in prop::collection::vec(prop::option::of(any::<u8>()), 12)
    ) {
        let mut answers = Map::new();
        for (question, draw) in tree.questions.iter().zip(draws) {
            if let Some(draw) = draw {
                let fits = !draw.is_multiple_of(7);
                answers.insert(question.code.clone(), if fits { answer(question, draw) } else { json!({ "a": draw }) });
            }
        }
        let walk = tree.walk(precision, "answers", &answers, &circumstances());
        prop_assert_eq!(walk.is_complete(), is_accepted(&tree, precision, &answers));
        prop_assert_eq!(walk.outcome.ends() && walk.faults.is_empty(), walk.outcome.ends() && walk.is_complete());
        if walk.is_complete() {
            // An answer to any question that may come next keeps the rest as it is.
            for rank in &walk.next {
                let question = &tree.questions[*rank];
                let mut more = answers.clone();
                more.insert(question.code.clone(), answer(question, 1));
                prop_assert!(tree.walk(precision, "answers", &more, &circumstances()).faults.is_empty());
            }
        }
    }

    #[test]
    fn a_question_that_is_published_can_be_reached(tree in trees()) {
        let unreachable = tree.soundness_faults(&PRECISIONS);
        // Whatever a random walk asks, the check of publication did not call unreachable.
        for draw in 0..=30u8 {
            let mut answers = Map::new();
            for precision in PRECISIONS {
                answers.clear();
                for step in 0..tree.questions.len() {
                    let walk = tree.walk(precision, "answers", &answers, &circumstances());
                    let Some(rank) = walk.next.get(usize::from(draw) % walk.next.len().max(1)) else { break };
                    let judged = unreachable.iter().any(|(spot, _)| *spot == riverain::domain::question_tree::Spot::Question(*rank));
                    prop_assert!(!judged, "{} was asked", tree.questions[*rank].code);
                    let question = &tree.questions[*rank];
                    answers.insert(question.code.clone(), answer(question, draw.wrapping_add(u8::try_from(step).unwrap())));
                }
            }
        }
    }
}
