//! Exceptional situations (*sécurité civile*).

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, InputObject, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};
use riverain_entities::exceptional_situations::{self, Model};
use riverain_entities::{exceptional_situation_changes as changes, exceptional_situation_events as events};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::borough::Borough;
use super::contact_centre::{OpeningHours, hours_of_week};
use super::product::Product;
use crate::auth::policy::{Action, may};
use crate::domain::calendar::OpeningWeek;
use crate::graphql::connection::NodeConnection;
use crate::graphql::context::{locale, reference, viewer};
use crate::graphql::global_id::NodeKind;
use crate::graphql::loaders;
use crate::graphql::situation_loaders::{SituationChangesKey, SituationEventsKey};
use crate::graphql::{budget, cost, error};
use crate::locale::Locale;
use crate::services::exceptional_situations::Words;

/// Situations, page by page.
pub type ExceptionalSituationConnection = NodeConnection<ExceptionalSituation>;

/// What an exceptional situation is about.
#[derive(Debug, Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "exceptional_situations::ScopeKind")]
pub enum ExceptionalSituationScope {
    /// The whole city.
    City,
    /// Some boroughs.
    Boroughs,
    /// Some products.
    Products,
}

/// Where an exceptional situation stands.
#[derive(Debug, Enum, Clone, Copy, PartialEq, Eq)]
pub enum ExceptionalSituationState {
    /// It is declared for a moment that has not come.
    Scheduled,
    /// It is in force.
    InForce,
    /// It ended: everything is as it was before.
    Ended,
    /// It was ended before it began.
    Cancelled,
}

/// What is done with an exceptional situation.
#[derive(Debug, Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "events::SituationEventKind")]
pub enum ExceptionalSituationEventKind {
    /// A supervisor declared it.
    Declared,
    /// It began to be in force.
    Began,
    /// It ended.
    Ended,
    /// A supervisor ended it before it began.
    Cancelled,
}

/// Something that was done with an exceptional situation.
#[derive(Debug, Clone, SimpleObject)]
pub struct ExceptionalSituationEvent {
    /// What was done.
    kind: ExceptionalSituationEventKind,
    /// When, UTC.
    happened_at: DateTime<Utc>,
    /// The name of who did it; null where the service did, because the time had come.
    author_name: Option<String>,
    /// What they said of it.
    note: Option<String>,
}

/// A change of an exceptional situation: who made it, and what the situation said before.
#[derive(Debug, Clone, SimpleObject)]
pub struct ExceptionalSituationChange {
    /// When, UTC.
    changed_at: DateTime<Utc>,
    /// The name of who changed it.
    author_name: String,
    /// Why, where they said so.
    note: Option<String>,
    /// What it was about before.
    previous_scope: Option<ExceptionalSituationScope>,
    /// The codes of the boroughs or products that it was about before.
    previous_codes: Vec<String>,
    /// Its title before, in the caller's language.
    previous_title: String,
    /// What citizens were told before, in the caller's language.
    previous_text: String,
    /// Until when it was declared before, UTC; null where it lasted until a supervisor ended it.
    previous_ends_at: Option<DateTime<Utc>>,
}

/// A text in both languages.
#[derive(Debug, InputObject)]
pub struct BilingualTextInput {
    /// French; required.
    fr: Option<String>,
    /// English; required.
    en: Option<String>,
}

impl From<BilingualTextInput> for Words {
    fn from(input: BilingualTextInput) -> Self {
        Self { fr: input.fr, en: input.en }
    }
}

/// An exceptional situation.
#[derive(Debug, Clone)]
pub struct ExceptionalSituation(pub Arc<Model>);

/// An exceptional situation of civil security (*sécurité civile*): a supervisor declares it, and while it is in force the
/// centre opens for longer, promises follow, the app shows a banner, and some products come first.
#[Object]
impl ExceptionalSituation {
    /// Global identifier.
    pub async fn id(&self) -> ID {
        NodeKind::ExceptionalSituation.id(self.0.id)
    }

    /// Where it stands.
    async fn state(&self) -> ExceptionalSituationState {
        match (self.0.began_at, self.0.ended_at) {
            (None, None) => ExceptionalSituationState::Scheduled,
            (Some(_), None) => ExceptionalSituationState::InForce,
            (Some(_), Some(_)) => ExceptionalSituationState::Ended,
            (None, Some(_)) => ExceptionalSituationState::Cancelled,
        }
    }

    /// What it is about.
    async fn scope(&self) -> ExceptionalSituationScope {
        self.0.scope_kind.into()
    }

    /// The boroughs that it is about; none where it is about the city or products.
    #[graphql(complexity = "cost::list(cost::BOROUGHS, child_complexity)")]
    async fn boroughs(&self, ctx: &Context<'_>) -> Result<Vec<Borough>> {
        let codes = self.codes_of(exceptional_situations::ScopeKind::Boroughs);
        let reference = reference(ctx)?;
        let rows = codes.iter().filter_map(|code| reference.borough_of_code(code)).cloned();
        budget::within(ctx, rows.map(Borough).collect())
    }

    /// The products that it is about; none where it is about the city or boroughs.
    #[graphql(complexity = "cost::list(cost::SITUATION_PRODUCTS, child_complexity)")]
    async fn products(&self, ctx: &Context<'_>) -> Result<Vec<Product>> {
        products(ctx, &self.codes_of(exceptional_situations::ScopeKind::Products))
    }

