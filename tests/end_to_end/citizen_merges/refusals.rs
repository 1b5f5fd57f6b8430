//! Merges that cannot be are refused, each by its type, and nothing is written.

use riverain::auth::token::TokenRole;
use riverain_tests::TestApp;
use riverain_tests::scenes::{requester, submit_input};
use serde_json::{Value, json};

use super::{MERGE, UNMERGE, everything, id, merge, record, unmerge};
use crate::contacts::call;

#[tokio::test]
async fn what_cannot_be_merged_is_refused_by_its_type() {
    for app in TestApp::each().await {
        let (alice, _) = record(&app, "Alice", 0.0).await;
        let (alicia, _) = record(&app, "Alicia", 0.01).await;
        let (ally, _) = record(&app, "Ally", 0.02).await;
        merge(&app, alice, &[alicia]).await;
        let before = everything(&app).await;

        let itself = merge(&app, ally, &[ally]).await;
        assert_eq!((&itself["__typename"], &itself["citizen"]), (&json!("CitizenMergedIntoItself"), &json!(id(ally))));
        let ring = merge(&app, alicia, &[alice]).await;
        assert_eq!(ring["__typename"], "CitizensMergedInARing", "{ring:#}");
        assert_eq!((&ring["citizen"], &ring["into"]), (&json!(id(alice)), &json!(id(alicia))));
        let merged = merge(&app, ally, &[alicia]).await;
        assert_eq!(merged["__typename"], "CitizenIsMerged", "{merged:#}");
        assert_eq!((&merged["citizen"], &merged["mergedInto"]["id"]), (&json!(id(alicia)), &json!(id(alice))));
        let unknown = merge(&app, ally, &[alice, 4_000_000]).await;
        assert_eq!((&unknown["__typename"], &unknown["citizen"]), (&json!("CitizenNotFound"), &json!(id(4_000_000))));
        assert_eq!(merge(&app, 4_000_000, &[ally]).await["__typename"], "CitizenNotFound");
        assert_eq!(unmerge(&app, ally).await["__typename"], "CitizenNotMerged");
        assert_eq!(unmerge(&app, 4_000_000).await["__typename"], "CitizenNotFound");

        let faulty = async |into: &str, duplicates: Value, note: Value| {
            let input = json!({ "into": into, "duplicates": duplicates, "note": note });
            let answer = app.data(&app.token(TokenRole::Agent), MERGE, json!({ "input": input })).await;
            let faults = answer["mergeCitizens"]["faults"].as_array().unwrap_or_else(|| panic!("{answer:#}")).clone();
            faults.iter().map(|fault| format!("{} {}", fault["field"], fault["code"]).replace('"', "")).collect()
        };
        let found: Vec<String> = faulty("?", json!(["UmVxdWVzdDox"]), json!(null)).await;
        assert_eq!(found, ["input.into MALFORMED_ID", "input.duplicates.0 MALFORMED_ID"]);
        let found: Vec<String> = faulty(&id(ally), json!([]), json!("x".repeat(501))).await;
        assert_eq!(found, ["input.duplicates REQUIRED", "input.note TOO_LONG"]);
        let found: Vec<String> = faulty(&id(alice), json!([id(ally), id(ally)]), json!(null)).await;
        assert_eq!(found, ["input.duplicates.1 DUPLICATE"]);
        assert_eq!(everything(&app).await, before, "nothing was written");
    }
}

#[tokio::test]
async fn the_contact_centre_alone_merges_and_reads_in_its_language() {
    for app in TestApp::each().await {
        let (alice, _) = record(&app, "Alice", 0.0).await;
        let (alicia, _) = record(&app, "Alicia", 0.01).await;
        let before = everything(&app).await;
        let input = json!({ "into": id(alice), "duplicates": [id(alicia)] });
        let single = json!({ "citizen": id(alicia) });
        let hers = app.citizen_token(alice);
        for (token, code) in
            [(None, "UNAUTHENTICATED"), (Some(hers), "FORBIDDEN"), (Some(app.token(TokenRole::Planner)), "FORBIDDEN")]
        {
            let answer = app.graphql(token.as_deref(), MERGE, json!({ "input": input })).await;
            assert_eq!(answer["errors"][0]["extensions"]["code"], code, "{answer:#}");
            let answer = app.graphql(token.as_deref(), UNMERGE, json!({ "input": single })).await;
            assert_eq!(answer["errors"][0]["extensions"]["code"], code, "{answer:#}");
        }
        let read = "query($id: ID!) { citizen(id: $id) { merges { nodes { note } } } }";
        let answer = app.graphql(Some(&app.citizen_token(alice)), read, json!({ "id": id(alice) })).await;
        assert_eq!(
            answer["errors"][0]["extensions"]["code"], "FORBIDDEN",
            "who merged whom, and why, is for the staff"
        );
        assert_eq!(everything(&app).await, before);

        let itself = json!({ "input": { "into": id(alice), "duplicates": [id(alice)] } });
        let supervisor = app.token(TokenRole::Supervisor);
        for (language, said) in
            [("fr", "ne peut pas être fusionné avec lui-même"), ("en", "cannot be merged into itself")]
        {
            let answer = app.graphql_in(language, Some(&supervisor), MERGE, itself.clone()).await;
            let message = answer["data"]["mergeCitizens"]["message"].as_str().unwrap();
            assert!(message.contains(said), "{message}");
        }
    }
}

