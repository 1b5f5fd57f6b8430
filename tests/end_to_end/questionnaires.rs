//! Question trees are walked by any client, in their versions, and their outcomes act.

use chrono::{DateTime, Duration, Utc};
use riverain::auth::token::TokenRole;
use riverain_entities::question_tree_versions;
use riverain_tests::scenes::{SAINT_ROCH, submit_input};
use riverain_tests::{TestApp, now};
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel, NotSet, Set};
use serde_json::{Value, json};

const WALK: &str = "query($product: String!, $precision: String!, $answers: JSON, $version: Int) {
  questionnaire(product: $product, precision: $precision, answers: $answers, treeVersion: $version) {
    treeVersion isComplete product { code } precision { code }
    nextQuestions { __typename code text help required
      ... on ChoiceQuestion { options { code text } } ... on MultipleChoiceQuestion { options { code text } }
      ... on NumberQuestion { unit minimum maximum isWhole } ... on DateQuestion { earliest latest }
      ... on TextQuestion { maximumLength } ... on PhotoQuestion { maximumCount } }
    answeredQuestions { code answer } faults { field code message }
    progress { answeredCount missingCount questionCount mostQuestions }
    outcome { severity kind advice department { code } workType { code } emergency { code name text } } } }";

async fn walk(app: &TestApp, product: &str, precision: &str, answers: Value) -> Value {
    let variables = json!({ "product": product, "precision": precision, "answers": answers });
    let answer = app.graphql(None, WALK, variables).await;
    assert!(answer.get("errors").is_none(), "{answer:#}");
    answer["data"]["questionnaire"].clone()
}

fn codes(questions: &Value) -> Vec<&str> {
    questions.as_array().unwrap().iter().map(|question| question["code"].as_str().unwrap()).collect()
}

async fn submit(app: &TestApp, product: &str, precision: &str, change: Value) -> Value {
    let mut input = json!({ "product": product, "precision": precision, "channel": "TELEPHONE",
        "place": { "longitude": SAINT_ROCH.0, "latitude": SAINT_ROCH.1 } });
    input.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
    submit_input(app, input).await
}

async fn stored(app: &TestApp, submitted: &Value) -> riverain_entities::service_requests::Model {
    let number = submitted["requestNumber"].as_str().unwrap_or_else(|| panic!("{submitted:#}"));
    riverain::store::requests::by_number(app.database(), number).await.unwrap().unwrap()
}

#[tokio::test]
async fn a_client_walks_a_tree_from_question_to_question() {
    for app in TestApp::each().await {
        let start = walk(&app, "pavement", "pothole", json!({})).await;
        assert_eq!(codes(&start["nextQuestions"]), ["location_on_road", "depth", "photo"], "{start:#}");
        assert_eq!((&start["isComplete"], &start["treeVersion"]), (&json!(false), &json!(1)));
        let progress = json!({ "answeredCount": 0, "missingCount": 1, "questionCount": 3, "mostQuestions": 7 });
        assert_eq!(start["progress"], progress);
        let depth = &start["nextQuestions"][1];
        assert_eq!(
            (&depth["__typename"], &depth["unit"], &depth["maximum"]),
            (&json!("NumberQuestion"), &json!("cm"), &json!(300.0))
        );

        let deep = walk(&app, "pavement", "pothole", json!({ "location_on_road": "cycle_lane", "depth": 12 })).await;
        assert_eq!(codes(&deep["nextQuestions"]), ["damage", "photo"], "{deep:#}");
        assert_eq!(deep["answeredQuestions"][1], json!({ "code": "depth", "answer": "12\u{a0}cm" }));

        let answers = json!({ "location_on_road": "cycle_lane", "depth": 12, "damage": "vehicle", "claim": "yes" });
        let claimed = walk(&app, "pavement", "pothole", answers.clone()).await;
        assert_eq!(codes(&claimed["nextQuestions"]), ["incident_day", "photo"], "{claimed:#}");
        let day = &claimed["nextQuestions"][0];
        assert_eq!((&day["earliest"], &day["latest"]), (&json!("2026-03-19"), &json!("2026-09-15")));
        assert_eq!(claimed["isComplete"], false);

        let mut whole = answers;
        whole["incident_day"] = json!("2026-09-10");
        let end = walk(&app, "pavement", "pothole", whole.clone()).await;
        assert_eq!((&end["isComplete"], codes(&end["nextQuestions"])), (&json!(true), vec!["photo"]), "{end:#}");
        assert_eq!((&end["outcome"]["severity"], &end["outcome"]["kind"]), (&json!(85), &json!("RAPID_INTERVENTION")));
        let request = stored(&app, &submit(&app, "pavement", "pothole", json!({ "answers": whole })).await).await;
        assert_eq!((request.severity, request.question_tree_version_id.is_some()), (85, true));
    }
}

