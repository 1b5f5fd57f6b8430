//! The Open311 door (GeoReport v2), as apps and sites call it.

use riverain::auth::token::TokenRole;
use riverain_entities::{emergency_diversions, service_requests};
use riverain_tests::scenes::{SAINT_ROCH, SIDEWALK, TREE_FELLING, citizen_of, requester, submit};
use riverain_tests::{TestApp, now};
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::{Value, json};

/// The least that a tree to fell needs.
const FELLING: [(&str, &str); 3] =
    [("service_code", "tree.felling"), ("attribute[owner]", "private"), ("attribute[permit]", "apply")];

async fn get(app: &TestApp, path: &str, key: Option<&str>) -> (u16, Value) {
    let join = if path.contains('?') { '&' } else { '?' };
    let path = key.map_or_else(|| path.to_owned(), |key| format!("{path}{join}api_key={key}"));
    let answer = app.get(&format!("/open311/v2/{path}"), None, &[("accept-language", "fr")]).await;
    let status = answer.status().as_u16();
    (status, answer.json().await.unwrap())
}

async fn post(app: &TestApp, form: &[(&str, &str)], language: &str) -> (u16, Value) {
    let answer = app.post_fields("/open311/v2/requests.json", form, language).await;
    let status = answer.status().as_u16();
    (status, answer.json().await.unwrap())
}

fn with<'a>(fields: &[(&'a str, &'a str)], more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    fields.iter().chain(more).copied().collect()
}

async fn count(app: &TestApp) -> u64 {
    service_requests::Entity::find().count(app.database()).await.unwrap()
}

#[tokio::test]
async fn services_are_the_precisions_of_the_catalogue_in_both_forms_and_languages() {
    for app in TestApp::each().await {
        let (status, services) = get(&app, "services.json", None).await;
        assert_eq!(status, 200);
        let felling = services.as_array().unwrap().iter().find(|row| row["service_code"] == "tree.felling").unwrap();
        assert_eq!(felling["service_name"], "Arbre – Abattage", "{felling:#}");
        assert_eq!((&felling["type"], &felling["metadata"]), (&json!("realtime"), &json!(true)));
        assert_eq!(felling["group"], "Arbre");
        let xml = app.get("/open311/v2/services.xml", None, &[("accept-language", "en")]).await;
        assert_eq!(xml.headers()["content-type"], "text/xml; charset=utf-8");
        let xml = xml.text().await.unwrap();
        assert!(
            xml.starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?><services><service><service_code>"),
            "{xml}"
        );
        assert!(xml.contains("<service_name>Tree – Felling</service_name>"), "{xml}");
        let reference = app.app.reference.current().await.unwrap();
        let precisions: usize = reference.products().iter().map(|row| reference.precisions_of(row.id).len()).sum();
        assert_eq!(services.as_array().unwrap().len(), precisions);
        assert_eq!(xml.matches("<service>").count(), precisions);
    }
}

#[tokio::test]
async fn a_definition_is_made_of_the_question_tree_and_says_when_conditional_questions_are_asked() {
    for app in TestApp::each().await {
        let (_, definition) = get(&app, "services/tree.felling.json", None).await;
        assert_eq!(definition["service_code"], "tree.felling");
        let attributes = definition["attributes"].as_array().unwrap();
        let reference = app.app.reference.current().await.unwrap();
        let product = reference.product_of_code("tree").unwrap();
        let tree = &reference.question_trees().current_of(product.id).unwrap().tree;
        let asked: Vec<_> = tree.questions.iter().filter(|question| question.is_asked_for("felling")).collect();
        assert_eq!(attributes.len(), asked.len(), "{definition:#}");
        for (attribute, question) in attributes.iter().zip(&asked) {
            assert_eq!(attribute["code"], question.code);
            assert_eq!(attribute["required"], question.required && question.when.is_empty(), "{attribute:#}");
            if let Some(condition) = question.when.first() {
                let told = attribute["datatype_description"].as_str().unwrap();
                assert!(told.contains(&format!("attribute[{}]", condition.question)), "{told}");
            }
            assert_eq!(attribute["values"].as_array().map_or(0, Vec::len), question.options().len());
        }
        assert!(asked.iter().any(|question| !question.when.is_empty()), "the test sees a conditional question");
        let (status, absent) = get(&app, "services/tree.flying.json", None).await;
        assert_eq!((status, &absent[0]["code"]), (404, &json!("404")), "{absent:#}");
    }
}

