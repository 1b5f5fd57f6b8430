//! Service requests.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use super::products::RequestKind;
use super::promises::PromiseCause;

/// A request of a citizen to the city.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "service_requests")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Number given to the citizen, such as `2026-0123456`.
    #[sea_orm(unique)]
    pub number: String,
    /// Kind of demand.
    pub kind: RequestKind,
    /// How the request reached the city.
    pub channel: RequestChannel,
    /// The version of the product that it was made with.
    pub product_id: i64,
    /// The precision that it was made with.
    pub precision_id: i64,
    /// The version of the question tree that its answers answer.
    pub question_tree_version_id: Option<i64>,
    /// Answers by question code.
    #[sea_orm(column_type = "JsonBinary")]
    pub answers: Json,
    /// What the citizen wrote, at most 10,000 characters.
    pub description: Option<String>,
    /// Longitude, degrees; present exactly where `lat` is.
    pub lon: Option<f64>,
    /// Latitude, degrees; present exactly where `lon` is.
    pub lat: Option<f64>,
    /// H3 cell of the position at resolution 12, its 64 bits read as a signed integer. The cells inside any coarser
    /// cell are one contiguous range.
    pub h3_cell: Option<i64>,
    /// Civic address.
    pub address: Option<String>,
    /// The borough of the position.
    pub borough_id: Option<i64>,
    /// The neighbourhood of the position.
    pub neighbourhood_id: Option<i64>,
    /// The department that answers.
    pub department_id: i64,
    /// The team of that department that has it, where one does.
    pub team_id: Option<i64>,
    /// The version of the rules of assignment that were tried when it came in.
    pub assignment_rule_set_id: Option<i64>,
    /// Code of the rule among them that decided; absent where none did.
    pub assignment_rule_code: Option<String>,
    /// Whether someone of the staff has since given it to another department or team.
    pub assigned_by_hand: bool,
    /// The version of the work type, where it belongs to the planned-intervention programme.
    pub work_type_id: Option<i64>,
    /// Code of that work type, kept here so that the backlog is read without a join.
    pub work_type_code: Option<String>,
    /// Where the request stands.
    pub status: RequestStatus,
    /// Severity from the product, the precision and the answers, 0 to 100.
    pub severity: i32,
    /// Priority, 0 to 100.
    pub priority: f64,
    /// The parts that make the priority.
    #[sea_orm(column_type = "JsonBinary")]
    pub priority_breakdown: Json,
    /// The version of the policy that the priority was computed with.
    pub priority_policy_id: i64,
    /// The instant at which the priority was computed.
    pub priority_as_of: DateTimeUtc,
    /// Priority set by hand, 0 to 100.
    pub priority_override: Option<f64>,
    /// Why it was set by hand.
    pub priority_override_reason: Option<String>,
    /// The requester; absent where anonymous.
    pub citizen_id: Option<i64>,
    /// The request that it is merged into, the last one where that is merged itself; its status is this one's.
    pub master_id: Option<i64>,
    /// How many reports of the problem it stands for: itself, and those merged into it.
    pub report_count: i32,
    /// System that the request comes from.
    pub source: String,
    /// Its identifier in that system, unique there.
    pub external_id: Option<String>,
    /// Digest of what its source last said of it; absent where no import brought it.
    pub source_digest: Option<String>,
    /// When it was made.
    pub opened_at: DateTimeUtc,
    /// When its promise ends.
    pub due_at: Option<DateTimeUtc>,
    /// Since when the service commitment counts; absent where no promise was made, or the source of an import made it.
    pub promised_from: Option<DateTimeUtc>,
    /// Why the promise ends when it does.
    pub promise_cause: Option<PromiseCause>,
    /// The revision of the calendar that the promise was reckoned by, 0 where none is known.
    pub promise_revision: i64,
    /// From when the promise is at risk.
    pub at_risk_at: Option<DateTimeUtc>,
    /// Since when the clock of the promise stands, where the request waits for its citizen.
    pub clock_stopped_at: Option<DateTimeUtc>,
    /// When it was closed; absent while it is open.
    pub closed_at: Option<DateTimeUtc>,
    /// Whether the first contact settled it.
    pub settled_at_first_contact: bool,
    /// Estimated cost of the work, cents.
    pub estimated_cost_cents: Option<i64>,
    /// Estimated hours of the work, all crews together.
    pub estimated_hours: Option<f64>,
    /// Estimated hours by crew code.
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub estimated_crew_hours: Option<Json>,
    /// Whether it was simulated rather than made by a citizen.
    pub simulated: bool,
    /// Number and address, normalised for search.
    pub place_search: String,
    /// Description, normalised for search.
    pub description_search: String,
    /// When the record was made.
    pub created_at: DateTimeUtc,
    /// When the record last changed.
    pub updated_at: DateTimeUtc,
    /// The version of the product.
    #[sea_orm(belongs_to, from = "product_id", to = "id")]
    pub product: BelongsTo<super::products::Entity>,
    /// The precision.
    #[sea_orm(belongs_to, from = "precision_id", to = "id")]
    pub precision: BelongsTo<super::precisions::Entity>,
    /// The version of the question tree.
    #[sea_orm(belongs_to, from = "question_tree_version_id", to = "id")]
    pub question_tree_version: BelongsTo<Option<super::question_tree_versions::Entity>>,
    /// The borough of the position.
    #[sea_orm(belongs_to, from = "borough_id", to = "id")]
    pub borough: BelongsTo<Option<super::boroughs::Entity>>,
    /// The neighbourhood of the position.
    #[sea_orm(belongs_to, from = "neighbourhood_id", to = "id")]
    pub neighbourhood: BelongsTo<Option<super::neighbourhoods::Entity>>,
    /// The department that answers.
    #[sea_orm(belongs_to, from = "department_id", to = "id")]
    pub department: BelongsTo<super::departments::Entity>,
    /// The team that has it.
    #[sea_orm(belongs_to, from = "team_id", to = "id")]
    pub team: BelongsTo<Option<super::teams::Entity>>,
    /// The version of the rules of assignment.
    #[sea_orm(belongs_to, from = "assignment_rule_set_id", to = "id")]
    pub assignment_rule_set: BelongsTo<Option<super::assignment_rule_sets::Entity>>,
    /// The version of the work type.
    #[sea_orm(belongs_to, from = "work_type_id", to = "id")]
    pub work_type: BelongsTo<Option<super::work_types::Entity>>,
    /// The version of the policy.
    #[sea_orm(belongs_to, from = "priority_policy_id", to = "id")]
    pub priority_policy: BelongsTo<super::priority_policies::Entity>,
    /// The requester.
    #[sea_orm(belongs_to, from = "citizen_id", to = "id")]
    pub citizen: BelongsTo<Option<super::citizens::Entity>>,
    /// The follow-ups of the request.
    #[sea_orm(has_many)]
    pub follow_ups: HasMany<super::follow_ups::Entity>,
}

/// How a request reached the city.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum RequestChannel {
    /// A call to 3-1-1.
    Telephone,
    /// The 311 app.
    MobileApp,
    /// An e-mail.
    Email,
    /// The form of the web site.
    WebForm,
    /// A counter of the city.
    Counter,
    /// The city's own personnel.
    Internal,
}

/// Where a request stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum RequestStatus {
    /// Open: nobody has looked at it yet.
    Received,
    /// Open: the centre has looked at it and knows what it is about.
    Triaged,
    /// Open: a department has it.
    Assigned,
    /// Open: it is being answered.
    InProgress,
    /// Open: the citizen must answer first.
    WaitingForCitizen,
    /// Open: someone outside the city must act first.
    WaitingForThirdParty,
    /// Open: the work has its place in a programme or in a calendar.
    Planned,
    /// Open again: what was done did not settle it.
    Reopened,
    /// Closed: what was asked is done.
    Done,
    /// Closed: nothing was done, and the follow-ups say why.
    ClosedWithoutWork,
    /// Closed: the citizen withdrew it, or it was made by mistake.
    Cancelled,
}

impl ActiveModelBehavior for ActiveModel {}
