//! Citizens.

use riverain_entities::citizens::{ActiveModel, Column, Entity, Model};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect,
};

use super::page::{Page, PageRequest};

/// Which citizens a caller asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CitizenFilter {
    /// Words of the name, the e-mail address or the telephone number, normalised.
    pub text: Option<String>,
    /// An e-mail address, whatever its case.
    pub email: Option<String>,
    /// A telephone number, digits only.
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
        .filter(matching(filter))
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
    Entity::find().filter(matching(filter)).count(connection).await
}

/// The citizen whose e-mail address this is, the oldest where several share it.
///
/// # Errors
/// A database that fails.
pub async fn by_email(connection: &impl ConnectionTrait, email: &str) -> Result<Option<Model>, DbErr> {
    let filter = CitizenFilter { email: Some(email.to_owned()), ..CitizenFilter::default() };
    Entity::find().filter(matching(&filter)).order_by_asc(Column::Id).one(connection).await
}

/// Writes a new citizen and gives them back with their key.
///
/// # Errors
/// A database that fails.
pub async fn insert(connection: &impl ConnectionTrait, citizen: ActiveModel) -> Result<Model, DbErr> {
    citizen.insert(connection).await
}

fn matching(filter: &CitizenFilter) -> Condition {
    let words = filter.text.iter().flat_map(|text| text.split(' ')).filter(|word| !word.is_empty());
    words
        .fold(Condition::all(), |all, word| all.add(Column::SearchText.contains(word)))
        .add_option(filter.email.as_ref().map(|email| Column::Email.eq(email.to_lowercase())))
        .add_option(filter.phone.as_ref().map(|phone| Column::Phone.eq(phone.as_str())))
}
