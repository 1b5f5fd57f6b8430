//! E-mails become contacts, and drafts or follow-ups; hostile ones cost little and leave nothing.

use std::fmt::Write;

use riverain::auth::token::TokenRole;
use riverain_tests::scenes::{SAINT_ROCH, SIDEWALK, TREE_FELLING, requester, submit, submit_input};
use riverain_tests::{EMAIL_SECRET, TestApp};
use serde_json::{Value, json};

use super::{faults, step};

const DRAFTS: &str = "query($state: DraftState!) { draftRequests(state: $state) { totalCount nodes { id state senderName
  senderEmail description closedBy discardReason citizen { givenName } request { number channel citizen { givenName email } }
  contact { id channel language answeredAt agentName requests { relation } }
  emails { messageId subject text hasCharsetFaults attachments { name mediaType size } } } } }";

const LEFT: &str = "{ contacts { totalCount nodes { email { isAutomatic } requests { relation } } }
  draftRequests { totalCount } }";

fn email(id: &str, from: &str, subject: &str, more_headers: &str, text: &str) -> Vec<u8> {
    format!(
        "From: {from}\r\nTo: 311@ville.example\r\nSubject: {subject}\r\nMessage-ID: <{id}>\r\n\
         Date: Tue, 15 Sep 2026 09:30:00 -0400\r\n{more_headers}Content-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n"
    )
    .into_bytes()
}

async fn take(app: &TestApp, raw: Vec<u8>) -> (u16, Value) {
    let answer = app.post_email(raw, EMAIL_SECRET).await;
    (answer.status().as_u16(), answer.json().await.unwrap())
}

async fn drafts(app: &TestApp, state: &str) -> Vec<Value> {
    let data = app.data(&app.token(TokenRole::Agent), DRAFTS, json!({ "state": state })).await;
    data["draftRequests"]["nodes"].as_array().unwrap().clone()
}

async fn follow_ups(app: &TestApp, number: &str) -> Vec<Value> {
    let query = "query($number: String!) { request(number: $number) {
        followUps(last: 5) { nodes { audience authorKind text } } } }";
    let data = app.data(&app.token(TokenRole::Agent), query, json!({ "number": number })).await;
    data["request"]["followUps"]["nodes"].as_array().unwrap().clone()
}

const HOLE: &str = "Bonjour, il y a un arbre mort devant chez moi et il menace de tomber sur la rue.";

#[tokio::test]
async fn an_email_is_a_draft_that_an_agent_completes() {
    for app in TestApp::each().await {
        let raw = email("a@mail", "Alice Tremblay <Alice.Tremblay@exemple.ca>", "Arbre mort", "", HOLE);
        let (status, taken) = take(&app, raw.clone()).await;
        assert_eq!((status, &taken["outcome"]), (201, &json!("DRAFTED")));
        let (status, again) = take(&app, raw).await;
        assert_eq!((status, &again["outcome"], &again["contact"]), (200, &json!("TAKEN_BEFORE"), &taken["contact"]));
        let waiting = drafts(&app, "OPEN").await;
        assert_eq!(waiting.len(), 1);
        let draft = &waiting[0];
        assert_eq!(draft["description"], format!("Arbre mort\n\n{HOLE}"));
        assert_eq!(draft["senderEmail"], "alice.tremblay@exemple.ca");
        assert_eq!((&draft["contact"]["channel"], &draft["contact"]["language"]), (&json!("EMAIL"), &json!("FRENCH")));
        let input = json!({ "product": "tree", "precision": "felling", "channel": "EMAIL", "draft": draft["id"] });
        let made = submit_input(&app, input.clone()).await;
        assert_eq!(made["__typename"], "SubmitRequestSuccess", "{made:#}");
        let completed = &drafts(&app, "COMPLETED").await[0];
        assert_eq!(completed["request"]["number"], made["requestNumber"]);
        assert_eq!(completed["request"]["citizen"]["email"], "alice.tremblay@exemple.ca");
        assert_eq!(completed["contact"]["agentName"], "Test");
        assert_eq!(completed["contact"]["requests"], json!([{ "relation": "MADE" }]));
        let twice = submit_input(&app, input).await;
        assert_eq!(faults(&twice), [("input.draft".into(), "CLOSED".into())]);
    }
}