#[tokio::test]
async fn a_walk_tells_its_faults_beside_its_questions() {
    let app = TestApp::sqlite().await;
    let answers = json!({ "location_on_road": "roof", "claim": "yes", "depth": 5 });
    let walked = walk(&app, "pavement", "pothole", answers).await;
    let faults: Vec<_> =
        walked["faults"].as_array().unwrap().iter().map(|fault| (&fault["field"], &fault["code"])).collect();
    let (location, claim) = (json!("answers.location_on_road"), json!("answers.claim"));
    assert_eq!(faults, [(&location, &json!("UNKNOWN")), (&claim, &json!("SUPERFLUOUS"))], "{walked:#}");
    assert_eq!(codes(&walked["nextQuestions"]), ["location_on_road", "photo"]);
    for (variables, field, code) in [
        (json!({ "product": "unicorn", "precision": "x" }), "product", "UNKNOWN"),
        (json!({ "product": "tree", "precision": "x" }), "precision", "UNKNOWN"),
        (json!({ "product": "tree", "precision": "felling", "version": 9 }), "treeVersion", "UNKNOWN"),
        (json!({ "product": "tree", "precision": "felling", "answers": [] }), "answers", "MALFORMED"),
        (json!({ "product": "thanks", "precision": "staff", "answers": { "a": 1 } }), "answers", "NO_QUESTIONS"),
    ] {
        let answer = app.graphql(None, WALK, variables).await;
        let fault = &answer["errors"][0]["extensions"]["faults"][0];
        assert_eq!((&fault["field"], &fault["code"]), (&json!(field), &json!(code)), "{answer:#}");
    }
    let silent = walk(&app, "thanks", "staff", json!({})).await;
    assert_eq!((&silent["treeVersion"], &silent["isComplete"]), (&Value::Null, &json!(true)));
}

#[tokio::test]
async fn outcomes_decide_kind_department_and_planned_work() {
    for app in TestApp::each().await {
        let reference = app.app.reference.current().await.unwrap();
        let department = |key: i64| reference.department(key).unwrap().code.clone();
        let raised = json!({ "hazard": "trip", "height": 20, "fall": "no" });
        let told = walk(&app, "sidewalk", "raised_slab", raised.clone()).await;
        assert_eq!(
            (&told["outcome"]["kind"], &told["outcome"]["workType"]),
            (&json!("RAPID_INTERVENTION"), &Value::Null)
        );
        let request = stored(&app, &submit(&app, "sidewalk", "raised_slab", json!({ "answers": raised })).await).await;
        assert_eq!((request.work_type_id, request.severity), (None, 90), "out of the planned programme");

        let dark = json!({ "number_out": 6, "whole_street": "yes", "homes_dark": "no" });
        let request =
            stored(&app, &submit(&app, "street_light", "several_out", json!({ "answers": dark })).await).await;
        assert_eq!(request.work_type_code.as_deref(), Some("street_light_renewal"));

        let stop = json!({ "support": "sign", "sign_legible": "no", "sign_kind": "stop" });
        let request =
            stored(&app, &submit(&app, "graffiti", "public_property", json!({ "answers": stop })).await).await;
        assert_eq!(department(request.department_id), "traffic");
        assert_eq!(request.kind, riverain_entities::products::RequestKind::RapidIntervention);
    }
}

