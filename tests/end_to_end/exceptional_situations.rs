//! Exceptional situations: declared, in force, ended; what they change, and that nothing of it is left.

use std::time::Duration;

use chrono::{DateTime, Utc};
use riverain::auth::token::TokenRole;
use riverain_entities::{exceptional_situation_events, exceptional_situations};
use riverain_tests::scenes::{SAINT_ROCH, TREE_FELLING, submit};
use riverain_tests::{TestApp, now};
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::{Value, json};

const DECLARE: &str =
    "mutation($input: DeclareExceptionalSituationInput!) { declareExceptionalSituation(input: $input) {
    __typename
    ... on DeclareExceptionalSituationSuccess { situation { id state scope startsAt endsAt beganAt } }
    ... on InvalidInput { message faults { field code value message remedy } } } }";

const END: &str =
    "mutation($input: EndExceptionalSituationInput!) { endExceptionalSituation(input: $input) { __typename
    ... on EndExceptionalSituationSuccess { situation { id state endedAt } }
    ... on ExceptionalSituationEndedBefore { message situation { endedAt } }
    ... on ExceptionalSituationNotFound { message }
    ... on InvalidInput { faults { field code } } } }";

/// All that a situation may change, as anyone may read it.
const PUBLIC: &str = "{ banners { title text state scope boroughs { code } products { code } endsAt
        openingHours { weekday opensAt closesAt } }
    products { code }
    questionnaire(product: \"social_cohabitation\", precision: \"mediation\") { nextQuestions { code
        ... on ChoiceQuestion { options { code } } } }
    expectedPromise(product: \"tree\", precision: \"felling\") { dueAt atRiskAt }
    contactCentre { isOpen opensNextAt days(from: \"2026-09-15\", count: 31) {
        date sessions { opensAt closesAt } closedFor isExtended } } }";

/// An ice storm over the whole city.
fn ice_storm() -> Value {
    json!({
        "scope": "CITY",
        "title": { "fr": "Verglas majeur", "en": "Major ice storm" },
        "text": { "fr": "Le 311 répond jour et nuit. Restez loin des fils tombés.", "en": "311 answers day and night. Keep away from fallen wires." },
        "endsAt": "2026-09-21T04:00:00Z",
        "openingHours": [{ "weekdays": ["MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"], "opensAt": "00:00", "closesAt": "24:00" }],
        "firstProducts": ["tree", "street_light"],
        "firstAnswers": ["life", "services"],
    })
}

fn with(input: Value, more: Value) -> Value {
    let mut input = input;
    input.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap());
    input
}

