//! Questions with the answers they got.

use async_graphql::SimpleObject;
use riverain_entities::service_requests;
use serde_json::Value;

use crate::domain::question_tree::{Answer, Question};
use crate::graphql::scalars::Json;
use crate::locale::Locale;
use crate::services::questionnaires::circumstances;
use crate::store::reference::Reference;

/// A question and its answer, as the version of the tree asked it that was answered.
#[derive(Debug, Clone, SimpleObject)]
pub struct AnsweredQuestion {
    /// Stable code of the question.
    code: String,
    /// The question in the caller's language.
    text: String,
    /// The answer as a person reads it, in the caller's language: the texts of the options, a number with its unit.
    answer: String,
    /// The answer as it was given.
    value: Json,
}

impl AnsweredQuestion {
    /// A question with its answer.
    pub fn new(question: &Question, answer: &Answer, value: Value, locale: Locale) -> Self {
        Self::in_words(question, answer.in_words(question, locale), value, locale)
    }

    /// The answers of a request, in the order in which they were asked for.
    pub fn of_request(request: &service_requests::Model, reference: &Reference, locale: Locale) -> Vec<Self> {
        let Some(tree) = request.question_tree_version_id.and_then(|key| reference.question_trees().of_key(key)) else {
            return Vec::new();
        };
        let circumstances = circumstances(reference, request.opened_at);
        let answered = tree.tree.questions.iter().filter_map(|question| {
            let value = request.answers.get(&question.code).filter(|value| !value.is_null())?;
            // What was right when it was given stays told, whatever the city's bounds have become.
            let words = match Answer::read(question, &question.code, value, &circumstances) {
                Ok(answer) => answer.in_words(question, locale),
                Err(_) => value.as_str().map_or_else(|| value.to_string(), str::to_owned),
            };
            Some(Self::in_words(question, words, value.clone(), locale))
        });
        answered.collect()
    }

    fn in_words(question: &Question, answer: String, value: Value, locale: Locale) -> Self {
        let text = question.text.in_language(locale).to_owned();
        Self { code: question.code.clone(), text, answer, value: Json(value) }
    }
}
