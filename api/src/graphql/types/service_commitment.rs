//! Commitments of the service declaration.

use std::sync::Arc;

use async_graphql::{Context, Enum, Object};
use chrono::{DateTime, Utc};
use riverain_entities::service_commitments;

use crate::graphql::context::locale;

/// What a commitment promises.
#[derive(Debug, Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "service_commitments::CommitmentKind")]
pub enum CommitmentKind {
    /// An answer or an intervention within a time.
    Delay,
    /// A level of quality.
    Quality,
}

/// The unit in which a commitment counts time.
#[derive(Debug, Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "service_commitments::CommitmentUnit")]
pub enum CommitmentUnit {
    /// Days on which the contact centre is open.
    BusinessDays,
    /// Minutes during which the contact centre is open.
    BusinessMinutes,
    /// Minutes of the clock.
    Minutes,
    /// Days of the calendar.
    CalendarDays,
}

/// What a commitment is measured on.
#[derive(Debug, Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "service_commitments::CommitmentSubject")]
pub enum CommitmentSubject {
    /// The requests of a product or of a precision.
    Product,
    /// The contacts of a channel; the commitment has the channel's code.
    Channel,
}

/// A version of a commitment.
#[derive(Debug, Clone)]
pub struct ServiceCommitment(pub Arc<service_commitments::Model>);

/// What the city's service declaration (*déclaration de services*) promises.
#[Object]
impl ServiceCommitment {
    /// Stable code in the catalogue.
    async fn code(&self) -> &str {
        &self.0.code
    }

    /// Version of the commitment's content, from 1; a request keeps the version that it was made with.
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// The promise in one sentence, in the caller's language.
    async fn name(&self, ctx: &Context<'_>) -> &str {
        locale(ctx).pick(&self.0.name_fr, &self.0.name_en)
    }

    /// Whether a delay or a quality is promised.
    async fn kind(&self) -> CommitmentKind {
        self.0.kind.into()
    }

    /// What it is measured on.
    async fn applies_to(&self) -> CommitmentSubject {
        self.0.applies_to.into()
    }

    /// The delay promised, in `unit`.
    async fn amount(&self) -> i32 {
        self.0.amount
    }

    /// The unit of `amount`.
    async fn unit(&self) -> CommitmentUnit {
        self.0.unit.into()
    }

    /// The share of demands that it must hold for, 0 to 1, such as 0.8 for 80%; null where it must hold for all.
    async fn target_share(&self) -> Option<f64> {
        self.0.target_share
    }

    /// Since when this version holds, UTC.
    async fn valid_from(&self) -> DateTime<Utc> {
        self.0.valid_from
    }
}
