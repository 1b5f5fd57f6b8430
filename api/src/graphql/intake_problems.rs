//! Expected refusals of a demand.

use std::sync::Arc;

use async_graphql::SimpleObject;
use riverain_entities::emergency_reasons;

use super::types::emergency::EmergencyReason;
use crate::locale::Locale;

/// 9-1-1 answers this demand: show the message at once. No request was made; that a demand was diverted is recorded, with
/// nothing of whoever made it.
#[derive(Debug, SimpleObject)]
pub struct DivertedToEmergency {
    /// What to show or tell the citizen at once, in the caller's language.
    pub(super) message: String,
    /// Why 9-1-1 answers.
    reason: EmergencyReason,
}

/// The question tree has no such version, or one that was replaced more than a week ago: ask anew, beginning with
/// `questionnaire`.
#[derive(Debug, SimpleObject)]
pub struct QuestionTreeVersionNotAccepted {
    /// What is wrong, in the caller's language.
    pub(super) message: String,
    /// The version that was given.
    tree_version: i32,
    /// The present version; null where the product has no question tree.
    current_tree_version: Option<i32>,
}

impl DivertedToEmergency {
    /// The diversion for a reason.
    pub fn new(locale: Locale, reason: Arc<emergency_reasons::Model>) -> Self {
        Self { message: locale.pick(&reason.text_fr, &reason.text_en).to_owned(), reason: EmergencyReason(reason) }
    }
}

impl QuestionTreeVersionNotAccepted {
    /// The refusal of a version.
    pub fn new(locale: Locale, version: i32, current: Option<i32>) -> Self {
        let key = match current {
            Some(_) => "problem.question_tree_version_not_accepted",
            None => "problem.question_tree_absent",
        };
        let values = [("version", version.to_string()), ("current", current.unwrap_or_default().to_string())];
        Self { message: locale.wording(key, &values), tree_version: version, current_tree_version: current }
    }
}
