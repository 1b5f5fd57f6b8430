//! What a document may cost. Before it runs, the fields that it would answer are counted: those below a connection once
//! for each row of its page, those below a list once for each row that a large city's has. A document above
//! [`MAXIMUM`] is refused.

use super::paging::{DEFAULT_PAGE_SIZE, MAXIMUM_PAGE_SIZE};

/// The most that a document may cost. The screens of a portal cost a few thousand; a programme of five years with a
/// hundred projects for each department and year, about fifty thousand.
pub const MAXIMUM: usize = 100_000;

/// The boroughs of a city.
pub const BOROUGHS: usize = 10;

/// The neighbourhoods of a borough.
pub const NEIGHBOURHOODS: usize = 8;

/// The departments of a city, or of a programme.
pub const DEPARTMENTS: usize = 8;

/// The requests of a contact.
pub const CONTACT_REQUESTS: usize = 3;

/// The attachments of an e-mail.
pub const EMAIL_ATTACHMENTS: usize = 3;

/// The e-mails of a draft.
pub const DRAFT_EMAILS: usize = 3;

/// The statuses of requests.
pub const STATUSES: usize = 11;

/// The likely duplicates of a demand.
pub const LIKELY_DUPLICATES: usize = 5;

/// What makes a request a likely duplicate.
pub const DUPLICATE_REASONS: usize = 4;

/// The follow-ups that are given of a request that a citizen follows.
pub const FOLLOWED_FOLLOW_UPS: usize = 3;

/// The requests that are merged at once.
pub const MERGED_REQUESTS: usize = 5;

/// The records of a person that are merged at once.
pub const MERGED_CITIZENS: usize = 3;

/// The steps that a caller may take with a request.
pub const STEPS: usize = 8;

/// The teams of a department.
pub const TEAMS: usize = 4;

/// The crews of a department.
pub const CREWS: usize = 4;

/// The planned work types of a city.
pub const WORK_TYPES: usize = 20;

/// The products of a catalogue.
pub const PRODUCTS: usize = 50;

/// The precisions of a product.
pub const PRECISIONS: usize = 6;

/// The questions of a product that are asked for a precision.
pub const QUESTIONS: usize = 8;

/// The attachments of a request or of a follow-up.
pub const ATTACHMENTS: usize = 4;

/// The corrections of a follow-up.
pub const CORRECTIONS: usize = 2;

/// The attempts at a delivery.
pub const DELIVERY_ATTEMPTS: usize = 3;

/// The templates of follow-ups.
pub const FOLLOW_UP_TEMPLATES: usize = 20;

/// The options of a question.
pub const OPTIONS: usize = 5;

/// The groups of days that the figures of the centre are counted by.
pub const DAY_GROUPS: usize = 31;

/// The agents of a contact centre.
pub const AGENTS: usize = 23;

/// The groups that diversions to 9-1-1 are counted by.
pub const DIVERSION_GROUPS: usize = 50;

/// The exceptional situations that are in force.
pub const BANNERS: usize = 2;

/// The products that an exceptional situation is about, or puts first.
pub const SITUATION_PRODUCTS: usize = 5;

/// What was done with an exceptional situation.
pub const SITUATION_EVENTS: usize = 3;

/// The days of a week.
pub const WEEKDAYS: usize = 7;

/// The commitments of a service declaration.
pub const COMMITMENTS: usize = 10;

/// The years of a programme.
pub const YEARS: usize = 5;

/// The groups of figures that two programmes are compared by.
pub const COMPARISON_GROUPS: usize = 100;

/// The settings that two programmes may differ in.
pub const SETTINGS: usize = 15;

/// The reasons for which a programme leaves requests out.
pub const LEFT_OUT_REASONS: usize = 4;

/// The budgets and hours of a programme that are scarce.
pub const SCARCE_RESOURCES: usize = 100;

/// What keeps a project out of a year.
pub const BLOCKERS: usize = 3;

/// The events of a subscription that are counted beforehand: each is answered like a call of its own, about as often as a
/// caller would have asked.
pub const EVENTS: usize = 20;

/// The groups of a backlog.
pub const BACKLOG_GROUPS: usize = 100;

/// An outline of a borough or of a neighbourhood: some thousand numbers.
pub const OUTLINE: usize = 300;

/// A statement to the database.
pub const STATEMENT: usize = 50;

/// A list of the whole city with its count, or a count of the backlog.
pub const SCAN: usize = 1_000;

/// What a connection costs, each of whose rows costs `child`.
pub fn page(first: Option<i32>, last: Option<i32>, child: usize) -> usize {
    let size = first.or(last).unwrap_or(DEFAULT_PAGE_SIZE).clamp(1, MAXIMUM_PAGE_SIZE);
    list(usize::try_from(size).unwrap_or(usize::MAX), child)
}

/// What a list of about `size` rows costs, each of which costs `child`.
pub fn list(size: usize, child: usize) -> usize {
    size.saturating_mul(child).saturating_add(1)
}
