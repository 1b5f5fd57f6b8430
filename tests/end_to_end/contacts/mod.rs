//! Contacts with the centre, whichever way citizens reach it.

mod behalf;
mod doors;
mod email_files;
mod emails;
mod history;
mod life;

use riverain::auth::token::TokenRole;
use riverain_tests::TestApp;
use serde_json::{Value, json};

/// A contact as its agents see it.
pub(crate) const CONTACT: &str = "id channel language arrivedAt answeredAt endedAt waitSeconds handlingSeconds
  settledAtFirstContact agent agentName citizen { id givenName } onBehalfOf { id givenName }
  requests { relation request { number channel } }";

/// The payload of a step of a contact.
pub(crate) fn payload() -> String {
    format!(
        "__typename ... on ContactSuccess {{ contact {{ {CONTACT} }} }}
         ... on ContactStepNotAllowed {{ message contact {{ id }} }}
         ... on InvalidInput {{ faults {{ field code }} }}"
    )
}

/// What the service answers to a step of a contact, by an agent.
pub(crate) async fn step(app: &TestApp, name: &str, input: Value) -> Value {
    let input_type = format!("{}{}Input", name[..1].to_uppercase(), &name[1..]);
    let mutation = format!("mutation($input: {input_type}!) {{ {name}(input: $input) {{ {} }} }}", payload());
    app.data(&app.token(TokenRole::Agent), &mutation, json!({ "input": input })).await[name].clone()
}

/// A call that the agent answered at once.
pub(crate) async fn call(app: &TestApp, more: Value) -> Value {
    let mut input = json!({ "channel": "TELEPHONE", "language": "FRENCH", "answer": true });
    input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let opened = step(app, "openContact", input).await;
    assert_eq!(opened["__typename"], "ContactSuccess", "{opened:#}");
    opened["contact"].clone()
}

/// The faults of an answer that is refused.
pub(crate) fn faults(answer: &Value) -> Vec<(String, String)> {
    let faults = answer["faults"].as_array().unwrap_or_else(|| panic!("no faults: {answer:#}"));
    let text = |fault: &Value, name: &str| fault[name].as_str().unwrap().to_owned();
    faults.iter().map(|fault| (text(fault, "field"), text(fault, "code"))).collect()
}
