//! What comes for a merged record is the person's while it is merged, and the record's own afterwards.

use riverain::auth::token::TokenRole;
use riverain_tests::scenes::{SAINT_ROCH, TREE_FELLING, citizen_of, least_answers, submit};
use riverain_tests::{EMAIL_SECRET, TestApp};
use serde_json::{Value, json};

use super::{everything, id, merge, numbers, record, seen, unmerge};
use crate::contacts::call;

const SUBMIT: &str = "mutation($input: SubmitRequestInput!) { submitRequest(input: $input) {
  ... on SubmitRequestSuccess { requestNumber request { citizen { id } } } } }";

const OWN: &str = "{ me { subject citizen { id givenName requests(first: 20) { nodes { number } } } } }";

const CHANGES: &str = "query($since: String) { followUpSummaryChanges(since: $since) {
  changed { requestNumber } removed cursor } }";

const FOLLOW: &str = "mutation($input: FollowRequestInput!) { followRequest(input: $input) { __typename } }";

const UNFOLLOW: &str = "mutation($input: FollowRequestInput!) { unfollowRequest(input: $input) { __typename } }";

async fn followed(app: &TestApp, token: &str) -> Value {
    let query = "{ followedRequests(first: 10) { nodes { requestNumber } } }";
    app.data(token, query, json!({})).await["followedRequests"]["nodes"].clone()
}

async fn followers(app: &TestApp, number: &str) -> Value {
    let query = "query($number: String!) { request(number: $number) { followerCount } }";
    app.data(&app.token(TokenRole::Agent), query, json!({ "number": number })).await["request"]["followerCount"].clone()
}

async fn own(app: &TestApp, token: &str) -> Value {
    app.data(token, OWN, json!({})).await["me"].clone()
}

async fn changes(app: &TestApp, token: &str, since: &Value) -> Value {
    app.data(token, CHANGES, json!({ "since": since })).await["followUpSummaryChanges"].clone()
}