#[tokio::test]
async fn a_request_is_made_as_by_the_other_door_and_read_by_those_who_may() {
    for app in TestApp::each().await {
        let (lon, lat) = (SAINT_ROCH.0.to_string(), SAINT_ROCH.1.to_string());
        let more = [
            ("lat", lat.as_str()),
            ("long", lon.as_str()),
            ("description", "Tronc <creux> & penché"),
            ("first_name", "Zoé"),
            ("last_name", "Roy"),
            ("email", "zoe@exemple.ca"),
            ("address_string", "405, rue Saint-Joseph Est"),
            ("media_url", "https://photos.example.com/1.jpg"),
        ];
        let (status, made) = post(&app, &with(&FELLING, &more), "fr").await;
        assert_eq!(status, 201, "{made:#}");
        let number = made[0]["service_request_id"].as_str().unwrap();
        assert!(made[0]["service_notice"].as_str().unwrap().contains("Votre demande est reçue."), "{made:#}");
        let row = riverain::store::requests::by_number(app.database(), number).await.unwrap().unwrap();
        assert_eq!(row.description.as_deref(), Some("Tronc <creux> & penché\n\nhttps://photos.example.com/1.jpg"));
        assert_eq!(row.answers, json!({ "owner": "private", "permit": "apply" }));
        assert_eq!((row.lat, row.due_at.is_some()), (Some(SAINT_ROCH.1), true));
        let (status, refused) = get(&app, &format!("requests/{number}.json"), None).await;
        assert_eq!((status, &refused[0]["code"]), (403, &json!("403")), "{refused:#}");
        let planner = app.token(TokenRole::Planner);
        let (status, read) = get(&app, &format!("requests/{number}.json"), Some(&planner)).await;
        assert_eq!(status, 200, "{read:#}");
        let read = &read[0];
        assert_eq!((&read["status"], &read["service_code"]), (&json!("open"), &json!("tree.felling")));
        assert_eq!((&read["lat"], &read["long"]), (&json!(SAINT_ROCH.1), &json!(SAINT_ROCH.0)));
        assert_eq!(read["expected_datetime"], "2026-10-14T23:00:00Z", "{read:#}");
        assert_eq!(read["requested_datetime"], "2026-09-15T14:00:00Z");
        assert_eq!(read["description"], Value::Null, "what a citizen wrote is personal");
        for personal in ["Zoé", "Roy", "zoe@", "creux"] {
            assert!(!read.to_string().contains(personal), "{personal}: {read:#}");
        }
        let own = app.citizen_token(citizen_of(&app, number).await);
        let xml =
            app.get(&format!("/open311/v2/requests/{number}.xml?api_key={own}"), None, &[]).await.text().await.unwrap();
        assert!(xml.contains("<description>Tronc &lt;creux&gt; &amp; penché"), "{xml}");
        assert!(xml.contains("<address_id/>"), "{xml}");
        let other = app.citizen_token(
            citizen_of(&app, &submit(&app, TREE_FELLING, SAINT_ROCH, Some(requester("Luc", "Roy"))).await).await,
        );
        assert_eq!(get(&app, &format!("requests/{number}.json"), Some(&other)).await.0, 404);
        let id = riverain::domain::node_id::encode("Request", row.id);
        let (_, token) = get(&app, &format!("tokens/{id}.json"), Some(&own)).await;
        assert_eq!(token, json!([{ "service_request_id": number, "token": id }]));
        assert_eq!(get(&app, &format!("tokens/{id}.json"), None).await.0, 403);
        assert_eq!(get(&app, "tokens/abc.json", Some(&own)).await.0, 404);
    }
}

