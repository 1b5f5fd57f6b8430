//! Who is calling.

use async_graphql::{Context, Enum, Object, Result};

use super::citizen::Citizen;
use super::department::Department;
use crate::auth::viewer::{StaffRole, Viewer};
use crate::graphql::context::{Told, app, reference};
use crate::graphql::cost;
use crate::services;

/// What a caller is to the city.
#[derive(Debug, Enum, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// A citizen, who sees what is theirs.
    Citizen,
    /// A contact-centre agent.
    Agent,
    /// A planner of departments, who sees no personal data.
    Planner,
    /// A contact-centre supervisor.
    Supervisor,
    /// An administrator of the service.
    Administrator,
}

impl From<StaffRole> for Role {
    fn from(role: StaffRole) -> Self {
        match role {
            StaffRole::Agent => Self::Agent,
            StaffRole::Planner => Self::Planner,
            StaffRole::Supervisor => Self::Supervisor,
            StaffRole::Administrator => Self::Administrator,
        }
    }
}

/// The caller.
#[derive(Debug, Clone)]
pub struct Me(pub Viewer);

/// Who the token speaks for.
#[Object]
impl Me {
    /// The token's subject.
    async fn subject(&self) -> String {
        self.0.subject()
    }

    /// What the caller is to the city.
    async fn role(&self) -> Role {
        self.0.staff_role().map_or(Role::Citizen, Into::into)
    }

    /// The departments the caller works for; empty for citizens.
    #[graphql(complexity = "cost::list(cost::DEPARTMENTS, child_complexity)")]
    async fn departments(&self, ctx: &Context<'_>) -> Result<Vec<Department>> {
        let Viewer::Staff { departments, .. } = &self.0 else { return Ok(Vec::new()) };
        let reference = reference(ctx)?;
        Ok(departments.iter().filter_map(|code| reference.department_of_code(code)).cloned().map(Department).collect())
    }

    /// The caller's own record, or the one that it is merged into; null for staff.
    async fn citizen(&self, ctx: &Context<'_>) -> Result<Option<Citizen>> {
        let Some(citizen_id) = self.0.citizen_id() else { return Ok(None) };
        Ok(services::citizens::find(app(ctx)?, &self.0, citizen_id).await.told(ctx)?.map(Citizen::new))
    }
}
