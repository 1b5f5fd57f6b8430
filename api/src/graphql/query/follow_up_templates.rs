//! Questions about templates of follow-ups.

use std::sync::Arc;

use async_graphql::{Context, Object, Result};

use crate::graphql::context::{Told, reference, viewer};
use crate::graphql::types::follow_up_template::FollowUpTemplate;
use crate::graphql::{budget, cost};
use crate::services::follow_up_templates::check_writer;

/// Questions about templates of follow-ups.
#[derive(Debug, Default)]
pub struct FollowUpTemplateQueries;

#[Object]
impl FollowUpTemplateQueries {
    /// The templates of public follow-ups, in the catalogue's order. For contact-centre staff.
    #[graphql(complexity = "cost::list(cost::FOLLOW_UP_TEMPLATES, child_complexity)")]
    async fn follow_up_templates(&self, ctx: &Context<'_>) -> Result<Vec<FollowUpTemplate>> {
        check_writer(viewer(ctx)).told(ctx)?;
        let templates = reference(ctx)?.follow_up_templates().iter();
        budget::within(ctx, templates.map(|row| FollowUpTemplate(Arc::clone(row))).collect())
    }
}
