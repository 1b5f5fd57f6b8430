//! Questions about the caller and about citizens.

use async_graphql::{Context, ID, InputObject, Object, Result};

use crate::auth::viewer::Viewer;
use crate::domain::fault::{FaultCollector, Faults};
use crate::domain::person_search::PersonSearch;
use crate::domain::{citizen, phone, text};
use crate::graphql::connection::{NodeConnection, connection};
use crate::graphql::context::{Told, app, viewer};
use crate::graphql::cost;
use crate::graphql::global_id::{self, NodeKind};
use crate::graphql::paging::PageArguments;
use crate::graphql::prefetch_citizens;
use crate::graphql::types::citizen::Citizen;
use crate::graphql::types::me::Me;
use crate::graphql::types::request_filter::MAXIMUM_TEXT;
use crate::services;
use crate::services::person_search::MatchPosition;
use crate::store::citizens::CitizenFilter;
use crate::store::page::Page;

/// The name by which cursors of the list of citizens know it.
const CITIZENS: &str = "citizens";

/// The name by which cursors of what a search found know it.
const FOUND: &str = "citizensFound";

/// Citizens, page by page.
pub type CitizenConnection = NodeConnection<Citizen, CitizenTotal>;

/// Which citizens are asked for; every condition must hold.
#[derive(Debug, Default, InputObject)]
#[graphql(name = "CitizenFilter")]
pub struct CitizenFilterInput {
    /// Words of the name, the e-mail address or the telephone number, in any order, without case or accents; at most 12 words and
    /// 200 characters. A beginning of a word, part of a number and a word with a slip count too: one letter missing, doubled, wrong
    /// or swapped, two from eight letters on. A number is found however it is typed.
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

impl CitizenTotal {
    /// How many records are merged into one.
    pub fn merged_into(citizen_id: i64) -> Self {
        Self { filter: CitizenFilter { merged_into: Some(citizen_id), ..CitizenFilter::default() } }
    }
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
    #[graphql(complexity = "cost::STATEMENT + child_complexity")]
    async fn citizen(&self, ctx: &Context<'_>, id: ID) -> Result<Option<Citizen>> {
        let key = global_id::parse_as("id", NodeKind::Citizen, &id).told(ctx)?;
        Ok(services::citizens::find(app(ctx)?, viewer(ctx), key).await.told(ctx)?.map(Citizen::new))
    }

    /// Citizens, newest record first; where a text is searched, the 200 best answers at most, the best first. For contact-centre
    /// staff.
    #[graphql(complexity = "cost::SCAN + cost::page(first, None, child_complexity)")]
    async fn citizens(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which citizens; all where absent.")] filter: Option<CitizenFilterInput>,
        #[graphql(desc = "How many, 1 to 100; 20 where absent.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
    ) -> Result<CitizenConnection> {
        let filter = filter.unwrap_or_default().check().told(ctx)?;
        let page = PageArguments::forward(first, after);
        if let Some(search) = &filter.text {
            let page = page.check(FOUND).told(ctx)?;
            let found =
                services::person_search::page(app(ctx)?, viewer(ctx), (&filter, search), &page).await.told(ctx)?;
            let positions: Vec<MatchPosition> = found.rows.iter().map(|(position, _)| *position).collect();
            let citizens = prefetch_citizens::citizen_page(ctx, found.map(|(_, row)| row)).await?;
            let mut positions = positions.into_iter();
            let Page { rows, has_previous, has_next } = citizens;
            let rows = rows.into_iter().filter_map(|citizen| Some((positions.next()?, citizen))).collect();
            return connection(ctx, FOUND, Page { rows, has_previous, has_next }, CitizenTotal { filter });
        }
        let page = page.check(CITIZENS).told(ctx)?;
        let found = services::citizens::list(app(ctx)?, viewer(ctx), &filter, &page).await.told(ctx)?;
        let found = prefetch_citizens::citizen_page(ctx, found).await?;
        connection(ctx, CITIZENS, found.map(|citizen| (citizen.row.id, citizen)), CitizenTotal { filter })
    }
}

impl CitizenFilterInput {
    fn check(self) -> Result<CitizenFilter, Faults> {
        let mut faults = FaultCollector::default();
        let text = faults.take(self.text.map(|text| PersonSearch::checked("filter.text", &text)).transpose());
        let mut written = |field, value: Option<String>| {
            faults.take(text::optional(field, value.as_deref(), MAXIMUM_TEXT)).flatten().map(|value| (field, value))
        };
        let (email, phone) = (written("filter.email", self.email), written("filter.phone", self.phone));
        let email = faults.take(email.map(|(field, email)| citizen::email(field, &email)).transpose());
        let phone = faults.take(phone.map(|(field, phone)| phone::parse(field, &phone)).transpose());
        faults.finish()?;
        Ok(CitizenFilter {
            text: text.flatten().flatten(),
            email: email.flatten(),
            phone: phone.flatten(),
            merged_into: None,
        })
    }
}
