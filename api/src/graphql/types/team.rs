//! Teams of departments.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result};
use riverain_entities::teams;

use super::department::Department;
use crate::graphql::context::{locale, reference};
use crate::graphql::global_id::NodeKind;

/// A team of a department.
#[derive(Debug, Clone)]
pub struct Team(pub Arc<teams::Model>);

/// A team, which takes the requests of its department that are given to it.
#[Object]
impl Team {
    /// Global identifier.
    pub async fn id(&self) -> ID {
        NodeKind::Team.id(self.0.id)
    }

    /// Stable code in the catalogue, used in filters.
    async fn code(&self) -> &str {
        &self.0.code
    }

    /// Name in the caller's language.
    async fn name(&self, ctx: &Context<'_>) -> &str {
        locale(ctx).pick(&self.0.name_fr, &self.0.name_en)
    }

    /// The department that it is of.
    async fn department(&self, ctx: &Context<'_>) -> Result<Option<Department>> {
        Ok(reference(ctx)?.department(self.0.department_id).cloned().map(Department))
    }
}
