//! Products and their precisions: what a request is about.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result};
use riverain_entities::{precisions, products};

use super::department::Department;
use super::service_commitment::ServiceCommitment;
use super::work_type::WorkType;
use crate::graphql::context::{locale, reference};
use crate::graphql::enums::RequestKind;
use crate::graphql::global_id::NodeKind;
use crate::graphql::{budget, cost};

/// A version of a product.
#[derive(Debug, Clone)]
pub struct Product(pub Arc<products::Model>);

/// What a request is about (*produit*), such as drinking water.
#[Object]
impl Product {
    /// Global identifier of this version.
    pub async fn id(&self) -> ID {
        NodeKind::Product.id(self.0.id)
    }

    /// Stable code in the catalogue, used in filters and when a request is submitted.
    async fn code(&self) -> &str {
        &self.0.code
    }

    /// Version of the product's content, from 1; a request keeps the version that it was made with.
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// Name in the caller's language.
    async fn name(&self, ctx: &Context<'_>) -> &str {
        locale(ctx).pick(&self.0.name_fr, &self.0.name_en)
    }

    /// The kind of demand.
    async fn kind(&self) -> RequestKind {
        self.0.kind.into()
    }

    /// The department that answers.
    async fn department(&self, ctx: &Context<'_>) -> Result<Option<Department>> {
        Ok(reference(ctx)?.department(self.0.department_id).cloned().map(Department))
    }

    /// The precisions of this version, in the catalogue's order.
    #[graphql(complexity = "cost::list(cost::PRECISIONS, child_complexity)")]
    async fn precisions(&self, ctx: &Context<'_>) -> Result<Vec<Precision>> {
        budget::within(ctx, reference(ctx)?.precisions_of(self.0.id).iter().cloned().map(Precision).collect())
    }

    /// The service commitment that its requests are held to, where there is one.
    async fn service_commitment(&self, ctx: &Context<'_>) -> Result<Option<ServiceCommitment>> {
        commitment(ctx, self.0.service_commitment_code.as_deref())
    }
}

/// A precision of a version of a product.
#[derive(Debug, Clone)]
pub struct Precision(pub Arc<precisions::Model>);

/// What a request is about within its product (*précision*), such as the taste of drinking water.
#[Object]
impl Precision {
    /// Stable code, unique within the product.
    async fn code(&self) -> &str {
        &self.0.code
    }

    /// Name in the caller's language.
    async fn name(&self, ctx: &Context<'_>) -> &str {
        locale(ctx).pick(&self.0.name_fr, &self.0.name_en)
    }

    /// The kind of demand.
    async fn kind(&self) -> RequestKind {
        self.0.kind.into()
    }

    /// Severity of its requests before their answers, 0 to 100.
    async fn severity(&self) -> i32 {
        self.0.severity
    }

    /// The planned work type that its requests feed; null where they are answered one by one.
    async fn work_type(&self, ctx: &Context<'_>) -> Result<Option<WorkType>> {
        let Some(code) = self.0.work_type_code.as_deref() else { return Ok(None) };
        Ok(reference(ctx)?.work_type_of_code(code).cloned().map(WorkType))
    }

    /// The service commitment that its requests are held to, where there is one.
    async fn service_commitment(&self, ctx: &Context<'_>) -> Result<Option<ServiceCommitment>> {
        commitment(ctx, self.0.service_commitment_code.as_deref())
    }
}

fn commitment(ctx: &Context<'_>, code: Option<&str>) -> Result<Option<ServiceCommitment>> {
    let Some(code) = code else { return Ok(None) };
    Ok(reference(ctx)?.commitment_of_code(code).cloned().map(ServiceCommitment))
}