#[tokio::test]
async fn every_fault_is_told_at_once_by_the_names_of_the_parameters_and_nothing_is_written() {
    for app in TestApp::each().await {
        let form = [
            ("service_code", "tree.felling"),
            ("attribute[owner]", "martian"),
            ("attribute[nothing]", "1"),
            ("lat", "10"),
            ("long", "10"),
            ("first_name", "Zoé"),
            ("email", "no address"),
        ];
        let (status, errors) = post(&app, &form, "fr").await;
        assert_eq!(status, 400);
        let told: Vec<&str> =
            errors.as_array().unwrap().iter().map(|error| error["description"].as_str().unwrap()).collect();
        for name in ["« attribute[owner] »", "« attribute[nothing] »", "« long »", "« last_name »", "« email »"]
        {
            assert!(told.iter().any(|text| text.contains(name)), "{name} is not in {told:#?}");
        }
        assert!(errors.as_array().unwrap().iter().all(|error| error["code"] == "400"));
        for (form, status, words) in [
            (vec![], 400, "service_code"),
            (vec![("service_code", "tree.flying")], 404, "tree.flying"),
            (with(&FELLING, &[("lat", "46.8")]), 400, "long"),
            (with(&FELLING, &[("lat", "north"), ("long", "-71.2")]), 400, "north"),
            (with(&FELLING, &[("address_id", "12")]), 400, "address_id"),
            (with(&FELLING, &[("jurisdiction_id", "boston")]), 404, "boston"),
            (with(&FELLING, &[("api_key", "nonsense")]), 403, "api_key"),
        ] {
            let (found, errors) = post(&app, &form, "en").await;
            assert_eq!(found, status, "{errors:#}");
            assert_eq!(errors[0]["code"], status.to_string());
            assert!(errors[0]["description"].as_str().unwrap().contains(words), "{words}: {errors:#}");
        }
        let xml = app.post_fields("/open311/v2/requests.xml", &[], "en").await.text().await.unwrap();
        assert!(
            xml.starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?><errors><error><code>400</code><description>"),
            "{xml}"
        );
        let huge = "d".repeat(3 * 1024 * 1024);
        assert_eq!(post(&app, &with(&FELLING, &[("description", &huge)]), "en").await.0, 400);
        assert_eq!(count(&app).await, 0);
        for path in ["services", "services.csv", "things.json", "services/tree.felling", "requests/1/2.json"] {
            let answer = app.get(&format!("/open311/v2/{path}"), None, &[]).await;
            assert_eq!(answer.status().as_u16(), 404, "{path}");
        }
    }
}

#[tokio::test]
async fn a_demand_for_9_1_1_is_diverted_and_one_that_advice_settles_is_answered() {
    for app in TestApp::each().await {
        let (diverted, advised) = endings(&app).await;
        let form: Vec<(&str, &str)> = diverted.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let (status, errors) = post(&app, &form, "en").await;
        assert_eq!((status, &errors[0]["code"]), (400, &json!("911")), "{errors:#}");
        assert!(errors[0]["description"].as_str().unwrap().contains("9-1-1"), "{errors:#}");
        assert_eq!(count(&app).await, 0);
        assert_eq!(emergency_diversions::Entity::find().count(app.database()).await.unwrap(), 1);
        let form: Vec<(&str, &str)> = advised.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let (status, made) = post(&app, &form, "en").await;
        assert_eq!(status, 201, "{made:#}");
        let agent = app.token(TokenRole::Agent);
        let number = made[0]["service_request_id"].as_str().unwrap();
        let (_, read) = get(&app, &format!("requests/{number}.json"), Some(&agent)).await;
        assert_eq!(read[0]["status"], "closed", "{read:#}");
        let advice = made[0]["service_notice"].as_str().unwrap();
        assert!(advice.len() > 20, "{made:#}");
    }
}

