//! Contacts with the centre.

use async_graphql::{Context, ID, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};
use riverain_entities::contacts;

use super::citizen::Citizen;
use super::inbound_email::InboundEmail;
use super::request::Request;
use crate::graphql::enums::{ContactChannel, ContactRelation, Language};
use crate::graphql::global_id::NodeKind;
use crate::graphql::loaders::{self, CitizenKey};
use crate::graphql::loaders_of_contacts::{ContactEmailKey, ContactRequestsKey};
use crate::graphql::{budget, cost};

/// A contact that the caller may see.
#[derive(Debug, Clone)]
pub struct Contact(pub contacts::Model);

/// A contact of a citizen with the centre: a call, an e-mail, a visit. For contact-centre staff.
#[Object]
impl Contact {
    /// Global identifier.
    pub async fn id(&self) -> ID {
        NodeKind::Contact.id(self.0.id)
    }

    /// How the citizen reached the centre.
    async fn channel(&self) -> ContactChannel {
        self.0.channel.into()
    }

    /// The language of the contact.
    async fn language(&self) -> Language {
        self.0.language.into()
    }

    /// When the citizen reached the centre, UTC.
    async fn arrived_at(&self) -> DateTime<Utc> {
        self.0.arrived_at
    }

    /// When an agent answered, UTC; null where nobody did yet, or the citizen needed nobody.
    async fn answered_at(&self) -> Option<DateTime<Utc>> {
        self.0.answered_at
    }

    /// When it ended, UTC; null while it goes on.
    async fn ended_at(&self) -> Option<DateTime<Utc>> {
        self.0.ended_at
    }

    /// Wait before the answer, seconds.
    async fn wait_seconds(&self) -> Option<i32> {
        self.0.wait_seconds
    }

    /// Time that the agent spent on it, seconds.
    async fn handling_seconds(&self) -> Option<i32> {
        self.0.handling_seconds
    }

    /// Whether this contact settled the matter.
    async fn settled_at_first_contact(&self) -> bool {
        self.0.settled_at_first_contact
    }

    /// The agent who answered, as their tokens name them.
    async fn agent(&self) -> Option<&str> {
        self.0.agent_subject.as_deref()
    }

    /// The name of the agent who answered.
    async fn agent_name(&self) -> Option<&str> {
        self.0.agent_name.as_deref()
    }

    /// The citizen who reached the centre; null where unknown.
    async fn citizen(&self, ctx: &Context<'_>) -> Result<Option<Citizen>> {
        citizen(ctx, self.0.citizen_id).await
    }

    /// The citizen for whom they did; null where it was for themself.
    async fn on_behalf_of(&self, ctx: &Context<'_>) -> Result<Option<Citizen>> {
        citizen(ctx, self.0.on_behalf_of_id).await
    }

    /// The e-mail that it is; null where it is none.
    async fn email(&self, ctx: &Context<'_>) -> Result<Option<InboundEmail>> {
        Ok(loaders::load(ctx, ContactEmailKey(self.0.id)).await?.map(InboundEmail))
    }

    /// The requests that came of it, and those that it was about: at most 20, in the order in which they were opened.
    #[graphql(complexity = "cost::list(cost::CONTACT_REQUESTS, child_complexity)")]
    async fn requests(&self, ctx: &Context<'_>) -> Result<Vec<ContactRequest>> {
        let rows = loaders::load(ctx, ContactRequestsKey(self.0.id)).await?.unwrap_or_default();
        let requests = rows
            .into_iter()
            .map(|(relation, row)| ContactRequest { relation: relation.into(), request: Request::new(row) });
        budget::within(ctx, requests.collect())
    }
}

/// A request of a contact.
#[derive(Debug, SimpleObject)]
pub struct ContactRequest {
    /// What they have to do with each other.
    relation: ContactRelation,
    /// The request.
    request: Request,
}

async fn citizen(ctx: &Context<'_>, key: Option<i64>) -> Result<Option<Citizen>> {
    match key {
        Some(key) => Ok(loaders::load(ctx, CitizenKey(key)).await?.map(Citizen::new)),
        None => Ok(None),
    }
}
