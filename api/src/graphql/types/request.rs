//! Service requests.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result};
use chrono::{DateTime, Utc};
use riverain_entities::{citizens, follow_ups, service_requests};

use super::answered_question::AnsweredQuestion;
use super::assignment::Assignment;
use super::attachment::Attachment;
use super::borough::Borough;
use super::citizen::Citizen;
use super::department::Department;
use super::follow_up::FollowUp;
use super::life_step::AllowedStep;
use super::neighbourhood::Neighbourhood;
use super::place::Place;
use super::priority::PriorityBreakdown;
use super::product::{Precision, Product};
use super::promise::{self, PromiseConnection};
use super::representative::Representative;
use super::request_reports::RequestReports;
use super::service_commitment::ServiceCommitment;
use super::status_change::{StatusChange, StatusChangeConnection};
use super::work_type::WorkType;
use crate::auth::policy::{Action, may};
use crate::graphql::attachment_loaders::{self, RequestAttachmentsKey};
use crate::graphql::connection::{NodeConnection, connection};
use crate::graphql::context::{Told, app, locale, reference, viewer};
use crate::graphql::enums::{PromiseState, RequestChannel, RequestKind, RequestStatus};
use crate::graphql::global_id::NodeKind;
use crate::graphql::loaders::{self, ChangesKey, CitizenKey, HistoryKey};
use crate::graphql::loaders_of_contacts::RepresentativeKey;
use crate::graphql::paging::PageArguments;
use crate::graphql::query::requests::RequestTotal;
use crate::graphql::scalars::{Cents, Json};
use crate::graphql::{budget, cost, error};
use crate::services;
use crate::store::follow_ups::{HistoryEnd, Reader};
use crate::store::page::{ListEnd, MomentPosition, Page, PageRequest};

/// Requests, page by page.
pub type RequestConnection = NodeConnection<Request, RequestTotal>;

/// Follow-ups, page by page.
pub type FollowUpConnection = NodeConnection<FollowUp>;

/// The name by which cursors of a request's follow-ups know their list.
const HISTORY: &str = "followUps";

/// The name by which cursors of a request's history know their list.
const CHANGES: &str = "history";

/// A request, with what was read ahead for it.
#[derive(Debug, Clone)]
pub struct Request {
    /// The record.
    pub row: Arc<service_requests::Model>,
    /// The requester, where it was read ahead.
    pub citizen: Option<Arc<citizens::Model>>,
    /// An end of its history, where it was read ahead.
    pub history: Option<(HistoryEnd, Arc<Page<follow_ups::Model>>)>,
}

impl Request {
    /// A request with nothing read ahead.
    pub fn new(row: service_requests::Model) -> Self {
        Self { row: Arc::new(row), citizen: None, history: None }
    }

    fn check_personal_data(&self, ctx: &Context<'_>) -> Result<()> {
        match may(viewer(ctx), Action::ReadRequestPersonalData { citizen_id: self.row.citizen_id }) {
            true => Ok(()),
            false => Err(error::forbidden(locale(ctx))),
        }
    }
}

/// A request of a citizen to the city.
#[Object]
impl Request {
    /// Global identifier.
    pub async fn id(&self) -> ID {
        NodeKind::Request.id(self.row.id)
    }

    /// Number given to the citizen, such as 2026-0123456.
    async fn number(&self) -> &str {
        &self.row.number
    }

    /// Kind of demand.
    async fn kind(&self) -> RequestKind {
        self.row.kind.into()
    }

    /// How the request reached the city.
    async fn channel(&self) -> RequestChannel {
        self.row.channel.into()
    }

    /// Where the request stands.
    async fn status(&self) -> RequestStatus {
        self.row.status.into()
    }

    /// The version of the product that it was made with.
    async fn product(&self, ctx: &Context<'_>) -> Result<Option<Product>> {
        Ok(reference(ctx)?.product(self.row.product_id).cloned().map(Product))
    }

    /// The precision that it was made with.
    async fn precision(&self, ctx: &Context<'_>) -> Result<Option<Precision>> {
        Ok(reference(ctx)?.precision(self.row.precision_id).cloned().map(Precision))
    }

