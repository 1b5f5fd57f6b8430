//! Requests that tests begin with, submitted as the contact centre would.

use chrono::NaiveDate;
use riverain::auth::token::TokenRole;
use riverain::domain::question_tree::QuestionKind;
use riverain::services::questionnaires::circumstances;
use serde_json::{Map, Value, json};

use crate::TestApp;

/// A point of Saint-Roch, in La Cité-Limoilou.
pub const SAINT_ROCH: (f64, f64) = (-71.2256, 46.8139);

/// A request that a planner's programme feeds on: a raised sidewalk slab.
pub const SIDEWALK: (&str, &str) = ("sidewalk", "raised_slab");

/// A request that is answered by itself, with a commitment: a tree to fell.
pub const TREE_FELLING: (&str, &str) = ("tree", "felling");

const SUBMIT: &str = "mutation($input: SubmitRequestInput!) { submitRequest(input: $input) { __typename
  ... on SubmitRequestSuccess { requestNumber request { id number citizen { id } } }
  ... on RequestSettledByAdvice { advice requestNumber request { number } }
  ... on DivertedToEmergency { message reason { code name } }
  ... on QuestionTreeVersionNotAccepted { message treeVersion currentTreeVersion }
  ... on InvalidInput { message faults { field code value message remedy } } } }";

/// A requester of this name.
pub fn requester(given_name: &str, family_name: &str) -> Value {
    let email = format!("{}.{}@exemple.ca", given_name.to_lowercase(), family_name.to_lowercase());
    json!({ "givenName": given_name, "familyName": family_name, "email": email, "phone": "418 555-0142" })
}

/// What the service answers to a submission by an agent; questions that must be answered are, where the input says nothing
/// of answers.
pub async fn submit_input(app: &TestApp, mut input: Value) -> Value {
    let token = app.token(TokenRole::Agent);
    if let (None, Some(product), Some(precision)) =
        (input.get("answers"), input["product"].as_str(), input["precision"].as_str())
    {
        input["answers"] = least_answers(app, product, precision).await;
    }
    app.data(&token, SUBMIT, json!({ "input": input })).await["submitRequest"].clone()
}

/// The fewest answers with which a request of a product and precision can be made, and that lead nowhere else.
pub async fn least_answers(app: &TestApp, product: &str, precision: &str) -> Value {
    let reference = app.app.reference.current().await.unwrap();
    let mut answers = Map::new();
    let Some(product) = reference.product_of_code(product) else { return Value::Object(answers) };
    let Some(tree) = reference.question_trees().current_of(product.id) else { return Value::Object(answers) };
    let circumstances = circumstances(&reference, crate::app::now());
    let walk = |answers: &Map<String, Value>| tree.tree.walk(precision, "answers", answers, &circumstances);
    while let Some(question) = walk(&answers).missing.first().map(|rank| &tree.tree.questions[*rank]) {
        let with = |value: &Value| {
            let mut answers = answers.clone();
            answers.insert(question.code.clone(), value.clone());
            answers
        };
        let plain = |value: &&Value| {
            let outcome = walk(&with(value)).outcome;
            !outcome.ends() && outcome.planned_work.is_none()
        };
        let possible = possible_answers(&question.kind, circumstances.today);
        let chosen = possible.iter().find(plain).unwrap_or_else(|| panic!("{} ends every walk", question.code));
        answers = with(chosen);
    }
    Value::Object(answers)
}

fn possible_answers(kind: &QuestionKind, today: NaiveDate) -> Vec<Value> {
    match kind {
        QuestionKind::Choice { options } => options.iter().map(|option| json!(option.code)).collect(),
        QuestionKind::Choices { options } => options.iter().map(|option| json!([option.code])).collect(),
        QuestionKind::Number { minimum, maximum, .. } => {
            vec![json!(minimum.unwrap_or(1.0)), json!(maximum.unwrap_or(9.0))]
        }
        QuestionKind::Date { .. } => vec![json!(today)],
        QuestionKind::Text { .. } => vec![json!("Un texte.")],
        QuestionKind::Place => vec![json!({ "longitude": SAINT_ROCH.0, "latitude": SAINT_ROCH.1 })],
        QuestionKind::Photo { .. } => vec![json!(["QXR0YWNobWVudDox"])],
    }
}

/// The number of a new request of a product and precision at a point, by a requester or anonymous.
pub async fn submit(app: &TestApp, about: (&str, &str), place: (f64, f64), requester: Option<Value>) -> String {
    let answer = submit_input(
        app,
        json!({
            "product": about.0, "precision": about.1, "channel": "TELEPHONE",
            "description": "La situation dure depuis l’été.", "address": "405, rue Saint-Joseph Est",
            "place": { "longitude": place.0, "latitude": place.1 }, "requester": requester,
        }),
    )
    .await;
    assert_eq!(answer["__typename"], "SubmitRequestSuccess", "{answer:#}");
    answer["requestNumber"].as_str().unwrap().to_owned()
}

/// The key of the citizen who made a request.
pub async fn citizen_of(app: &TestApp, number: &str) -> i64 {
    let request = riverain::store::requests::by_number(app.database(), number).await.unwrap().unwrap();
    request.citizen_id.unwrap()
}

/// Removes the newest request and all that belongs to it, so that a scene can be played again.
pub async fn withdraw_newest(app: &TestApp) {
    use riverain_entities::{follow_ups, service_requests};
    use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
    let newest = service_requests::Entity::find().order_by_desc(service_requests::Column::Id).one(app.database()).await;
    let key = newest.unwrap().unwrap().id;
    follow_ups::Entity::delete_many().filter(follow_ups::Column::RequestId.eq(key)).exec(app.database()).await.unwrap();
    service_requests::Entity::delete_by_id(key).exec(app.database()).await.unwrap();
}
