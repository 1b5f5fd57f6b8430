//! Records that are likely to be of one person are proposed, scored and explained, to those who may search citizens.

use riverain::auth::token::TokenRole;
use riverain_tests::TestApp;
use riverain_tests::scenes::{SAINT_ROCH, TREE_FELLING, citizen_of, submit};
use serde_json::{Value, json};

const PROPOSED: &str =
    "query($text: String!) { citizens(filter: { text: $text }, first: 1) { nodes { likelyDuplicates {
    score citizen { givenName familyName } reasons { code share weight text } } } } }";

async fn record(app: &TestApp, name: (&str, &str), email: Value, phone: Value, east: f64) -> i64 {
    let requester = json!({ "givenName": name.0, "familyName": name.1, "email": email, "phone": phone });
    let place = (SAINT_ROCH.0 + east, SAINT_ROCH.1);
    citizen_of(app, &submit(app, TREE_FELLING, place, Some(requester)).await).await
}

async fn proposed(app: &TestApp, text: &str) -> Vec<Value> {
    let found = app.data(&app.token(TokenRole::Agent), PROPOSED, json!({ "text": text })).await;
    found["citizens"]["nodes"][0]["likelyDuplicates"].as_array().unwrap().clone()
}

fn names(proposed: &[Value]) -> Vec<String> {
    let name =
        |row: &Value| format!("{} {}", row["citizen"]["givenName"], row["citizen"]["familyName"]).replace('"', "");
    proposed.iter().map(name).collect()
}

#[tokio::test]
async fn duplicates_of_a_person_are_proposed_the_likeliest_first_with_their_reasons() {
    for app in TestApp::each().await {
        let far = 0.1;
        record(&app, ("Alice", "Tremblay"), json!("alice@exemple.ca"), json!("418 555-0101"), 0.0).await;
        // Another writing of the same name, the same number and the same place.
        record(&app, ("Alice", "Trembley"), json!(null), json!("(418) 555-0101"), 0.0).await;
        // The same address, far away; an address alone, of another name; a name near by; a name alone.
        record(&app, ("Alicia", "Tremblay-Roy"), json!("Alice@exemple.ca"), json!(null), far).await;
        record(&app, ("Paul", "Gagnon"), json!("alice@exemple.ca"), json!(null), far).await;
        record(&app, ("Alice", "Tremblay"), json!("at@exemple.ca"), json!(null), 0.0005).await;
        record(&app, ("Alice", "Tremblay"), json!(null), json!("581 555-0999"), far).await;
        record(&app, ("Zoé", "Lavoie"), json!(null), json!(null), 0.0).await;

        let found = proposed(&app, "alice tremblay 4185550101").await;
        let expected = ["Alice Trembley", "Alicia Tremblay-Roy", "Alice Tremblay", "Paul Gagnon"];
        let mut likeliest = names(&found);
        assert_eq!(likeliest.remove(0), expected[0], "{found:#?}");
        likeliest.sort_unstable();
        let mut others = expected[1..].to_vec();
        others.sort_unstable();
        assert_eq!(likeliest, others, "{found:#?}");
        for row in &found {
            let reasons = row["reasons"].as_array().unwrap();
            let sum: f64 =
                reasons.iter().map(|part| part["share"].as_f64().unwrap() * part["weight"].as_f64().unwrap()).sum();
            let score = row["score"].as_f64().unwrap();
            assert!((sum - score).abs() < 1e-9 && (0.3..=1.0).contains(&score), "{row:#}");
        }
        let scores: Vec<f64> = found.iter().map(|row| row["score"].as_f64().unwrap()).collect();
        assert!(scores.is_sorted_by(|one, other| one >= other), "{scores:?}");
        let reasons = found[0]["reasons"].as_array().unwrap();
        let codes: Vec<&str> = reasons.iter().map(|part| part["code"].as_str().unwrap()).collect();
        assert_eq!(codes, ["PHONE", "NAME", "ADDRESS"]);
        // The example of docs/contacts.md.
        let english =
            app.graphql_in("en", Some(&app.token(TokenRole::Agent)), PROPOSED, json!({ "text": "trembley" })).await;
        let first = &english["data"]["citizens"]["nodes"][0]["likelyDuplicates"][0];
        let score = first["score"].as_f64().unwrap();
        assert!((score - 0.6725).abs() < 1e-9, "{score}");
        let expected = json!({
            "score": score, "citizen": { "givenName": "Alice", "familyName": "Tremblay" },
            "reasons": [
                { "code": "PHONE", "share": 1.0, "weight": 0.35, "text": "Same telephone number." },
                { "code": "NAME", "share": 0.89, "weight": 0.25, "text": "Names that are 89% alike." },
                { "code": "ADDRESS", "share": 1.0, "weight": 0.1, "text": "Requests 0 m from each other." }
            ]
        });
        assert_eq!(first, &expected, "{english:#}");
        assert_eq!(reasons[0]["text"], "Même numéro de téléphone.");
        assert_eq!(proposed(&app, "lavoie").await, Vec::<Value>::new());
    }
}

#[tokio::test]
async fn citizens_are_not_told_of_others_like_them() {
    for app in TestApp::each().await {
        let alice = record(&app, ("Alice", "Tremblay"), json!(null), json!("418 555-0101"), 0.0).await;
        record(&app, ("Alice", "Tremblay"), json!(null), json!("418 555-0101"), 0.0).await;
        let own = "{ me { citizen { likelyDuplicates { score } } } }";
        let answer = app.graphql(Some(&app.citizen_token(alice)), own, json!({})).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "FORBIDDEN", "{answer:#}");
        let few = "query { citizens(filter: { text: \"alice\" }) { nodes { likelyDuplicates(first: 21) { score } } } }";
        let answer = app.graphql(Some(&app.token(TokenRole::Agent)), few, json!({})).await;
        assert_eq!(answer["errors"][0]["extensions"]["faults"][0]["field"], "first", "{answer:#}");
    }
}
