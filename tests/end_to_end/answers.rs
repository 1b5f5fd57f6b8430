//! Answers to a product's questions fit their questions, and those that are asked alone: nobody makes a request more urgent
//! than its answers are.

use image::ImageFormat;
use riverain_tests::TestApp;
use riverain_tests::scenes::{SAINT_ROCH, submit_input};
use riverain_tests::uploads::picture;
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
            ("drinking_water", "taste_odour", json!({ "symptom": [] }), "symptom", "MALFORMED"),
            ("drinking_water", "taste_odour", json!({ "symptom": ["rust"], "illness": ["yes", "yes"] }), "illness", "UNKNOWN"),
            ("drinking_water", "taste_odour", json!({ "symptom": ["rust"], "illness": { "yes": true } }), "illness", "UNKNOWN"),
            ("drinking_water", "taste_odour", ill(json!("many")), "people_ill", "MALFORMED"),
            ("drinking_water", "taste_odour", ill(json!(2.5)), "people_ill", "MALFORMED"),
            ("drinking_water", "taste_odour", ill(json!(501)), "people_ill", "OUT_OF_RANGE"),
            ("drinking_water", "taste_odour", json!({ "since": "yesterday" }), "since", "MALFORMED"),
            ("drinking_water", "taste_odour", json!({ "since": "2026-09-16" }), "since", "OUT_OF_RANGE"),
            ("drinking_water", "taste_odour", json!({ "since": "2025-09-14" }), "since", "OUT_OF_RANGE"),
            ("drinking_water", "lead_service_line", json!({ "illness": "yes" }), "illness", "UNKNOWN"),
            ("drinking_water", "discoloured", json!({ "photo": ["../../etc/passwd"] }), "photo", "MALFORMED"),
            ("drinking_water", "discoloured", json!({ "photo": ["a", "b", "c", "d"] }), "photo", "TOO_MANY"),
            ("drinking_water", "discoloured", json!({ "photo": ["a", "a"] }), "photo", "DUPLICATE"),
            ("noise", "", json!({ "source_place": { "longitude": 1, "latitude": 2, "x": "a\u{0}" } }), "source_place", "MALFORMED"),
            ("noise", "", json!({ "source_place": { "longitude": 500, "latitude": 2 } }), "source_place.longitude", "OUT_OF_RANGE"),
            ("noise", "", json!({ "source_place": { "longitude": -73.56, "latitude": 45.5 } }), "source_place", "OUTSIDE_CITY"),
            ("street_light", "", json!({ "pole_number": 5 }), "pole_number", "MALFORMED"),
            ("street_light", "", json!({ "pole_number": "5\u{0}" }), "pole_number", "NUL_CHARACTER"),
            ("street_light", "", json!({ "pole_number": "5".repeat(41) }), "pole_number", "TOO_LONG"),
            ("street_light", "", json!({ "pole_number": "5", "whole_street": "yes" }), "whole_street", "UNKNOWN"),
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

/// Answers that lead to the question of how many people are ill.
fn ill(people: Value) -> Value {
    json!({ "symptom": ["rust"], "illness": "yes", "unconscious": "no", "people_ill": people, "extent": "street" })
}

#[tokio::test]
async fn missing_superfluous_and_out_of_range_answers_are_told_at_once() {
    for app in TestApp::each().await {
        let answers =
            json!({ "location_on_road": "roadside", "depth": 5, "damage": "vehicle", "claim": "yes", "unicorn": 1 });
        let answer = submit(&app, "pavement", "pothole", answers).await;
        let told: Vec<_> =
            answer["faults"].as_array().unwrap().iter().map(|fault| (&fault["field"], &fault["code"])).collect();
        let field = |code: &str| json!(format!("input.answers.{code}"));
        let (damage, claim, unicorn) = (field("damage"), field("claim"), field("unicorn"));
        let (superfluous, unknown) = (json!("SUPERFLUOUS"), json!("UNKNOWN"));
        assert_eq!(told, [(&damage, &superfluous), (&claim, &superfluous), (&unicorn, &unknown)], "{answer:#}");

        let answer = submit(&app, "pavement", "pothole", json!({ "depth": 301, "damage": "vehicle" })).await;
        let told: Vec<_> =
            answer["faults"].as_array().unwrap().iter().map(|fault| fault["code"].as_str().unwrap()).collect();
        assert_eq!(told, ["OUT_OF_RANGE", "UNANSWERED"], "what hangs on a faulty answer is not judged: {answer:#}");
        let (depth, location) = (&answer["faults"][0], &answer["faults"][1]);
        assert_eq!(depth["remedy"], "Donnez une valeur de 0 à 300\u{a0}cm.");
        assert_eq!(location["field"], "input.answers.location_on_road");
        assert!(location["message"].as_str().unwrap().contains("Où est-ce sur la chaussée?"), "{location}");
        assert_eq!(location["value"], Value::Null);
    }
}

#[tokio::test]
async fn a_demand_without_answers_lacks_those_that_are_required() {
    let app = TestApp::sqlite().await;
    let input = json!({ "product": "sidewalk", "precision": "raised_slab", "channel": "TELEPHONE", "answers": null });
    let answer = submit_input(&app, input).await;
    assert_eq!(answer["faults"].as_array().unwrap().len(), 1, "{answer:#}");
    assert_eq!(answer["faults"][0]["code"], "UNANSWERED");
}

#[tokio::test]
async fn answers_that_fit_are_kept_and_told_in_words() {
    for app in TestApp::each().await {
        let agent = app.token(riverain::auth::token::TokenRole::Agent);
        let photo = app.upload_one(Some(&agent), ("eau.png", "image/png", picture(8, 8, ImageFormat::Png))).await;
        let answers = json!({ "symptom": ["rust", "earthy"], "illness": "yes", "unconscious": "no", "people_ill": 2,
            "extent": "whole_home", "since": "2026-09-01", "photo": [photo["id"]] });
        let answer = submit(&app, "drinking_water", "discoloured", answers.clone()).await;
        let number = answer["requestNumber"].as_str().unwrap();
        let kept = riverain::store::requests::by_number(app.database(), number).await.unwrap().unwrap();
        assert_eq!(kept.answers, answers);
        let query =
            "query($number: String!) { request(number: $number) { answeredQuestions { code text answer value } } }";
        let told = async |language: &str| {
            let answer = app.graphql_in(language, Some(&agent), query, json!({ "number": number })).await;
            let told = answer["data"]["request"]["answeredQuestions"].as_array().unwrap().clone();
            let words =
                |told: &Value| format!("{} {}", told["text"].as_str().unwrap(), told["answer"].as_str().unwrap());
            told.iter().map(words).collect::<Vec<_>>()
        };
        let french = told("fr").await;
        assert_eq!(french[0], "Que remarquez-vous? Goût ou odeur de terre, Eau jaune, orange ou brune");
        assert_eq!(told("en").await[1], "Has anyone felt ill after drinking it? Yes");
        assert_eq!(french.len(), 7, "{french:?}");
        let planner = app.token(riverain::auth::token::TokenRole::Planner);
        let refused = app.graphql(Some(&planner), query, json!({ "number": number })).await;
        assert_eq!(refused["errors"][0]["extensions"]["code"], "FORBIDDEN", "personal data");
    }
}
