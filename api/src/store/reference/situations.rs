//! The exceptional situations that have not ended, and what they change of the rest.

use std::borrow::Cow;
use std::sync::Arc;

use riverain_entities::exceptional_situations::{Model, ScopeKind};
use riverain_entities::products;
use sea_orm::{ConnectionTrait, DbErr};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::Reference;
use crate::domain::calendar::BusinessCalendar;
use crate::domain::exceptional_situation::{Scope, Situation, first};
use crate::store::exceptional_situations;

/// A situation with its record.
#[derive(Debug)]
pub struct OpenSituation {
    /// The record.
    pub row: Arc<Model>,
    /// What it says.
    pub situation: Situation,
}

impl Reference {
    /// The exceptional situations that are declared and have not ended, earliest first.
    pub fn open_situations(&self) -> &[OpenSituation] {
        &self.situations
    }

    /// Those of them that are in force.
    pub fn situations_in_force(&self) -> impl Iterator<Item = &OpenSituation> {
        self.situations.iter().filter(|open| open.situation.is_in_force())
    }

    /// The calendar by which a request for a product and in a borough is promised: the city's, with the hours that the
    /// situations in force add for it.
    pub fn calendar_for(&self, product: &str, borough_id: Option<i64>) -> Cow<'_, BusinessCalendar> {
        let borough = borough_id.and_then(|key| self.borough(key)).map(|row| row.code.as_str());
        let covering = self.situations_in_force().filter(|open| open.situation.scope.covers(product, borough));
        self.with_hours_of(covering)
    }

    /// The calendar of the centre itself: the city's, with all the hours that situations in force add.
    pub fn calendar_of_centre(&self) -> Cow<'_, BusinessCalendar> {
        self.with_hours_of(self.situations_in_force())
    }

    /// Every present product, those that situations in force put first before the catalogue's order.
    pub fn products_in_order(&self) -> Vec<Arc<products::Model>> {
        let wanted = self.situations_in_force().flat_map(|open| &open.situation.first_products);
        first(self.products().to_vec(), wanted.map(String::as_str), |product| &product.code)
    }

    /// The codes of the answers to the triage question that situations in force put first.
    pub fn first_answers(&self) -> impl Iterator<Item = &str> {
        self.situations_in_force().flat_map(|open| &open.situation.first_answers).map(String::as_str)
    }

    /// The codes of the answers to the triage question, whatever product asks it.
    pub fn triage_answers(&self) -> Vec<&str> {
        let trees = self.products().iter().filter_map(|product| self.question_trees().current_of(product.id));
        let mut codes: Vec<&str> = Vec::new();
        for code in trees.flat_map(|stored| stored.tree.triage_options()) {
            if !codes.contains(&code) {
                codes.push(code);
            }
        }
        codes
    }

    fn with_hours_of<'s>(&'s self, situations: impl Iterator<Item = &'s OpenSituation>) -> Cow<'s, BusinessCalendar> {
        let extensions: Vec<_> = situations.filter_map(|open| open.situation.extension()).collect();
        match extensions.is_empty() {
            true => Cow::Borrowed(self.calendar()),
            false => Cow::Owned(self.calendar().clone().extended(extensions)),
        }
    }
}

/// The situations that have not ended.
pub(super) async fn read(connection: &impl ConnectionTrait) -> Result<Vec<OpenSituation>, DbErr> {
    exceptional_situations::open(connection).await?.into_iter().map(of_row).collect()
}

/// What the situations that have not ended say, as a transaction sees them.
///
/// # Errors
/// A database that fails, or holds a situation that has not its form.
pub async fn open_situations(connection: &impl ConnectionTrait) -> Result<Vec<Situation>, DbErr> {
    Ok(read(connection).await?.into_iter().map(|open| open.situation).collect())
}

fn of_row(row: Model) -> Result<OpenSituation, DbErr> {
    let scope = match row.scope_kind {
        ScopeKind::City => Scope::City,
        ScopeKind::Boroughs => Scope::Boroughs(stored(&row, row.scope_codes.clone())?),
        ScopeKind::Products => Scope::Products(stored(&row, row.scope_codes.clone())?),
    };
    let situation = Situation {
        id: row.id,
        scope,
        starts_at: row.starts_at,
        ends_at: row.ends_at,
        began_at: row.began_at,
        opening: row.opening.clone().map(|opening| stored(&row, opening)).transpose()?,
        first_products: stored(&row, row.first_products.clone())?,
        first_answers: stored(&row, row.first_answers.clone())?,
    };
    Ok(OpenSituation { row: Arc::new(row), situation })
}

fn stored<T: DeserializeOwned>(row: &Model, value: Value) -> Result<T, DbErr> {
    let broken = |error| DbErr::Custom(format!("the exceptional situation {} does not hold: {error}", row.id));
    serde_json::from_value(value).map_err(broken)
}
