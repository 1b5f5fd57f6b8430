//! Whom changes of requests concern: their citizens, those of the requests that are merged into them, and their followers.

use std::collections::HashMap;

use riverain_entities::service_requests::Model;
use sea_orm::ConnectionTrait;

use super::outbox::{Change, Reach};
use super::recipients;
use crate::services::ServiceError;
use crate::store::{request_followers, request_merges};

/// Those who are told of changes, each request with its own.
#[derive(Debug, Default)]
pub(super) struct Audience {
    reports: HashMap<i64, Vec<Model>>,
    citizens: HashMap<i64, Vec<i64>>,
    followers: HashMap<i64, Vec<i64>>,
}

impl Audience {
    /// Those of these changes; without people where nobody is written to. In a number of statements that does not grow with
    /// the changes.
    ///
    /// # Errors
    /// A database that fails.
    pub(super) async fn read(
        connection: &impl ConnectionTrait,
        changes: &[&Change<'_>],
        with_people: bool,
    ) -> Result<Self, ServiceError> {
        let keys_of = |reaches: &[Reach]| -> Vec<i64> {
            changes.iter().filter(|change| reaches.contains(&change.reach)).map(|change| change.request.id).collect()
        };
        let mut reports: HashMap<i64, Vec<Model>> = HashMap::new();
        for report in request_merges::reports_of_all(connection, &keys_of(&[Reach::Everyone])).await? {
            if let Some(master) = report.master_id {
                reports.entry(master).or_default().push(report);
            }
        }
        if !with_people {
            return Ok(Self { reports, ..Self::default() });
        }
        let all: Vec<&Model> = changes.iter().map(|change| change.request).chain(reports.values().flatten()).collect();
        let citizens = recipients::of_all(connection, &all).await?;
        let mut followed = keys_of(&[Reach::Everyone, Reach::Followers]);
        followed.extend(reports.values().flatten().map(|report| report.id));
        let followers = recipients::followers(connection, request_followers::of_all(connection, &followed).await?);
        let followers = followers.await?;
        Ok(Self { reports, citizens, followers })
    }

    /// The requests that are merged into a request, by key.
    pub(super) fn reports_of(&self, request: i64) -> &[Model] {
        self.reports.get(&request).map_or(&[], Vec::as_slice)
    }

    /// The keys of the citizens of a request who are written to.
    pub(super) fn citizens_of(&self, request: i64) -> &[i64] {
        self.citizens.get(&request).map_or(&[], Vec::as_slice)
    }

    /// The keys of the followers of a request who are written to.
    pub(super) fn followers_of(&self, request: i64) -> &[i64] {
        self.followers.get(&request).map_or(&[], Vec::as_slice)
    }
}