#[tokio::test]
async fn a_draft_is_set_aside_with_a_reason() {
    for app in TestApp::each().await {
        take(&app, email("a@mail", "vente@exemple.com", "Rabais", "", "Achetez nos produits.")).await;
        let draft = drafts(&app, "OPEN").await[0]["id"].clone();
        let discard = async |reason: &str, note: Option<&str>| {
            let mutation = "mutation($input: DiscardDraftInput!) { discardDraft(input: $input) { __typename
                ... on DraftClosed { message } ... on InvalidInput { faults { field code } } } }";
            let input = json!({ "draft": draft, "reason": reason, "note": note });
            app.data(&app.token(TokenRole::Agent), mutation, json!({ "input": input })).await["discardDraft"].clone()
        };
        assert_eq!(faults(&discard("OTHER", None).await), [("input.note".into(), "REQUIRED".into())]);
        assert_eq!(discard("UNWANTED", None).await["__typename"], "DiscardDraftSuccess");
        let closed = discard("DUPLICATE", None).await;
        assert_eq!(closed["message"], "Test a déjà traité ou écarté cette ébauche.");
        let discarded = &drafts(&app, "DISCARDED").await[0];
        assert_eq!((&discarded["discardReason"], &discarded["closedBy"]), (&json!("UNWANTED"), &json!("Test")));
        assert!(drafts(&app, "OPEN").await.is_empty());
    }
}

#[tokio::test]
async fn a_reply_by_number_is_a_follow_up_of_its_citizen_alone() {
    for app in TestApp::each().await {
        let number = submit(&app, TREE_FELLING, SAINT_ROCH, Some(requester("Alice", "Tremblay"))).await;
        let subject = format!("Re: Votre demande {number}");
        let said = "Il est tombé hier.\r\n\r\nLe 14 sept. 2026, la Ville a écrit :\r\n> Nous passerons.\r\n";
        let (_, own) = take(&app, email("a@mail", "alice.tremblay@exemple.ca", &subject, "", said)).await;
        assert_eq!((&own["outcome"], &own["requestNumber"]), (&json!("FOLLOWED_UP"), &json!(number)));
        let (_, other) = take(&app, email("b@mail", "paul@exemple.ca", &subject, "", "Je suis le voisin.")).await;
        assert_eq!(other["outcome"], "NOTED");
        let written = follow_ups(&app, &number).await;
        let expected = [("PUBLIC", "Il est tombé hier."), ("INTERNAL", "Je suis le voisin.")];
        let read: Vec<_> =
            written.iter().map(|row| (row["audience"].as_str().unwrap(), row["text"].as_str().unwrap())).collect();
        assert_eq!(read, expected);
        assert!(written.iter().all(|row| row["authorKind"] == "CITIZEN"));
        assert!(drafts(&app, "OPEN").await.is_empty());
        let planned = submit(&app, SIDEWALK, SAINT_ROCH, Some(requester("Alice", "Tremblay"))).await;
        take(&app, email("c@mail", "alice.tremblay@exemple.ca", &planned, "", "Et le trottoir?")).await;
        assert_eq!(
            follow_ups(&app, &planned).await[0]["audience"],
            "INTERNAL",
            "a planned intervention has no public one"
        );
    }
}

#[tokio::test]
async fn a_reply_by_thread_goes_on_with_its_draft_then_with_its_request() {
    for app in TestApp::each().await {
        let from = "Alice Tremblay <alice.tremblay@exemple.ca>";
        take(&app, email("a@mail", from, "Arbre mort", "", HOLE)).await;
        let reply = "In-Reply-To: <a@mail>\r\n";
        let (_, more) =
            take(&app, email("b@mail", from, "Re: Arbre mort", reply, "C’est au 12, rue Saint-Jean.")).await;
        assert_eq!(more["outcome"], "ADDED_TO_DRAFT");
        let draft = drafts(&app, "OPEN").await[0].clone();
        let ids: Vec<_> = draft["emails"].as_array().unwrap().iter().map(|email| email["messageId"].clone()).collect();
        assert_eq!(ids, ["a@mail", "b@mail"]);
        let input = json!({ "product": "tree", "precision": "felling", "channel": "EMAIL", "draft": draft["id"] });
        let made = submit_input(&app, input).await;
        let references = "References: <x@elsewhere> <b@mail>\r\n";
        let (_, later) = take(&app, email("c@mail", from, "Re: Arbre mort", references, "Merci!")).await;
        assert_eq!((&later["outcome"], &later["requestNumber"]), (&json!("FOLLOWED_UP"), &made["requestNumber"]));
    }
}

#[tokio::test]
async fn what_a_program_sends_is_kept_and_nothing_comes_of_it() {
    for app in TestApp::each().await {
        let number = submit(&app, TREE_FELLING, SAINT_ROCH, Some(requester("Alice", "Tremblay"))).await;
        for (id, subject) in [("a@mail", "Absence"), ("b@mail", number.as_str())] {
            let automatic = "Auto-Submitted: auto-replied\r\n";
            let raw = email(id, "alice.tremblay@exemple.ca", subject, automatic, "Je suis en vacances.");
            assert_eq!(take(&app, raw).await.1["outcome"], "AUTOMATIC");
        }
        assert!(follow_ups(&app, &number).await.is_empty());
        let left = app.data(&app.token(TokenRole::Agent), LEFT, json!({})).await;
        assert_eq!((&left["contacts"]["totalCount"], &left["draftRequests"]["totalCount"]), (&json!(2), &json!(0)));
    }
}

