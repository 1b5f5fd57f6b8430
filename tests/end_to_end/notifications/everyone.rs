//! Everyone whom a problem concerns is written to, once: reporters of merged requests and followers too.

use riverain::auth::token::TokenRole;
use riverain::catalogue::CatalogueSource;
use riverain::catalogue::format::ClosedDay;
use riverain::data_file::Text;
use riverain_entities::notification_deliveries::DeliveryState;
use riverain_tests::TestApp;
use riverain_tests::scenes::{SAINT_ROCH, SIDEWALK, TREE_FELLING, citizen_of, submit};
use riverain_tests::smtp_sink::SmtpSink;
use serde_json::{Value, json};

use super::emails::{consenting, read};
use super::{deliveries, follow_up, hasty, mailing, once, settled, step};
use crate::request_merges::{merge, unmerge};

const FOLLOW: &str = "mutation($input: FollowRequestInput!) { followRequest(input: $input) { __typename } }";

/// Alice's and Bernard's reports of one tree, the second merged into the first, which Denis follows; what they were told of
/// that is forgotten.
async fn one_problem(app: &TestApp, sink: &SmtpSink) -> [String; 2] {
    let first = submit(app, TREE_FELLING, SAINT_ROCH, Some(consenting("Alice", "FRENCH"))).await;
    let second = submit(app, TREE_FELLING, SAINT_ROCH, Some(consenting("Bernard", "ENGLISH"))).await;
    let elsewhere = (SAINT_ROCH.0 + 0.05, SAINT_ROCH.1);
    let other = submit(app, SIDEWALK, elsewhere, Some(consenting("Denis", "FRENCH"))).await;
    let denis = app.citizen_token(citizen_of(app, &other).await);
    let input = json!({ "requestNumber": first });
    let followed = app.data(&denis, FOLLOW, json!({ "input": input })).await;
    assert_eq!(followed["followRequest"]["__typename"], "FollowRequestSuccess", "{followed:#}");
    let merged = merge(app, &first, &[&second]).await;
    assert_eq!(merged["__typename"], "MergeRequestsSuccess", "{merged:#}");
    settled(app).await;
    sink.forget();
    [first, second]
}

/// The subject and the text of the one message to someone.
fn to(sink: &SmtpSink, address: &str) -> (String, String) {
    let messages = sink.messages();
    let theirs: Vec<_> = messages.iter().filter(|message| message.recipients == [address]).collect();
    assert_eq!(theirs.len(), 1, "{address} is written to once: {messages:#?}");
    let mail = read(&theirs[0].raw);
    (mail.subject().unwrap().to_owned(), mail.body_text(0).unwrap().into_owned())
}

#[tokio::test]
async fn whoever_is_merged_is_told_and_a_follow_up_reaches_every_reporter_and_follower_once() {
    for (app, sink) in mailing(&hasty()).await {
        let [first, second] = one_problem(&app, &sink).await;
        // Bernard reports it once more: he is still one person.
        let third = submit(&app, TREE_FELLING, SAINT_ROCH, Some(consenting("Bernard", "ENGLISH"))).await;
        settled(&app).await;
        sink.forget();
        merge(&app, &first, &[&third]).await;
        settled(&app).await;
        let (subject, text) = to(&sink, "bernard@exemple.ca");
        assert_eq!(subject, format!("[{third}] A follow-up was added to your request"));
        assert!(text.contains("> Other people have reported the same problem."), "{text}");
        assert_eq!(sink.sent(), 1, "nobody else is told of it");

        sink.forget();
        follow_up(&app, &first, "PUBLIC", "L’émondeur passera mardi.").await;
        follow_up(&app, &first, "INTERNAL", "Clé au poste de garde.").await;
        settled(&app).await;
        assert_eq!(sink.sent(), 3);
        let (subject, text) = to(&sink, "alice@exemple.ca");
        assert_eq!(subject, format!("[{first}] Un suivi s’ajoute à votre demande"));
        assert!(text.contains("> L’émondeur passera mardi."), "{text}");
        let (subject, text) = to(&sink, "bernard@exemple.ca");
        assert_eq!(subject, format!("[{second}] A follow-up was added to your request"), "their own number");
        assert!(text.contains("> L’émondeur passera mardi.") && !text.contains(&first), "{text}");
        let (subject, text) = to(&sink, "denis@exemple.ca");
        assert_eq!(subject, format!("[{first}] Un suivi s’ajoute à une demande que vous suivez"));
        assert!(text.contains("Déjà signalé : la Ville a reçu la demande."), "{text}");
        assert!(text.contains("> L’émondeur passera mardi.") && text.contains("parce que vous suivez"), "{text}");

        sink.forget();
        step(&app, &first, "IN_PROGRESS", None).await;
        settled(&app).await;
        assert_eq!(sink.sent(), 3);
        assert!(to(&sink, "alice@exemple.ca").0.contains("Votre demande a changé d’état : En cours"));
        let (subject, text) = to(&sink, "bernard@exemple.ca");
        assert_eq!(subject, format!("[{second}] The status of your request has changed: In progress"));
        assert!(text.contains("2026-10-14"), "the promise of their own request: {text}");
        assert!(to(&sink, "denis@exemple.ca").0.contains("que vous suivez a changé d’état : En cours"));
    }
}

