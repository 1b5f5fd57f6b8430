//! Multi-year work programmes.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// A work programme. What was asked of it and what was planned never change; a revision is a new programme with this
/// one as its parent.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "programmes")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Name that the planner gave it.
    pub name: String,
    /// The programme that it revises.
    pub parent_id: Option<i64>,
    /// The version of the policy that its priorities follow.
    pub priority_policy_id: i64,
    /// Seed of the planner's random choices.
    pub seed: i64,
    /// SHA-256 of the planner's input as canonical JSON, hexadecimal; absent until it was read.
    pub instance_digest: Option<String>,
    /// How far the city has adopted it.
    pub status: ProgrammeStatus,
    /// How far its planning has gone.
    pub state: PlanningState,
    /// What the planner is doing.
    pub phase: Option<String>,
    /// Share of the planning that is done, 0 to 1.
    pub progress: f64,
    /// Why the planning failed.
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub failure: Option<Json>,
    /// First year of the horizon.
    pub first_year: i32,
    /// Number of years of the horizon.
    pub years: i32,
    /// Yearly rate at which later work is worth less, such as 0.03.
    pub discount_rate: f64,
    /// Largest distance between neighbouring requests of a site, metres.
    pub site_radius_m: f64,
    /// Largest distance between two requests of a site of several projects, metres; no limit where absent.
    pub site_max_span_m: Option<f64>,
    /// The instant as of which requests and priorities are read.
    pub as_of: DateTimeUtc,
    /// The whole input: filter, budgets, hours, pins.
    #[sea_orm(column_type = "JsonBinary")]
    pub parameters: Json,
    /// How many requests could not be planned because their place is unknown.
    pub requests_without_place: i32,
    /// Discounted priority of the scheduled work; absent until planned.
    pub objective: Option<f64>,
    /// Proven bound on the objective; absent until planned.
    pub upper_bound: Option<f64>,
    /// Share of the bound that the objective misses; absent until planned.
    pub gap: Option<f64>,
    /// Why the search ended; absent until planned, and where an older release planned it.
    pub ending: Option<SearchEnding>,
    /// Time spent grouping, seconds.
    pub grouping_seconds: Option<f64>,
    /// Time spent scheduling, seconds.
    pub scheduling_seconds: Option<f64>,
    /// Subject of the user who asked for it.
    pub created_by: String,
    /// Their name, where it is known.
    pub created_by_name: Option<String>,
    /// When it was asked for.
    pub created_at: DateTimeUtc,
    /// When its planning ended.
    pub planned_at: Option<DateTimeUtc>,
    /// Subject of the user who approved it.
    pub approved_by: Option<String>,
    /// Their name, where it is known.
    pub approved_by_name: Option<String>,
    /// When it was approved.
    pub approved_at: Option<DateTimeUtc>,
    /// Subject of the user who published it.
    pub published_by: Option<String>,
    /// Their name, where it is known.
    pub published_by_name: Option<String>,
    /// When it was published.
    pub published_at: Option<DateTimeUtc>,
    /// Subject of the user who archived it by hand, or published what replaced it.
    pub archived_by: Option<String>,
    /// Their name, where it is known.
    pub archived_by_name: Option<String>,
    /// When it was archived.
    pub archived_at: Option<DateTimeUtc>,
    /// The programme that it revises.
    #[sea_orm(self_ref, relation_enum = "Parent", from = "parent_id", to = "id")]
    pub parent: BelongsTo<Option<Entity>>,
    /// The version of the policy that its priorities follow.
    #[sea_orm(belongs_to, from = "priority_policy_id", to = "id")]
    pub priority_policy: BelongsTo<super::priority_policies::Entity>,
    /// The departments whose work it plans.
    #[sea_orm(has_many, via = "programme_departments")]
    pub departments: HasMany<super::departments::Entity>,
    /// Its projects.
    #[sea_orm(has_many)]
    pub projects: HasMany<super::programme_projects::Entity>,
}

/// How far the city has adopted a programme.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum ProgrammeStatus {
    /// Proposed by a planner.
    Draft,
    /// Approved by the city.
    Approved,
    /// Shown to the citizens.
    Published,
    /// Set aside.
    Archived,
}

/// How far the planning of a programme has gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum PlanningState {
    /// Waits for its turn.
    Queued,
    /// Is being planned.
    Planning,
    /// Is planned: its projects can be read.
    Planned,
    /// Could not be planned: its failure says why.
    Failed,
    /// Was cancelled before its end.
    Cancelled,
}

/// Why the search of a programme ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum SearchEnding {
    /// No programme of its projects and sites is worth more.
    Optimal,
    /// All moves that the size of the backlog asks for were made.
    MovesMade,
    /// The time limit was reached.
    TimeLimit,
    /// Somebody stopped it and kept the best programme so far.
    Stopped,
}

impl ActiveModelBehavior for ActiveModel {}