    /// The department that answers.
    async fn department(&self, ctx: &Context<'_>) -> Result<Option<Department>> {
        Ok(reference(ctx)?.department(self.row.department_id).cloned().map(Department))
    }

    /// Who has the request, and what decided.
    async fn assignment(&self) -> Assignment {
        Assignment(Arc::clone(&self.row))
    }

    /// The steps that the caller may take with `changeRequestStatus`.
    #[graphql(complexity = "cost::list(cost::STEPS, child_complexity)")]
    async fn allowed_steps(&self, ctx: &Context<'_>) -> Result<Vec<AllowedStep>> {
        let now = app(ctx)?.clock.now();
        let steps = services::request_life::steps::allowed(viewer(ctx), reference(ctx)?, &self.row, now);
        budget::within(ctx, steps.iter().map(|step| AllowedStep::new(locale(ctx), step)).collect())
    }

    /// Until when the request may be reopened, UTC; null while it is open.
    async fn reopenable_until(&self, ctx: &Context<'_>) -> Result<Option<DateTime<Utc>>> {
        Ok(services::request_life::reopening::until(reference(ctx)?, &self.row))
    }

    /// The planned work type that it feeds; null where it is answered by itself.
    async fn work_type(&self, ctx: &Context<'_>) -> Result<Option<WorkType>> {
        let Some(key) = self.row.work_type_id else { return Ok(None) };
        Ok(reference(ctx)?.work_type(key).cloned().map(WorkType))
    }

    /// Whether it feeds the planned-intervention programme (*programme d'intervention planifié*).
    async fn is_planned_intervention(&self) -> bool {
        self.row.work_type_id.is_some()
    }

    /// What the citizen wrote. Personal data.
    async fn description(&self, ctx: &Context<'_>) -> Result<Option<&str>> {
        self.check_personal_data(ctx)?;
        Ok(self.row.description.as_deref())
    }

    /// The answers to the product's questions, by question. Personal data.
    #[graphql(deprecation = "It has codes alone. Use `answeredQuestions`.")]
    async fn answers(&self, ctx: &Context<'_>) -> Result<Option<Json>> {
        self.check_personal_data(ctx)?;
        Ok(Some(Json(self.row.answers.clone())))
    }

    /// The questions that were answered, in the order asked, with the texts of the version of the tree that was answered.
    /// Personal data.
    #[graphql(complexity = "cost::list(cost::QUESTIONS, child_complexity)")]
    async fn answered_questions(&self, ctx: &Context<'_>) -> Result<Vec<AnsweredQuestion>> {
        self.check_personal_data(ctx)?;
        budget::within(ctx, AnsweredQuestion::of_request(&self.row, reference(ctx)?, locale(ctx)))
    }

    /// The photos and documents that came with the request itself, in the order sent; those of its follow-ups are theirs. Personal data.
    #[graphql(complexity = "cost::STATEMENT + cost::list(cost::ATTACHMENTS, child_complexity)")]
    async fn attachments(&self, ctx: &Context<'_>) -> Result<Vec<Attachment>> {
        self.check_personal_data(ctx)?;
        attachment_loaders::load(ctx, RequestAttachmentsKey(self.row.id)).await
    }

    /// The requester; null where anonymous. Personal data.
    async fn citizen(&self, ctx: &Context<'_>) -> Result<Option<Citizen>> {
        self.check_personal_data(ctx)?;
        if let Some(citizen) = &self.citizen {
            return Ok(Some(Citizen::new(citizen.as_ref().clone())));
        }
        match self.row.citizen_id {
            Some(key) => Ok(loaders::load(ctx, CitizenKey(key)).await?.map(Citizen::new)),
            None => Ok(None),
        }
    }

    /// Who made it for the requester; null where the requester did. Personal data.
    async fn representative(&self, ctx: &Context<'_>) -> Result<Option<Representative>> {
        self.check_personal_data(ctx)?;
        Ok(loaders::load(ctx, RepresentativeKey(self.row.id)).await?.map(Representative))
    }

