//! Municipal departments and their crews.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result};
use riverain_entities::{crews, departments};

use super::team::Team;
use super::work_type::WorkType;
use crate::graphql::context::{locale, reference};
use crate::graphql::global_id::NodeKind;
use crate::graphql::scalars::Cents;
use crate::graphql::{budget, cost};

/// A department of the city.
#[derive(Debug, Clone)]
pub struct Department(pub Arc<departments::Model>);

/// A department that answers requests and plans work.
#[Object]
impl Department {
    /// Global identifier.
    pub async fn id(&self) -> ID {
        NodeKind::Department.id(self.0.id)
    }

    /// Stable code in the catalogue, used in filters.
    async fn code(&self) -> &str {
        &self.0.code
    }

    /// Name in the caller's language.
    async fn name(&self, ctx: &Context<'_>) -> &str {
        locale(ctx).pick(&self.0.name_fr, &self.0.name_en)
    }

    /// Budget of a year of planned work where a programme does not say otherwise (synthetic in the shipped catalogue).
    async fn yearly_budget_cents(&self) -> Cents {
        Cents(self.0.yearly_budget_cents)
    }

    /// The teams of the department, to which requests are given.
    #[graphql(complexity = "cost::list(cost::TEAMS, child_complexity)")]
    async fn teams(&self, ctx: &Context<'_>) -> Result<Vec<Team>> {
        let teams = reference(ctx)?.teams().iter();
        budget::within(ctx, teams.filter(|team| team.department_id == self.0.id).cloned().map(Team).collect())
    }

    /// The crews of the department.
    #[graphql(complexity = "cost::list(cost::CREWS, child_complexity)")]
    async fn crews(&self, ctx: &Context<'_>) -> Result<Vec<Crew>> {
        let crews = reference(ctx)?.crews().iter();
        budget::within(ctx, crews.filter(|crew| crew.department_id == self.0.id).cloned().map(Crew).collect())
    }

    /// The planned work types of the department.
    #[graphql(complexity = "cost::list(cost::WORK_TYPES, child_complexity)")]
    async fn work_types(&self, ctx: &Context<'_>) -> Result<Vec<WorkType>> {
        let work_types = reference(ctx)?.work_types().iter();
        budget::within(ctx, work_types.filter(|row| row.department_id == self.0.id).cloned().map(WorkType).collect())
    }
}

/// A crew of a department.
#[derive(Debug, Clone)]
pub struct Crew(pub Arc<crews::Model>);

/// A crew, whose hours limit the work of a year.
#[Object]
impl Crew {
    /// Stable code in the catalogue.
    async fn code(&self) -> &str {
        &self.0.code
    }

    /// Name in the caller's language.
    async fn name(&self, ctx: &Context<'_>) -> &str {
        locale(ctx).pick(&self.0.name_fr, &self.0.name_en)
    }

    /// Hours of a year where a programme does not say otherwise (synthetic in the shipped catalogue).
    async fn yearly_hours(&self) -> f64 {
        self.0.yearly_hours
    }
}
