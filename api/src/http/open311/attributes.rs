//! Question trees as GeoReport tells them: attributes in a row. A question that appears by earlier answers is an optional
//! attribute that says when it is asked; what is asked or missing is judged by the tree when the request comes in.

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::document::Node;
use crate::domain::question_tree::{Condition, Question, QuestionKind, QuestionOption, day_after};
use crate::locale::Locale;
use crate::services::questionnaires::Questionnaire;

/// The attributes of a questionnaire, in a language, on a day.
pub(super) fn of(questionnaire: &Questionnaire, locale: Locale, today: NaiveDate) -> Vec<Node> {
    let asked = questionnaire.questions();
    let of_precision = asked.iter().filter(|question| question.is_asked_for(&questionnaire.precision.code));
    of_precision.enumerate().map(|(index, question)| attribute(asked, question, index + 1, locale, today)).collect()
}

/// The answer to a question, out of the values of its attribute; what does not fit is left as it is, to be told by the tree.
pub(super) fn answer(question: Option<&Question>, values: &[String]) -> Value {
    let [first, ..] = values else { return Value::Null };
    let several = || Value::from(values.iter().map(|value| value.trim()).collect::<Vec<_>>());
    let first = first.trim();
    if first.is_empty() && values.len() == 1 {
        return Value::Null;
    }
    match question.map(|question| &question.kind) {
        Some(QuestionKind::Choices { .. } | QuestionKind::Photo { .. }) => several(),
        _ if values.len() > 1 => several(),
        Some(QuestionKind::Number { .. }) => first.parse::<f64>().map_or_else(|_| json!(first), |number| json!(number)),
        // A moment is as good as its day.
        Some(QuestionKind::Date { .. }) => json!(first.split('T').next().unwrap_or(first)),
        Some(QuestionKind::Place) => place(first).unwrap_or_else(|| json!(first)),
        _ => json!(first),
    }
}

/// A position, written as latitude and longitude.
fn place(text: &str) -> Option<Value> {
    let (latitude, longitude) = text.split_once(',')?;
    let (latitude, longitude): (f64, f64) = (latitude.trim().parse().ok()?, longitude.trim().parse().ok()?);
    Some(json!({ "longitude": longitude, "latitude": latitude }))
}

fn attribute(all: &[Question], question: &Question, order: usize, locale: Locale, today: NaiveDate) -> Node {
    let datatype = match &question.kind {
        QuestionKind::Choice { .. } => "singlevaluelist",
        QuestionKind::Choices { .. } => "multivaluelist",
        QuestionKind::Text { .. } => "text",
        QuestionKind::Number { .. } => "number",
        QuestionKind::Date { .. } => "datetime",
        QuestionKind::Place | QuestionKind::Photo { .. } => "string",
    };
    let values = question.options().iter().map(|option| {
        let name = option.text.in_language(locale).to_owned();
        Node::Fields(vec![("key", Node::Text(option.code.clone())), ("name", Node::Text(name))])
    });
    let mut fields = vec![
        ("variable", Node::Flag(true)),
        ("code", Node::Text(question.code.clone())),
        ("datatype", Node::Text(datatype.to_owned())),
        ("required", Node::Flag(question.required && question.when.is_empty())),
        ("datatype_description", Node::text(explained(all, question, locale, today))),
        ("order", Node::Whole(order)),
        ("description", Node::Text(question.text.in_language(locale).to_owned())),
    ];
    if !question.options().is_empty() {
        fields.push(("values", Node::List("value", values.collect())));
    }
    Node::Fields(fields)
}

/// What a person should know to answer: when it is asked, what helps, and which answers it takes.
fn explained(all: &[Question], question: &Question, locale: Locale, today: NaiveDate) -> Option<String> {
    let say = |key: &str, values: &[(&str, String)]| locale.wording(&format!("open311.attribute.{key}"), values);
    let mut sentences: Vec<String> = Vec::new();
    if !question.when.is_empty() {
        let conditions = question.when.iter().map(|condition| told(all, condition, locale));
        let conditions = conditions.collect::<Vec<_>>().join(&say("and", &[]));
        let key = if question.required { "required_where" } else { "asked_where" };
        sentences.push(say(key, &[("conditions", conditions)]));
    }
    sentences.extend(question.help.as_ref().map(|help| help.in_language(locale).to_owned()));
    let bound = |bound: Option<String>| bound.unwrap_or_else(|| "…".to_owned());
    match &question.kind {
        QuestionKind::Text { maximum_length } => {
            sentences.push(say("text", &[("maximum", maximum_length.to_string())]));
        }
        QuestionKind::Number { unit, minimum, maximum, whole } => {
            let range = [
                ("minimum", bound(minimum.map(|number| number.to_string()))),
                ("maximum", bound(maximum.map(|number| number.to_string()))),
                ("unit", unit.clone().unwrap_or_default()),
            ];
            let text = say(if *whole { "whole_number" } else { "number" }, &range);
            sentences.push(text.replace(" )", ")"));
        }
        QuestionKind::Date { earliest, latest } => {
            let day = |days: Option<i32>| bound(days.map(|days| day_after(today, days).to_string()));
            sentences.push(say("date", &[("minimum", day(*earliest)), ("maximum", day(*latest))]));
        }
        QuestionKind::Place => sentences.push(say("place", &[])),
        QuestionKind::Photo { maximum_count } => {
            sentences.push(say("photo", &[("maximum", maximum_count.to_string())]));
        }
        QuestionKind::Choice { .. } | QuestionKind::Choices { .. } => {}
    }
    (!sentences.is_empty()).then(|| sentences.join(" "))
}

/// A condition in words.
fn told(all: &[Question], condition: &Condition, locale: Locale) -> String {
    let say = |key: &str, values: &[(&str, String)]| locale.wording(&format!("open311.attribute.{key}"), values);
    let earlier = all.iter().find(|question| question.code == condition.question);
    let name = format!("attribute[{}]", condition.question);
    let options = earlier.map_or(&[] as &[QuestionOption], Question::options);
    let chosen = condition.is.iter().flatten().map(|code| {
        let option = options.iter().find(|option| option.code == *code);
        option.map_or(code.as_str(), |option| option.text.in_language(locale))
    });
    let chosen = chosen.map(|text| say("quoted", &[("text", text.to_owned())])).collect::<Vec<_>>();
    let mut parts = Vec::new();
    if !chosen.is_empty() {
        parts.push(say("is", &[("name", name.clone()), ("options", chosen.join(&say("or", &[])))]));
    }
    for (key, bound) in [("at_least", condition.at_least), ("at_most", condition.at_most)] {
        parts.extend(bound.map(|bound| say(key, &[("name", name.clone()), ("bound", bound.to_string())])));
    }
    parts.join(&say("and", &[]))
}
