//! Which contacts a caller asks for.

use chrono::{DateTime, Utc};
use riverain_entities::contacts::ContactChannel;

use super::person_search::PersonSearch;
use super::request_filter::Span;

/// Conditions that must all hold; a list holds where one of its entries does.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ContactFilter {
    /// Channels.
    pub channels: Vec<ContactChannel>,
    /// When the citizen reached the centre.
    pub arrived: Option<Span<DateTime<Utc>>>,
    /// Subject of the tokens of the agent.
    pub agent: Option<String>,
    /// Whether the contact settled the matter.
    pub settled: Option<bool>,
    /// Whether an agent answered.
    pub answered: Option<bool>,
    /// The key of the citizen who reached the centre, or for whom someone did.
    pub citizen: Option<i64>,
    /// A person who reached the centre, or for whom someone did, as an agent types them.
    pub person: Option<PersonSearch>,
    /// The keys of the citizens who may be that person, once they are found.
    pub people: Option<Vec<i64>>,
    /// The address that an e-mail came from, in small letters.
    pub sender_email: Option<String>,
}
