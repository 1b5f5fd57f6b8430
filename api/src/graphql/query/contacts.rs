//! Questions about contacts with the centre.

use async_graphql::{Context, ID, InputObject, Object, Result};

use crate::domain::contact_filter::ContactFilter;
use crate::domain::fault::{FaultCollector, Faults, check_length};
use crate::domain::person_search::PersonSearch;
use crate::domain::{citizen, text};
use crate::graphql::connection::{NodeConnection, connection};
use crate::graphql::context::{Told, app, viewer};
use crate::graphql::cost;
use crate::graphql::enums::{ContactChannel, distinct};
use crate::graphql::global_id::{self, NodeKind};
use crate::graphql::paging::PageArguments;
use crate::graphql::types::contact::Contact;
use crate::graphql::types::request_filter::{MAXIMUM_CODES, MAXIMUM_TEXT, TimeRange};
use crate::services;
use crate::store::page::MomentPosition;

/// The name by which cursors of the list of contacts know it.
const CONTACTS: &str = "contacts";

/// Contacts, page by page.
pub type ContactConnection = NodeConnection<Contact, ContactTotal>;

/// Which contacts are asked for; every condition must hold, a list where one of its entries does.
#[derive(Debug, Default, InputObject)]
#[graphql(name = "ContactFilter")]
pub struct ContactFilterInput {
    /// Channels.
    #[graphql(default)]
    channels: Vec<ContactChannel>,
    /// When the citizen reached the centre.
    arrived_at: Option<TimeRange>,
    /// The agent who answered, as `Contact.agent` names them.
    agent: Option<String>,
    /// Whether the contact settled the matter.
    is_settled: Option<bool>,
    /// Whether an agent answered.
    is_answered: Option<bool>,
    /// The citizen who reached the centre, or for whom someone did.
    citizen: Option<ID>,
    /// A person who reached the centre, or for whom someone did, by name, e-mail address or telephone number; misspelt words
    /// count too, as in `citizens`.
    person: Option<String>,
    /// The address that an e-mail came from.
    sender_email: Option<String>,
}

/// How many contacts a list holds.
#[derive(Debug)]
pub struct ContactTotal {
    filter: ContactFilter,
}

#[Object]
impl ContactTotal {
    /// How many contacts the whole list holds; counted only where asked.
    async fn total_count(&self, ctx: &Context<'_>) -> Result<u64> {
        services::contacts::count(app(ctx)?, viewer(ctx), &self.filter).await.told(ctx)
    }
}

/// Questions about contacts with the centre.
#[derive(Debug, Default)]
pub struct ContactQueries;

#[Object]
impl ContactQueries {
    /// The contact of this identifier; null where there is none. For contact-centre staff.
    #[graphql(complexity = "cost::STATEMENT + child_complexity")]
    async fn contact(&self, ctx: &Context<'_>, id: ID) -> Result<Option<Contact>> {
        let key = global_id::parse_as("id", NodeKind::Contact, &id).told(ctx)?;
        Ok(services::contacts::find(app(ctx)?, viewer(ctx), key).await.told(ctx)?.map(Contact))
    }

    /// Contacts with the centre, the latest first. For contact-centre staff.
    #[graphql(complexity = "cost::SCAN + cost::page(first, last, child_complexity)")]
    async fn contacts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which contacts; all where absent.")] filter: Option<ContactFilterInput>,
        #[graphql(desc = "How many from the beginning, 1 to 100; 20 where absent.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Result<ContactConnection> {
        let filter = filter.unwrap_or_default().check().told(ctx)?;
        let page = PageArguments { first, after, last, before }.check::<MomentPosition>(CONTACTS).told(ctx)?;
        let found = services::contacts::list(app(ctx)?, viewer(ctx), &filter, &page).await.told(ctx)?;
        let nodes = found.map(|row| (MomentPosition::from(&row), Contact(row)));
        connection(ctx, CONTACTS, nodes, ContactTotal { filter })
    }
}

impl ContactFilterInput {
    fn check(self) -> std::result::Result<ContactFilter, Faults> {
        let mut faults = FaultCollector::default();
        faults.take(check_length("filter.channels", self.channels.len(), MAXIMUM_CODES));
        let arrived = faults.take(self.arrived_at.map(|range| range.check("filter.arrivedAt")).transpose());
        let agent = faults.take(text::optional("filter.agent", self.agent.as_deref(), MAXIMUM_TEXT));
        let citizen = self.citizen.map(|id| global_id::parse_as("filter.citizen", NodeKind::Citizen, &id));
        let citizen = faults.take(citizen.transpose());
        let email = self.sender_email.map(|email| citizen::email("filter.senderEmail", email.trim()));
        let email = faults.take(email.transpose());
        let person = self.person.map(|typed| PersonSearch::checked("filter.person", &typed)).transpose();
        let person = faults.take(person).flatten().flatten();
        faults.finish()?;
        Ok(ContactFilter {
            channels: distinct(self.channels),
            arrived: arrived.flatten(),
            agent: agent.flatten(),
            settled: self.is_settled,
            answered: self.is_answered,
            citizen: citizen.flatten(),
            person,
            people: None,
            sender_email: email.flatten().map(|email| email.to_lowercase()),
        })
    }
}
