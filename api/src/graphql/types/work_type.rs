//! Planned work types.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result};
use riverain_entities::work_types;

use super::department::Department;
use crate::graphql::context::{locale, reference};
use crate::graphql::enums::DistanceKind;
use crate::graphql::global_id::NodeKind;
use crate::graphql::scalars::Cents;

/// A version of a planned work type.
#[derive(Debug, Clone)]
pub struct WorkType(pub Arc<work_types::Model>);

/// A type of planned work: how its requests are grouped into projects, what it costs, and what it must follow.
#[Object]
impl WorkType {
    /// Global identifier of this version.
    pub async fn id(&self) -> ID {
        NodeKind::WorkType.id(self.0.id)
    }

    /// Stable code in the catalogue, used in filters.
    async fn code(&self) -> &str {
        &self.0.code
    }

    /// Version of the work type's content, from 1.
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// Name in the caller's language.
    async fn name(&self, ctx: &Context<'_>) -> &str {
        locale(ctx).pick(&self.0.name_fr, &self.0.name_en)
    }

    /// The department that does the work.
    async fn department(&self, ctx: &Context<'_>) -> Result<Option<Department>> {
        Ok(reference(ctx)?.department(self.0.department_id).cloned().map(Department))
    }

    /// What the distances between requests of a project are.
    async fn distance(&self) -> DistanceKind {
        self.0.distance.into()
    }

    /// Largest distance between neighbouring requests of a project, metres.
    async fn radius_metres(&self) -> f64 {
        self.0.radius_m
    }

    /// Largest distance between two requests of a project, metres; no limit where null.
    async fn max_span_metres(&self) -> Option<f64> {
        self.0.max_span_m
    }

    /// Most requests of a project; no limit where null.
    async fn max_requests(&self) -> Option<i32> {
        self.0.max_requests
    }

    /// Largest sum of the costs of a project's requests; no limit where null.
    async fn max_cost_cents(&self) -> Option<Cents> {
        self.0.max_cost_cents.map(Cents)
    }

    /// Cost of bringing the crews to a site.
    async fn mobilization_cost_cents(&self) -> Cents {
        Cents(self.0.mobilization_cost_cents)
    }

    /// The same where another project of the site is done in the same year.
    async fn mobilization_shared_cost_cents(&self) -> Cents {
        Cents(self.0.mobilization_shared_cost_cents)
    }

    /// Codes of the work types that must be done before it on a site.
    async fn after(&self) -> Vec<String> {
        serde_json::from_value(self.0.after.clone()).unwrap_or_default()
    }

    /// Whether it opens the ground.
    async fn breaks_ground(&self) -> bool {
        self.0.breaks_ground
    }

    /// Years after it during which no work of its site may open the ground.
    async fn moratorium_years(&self) -> i32 {
        self.0.moratorium_years
    }
}
