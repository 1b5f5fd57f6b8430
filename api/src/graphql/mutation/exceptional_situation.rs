//! `declareExceptionalSituation` and `endExceptionalSituation`.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject, Union};
use chrono::{DateTime, Utc};

use crate::graphql::context::{Told, app, locale, viewer};
use crate::graphql::cost;
use crate::graphql::global_id::{self, NodeKind};
use crate::graphql::problems::InvalidInput;
use crate::graphql::situation_problems::{ExceptionalSituationEndedBefore, ExceptionalSituationNotFound};
use crate::graphql::types::contact_centre::Weekday;
use crate::graphql::types::exceptional_situation::{
    BilingualTextInput, ExceptionalSituation, ExceptionalSituationScope,
};
use crate::services::ServiceError;
use crate::services::exceptional_situations::{self, Declaration, EndOutcome, OpeningDay};

/// An exceptional situation to declare.
#[derive(Debug, InputObject)]
pub struct DeclareExceptionalSituationInput {
    /// What it is about.
    scope: ExceptionalSituationScope,
    /// Codes of the boroughs, where it is about some.
    #[graphql(default)]
    boroughs: Vec<String>,
    /// Codes of the products, where it is about some.
    #[graphql(default)]
    products: Vec<String>,
    /// Its title, at most 120 characters.
    title: BilingualTextInput,
    /// What citizens are told, at most 2,000 characters.
    text: BilingualTextInput,
    /// From when, never in the past; now where absent.
    starts_at: Option<DateTime<Utc>>,
    /// Until when; until a supervisor ends it where absent.
    ends_at: Option<DateTime<Utc>>,
    /// The hours that it adds to those of the centre, on holidays and closed days too.
    #[graphql(default)]
    opening_hours: Vec<OpeningHoursInput>,
    /// Codes of the products that come first, in this order.
    #[graphql(default)]
    first_products: Vec<String>,
    /// Codes of the answers to the triage question that come first, in this order.
    #[graphql(default)]
    first_answers: Vec<String>,
}

/// Hours of some days of the week.
#[derive(Debug, InputObject)]
pub struct OpeningHoursInput {
    /// The days.
    weekdays: Vec<Weekday>,
    /// When they open, such as 06:00, in the city's time zone.
    opens_at: String,
    /// When they close; 24:00 is the end of the day.
    closes_at: String,
}

impl From<OpeningHoursInput> for OpeningDay {
    fn from(hours: OpeningHoursInput) -> Self {
        Self {
            weekdays: hours.weekdays.into_iter().map(Into::into).collect(),
            opens_at: hours.opens_at,
            closes_at: hours.closes_at,
        }
    }
}

/// An exceptional situation to end.
#[derive(Debug, InputObject)]
pub struct EndExceptionalSituationInput {
    /// The situation.
    situation: ID,
    /// What is to be remembered of it, at most 2,000 characters.
    note: Option<String>,
}

/// What came of `declareExceptionalSituation`.
#[derive(Debug, Union)]
pub enum DeclareExceptionalSituationPayload {
    /// The situation is declared.
    Success(DeclareExceptionalSituationSuccess),
    /// The input does not hold.
    InvalidInput(InvalidInput),
}

/// The situation is declared; in force at once, where it starts now.
#[derive(Debug, SimpleObject)]
pub struct DeclareExceptionalSituationSuccess {
    /// The situation.
    situation: ExceptionalSituation,
}

/// What came of `endExceptionalSituation`.
#[derive(Debug, Union)]
pub enum EndExceptionalSituationPayload {
    /// The situation ended.
    Success(EndExceptionalSituationSuccess),
    /// The input does not hold.
    InvalidInput(InvalidInput),
    /// There is no such situation.
    NotFound(ExceptionalSituationNotFound),
    /// It had ended already.
    EndedBefore(ExceptionalSituationEndedBefore),
}

/// The situation ended: hours, orders and promises are as they were before.
#[derive(Debug, SimpleObject)]
pub struct EndExceptionalSituationSuccess {
    /// The situation.
    situation: ExceptionalSituation,
}

/// `declareExceptionalSituation` and `endExceptionalSituation`.
#[derive(Debug, Default)]
pub struct ExceptionalSituationMutation;

#[Object]
impl ExceptionalSituationMutation {
    /// Declares an exceptional situation (*sécurité civile*); for supervisors and administrators. While it is in force the
    /// centre has its hours, open promises within its scope follow them, the app shows its text, and its products and answers
    /// come first.
    #[graphql(complexity = "cost::SCAN + child_complexity")]
    async fn declare_exceptional_situation(
        &self,
        ctx: &Context<'_>,
        input: DeclareExceptionalSituationInput,
    ) -> Result<DeclareExceptionalSituationPayload> {
        use DeclareExceptionalSituationPayload as Payload;
        let declaration = Declaration {
            scope: input.scope.into(),
            boroughs: input.boroughs,
            products: input.products,
            title: input.title.into(),
            text: input.text.into(),
            starts_at: input.starts_at,
            ends_at: input.ends_at,
            opening: input.opening_hours.into_iter().map(Into::into).collect(),
            first_products: input.first_products,
            first_answers: input.first_answers,
        };
        Ok(match exceptional_situations::declare(app(ctx)?, viewer(ctx), declaration).await {
            Ok(row) => {
                let situation = ExceptionalSituation(Arc::new(row));
                Payload::Success(DeclareExceptionalSituationSuccess { situation })
            }
            Err(ServiceError::InvalidInput(faults)) => Payload::InvalidInput(InvalidInput::new(locale(ctx), &faults)),
            Err(failure) => return Err(failure).told(ctx),
        })
    }

    /// Ends an exceptional situation at once, or before it begins; for supervisors and administrators. Everything is then as
    /// it was before: hours, orders, banner; open promises are reckoned without its hours.
    #[graphql(complexity = "cost::SCAN + child_complexity")]
    async fn end_exceptional_situation(
        &self,
        ctx: &Context<'_>,
        input: EndExceptionalSituationInput,
    ) -> Result<EndExceptionalSituationPayload> {
        use EndExceptionalSituationPayload as Payload;
        let key = global_id::parse_as("input.situation", NodeKind::ExceptionalSituation, &input.situation);
        let outcome = match key {
            Ok(key) => exceptional_situations::end(app(ctx)?, viewer(ctx), key, input.note.as_deref()).await,
            Err(fault) => Err(fault.into()),
        };
        Ok(match outcome {
            Ok(EndOutcome::Ended(row)) => {
                let situation = ExceptionalSituation(Arc::new(*row));
                Payload::Success(EndExceptionalSituationSuccess { situation })
            }
            Ok(EndOutcome::EndedBefore(row)) => {
                Payload::EndedBefore(ExceptionalSituationEndedBefore::new(locale(ctx), *row))
            }
            Ok(EndOutcome::NotFound) => {
                Payload::NotFound(ExceptionalSituationNotFound::new(locale(ctx), &input.situation))
            }
            Err(ServiceError::InvalidInput(faults)) => Payload::InvalidInput(InvalidInput::new(locale(ctx), &faults)),
            Err(failure) => return Err(failure).told(ctx),
        })
    }
}
