//! Contacts with the centre, and their requests.

use std::collections::HashMap;

use riverain_entities::contact_requests::{self, ContactRelation};
use riverain_entities::contacts::{ActiveModel, Column, Entity, Model};
use riverain_entities::{inbound_emails, request_representatives, service_requests};
use sea_orm::sea_query::{OnConflict, Query, UnionType};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect,
};

use super::page::{Direction, MomentPosition, Page, PageRequest, page_by_moment};
use crate::domain::contact_filter::ContactFilter;

impl From<&Model> for MomentPosition {
    fn from(contact: &Model) -> Self {
        Self { moment: contact.arrived_at, id: contact.id }
    }
}

/// One page of the contacts that a filter lets through, the latest first.
///
/// # Errors
/// A database that fails.
pub async fn page(
    connection: &impl ConnectionTrait,
    filter: &ContactFilter,
    request: &PageRequest<MomentPosition>,
) -> Result<Page<Model>, DbErr> {
    let rows = Entity::find().filter(matching(filter));
    page_by_moment(connection, rows, (Column::ArrivedAt, Column::Id), Direction::Descending, request).await
}

/// How many contacts a filter lets through.
///
/// # Errors
/// A database that fails.
pub async fn count(connection: &impl ConnectionTrait, filter: &ContactFilter) -> Result<u64, DbErr> {
    Entity::find().filter(matching(filter)).count(connection).await
}

/// The contacts of these keys, in no order.
///
/// # Errors
/// A database that fails.
pub async fn by_keys(connection: &impl ConnectionTrait, keys: &[i64]) -> Result<Vec<Model>, DbErr> {
    Entity::find().filter(Column::Id.is_in(keys.iter().copied())).all(connection).await
}

/// The contact of this key, which nobody else changes until the transaction ends.
///
/// # Errors
/// A database that fails.
pub async fn by_key_locked(transaction: &impl ConnectionTrait, key: i64) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(key).lock_exclusive().one(transaction).await
}

/// Writes a new contact and gives it back with its key.
///
/// # Errors
/// A database that fails.
pub async fn insert(connection: &impl ConnectionTrait, contact: ActiveModel) -> Result<Model, DbErr> {
    contact.insert(connection).await
}

/// Writes the fields of a contact that are set.
///
/// # Errors
/// A database that fails, or a key that names no contact.
pub async fn update(connection: &impl ConnectionTrait, contact: ActiveModel) -> Result<Model, DbErr> {
    contact.update(connection).await
}

/// Records what contacts and requests have to do with each other; what is recorded of two already stays.
///
/// # Errors
/// A database that fails.
pub async fn relate(connection: &impl ConnectionTrait, related: Vec<(i64, i64, ContactRelation)>) -> Result<(), DbErr> {
    if related.is_empty() {
        return Ok(());
    }
    let rows = related.into_iter().map(|(contact_id, request_id, relation)| {
        contact_requests::Model { contact_id, request_id, relation }.into_active_model()
    });
    let known = [contact_requests::Column::ContactId, contact_requests::Column::RequestId];
    contact_requests::Entity::insert_many(rows.collect::<Vec<_>>())
        .on_conflict(OnConflict::columns(known).do_nothing().to_owned())
        .exec_without_returning(connection)
        .await?;
    Ok(())
}

/// The requests of several contacts, by contact, in the order in which they were opened.
///
/// # Errors
/// A database that fails.
pub async fn requests_of(
    connection: &impl ConnectionTrait,
    contact_ids: &[i64],
) -> Result<HashMap<i64, Vec<(ContactRelation, service_requests::Model)>>, DbErr> {
    let rows = contact_requests::Entity::find()
        .find_also_related(service_requests::Entity)
        .filter(contact_requests::Column::ContactId.is_in(contact_ids.iter().copied()))
        .order_by_asc(service_requests::Column::OpenedAt)
        .order_by_asc(service_requests::Column::Id)
        .all(connection)
        .await?;
    let mut requests: HashMap<i64, Vec<_>> = HashMap::new();
    for (related, request) in rows {
        let Some(request) = request else { continue };
        requests.entry(related.contact_id).or_default().push((related.relation, request));
    }
    Ok(requests)
}

/// How many requests a contact has to do with.
///
/// # Errors
/// A database that fails.
pub async fn count_requests(connection: &impl ConnectionTrait, contact_id: i64) -> Result<u64, DbErr> {
    contact_requests::Entity::find().filter(contact_requests::Column::ContactId.eq(contact_id)).count(connection).await
}

/// Records who made a request for its requester.
///
/// # Errors
/// A database that fails.
pub async fn insert_representative(
    connection: &impl ConnectionTrait,
    representative: request_representatives::Model,
) -> Result<(), DbErr> {
    let row = representative.into_active_model();
    request_representatives::Entity::insert(row).exec_without_returning(connection).await?;
    Ok(())
}

/// Who made these requests for their requesters, in no order.
///
/// # Errors
/// A database that fails.
pub async fn representatives(
    connection: &impl ConnectionTrait,
    request_ids: &[i64],
) -> Result<Vec<request_representatives::Model>, DbErr> {
    request_representatives::Entity::find()
        .filter(request_representatives::Column::RequestId.is_in(request_ids.iter().copied()))
        .all(connection)
        .await
}

fn matching(filter: &ContactFilter) -> Condition {
    let channels = (!filter.channels.is_empty()).then(|| Column::Channel.is_in(filter.channels.iter().copied()));
    let of_citizen = |key: i64| Condition::any().add(Column::CitizenId.eq(key)).add(Column::OnBehalfOfId.eq(key));
    let answered = |answered| match answered {
        true => Column::AnsweredAt.is_not_null(),
        false => Column::AnsweredAt.is_null(),
    };
    Condition::all()
        .add_option(channels)
        .add_option(filter.arrived.and_then(|span| span.from).map(|from| Column::ArrivedAt.gte(from)))
        .add_option(filter.arrived.and_then(|span| span.to).map(|to| Column::ArrivedAt.lte(to)))
        .add_option(filter.agent.as_deref().map(|agent| Column::AgentSubject.eq(agent)))
        .add_option(filter.settled.map(|settled| Column::SettledAtFirstContact.eq(settled)))
        .add_option(filter.answered.map(answered))
        .add_option(filter.citizen.map(of_citizen))
        .add_option(filter.people.as_deref().map(of_people))
        .add_option(filter.sender_email.as_deref().map(|email| {
            let sent = Query::select()
                .column(inbound_emails::Column::ContactId)
                .from(inbound_emails::Entity)
                .and_where(inbound_emails::Column::SenderAddress.eq(email))
                .to_owned();
            Column::Id.in_subquery(sent)
        }))
}

/// The contacts of people, found by who they are with and for whom they are, whatever the order around.
fn of_people(people: &[i64]) -> Condition {
    let of = |column: Column| {
        let keys = people.iter().copied();
        Query::select().column(Column::Id).from(Entity).and_where(column.is_in(keys)).to_owned()
    };
    let mut keys = of(Column::CitizenId);
    keys.union(UnionType::Distinct, of(Column::OnBehalfOfId));
    Condition::all().add(Column::Id.in_subquery(keys))
}
