//! Likely duplicates: proposed before and after a request is made, scored and explained, without anything of other citizens.

use chrono::Duration;
use riverain::auth::token::TokenRole;
use riverain::domain::text_similarity::Trigrams;
use riverain_entities::service_requests;
use riverain_tests::scenes::{SAINT_ROCH, citizen_of, least_answers, requester, submit_input};
use riverain_tests::{TestApp, TestDatabase, now};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, Statement};
use serde_json::{Value, json};

use crate::request_merges::merge;

const LIKELY: &str = "query($product: String!, $precision: String!, $lon: Float!, $description: String, $first: Int) {
  likelyDuplicates(product: $product, precision: $precision, place: { longitude: $lon, latitude: 46.8139 },
    description: $description, first: $first) {
    requestNumber request { description citizen { givenName } } product { code } status text reportCount
    distanceMetres roughPlace score reasons { code share weight value text } } }";

/// Of a degree of longitude in Saint-Roch, ten metres.
const TEN_METRES: f64 = 10.0 / 76_090.0;

async fn pothole(app: &TestApp, metres_east: f64, description: &str, name: &str) -> String {
    report(app, ("pavement", "pothole"), metres_east, description, name).await
}

async fn report(app: &TestApp, about: (&str, &str), metres_east: f64, description: &str, name: &str) -> String {
    let place = json!({ "longitude": SAINT_ROCH.0 + metres_east / 10.0 * TEN_METRES, "latitude": SAINT_ROCH.1 });
    let input = json!({ "product": about.0, "precision": about.1, "channel": "TELEPHONE", "place": place,
      "description": description, "requester": requester(name, "Tremblay") });
    let answer = submit_input(app, input).await;
    assert_eq!(answer["__typename"], "SubmitRequestSuccess", "{answer:#}");
    answer["requestNumber"].as_str().unwrap().to_owned()
}

async fn likely(app: &TestApp, token: Option<&str>, description: Value) -> Vec<Value> {
    let variables = json!({ "product": "pavement", "precision": "pothole", "lon": SAINT_ROCH.0,
      "description": description });
    let answer = app.graphql_in("en", token, LIKELY, variables).await;
    assert!(answer.get("errors").is_none(), "{answer:#}");
    answer["data"]["likelyDuplicates"].as_array().unwrap().clone()
}

fn numbers(found: &[Value]) -> Vec<&str> {
    found.iter().map(|one| one["requestNumber"].as_str().unwrap()).collect()
}

fn share(found: &Value, code: &str) -> f64 {
    let reasons = found["reasons"].as_array().unwrap();
    reasons.iter().find(|reason| reason["code"] == code).unwrap()["share"].as_f64().unwrap()
}

#[tokio::test]
async fn the_likeliest_comes_first_with_what_makes_it() {
    let mut answers = Vec::new();
    for app in TestApp::each().await {
        let near = pothole(&app, 5.0, "Énorme nid-de-poule devant le 405", "Alice").await;
        let alike = pothole(&app, 8.0, "ENORME NID DE POULE!", "Bernard").await;
        let _far = pothole(&app, 200.0, "Énorme nid-de-poule", "Chloé").await;
        let _other = report(&app, ("street_light", "out"), 1.0, "Lampadaire éteint", "David").await;
        let agent = app.token(TokenRole::Agent);
        let found = likely(&app, Some(&agent), json!("il y a un énorme nid de poule")).await;
        assert_eq!(numbers(&found), [alike.as_str(), near.as_str()], "{found:#?}");
        assert_eq!(
            (share(&found[0], "WORDS"), share(&found[0], "SUBJECT"), share(&found[0], "RECENCY")),
            (1.0, 1.0, 1.0)
        );
        assert!((found[0]["distanceMetres"].as_f64().unwrap() - 8.0).abs() < 0.1);
        assert!((share(&found[0], "DISTANCE") - (1.0 - 8.0 / 30.0)).abs() < 0.01, "the product's own radius");
        for one in &found {
            let reasons = one["reasons"].as_array().unwrap();
            let total: f64 =
                reasons.iter().map(|part| part["share"].as_f64().unwrap() * part["weight"].as_f64().unwrap()).sum();
            assert!((total - one["score"].as_f64().unwrap()).abs() < 1e-9);
            assert!(reasons.iter().all(|part| !part["text"].as_str().unwrap().is_empty()));
        }
        assert_eq!(found[0]["reasons"][1]["text"], "100% similar words.");
        assert_eq!(found[1]["request"]["citizen"]["givenName"], "Alice");
        answers.push(found.iter().map(|one| one["score"].clone()).collect::<Vec<_>>());
    }
    assert!(answers.windows(2).all(|pair| pair[0] == pair[1]), "every database gives the same scores: {answers:?}");
}

