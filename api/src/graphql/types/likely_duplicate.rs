//! Likely duplicates of a demand.

use async_graphql::{Context, Enum, Object, Result, SimpleObject};
use riverain_entities::service_requests;

use super::followed_request::{public_state, rough_place};
use super::product::Product;
use super::request::Request;
use crate::auth::policy::{Action, may};
use crate::domain::fault::{Fault, FaultKind};
use crate::domain::likely_duplicates::{Part, ScoredPart};
use crate::graphql::context::{Told, app, locale, reference, viewer};
use crate::graphql::enums::RequestStatus;
use crate::graphql::{budget, cost};
use crate::services::likely_duplicates;

/// What makes a request a likely duplicate.
#[derive(Debug, Enum, Clone, Copy, PartialEq, Eq)]
pub enum DuplicateReasonCode {
    /// It is near.
    Distance,
    /// It is recent.
    Recency,
    /// It is about the same: the precision, or else the product.
    Subject,
    /// It is said in similar words. Compared for those alone who may read what citizens wrote.
    Words,
}

/// A part of the score of a likely duplicate.
#[derive(Debug, SimpleObject)]
pub struct DuplicateReason {
    /// What it is.
    code: DuplicateReasonCode,
    /// How much of its weight it earns, 0 to 1.
    share: f64,
    /// Its weight; the weights of all reasons add up to 1.
    weight: f64,
    /// What it goes by: metres, days since it was made or else closed, or the share of trigrams in common; null for the subject.
    value: Option<f64>,
    /// What it says, in the caller's language.
    text: String,
}

/// A request that is likely to report the same problem.
#[derive(Debug)]
pub struct LikelyDuplicate(pub likely_duplicates::LikelyDuplicate);

/// A request that is likely to report the same problem. It shows what everyone may see of a request: nothing of who made it,
/// or of what they wrote.
#[Object]
impl LikelyDuplicate {
    /// Number of the request, which stands for all reports that are merged into it.
    async fn request_number(&self) -> &str {
        &self.0.request.number
    }

    /// The request itself; null to those who may not read it: another citizen made it.
    async fn request(&self, ctx: &Context<'_>) -> Option<Request> {
        let readable = may(viewer(ctx), Action::ReadRequest { citizen_id: self.0.request.citizen_id });
        readable.then(|| Request::new(self.0.request.clone()))
    }

    /// What it is about.
    async fn product(&self, ctx: &Context<'_>) -> Result<Option<Product>> {
        Ok(reference(ctx)?.product(self.0.request.product_id).cloned().map(Product))
    }

    /// Where it stands.
    async fn status(&self) -> RequestStatus {
        self.0.request.status.into()
    }

    /// Where it stands, in plain words and the caller's language.
    async fn text(&self, ctx: &Context<'_>) -> String {
        public_state(ctx, &self.0.request)
    }

    /// How many reports of the problem there are.
    async fn report_count(&self) -> i32 {
        self.0.request.report_count
    }

    /// How far it is from the place given, metres; to the nearest ten for those who may not see its exact place.
    async fn distance_metres(&self) -> f64 {
        self.0.distance_m
    }

    /// The name of its neighbourhood, or else of its borough; null where unknown.
    async fn rough_place(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        rough_place(ctx, &self.0.request)
    }

    /// How likely it is to be the same problem, 0 to 1.
    async fn score(&self) -> f64 {
        self.0.score
    }

    /// What the score is made of: the sum of each share times its weight.
    #[graphql(complexity = "cost::list(cost::DUPLICATE_REASONS, child_complexity)")]
    async fn reasons(&self, ctx: &Context<'_>) -> Result<Vec<DuplicateReason>> {
        budget::within(ctx, self.0.parts.iter().map(|part| reason(ctx, part)).collect())
    }
}

impl LikelyDuplicate {
    /// The likely duplicates of a request that the caller may see.
    ///
    /// # Errors
    /// A number out of range, or a database that fails.
    pub async fn of_request(
        ctx: &Context<'_>,
        request: &service_requests::Model,
        first: Option<i32>,
    ) -> Result<Vec<Self>> {
        let size = size("first", first).told(ctx)?;
        let found = likely_duplicates::of_request(app(ctx)?, viewer(ctx), request, size).await.told(ctx)?;
        budget::within(ctx, found.into_iter().map(Self).collect())
    }
}

/// How many likely duplicates are given where the caller says nothing.
const USUAL: i32 = 5;

/// The most that are given.
const MOST: i32 = 20;

/// How many likely duplicates the caller asked for in `field`.
///
/// # Errors
/// A number out of range.
pub fn size(field: &str, first: Option<i32>) -> std::result::Result<usize, Fault> {
    let first = first.unwrap_or(USUAL);
    let within = (1..=MOST).contains(&first).then(|| usize::try_from(first).ok()).flatten();
    within.ok_or_else(|| {
        let kind = FaultKind::OutOfRange { minimum: "1".to_owned(), maximum: MOST.to_string() };
        Fault::new(field, first, kind)
    })
}

fn reason(ctx: &Context<'_>, scored: &ScoredPart) -> DuplicateReason {
    let code = match scored.part {
        Part::Distance { .. } => DuplicateReasonCode::Distance,
        Part::Recency(_) => DuplicateReasonCode::Recency,
        Part::Subject(_) => DuplicateReasonCode::Subject,
        Part::Words { .. } => DuplicateReasonCode::Words,
    };
    DuplicateReason {
        code,
        share: scored.share,
        weight: scored.weight,
        value: scored.part.value(),
        text: scored.part.in_words(locale(ctx)),
    }
}
