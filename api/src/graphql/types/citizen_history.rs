//! What a citizen has had to do with the city.

use async_graphql::Union;

use super::contact::Contact;
use super::request::Request;
use crate::graphql::connection::NodeConnection;
use crate::store::citizen_history::HistoryEntry;

/// The history of a citizen, page by page.
pub type CitizenHistoryConnection = NodeConnection<CitizenHistoryItem>;

/// An entry of a citizen's history.
#[derive(Debug, Clone, Union)]
pub enum CitizenHistoryItem {
    /// A request of theirs, or one that they made for another.
    Request(Request),
    /// A contact with them, or on their behalf.
    Contact(Contact),
}

impl From<HistoryEntry> for CitizenHistoryItem {
    fn from(entry: HistoryEntry) -> Self {
        match entry {
            HistoryEntry::Request(row) => Self::Request(Request::new(*row)),
            HistoryEntry::Contact(row) => Self::Contact(Contact(*row)),
        }
    }
}
