//! Photos are uploaded, named by requests and follow-ups, and fetched by those who may see them.

mod bounds;
pub(crate) mod hostile;
mod rights;
mod sweeping;

use image::ImageFormat;
use riverain::auth::token::TokenRole;
use riverain_tests::TestApp;
use riverain_tests::scenes::{SAINT_ROCH, TREE_FELLING, requester, submit};
use riverain_tests::uploads::{phone_photo, picture};
use serde_json::{Value, json};

/// The operation that submits a request.
pub(crate) const SUBMIT: &str = "mutation($input: SubmitRequestInput!) { submitRequest(input: $input) { __typename
  ... on SubmitRequestSuccess { requestNumber request { attachments { id } } }
  ... on InvalidInput { faults { field code value message } } } }";

/// The operation that adds a follow-up.
pub(crate) const ADD: &str = "mutation($input: AddFollowUpInput!) { addFollowUp(input: $input) { __typename
  ... on AddFollowUpSuccess { followUp { id attachments { id fileName url } } }
  ... on InvalidInput { faults { field code } } } }";

const PHOTOS: &str = "query($number: String!) { request(number: $number) {
  attachments { id fileName } answeredQuestions { code value }
  followUps(first: 10) { nodes { text attachments { id } } } } }";

/// A photo of a phone, ready to send.
pub(crate) fn photo() -> (&'static str, &'static str, Vec<u8>) {
    ("trottoir.jpg", "image/jpeg", phone_photo((640, 480), 6, SAINT_ROCH))
}

#[tokio::test]
async fn a_photo_answers_a_question_and_is_the_requests_own() {
    for app in TestApp::each().await {
        app.import_areas().await;
        let agent = app.token(TokenRole::Agent);
        let answer =
            app.upload(Some(&agent), &[photo(), ("b.png", "image/png", picture(20, 10, ImageFormat::Png))]).await;
        let uploads = answer["data"]["uploadAttachments"]["uploads"].as_array().unwrap().clone();
        let place = &uploads[0]["proposedPlace"];
        assert!((place["longitude"].as_f64().unwrap() - SAINT_ROCH.0).abs() < 1e-5, "{answer:#}");
        assert!((place["latitude"].as_f64().unwrap() - SAINT_ROCH.1).abs() < 1e-5, "{answer:#}");
        assert_eq!(uploads[1]["proposedPlace"], Value::Null);
        let (first, second) = (&uploads[0]["attachment"]["id"], &uploads[1]["attachment"]["id"]);

        let input = json!({
            "product": "sidewalk", "precision": "raised_slab", "channel": "TELEPHONE",
            "place": { "longitude": SAINT_ROCH.0, "latitude": SAINT_ROCH.1 },
            "answers": with_photo(&app, first).await, "attachments": [second],
        });
        let made = app.data(&agent, SUBMIT, json!({ "input": input })).await["submitRequest"].clone();
        assert_eq!(made["__typename"], "SubmitRequestSuccess", "{made:#}");
        let seen = app.data(&agent, PHOTOS, json!({ "number": made["requestNumber"] })).await["request"].clone();
        let ids: Vec<&Value> = seen["attachments"].as_array().unwrap().iter().map(|photo| &photo["id"]).collect();
        assert_eq!(ids, [first, second]);
        let answered = seen["answeredQuestions"].as_array().unwrap();
        assert!(
            answered.iter().any(|answer| answer["code"] == "photo" && answer["value"] == json!([first])),
            "{seen:#}"
        );
    }
}

async fn with_photo(app: &TestApp, id: &Value) -> Value {
    let mut answers = riverain_tests::scenes::least_answers(app, "sidewalk", "raised_slab").await;
    answers["photo"] = json!([id]);
    answers
}

