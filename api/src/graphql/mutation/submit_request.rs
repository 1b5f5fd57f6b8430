//! `submitRequest`.

use async_graphql::{Context, InputObject, Object, Result, SimpleObject, Union};
use chrono::{DateTime, Utc};

use crate::domain::citizen::RequesterFields;
use crate::graphql::context::{Told, app, locale, viewer};
use crate::graphql::cost;
use crate::graphql::enums::{Language, RequestChannel};
use crate::graphql::problems::InvalidInput;
use crate::graphql::scalars::Json;
use crate::graphql::types::request::Request;
use crate::graphql::types::request_filter::PlaceInput;
use crate::services::{ServiceError, submission};

/// A demand to the city.
#[derive(Debug, InputObject)]
pub struct SubmitRequestInput {
    /// Code of the product, from `products`.
    product: String,
    /// Code of the precision, from the product's `precisions`.
    precision: String,
    /// How the demand reached the city.
    channel: RequestChannel,
    /// What the citizen says, at most 10,000 characters.
    description: Option<String>,
    /// Where the problem is, inside the city.
    place: Option<PlaceInput>,
    /// Civic address of the problem.
    address: Option<String>,
    /// Answers to the product's questions, by question code: the code of an option, several in a list where the question
    /// allows it, a text, a number, a day such as 2026-09-15, or a place.
    answers: Option<Json>,
    /// Who asks, where the contact centre writes for them or a person without account gives their name. Without it the
    /// request is the calling citizen's own, or anonymous.
    requester: Option<RequesterInput>,
    /// When the demand was made, where that was before now and since 2000. For staff.
    opened_at: Option<DateTime<Utc>>,
}

/// Who makes a demand.
#[derive(Debug, InputObject)]
pub struct RequesterInput {
    /// Given name.
    given_name: String,
    /// Family name.
    family_name: String,
    /// E-mail address.
    email: Option<String>,
    /// Telephone number.
    phone: Option<String>,
    /// The language the city should write in; where absent, as the citizen chose before, else French.
    language: Option<Language>,
    /// Whether the city may write or call about the request; where absent, as the citizen said before, else no.
    consent_to_contact: Option<bool>,
}

/// What came of `submitRequest`.
#[derive(Debug, Union)]
pub enum SubmitRequestPayload {
    /// The request is written.
    Success(SubmitRequestSuccess),
    /// The input does not hold.
    InvalidInput(InvalidInput),
}

/// The request is written.
#[derive(Debug, SimpleObject)]
pub struct SubmitRequestSuccess {
    /// Number to give to the citizen.
    request_number: String,
    /// The request; null to anonymous callers, who keep its number.
    request: Option<Request>,
}

/// `submitRequest`.
#[derive(Debug, Default)]
pub struct SubmitRequestMutation;

#[Object]
impl SubmitRequestMutation {
    /// Makes a request: checked whole, then written with its requester, or not at all.
    #[graphql(complexity = "2 * cost::SCAN + child_complexity")]
    async fn submit_request(&self, ctx: &Context<'_>, input: SubmitRequestInput) -> Result<SubmitRequestPayload> {
        let viewer = viewer(ctx);
        match submission::submit(app(ctx)?, viewer, input.into()).await {
            Ok(row) => {
                let may_see = !matches!(viewer, crate::auth::viewer::Viewer::Anonymous);
                let request_number = row.number.clone();
                let request = may_see.then(|| Request::new(row));
                Ok(SubmitRequestPayload::Success(SubmitRequestSuccess { request_number, request }))
            }
            Err(ServiceError::InvalidInput(faults)) => {
                Ok(SubmitRequestPayload::InvalidInput(InvalidInput::new(locale(ctx), &faults)))
            }
            Err(failure) => Err(failure).told(ctx),
        }
    }
}

impl From<SubmitRequestInput> for submission::Submission {
    fn from(input: SubmitRequestInput) -> Self {
        Self {
            product: input.product,
            precision: input.precision,
            channel: input.channel.into(),
            description: input.description,
            place: input.place.map(|place| (place.longitude, place.latitude)),
            address: input.address,
            answers: input.answers.map(|answers| answers.0),
            requester: input.requester.map(Into::into),
            opened_at: input.opened_at,
        }
    }
}

impl From<RequesterInput> for RequesterFields {
    fn from(input: RequesterInput) -> Self {
        Self {
            given_name: input.given_name,
            family_name: input.family_name,
            email: input.email,
            phone: input.phone,
            language: input.language.map(Into::into),
            consent_to_contact: input.consent_to_contact,
        }
    }
}
