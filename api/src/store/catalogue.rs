//! The catalogue's rows: versions that never change but are superseded, and rows that are written anew in place.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use riverain_entities::{
    assignment_rule_sets, closed_days, follow_up_templates, life_cycles, precisions, priority_policies, products,
    question_tree_versions, question_trees, service_commitments, work_types,
};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelBehavior, ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait,
    IntoActiveModel, NotSet, QueryFilter, QueryOrder, QuerySelect,
};

/// A table of versions: `code, version, digest`, and `superseded_at` once a later version replaces one.
pub trait VersionedTable: EntityTrait {
    /// Key.
    const ID: Self::Column;
    /// Code, or what stands for it.
    const CODE: Self::Column;
    /// Version of the code's content, from 1.
    const VERSION: Self::Column;
    /// Digest of the content.
    const DIGEST: Self::Column;
    /// Since when a later version replaces it.
    const SUPERSEDED_AT: Self::Column;
}

/// The latest version of a code that a table holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldVersion {
    /// Key.
    pub id: i64,
    /// Version, from 1.
    pub version: i32,
    /// Digest of the content.
    pub digest: String,
    /// Whether nothing superseded it.
    pub is_current: bool,
}

macro_rules! versioned {
    ($($table:ident by $code:ident;)+) => {
        $(
            impl VersionedTable for $table::Entity {
                const ID: Self::Column = $table::Column::Id;
                const CODE: Self::Column = $table::Column::$code;
                const VERSION: Self::Column = $table::Column::Version;
                const DIGEST: Self::Column = $table::Column::Digest;
                const SUPERSEDED_AT: Self::Column = $table::Column::SupersededAt;
            }
        )+
    };
}

versioned! {
    products by Code;
    work_types by Code;
    follow_up_templates by Code;
    service_commitments by Code;
    priority_policies by Code;
    life_cycles by Code;
    assignment_rule_sets by Code;
}

/// The latest version of each code.
///
/// # Errors
/// A database that fails.
pub async fn held_versions<E: VersionedTable>(
    connection: &impl ConnectionTrait,
) -> Result<HashMap<String, HeldVersion>, DbErr> {
    type Row = (String, i64, i32, String, Option<DateTime<Utc>>);
    let rows: Vec<Row> = E::find()
        .select_only()
        .columns([E::CODE, E::ID, E::VERSION, E::DIGEST, E::SUPERSEDED_AT])
        .order_by_asc(E::VERSION)
        .into_tuple()
        .all(connection)
        .await?;
    let versions = rows.into_iter().map(|(code, id, version, digest, superseded_at)| {
        (code, HeldVersion { id, version, digest, is_current: superseded_at.is_none() })
    });
    Ok(versions.collect())
}

/// The latest version of each question tree, by the code of its product.
///
/// # Errors
/// A database that fails.
pub async fn held_trees(connection: &impl ConnectionTrait) -> Result<HashMap<String, HeldVersion>, DbErr> {
    use question_tree_versions::Column;
    let codes: HashMap<i64, String> =
        question_trees::Entity::find().all(connection).await?.into_iter().map(|tree| (tree.id, tree.code)).collect();
    let rows = question_tree_versions::Entity::find().order_by_asc(Column::Version).all(connection).await?;
    let versions = rows.into_iter().filter_map(|row| {
        let held = HeldVersion {
            id: row.id,
            version: row.version,
            digest: row.digest,
            is_current: row.superseded_at.is_none(),
        };
        Some((codes.get(&row.question_tree_id)?.clone(), held))
    });
    Ok(versions.collect())
}

/// The key of the question tree of a product, made where there is none yet.
///
/// # Errors
/// A database that fails.
pub async fn question_tree_key(connection: &impl ConnectionTrait, code: &str) -> Result<i64, DbErr> {
    use question_trees::{ActiveModel, Column, Entity};
    if let Some(tree) = Entity::find().filter(Column::Code.eq(code)).one(connection).await? {
        return Ok(tree.id);
    }
    Ok(ActiveModel { id: NotSet, code: Set(code.to_owned()) }.insert(connection).await?.id)
}

