//! Records that are likely to be of one person.

use async_graphql::{Context, Enum, Object, Result, SimpleObject};

use super::citizen::Citizen;
use crate::domain::person_duplicates::{Part, ScoredPart};
use crate::graphql::context::locale;
use crate::graphql::{budget, cost};
use crate::services::person_duplicates;

/// What makes two records likely to be of one person.
#[derive(Debug, Enum, Clone, Copy, PartialEq, Eq)]
pub enum PersonDuplicateReasonCode {
    /// They have the same telephone number.
    Phone,
    /// They have the same e-mail address.
    Email,
    /// They have the same name, or a similar one.
    Name,
    /// They made requests near each other.
    Address,
}

/// A part of the score of a likely duplicate of a person.
#[derive(Debug, SimpleObject)]
pub struct PersonDuplicateReason {
    /// What it is.
    code: PersonDuplicateReasonCode,
    /// How much of its weight it earns, 0 to 1.
    share: f64,
    /// Its weight; the weights of all reasons, also those that are missing here, add up to 1.
    weight: f64,
    /// What it says, in the caller's language.
    text: String,
}

/// A record that is likely to be of the same person.
#[derive(Debug)]
pub struct PersonDuplicate(pub person_duplicates::PersonDuplicate);

/// A record that is likely to be of the same person. Nothing is merged by itself.
#[Object]
impl PersonDuplicate {
    /// The record.
    async fn citizen(&self) -> Citizen {
        Citizen::new(self.0.citizen.clone())
    }

    /// How likely it is, 0 to 1: from 0.3 on it is given.
    async fn score(&self) -> f64 {
        self.0.score
    }

    /// What the score is made of: the sum of each share times its weight.
    #[graphql(complexity = "cost::list(cost::DUPLICATE_REASONS, child_complexity)")]
    async fn reasons(&self, ctx: &Context<'_>) -> Result<Vec<PersonDuplicateReason>> {
        budget::within(ctx, self.0.parts.iter().map(|part| reason(ctx, part)).collect())
    }
}

fn reason(ctx: &Context<'_>, scored: &ScoredPart) -> PersonDuplicateReason {
    let code = match scored.part {
        Part::Phone => PersonDuplicateReasonCode::Phone,
        Part::Email => PersonDuplicateReasonCode::Email,
        Part::Name => PersonDuplicateReasonCode::Name,
        Part::Address { .. } => PersonDuplicateReasonCode::Address,
    };
    let text = scored.part.in_words(scored.share, locale(ctx));
    PersonDuplicateReason { code, share: scored.share, weight: scored.weight, text }
}
