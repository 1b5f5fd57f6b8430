//! Amounts with their bounds: what lies beyond is a slip of the hand.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Hours of work of a crew.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct CrewHours(#[schemars(range(min = 0, max = 1_000_000))] pub f64);
