//! Expected refusals about exceptional situations.

use std::sync::Arc;

use async_graphql::{ID, SimpleObject};
use riverain_entities::exceptional_situations::Model;

use super::types::exceptional_situation::ExceptionalSituation;
use crate::locale::Locale;

/// There is no such exceptional situation.
#[derive(Debug, SimpleObject)]
pub struct ExceptionalSituationNotFound {
    /// What is wrong, in the caller's language.
    pub message: String,
}

/// The exceptional situation had ended already.
#[derive(Debug, SimpleObject)]
pub struct ExceptionalSituationEndedBefore {
    /// What is wrong, in the caller's language.
    pub message: String,
    /// The situation.
    situation: ExceptionalSituation,
}

impl ExceptionalSituationNotFound {
    /// The refusal of this identifier.
    pub fn new(locale: Locale, id: &ID) -> Self {
        Self { message: locale.wording("problem.exceptional_situation_not_found", &[("id", id.to_string())]) }
    }
}

impl ExceptionalSituationEndedBefore {
    /// The refusal.
    pub fn new(locale: Locale, row: Model) -> Self {
        let ended = row.ended_at.map(|ended| ended.to_rfc3339()).unwrap_or_default();
        let message = locale.wording("problem.exceptional_situation_ended_before", &[("ended", ended)]);
        Self { message, situation: ExceptionalSituation(Arc::new(row)) }
    }
}