    /// Where the problem is; null where unknown.
    async fn place(&self) -> Option<Place> {
        Place::of_request(&self.row)
    }

    /// Civic address of the problem.
    async fn address(&self) -> Option<&str> {
        self.row.address.as_deref()
    }

    /// The borough of the place.
    async fn borough(&self, ctx: &Context<'_>) -> Result<Option<Borough>> {
        let Some(key) = self.row.borough_id else { return Ok(None) };
        Ok(reference(ctx)?.borough(key).cloned().map(Borough))
    }

    /// The neighbourhood of the place.
    async fn neighbourhood(&self, ctx: &Context<'_>) -> Result<Option<Neighbourhood>> {
        let Some(key) = self.row.neighbourhood_id else { return Ok(None) };
        Ok(reference(ctx)?.neighbourhood(key).cloned().map(Neighbourhood))
    }

    /// Priority, 0 to 100.
    async fn priority(&self) -> f64 {
        self.row.priority
    }

    /// What the priority is made of, so that anyone can see why.
    async fn priority_breakdown(&self, ctx: &Context<'_>) -> Result<PriorityBreakdown> {
        PriorityBreakdown::parse(&self.row).told(ctx)
    }

    /// Estimated cost of the work.
    async fn estimated_cost_cents(&self) -> Option<Cents> {
        self.row.estimated_cost_cents.map(Cents)
    }

    /// Estimated hours of the work, all crews together.
    async fn estimated_hours(&self) -> Option<f64> {
        self.row.estimated_hours
    }

    /// The part of it that tells of other reports of the same problem.
    #[graphql(flatten)]
    async fn reports(&self) -> RequestReports {
        RequestReports(Arc::clone(&self.row))
    }

    /// When it was opened, UTC.
    async fn opened_at(&self) -> DateTime<Utc> {
        self.row.opened_at
    }

    /// The version of the service commitment that it was made with; null where no commitment applies.
    async fn service_commitment(&self, ctx: &Context<'_>) -> Result<Option<ServiceCommitment>> {
        let reference = reference(ctx)?;
        let product = reference.product(self.row.product_id);
        let Some((product, precision)) = product.zip(reference.precision(self.row.precision_id)) else {
            return Ok(None);
        };
        let commitment = reference.commitment_at(product, precision, self.row.created_at);
        Ok(commitment.filter(|_| self.row.work_type_id.is_none()).cloned().map(ServiceCommitment))
    }

    /// When its promise ends, UTC; null where nothing is promised, and while the clock stands: the promise moves by the time of
    /// the wait, which nobody knows yet.
    async fn due_at(&self, ctx: &Context<'_>) -> Result<Option<DateTime<Utc>>> {
        Ok(services::promises::facts(&self.row).shown_due_at(app(ctx)?.clock.now()))
    }

    /// How many minutes of the promise are left, in the time that it counts: the opening hours of the service, or all of the
    /// time; while the clock stands, how many will be left when it goes on. 0 where it is late, null where nothing is promised
    /// and once it is closed.
    async fn promise_minutes_left(&self, ctx: &Context<'_>) -> Result<Option<i32>> {
        Ok(services::promises::minutes_left(reference(ctx)?, &self.row, app(ctx)?.clock.now()))
    }

    /// How the promise stands. A planned intervention has none.
    async fn promise(&self, ctx: &Context<'_>) -> Result<PromiseState> {
        Ok(services::promises::facts(&self.row).state(app(ctx)?.clock.now()).into())
    }

    /// From when the promise is at risk, UTC; null where nothing is promised, and while the clock stands.
    async fn at_risk_at(&self, ctx: &Context<'_>) -> Result<Option<DateTime<Utc>>> {
        Ok(services::promises::facts(&self.row).shown_at_risk_at(app(ctx)?.clock.now()))
    }

    /// Since when the clock of the promise stands, UTC: the citizen is waited for. Null while it runs.
    async fn clock_stopped_at(&self) -> Option<DateTime<Utc>> {
        self.row.clock_stopped_at
    }

