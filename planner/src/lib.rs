//! The pure planner: groups requests into projects and projects into multi-year work programmes.
//!
//! [`plan`] takes an [`Instance`] and gives a [`Plan`]: requests are grouped by place into projects ([`group`]), projects
//! that touch share sites, and projects are given years within budgets, crew hours, order of work, moratoria and pins.
//! Each decision has a [`Reason`], and every programme is audited by [`check`] before it is returned. No I/O, no clock,
//! no ambient randomness: the same instance and seed give the same programme.

mod agglomeration;
mod box_index;
mod check;
mod error;
mod explanation;
mod extent;
mod grouping;
mod instance;
mod locale;
mod lots;
mod model;
mod outline;
mod pin_faults;
mod plan;
mod precedence;
mod priority;
mod programme;
mod progress;
mod proximity;
mod reason;
mod schedule;
mod sites;
mod validation;
mod warm_start;

pub use check::{Rule, Violation, check};
pub use error::{Fault, FaultKind, InstanceError, PlanError};
pub use grouping::{GroupedProject, Grouping};
pub use instance::{
    Announcement, Crew, Department, GroupingRules, Horizon, Instance, Mobilization, Moratorium, Pin, Request,
    SiteRules, WorkType,
};
pub use locale::Locale;
pub use lots::{Lot, LotProject, LotRules, lots};
pub use outline::{Outline, outline};
pub use plan::{group, plan};
pub use priority::{
    PriorityBreakdown, PriorityComponent, PriorityComponentKind, PriorityFacts, PriorityPolicy, PriorityPolicyError,
};
pub use programme::{Decision, Plan, Programme, Project, Seconds, WrittenReason};
pub use progress::{Options, Phase, Progress};
pub use proximity::EARTH_RADIUS_M;
pub use reason::Reason;
pub use schedule::PinFault;
pub use validation::MAX_YEARS;
pub use warm_start::{ResourcePrice, ScarceResource, WarmStart};