fn changed(changes: &Value) -> Vec<&str> {
    let summaries = changes["changed"].as_array().unwrap().iter();
    summaries.map(|summary| summary["requestNumber"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_merged_records_token_is_the_persons_and_what_it_writes_goes_back_with_the_record() {
    for app in TestApp::each().await {
        let (alice, first) = record(&app, "Alice", 0.0).await;
        let (alicia, second) = record(&app, "Alicia", 0.01).await;
        let token = app.citizen_token(alicia);
        merge(&app, alice, &[alicia]).await;
        let me = own(&app, &token).await;
        assert_eq!(
            (&me["citizen"]["givenName"], &me["subject"]),
            (&json!("Alice"), &json!(format!("citizen:{alicia}")))
        );
        assert_eq!(numbers(&me["citizen"]), [first.as_str(), second.as_str()]);

        let answers = least_answers(&app, "tree", "felling").await;
        let input = json!({ "product": "tree", "precision": "felling", "channel": "MOBILE_APP", "answers": answers });
        let made = app.data(&token, SUBMIT, json!({ "input": input })).await["submitRequest"].clone();
        assert_eq!(made["request"]["citizen"]["id"], json!(id(alice)), "{made:#}");
        let third = made["requestNumber"].as_str().unwrap();
        let stranger = submit(&app, TREE_FELLING, SAINT_ROCH, None).await;
        for _ in 0..2 {
            let followed = app.data(&token, FOLLOW, json!({ "input": { "requestNumber": stranger } })).await;
            assert_eq!(followed["followRequest"]["__typename"], "FollowRequestSuccess", "{followed:#}");
        }
        // The person follows it once, by whichever record they do.
        let hers = app.citizen_token(alice);
        for token in [&token, &hers] {
            assert_eq!(followed(&app, token).await, json!([{ "requestNumber": stranger }]));
        }
        let input = json!({ "input": { "requestNumber": stranger } });
        app.data(&hers, FOLLOW, input.clone()).await;
        assert_eq!(followed(&app, &hers).await, json!([{ "requestNumber": stranger }]));
        assert_eq!(followers(&app, &stranger).await, 1);

        unmerge(&app, alicia).await;
        let me = own(&app, &token).await;
        assert_eq!(
            (&me["citizen"]["givenName"], numbers(&me["citizen"])),
            (&json!("Alicia"), vec![second, third.to_owned()])
        );
        assert_eq!(numbers(&seen(&app, alice).await), [first]);
        assert_eq!(followers(&app, &stranger).await, 2, "each by itself");
        merge(&app, alice, &[alicia]).await;
        app.data(&hers, UNFOLLOW, input).await;
        assert_eq!((followed(&app, &token).await, followers(&app, &stranger).await), (json!([]), json!(0)));
    }
}

#[tokio::test]
async fn what_the_centre_and_e_mails_bring_for_a_merged_record_goes_back_with_it() {
    for app in TestApp::each().await {
        let (alice, first) = record(&app, "Alice", 0.0).await;
        let (alicia, second) = record(&app, "Alicia", 0.01).await;
        merge(&app, alice, &[alicia]).await;
        // By her name and address; by her identifier; within that contact; by e-mail.
        let (same, third) = record(&app, "Alicia", 0.02).await;
        assert_eq!(same, alice, "a request is the person's");
        let contact = call(&app, json!({ "caller": { "citizen": id(alicia) } })).await;
        assert_eq!(contact["citizen"], json!({ "id": id(alice), "givenName": "Alice" }));
        let input =
            json!({ "product": "tree", "precision": "felling", "channel": "TELEPHONE", "contact": contact["id"] });
        let made = riverain_tests::scenes::submit_input(&app, input).await;
        assert_eq!(made["request"]["citizen"]["id"], json!(id(alice)), "{made:#}");
        let fourth = made["requestNumber"].as_str().unwrap().to_owned();
        let raw = "From: Alicia Tremblay <alicia@exemple.ca>\r\nTo: 311@ville.example\r\nSubject: Arbre mort\r\n\
            Message-ID: <m@mail>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nUn arbre est mort.\r\n";
        assert!(app.post_email(raw.as_bytes().to_vec(), EMAIL_SECRET).await.status().is_success());
        // On a request of the person, her address is theirs.
        let raw = format!(
            "From: alicia@exemple.ca\r\nTo: 311@ville.example\r\nSubject: Re: {first}\r\nMessage-ID: <n@mail>\r\n\
             Content-Type: text/plain; charset=utf-8\r\n\r\nMerci.\r\n"
        );
        assert!(app.post_email(raw.into_bytes(), EMAIL_SECRET).await.status().is_success());
        let query =
            "query($number: String!) { request(number: $number) { followUps(last: 1) { nodes { audience text } } } }";
        let read = app.data(&app.token(TokenRole::Agent), query, json!({ "number": first })).await;
        assert_eq!(read["request"]["followUps"]["nodes"], json!([{ "audience": "PUBLIC", "text": "Merci." }]));
        let rows = everything(&app).await;
        assert!(rows.contacts.iter().all(|row| row.citizen_id == Some(alice)), "{rows:#?}");
        assert!(rows.drafts.iter().all(|row| row.citizen_id == Some(alice)), "{rows:#?}");

        unmerge(&app, alicia).await;
        assert_eq!(numbers(&seen(&app, alicia).await), [second, third, fourth]);
        assert_eq!(numbers(&seen(&app, alice).await), [first]);
        let rows = everything(&app).await;
        assert!(rows.contacts.iter().all(|row| row.citizen_id == Some(alicia)), "{rows:#?}");
        assert!(rows.drafts.iter().all(|row| row.citizen_id == Some(alicia)), "{rows:#?}");
        assert!(rows.kept.is_empty(), "nothing is left of it: {rows:#?}");
    }
}

#[tokio::test]
async fn a_contact_that_is_given_to_somebody_else_meanwhile_stays_theirs() {
    for app in TestApp::each().await {
        let (alice, _) = record(&app, "Alice", 0.0).await;
        let (alicia, _) = record(&app, "Alicia", 0.01).await;
        let (bernard, _) = record(&app, "Bernard", 0.02).await;
        let contact = call(&app, json!({ "caller": { "citizen": id(alicia) } })).await;
        merge(&app, alice, &[alicia]).await;
        let caller = json!({ "citizen": id(bernard) });
        let input = json!({ "contact": contact["id"], "caller": caller });
        let changed = crate::contacts::step(&app, "updateContact", input).await;
        assert_eq!(changed["contact"]["citizen"]["givenName"], "Bernard", "{changed:#}");
        unmerge(&app, alicia).await;
        let rows = everything(&app).await;
        assert_eq!(rows.contacts.iter().map(|row| row.citizen_id).collect::<Vec<_>>(), [Some(bernard)]);
        assert!(rows.kept.is_empty(), "{rows:#?}");
    }
}

#[tokio::test]
async fn phones_learn_what_became_theirs_and_what_is_theirs_no_longer() {
    for app in TestApp::each().await {
        let (alice, first) = record(&app, "Alice", 0.0).await;
        let (alicia, second) = record(&app, "Alicia", 0.01).await;
        let (hers, other) = (app.citizen_token(alice), app.citizen_token(alicia));
        let start = (changes(&app, &hers, &Value::Null).await, changes(&app, &other, &Value::Null).await);
        assert_eq!((changed(&start.0), changed(&start.1)), (vec![first.as_str()], vec![second.as_str()]));
        merge(&app, alice, &[alicia]).await;
        let both = [first.as_str(), second.as_str()];
        let merged = (changes(&app, &hers, &start.0["cursor"]).await, changes(&app, &other, &start.1["cursor"]).await);
        assert_eq!((changed(&merged.0), changed(&merged.1)), (both.to_vec(), both.to_vec()));
        unmerge(&app, alicia).await;
        let apart = (changes(&app, &hers, &merged.0["cursor"]).await, changes(&app, &other, &merged.1["cursor"]).await);
        assert_eq!((&apart.0["removed"], &apart.1["removed"]), (&json!([second]), &json!([first])));
        assert!(changed(&apart.1).contains(&second.as_str()), "{:#}", apart.1);
        assert_eq!(citizen_of(&app, &second).await, alicia);
    }
}
