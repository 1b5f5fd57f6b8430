//! Expected refusals of steps of contacts.

use async_graphql::SimpleObject;
use riverain_entities::contacts::Model;

use super::types::contact::Contact;
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
