//! What a little more of a scarce resource would bring in, in words and figures.

use std::collections::HashMap;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::Locale;
use crate::explanation::{Brought, More, brought_in};
use crate::instance::Instance;
use crate::model::{ProjectTraits, RequestTraits, ScheduleInput, as_float};
use crate::programme::{Plan, project_id};
use crate::schedule::State;
use crate::warm_start::{ResourcePrice, ScarceResource};

/// The amount of money that a price is told for, cents.
pub const TOLD_CENTS: i64 = 10_000_000;

/// The amount of hours that a price is told for.
pub const TOLD_HOURS: f64 = 100.0;

/// The least share of a price that more of the resource still brings in where the price is said to hold.
const HOLDS: f64 = 0.8;

/// What more of a scarce resource would bring in: the price of a unit, and how far it holds.
#[derive(Debug, Clone, PartialEq)]
pub struct ShadowPrice {
    /// The resource, its year and the value of a unit more: first-order, exact for no more than a little.
    pub price: ResourcePrice,
    /// How much more could be spent, cents or hours, before what it brings in falls by a fifth: what the projects take that
    /// are not done by the year and would bring in that much. An estimate.
    pub range: f64,
    /// What another 100,000 dollars or 100 hours would pay for, as things are, of what waits or is done later; `None` where
    /// it was not looked for.
    pub brought_in: Option<BroughtIn>,
}

/// Projects that more of a resource would pay for, of those that wait or are done in a later year: found by moving each into
/// the year with whatever must come along, the greatest gain for what it uses first, as long as nothing else stands in the
/// way.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct BroughtIn {
    /// Discounted value that they would add together.
    pub value: f64,
    /// How many they are, without what must come along.
    pub count: usize,
    /// The first of them, the greatest gain first.
    pub projects: Vec<BroughtInProject>,
}

/// A project that would be done in the year.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BroughtInProject {
    /// The id of the project.
    pub project: String,
    /// The later calendar year in which it is done as things are; `None` where it waits.
    #[serde(default)]
    pub from: Option<i32>,
    /// Discounted value that it would add, with what must come along.
    pub value: f64,
    /// The ids of the projects that must come along.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub along: Vec<String>,
}

/// How many projects that more of a resource would pay for are told.
const MOST_BROUGHT_IN: usize = 10;

impl ShadowPrice {
    /// What another 100,000 dollars or 100 hours would bring in, to first order.
    pub fn told_value(&self) -> f64 {
        match self.price.resource {
            ScarceResource::Budget { .. } => self.price.price * as_float(TOLD_CENTS),
            ScarceResource::Hours { .. } => self.price.price * TOLD_HOURS,
        }
    }

    /// The price in a sentence; `name` is the department's or the crew's.
    pub fn text(&self, name: &str, locale: Locale) -> String {
        let (year, value) = (self.price.year, locale.number(self.told_value()));
        let (amount, range) = match self.price.resource {
            ScarceResource::Budget { .. } => (locale.money(TOLD_CENTS), locale.money(whole_dollars(self.range))),
            ScarceResource::Hours { .. } => (locale.hours(TOLD_HOURS), locale.hours(self.range.round())),
        };
        let holds = match (locale, self.range > 0.0) {
            (Locale::French, true) => format!(" Ce prix tient jusqu’à environ {range} de plus."),
            (Locale::English, true) => format!(" This holds up to about {range} more."),
            (_, false) => String::new(),
        };
        let text = match (locale, &self.price.resource) {
            (Locale::French, ScarceResource::Budget { .. }) => {
                format!(
                    "{amount} de plus pour le service {name} en {year} rapporteraient environ {value} points.{holds}"
                )
            }
            (Locale::French, ScarceResource::Hours { .. }) => {
                format!("{amount} de plus pour l’équipe {name} en {year} rapporteraient environ {value} points.{holds}")
            }
            (Locale::English, ScarceResource::Budget { .. }) => {
                format!("Another {amount} for department {name} in {year} would bring in about {value} points.{holds}")
            }
            (Locale::English, ScarceResource::Hours { .. }) => {
                format!("Another {amount} for crew {name} in {year} would bring in about {value} points.{holds}")
            }
        };
        match &self.brought_in {
            Some(brought_in) => format!("{text} {}", brought_in.text(locale)),
            None => text,
        }
    }
}

impl BroughtIn {
    /// The projects that it would pay for, in a sentence.
    pub fn text(&self, locale: Locale) -> String {
        if self.count == 0 {
            return locale.pick(
                "Aucun projet en attente ou fait plus tard n’y entrerait tel quel.".into(),
                "No project that waits or is done later would fit as things are.".into(),
            );
        }
        let mut names: Vec<String> = self.projects.iter().take(MOST_NAMED).map(|one| one.name(locale)).collect();
        let more = self.count - names.len();
        if more > 0 {
            names.push(locale.pick(format!("et {more} de plus"), format!("and {more} more")));
        }
        let (names, value) = (names.join(", "), locale.number(self.value));
        locale.pick(
            format!("Y entreraient tels quels\u{a0}: {names}, soit {value} points."),
            format!("These would fit as things are: {names}, worth {value} points."),
        )
    }

    fn new(instance: &Instance, brought: &[Brought]) -> Self {
        let told = brought.iter().take(MOST_BROUGHT_IN).map(|one| BroughtInProject {
            project: project_id(one.project),
            from: one.from.map(|from| instance.horizon.calendar_year(from)),
            value: one.gained,
            along: one.along.iter().map(|&project| project_id(project)).collect(),
        });
        let value = brought.iter().map(|one| one.gained).fold(0.0, |a, b| a + b);
        Self { value, count: brought.len(), projects: told.collect() }
    }
}

