//! E-mails to the centre.

use std::collections::HashMap;

use riverain_entities::inbound_emails::{ActiveModel, Column, Entity, Model};
use sea_orm::sea_query::{Alias, Expr, Func, Query, WindowStatement};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, ExprTrait, Order, QueryFilter, QueryOrder,
};

use super::turns::{Turn, wait};

/// The e-mail of this `Message-ID`, where it was taken; until the transaction ends, nobody else who asks so takes it.
///
/// # Errors
/// A database that fails.
pub async fn by_message_id_locked(
    transaction: &impl ConnectionTrait,
    message_id: &str,
) -> Result<Option<Model>, DbErr> {
    wait(transaction, Turn::Email(message_id)).await?;
    Entity::find().filter(Column::MessageId.eq(message_id)).one(transaction).await
}

/// The e-mails of these `Message-ID`s that were taken, in no order.
///
/// # Errors
/// A database that fails.
pub async fn by_message_ids(connection: &impl ConnectionTrait, message_ids: &[String]) -> Result<Vec<Model>, DbErr> {
    if message_ids.is_empty() {
        return Ok(Vec::new());
    }
    Entity::find().filter(Column::MessageId.is_in(message_ids.iter().map(String::as_str))).all(connection).await
}

/// The e-mails that are these contacts, by contact.
///
/// # Errors
/// A database that fails.
pub async fn of_contacts(connection: &impl ConnectionTrait, contact_ids: &[i64]) -> Result<HashMap<i64, Model>, DbErr> {
    let rows = Entity::find().filter(Column::ContactId.is_in(contact_ids.iter().copied())).all(connection).await?;
    Ok(rows.into_iter().map(|row| (row.contact_id, row)).collect())
}

/// The first `size` e-mails of each of these drafts, by draft and in the order in which they came.
///
/// # Errors
/// A database that fails.
pub async fn of_drafts(
    connection: &impl ConnectionTrait,
    draft_ids: &[i64],
    size: u64,
) -> Result<HashMap<i64, Vec<Model>>, DbErr> {
    let rank = Alias::new("rank_in_draft");
    let window = WindowStatement::partition_by(Column::DraftRequestId)
        .order_by(Column::ReceivedAt, Order::Asc)
        .order_by(Column::Id, Order::Asc)
        .to_owned();
    let ranked = Query::select()
        .column(Column::Id)
        .expr_window_as(Func::cust("ROW_NUMBER"), window, rank.clone())
        .from(Entity)
        .cond_where(Column::DraftRequestId.is_in(draft_ids.iter().copied()))
        .to_owned();
    let kept = Query::select()
        .column(Column::Id)
        .from_subquery(ranked, Alias::new("ranked"))
        .and_where(Expr::col(rank).lte(size))
        .to_owned();
    let rows = Entity::find()
        .filter(Column::Id.in_subquery(kept))
        .order_by_asc(Column::ReceivedAt)
        .order_by_asc(Column::Id)
        .all(connection)
        .await?;
    let mut emails: HashMap<i64, Vec<Model>> = HashMap::new();
    for row in rows {
        if let Some(draft_id) = row.draft_request_id {
            emails.entry(draft_id).or_default().push(row);
        }
    }
    Ok(emails)
}

/// Writes a new e-mail.
///
/// # Errors
/// A database that fails.
pub async fn insert(connection: &impl ConnectionTrait, email: ActiveModel) -> Result<Model, DbErr> {
    email.insert(connection).await
}