#[tokio::test]
async fn what_is_closed_counts_for_a_while_and_what_is_merged_through_its_master() {
    for app in TestApp::each().await {
        let first = pothole(&app, 5.0, "Nid-de-poule", "Alice").await;
        let second = pothole(&app, 6.0, "Nid-de-poule", "Bernard").await;
        let agent = app.token(TokenRole::Agent);
        let find = async || likely(&app, Some(&agent), json!("Nid-de-poule")).await;
        assert_eq!(find().await.len(), 2);
        merge(&app, &first, &[&second]).await;
        let found = find().await;
        assert_eq!((numbers(&found), &found[0]["reportCount"]), (vec![first.as_str()], &json!(2)));
        let of_request = "query($number: String!) { request(number: $number) { likelyDuplicates { requestNumber } } }";
        for number in [&first, &second] {
            let answer = app.data(&agent, of_request, json!({ "number": number })).await;
            assert_eq!(answer["request"]["likelyDuplicates"], json!([]), "its own reports are known");
        }
        for (days, expected) in [(2, 1), (15, 0)] {
            let closed = service_requests::Entity::update_many()
                .col_expr(service_requests::Column::Status, Expr::value("done"))
                .col_expr(service_requests::Column::OpenedAt, Expr::value(now() - Duration::days(20)))
                .col_expr(service_requests::Column::ClosedAt, Expr::value(now() - Duration::days(days)))
                .filter(service_requests::Column::Number.eq(&first));
            closed.exec(app.database()).await.unwrap();
            let found = find().await;
            assert_eq!(found.len(), expected, "{days}");
            if let Some(one) = found.first() {
                assert_eq!(
                    (&one["status"], &one["text"]),
                    (&json!("DONE"), &json!("Reported lately: the work is done."))
                );
            }
        }
    }
}

#[tokio::test]
async fn citizens_and_apps_learn_nothing_of_others() {
    for app in TestApp::each().await {
        let of_alice = pothole(&app, 4.0, "Devant chez Alice, au 405", "Alice").await;
        // Not public: only its own citizen is told of it.
        let of_bernard = report(&app, ("bin", "broken"), 0.0, "Mon bac bleu", "Bernard").await;
        let bernard = app.citizen_token(citizen_of(&app, &of_bernard).await);
        for token in [None, Some(bernard.as_str())] {
            let found = likely(&app, token, json!("Devant chez Alice, au 405")).await;
            assert_eq!(numbers(&found), [of_alice.as_str()]);
            assert_eq!((&found[0]["request"], &found[0]["distanceMetres"]), (&Value::Null, &json!(0.0)));
            let codes: Vec<_> = found[0]["reasons"].as_array().unwrap().iter().map(|part| &part["code"]).collect();
            assert_eq!(codes, ["DISTANCE", "SUBJECT", "RECENCY"], "words are not compared");
            assert!(!json!(found).to_string().contains("Alice"), "{found:#?}");
        }
        let bins = json!({ "product": "bin", "precision": "broken", "lon": SAINT_ROCH.0 });
        let found = async |token: Option<&str>| {
            let answer = app.graphql(token, LIKELY, bins.clone()).await;
            answer["data"]["likelyDuplicates"].as_array().unwrap().len()
        };
        let alice = app.citizen_token(citizen_of(&app, &of_alice).await);
        assert_eq!((found(None).await, found(Some(&alice)).await, found(Some(&bernard)).await), (0, 0, 1));
        // A planner sees requests and where they are, not who made them nor what they wrote.
        let planner = app.token(TokenRole::Planner);
        let query = LIKELY.replace("request { description citizen { givenName } }", "request { number }");
        let variables =
            json!({ "product": "pavement", "precision": "pothole", "lon": SAINT_ROCH.0, "description": "au 405" });
        let seen = app.data(&planner, &query, variables).await["likelyDuplicates"][0].clone();
        assert_eq!(seen["request"]["number"], json!(of_alice));
        assert!(!seen["reasons"].to_string().contains("WORDS"));
    }
}

