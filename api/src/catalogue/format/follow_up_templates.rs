//! `follow-up-templates.toml`: texts for the follow-ups that are written again and again.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::data_file::{Code, Text};

/// Templates of public follow-ups.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "follow-up-templates.toml")]
pub struct FollowUpTemplatesFile {
    /// The templates, in the order in which agents choose among them.
    pub templates: Vec<FollowUpTemplate>,
}

/// A template of a follow-up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FollowUpTemplate {
    /// Code of the template.
    pub code: Code,
    /// Its name, as agents choose it.
    pub name: Text,
    /// The text, with placeholders that the request fills in: `{number}`, `{product}`, `{precision}`, `{status}`,
    /// `{department}`, `{due_date}`, `{today}`.
    pub text: Text,
}
