//! Citizens.

use std::collections::HashMap;

use riverain_entities::citizens::{ActiveModel, Column, Entity, Model};
use sea_orm::sea_query::{Expr, Func, Query};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect,
};

use super::page::{Page, PageRequest};
use super::turns::{Turn, wait};
use crate::domain::person_search::PersonSearch;

/// Which citizens a caller asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CitizenFilter {
    /// Words of the name, the e-mail address or the telephone number, which may be misspelt: see `store::person_search`.
    pub text: Option<PersonSearch>,
    /// An e-mail address, whatever its case.
    pub email: Option<String>,
    /// A telephone number, in the form that is kept.
    pub phone: Option<String>,
    /// The key of the record that they are merged into; else those that are merged into none.
    pub merged_into: Option<i64>,
}

/// The citizens of these keys, in no order.
///
/// # Errors
/// A database that fails.
pub async fn by_keys(connection: &impl ConnectionTrait, keys: &[i64]) -> Result<Vec<Model>, DbErr> {
    Entity::find().filter(Column::Id.is_in(keys.iter().copied())).all(connection).await
}

/// The record that stands for each of these citizens, by their own key: itself, where it is merged into no other.
///
/// # Errors
/// A database that fails.
pub async fn roots(connection: &impl ConnectionTrait, keys: &[i64]) -> Result<HashMap<i64, Model>, DbErr> {
    if keys.is_empty() {
        return Ok(HashMap::new());
    }
    let records = by_keys(connection, keys).await?;
    let mut masters: Vec<i64> = records.iter().filter_map(|record| record.master_id).collect();
    masters.sort_unstable();
    masters.dedup();
    let masters = match masters.is_empty() {
        true => Vec::new(),
        false => by_keys(connection, &masters).await?,
    };
    let root = |record: Model| {
        let master = masters.iter().find(|master| Some(master.id) == record.master_id).cloned();
        (record.id, master.unwrap_or(record))
    };
    Ok(records.into_iter().map(root).collect())
}

/// The citizens of these keys and the records that are merged into them, in no order.
///
/// # Errors
/// A database that fails.
pub async fn with_merged(connection: &impl ConnectionTrait, keys: &[i64]) -> Result<Vec<Model>, DbErr> {
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let of = |column: Column| column.is_in(keys.iter().copied());
    Entity::find().filter(Condition::any().add(of(Column::Id)).add(of(Column::MasterId))).all(connection).await
}

/// The records of an address and a number, also those that are merged into others, the newest first.
///
/// # Errors
/// A database that fails.
pub async fn records(
    connection: &impl ConnectionTrait,
    filter: &CitizenFilter,
    most: u64,
) -> Result<Vec<Model>, DbErr> {
    Entity::find().filter(having(filter)).order_by_desc(Column::Id).limit(most).all(connection).await
}

/// One page of the citizens of an address and a number, newest first, each by the record that stands for them; a text is not
/// looked at.
///
/// # Errors
/// A database that fails.
pub async fn page(
    connection: &impl ConnectionTrait,
    filter: &CitizenFilter,
    request: &PageRequest<i64>,
) -> Result<Page<Model>, DbErr> {
    let rows = Entity::find()
        .filter(matching(filter))
        .filter(Condition::all().add_option(request.after.map(|key| Column::Id.lt(key))))
        .order_by_desc(Column::Id)
        .limit(request.size + 1)
        .all(connection)
        .await?;
    Ok(Page::from_rows(rows, request))
}

/// How many citizens have an address and a number; a text is not looked at.
///
/// # Errors
/// A database that fails.
pub async fn count(connection: &impl ConnectionTrait, filter: &CitizenFilter) -> Result<u64, DbErr> {
    Entity::find().filter(matching(filter)).count(connection).await
}

/// The citizens whose e-mail address this is, the oldest record first; until the transaction ends, nobody else who asks
/// so finds or writes one of them.
///
/// # Errors
/// A database that fails.
pub async fn by_email_locked(transaction: &impl ConnectionTrait, email: &str) -> Result<Vec<Model>, DbErr> {
    wait(transaction, Turn::Address(email)).await?;
    Entity::find().filter(Column::Email.eq(email)).order_by_asc(Column::Id).all(transaction).await
}

impl CitizenFilter {
    /// Whether a citizen has the address and the number that are asked for.
    pub fn lets_through(&self, citizen: &Model) -> bool {
        let email = self.email.as_ref().is_none_or(|email| citizen.email.as_deref() == Some(&email.to_lowercase()));
        let phone = self.phone.as_ref().is_none_or(|phone| citizen.phone.as_ref() == Some(phone));
        email && phone
    }
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

fn matching(filter: &CitizenFilter) -> Condition {
    if let Some(root) = filter.merged_into {
        return having(filter).add(Column::MasterId.eq(root));
    }
    let standing = Condition::all().add(Column::MasterId.is_null());
    if filter.email.is_none() && filter.phone.is_none() {
        return standing;
    }
    // Whoever has the address and the number, be it by a record that is merged into theirs.
    let found = Query::select()
        .expr(Func::coalesce([Expr::col(Column::MasterId), Expr::col(Column::Id)]))
        .from(Entity)
        .cond_where(having(filter))
        .to_owned();
    standing.add(Column::Id.in_subquery(found))
}

/// The records that have an address and a number.
fn having(filter: &CitizenFilter) -> Condition {
    Condition::all()
        .add_option(filter.email.as_ref().map(|email| Column::Email.eq(email.to_lowercase())))
        .add_option(filter.phone.as_ref().map(|phone| Column::Phone.eq(phone.as_str())))
}