#[tokio::test]
async fn what_a_citizen_writes_is_told_to_nobody_else_and_who_leaves_is_told_no_more() {
    for (app, sink) in mailing(&hasty()).await {
        let [first, second] = one_problem(&app, &sink).await;
        let alice = app.citizen_token(citizen_of(&app, &first).await);
        let input = json!({ "requestNumber": first, "audience": "PUBLIC", "text": "Mon code de porte est le 1234." });
        app.data(&alice, super::ADD, json!({ "input": input })).await;
        settled(&app).await;
        assert_eq!(sink.sent(), 0);

        // Bernard finds it unsettled: everyone is told, without his words.
        step(&app, &first, "DONE", None).await;
        settled(&app).await;
        sink.forget();
        let bernard = app.citizen_token(citizen_of(&app, &second).await);
        let input =
            json!({ "requestNumber": second, "status": "REOPENED", "reason": "not_settled", "note": "Code 5678." });
        let taken = app.data(&bernard, super::STEP, json!({ "input": input })).await;
        assert_eq!(taken["changeRequestStatus"]["__typename"], "ChangeRequestStatusSuccess", "{taken:#}");
        settled(&app).await;
        assert_eq!(sink.sent(), 3);
        assert!(to(&sink, "bernard@exemple.ca").1.contains("> Code 5678."));
        for address in ["alice@exemple.ca", "denis@exemple.ca"] {
            let (subject, text) = to(&sink, address);
            assert!(subject.contains(&first) && !text.contains("5678"), "{text}");
        }

        sink.forget();
        unmerge(&app, &second).await;
        settled(&app).await;
        assert!(to(&sink, "bernard@exemple.ca").1.contains("> Your request is now handled by itself again."));
        assert_eq!(sink.sent(), 1);
        let denis = json!({ "requestNumber": first, "citizen": denis(&app).await, "consent": true });
        let unfollow = "mutation($input: FollowRequestInput!) { unfollowRequest(input: $input) { __typename } }";
        app.data(&app.token(TokenRole::Agent), unfollow, json!({ "input": denis })).await;
        sink.forget();
        follow_up(&app, &first, "PUBLIC", "L’arbre est abattu.").await;
        settled(&app).await;
        to(&sink, "alice@exemple.ca");
        assert_eq!(sink.sent(), 1);
    }
}

async fn denis(app: &TestApp) -> Value {
    let query = "{ requests(filter: { products: [\"sidewalk\"] }, first: 1) { nodes { citizen { id } } } }";
    let found = app.data(&app.token(TokenRole::Agent), query, json!({})).await;
    found["requests"]["nodes"][0]["citizen"]["id"].clone()
}

#[tokio::test]
async fn promises_that_the_calendar_moves_are_told_to_everyone_with_the_batch() {
    for (app, sink) in mailing(&hasty()).await {
        let [first, second] = one_problem(&app, &sink).await;
        let before = deliveries(&app).await.len();
        let mut catalogue = riverain::catalogue::load(&CatalogueSource::BuiltIn).unwrap();
        catalogue.calendar.closed_days.push(ClosedDay {
            day: "2026-10-01".parse().unwrap(),
            name: Text { fr: "Fermeture".to_owned(), en: "Closing".to_owned() },
        });
        riverain::services::catalogue::apply(app.database(), &catalogue, riverain_tests::now()).await.unwrap();
        once(|| async { (deliveries(&app).await.len() == before + 3).then_some(()) }).await;
        let rows = settled(&app).await;
        assert!(rows.iter().all(|row| row.state == DeliveryState::Delivered), "{rows:#?}");
        let (subject, text) = to(&sink, "alice@exemple.ca");
        assert_eq!(subject, format!("[{first}] L’échéance de votre demande a changé"));
        assert!(text.contains("2026-10-15"), "{text}");
        let (subject, text) = to(&sink, "bernard@exemple.ca");
        assert_eq!(subject, format!("[{second}] The date promised for your request has changed"));
        assert!(text.contains("2026-10-15"), "{text}");
        let (subject, text) = to(&sink, "denis@exemple.ca");
        assert_eq!(subject, format!("[{first}] L’échéance d’une demande que vous suivez a changé"));
        assert!(text.contains("Échéance : 2026-10-15."), "{text}");
        assert_eq!(sink.sent(), 3);
    }
}
