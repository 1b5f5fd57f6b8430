//! Follow-ups that are written by templates of the catalogue.

use riverain::auth::token::TokenRole;
use riverain_tests::TestApp;
use riverain_tests::scenes::{SAINT_ROCH, SIDEWALK, TREE_FELLING, least_answers, requester, submit, submit_input};
use serde_json::{Value, json};

const LIST: &str = "{ followUpTemplates { code name frenchText englishText } }";

const ADD: &str = "mutation($input: AddFollowUpInput!) { addFollowUp(input: $input) { __typename
  ... on AddFollowUpSuccess { followUp { text audience } }
  ... on InvalidInput { message faults { field code remedy } } } }";

async fn add(app: &TestApp, number: &str, audience: &str, more: Value) -> Value {
    let mut input = json!({ "requestNumber": number, "audience": audience });
    input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    app.data(&app.token(TokenRole::Agent), ADD, json!({ "input": input })).await["addFollowUp"].clone()
}

#[tokio::test]
async fn a_template_is_filled_in_and_read_in_the_language_of_the_requester() {
    for app in TestApp::each().await {
        let listed = app.data(&app.token(TokenRole::Agent), LIST, json!({})).await;
        let codes: Vec<_> =
            listed["followUpTemplates"].as_array().unwrap().iter().map(|row| row["code"].clone()).collect();
        assert_eq!(codes, ["inspection_planned", "more_information", "promise_reminder", "work_done", "weather_delay"]);
        assert_eq!(listed["followUpTemplates"][3]["name"], "Travaux réalisés");
        for (language, words) in [
            (
                "FRENCH",
                "(Arbre – Abattage) suit son cours : la Ville s’engage à y répondre au plus tard le 2026-10-14.",
            ),
            ("ENGLISH", "(Tree – Felling) is under way: the City has promised to answer it by 2026-10-14."),
        ] {
            let mut citizen = requester(&format!("Zoé {language}"), "Roy");
            citizen["email"] = json!(format!("{language}@exemple.ca"));
            citizen["language"] = json!(language);
            let number = submit(&app, TREE_FELLING, SAINT_ROCH, Some(citizen)).await;
            let added = add(&app, &number, "PUBLIC", json!({ "template": "promise_reminder" })).await;
            let text = added["followUp"]["text"].as_str().unwrap_or_else(|| panic!("{added:#}"));
            assert!(text.contains(&number) && text.ends_with(words), "{text}");
            assert!(!text.contains(['{', '}']), "{text}");
        }
    }
}

#[tokio::test]
async fn a_template_that_does_not_fit_is_refused_with_its_reason() {
    for app in TestApp::each().await {
        let number = without_promise(&app).await;
        let fault = |added: &Value| (added["faults"][0]["field"].clone(), added["faults"][0]["code"].clone());
        for (more, field, code) in [
            (json!({ "template": "promise_reminder" }), "input.template", "NO_VALUE"),
            (json!({ "template": "greetings" }), "input.template", "UNKNOWN"),
            (json!({ "template": "work_done", "text": "Fait." }), "input.template", "CONTRADICTION"),
            (json!({}), "input.text", "REQUIRED"),
        ] {
            let added = add(&app, &number, "PUBLIC", more).await;
            assert_eq!(fault(&added), (json!(field), json!(code)), "{added:#}");
        }
        let added = add(&app, &number, "PUBLIC", json!({ "template": "work_done" })).await;
        assert!(added["followUp"]["text"].as_str().unwrap().contains("réalisés le 2026-09-15"), "{added:#}");
        let planned = submit(&app, SIDEWALK, SAINT_ROCH, None).await;
        let refused = add(&app, &planned, "PUBLIC", json!({ "template": "work_done" })).await;
        assert_eq!(refused["__typename"], "PublicFollowUpOnPlannedIntervention", "{refused:#}");
        for role in [TokenRole::Planner, TokenRole::Citizen] {
            let token = if role == TokenRole::Citizen { app.citizen_token(1) } else { app.token(role) };
            let answer = app.graphql(Some(&token), LIST, json!({})).await;
            assert_eq!(answer["errors"][0]["extensions"]["code"], "FORBIDDEN", "{answer:#}");
        }
    }
}

/// A request that nothing is promised for.
async fn without_promise(app: &TestApp) -> String {
    let reference = app.app.reference.current().await.unwrap();
    for product in reference.products() {
        for precision in reference.precisions_of(product.id) {
            if precision.work_type_code.is_some() || reference.commitment_on(product, precision).is_some() {
                continue;
            }
            let answers = least_answers(app, &product.code, &precision.code).await;
            let place = json!({ "longitude": SAINT_ROCH.0, "latitude": SAINT_ROCH.1 });
            let input = json!({ "product": product.code, "precision": precision.code, "channel": "TELEPHONE", "place": place, "answers": answers });
            let made = submit_input(app, input).await;
            if let Some(number) =
                made["requestNumber"].as_str().filter(|_| made["__typename"] == "SubmitRequestSuccess")
            {
                return number.to_owned();
            }
        }
    }
    panic!("every product has a promise")
}
