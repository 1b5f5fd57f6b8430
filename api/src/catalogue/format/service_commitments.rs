//! `service-commitments.toml`: the service declaration (*déclaration de services*).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::data_file::{Code, Text};

/// The commitments of the service declaration.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "service-commitments.toml")]
pub struct ServiceCommitmentsFile {
    /// The commitments.
    pub commitments: Vec<ServiceCommitment>,
}

/// A commitment, such as "a tree is felled within 20 business days".
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ServiceCommitment {
    /// Code of the commitment; one on a channel has the channel's code.
    pub code: Code,
    /// What is promised, in a sentence.
    pub name: Text,
    /// Whether a delay or a quality is promised.
    pub kind: CommitmentKind,
    /// The unit of `amount`.
    pub unit: CommitmentUnit,
    /// The delay promised, in `unit`.
    #[schemars(range(min = 1))]
    pub amount: i32,
    /// Share of cases that must meet it, above 0 and up to 1; absent where every case must.
    #[schemars(range(max = 1), extend("exclusiveMinimum" = 0))]
    pub target_share: Option<f64>,
    /// The share of the promised time that is used up when a request is at risk, above 0 and below 1; the calendar's where
    /// absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("exclusiveMinimum" = 0, "exclusiveMaximum" = 1))]
    pub at_risk_share: Option<f64>,
    /// Whether it is kept by a product's requests or by a channel's contacts.
    pub applies_to: CommitmentSubject,
}

/// What a commitment promises.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CommitmentKind {
    /// An answer or an intervention within a time.
    Delay,
    /// A level of quality.
    Quality,
}

/// The unit in which a commitment counts time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CommitmentUnit {
    /// Days on which the centre is open.
    BusinessDays,
    /// Minutes during which the centre is open.
    BusinessMinutes,
    /// Minutes of the clock.
    Minutes,
    /// Days of the calendar.
    CalendarDays,
}

/// What a commitment is measured on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CommitmentSubject {
    /// The requests of a product or of a precision.
    Product,
    /// The contacts of a channel.
    Channel,
}
