//! Expected refusals of steps of contacts.

use async_graphql::SimpleObject;
use riverain_entities::contacts::Model;
use riverain_entities::draft_requests;

use super::types::contact::Contact;
use super::types::draft_request::DraftRequest;
use crate::locale::Locale;

/// The contact is not at the point where the step can be taken: it was answered, or ended, already.
#[derive(Debug, SimpleObject)]
pub struct ContactStepNotAllowed {
    /// What is wrong, in the caller's language.
    pub message: String,
    /// The contact as it is.
    contact: Contact,
}

impl ContactStepNotAllowed {
    /// The refusal worded under `problem.{key}`.
    pub fn new(locale: Locale, key: &str, contact: Model) -> Self {
        let agent = contact.agent_name.clone().unwrap_or_else(|| "—".to_owned());
        Self { message: locale.wording(&format!("problem.{key}"), &[("agent", agent)]), contact: Contact(contact) }
    }
}

/// The draft was completed or set aside already: somebody else was faster.
#[derive(Debug, SimpleObject)]
pub struct DraftClosed {
    /// What is wrong, in the caller's language.
    pub message: String,
    /// The draft as it is.
    draft: DraftRequest,
}

impl DraftClosed {
    /// The refusal.
    pub fn new(locale: Locale, draft: draft_requests::Model) -> Self {
        let agent = draft.closed_by_name.clone().unwrap_or_else(|| "—".to_owned());
        Self { message: locale.wording("problem.draft_closed", &[("agent", agent)]), draft: DraftRequest(draft) }
    }
}
