//! `changeExceptionalSituation`.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, Result, SimpleObject, Union};
use chrono::{DateTime, Utc};

use super::exceptional_situation::OpeningHoursInput;
use crate::graphql::context::{Told, app, locale, viewer};
use crate::graphql::cost;
use crate::graphql::global_id::{self, NodeKind};
use crate::graphql::problems::InvalidInput;
use crate::graphql::situation_problems::{ExceptionalSituationEndedBefore, ExceptionalSituationNotFound};
use crate::graphql::types::exceptional_situation::{
    BilingualTextInput, ExceptionalSituation, ExceptionalSituationScope,
};
use crate::services::ServiceError;
use crate::services::exceptional_situations::{self, ChangeOutcome, ScopeDemand, SituationChange};

/// A change of an exceptional situation; what is left out stays as it is.
#[derive(Debug, InputObject)]
pub struct ChangeExceptionalSituationInput {
    /// The situation.
    situation: ID,
    /// What it is about from now on, with `boroughs` or `products`.
    scope: Option<ExceptionalSituationScope>,
    /// Codes of the boroughs, where `scope` is BOROUGHS.
    #[graphql(default)]
    boroughs: Vec<String>,
    /// Codes of the products, where `scope` is PRODUCTS.
    #[graphql(default)]
    products: Vec<String>,
    /// Its title, at most 120 characters.
    title: Option<BilingualTextInput>,
    /// What citizens are told, at most 2,000 characters.
    text: Option<BilingualTextInput>,
    /// Until when, never in the past; null lets it last until a supervisor ends it.
    ends_at: MaybeUndefined<DateTime<Utc>>,
    /// The hours that it adds to those of the centre; an empty list adds none any more.
    opening_hours: Option<Vec<OpeningHoursInput>>,
    /// Codes of the products that come first, in this order.
    first_products: Option<Vec<String>>,
    /// Codes of the answers to the triage question that come first, in this order.
    first_answers: Option<Vec<String>>,
    /// Why, for the staff, at most 2,000 characters.
    note: Option<String>,
}

/// What came of `changeExceptionalSituation`.
#[derive(Debug, Union)]
pub enum ChangeExceptionalSituationPayload {
    /// The situation is changed.
    Success(ChangeExceptionalSituationSuccess),
    /// The input does not hold, and nothing is changed.
    InvalidInput(InvalidInput),
    /// There is no such situation.
    NotFound(ExceptionalSituationNotFound),
    /// It had ended already.
    EndedBefore(ExceptionalSituationEndedBefore),
}

/// The situation is changed: banner, hours, orders and promises follow.
#[derive(Debug, SimpleObject)]
pub struct ChangeExceptionalSituationSuccess {
    /// The situation.
    situation: ExceptionalSituation,
}

/// `changeExceptionalSituation`.
#[derive(Debug, Default)]
pub struct ChangeExceptionalSituationMutation;

#[Object]
impl ChangeExceptionalSituationMutation {
    /// Changes an exceptional situation that has not ended: extends or shortens it, corrects its texts, changes what it is
    /// about; for supervisors and administrators. Open promises follow, and what it said before is kept in its `changes`.
    #[graphql(complexity = "cost::SCAN + child_complexity")]
    async fn change_exceptional_situation(
        &self,
        ctx: &Context<'_>,
        input: ChangeExceptionalSituationInput,
    ) -> Result<ChangeExceptionalSituationPayload> {
        use ChangeExceptionalSituationPayload as Payload;
        let situation = input.situation.clone();
        let key = global_id::parse_as("input.situation", NodeKind::ExceptionalSituation, &situation);
        let outcome = match key {
            Ok(key) => exceptional_situations::change(app(ctx)?, viewer(ctx), key, input.into()).await,
            Err(fault) => Err(fault.into()),
        };
        Ok(match outcome {
            Ok(ChangeOutcome::Changed(row)) => {
                let situation = ExceptionalSituation(Arc::new(*row));
                Payload::Success(ChangeExceptionalSituationSuccess { situation })
            }
            Ok(ChangeOutcome::EndedBefore(row)) => {
                Payload::EndedBefore(ExceptionalSituationEndedBefore::new(locale(ctx), *row))
            }
            Ok(ChangeOutcome::NotFound) => {
                Payload::NotFound(ExceptionalSituationNotFound::new(locale(ctx), &situation))
            }
            Err(ServiceError::InvalidInput(faults)) => Payload::InvalidInput(InvalidInput::new(locale(ctx), &faults)),
            Err(failure) => return Err(failure).told(ctx),
        })
    }
}

impl From<ChangeExceptionalSituationInput> for SituationChange {
    fn from(input: ChangeExceptionalSituationInput) -> Self {
        let (boroughs, products) = (input.boroughs, input.products);
        let opening = input.opening_hours.map(|days| days.into_iter().map(Into::into).collect());
        Self {
            scope: input.scope.map(|kind| ScopeDemand { kind: kind.into(), boroughs, products }),
            title: input.title.map(Into::into),
            text: input.text.map(Into::into),
            ends_at: match input.ends_at {
                MaybeUndefined::Undefined => None,
                MaybeUndefined::Null => Some(None),
                MaybeUndefined::Value(ends_at) => Some(Some(ends_at)),
            },
            opening,
            first_products: input.first_products,
            first_answers: input.first_answers,
            note: input.note,
        }
    }
}
