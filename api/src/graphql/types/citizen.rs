//! Citizens.

use async_graphql::{Context, ID, Object, Result};
use chrono::{DateTime, Utc};
use riverain_entities::citizens;

use super::request::{Request, RequestConnection};
use crate::domain::request_filter::RequestFilter;
use crate::graphql::context::Told;
use crate::graphql::cost;
use crate::graphql::enums::{Language, LanguageGround};
use crate::graphql::global_id::NodeKind;
use crate::graphql::loaders::{self, CitizenRequestsKey};
use crate::graphql::paging::PageArguments;
use crate::graphql::query::requests::{self, RequestListing};

/// A citizen whose personal data the caller may see.
#[derive(Debug, Clone)]
pub struct Citizen(pub citizens::Model);

/// A requester (*demandeur*): personal data, given only to those who may see it.
#[Object]
impl Citizen {
    /// Global identifier.
    pub async fn id(&self) -> ID {
        NodeKind::Citizen.id(self.0.id)
    }

    /// Given name.
    async fn given_name(&self) -> &str {
        &self.0.given_name
    }

    /// Family name.
    async fn family_name(&self) -> &str {
        &self.0.family_name
    }

    /// E-mail address.
    async fn email(&self) -> Option<&str> {
        self.0.email.as_deref()
    }

    /// Telephone number.
    async fn phone(&self) -> Option<&str> {
        self.0.phone.as_deref()
    }

    /// The language the city writes in.
    async fn language(&self) -> Language {
        self.0.language.into()
    }

    /// How that language is known.
    async fn language_ground(&self) -> LanguageGround {
        self.0.language_ground.into()
    }

    /// Whether the citizen agrees to be contacted.
    async fn consent_to_contact(&self) -> bool {
        self.0.consent_to_contact
    }

    /// When the record was made, UTC.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.created_at
    }

    /// The citizen's requests, latest first.
    #[graphql(complexity = "cost::page(first, None, child_complexity)")]
    async fn requests(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 where absent.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
    ) -> Result<RequestConnection> {
        let filter = RequestFilter { citizen: Some(self.0.id), ..RequestFilter::default() };
        let listing = RequestListing::latest_first(filter);
        let arguments = PageArguments::forward(first, after);
        if arguments.after.is_some() {
            return requests::connection(ctx, listing, &arguments).await;
        }
        let page = arguments.check::<()>("").told(ctx)?;
        let key = CitizenRequestsKey { citizen_id: self.0.id, size: page.size };
        let rows = loaders::load(ctx, key).await?;
        let page = rows.unwrap_or_else(crate::store::page::Page::empty).map(Request::new);
        requests::connection_of(ctx, listing, page)
    }
}
