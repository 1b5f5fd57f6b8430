//! Citizens.

use riverain_entities::citizens::{ActiveModel, Column, Entity, Model};
use sea_orm::sea_query::{Func, Query};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DbBackend, DbErr, EntityTrait, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect,
};

use super::connect::is_postgres;
use super::page::{Page, PageRequest};
use super::text_index::TextIndex;
use crate::domain::text_search::SearchWords;

const NAMES: TextIndex =
    TextIndex { table: "citizens", text: "search_text", virtual_table: "citizen_search", columns: &["search_text"] };

/// Which citizens a caller asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CitizenFilter {
    /// Words of the name, the e-mail address or the telephone number.
    pub text: Option<SearchWords>,
    /// An e-mail address, whatever its case.
    pub email: Option<String>,
    /// A telephone number, in the form that is kept.
    pub phone: Option<String>,
}

/// The citizens of these keys, in no order.
///
/// # Errors
/// A database that fails.
pub async fn by_keys(connection: &impl ConnectionTrait, keys: &[i64]) -> Result<Vec<Model>, DbErr> {
    Entity::find().filter(Column::Id.is_in(keys.iter().copied())).all(connection).await
}

/// One page of the citizens that a filter lets through, newest first.
///
/// # Errors
/// A database that fails.
pub async fn page(
    connection: &impl ConnectionTrait,
    filter: &CitizenFilter,
    request: &PageRequest<i64>,
) -> Result<Page<Model>, DbErr> {
    let rows = Entity::find()
        .filter(matching(filter, connection.get_database_backend()))
        .filter(Condition::all().add_option(request.after.map(|key| Column::Id.lt(key))))
        .order_by_desc(Column::Id)
        .limit(request.size + 1)
        .all(connection)
        .await?;
    Ok(Page::from_rows(rows, request))
}

/// How many citizens a filter lets through.
///
/// # Errors
/// A database that fails.
pub async fn count(connection: &impl ConnectionTrait, filter: &CitizenFilter) -> Result<u64, DbErr> {
    Entity::find().filter(matching(filter, connection.get_database_backend())).count(connection).await
}

/// The citizens whose e-mail address this is, the oldest record first; until the transaction ends, nobody else who asks
/// so finds or writes one of them.
///
/// # Errors
/// A database that fails.
pub async fn by_email_locked(transaction: &impl ConnectionTrait, email: &str) -> Result<Vec<Model>, DbErr> {
    // A record that does not exist yet cannot be locked: its address can. SQLite has one writer at a time anyway.
    if is_postgres(transaction) {
        let lock = Func::cust("pg_advisory_xact_lock").arg(Func::cust("hashtextextended").arg(email).arg(0_i64));
        transaction.query_one(&Query::select().expr(lock).to_owned()).await?;
    }
    Entity::find().filter(Column::Email.eq(email)).order_by_asc(Column::Id).all(transaction).await
}

/// Writes the fields of a citizen that are set.
///
/// # Errors
/// A database that fails, or a key that names no citizen.
pub async fn update(connection: &impl ConnectionTrait, citizen: ActiveModel) -> Result<Model, DbErr> {
    citizen.update(connection).await
}

/// Writes a new citizen and gives them back with their key.
///
/// # Errors
/// A database that fails.
pub async fn insert(connection: &impl ConnectionTrait, citizen: ActiveModel) -> Result<Model, DbErr> {
    citizen.insert(connection).await
}

fn matching(filter: &CitizenFilter, backend: DbBackend) -> Condition {
    Condition::all()
        .add_option(filter.text.as_ref().map(|words| NAMES.containing(words, backend)))
        .add_option(filter.email.as_ref().map(|email| Column::Email.eq(email.to_lowercase())))
        .add_option(filter.phone.as_ref().map(|phone| Column::Phone.eq(phone.as_str())))
}
