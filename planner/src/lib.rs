//! The pure planner: groups requests into projects and projects into multi-year work programmes.
//!
//! [`plan`] takes an [`Instance`] and gives a [`Plan`]: requests are grouped by place into projects ([`group`]), projects
//! that touch share sites, and projects are given years within budgets, crew hours, order of work, moratoria and pins.
//! Each decision has a [`Reason`], and every programme is audited by [`check`] before it is returned. No I/O, no clock,
//! no ambient randomness: the same instance and seed give the same programme.

mod agglomeration;
mod areas;
mod box_index;
mod check;
mod control;
mod dig_once;
mod earlier_year;
mod equity;
mod error;
mod explanation;
mod extent;
mod fault;
mod grouping;
mod instance;
mod locale;
mod lots;
mod metric;
mod model;
mod outline;
mod pin_faults;
mod plan;
mod precedence;
mod priority;
mod programme;
mod progress;
mod proximity;
mod reading;
mod reason;
mod schedule;
mod sensitivity;
mod shadow_price;
mod share_outcome;
mod sites;
mod streets;
mod validation;
mod warm_start;

pub use areas::most_frequent;
pub use check::{Rule, Violation, check};
pub use dig_once::{
    MoratoriumBlock, MoratoriumCause, RepeatedSite, RepeatedStreet, SharedMobilizations, moratorium_blocks,
    repeated_sites, repeated_streets, shared_mobilizations,
};
pub use earlier_year::{EarlierYear, MobilizationChange, ProjectMove};
pub use equity::{AreaFigures, figures_by_area};
pub use error::{InstanceError, PlanError};
pub use fault::{Expected, Fault, FaultKind, ValueKind};
pub use grouping::{GroupedProject, Grouping};
pub use instance::{
    Announcement, Crew, Department, DistanceKind, GroupingRules, Horizon, Instance, MinimumShare, Mobilization,
    Moratorium, Pin, Request, SiteRules, Street, WorkType,
};
pub use locale::Locale;
pub use lots::{Lot, LotProject, LotRules, lots};
pub use outline::{Outline, outline};
pub use plan::{group, plan};
pub use priority::{
    PriorityBreakdown, PriorityComponent, PriorityComponentKind, PriorityFacts, PriorityPolicy, PriorityPolicyError,
};
pub use programme::{Decision, Plan, Programme, Project, Seconds, WrittenReason};
pub use progress::{Ending, Options, Phase, Progress, Stop};
pub use proximity::{EARTH_RADIUS_M, connected_places};
pub use reason::Reason;
pub use schedule::PinFault;
pub use sensitivity::{BUDGET_CHANGES, BudgetCurve, BudgetPoint, sensitivity};
pub use shadow_price::{BroughtIn, BroughtInProject, ShadowPrice, TOLD_CENTS, TOLD_HOURS, shadow_prices};
pub use share_outcome::ShareOutcome;
pub use streets::{MAX_ACCESS_M, MAX_STREET_REACH_M};
pub use validation::MAX_YEARS;
pub use warm_start::{ResourcePrice, ScarceResource, WarmStart};