fn moment(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

async fn declare(app: &TestApp, input: Value) -> Value {
    let supervisor = app.token(TokenRole::Supervisor);
    app.data(&supervisor, DECLARE, json!({ "input": input })).await["declareExceptionalSituation"].clone()
}

async fn end(app: &TestApp, id: &Value) -> Value {
    let supervisor = app.token(TokenRole::Supervisor);
    let input = json!({ "situation": id, "note": "Le courant est revenu." });
    app.data(&supervisor, END, json!({ "input": input })).await["endExceptionalSituation"].clone()
}

/// What anyone reads, without a token.
async fn public(app: &TestApp) -> Value {
    let answer = app.graphql_in("fr", None, PUBLIC, json!({})).await;
    assert!(answer.get("errors").is_none(), "{answer:#}");
    answer["data"].clone()
}

async fn promise(app: &TestApp, number: &str) -> Value {
    let query = "query($n: String!) { request(number: $n) { dueAt atRiskAt promises { nodes { dueAt cause } } } }";
    app.data(&app.token(TokenRole::Agent), query, json!({ "n": number })).await["request"].clone()
}

/// What a request reads once its promise ends at a moment, within half a minute.
async fn once_due(app: &TestApp, number: &str, due_at: &Value) -> Value {
    let mut request = Value::Null;
    for _ in 0..300 {
        request = promise(app, number).await;
        if request["dueAt"] == *due_at {
            return request;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("it is not due at {due_at}: {request:#}");
}

/// The banners once there are so many, within half a minute.
async fn once_banners(app: &TestApp, count: usize) -> Value {
    for _ in 0..300 {
        let data = public(app).await;
        if data["banners"].as_array().unwrap().len() == count {
            return data;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("there are no {count} banners");
}

#[tokio::test]
async fn a_situation_changes_hours_orders_and_promises_and_its_end_undoes_all() {
    for app in TestApp::each().await {
        let number = submit(&app, TREE_FELLING, SAINT_ROCH, None).await;
        let (before, promised) = (public(&app).await, promise(&app, &number).await);
        assert_eq!((&before["banners"], &promised["dueAt"]), (&json!([]), &json!("2026-10-14T23:00:00+00:00")));

        let declared = declare(&app, ice_storm()).await;
        assert_eq!(declared["situation"]["state"], "IN_FORCE", "{declared:#}");
        let during = public(&app).await;
        let banner = &during["banners"][0];
        assert_eq!((&banner["title"], &banner["scope"]), (&json!("Verglas majeur"), &json!("CITY")), "{during:#}");
        assert_eq!(banner["openingHours"][6], json!({ "weekday": "SUN", "opensAt": "00:00", "closesAt": "24:00" }));
        let codes: Vec<&Value> = during["products"].as_array().unwrap().iter().map(|row| &row["code"]).collect();
        assert_eq!(codes[..2], ["tree", "street_light"]);
        let mut usual: Vec<&Value> = before["products"].as_array().unwrap().iter().map(|row| &row["code"]).collect();
        usual.retain(|code| *code != "tree" && *code != "street_light");
        assert_eq!(codes[2..], usual, "the others as they were");
        let options = |data: &Value| -> Vec<Value> {
            let options = data["questionnaire"]["nextQuestions"][0]["options"].as_array().unwrap();
            options.iter().map(|option| option["code"].clone()).collect()
        };
        assert_eq!(options(&before), ["none", "services", "life", "crime", "order", "accident"]);
        assert_eq!(options(&during), ["life", "services", "none", "crime", "order", "accident"]);
        let day = |data: &Value, rank: usize| data["contactCentre"]["days"][rank].clone();
        // Saturday 19 September: closed otherwise. Monday 21: until midnight alone, so that it opens at eight.
        assert_eq!((&day(&before, 4)["sessions"], &day(&before, 4)["isExtended"]), (&json!([]), &json!(false)));
        let saturday = json!([{ "opensAt": "2026-09-19T04:00:00+00:00", "closesAt": "2026-09-20T04:00:00+00:00" }]);
        assert_eq!((&day(&during, 4)["sessions"], &day(&during, 4)["isExtended"]), (&saturday, &json!(true)));
        assert_eq!(day(&during, 6), day(&before, 6));
        // Saturday and Sunday count: twenty business days end two days sooner.
        let sooner = json!("2026-10-09T23:00:00+00:00");
        assert_eq!(during["expectedPromise"]["dueAt"], sooner);
        let moved = once_due(&app, &number, &sooner).await;
        assert_eq!(moved["promises"]["nodes"][1], json!({ "dueAt": sooner, "cause": "EXCEPTIONAL_SITUATION" }));

        let id = &declared["situation"]["id"];
        let ended = end(&app, id).await;
        assert_eq!(ended["situation"]["state"], "ENDED", "{ended:#}");
        assert_eq!(public(&app).await, before, "nothing of it is left");
        let back = once_due(&app, &number, &promised["dueAt"]).await;
        assert_eq!((&back["atRiskAt"], &back["dueAt"]), (&promised["atRiskAt"], &promised["dueAt"]));
        let causes: Vec<&Value> =
            back["promises"]["nodes"].as_array().unwrap().iter().map(|node| &node["cause"]).collect();
        assert_eq!(causes, ["COMMITMENT", "EXCEPTIONAL_SITUATION", "EXCEPTIONAL_SITUATION"]);
        let again = end(&app, id).await;
        assert_eq!(again["__typename"], "ExceptionalSituationEndedBefore", "{again:#}");
    }
}

#[tokio::test]
async fn it_begins_and_ends_by_its_time_and_who_did_what_is_kept() {
    for app in TestApp::each().await {
        let before = public(&app).await;
        let later = with(ice_storm(), json!({ "startsAt": "2026-09-16T10:00:00Z" }));
        let declared = declare(&app, later).await;
        assert_eq!(declared["situation"]["state"], "SCHEDULED", "{declared:#}");
        assert_eq!(public(&app).await, before, "nothing changes before it begins");
        app.move_to(moment("2026-09-16T10:00:00Z"));
        let during = once_banners(&app, 1).await;
        assert_eq!(during["contactCentre"]["isOpen"], true, "at six in the morning");
        app.move_to(moment("2026-09-21T04:00:00Z"));
        let after = once_banners(&app, 0).await;
        assert_eq!((&after["products"], &after["questionnaire"]), (&before["products"], &before["questionnaire"]));
        assert_eq!(after["contactCentre"]["days"], before["contactCentre"]["days"]);
        assert_eq!(
            (&after["contactCentre"]["isOpen"], &after["contactCentre"]["opensNextAt"]),
            (&json!(false), &json!("2026-09-21T12:00:00+00:00"))
        );

        let audit =
            "{ exceptionalSituations { nodes { state beganAt endedAt events { kind happenedAt authorName note } } } }";
        let agent = app.token(TokenRole::Agent);
        let data = app.data(&agent, audit, json!({})).await;
        let situation = &data["exceptionalSituations"]["nodes"][0];
        assert_eq!(situation["state"], "ENDED");
        let events: Vec<Value> = situation["events"]
            .as_array()
            .unwrap()
            .iter()
            .map(|event| json!([event["kind"], event["happenedAt"], event["authorName"]]))
            .collect();
        let expected = [
            json!(["DECLARED", "2026-09-15T14:00:00+00:00", "Test"]),
            json!(["BEGAN", "2026-09-16T10:00:00+00:00", null]),
            json!(["ENDED", "2026-09-21T04:00:00+00:00", null]),
        ];
        assert_eq!(events, expected, "{data:#}");
        let planner = app.graphql(Some(&app.token(TokenRole::Planner)), audit, json!({})).await;
        assert_eq!(planner["errors"][0]["extensions"]["code"], "FORBIDDEN");
    }
}

#[tokio::test]
async fn one_that_was_never_in_force_is_cancelled_and_one_without_end_lasts() {
    for app in TestApp::each().await {
        let scheduled = declare(&app, with(ice_storm(), json!({ "startsAt": "2026-09-16T10:00:00Z" }))).await;
        let cancelled = end(&app, &scheduled["situation"]["id"]).await;
        assert_eq!(cancelled["situation"]["state"], "CANCELLED", "{cancelled:#}");
        let endless = declare(&app, with(ice_storm(), json!({ "endsAt": null }))).await;
        assert_eq!(endless["situation"]["endsAt"], Value::Null, "{endless:#}");
        app.move_to(now() + chrono::Duration::days(60));
        tokio::time::sleep(Duration::from_secs(3)).await;
        assert_eq!(public(&app).await["banners"][0]["state"], "IN_FORCE");
        let absent = end(&app, &json!("RXhjZXB0aW9uYWxTaXR1YXRpb246OTk5")).await;
        assert!(["ExceptionalSituationNotFound", "InvalidInput"].contains(&absent["__typename"].as_str().unwrap()));
    }
}

#[tokio::test]
async fn clocks_follow_within_the_scope_alone() {
    for app in TestApp::each().await {
        app.import_areas().await;
        let inside = submit(&app, TREE_FELLING, SAINT_ROCH, None).await;
        let outside = submit(&app, TREE_FELLING, (-71.2620, 46.8640), None).await;
        let boroughs = "{ boroughs { code name } requests { nodes { number borough { code } } } }";
        let places = app.data(&app.token(TokenRole::Agent), boroughs, json!({})).await;
        let borough_of = |number: &str| {
            let nodes = places["requests"]["nodes"].as_array().unwrap();
            nodes.iter().find(|node| node["number"] == *number).unwrap()["borough"]["code"].clone()
        };
        assert_ne!(borough_of(&inside), borough_of(&outside), "{places:#}");
        let local = json!({ "scope": "BOROUGHS", "boroughs": [borough_of(&inside)] });
        let declared = declare(&app, with(ice_storm(), local)).await;
        assert_eq!(declared["__typename"], "DeclareExceptionalSituationSuccess", "{declared:#}");
        once_due(&app, &inside, &json!("2026-10-09T23:00:00+00:00")).await;
        assert_eq!(promise(&app, &outside).await["dueAt"], "2026-10-14T23:00:00+00:00");
        let made_since = submit(&app, TREE_FELLING, SAINT_ROCH, None).await;
        assert_eq!(promise(&app, &made_since).await["dueAt"], "2026-10-09T23:00:00+00:00");
        // Products and boroughs are of different kinds; another situation of the same borough is refused.
        let products = json!({ "scope": "PRODUCTS", "products": ["drinking_water"] });
        let other = declare(&app, with(ice_storm(), products)).await;
        assert_eq!(other["__typename"], "DeclareExceptionalSituationSuccess", "{other:#}");
    }
}

#[tokio::test]
async fn every_fault_of_a_declaration_is_told_and_nothing_is_written() {
    for app in TestApp::each().await {
        let declaration = json!({
            "scope": "BOROUGHS", "boroughs": [], "products": ["snow"],
            "title": { "en": "Storm" }, "text": { "fr": " ", "en": "Storm" },
            "startsAt": "2026-09-15T13:59:59Z", "endsAt": "2026-09-15T13:00:00Z",
            "openingHours": [{ "weekdays": ["SAT", "SAT"], "opensAt": "20:00", "closesAt": "08:00" },
                { "weekdays": [], "opensAt": "8 h", "closesAt": "19:00" }],
            "firstProducts": ["tree", "tree"], "firstAnswers": ["flood"],
        });
        let refused = declare(&app, declaration).await;
        let faults: Vec<(&str, &str)> = refused["faults"]
            .as_array()
            .unwrap()
            .iter()
            .map(|fault| (fault["field"].as_str().unwrap(), fault["code"].as_str().unwrap()))
            .collect();
        let expected = [
            ("input.boroughs", "REQUIRED"),
            ("input.products", "CONTRADICTION"),
            ("input.products.0", "UNKNOWN"),
            ("input.title.fr", "REQUIRED"),
            ("input.text.fr", "REQUIRED"),
            ("input.startsAt", "IN_THE_PAST"),
            ("input.endsAt", "REVERSED"),
            ("input.openingHours.0.closesAt", "REVERSED"),
            ("input.openingHours.0.weekdays.1", "DUPLICATE"),
            ("input.openingHours.1.opensAt", "MALFORMED"),
            ("input.openingHours.1.weekdays", "REQUIRED"),
            ("input.firstProducts.1", "DUPLICATE"),
            ("input.firstAnswers.0", "UNKNOWN"),
        ];
        assert_eq!(faults, expected, "{refused:#}");
        declare(&app, ice_storm()).await;
        let overlapping = declare(&app, with(ice_storm(), json!({ "startsAt": "2026-09-20T00:00:00Z" }))).await;
        assert_eq!(
            (&overlapping["faults"][0]["field"], &overlapping["faults"][0]["code"]),
            (&json!("input.startsAt"), &json!("OVERLAPS"))
        );
        let next =
            declare(&app, with(ice_storm(), json!({ "startsAt": "2026-09-21T04:00:00Z", "endsAt": null }))).await;
        assert_eq!(next["situation"]["state"], "SCHEDULED", "one begins when the other ends: {next:#}");
        assert_eq!(exceptional_situations::Entity::find().count(app.database()).await.unwrap(), 2);
        assert_eq!(exceptional_situation_events::Entity::find().count(app.database()).await.unwrap(), 3);
        for role in [TokenRole::Agent, TokenRole::Planner] {
            let answer = app.graphql(Some(&app.token(role)), DECLARE, json!({ "input": ice_storm() })).await;
            assert_eq!(answer["errors"][0]["extensions"]["code"], "FORBIDDEN", "{answer:#}");
        }
        let anonymous = app.graphql(None, DECLARE, json!({ "input": ice_storm() })).await;
        assert_eq!(anonymous["errors"][0]["extensions"]["code"], "UNAUTHENTICATED", "{anonymous:#}");
    }
}

const CHANGE: &str =
    "mutation($input: ChangeExceptionalSituationInput!) { changeExceptionalSituation(input: $input) { __typename
    ... on ChangeExceptionalSituationSuccess { situation { id state scope title endsAt products { code }
        changes { authorName note previousScope previousCodes previousTitle previousEndsAt } } }
    ... on ExceptionalSituationEndedBefore { message }
    ... on ExceptionalSituationNotFound { message }
    ... on InvalidInput { faults { field code } } } }";

async fn change(app: &TestApp, id: &Value, more: Value) -> Value {
    let input = with(json!({ "situation": id }), more);
    let supervisor = app.token(TokenRole::Supervisor);
    app.data(&supervisor, CHANGE, json!({ "input": input })).await["changeExceptionalSituation"].clone()
}

#[tokio::test]
async fn a_situation_is_changed_and_hours_and_promises_follow() {
    for app in TestApp::each().await {
        let number = submit(&app, TREE_FELLING, SAINT_ROCH, None).await;
        let promised = promise(&app, &number).await;
        let declared = declare(&app, ice_storm()).await;
        let id = &declared["situation"]["id"];
        once_due(&app, &number, &json!("2026-10-09T23:00:00+00:00")).await;

        // A week longer: another two days of a weekend count.
        let longer =
            change(&app, id, json!({ "endsAt": "2026-09-28T04:00:00Z", "note": "Le vent ne faiblit pas." })).await;
        assert_eq!(longer["situation"]["endsAt"], "2026-09-28T04:00:00+00:00", "{longer:#}");
        let kept = &longer["situation"]["changes"][0];
        assert_eq!(
            (&kept["previousEndsAt"], &kept["previousTitle"]),
            (&json!("2026-09-21T04:00:00+00:00"), &json!("Verglas majeur"))
        );
        assert_eq!((&kept["authorName"], &kept["note"]), (&json!("Test"), &json!("Le vent ne faiblit pas.")));
        once_due(&app, &number, &json!("2026-10-07T23:00:00+00:00")).await;

        // Shorter, with another title: the banner and the promise follow.
        let title = json!({ "fr": "Verglas", "en": "Ice storm" });
        let shorter = change(&app, id, json!({ "endsAt": "2026-09-19T04:00:00Z", "title": title })).await;
        assert_eq!(shorter["situation"]["changes"].as_array().unwrap().len(), 2, "{shorter:#}");
        assert_eq!(public(&app).await["banners"][0]["title"], "Verglas");
        once_due(&app, &number, &promised["dueAt"]).await;

        // Beyond its scope a promise is as it was; within it again, it follows.
        change(&app, id, json!({ "endsAt": null })).await;
        let sooner = once_due(&app, &number, &json!("2026-10-06T04:00:00+00:00")).await;
        assert_eq!(sooner["promises"]["nodes"].as_array().unwrap().last().unwrap()["cause"], "EXCEPTIONAL_SITUATION");
        let narrower = change(&app, id, json!({ "scope": "PRODUCTS", "products": ["street_light"] })).await;
        assert_eq!(narrower["situation"]["products"], json!([{ "code": "street_light" }]), "{narrower:#}");
        once_due(&app, &number, &promised["dueAt"]).await;
        // A change that changes nothing is none.
        let same = change(&app, id, json!({ "scope": "PRODUCTS", "products": ["street_light"] })).await;
        assert_eq!(same["situation"]["changes"], narrower["situation"]["changes"]);
        assert_eq!(end(&app, id).await["situation"]["state"], "ENDED");
        assert_eq!(change(&app, id, json!({ "endsAt": null })).await["__typename"], "ExceptionalSituationEndedBefore");
    }
}

#[tokio::test]
async fn a_change_that_does_not_hold_says_all_that_is_wrong_and_writes_nothing() {
    for app in TestApp::each().await {
        let declared = declare(&app, with(ice_storm(), json!({ "scope": "PRODUCTS", "products": ["tree"] }))).await;
        let id = &declared["situation"]["id"];
        let later = with(ice_storm(), json!({ "startsAt": "2026-09-25T04:00:00Z", "endsAt": "2026-09-27T04:00:00Z" }));
        assert_eq!(declare(&app, later).await["situation"]["state"], "SCHEDULED");
        let before = public(&app).await;
        let refused = change(
            &app,
            id,
            json!({ "scope": "CITY", "boroughs": ["beauport"], "title": { "en": "Storm" }, "endsAt": "2026-09-01T04:00:00Z",
                "firstProducts": ["unicorn"], "firstAnswers": ["life", "life"] }),
        )
        .await;
        let faults: Vec<_> =
            refused["faults"].as_array().unwrap().iter().map(|fault| (&fault["field"], &fault["code"])).collect();
        let expected = [
            ("input.boroughs", "CONTRADICTION"),
            ("input.title.fr", "REQUIRED"),
            ("input.endsAt", "IN_THE_PAST"),
            ("input.firstProducts.0", "UNKNOWN"),
            ("input.firstAnswers.1", "DUPLICATE"),
        ];
        let expected: Vec<_> = expected.iter().map(|(field, code)| (json!(field), json!(code))).collect();
        assert_eq!(faults, expected.iter().map(|(field, code)| (field, code)).collect::<Vec<_>>(), "{refused:#}");
        // Longer, it would share the city with the one that is to come.
        let overlapping = change(&app, id, json!({ "endsAt": "2026-09-26T04:00:00Z" })).await;
        assert_eq!(overlapping["faults"], json!([{ "field": "input", "code": "OVERLAPS" }]), "{overlapping:#}");
        assert_eq!(public(&app).await, before);
        let changes =
            riverain_entities::exceptional_situation_changes::Entity::find().count(app.database()).await.unwrap();
        assert_eq!(changes, 0);
        let input = json!({ "situation": id, "endsAt": null });
        let answer = app.graphql(Some(&app.token(TokenRole::Agent)), CHANGE, json!({ "input": input })).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "FORBIDDEN");
    }
}