/// Says of versions that later ones replace them, or none.
///
/// # Errors
/// A database that fails.
pub async fn supersede<E: VersionedTable>(
    connection: &impl ConnectionTrait,
    keys: &[i64],
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    mark::<E>(connection, E::SUPERSEDED_AT, E::ID, keys, now).await
}

/// Says of versions of question trees that later ones replace them, or none.
///
/// # Errors
/// A database that fails.
pub async fn supersede_trees(connection: &impl ConnectionTrait, keys: &[i64], now: DateTime<Utc>) -> Result<(), DbErr> {
    use question_tree_versions::{Column, Entity};
    mark::<Entity>(connection, Column::SupersededAt, Column::Id, keys, now).await
}

/// Says of the precisions of versions of products that they are superseded with them.
///
/// # Errors
/// A database that fails.
pub async fn supersede_precisions(
    connection: &impl ConnectionTrait,
    product_keys: &[i64],
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    use precisions::{Column, Entity};
    mark::<Entity>(connection, Column::SupersededAt, Column::ProductId, product_keys, now).await
}

async fn mark<E: EntityTrait>(
    connection: &impl ConnectionTrait,
    superseded_at: E::Column,
    column: E::Column,
    keys: &[i64],
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    if !keys.is_empty() {
        E::update_many()
            .col_expr(superseded_at, Expr::value(now))
            .filter(column.is_in(keys.iter().copied()))
            .filter(superseded_at.is_null())
            .exec(connection)
            .await?;
    }
    Ok(())
}

/// Every row of a table.
///
/// # Errors
/// A database that fails.
pub async fn rows<E: EntityTrait>(connection: &impl ConnectionTrait) -> Result<Vec<E::Model>, DbErr> {
    E::find().all(connection).await
}

/// Writes a new row and gives it back with its key.
///
/// # Errors
/// A database that fails.
pub async fn insert<A>(connection: &impl ConnectionTrait, row: A) -> Result<<A::Entity as EntityTrait>::Model, DbErr>
where
    A: ActiveModelTrait + ActiveModelBehavior + Send,
    <A::Entity as EntityTrait>::Model: IntoActiveModel<A>,
{
    row.insert(connection).await
}

/// Writes the precisions of a version of a product.
///
/// # Errors
/// A database that fails.
pub async fn insert_precisions(
    connection: &impl ConnectionTrait,
    rows: Vec<precisions::ActiveModel>,
) -> Result<(), DbErr> {
    precisions::Entity::insert_many(rows).exec_without_returning(connection).await?;
    Ok(())
}

/// Writes every column of a row anew, by its key.
///
/// # Errors
/// A database that fails.
pub async fn overwrite<A, M>(connection: &impl ConnectionTrait, row: M) -> Result<(), DbErr>
where
    A: ActiveModelTrait + ActiveModelBehavior + Send,
    <A::Entity as EntityTrait>::Model: IntoActiveModel<A>,
    M: IntoActiveModel<A>,
{
    row.into_active_model().reset_all().update(connection).await?;
    Ok(())
}

/// Puts these closed days in place of those of a calendar: day, French name, English name.
///
/// # Errors
/// A database that fails.
pub async fn replace_closed_days(
    connection: &impl ConnectionTrait,
    calendar: i64,
    days: Vec<(NaiveDate, String, String)>,
) -> Result<(), DbErr> {
    use closed_days::{ActiveModel, Column, Entity};
    Entity::delete_many().filter(Column::CalendarId.eq(calendar)).exec(connection).await?;
    let rows: Vec<ActiveModel> = days
        .into_iter()
        .map(|(day, name_fr, name_en)| ActiveModel {
            id: NotSet,
            calendar_id: Set(calendar),
            day: Set(day),
            name_fr: Set(name_fr),
            name_en: Set(name_en),
        })
        .collect();
    if !rows.is_empty() {
        Entity::insert_many(rows).exec_without_returning(connection).await?;
    }
    Ok(())
}
