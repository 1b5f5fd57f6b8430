//! `submitRequest`.

use async_graphql::{ComplexObject, Context, ID, InputObject, Object, Result, SimpleObject, Union};
use chrono::{DateTime, Utc};
use riverain_entities::service_requests::Model;

use crate::auth::viewer::Viewer;
use crate::domain::citizen::RequesterFields;
use crate::domain::fault::Faults;
use crate::graphql::context::{Told, app, locale, viewer};
use crate::graphql::cost;
use crate::graphql::enums::{FollowUpRecipient, Language, RequestChannel};
use crate::graphql::global_id::{self, NodeKind};
use crate::graphql::intake_problems::{DivertedToEmergency, QuestionTreeVersionNotAccepted};
use crate::graphql::problems::InvalidInput;
use crate::graphql::scalars::Json;
use crate::graphql::types::likely_duplicate::LikelyDuplicate;
use crate::graphql::types::request::Request;
use crate::graphql::types::request_filter::PlaceInput;
use crate::services::ServiceError;
use crate::services::contacts::requests::{OnBehalf, OriginFields};
use crate::services::drafts::DRAFT;
use crate::services::submission::{self, Submitted};

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
    /// allows it, a text, a number, a day such as 2026-09-15, a place, or a list of attachments. `questionnaire` says what
    /// is asked.
    answers: Option<Json>,
    /// Identifiers of photos from `uploadAttachments`, beside those that the answers name; at most 10.
    #[graphql(default)]
    attachments: Vec<ID>,
    /// The version of the question tree that they answer, from `questionnaire`; the present one where absent. One that was
    /// replaced is accepted for a week.
    tree_version: Option<i32>,
    /// Who asks, where the contact centre writes for them or a person without account gives their name. Without it the
    /// request is the calling citizen's own, or anonymous.
    requester: Option<RequesterInput>,
    /// When the demand was made, where that was before now and since 2000. For staff.
    opened_at: Option<DateTime<Utc>>,
    /// The contact in which it is made, of the same channel: the request is that of its citizen, where `requester` says
    /// nobody else. For the contact centre.
    contact: Option<ID>,
    /// The draft that it completes: what its sender wrote is the description, and they are the requester, where nothing else
    /// is said. For the contact centre.
    draft: Option<ID>,
    /// That someone makes it for the requester. For the contact centre.
    on_behalf: Option<OnBehalfInput>,
}

/// That one person makes a demand for another: both are kept.
#[derive(Debug, InputObject)]
pub struct OnBehalfInput {
    /// Who makes it; the citizen of the contact where absent.
    representative: Option<RequesterInput>,
    /// Who gets the follow-ups. A representative who does may read the request with its number.
    follow_ups_to: FollowUpRecipient,
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
    /// Information answered the demand at once.
    Settled(RequestSettledByAdvice),
    /// 9-1-1 answers the demand.
    Diverted(DivertedToEmergency),
    /// The question tree has no such version.
    VersionNotAccepted(QuestionTreeVersionNotAccepted),
    /// The input does not hold.
    InvalidInput(InvalidInput),
}

/// Information answered the demand at once: show it. The request is kept as done, settled at first contact, with the
/// information as a follow-up.
#[derive(Debug, SimpleObject)]
pub struct RequestSettledByAdvice {
    /// The information, in the caller's language.
    advice: String,
    /// Number to give to the citizen.
    request_number: String,
    /// The request; null to anonymous callers, who keep its number.
    request: Option<Request>,
}

/// The request is written.
#[derive(Debug, SimpleObject)]
#[graphql(complex)]
pub struct SubmitRequestSuccess {
    /// Number to give to the citizen.
    request_number: String,
    /// The request; null to anonymous callers, who keep its number.
    request: Option<Request>,
    #[graphql(skip)]
    row: Box<Model>,
}

#[ComplexObject]
impl SubmitRequestSuccess {
    /// The requests that are likely to report the same problem, the likeliest first.
    #[graphql(complexity = "cost::SCAN + cost::list(cost::LIKELY_DUPLICATES, child_complexity)")]
    async fn likely_duplicates(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 20; 5 where absent.")] first: Option<i32>,
    ) -> Result<Vec<LikelyDuplicate>> {
        LikelyDuplicate::of_request(ctx, &self.row, first).await
    }
}

/// `submitRequest`.
#[derive(Debug, Default)]
pub struct SubmitRequestMutation;

#[Object]
impl SubmitRequestMutation {
    /// Makes a request: checked whole, then written with its requester, or not at all. A demand that 9-1-1 answers is diverted
    /// before anything else is looked at.
    #[graphql(complexity = "2 * cost::SCAN + child_complexity")]
    async fn submit_request(&self, ctx: &Context<'_>, input: SubmitRequestInput) -> Result<SubmitRequestPayload> {
        let (viewer, locale) = (viewer(ctx), locale(ctx));
        let may_see = !matches!(viewer, Viewer::Anonymous);
        let submission = match input.check() {
            Ok(submission) => submission,
            Err(faults) => return Ok(SubmitRequestPayload::InvalidInput(InvalidInput::new(locale, &faults))),
        };
        Ok(match submission::submit(app(ctx)?, viewer, locale, submission).await {
            Ok(Submitted::Request(row)) => SubmitRequestPayload::Success(SubmitRequestSuccess {
                request_number: row.number.clone(),
                request: may_see.then(|| Request::new(row.as_ref().clone())),
                row,
            }),
            Ok(Submitted::Settled { request: row, advice }) => SubmitRequestPayload::Settled(RequestSettledByAdvice {
                advice: advice.in_language(locale).to_owned(),
                request_number: row.number.clone(),
                request: may_see.then(|| Request::new(*row)),
            }),
            Ok(Submitted::Diverted(reason)) => SubmitRequestPayload::Diverted(DivertedToEmergency::new(locale, reason)),
            Ok(Submitted::VersionNotAccepted { version, current }) => {
                let refusal = QuestionTreeVersionNotAccepted::new(locale, version, current);
                SubmitRequestPayload::VersionNotAccepted(refusal)
            }
            Err(ServiceError::InvalidInput(faults)) => {
                SubmitRequestPayload::InvalidInput(InvalidInput::new(locale, &faults))
            }
            Err(failure) => return Err(failure).told(ctx),
        })
    }
}

impl SubmitRequestInput {
    fn check(self) -> std::result::Result<submission::Submission, Faults> {
        let input = self;
        let contact = input.contact.map(|id| global_id::named("input.contact", NodeKind::Contact, &id)).transpose()?;
        let draft = input.draft.map(|id| global_id::named(DRAFT, NodeKind::DraftRequest, &id)).transpose()?;
        let on_behalf = input.on_behalf.map(|on_behalf| OnBehalf {
            representative: on_behalf.representative.map(Into::into),
            follow_ups_to: on_behalf.follow_ups_to.into(),
        });
        Ok(submission::Submission {
            product: input.product,
            precision: input.precision,
            channel: input.channel.into(),
            description: input.description,
            place: input.place.map(|place| (place.longitude, place.latitude)),
            address: input.address,
            answers: input.answers.map(|answers| answers.0),
            attachments: input.attachments.into_iter().map(|id| id.0).collect(),
            tree_version: input.tree_version,
            requester: input.requester.map(Into::into),
            opened_at: input.opened_at,
            origin: OriginFields { contact, draft, on_behalf },
        })
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
