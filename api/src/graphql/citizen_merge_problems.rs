//! Expected refusals of merges of citizens' records.

use async_graphql::{ID, SimpleObject};
use riverain_entities::citizens::Model;

use super::global_id::NodeKind;
use super::types::citizen::Citizen;
use crate::locale::Locale;
use crate::services::contacts::Named;

/// There is no record of a citizen of this identifier.
#[derive(Debug, SimpleObject)]
pub struct CitizenNotFound {
    /// What is wrong, in the caller's language.
    pub message: String,
    /// The identifier.
    citizen: ID,
}

/// The record is merged already, maybe by somebody else a moment ago: unmerge it first, or merge the one that it is merged into.
#[derive(Debug, SimpleObject)]
pub struct CitizenIsMerged {
    /// What is wrong, in the caller's language.
    pub message: String,
    /// The identifier of the record.
    citizen: ID,
    /// The record that it is merged into.
    merged_into: Citizen,
}

/// The record is not merged into any other, maybe since somebody else unmerged it a moment ago.
#[derive(Debug, SimpleObject)]
pub struct CitizenNotMerged {
    /// What is wrong, in the caller's language.
    pub message: String,
    /// The identifier of the record.
    citizen: ID,
}

/// The record and the one to merge into are the same.
#[derive(Debug, SimpleObject)]
pub struct CitizenMergedIntoItself {
    /// What is wrong, in the caller's language.
    pub message: String,
    /// The identifier of the record.
    citizen: ID,
}

/// The record to merge into is itself merged into this one: they would be merged in a ring.
#[derive(Debug, SimpleObject)]
pub struct CitizensMergedInARing {
    /// What is wrong, in the caller's language.
    pub message: String,
    /// The identifier of the record.
    citizen: ID,
    /// The identifier of the record to merge into.
    into: ID,
}

/// One of the citizens made a request, or reached the centre, on behalf of another of them: they are different people.
#[derive(Debug, SimpleObject)]
pub struct CitizensActedForEachOther {
    /// What is wrong, in the caller's language.
    pub message: String,
}

fn wording(locale: Locale, key: &str, citizen: &str, into: &str) -> String {
    let values = [("citizen", citizen.to_owned()), ("into", into.to_owned())];
    locale.wording(&format!("problem.{key}"), &values)
}

impl CitizenNotFound {
    /// The refusal.
    pub fn new(locale: Locale, named: Named) -> Self {
        Self { message: wording(locale, "citizen_not_found", &named.given, ""), citizen: ID(named.given) }
    }
}

impl CitizenIsMerged {
    /// The refusal.
    pub fn new(locale: Locale, named: Named, into: Model) -> Self {
        let message = wording(locale, "citizen_is_merged", &named.given, &NodeKind::Citizen.id(into.id));
        Self { message, citizen: ID(named.given), merged_into: Citizen::new(into) }
    }
}

impl CitizenNotMerged {
    /// The refusal.
    pub fn new(locale: Locale, named: Named) -> Self {
        Self { message: wording(locale, "citizen_not_merged", &named.given, ""), citizen: ID(named.given) }
    }
}

impl CitizenMergedIntoItself {
    /// The refusal.
    pub fn new(locale: Locale, named: Named) -> Self {
        Self { message: wording(locale, "citizen_merged_into_itself", &named.given, ""), citizen: ID(named.given) }
    }
}

impl CitizensMergedInARing {
    /// The refusal.
    pub fn new(locale: Locale, citizen: Named, into: Named) -> Self {
        let message = wording(locale, "citizens_merged_in_a_ring", &citizen.given, &into.given);
        Self { message, citizen: ID(citizen.given), into: ID(into.given) }
    }
}

impl CitizensActedForEachOther {
    /// The refusal.
    pub fn new(locale: Locale) -> Self {
        Self { message: wording(locale, "citizens_acted_for_each_other", "", "") }
    }
}
