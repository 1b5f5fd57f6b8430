//! How a programme serves an area.

use async_graphql::{Context, Object, Result};
use riverain_entities::programme_areas::{AreaKind, Model};

use super::borough::Borough;
use super::neighbourhood::Neighbourhood;
use crate::graphql::context::reference;
use crate::graphql::scalars::Cents;

/// How a programme serves an area, beside all areas of its kind.
#[derive(Debug, Clone)]
pub struct AreaService {
    row: Model,
    whole: Whole,
}

/// Sums over all areas of a kind.
#[derive(Debug, Clone, Copy, Default)]
struct Whole {
    requests: f64,
    cost: f64,
    spent: f64,
    value: f64,
    scheduled_value: f64,
}

impl AreaService {
    /// The areas of a kind, each beside the whole.
    pub fn of_kind(rows: &[Model], kind: AreaKind) -> Vec<Self> {
        let mut whole = Whole::default();
        let of_kind: Vec<&Model> = rows.iter().filter(|row| row.kind == kind).collect();
        for row in &of_kind {
            whole.requests += f64::from(row.request_count);
            whole.cost += row.cost_cents as f64;
            whole.spent += row.spent_cents as f64;
            whole.value += row.value;
            whole.scheduled_value += row.scheduled_value;
        }
        of_kind.into_iter().map(|row| Self { row: row.clone(), whole }).collect()
    }
}

/// What waits in an area and what a programme does there. Requests count for the area that they lie in, money for the area of
/// most of a project's requests.
#[Object]
impl AreaService {
    /// The borough; null among neighbourhoods, and for what lies in no known borough.
    async fn borough(&self, ctx: &Context<'_>) -> Result<Option<Borough>> {
        let Some(key) = self.row.borough_id else { return Ok(None) };
        Ok(reference(ctx)?.borough(key).cloned().map(Borough))
    }

    /// The neighbourhood; null among boroughs, and for what lies in no known neighbourhood.
    async fn neighbourhood(&self, ctx: &Context<'_>) -> Result<Option<Neighbourhood>> {
        let Some(key) = self.row.neighbourhood_id else { return Ok(None) };
        Ok(reference(ctx)?.neighbourhood(key).cloned().map(Neighbourhood))
    }

    /// Its requests, done or waiting.
    async fn request_count(&self) -> i32 {
        self.row.request_count
    }

    /// Those that are done within the horizon.
    async fn scheduled_request_count(&self) -> i32 {
        self.row.scheduled_request_count
    }

    /// Its share of the requests of the programme, 0 to 1.
    async fn request_share(&self) -> f64 {
        share(f64::from(self.row.request_count), self.whole.requests)
    }

    /// What its requests cost, without mobilization.
    async fn cost_cents(&self) -> Cents {
        Cents(self.row.cost_cents)
    }

    /// Its share of what all requests cost, 0 to 1.
    async fn cost_share(&self) -> f64 {
        share(self.row.cost_cents as f64, self.whole.cost)
    }

    /// Sum of the priorities of its requests.
    async fn value(&self) -> f64 {
        self.row.value
    }

    /// Its share of the priorities of all requests, 0 to 1.
    async fn value_share(&self) -> f64 {
        share(self.row.value, self.whole.value)
    }

    /// What its projects that are done cost, with their mobilization.
    async fn spent_cents(&self) -> Cents {
        Cents(self.row.spent_cents)
    }

    /// Its share of what is spent, 0 to 1.
    async fn spending_share(&self) -> f64 {
        share(self.row.spent_cents as f64, self.whole.spent)
    }

    /// Sum of the priorities of its requests that are done.
    async fn scheduled_value(&self) -> f64 {
        self.row.scheduled_value
    }

    /// Its share of the priorities that are done, 0 to 1.
    async fn scheduled_value_share(&self) -> f64 {
        share(self.row.scheduled_value, self.whole.scheduled_value)
    }

    /// Mean number of years, from the first of the programme, until its requests that are done are; null where none is.
    async fn mean_years(&self) -> Option<f64> {
        self.row.mean_years
    }

    /// Mean age of its requests at the programme's moment, days.
    async fn mean_age_days(&self) -> f64 {
        self.row.mean_age_days
    }

    /// Median age of its requests at the programme's moment, days.
    async fn median_age_days(&self) -> f64 {
        self.row.median_age_days
    }
}

fn share(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { part / whole } else { 0.0 }
}