#[tokio::test]
async fn who_acted_for_another_is_another_person() {
    for app in TestApp::each().await {
        let (alice, _) = record(&app, "Alice", 0.0).await;
        let (bernard, _) = record(&app, "Bernard", 0.01).await;
        let (chloe, _) = record(&app, "Chloé", 0.02).await;
        let (caller, concerned) = (json!({ "citizen": id(bernard) }), json!({ "citizen": id(alice) }));
        call(&app, json!({ "caller": caller, "onBehalfOf": concerned })).await;
        let before = everything(&app).await;
        assert_eq!(merge(&app, alice, &[chloe, bernard]).await["__typename"], "CitizensActedForEachOther");
        assert_eq!(everything(&app).await, before, "not even the one who could be");

        let on_behalf = json!({ "representative": requester("Paul", "Roy"), "followUpsTo": "BOTH" });
        let input = json!({ "product": "tree", "precision": "felling", "channel": "TELEPHONE",
            "requester": requester("Denise", "Roy"), "onBehalf": on_behalf });
        let made = submit_input(&app, input).await;
        let query =
            "query($number: String!) { request(number: $number) { citizen { id } representative { citizen { id } } } }";
        let read = app.data(&app.token(TokenRole::Agent), query, json!({ "number": made["requestNumber"] })).await;
        let (denise, paul) = (&read["request"]["citizen"]["id"], &read["request"]["representative"]["citizen"]["id"]);
        let input = json!({ "into": denise, "duplicates": [paul] });
        let refused = app.data(&app.token(TokenRole::Agent), MERGE, json!({ "input": input })).await;
        assert_eq!(refused["mergeCitizens"]["__typename"], "CitizensActedForEachOther", "{refused:#}");

        // Merged first, a record does not reach the centre for the person whom it stands for.
        merge(&app, alice, &[chloe]).await;
        let (caller, concerned) = (json!({ "citizen": id(chloe) }), json!({ "citizen": id(alice) }));
        let input = json!({ "channel": "TELEPHONE", "language": "FRENCH", "caller": caller, "onBehalfOf": concerned });
        let opened = crate::contacts::step(&app, "openContact", input).await;
        assert_eq!(crate::contacts::faults(&opened), [("input.onBehalfOf".into(), "CONTRADICTION".into())]);
    }
}

#[tokio::test]
async fn of_two_merges_at_once_the_second_sees_the_first() {
    for app in TestApp::each().await {
        let (alice, _) = record(&app, "Alice", 0.0).await;
        let (alicia, _) = record(&app, "Alicia", 0.01).await;
        let (ally, _) = record(&app, "Ally", 0.02).await;
        let (one, other) = ([alice], [alicia]);
        let merges = tokio::join!(merge(&app, alice, &other), merge(&app, ally, &other), merge(&app, alicia, &one));
        let done = [&merges.0, &merges.1, &merges.2];
        let types: Vec<&str> = done.iter().map(|answer| answer["__typename"].as_str().unwrap()).collect();
        let standing = everything(&app).await.citizens.iter().filter(|row| row.master_id.is_some()).count();
        let succeeded = types.iter().filter(|name| **name == "MergeCitizensSuccess").count();
        assert_eq!(standing, succeeded, "{types:?}");
        let refused = ["CitizenIsMerged", "CitizensMergedInARing", "MergeCitizensSuccess"];
        assert!(types.iter().all(|name| refused.contains(name)), "{types:?}");
        assert!((1..=2).contains(&succeeded), "{types:?}");
    }
}
