//! Batches look-ups of attachments.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;

use async_graphql::dataloader::Loader;
use async_graphql::{Context, Result};
use riverain_entities::attachments::Model;
use sea_orm::DbErr;

use super::budget;
use super::loaders::{self, DatabaseLoader};
use super::types::attachment::Attachment;
use crate::store;

/// The attachments that came with a request itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct RequestAttachmentsKey(pub i64);

/// The attachment of this key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct AttachmentKey(pub i64);

/// The attachments that a draft of a request holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct DraftAttachmentsKey(pub i64);

/// The attachments that came with a follow-up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct FollowUpAttachmentsKey(pub i64);

/// The attachments that a key names, batched with what else is asked at this step.
///
/// # Errors
/// A database that fails, or a call whose answer holds too many rows already.
pub async fn load<K>(ctx: &Context<'_>, key: K) -> Result<Vec<Attachment>>
where
    K: Send + Sync + Hash + Eq + Clone + 'static,
    DatabaseLoader: Loader<K, Value = Vec<Model>, Error = Arc<DbErr>>,
{
    let rows = loaders::load(ctx, key).await?.unwrap_or_default();
    budget::within(ctx, rows.into_iter().map(Attachment).collect())
}

impl Loader<RequestAttachmentsKey> for DatabaseLoader {
    type Value = Vec<Model>;
    type Error = Arc<DbErr>;

    async fn load(
        &self,
        keys: &[RequestAttachmentsKey],
    ) -> Result<HashMap<RequestAttachmentsKey, Self::Value>, Self::Error> {
        let numbers: Vec<i64> = keys.iter().map(|key| key.0).collect();
        let rows = store::attachments::of_requests(self.database(), &numbers).await?;
        Ok(gathered(rows, |row| row.request_id.map(RequestAttachmentsKey)))
    }
}

impl Loader<FollowUpAttachmentsKey> for DatabaseLoader {
    type Value = Vec<Model>;
    type Error = Arc<DbErr>;

    async fn load(
        &self,
        keys: &[FollowUpAttachmentsKey],
    ) -> Result<HashMap<FollowUpAttachmentsKey, Self::Value>, Self::Error> {
        let numbers: Vec<i64> = keys.iter().map(|key| key.0).collect();
        let rows = store::attachments::of_follow_ups(self.database(), &numbers).await?;
        Ok(gathered(rows, |row| row.follow_up_id.map(FollowUpAttachmentsKey)))
    }
}

impl Loader<DraftAttachmentsKey> for DatabaseLoader {
    type Value = Vec<Model>;
    type Error = Arc<DbErr>;

    async fn load(
        &self,
        keys: &[DraftAttachmentsKey],
    ) -> Result<HashMap<DraftAttachmentsKey, Self::Value>, Self::Error> {
        let numbers: Vec<i64> = keys.iter().map(|key| key.0).collect();
        let rows = store::attachments::of_drafts(self.database(), &numbers).await?;
        Ok(gathered(rows, |row| row.draft_request_id.map(DraftAttachmentsKey)))
    }
}

impl Loader<AttachmentKey> for DatabaseLoader {
    type Value = Model;
    type Error = Arc<DbErr>;

    async fn load(&self, keys: &[AttachmentKey]) -> Result<HashMap<AttachmentKey, Self::Value>, Self::Error> {
        let numbers: Vec<i64> = keys.iter().map(|key| key.0).collect();
        let rows = store::attachments::by_keys(self.database(), &numbers).await?;
        Ok(rows.into_iter().map(|row| (AttachmentKey(row.id), row)).collect())
    }
}

fn gathered<K: Hash + Eq>(rows: Vec<Model>, key: impl Fn(&Model) -> Option<K>) -> HashMap<K, Vec<Model>> {
    let mut gathered: HashMap<K, Vec<Model>> = HashMap::new();
    for row in rows {
        if let Some(key) = key(&row) {
            gathered.entry(key).or_default().push(row);
        }
    }
    gathered
}