/// Forms whose answers lead to 9-1-1, and to advice, found in the catalogue.
async fn endings(app: &TestApp) -> (Vec<(String, String)>, Vec<(String, String)>) {
    let reference = app.app.reference.current().await.unwrap();
    let circumstances = riverain::services::questionnaires::circumstances(&reference, now());
    let (mut diverted, mut advised) = (None, None);
    for product in reference.products() {
        let Some(tree) = reference.question_trees().current_of(product.id) else { continue };
        for precision in reference.precisions_of(product.id) {
            let mut answers = serde_json::Map::new();
            for question in tree.tree.questions.iter().filter(|question| question.is_asked_for(&precision.code)) {
                for option in question.options() {
                    let mut tried = answers.clone();
                    tried.insert(question.code.clone(), json!(option.code));
                    let walk = tree.tree.walk(&precision.code, "answers", &tried, &circumstances);
                    let form = || {
                        let code = ("service_code".to_owned(), format!("{}.{}", product.code, precision.code));
                        let answered = tried
                            .iter()
                            .map(|(code, answer)| (format!("attribute[{code}]"), answer.as_str().unwrap().to_owned()));
                        std::iter::once(code).chain(answered).collect::<Vec<_>>()
                    };
                    if diverted.is_none() && walk.outcome.emergency.is_some() {
                        diverted = Some(form());
                    }
                    if advised.is_none() && walk.outcome.advice.is_some() && walk.is_complete() {
                        advised = Some(form());
                    }
                }
                let plain = question.options().iter().find(|option| {
                    let mut tried = answers.clone();
                    tried.insert(question.code.clone(), json!(option.code));
                    let walk = tree.tree.walk(&precision.code, "answers", &tried, &circumstances);
                    walk.faults.is_empty() && !walk.outcome.ends()
                });
                if let Some(option) = plain {
                    answers.insert(question.code.clone(), json!(option.code));
                }
            }
        }
    }
    (diverted.expect("a way to 9-1-1"), advised.expect("a way to advice"))
}

