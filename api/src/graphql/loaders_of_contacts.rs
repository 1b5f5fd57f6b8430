//! Batches look-ups of what contacts have to do with.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::Result;
use async_graphql::dataloader::Loader;
use riverain_entities::contact_requests::ContactRelation;
use riverain_entities::{contacts, draft_requests, inbound_emails, request_representatives, service_requests};
use sea_orm::DbErr;

use super::loaders::DatabaseLoader;
use crate::store;

/// The requests of the contact of this key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ContactRequestsKey(pub i64);

/// Who made the request of this key for its requester.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct RepresentativeKey(pub i64);

/// The contact of this key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ContactKey(pub i64);

/// The e-mail that the contact of this key is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ContactEmailKey(pub i64);

/// The draft of this key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct DraftKey(pub i64);

/// The e-mails of the draft of this key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct DraftEmailsKey(pub i64);

/// The most e-mails that are read of a draft.
const EMAILS_A_DRAFT: u64 = 50;

impl Loader<ContactRequestsKey> for DatabaseLoader {
    type Value = Vec<(ContactRelation, service_requests::Model)>;
    type Error = Arc<DbErr>;

    async fn load(&self, keys: &[ContactRequestsKey]) -> Result<HashMap<ContactRequestsKey, Self::Value>, Self::Error> {
        let keys: Vec<i64> = keys.iter().map(|key| key.0).collect();
        let requests = store::contacts::requests_of(self.database(), &keys).await?;
        Ok(requests.into_iter().map(|(key, rows)| (ContactRequestsKey(key), rows)).collect())
    }
}

impl Loader<RepresentativeKey> for DatabaseLoader {
    type Value = request_representatives::Model;
    type Error = Arc<DbErr>;

    async fn load(&self, keys: &[RepresentativeKey]) -> Result<HashMap<RepresentativeKey, Self::Value>, Self::Error> {
        let keys: Vec<i64> = keys.iter().map(|key| key.0).collect();
        let rows = store::contacts::representatives(self.database(), &keys).await?;
        Ok(rows.into_iter().map(|row| (RepresentativeKey(row.request_id), row)).collect())
    }
}

impl Loader<ContactKey> for DatabaseLoader {
    type Value = contacts::Model;
    type Error = Arc<DbErr>;

    async fn load(&self, keys: &[ContactKey]) -> Result<HashMap<ContactKey, Self::Value>, Self::Error> {
        let keys: Vec<i64> = keys.iter().map(|key| key.0).collect();
        let rows = store::contacts::by_keys(self.database(), &keys).await?;
        Ok(rows.into_iter().map(|row| (ContactKey(row.id), row)).collect())
    }
}

impl Loader<ContactEmailKey> for DatabaseLoader {
    type Value = inbound_emails::Model;
    type Error = Arc<DbErr>;

    async fn load(&self, keys: &[ContactEmailKey]) -> Result<HashMap<ContactEmailKey, Self::Value>, Self::Error> {
        let keys: Vec<i64> = keys.iter().map(|key| key.0).collect();
        let emails = store::inbound_emails::of_contacts(self.database(), &keys).await?;
        Ok(emails.into_iter().map(|(key, row)| (ContactEmailKey(key), row)).collect())
    }
}

impl Loader<DraftKey> for DatabaseLoader {
    type Value = draft_requests::Model;
    type Error = Arc<DbErr>;

    async fn load(&self, keys: &[DraftKey]) -> Result<HashMap<DraftKey, Self::Value>, Self::Error> {
        let keys: Vec<i64> = keys.iter().map(|key| key.0).collect();
        let rows = store::draft_requests::by_keys(self.database(), &keys).await?;
        Ok(rows.into_iter().map(|row| (DraftKey(row.id), row)).collect())
    }
}

impl Loader<DraftEmailsKey> for DatabaseLoader {
    type Value = Vec<inbound_emails::Model>;
    type Error = Arc<DbErr>;

    async fn load(&self, keys: &[DraftEmailsKey]) -> Result<HashMap<DraftEmailsKey, Self::Value>, Self::Error> {
        let keys: Vec<i64> = keys.iter().map(|key| key.0).collect();
        let emails = store::inbound_emails::of_drafts(self.database(), &keys, EMAILS_A_DRAFT).await?;
        Ok(emails.into_iter().map(|(key, rows)| (DraftEmailsKey(key), rows)).collect())
    }
}
