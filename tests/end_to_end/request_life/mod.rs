//! The life of a request: its steps, reopening, assignment, work queues and history.

mod assigning;
mod history;
mod publication;
mod queues;
mod reopening;
mod steps;

use riverain_entities::service_requests::{ActiveModel, Column, Entity, RequestStatus};
use riverain_tests::{TestApp, now};
use sea_orm::ActiveValue::Set;
use sea_orm::prelude::DateTimeUtc;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};

const CHANGE: &str = "mutation($input: ChangeRequestStatusInput!) { changeRequestStatus(input: $input) { __typename
    ... on ChangeRequestStatusSuccess { request { status closedAt dueAt settledAtFirstContact reopenableUntil
        assignment { department { code } team { code } } followUps(last: 1) { nodes { audience } } } }
    ... on InvalidInput { message faults { field code value remedy } }
    ... on StatusChangeNotAllowed { message currentStatus allowedStatuses allowedSteps { status } }
    ... on StatusChangeReservedForOthers { message currentStatus reservedFor allowedSteps { status } }
    ... on RequestChangedMeanwhile { message currentStatus allowedSteps { status } }
    ... on ReopeningWindowClosed { message closedAt until allowedSteps { status } } } }";

/// What comes of a step.
async fn step(app: &TestApp, token: &str, number: &str, status: &str, more: Value) -> Value {
    let mut input = json!({ "requestNumber": number, "status": status });
    input.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap_or_default());
    app.data(token, CHANGE, json!({ "input": input })).await["changeRequestStatus"].clone()
}

/// Gives a request a status that it has since a moment, without any step.
async fn put(app: &TestApp, number: &str, status: RequestStatus, since: DateTimeUtc) {
    let closed = !riverain::domain::request_status::is_open(status);
    let change = ActiveModel {
        status: Set(status),
        closed_at: Set(closed.then_some(since)),
        opened_at: Set(since.min(now()) - chrono::Duration::days(1)),
        ..Default::default()
    };
    Entity::update_many().set(change).filter(Column::Number.eq(number)).exec(app.database()).await.unwrap();
}

/// The request of a number, by this selection.
async fn read(app: &TestApp, token: &str, number: &str, selection: &str) -> Value {
    let query = format!("query($n: String!) {{ request(number: $n) {{ {selection} }} }}");
    app.data(token, &query, json!({ "n": number })).await["request"].clone()
}
