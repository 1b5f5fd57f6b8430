//! What a citizen has had to do with the city: requests and contacts as one list, the latest first.

use chrono::{DateTime, Utc};
use riverain_entities::{contacts, request_representatives, service_requests};
use sea_orm::sea_query::{Expr, Query};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect,
};

use super::page::{Page, PageRequest};

/// The rank of requests among what is of one moment.
const REQUEST: u8 = 0;

/// That of contacts: what led to a request comes after it where the latest come first.
const CONTACT: u8 = 1;

/// An entry of a citizen's history.
#[derive(Debug, Clone)]
pub enum HistoryEntry {
    /// A request of theirs, or one that they made for another.
    Request(Box<service_requests::Model>),
    /// A contact with them, or on their behalf.
    Contact(Box<contacts::Model>),
}

/// Where an entry stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub struct EntryPosition {
    /// When the request was opened or the contact arrived.
    #[serde(rename = "t", with = "chrono::serde::ts_microseconds")]
    pub at: DateTime<Utc>,
    /// Which of the two it is.
    #[serde(rename = "k")]
    pub kind: u8,
    /// Its key.
    pub id: i64,
}

impl HistoryEntry {
    /// Where it stands.
    pub fn position(&self) -> EntryPosition {
        match self {
            Self::Request(row) => EntryPosition { at: row.opened_at, kind: REQUEST, id: row.id },
            Self::Contact(row) => EntryPosition { at: row.arrived_at, kind: CONTACT, id: row.id },
        }
    }
}

/// One page of the history of a citizen, the latest first: each of the sources gives a page of its own by its index, and
/// what is latest of all is kept.
///
/// # Errors
/// A database that fails.
pub async fn page(
    connection: &impl ConnectionTrait,
    citizen_id: i64,
    with_contacts: bool,
    request: &PageRequest<EntryPosition>,
) -> Result<Page<HistoryEntry>, DbErr> {
    use contacts::Column as Contact;
    use service_requests::Column as Request;
    let made_for_others = Query::select()
        .column(request_representatives::Column::RequestId)
        .from(request_representatives::Entity)
        .and_where(request_representatives::Column::CitizenId.eq(citizen_id))
        .to_owned();
    let mut entries = Vec::new();
    for whose in [Request::CitizenId.eq(citizen_id), Request::Id.in_subquery(made_for_others)] {
        let rows = service_requests::Entity::find()
            .filter(whose)
            .filter(beyond(Request::OpenedAt, Request::Id, REQUEST, request.after))
            .order_by_desc(Request::OpenedAt)
            .order_by_desc(Request::Id)
            .limit(request.size + 1)
            .all(connection)
            .await?;
        entries.extend(rows.into_iter().map(|row| HistoryEntry::Request(Box::new(row))));
    }
    let whose = [Contact::CitizenId, Contact::OnBehalfOfId];
    for column in whose.into_iter().filter(|_| with_contacts) {
        let rows = contacts::Entity::find()
            .filter(column.eq(citizen_id))
            .filter(beyond(Contact::ArrivedAt, Contact::Id, CONTACT, request.after))
            .order_by_desc(Contact::ArrivedAt)
            .order_by_desc(Contact::Id)
            .limit(request.size + 1)
            .all(connection)
            .await?;
        entries.extend(rows.into_iter().map(|row| HistoryEntry::Contact(Box::new(row))));
    }
    entries.sort_unstable_by_key(|entry| std::cmp::Reverse(entry.position()));
    entries.dedup_by_key(|entry| entry.position());
    entries.truncate(usize::try_from(request.size).unwrap_or(usize::MAX).saturating_add(1));
    Ok(Page::from_rows(entries, request))
}

/// The condition of the rows of a kind that come after a position.
fn beyond(at: impl ColumnTrait, id: impl ColumnTrait, kind: u8, after: Option<EntryPosition>) -> Condition {
    let Some(position) = after else { return Condition::all() };
    Condition::all().add(match kind.cmp(&position.kind) {
        std::cmp::Ordering::Less => at.lte(position.at),
        std::cmp::Ordering::Greater => at.lt(position.at),
        std::cmp::Ordering::Equal => Expr::tuple([at.into_expr(), id.into_expr()])
            .lt(Expr::tuple([Expr::value(position.at), Expr::value(position.id)])),
    })
}