#[tokio::test]
async fn a_submission_tells_its_likely_duplicates() {
    let submit = "mutation($input: SubmitRequestInput!) { submitRequest(input: $input) {
      ... on SubmitRequestSuccess { requestNumber likelyDuplicates(first: 3) { requestNumber score request { number } } }
      ... on Problem { message } } }";
    for app in TestApp::each().await {
        let first = pothole(&app, 0.0, "Nid-de-poule", "Alice").await;
        let answers = least_answers(&app, "pavement", "pothole").await;
        let input = json!({ "product": "pavement", "precision": "pothole", "channel": "WEB_FORM", "answers": answers,
          "place": { "longitude": SAINT_ROCH.0, "latitude": SAINT_ROCH.1 } });
        let answer = app.graphql(None, submit, json!({ "input": input })).await["data"]["submitRequest"].clone();
        let found = &answer["likelyDuplicates"][0];
        assert_eq!((&found["requestNumber"], &found["request"]), (&json!(first), &Value::Null), "{answer:#}");
        assert_eq!(answer["likelyDuplicates"].as_array().unwrap().len(), 1, "not the request itself");
    }
}

#[tokio::test]
async fn a_faulty_demand_is_told_every_fault() {
    let app = TestApp::sqlite().await;
    let variables =
        json!({ "product": "pavement", "precision": "lost", "lon": -60.0, "description": "a".repeat(10_001) });
    let answer = app.graphql(None, LIKELY, variables).await;
    let faults = answer["errors"][0]["extensions"]["faults"].as_array().unwrap().clone();
    let fields: Vec<_> =
        faults.iter().map(|fault| (fault["field"].as_str().unwrap(), fault["code"].as_str().unwrap())).collect();
    assert_eq!(fields, [("precision", "UNKNOWN"), ("place", "OUTSIDE_CITY"), ("description", "TOO_LONG")]);
    for first in [0, 21] {
        let variables = json!({ "product": "pavement", "precision": "pothole", "lon": SAINT_ROCH.0, "first": first });
        let answer = app.graphql(None, LIKELY, variables).await;
        assert_eq!(answer["errors"][0]["extensions"]["faults"][0]["code"], "OUT_OF_RANGE", "{answer:#}");
    }
}

/// PostgreSQL's own trigrams, where the machine has the extension.
#[tokio::test]
async fn words_are_as_alike_as_postgresql_finds_them() {
    let Some(database) = TestDatabase::postgres().await else { return };
    let connection = database.connection();
    if connection.execute_unprepared("CREATE EXTENSION pg_trgm").await.is_err() {
        return;
    }
    let texts =
        ["enorme nid poule", "nids poules rue saint jean", "trottoir brise", "trottoirs brises casses", "lampadaire"];
    for one in texts {
        for other in texts {
            let sql = format!("SELECT similarity('{one}', '{other}')::float8 AS s");
            let row =
                connection.query_one_raw(Statement::from_string(DbBackend::Postgres, sql)).await.unwrap().unwrap();
            let theirs: f64 = row.try_get("", "s").unwrap();
            let ours = Trigrams::of(one).unwrap().similarity(&Trigrams::of(other).unwrap());
            assert!((ours - theirs).abs() < 1e-6, "{one} / {other}: {ours} {theirs}");
        }
    }
}
