//! Questions about the caller and about citizens.

use async_graphql::{Context, ID, InputObject, Object, Result};

use crate::auth::viewer::Viewer;
use crate::domain::text_search::normalise;
use crate::graphql::connection::{NodeConnection, connection};
use crate::graphql::context::{Told, app, viewer};
use crate::graphql::global_id::{self, NodeKind};
use crate::graphql::paging::PageArguments;
use crate::graphql::types::citizen::Citizen;
use crate::graphql::types::me::Me;
use crate::services;
use crate::store::citizens::CitizenFilter;

/// The name by which cursors of the list of citizens know it.
const CITIZENS: &str = "citizens";

/// Citizens, page by page.
pub type CitizenConnection = NodeConnection<Citizen, CitizenTotal>;

/// Which citizens are asked for; every condition must hold.
#[derive(Debug, Default, InputObject)]
#[graphql(name = "CitizenFilter")]
pub struct CitizenFilterInput {
    /// Words of the name, the e-mail address or the telephone number, without case or accents.
    text: Option<String>,
    /// An e-mail address.
    email: Option<String>,
    /// A telephone number.
    phone: Option<String>,
}

/// How many citizens a list holds.
#[derive(Debug)]
pub struct CitizenTotal {
    filter: CitizenFilter,
}

#[Object]
impl CitizenTotal {
    /// How many citizens the whole list holds; counted only where asked.
    async fn total_count(&self, ctx: &Context<'_>) -> Result<u64> {
        services::citizens::count(app(ctx)?, viewer(ctx), &self.filter).await.told(ctx)
    }
}

/// Questions about the caller and about citizens.
#[derive(Debug, Default)]
pub struct CitizenQueries;

#[Object]
impl CitizenQueries {
    /// Who the token speaks for; null without a token.
    async fn me(&self, ctx: &Context<'_>) -> Option<Me> {
        match viewer(ctx) {
            Viewer::Anonymous => None,
            known => Some(Me(known.clone())),
        }
    }

    /// The citizen of this identifier; null where there is none that the caller may see.
    async fn citizen(&self, ctx: &Context<'_>, id: ID) -> Result<Option<Citizen>> {
        let key = global_id::parse_as("id", NodeKind::Citizen, &id).told(ctx)?;
        Ok(services::citizens::find(app(ctx)?, viewer(ctx), key).await.told(ctx)?.map(Citizen))
    }

    /// Citizens, newest record first. For contact-centre staff.
    async fn citizens(
        &self,
        ctx: &Context<'_>,
        filter: Option<CitizenFilterInput>,
        #[graphql(desc = "How many, 1 to 100; 20 where absent.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
    ) -> Result<CitizenConnection> {
        let input = filter.unwrap_or_default();
        let digits =
            |phone: String| phone.chars().filter(|character| character.is_ascii_digit() || *character == '+').collect();
        let filter = CitizenFilter {
            text: input.text.map(|text| normalise(&text)),
            email: input.email,
            phone: input.phone.map(digits),
        };
        let page = PageArguments::forward(first, after).check(CITIZENS).told(ctx)?;
        let found = services::citizens::list(app(ctx)?, viewer(ctx), &filter, &page).await.told(ctx)?;
        Ok(connection(CITIZENS, found.map(|row| (row.id, Citizen(row))), CitizenTotal { filter }))
    }
}