#[tokio::test]
async fn a_list_is_bounded_filtered_and_takes_few_statements() {
    for app in TestApp::each().await {
        let tree = submit(&app, TREE_FELLING, SAINT_ROCH, Some(requester("Zoé", "Roy"))).await;
        let planned = submit(&app, SIDEWALK, SAINT_ROCH, None).await;
        let agent = app.token(TokenRole::Agent);
        let numbers = |list: &Value| -> Vec<String> {
            let rows = list.as_array().unwrap_or_else(|| panic!("{list:#}"));
            rows.iter().map(|row| row["service_request_id"].as_str().unwrap().to_owned()).collect()
        };
        let (_, all) = get(&app, "requests.json", Some(&agent)).await;
        assert_eq!(numbers(&all).len(), 2, "{all:#}");
        let of_planned = all.as_array().unwrap().iter().find(|row| row["service_request_id"] == planned).unwrap();
        assert!(
            of_planned["status_notes"].as_str().unwrap().contains("programme d’intervention planifié"),
            "{of_planned:#}"
        );
        for (query, expected) in [
            ("service_code=tree.felling", vec![&tree]),
            ("service_code=tree.felling,sidewalk.raised_slab&status=open", vec![&planned, &tree]),
            ("status=closed", vec![]),
            ("status=open,closed&start_date=2026-09-15&end_date=2026-09-15", vec![&planned, &tree]),
            ("end_date=2026-09-14T00:00:00Z", vec![]),
            ("start_date=2026-09-16T00:00:00Z", vec![]),
        ] {
            let (status, list) = get(&app, &format!("requests.json?{query}"), Some(&agent)).await;
            assert_eq!(status, 200, "{query}: {list:#}");
            assert_eq!(numbers(&list), expected.into_iter().cloned().collect::<Vec<_>>(), "{query}");
        }
        let (_, both) = get(&app, &format!("requests.json?service_request_id={tree},{planned}"), Some(&agent)).await;
        assert_eq!(numbers(&both).len(), 2);
        let own = app.citizen_token(citizen_of(&app, &tree).await);
        let (_, mine) = get(&app, &format!("requests.json?service_request_id={tree},{planned}"), Some(&own)).await;
        assert_eq!(numbers(&mine), std::slice::from_ref(&tree));
        assert_eq!(numbers(&get(&app, "requests.json", Some(&own)).await.1), std::slice::from_ref(&tree));
        for (query, words) in [
            ("start_date=2026-01-01T00:00:00Z&end_date=2026-09-01T00:00:00Z", "end_date"),
            ("start_date=2026-09-02T00:00:00Z&end_date=2026-09-01T00:00:00Z", "end_date"),
            ("start_date=yesterday", "yesterday"),
            ("status=lost", "lost"),
            ("service_code=tree.flying", "tree.flying"),
            ("service_request_id=12", "2026-0123456"),
        ] {
            let (status, errors) = get(&app, &format!("requests.json?{query}"), Some(&agent)).await;
            assert_eq!(status, 400, "{query}: {errors:#}");
            assert!(errors[0]["description"].as_str().unwrap().contains(words), "{query}: {errors:#}");
        }
        assert_eq!(get(&app, "requests.json", None).await.0, 403);
        for _ in 0..20 {
            submit(&app, TREE_FELLING, SAINT_ROCH, None).await;
        }
        let before = app.statements();
        let (_, many) = get(&app, "requests.json", Some(&agent)).await;
        assert_eq!(numbers(&many).len(), 22);
        let taken = app.statements() - before;
        assert!(taken <= 4, "{taken} statements");
    }
}

#[tokio::test]
async fn the_discovery_document_leads_to_the_services_in_both_forms() {
    for app in TestApp::each().await {
        let answer = app.get("/open311/discovery.json", None, &[("accept-language", "fr")]).await;
        assert_eq!(answer.status(), 200);
        let told: Value = answer.json().await.unwrap();
        assert!(told["contact"].as_str().unwrap().contains("3-1-1"), "{told:#}");
        assert!(told["key_service"].as_str().unwrap().contains("clé"), "{told:#}");
        let endpoint = &told["endpoints"][0];
        assert_eq!(endpoint["specification"], "http://wiki.open311.org/GeoReport_v2");
        assert_eq!((&endpoint["type"], &endpoint["changeset"]), (&json!("production"), &told["changeset"]));
        assert_eq!(endpoint["formats"], json!(["text/xml", "application/json"]));
        told["changeset"].as_str().unwrap().parse::<chrono::DateTime<chrono::Utc>>().unwrap();
        let url = endpoint["url"].as_str().unwrap();
        let path = &url[url.find("/open311").unwrap()..];
        let services = app.get(&format!("{path}/services.json"), None, &[]).await;
        assert_eq!(services.status(), 200, "{url}");
        let behind = [("accept-language", "en"), ("host", "311.ville.test"), ("x-forwarded-proto", "https")];
        let xml = app.get("/open311/discovery.xml", None, &behind).await;
        assert_eq!(xml.headers()["content-type"], "text/xml; charset=utf-8");
        let xml = xml.text().await.unwrap();
        for part in [
            "<discovery><changeset>",
            "<url>https://311.ville.test/open311/v2</url>",
            "<formats><format>text/xml</format><format>application/json</format></formats>",
            "<key_service>A request is made without a key.",
        ] {
            assert!(xml.contains(part), "{part}: {xml}");
        }
        assert_eq!(app.get("/open311/discovery.txt", None, &[]).await.status(), 404);
    }
}
