//! Templates of follow-ups.

use std::sync::Arc;

use async_graphql::{Context, Object};
use riverain_entities::follow_up_templates::Model;

use crate::graphql::context::locale;

/// A template that the caller may use.
#[derive(Debug, Clone)]
pub struct FollowUpTemplate(pub Arc<Model>);

/// A text for a follow-up that is written again and again, in both languages.
#[Object]
impl FollowUpTemplate {
    /// Stable code, which `addFollowUp(input: { template: … })` takes.
    async fn code(&self) -> &str {
        &self.0.code
    }

    /// Its name in the caller's language.
    async fn name(&self, ctx: &Context<'_>) -> &str {
        locale(ctx).pick(&self.0.name_fr, &self.0.name_en)
    }

    /// The French text, with placeholders such as `{number}` that the request fills in.
    async fn french_text(&self) -> &str {
        &self.0.text_fr
    }

    /// The English text, with the same placeholders.
    async fn english_text(&self) -> &str {
        &self.0.text_en
    }
}
