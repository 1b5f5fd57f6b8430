//! Citizens.

use async_graphql::connection::EmptyFields;
use async_graphql::{Context, ID, Object, Result};
use chrono::{DateTime, Utc};
use riverain_entities::citizens;

use super::citizen_history::CitizenHistoryConnection;
use super::citizen_merge::{CitizenMerge, CitizenMergeConnection};
use super::likely_duplicate;
use super::person_duplicate::PersonDuplicate;
use super::request::{Request, RequestConnection};
use crate::auth::policy::{Action, may};
use crate::domain::request_filter::RequestFilter;
use crate::graphql::connection::connection;
use crate::graphql::context::{Told, app, viewer};
use crate::graphql::enums::{Language, LanguageGround};
use crate::graphql::first_page::FirstPage;
use crate::graphql::global_id::NodeKind;
use crate::graphql::loaders::{self, CitizenKey, CitizenRequestsKey};
use crate::graphql::paging::PageArguments;
use crate::graphql::prefetch;
use crate::graphql::query::citizens::{CitizenConnection, CitizenTotal};
use crate::graphql::query::requests::{self, RequestListing};
use crate::graphql::{budget, cost};
use crate::services;
use crate::store::citizen_history::EntryPosition;
use crate::store::page::{MomentPosition, Page};

/// The name by which cursors of a citizen's history know it.
const HISTORY: &str = "citizenHistory";

/// The name by which cursors of the records that are merged into one know it.
const MERGED: &str = "mergedCitizens";

/// The name by which cursors of a record's merges know their list.
const MERGES: &str = "citizenMerges";

/// A citizen whose personal data the caller may see, with what was read ahead for them.
#[derive(Debug, Clone)]
pub struct Citizen {
    /// The record.
    pub row: citizens::Model,
    /// Their latest requests, where they were read ahead.
    pub requests: Option<FirstPage<Request>>,
    /// How many requests they have, where that was read ahead.
    pub request_total: Option<u64>,
}

impl Citizen {
    /// A citizen with nothing read ahead.
    pub fn new(row: citizens::Model) -> Self {
        Self { row, requests: None, request_total: None }
    }
}

/// A requester (*demandeur*): personal data, given only to those who may see it.
#[Object]
impl Citizen {
    /// Global identifier.
    pub async fn id(&self) -> ID {
        NodeKind::Citizen.id(self.row.id)
    }

    /// Given name.
    async fn given_name(&self) -> &str {
        &self.row.given_name
    }

    /// Family name.
    async fn family_name(&self) -> &str {
        &self.row.family_name
    }

    /// E-mail address.
    async fn email(&self) -> Option<&str> {
        self.row.email.as_deref()
    }

    /// Telephone number.
    async fn phone(&self) -> Option<&str> {
        self.row.phone.as_deref()
    }

    /// The language the city writes in.
    async fn language(&self) -> Language {
        self.row.language.into()
    }

    /// How that language is known.
    async fn language_ground(&self) -> LanguageGround {
        self.row.language_ground.into()
    }

    /// Whether the citizen agrees to be contacted.
    async fn consent_to_contact(&self) -> bool {
        self.row.consent_to_contact
    }

    /// When the record was made, UTC.
    async fn created_at(&self) -> DateTime<Utc> {
        self.row.created_at
    }

    /// The citizen's requests, latest first.
    #[graphql(complexity = "cost::page(first, None, child_complexity)")]
    async fn requests(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 where absent.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
    ) -> Result<RequestConnection> {
        let filter = RequestFilter { citizen: Some(self.row.id), ..RequestFilter::default() };
        let listing = RequestListing { total: self.request_total, ..RequestListing::latest_first(filter) };
        let arguments = PageArguments::forward(first, after);
        if arguments.after.is_some() {
            return requests::connection(ctx, listing, &arguments).await;
        }
        let page = arguments.check::<()>("").told(ctx)?;
        if let Some(read_ahead) = self.requests.as_ref().and_then(|first| first.serve(&page)) {
            return requests::connection_of(ctx, listing, read_ahead);
        }
        let key = CitizenRequestsKey { citizen_id: self.row.id, size: page.size };
        let rows = loaders::load(ctx, key).await?.unwrap_or_else(Page::empty);
        requests::connection_of(ctx, listing, prefetch::requests(ctx, rows).await?)
    }

    /// Their requests, those that they made for others, and the contacts with them or on their behalf as one list, the latest
    /// first. Citizens read no contacts.
    #[graphql(complexity = "3 * cost::STATEMENT + cost::page(first, None, child_complexity)")]
    async fn history(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 where absent.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
    ) -> Result<CitizenHistoryConnection> {
        let page = PageArguments::forward(first, after).check::<EntryPosition>(HISTORY).told(ctx)?;
        let found = services::citizens::history(app(ctx)?, viewer(ctx), self.row.id, &page).await.told(ctx)?;
        connection(ctx, HISTORY, found.map(|entry| (entry.position(), entry.into())), EmptyFields)
    }

    /// The record of the same person that this one is merged into: the one that stands for them, whose are its requests and
    /// contacts; null where it stands for itself.
    async fn merged_into(&self, ctx: &Context<'_>) -> Result<Option<Citizen>> {
        let viewer = viewer(ctx);
        match self.row.master_id.filter(|key| may(viewer, Action::ReadCitizen { citizen_id: *key })) {
            Some(key) => Ok(loaders::load(ctx, CitizenKey(key)).await?.map(Citizen::new)),
            None => Ok(None),
        }
    }

    /// The records that are merged into this one, directly or through others, newest first. For contact-centre staff.
    #[graphql(complexity = "cost::SCAN + cost::page(first, None, child_complexity)")]
    async fn merged_citizens(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 where absent.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
    ) -> Result<CitizenConnection> {
        let page = PageArguments::forward(first, after).check::<i64>(MERGED).told(ctx)?;
        let found =
            services::citizen_merges::merged_into(app(ctx)?, viewer(ctx), self.row.id, &page).await.told(ctx)?;
        let total = CitizenTotal::merged_into(self.row.id);
        connection(ctx, MERGED, found.map(|row| (row.id, Citizen::new(row))), total)
    }

    /// Each time it was merged into another record, earliest first, those that are over among them. For contact-centre staff.
    #[graphql(complexity = "cost::STATEMENT + cost::page(first, None, child_complexity)")]
    async fn merges(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 where absent.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
    ) -> Result<CitizenMergeConnection> {
        let page = PageArguments::forward(first, after).check::<MomentPosition>(MERGES).told(ctx)?;
        let merges = services::citizen_merges::history(app(ctx)?, viewer(ctx), self.row.id, &page).await.told(ctx)?;
        let nodes = merges.map(|row| (MomentPosition::from(&row), CitizenMerge(row)));
        connection(ctx, MERGES, nodes, EmptyFields)
    }

    /// Other records that are likely to be of the same person, the likeliest first: by telephone number, e-mail address, name and
    /// place, scored and explained. For contact-centre staff.
    #[graphql(complexity = "2 * cost::SCAN + cost::list(cost::LIKELY_DUPLICATES, child_complexity)")]
    async fn likely_duplicates(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 20; 5 where absent.")] first: Option<i32>,
    ) -> Result<Vec<PersonDuplicate>> {
        let most = likely_duplicate::size("first", first).told(ctx)?;
        let found = services::person_duplicates::of_citizen(app(ctx)?, viewer(ctx), &self.row, most).await.told(ctx)?;
        budget::within(ctx, found.into_iter().map(PersonDuplicate).collect())
    }
}
