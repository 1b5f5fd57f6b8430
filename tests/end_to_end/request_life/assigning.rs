//! Who gets a request: by the rules, or by hand.

use riverain::auth::token::TokenRole;
use riverain_entities::service_requests::RequestStatus;
use riverain_tests::scenes::{SAINT_ROCH, SIDEWALK, TREE_FELLING, requester, submit, submit_input};
use riverain_tests::{TestApp, now};
use serde_json::{Value, json};

use super::{put, read};

const ASSIGNMENT: &str = "assignment { department { code } team { code } rule { code label } byHand }";

const ASSIGN: &str = "mutation($input: AssignRequestInput!) { assignRequest(input: $input) { __typename
    ... on AssignRequestSuccess { request { status assignment { department { code } team { code } rule { code } byHand } } }
    ... on InvalidInput { faults { field code remedy } } ... on RequestClosed { message currentStatus allowedSteps { status } } } }";

/// Department, team and rule of a request.
async fn assigned(app: &TestApp, number: &str) -> [Value; 3] {
    let found = read(app, &app.token(TokenRole::Agent), number, ASSIGNMENT).await["assignment"].clone();
    [found["department"]["code"].clone(), found["team"]["code"].clone(), found["rule"]["code"].clone()]
}

async fn assign(app: &TestApp, role: TokenRole, input: Value) -> Value {
    app.data(&app.token(role), ASSIGN, json!({ "input": input })).await["assignRequest"].clone()
}

#[tokio::test]
async fn the_first_rule_that_applies_decides() {
    for app in TestApp::each().await {
        app.import_areas().await;
        let charlesbourg = (-71.27, 46.86);
        let about = async |about, place| assigned(&app, &submit(&app, about, place, None).await).await;
        let of = |department: &str, team: &str, rule: &str| [json!(department), json!(team), json!(rule)];
        assert_eq!(
            about(("tree", "fallen_tree"), SAINT_ROCH).await,
            of("urban_forestry", "forestry_emergency", "tree_danger")
        );
        assert_eq!(
            about(TREE_FELLING, SAINT_ROCH).await,
            of("urban_forestry", "forestry_inspection", "tree_inspection")
        );
        assert_eq!(about(SIDEWALK, SAINT_ROCH).await, of("roads", "roads_centre", "roads_centre"));
        assert_eq!(about(SIDEWALK, charlesbourg).await, of("roads", "roads_north", "roads_north"));
        assert_eq!(
            about(("park", "cleanliness"), SAINT_ROCH).await[1..],
            [Value::Null, Value::Null],
            "no rule is about parks: the precision's department, and no team"
        );
        let water = async |symptom: &str| {
            let answers = json!({ "symptom": [symptom], "illness": "no", "extent": "whole_home" });
            let answers = match symptom {
                "chlorine" => json!({ "symptom": [symptom], "extent": "whole_home" }),
                _ => answers,
            };
            let input = json!({ "product": "drinking_water", "precision": "taste_odour", "channel": "TELEPHONE",
                "place": { "longitude": SAINT_ROCH.0, "latitude": SAINT_ROCH.1 }, "answers": answers });
            let answer = submit_input(&app, input).await;
            assigned(&app, answer["requestNumber"].as_str().unwrap_or_else(|| panic!("{answer:#}"))).await
        };
        assert_eq!(water("chlorine").await, of("water", "water_quality", "water_quality"));
        assert_eq!(water("chemical").await, of("water", "water_emergency", "chemical_in_water"));
    }
}

