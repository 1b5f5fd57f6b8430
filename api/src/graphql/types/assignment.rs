//! Who has a request, and what decided.

use async_graphql::{Context, Object, Result, SimpleObject};
use riverain_entities::service_requests;
use std::sync::Arc;

use super::department::Department;
use super::team::Team;
use crate::graphql::context::{locale, reference};

/// Who has a request.
#[derive(Debug, Clone)]
pub struct Assignment(pub Arc<service_requests::Model>);

/// A rule that gave a request to a department or team.
#[derive(Debug, Clone, SimpleObject)]
pub struct AssignmentRule {
    /// Stable code in the catalogue.
    code: String,
    /// What the rule is about, in the caller's language.
    label: String,
}

/// The department and team that have a request, and what decided.
#[Object(name = "RequestAssignment")]
impl Assignment {
    /// The department that answers.
    async fn department(&self, ctx: &Context<'_>) -> Result<Option<Department>> {
        Ok(reference(ctx)?.department(self.0.department_id).cloned().map(Department))
    }

    /// The team of that department; null where none is named.
    async fn team(&self, ctx: &Context<'_>) -> Result<Option<Team>> {
        let Some(key) = self.0.team_id else { return Ok(None) };
        Ok(reference(ctx)?.team(key).cloned().map(Team))
    }

    /// The rule that decided when the request came in, as it was then; null where none applied.
    async fn rule(&self, ctx: &Context<'_>) -> Result<Option<AssignmentRule>> {
        let Some((set, code)) = self.0.assignment_rule_set_id.zip(self.0.assignment_rule_code.as_ref()) else {
            return Ok(None);
        };
        let rule = reference(ctx)?.life.rules_of(set).and_then(|rules| rules.rule(code));
        Ok(rule.map(|rule| AssignmentRule { code: code.clone(), label: rule.label(locale(ctx)).to_owned() }))
    }

    /// Whether someone of the staff has since given the request to another department or team.
    async fn by_hand(&self) -> bool {
        self.0.assigned_by_hand
    }
}
