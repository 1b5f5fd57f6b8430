//! Citizens follow what others reported, where everyone may see that it was.

use riverain::auth::token::TokenRole;
use riverain_tests::TestApp;
use riverain_tests::scenes::{SAINT_ROCH, SIDEWALK, citizen_of, requester, submit};
use serde_json::{Value, json};

use super::{merge, three_reports};

const FOLLOW: &str = "mutation($input: FollowRequestInput!) { followRequest(input: $input) { __typename
  ... on FollowRequestSuccess { followed { requestNumber status followUps { text } } } ... on Problem { message }
  ... on InvalidInput { faults { field code } } } }";

const UNFOLLOW: &str = "mutation($input: FollowRequestInput!) { unfollowRequest(input: $input) { __typename } }";

const FOLLOWED: &str = "{ followedRequests(first: 10) { nodes { requestNumber status text roughPlace reportCount
  product { code } followUps { kind text statusTo } } } }";

const ADD: &str = "mutation($input: AddFollowUpInput!) { addFollowUp(input: $input) { __typename } }";

async fn add(app: &TestApp, token: &str, number: &str, audience: &str, text: &str) {
    let input = json!({ "requestNumber": number, "audience": audience, "text": text });
    let added = app.data(token, ADD, json!({ "input": input })).await;
    assert_eq!(added["addFollowUp"]["__typename"], "AddFollowUpSuccess", "{added:#}");
}

async fn follow(app: &TestApp, token: &str, number: &str) -> Value {
    app.data(token, FOLLOW, json!({ "input": { "requestNumber": number } })).await["followRequest"].clone()
}

async fn followed(app: &TestApp, token: &str) -> Value {
    app.data(token, FOLLOWED, json!({})).await["followedRequests"]["nodes"].clone()
}

async fn followers(app: &TestApp, number: &str) -> Value {
    let query = "query($number: String!) { request(number: $number) { followerCount } }";
    app.data(&app.token(TokenRole::Agent), query, json!({ "number": number })).await["request"]["followerCount"].clone()
}

/// The token of a citizen who has reported something elsewhere, and that citizen's identifier.
async fn passer_by(app: &TestApp) -> (String, Value) {
    let elsewhere = submit(app, SIDEWALK, (SAINT_ROCH.0 + 0.05, SAINT_ROCH.1), Some(requester("Denis", "Roy"))).await;
    let query = "query($number: String!) { request(number: $number) { citizen { id } } }";
    let request =
        app.data(&app.token(TokenRole::Agent), query, json!({ "number": elsewhere })).await["request"].clone();
    (app.citizen_token(citizen_of(app, &elsewhere).await), request["citizen"]["id"].clone())
}

fn texts(followed: &Value) -> Vec<&str> {
    followed["followUps"].as_array().unwrap().iter().map(|one| one["text"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_follower_reads_what_the_city_writes_since_they_follow() {
    for app in TestApp::each().await {
        let [first, second, _] = three_reports(&app).await;
        let agent = app.token(TokenRole::Agent);
        let (denis, _) = passer_by(&app).await;
        add(&app, &agent, &second, "INTERNAL", "Voir la nacelle.").await;
        let following = follow(&app, &denis, &second).await;
        let expected = json!({ "requestNumber": second, "status": "RECEIVED", "followUps": [] });
        assert_eq!(following["followed"], expected, "{following:#}");
        add(&app, &agent, &second, "PUBLIC", "L’équipe passe mardi.").await;
        add(&app, &agent, &second, "INTERNAL", "Prévoir la nacelle.").await;
        let bernard = app.citizen_token(citizen_of(&app, &second).await);
        add(&app, &bernard, &second, "PUBLIC", "Mon code de porte est le 1234.").await;
        let seen = followed(&app, &denis).await;
        assert_eq!((&seen[0]["requestNumber"], &seen[0]["product"]["code"]), (&json!(second), &json!("tree")));
        assert_eq!(texts(&seen[0]), ["L’équipe passe mardi."]);
        assert_eq!(seen[0]["text"], "Déjà signalé : la Ville a reçu la demande.");

        // What is followed is merged: what the city writes on the master goes on reaching its followers.
        merge(&app, &first, &[&second]).await;
        add(&app, &agent, &first, "PUBLIC", "L’arbre est abattu.").await;
        let seen = followed(&app, &denis).await;
        assert!(texts(&seen[0]).contains(&"L’arbre est abattu."), "{seen:#}");
        assert_eq!(followers(&app, &first).await, 1, "the reporter of a merged request follows its master");
        assert_eq!(followers(&app, &second).await, 1);

        app.data(&denis, UNFOLLOW, json!({ "input": { "requestNumber": second } })).await;
        assert_eq!(followed(&app, &denis).await, json!([]));
    }
}

#[tokio::test]
async fn nobody_follows_what_is_planned_or_not_public_or_their_own() {
    for app in TestApp::each().await {
        let [first, second, _] = three_reports(&app).await;
        let (denis, id) = passer_by(&app).await;
        let planned = submit(&app, SIDEWALK, SAINT_ROCH, None).await;
        let bin = submit(&app, ("bin", "broken"), SAINT_ROCH, Some(requester("Bernard", "Roy"))).await;
        assert_eq!(follow(&app, &denis, &planned).await["__typename"], "PlannedInterventionNotFollowed");
        for number in [bin.as_str(), "2026-9999999"] {
            assert_eq!(follow(&app, &denis, number).await["__typename"], "RequestNotFound");
        }
        merge(&app, &first, &[&second]).await;
        let alice = app.citizen_token(citizen_of(&app, &first).await);
        let bernard = app.citizen_token(citizen_of(&app, &second).await);
        for (token, number) in [(&alice, &first), (&bernard, &second), (&bernard, &first)] {
            assert_eq!(follow(&app, token, number).await["__typename"], "OwnRequestNotFollowed");
        }
        // Twice is once.
        for _ in 0..2 {
            assert_eq!(follow(&app, &denis, &first).await["__typename"], "FollowRequestSuccess");
        }
        assert_eq!(followed(&app, &denis).await.as_array().unwrap().len(), 1);

        // The contact centre follows for those who agreed.
        let agent = app.token(TokenRole::Agent);
        let input = json!({ "requestNumber": first, "citizen": id });
        let refused = app.data(&agent, FOLLOW, json!({ "input": input })).await["followRequest"].clone();
        assert_eq!(refused["faults"], json!([{ "field": "input.consent", "code": "REQUIRED" }]));
        let input = json!({ "requestNumber": first, "citizen": id, "consent": true });
        let done = app.data(&agent, FOLLOW, json!({ "input": input })).await["followRequest"].clone();
        assert_eq!(done["__typename"], "FollowRequestSuccess", "{done:#}");
        let other_staff = app.token(TokenRole::Planner);
        let answer = app.graphql(Some(&other_staff), FOLLOW, json!({ "input": { "requestNumber": first } })).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "FORBIDDEN");
        let answer = app.graphql(None, FOLLOWED, json!({})).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "UNAUTHENTICATED");
    }
}