#[tokio::test]
async fn letters_that_cannot_be_read_are_told_and_attachments_are_noted() {
    for app in TestApp::each().await {
        let mut raw = b"From: =?iso-8859-1?Q?Zo=E9_C=F4t=E9?= <zoe@exemple.ca>\r\nSubject: =?utf-8?B?w4l0w6k=?=\r\n\
            Message-ID: <a@mail>\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\
            Content-Type: text/plain; charset=utf-8\r\n\r\nUn trou \xff\xfe\x00 ici.\r\n--b\r\n\
            Content-Type: image/jpeg; name=\"trou.jpg\"\r\nContent-Disposition: attachment; filename=\"trou.jpg\"\r\n\
            Content-Transfer-Encoding: base64\r\n\r\n/9j/4AA=\r\n--b--\r\n"
            .to_vec();
        raw.extend_from_slice(b"\r\n");
        assert_eq!(take(&app, raw).await.0, 201);
        let draft = &drafts(&app, "OPEN").await[0];
        assert_eq!(draft["senderName"], "Zoé Côté");
        let email = &draft["emails"][0];
        assert_eq!((&email["subject"], &email["hasCharsetFaults"]), (&json!("Été"), &json!(true)));
        assert!(email["text"].as_str().unwrap().starts_with("Un trou"), "{email}");
        let noted = json!([{ "name": "trou.jpg", "mediaType": "image/jpeg", "size": 5 }]);
        assert_eq!(email["attachments"], noted);
    }
}

#[tokio::test]
async fn bombs_are_refused_soon_and_nothing_is_written() {
    let head = "From: a@exemple.ca\r\nSubject: bombe\r\n";
    let mut parts = format!("{head}Content-Type: multipart/mixed; boundary=b\r\n\r\n");
    let mut bare = parts.clone();
    for _ in 0..10_000 {
        parts.push_str("--b\r\nContent-Type: text/plain\r\n\r\nx\r\n");
        bare.push_str("--b\r\n\r\nx\r\n");
    }
    let mut deep = head.to_owned();
    for level in 0..100 {
        write!(deep, "Content-Type: multipart/mixed; boundary=b{level}\r\n\r\n--b{level}\r\n").unwrap();
    }
    let nested = format!("{head}{}", "Content-Type: message/rfc822\r\n\r\n".repeat(200_000));
    let headers = format!("{head}{}\r\n", "X-A: b\r\n".repeat(100_000));
    let mut large = format!("{head}\r\n").into_bytes();
    large.resize(11 * 1024 * 1024, b'a');
    let bombs = [
        ("parts", parts.into_bytes(), 422, "TOO_MANY_PARTS"),
        ("bare parts", bare.into_bytes(), 422, "TOO_MANY_PARTS"),
        ("depth", deep.into_bytes(), 422, "TOO_DEEP"),
        ("messages in messages", nested.into_bytes(), 422, "TOO_MANY_PARTS"),
        ("headers", headers.into_bytes(), 422, "TOO_MANY_HEADERS"),
        ("size", large, 413, "TOO_LARGE"),
        ("no e-mail", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec(), 422, "NOT_AN_EMAIL"),
        ("nothing", Vec::new(), 422, "NOT_AN_EMAIL"),
    ];
    for app in TestApp::each().await {
        for (name, raw, status, code) in &bombs {
            let (answered, problem) = take(&app, raw.clone()).await;
            assert_eq!((answered, &problem["code"]), (*status, &json!(code)), "{name}: {problem}");
        }
        let left = app.data(&app.token(TokenRole::Agent), LEFT, json!({})).await;
        assert_eq!((&left["contacts"]["totalCount"], &left["draftRequests"]["totalCount"]), (&json!(0), &json!(0)));
    }
}

#[tokio::test]
async fn the_same_email_many_times_at_once_is_taken_once() {
    for app in TestApp::each().await {
        let raw = email("a@mail", "alice@exemple.ca", "Arbre mort", "", HOLE);
        let taken = futures::future::join_all((0..6).map(|_| take(&app, raw.clone()))).await;
        assert_eq!(taken.iter().filter(|(status, _)| *status == 201).count(), 1, "{taken:?}");
        assert_eq!(drafts(&app, "OPEN").await.len(), 1);
    }
}

#[tokio::test]
async fn the_door_needs_the_secret_and_an_email() {
    let app = TestApp::sqlite().await;
    let raw = email("a@mail", "alice@exemple.ca", "Arbre mort", "", HOLE);
    let refused = app.post_email(raw, "another secret").await;
    assert_eq!(refused.status(), 401);
    assert_eq!(refused.headers()["content-type"], "application/problem+json");
    let opened = step(&app, "openContact", json!({ "channel": "EMAIL", "language": "FRENCH" })).await;
    assert_eq!(opened["__typename"], "ContactSuccess");
    let planner =
        app.graphql(Some(&app.token(TokenRole::Planner)), "{ draftRequests { totalCount } }", json!({})).await;
    assert_eq!(planner["errors"][0]["extensions"]["code"], "FORBIDDEN");
}