    /// Its title in the caller's language.
    async fn title(&self, ctx: &Context<'_>) -> &str {
        locale(ctx).pick(&self.0.title_fr, &self.0.title_en)
    }

    /// What citizens are told, in the caller's language.
    async fn text(&self, ctx: &Context<'_>) -> &str {
        locale(ctx).pick(&self.0.text_fr, &self.0.text_en)
    }

    /// From when it is declared, UTC.
    async fn starts_at(&self) -> DateTime<Utc> {
        self.0.starts_at
    }

    /// Until when it is declared, UTC; null where it lasts until a supervisor ends it.
    async fn ends_at(&self) -> Option<DateTime<Utc>> {
        self.0.ends_at
    }

    /// When it was declared, UTC.
    async fn declared_at(&self) -> DateTime<Utc> {
        self.0.declared_at
    }

    /// Since when it is or was in force, UTC; null where it never was.
    async fn began_at(&self) -> Option<DateTime<Utc>> {
        self.0.began_at
    }

    /// When it ended, UTC; null until then.
    async fn ended_at(&self) -> Option<DateTime<Utc>> {
        self.0.ended_at
    }

    /// The hours that it adds to those of the centre, by weekday, in the city's time zone.
    #[graphql(complexity = "cost::list(cost::WEEKDAYS, child_complexity)")]
    async fn opening_hours(&self, ctx: &Context<'_>) -> Result<Vec<OpeningHours>> {
        let week: OpeningWeek = self.0.opening.as_ref().map(stored).unwrap_or_default();
        budget::within(ctx, hours_of_week(&week))
    }

    /// The products that it puts first.
    #[graphql(complexity = "cost::list(cost::SITUATION_PRODUCTS, child_complexity)")]
    async fn first_products(&self, ctx: &Context<'_>) -> Result<Vec<Product>> {
        products(ctx, &stored::<Vec<String>>(&self.0.first_products))
    }

    /// The codes of the answers to the triage question that it puts first.
    async fn first_answers(&self, ctx: &Context<'_>) -> Result<Vec<String>> {
        budget::within(ctx, stored(&self.0.first_answers))
    }

    /// What was done with it, by whom and when, earliest first. For agents, supervisors and administrators.
    #[graphql(complexity = "cost::list(cost::SITUATION_EVENTS, child_complexity)")]
    async fn events(&self, ctx: &Context<'_>) -> Result<Vec<ExceptionalSituationEvent>> {
        if !may(viewer(ctx), Action::ReadExceptionalSituations) {
            return Err(error::forbidden(locale(ctx)));
        }
        let rows = loaders::load(ctx, SituationEventsKey(self.0.id)).await?.unwrap_or_default();
        let told = rows.into_iter().map(|row| ExceptionalSituationEvent {
            kind: row.kind.into(),
            happened_at: row.happened_at,
            author_name: Some(row.author_name).filter(|name| !name.is_empty()),
            note: row.note,
        });
        budget::within(ctx, told.collect())
    }

    /// How it was changed, by whom and when, earliest first, each with what it said before. For agents, supervisors and
    /// administrators.
    #[graphql(complexity = "cost::list(cost::SITUATION_EVENTS, child_complexity)")]
    async fn changes(&self, ctx: &Context<'_>) -> Result<Vec<ExceptionalSituationChange>> {
        if !may(viewer(ctx), Action::ReadExceptionalSituations) {
            return Err(error::forbidden(locale(ctx)));
        }
        let rows = loaders::load(ctx, SituationChangesKey(self.0.id)).await?.unwrap_or_default();
        let told = rows.into_iter().map(|row| ExceptionalSituationChange::new(locale(ctx), row));
        budget::within(ctx, told.collect())
    }
}

impl ExceptionalSituationChange {
    fn new(locale: Locale, row: changes::Model) -> Self {
        let before = |name: &str| row.before.get(name).cloned().unwrap_or_default();
        let kind: Option<exceptional_situations::ScopeKind> = stored(&before("scopeKind"));
        Self {
            changed_at: row.changed_at,
            previous_scope: kind.map(Into::into),
            previous_codes: stored(&before("scopeCodes")),
            previous_title: stored(&before(locale.pick("titleFr", "titleEn"))),
            previous_text: stored(&before(locale.pick("textFr", "textEn"))),
            previous_ends_at: stored(&before("endsAt")),
            author_name: row.author_name,
            note: row.note,
        }
    }
}

impl ExceptionalSituation {
    fn codes_of(&self, kind: exceptional_situations::ScopeKind) -> Vec<String> {
        if self.0.scope_kind == kind { stored(&self.0.scope_codes) } else { Vec::new() }
    }
}

fn products(ctx: &Context<'_>, codes: &[String]) -> Result<Vec<Product>> {
    let reference = reference(ctx)?;
    let rows = codes.iter().filter_map(|code| reference.product_of_code(code)).cloned();
    budget::within(ctx, rows.map(Product).collect())
}

fn stored<T: DeserializeOwned + Default>(value: &Value) -> T {
    serde_json::from_value(value.clone()).unwrap_or_default()
}