#[tokio::test]
async fn the_staff_gives_a_request_to_others_by_hand() {
    for app in TestApp::each().await {
        let number = submit(&app, TREE_FELLING, SAINT_ROCH, Some(requester("Alice", "Tremblay"))).await;
        let input = json!({ "requestNumber": number, "department": "urban_forestry", "team": "forestry_emergency",
            "note": "Branche au-dessus de l’école." });
        let given = assign(&app, TokenRole::Agent, input.clone()).await;
        assert_eq!(given["request"]["status"], "ASSIGNED", "nobody had it yet: {given:#}");
        let assignment = &given["request"]["assignment"];
        assert_eq!((&assignment["team"]["code"], &assignment["byHand"]), (&json!("forestry_emergency"), &json!(true)));
        assert_eq!(assignment["rule"]["code"], "tree_inspection", "the rule that decided is still known");
        let again = assign(&app, TokenRole::Supervisor, input).await;
        assert_eq!(again["request"]["status"], "ASSIGNED");
        let agent = app.token(TokenRole::Agent);
        put(&app, &number, RequestStatus::InProgress, now()).await;
        let moved = json!({ "requestNumber": number, "department": "parks" });
        let moved = assign(&app, TokenRole::Supervisor, moved).await;
        assert_eq!(moved["request"]["status"], "IN_PROGRESS", "one that is worked on stays so");
        let history = "history(first: 10) { nodes { from to department { code } team { code } authorName } }
            followUps(first: 10) { nodes { kind audience text } }";
        let history = read(&app, &agent, &number, history).await;
        let rows: Vec<Value> = history["history"]["nodes"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| json!([row["from"], row["to"], row["department"]["code"], row["team"]["code"]]))
            .collect();
        assert_eq!(
            json!(rows),
            json!([
                [null, "RECEIVED", "urban_forestry", "forestry_inspection"],
                ["RECEIVED", "ASSIGNED", "urban_forestry", "forestry_emergency"],
                ["IN_PROGRESS", "IN_PROGRESS", "parks", null],
            ]),
            "{history:#}"
        );
        assert_eq!(history["history"]["nodes"][1]["authorName"], "Test");
        let notes = history["followUps"]["nodes"].as_array().unwrap();
        assert!(notes.iter().any(|note| note["kind"] == "NOTE" && note["audience"] == "INTERNAL"), "{notes:#?}");
        for (role, code) in [(TokenRole::Planner, "FORBIDDEN"), (TokenRole::Citizen, "FORBIDDEN")] {
            let token = match role {
                TokenRole::Citizen => app.citizen_token(riverain_tests::scenes::citizen_of(&app, &number).await),
                role => app.token(role),
            };
            let input = json!({ "input": { "requestNumber": number, "department": "roads" } });
            let refused = app.graphql(Some(&token), ASSIGN, input).await;
            assert_eq!(refused["errors"][0]["extensions"]["code"], code, "{role:?} {refused:#}");
        }
    }
}

#[tokio::test]
async fn what_cannot_be_assigned_is_told() {
    for app in TestApp::each().await {
        let tree = submit(&app, TREE_FELLING, SAINT_ROCH, None).await;
        let sidewalk = submit(&app, SIDEWALK, SAINT_ROCH, None).await;
        let faults = async |input: Value| {
            let refused = assign(&app, TokenRole::Agent, input).await;
            let faults = refused["faults"].as_array().unwrap_or_else(|| panic!("{refused:#}")).clone();
            let told = faults.iter().map(|fault| json!([fault["field"], fault["code"]])).collect::<Vec<_>>();
            (json!(told), faults[0]["remedy"].as_str().unwrap().to_owned())
        };
        let (told, _) =
            faults(json!({ "requestNumber": tree, "department": "wizardry", "team": "owls", "note": " " })).await;
        assert_eq!(
            told,
            json!([["input.department", "UNKNOWN"], ["input.team", "UNKNOWN"], ["input.note", "REQUIRED"]])
        );
        let (told, remedy) =
            faults(json!({ "requestNumber": tree, "department": "roads", "team": "water_quality" })).await;
        assert_eq!(told, json!([["input.team", "UNKNOWN"]]));
        assert!(remedy.contains("roads_centre") && !remedy.contains("water_quality"), "{remedy}");
        let (told, remedy) = faults(json!({ "requestNumber": sidewalk, "department": "water" })).await;
        assert_eq!(told, json!([["input.department", "UNKNOWN"]]), "planned work stays with its department");
        assert!(remedy.contains("roads") && !remedy.contains("water"), "{remedy}");
        put(&app, &tree, RequestStatus::Done, now()).await;
        let closed = assign(&app, TokenRole::Agent, json!({ "requestNumber": tree, "department": "roads" })).await;
        assert_eq!(closed["__typename"], "RequestClosed");
        assert_eq!(closed["allowedSteps"], json!([{ "status": "REOPENED" }]));
        let absent = json!({ "requestNumber": "2026-0009999", "department": "roads" });
        assert_eq!(assign(&app, TokenRole::Agent, absent).await["__typename"], "RequestNotFound");
    }
}