/// How many projects a sentence names.
const MOST_NAMED: usize = 3;

impl BroughtInProject {
    /// Its id, with what must come along and the year that it would leave.
    fn name(&self, locale: Locale) -> String {
        let along = (!self.along.is_empty()).then(|| format!("+ {}", self.along.join(", ")));
        let from = self.from.map(|from| locale.pick(format!("au lieu de {from}"), format!("instead of {from}")));
        let notes: Vec<String> = along.into_iter().chain(from).collect();
        match notes.is_empty() {
            true => self.project.clone(),
            false => format!("{} ({})", self.project, notes.join("; ")),
        }
    }
}

/// The prices of a plan, in its order, with how far each holds and what a little more would pay for. O(projects × scarce
/// resources, sorted), and up to some hundred moves tried for each resource.
pub fn shadow_prices(instance: &Instance, plan: &Plan) -> Vec<ShadowPrice> {
    let projects = &plan.grouping.projects;
    let input = ScheduleInput::new(instance, &RequestTraits::new(instance), projects, plan.grouping.site_count);
    let market = Market::new(instance, plan, &input);
    let state = State::with_years(&input, &market.year);
    // A copy for each, so that rounding is the same for any number of threads.
    let priced = plan.programme.prices.par_iter().map(|price| ShadowPrice {
        price: price.clone(),
        range: market.range(price),
        brought_in: Some(BroughtIn::new(instance, &brought_in(&mut state.clone(), market.more(price)))),
    });
    priced.collect()
}

/// Projects and prices by index.
struct Market<'a> {
    instance: &'a Instance,
    input: &'a ScheduleInput,
    year: Vec<Option<usize>>,
    budgets: HashMap<(usize, usize), f64>,
    hours: HashMap<(usize, usize), f64>,
}

impl<'a> Market<'a> {
    fn new(instance: &'a Instance, plan: &Plan, input: &'a ScheduleInput) -> Self {
        let years = plan.decisions.iter().map(|decision| Some(instance.horizon.index_from(decision.year?)));
        let (mut budgets, mut hours) = (HashMap::new(), HashMap::new());
        for known in &plan.programme.prices {
            let year = instance.horizon.index_from(known.year);
            match &known.resource {
                ScarceResource::Budget { department } => {
                    budgets.insert((department_of(instance, department), year), known.price)
                }
                ScarceResource::Hours { crew } => hours.insert((crew_of(instance, crew), year), known.price),
            };
        }
        Self { instance, input, year: years.collect(), budgets, hours }
    }

    fn more(&self, price: &ResourcePrice) -> More {
        let year = self.instance.horizon.index_from(price.year);
        match &price.resource {
            ScarceResource::Budget { department } => {
                More::Money { department: department_of(self.instance, department), year, cents: TOLD_CENTS }
            }
            ScarceResource::Hours { crew } => {
                More::Hours { crew: crew_of(self.instance, crew), year, hours: TOLD_HOURS }
            }
        }
    }

    fn range(&self, price: &ResourcePrice) -> f64 {
        let year = self.instance.horizon.index_from(price.year);
        let (department, crew) = match &price.resource {
            ScarceResource::Budget { department } => (Some(department_of(self.instance, department)), None),
            ScarceResource::Hours { crew } => (None, Some(crew_of(self.instance, crew))),
        };
        let taking = self.input.projects.iter().zip(&self.year).filter(|(project, done)| {
            project.pin.is_none() && project.ready <= year && done.is_none_or(|done| done > year)
        });
        let holding = taking.filter_map(|(project, done)| {
            let used = match crew {
                Some(crew) => project.hours.iter().find(|(known, _)| *known == crew)?.1,
                None if department == Some(project.department) => cost(project),
                None => return None,
            };
            // What it would earn in the year, but for what it takes of the resource, beyond what it earns now.
            let present = done.map_or(0.0, |done| self.earned(project, done)).max(0.0);
            let brought_in = self.earned(project, year) + price.price * used - present;
            (brought_in >= HOLDS * price.price * used).then_some(used)
        });
        holding.fold(0.0, |a, b| a + b)
    }

    /// What a project is worth in a year after paying for all that it uses.
    fn earned(&self, project: &ProjectTraits, year: usize) -> f64 {
        let money = self.budgets.get(&(project.department, year)).map_or(0.0, |price| price * cost(project));
        let hours = project.hours.iter().map(|&(crew, hours)| self.hours.get(&(crew, year)).unwrap_or(&0.0) * hours);
        project.value * self.input.weight[year] - hours.fold(money, |a, b| a + b)
    }
}

fn cost(project: &ProjectTraits) -> f64 {
    as_float(project.requests_cost + project.mobilization.cost)
}

fn department_of(instance: &Instance, id: &str) -> usize {
    instance.departments.iter().position(|department| department.id == id).unwrap_or(usize::MAX)
}

fn crew_of(instance: &Instance, id: &str) -> usize {
    instance.crews.iter().position(|crew| crew.id == id).unwrap_or(usize::MAX)
}

/// Cents, rounded to dollars.
#[expect(clippy::cast_possible_truncation, reason = "a sum of costs, which integers of 64 bits hold")]
fn whole_dollars(cents: f64) -> i64 {
    (cents / 100.0).round() as i64 * 100
}