#[tokio::test]
async fn photos_of_a_follow_up_are_its_own_and_read_without_a_statement_for_each() {
    for app in TestApp::each().await {
        let agent = app.token(TokenRole::Agent);
        let number = submit(&app, TREE_FELLING, SAINT_ROCH, Some(requester("Alice", "Tremblay"))).await;
        for text in ["un", "deux", "trois"] {
            let attachment = app.upload_one(Some(&agent), photo()).await;
            let input = json!({ "requestNumber": number, "audience": "PUBLIC", "text": text, "attachments": [attachment["id"]] });
            let added = app.data(&agent, ADD, json!({ "input": input })).await["addFollowUp"].clone();
            assert_eq!(added["followUp"]["attachments"][0]["id"], attachment["id"], "{added:#}");
        }
        let statements = app.statements_of(&agent, PHOTOS, json!({ "number": number })).await;
        let about = statements.iter().filter(|statement| statement.sql.contains(r#""attachments""#)).count();
        assert_eq!(about, 2, "one for the request, one for its three follow-ups");
        let seen = app.data(&agent, PHOTOS, json!({ "number": number })).await["request"].clone();
        assert_eq!(seen["attachments"], json!([]));
        let nodes = seen["followUps"]["nodes"].as_array().unwrap();
        assert!(nodes.iter().all(|node| node["attachments"].as_array().unwrap().len() == 1), "{seen:#}");
    }
}

#[tokio::test]
async fn what_names_no_photo_of_the_callers_is_refused_with_all_its_faults_and_nothing_is_written() {
    for app in TestApp::each().await {
        let agent = app.token(TokenRole::Agent);
        let used = app.upload_one(Some(&agent), photo()).await["id"].clone();
        let number = submit(&app, TREE_FELLING, SAINT_ROCH, None).await;
        let add = async |token: &str, ids: Value, text: &str| {
            let input = json!({ "requestNumber": number, "audience": "INTERNAL", "text": text, "attachments": ids });
            app.data(token, ADD, json!({ "input": input })).await["addFollowUp"].clone()
        };
        assert_eq!(add(&agent, json!([used]), "Vu.").await["__typename"], "AddFollowUpSuccess");
        let other = app.token_for(TokenRole::Agent, "another-agent", vec![]);
        let theirs = app.upload_one(Some(&other), photo()).await["id"].clone();
        let own = app.upload_one(Some(&agent), photo()).await["id"].clone();
        let absent = "QXR0YWNobWVudDox";
        let refused = add(&agent, json!([used, theirs, absent, "x", own, own]), "").await;
        let faults = refused["faults"].as_array().unwrap();
        let of = |code: &str| -> Vec<&str> {
            faults.iter().filter(|fault| fault["code"] == code).map(|fault| fault["field"].as_str().unwrap()).collect()
        };
        assert_eq!(of("ALREADY_ATTACHED"), ["input.attachments.0"], "{refused:#}");
        assert_eq!(of("ABSENT"), ["input.attachments.1", "input.attachments.2"], "{refused:#}");
        assert_eq!(of("MALFORMED_ID"), ["input.attachments.3"], "{refused:#}");
        assert_eq!(of("DUPLICATE"), ["input.attachments.5"], "{refused:#}");
        assert_eq!(of("REQUIRED"), ["input.text"], "{refused:#}");
        let kept = app.data(&agent, PHOTOS, json!({ "number": number })).await;
        assert_eq!(kept["request"]["followUps"]["nodes"].as_array().unwrap().len(), 1);
        assert_eq!(add(&agent, json!([own]), "Revu.").await["__typename"], "AddFollowUpSuccess");

        let input = json!({
            "product": "sidewalk", "precision": "raised_slab", "channel": "TELEPHONE",
            "place": { "longitude": SAINT_ROCH.0, "latitude": SAINT_ROCH.1 },
            "answers": with_photo(&app, &used).await, "description": "x".repeat(10_001),
        });
        let made = app.data(&agent, SUBMIT, json!({ "input": input })).await["submitRequest"].clone();
        let codes: Vec<&Value> = made["faults"].as_array().unwrap().iter().map(|fault| &fault["code"]).collect();
        assert_eq!(codes, ["TOO_LONG", "ALREADY_ATTACHED"], "{made:#}");
        assert_eq!(made["faults"][1]["field"], "input.answers.photo");
    }
}

#[tokio::test]
async fn of_two_requests_that_name_one_photo_at_the_same_moment_one_gets_it() {
    for app in TestApp::each().await {
        let agent = app.token(TokenRole::Agent);
        let number = submit(&app, TREE_FELLING, SAINT_ROCH, None).await;
        let id = app.upload_one(Some(&agent), photo()).await["id"].clone();
        let input = json!({ "requestNumber": number, "audience": "INTERNAL", "text": "Vu.", "attachments": [id] });
        let add = || app.data(&agent, ADD, json!({ "input": input }));
        let answers: [Value; 4] = tokio::join!(add(), add(), add(), add()).into();
        let won = answers.iter().filter(|answer| answer["addFollowUp"]["__typename"] == "AddFollowUpSuccess").count();
        assert_eq!(won, 1, "{answers:#?}");
        let seen = app.data(&agent, PHOTOS, json!({ "number": number })).await;
        assert_eq!(seen["request"]["followUps"]["nodes"].as_array().unwrap().len(), 1, "the others wrote nothing");
    }
}
