//! Answers to a product's questions fit their questions: nobody makes a request more urgent than its answers are.

use riverain_tests::TestApp;
use riverain_tests::scenes::{SAINT_ROCH, submit_input};
use serde_json::{Value, json};

async fn submit(app: &TestApp, product: &str, precision: &str, answers: Value) -> Value {
    let input = json!({ "product": product, "precision": precision, "channel": "WEB_FORM", "answers": answers,
        "place": { "longitude": SAINT_ROCH.0, "latitude": SAINT_ROCH.1 } });
    submit_input(app, input).await
}

#[tokio::test]
async fn answers_that_do_not_fit_their_questions_are_refused() {
    for app in TestApp::each().await {
        #[rustfmt::skip]
        let cases = [
            ("drinking_water", "taste_odour", json!({ "symptom": ["rust", "rust"] }), "symptom", "DUPLICATE"),
            ("drinking_water", "taste_odour", json!({ "symptom": ["unicorn"] }), "symptom", "UNKNOWN"),
            ("drinking_water", "taste_odour", json!({ "symptom": vec!["rust"; 5_000] }), "symptom", "TOO_MANY"),
            ("drinking_water", "taste_odour", json!({ "illness": ["yes", "yes"] }), "illness", "UNKNOWN"),
            ("drinking_water", "taste_odour", json!({ "illness": { "yes": true } }), "illness", "UNKNOWN"),
            ("drinking_water", "taste_odour", json!({ "people_ill": "many" }), "people_ill", "MALFORMED"),
            ("drinking_water", "taste_odour", json!({ "people_ill": 501 }), "people_ill", "OUT_OF_RANGE"),
            ("drinking_water", "taste_odour", json!({ "since": "yesterday" }), "since", "MALFORMED"),
            ("drinking_water", "lead_service_line", json!({ "illness": "yes" }), "illness", "UNKNOWN"),
            ("noise", "", json!({ "source_place": { "longitude": 1, "latitude": 2, "x": "a\u{0}" } }), "source_place", "MALFORMED"),
            ("noise", "", json!({ "source_place": { "longitude": 500, "latitude": 2 } }), "source_place.longitude", "OUT_OF_RANGE"),
            ("street_light", "", json!({ "pole_number": 5 }), "pole_number", "MALFORMED"),
            ("street_light", "", json!({ "pole_number": "5\u{0}" }), "pole_number", "NUL_CHARACTER"),
            ("street_light", "", json!({ "pole_number": "5".repeat(2_001) }), "pole_number", "TOO_LONG"),
            ("thanks", "", json!({ "unicorn": "x" }), "", "NO_QUESTIONS"),
        ];
        let reference = app.app.reference.current().await.unwrap();
        for (product, precision, answers, field, code) in cases {
            let row = reference.product_of_code(product).unwrap();
            let first = reference.precisions_of(row.id)[0].code.clone();
            let precision = if precision.is_empty() { &first } else { precision };
            let answer = submit(&app, product, precision, answers).await;
            let field = if field.is_empty() { "input.answers".to_owned() } else { format!("input.answers.{field}") };
            let fault = &answer["faults"][0];
            assert_eq!((&fault["field"], &fault["code"]), (&json!(field), &json!(code)), "{product}: {answer:#}");
            assert!(fault["value"].is_string(), "{answer:#}");
        }
    }
}

#[tokio::test]
async fn answers_that_fit_are_kept() {
    for app in TestApp::each().await {
        let answers =
            json!({ "symptom": ["rust", "earthy"], "illness": "yes", "people_ill": 2, "since": "2026-09-01" });
        let answer = submit(&app, "drinking_water", "discoloured", answers.clone()).await;
        let number = answer["requestNumber"].as_str().unwrap();
        let kept = riverain::store::requests::by_number(app.database(), number).await.unwrap().unwrap();
        assert_eq!(kept.answers, answers);
    }
}