#[tokio::test]
async fn advice_settles_a_demand_at_once() {
    for app in TestApp::each().await {
        let answers = json!({ "owner": "private", "permit": "tell_me" });
        let told = walk(&app, "tree", "felling", answers.clone()).await;
        assert!(told["outcome"]["advice"].as_str().unwrap().contains("exige un permis"), "{told:#}");
        assert_eq!((&told["isComplete"], codes(&told["nextQuestions"])), (&json!(true), Vec::new()));
        let requester = riverain_tests::scenes::requester("Alice", "Tremblay");
        let submitted = submit(&app, "tree", "felling", json!({ "answers": answers, "requester": requester })).await;
        assert_eq!(submitted["__typename"], "RequestSettledByAdvice", "{submitted:#}");
        assert_eq!(submitted["advice"], told["outcome"]["advice"]);
        let query = "query($number: String!) { request(number: $number) { status kind settledAtFirstContact isPlannedIntervention
            closedAt followUps { nodes { kind audience authorKind text } } } }";
        let agent = app.token(TokenRole::Agent);
        let request = app.data(&agent, query, json!({ "number": submitted["requestNumber"] })).await["request"].clone();
        assert_eq!((&request["status"], &request["kind"]), (&json!("DONE"), &json!("INFORMATION")), "{request:#}");
        assert_eq!(
            (&request["settledAtFirstContact"], &request["isPlannedIntervention"]),
            (&json!(true), &json!(false))
        );
        let follow_up = &request["followUps"]["nodes"][0];
        assert_eq!((&follow_up["text"], &follow_up["audience"]), (&told["outcome"]["advice"], &json!("PUBLIC")));
    }
}

/// Puts another version of the tree of trees in place of the present one, as of a moment.
async fn replace_tree(app: &TestApp, moment: DateTime<Utc>) {
    use question_tree_versions::{ActiveModel, Entity};
    let reference = app.app.reference.current().await.unwrap();
    let current = reference.question_trees().current_of(reference.product_of_code("tree").unwrap().id).unwrap().id;
    let row = Entity::find_by_id(current).one(app.database()).await.unwrap().unwrap();
    let mut definition = row.definition.clone();
    definition["questions"][0]["text"]["fr"] = json!("À qui appartient l’arbre?");
    let (began, ended) = (moment - Duration::days(30), Some(moment));
    let closed = ActiveModel { valid_from: Set(began), superseded_at: Set(ended), ..row.clone().into_active_model() };
    closed.update(app.database()).await.unwrap();
    let next = ActiveModel {
        id: NotSet,
        version: Set(row.version + 1),
        valid_from: Set(moment),
        definition: Set(definition),
        ..row.into_active_model().reset_all()
    };
    Entity::insert(next).exec_without_returning(app.database()).await.unwrap();
    riverain::store::reference::raise_revision(app.database()).await.unwrap();
    app.app.reference.look_again().await;
}

#[tokio::test]
async fn a_version_is_accepted_for_a_week_after_it_was_replaced() {
    for app in TestApp::each().await {
        let answers = json!({ "owner": "private", "permit": "apply" });
        let with_version = async |version: i32| {
            submit(&app, "tree", "felling", json!({ "answers": answers, "treeVersion": version })).await
        };
        let before = stored(&app, &with_version(1).await).await;
        let unknown = with_version(2).await;
        assert_eq!(unknown["__typename"], "QuestionTreeVersionNotAccepted", "{unknown:#}");
        assert_eq!((&unknown["treeVersion"], &unknown["currentTreeVersion"]), (&json!(2), &json!(1)));

        replace_tree(&app, now() - Duration::days(2)).await;
        let open_form = stored(&app, &with_version(1).await).await;
        assert_eq!(open_form.question_tree_version_id, before.question_tree_version_id);
        let newest = stored(&app, &with_version(2).await).await;
        assert_ne!(newest.question_tree_version_id, before.question_tree_version_id);
        let query = "query($number: String!) { request(number: $number) { answeredQuestions { text } } }";
        let agent = app.token(TokenRole::Agent);
        for (request, text) in [(&before, "À qui est l’arbre?"), (&newest, "À qui appartient l’arbre?")] {
            let answer = app.data(&agent, query, json!({ "number": request.number })).await;
            assert_eq!(answer["request"]["answeredQuestions"][0]["text"], text);
        }

        replace_tree(&app, now() - Duration::days(8)).await;
        let late = with_version(2).await;
        assert_eq!(late["__typename"], "QuestionTreeVersionNotAccepted", "{late:#}");
        assert_eq!(late["currentTreeVersion"], 3);
        let none = submit(&app, "thanks", "staff", json!({ "answers": {}, "treeVersion": 1 })).await;
        assert_eq!(
            (&none["__typename"], &none["currentTreeVersion"]),
            (&json!("QuestionTreeVersionNotAccepted"), &Value::Null)
        );
    }
}
