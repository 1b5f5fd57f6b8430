//! The format of the catalogue's files: one Rust file a kind of file.

mod assignment;
mod calendar;
mod city;
mod departments;
mod follow_up_templates;
mod life_cycle;
mod outcome;
mod priority_policy;
mod product;
mod question;
mod service_commitments;
mod triage;
mod work_types;

pub use assignment::{AssignmentFile, AssignmentRuleEntry};
pub use calendar::{Calendar, ClosedDay, Hours, Opening};
pub use city::{Borough, Bounds, City};
pub use departments::{Crew, Department, DepartmentsFile, Team};
pub use follow_up_templates::{FollowUpTemplate, FollowUpTemplatesFile};
pub use life_cycle::{Duplicates, LifeCycleFile, Reason, ReopeningUnit, ReopeningWindow, Status, Step, StepRole};
pub use outcome::OutcomeEntry;
pub use priority_policy::{PriorityPolicyFile, PriorityWeights};
pub use product::{PrecisionEntry, ProductDuplicates, ProductFile, RequestKind};
pub use question::{Condition, Question, QuestionOption, QuestionType};
pub use service_commitments::{
    CommitmentKind, CommitmentSubject, CommitmentUnit, ServiceCommitment, ServiceCommitmentsFile,
};
pub use triage::{EmergencyReason, TriageFile, TriageOption, TriageQuestion};
pub use work_types::{Distance, Estimate, Grouping, Mobilization, WorkType, WorkTypesFile};