    /// Every promise that was made for it, earliest first; the last one is in force.
    #[graphql(complexity = "cost::page(first, last, child_complexity)")]
    async fn promises(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the beginning, 1 to 100.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Result<PromiseConnection> {
        promise::of_request(ctx, self.row.id, &PageArguments { first, after, last, before }).await
    }

    /// When it was closed, UTC; null while it is open.
    async fn closed_at(&self) -> Option<DateTime<Utc>> {
        self.row.closed_at
    }

    /// Whether the first contact settled it.
    async fn settled_at_first_contact(&self) -> bool {
        self.row.settled_at_first_contact
    }

    /// The system that the request comes from.
    async fn source(&self) -> &str {
        &self.row.source
    }

    /// Its identifier in that system.
    async fn external_id(&self) -> Option<&str> {
        self.row.external_id.as_deref()
    }

    /// Whether it was simulated rather than made by a citizen.
    async fn is_simulated(&self) -> bool {
        self.row.simulated
    }

    /// Each status that it took and each department and team that it was given to, earliest first; a citizen reads none of a
    /// planned intervention.
    #[graphql(complexity = "cost::page(first, last, child_complexity)")]
    async fn history(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the beginning, 1 to 100.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Result<StatusChangeConnection> {
        let page = PageArguments { first, after, last, before }.check::<MomentPosition>(CHANGES).told(ctx)?;
        let end = ListEnd { size: page.size, latest: page.from_end };
        let whole = page.after.is_none() && page.before.is_none();
        let found = match whole {
            _ if !services::follow_ups::are_shown(viewer(ctx), &self.row) => Page::empty(),
            true => {
                let key = ChangesKey { request_id: self.row.id, end };
                loaders::load(ctx, key).await?.unwrap_or_else(Page::empty)
            }
            false => services::request_life::history::page(app(ctx)?, self.row.id, &page).await.told(ctx)?,
        };
        let nodes = found.map(|row| (MomentPosition::from(&row), StatusChange(row)));
        connection(ctx, CHANGES, nodes, async_graphql::connection::EmptyFields)
    }

    /// The follow-ups that the caller may read, earliest first; a citizen reads none of a planned intervention.
    #[graphql(complexity = "cost::page(first, last, child_complexity)")]
    async fn follow_ups(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the beginning, 1 to 100.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Result<FollowUpConnection> {
        let page = PageArguments { first, after, last, before }.check::<MomentPosition>(HISTORY).told(ctx)?;
        let with_internal = may(viewer(ctx), Action::ReadInternalFollowUps);
        let found = match whole_end(&page, with_internal) {
            _ if !services::follow_ups::are_shown(viewer(ctx), &self.row) => Page::empty(),
            Some(end) => self.end_of_history(ctx, end).await?,
            None => {
                let app = app(ctx)?;
                services::follow_ups::history(app, self.reader(), with_internal, &page).await.told(ctx)?
            }
        };
        let nodes = found.map(|row| (MomentPosition::from(&row), FollowUp(row)));
        connection(ctx, HISTORY, nodes, async_graphql::connection::EmptyFields)
    }
}

impl Request {
    fn reader(&self) -> Reader {
        Reader { request_id: self.row.id, merged: self.row.master_id.is_some() }
    }

    async fn end_of_history(&self, ctx: &Context<'_>, end: HistoryEnd) -> Result<Page<follow_ups::Model>> {
        match &self.history {
            Some((read_ahead, page)) if *read_ahead == end => Ok(page.as_ref().clone()),
            _ => {
                let key = HistoryKey { reader: self.reader(), end };
                Ok(loaders::load(ctx, key).await?.unwrap_or_else(Page::empty))
            }
        }
    }
}

/// The end of a history that a page is, where it has no cursor: several requests' ends are one statement.
pub fn whole_end(page: &PageRequest<MomentPosition>, with_internal: bool) -> Option<HistoryEnd> {
    let whole = page.after.is_none() && page.before.is_none();
    whole.then_some(HistoryEnd { size: page.size, latest: page.from_end, with_internal })
}
