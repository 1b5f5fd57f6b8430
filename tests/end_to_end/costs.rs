//! What one call may cost: documents that would answer too much are refused before they run, those of the common tools and
//! of the documentation are not.

use riverain::auth::token::TokenRole;
use riverain_entities::{boroughs, neighbourhoods};
use riverain_tests::TestApp;
use sea_orm::ActiveValue::Set;
use sea_orm::{EntityTrait, NotSet};
use serde_json::{Value, json};

/// What GraphiQL and the code generators ask first (graphql-js, `getIntrospectionQuery`).
const INTROSPECTION: &str = "query IntrospectionQuery {
  __schema { description queryType { name kind } mutationType { name kind } subscriptionType { name kind }
    types { ...FullType } directives { name description isRepeatable locations args(includeDeprecated: true) { ...InputValue } } } }
fragment FullType on __Type { kind name description specifiedByURL isOneOf
  fields(includeDeprecated: true) { name description args(includeDeprecated: true) { ...InputValue } type { ...TypeRef } isDeprecated deprecationReason }
  inputFields(includeDeprecated: true) { ...InputValue } interfaces { ...TypeRef }
  enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason } possibleTypes { ...TypeRef } }
fragment InputValue on __InputValue { name description type { ...TypeRef } defaultValue isDeprecated deprecationReason }
fragment TypeRef on __Type { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name
  ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } } } } } } } }";

/// The code that a call is refused with.
fn refusal(answer: &Value) -> Option<&str> {
    answer["errors"][0]["extensions"]["code"].as_str()
}

/// A selection within itself, some levels deep.
fn nested(levels: usize, selection: &str) -> String {
    (0..levels).fold("id".to_owned(), |below, _| selection.replace('…', &below))
}

/// The same field so many times, under as many names.
fn aliased(count: usize, field: &str) -> String {
    (0..count).map(|rank| format!("a{rank}: {field}")).collect::<Vec<_>>().join(" ")
}

#[tokio::test]
async fn a_walk_in_circles_is_refused_without_a_token() {
    let app = TestApp::sqlite().await;
    let project = "projects(first: 100) { nodes { programme { years { departments { … } } } } }";
    let walks = [
        format!("{{ boroughs {{ {} }} }}", nested(5, "neighbourhoods { borough { … } }")),
        format!("{{ boroughs {{ {} }} }}", nested(9, "neighbourhoods { borough { … } }")),
        format!("{{ departments {{ {} }} }}", nested(5, "workTypes { department { … } }")),
        format!("{{ programmes {{ nodes {{ years {{ departments {{ {} }} }} }} }} }}", nested(2, project)),
        format!(
            "{{ programmes {{ nodes {{ unscheduledProjects {{ nodes {{ {} }} }} }} }} }}",
            nested(4, "site { projects { … } }")
        ),
        format!("{{ boroughs {{ {} }} }}", nested(1, "neighbourhoods { outline borough { outline } }").repeat(9)),
        format!("{{ {} }}", aliased(1_200, "boroughs { neighbourhoods { code } }")),
        format!("{{ __schema {{ types {{ {} }} }} }}", nested(4, "fields { type { … } }").replace("id", "name")),
        format!("{{ {} }}", aliased(30, "__schema { types { fields { type { fields { name } } } } }")),
    ];
    for document in walks {
        let answer = app.graphql(None, &document, json!({})).await;
        assert!(matches!(refusal(&answer), Some("TOO_COMPLEX" | "TOO_DEEP")), "{document}: {answer}");
        assert!(answer["errors"][0]["message"].as_str().unwrap().contains("Cette demande"), "in French: {answer}");
    }
}

#[tokio::test]
async fn a_walk_in_circles_is_refused_with_a_token() {
    let app = TestApp::sqlite().await;
    let token = app.token(TokenRole::Administrator);
    let walks = [
        format!(
            "{{ requests(first: 100) {{ nodes {{ {} }} }} }}",
            nested(2, "citizen { requests(first: 100) { nodes { … } } }")
        ),
        format!("{{ requests {{ nodes {{ {} }} }} }}", nested(4, "followUps(first: 20) { nodes { request { … } } }")),
        format!(
            "{{ citizens(first: 100) {{ nodes {{ requests(first: 100) {{ nodes {{ {} }} }} }} }} }}",
            nested(1, "followUps(last: 100) { nodes { … } }")
        ),
        format!("{{ {} }}", aliased(200, "requests(first: 1) { totalCount }")),
        format!("{{ {} }}", aliased(20, "backlogProjects(first: 1) { totalCount }")),
    ];
    for document in walks {
        let answer = app.graphql_in("en", Some(&token), &document, json!({})).await;
        assert!(matches!(refusal(&answer), Some("TOO_COMPLEX" | "TOO_DEEP")), "{document}: {answer}");
        assert!(answer["errors"][0]["message"].as_str().unwrap().contains("This call"), "in English: {answer}");
    }
}

#[tokio::test]
async fn fragments_that_unfold_without_end_are_refused_at_once() {
    let app = TestApp::sqlite().await;
    let fragment = |level: usize| format!(" fragment f{level} on Query {{ ...f{0} ...f{0} }}", level + 1);
    let mut document = "{ ...f0 }".to_owned();
    document.extend((0..30).map(fragment));
    document.push_str(" fragment f30 on Query { me { role } }");
    let call = app.graphql(None, &document, json!({}));
    let answer = tokio::time::timeout(std::time::Duration::from_secs(5), call).await.expect("at once");
    assert_eq!(refusal(&answer), Some("TOO_COMPLEX"), "{answer}");
    let circle = "{ ...a } fragment a on Query { ...b ...b } fragment b on Query { ...a ...a }";
    let answer = app.graphql(None, circle, json!({})).await;
    assert!(refusal(&answer).is_some(), "{answer}");
}

#[tokio::test]
async fn the_common_tools_may_read_the_schema() {
    let app = TestApp::sqlite().await;
    let answer = app.graphql(None, INTROSPECTION, json!({})).await;
    assert!(answer.get("errors").is_none(), "{}", answer["errors"]);
    assert!(answer["data"]["__schema"]["types"].as_array().unwrap().len() > 50);
}

#[tokio::test]
async fn every_document_of_the_documentation_may_run() {
    let app = TestApp::sqlite().await;
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let readme = std::fs::read_to_string(root.join("README.md")).unwrap();
    let mut documents: Vec<String> =
        readme.split("```graphql\n").skip(1).map(|block| block.split("```").next().unwrap().to_owned()).collect();
    assert!(documents.len() > 5, "the tours of the README");
    for example in std::fs::read_dir(root.join("web/graphiql/src/examples")).unwrap() {
        documents.push(std::fs::read_to_string(example.unwrap().path()).unwrap());
    }
    let token = app.token(TokenRole::Administrator);
    for document in documents {
        let answer = app.graphql(Some(&token), &document, json!({ "number": "2026-0000001" })).await;
        let refused = matches!(refusal(&answer), Some("GRAPHQL_INVALID" | "TOO_COMPLEX" | "TOO_DEEP" | "INTERNAL"));
        assert!(!refused, "{document}\n{answer:#}");
    }
}

#[tokio::test]
async fn an_answer_of_too_many_rows_is_cut_short_whatever_was_estimated() {
    let app = TestApp::sqlite().await;
    let area = |code: String| (Set(code.clone()), Set(code));
    let large: Vec<boroughs::ActiveModel> = (0..100)
        .map(|rank| {
            let (code, name) = area(format!("borough_{rank}"));
            boroughs::ActiveModel { id: NotSet, code, name, equity_weight: Set(1.0), ..Default::default() }
        })
        .collect();
    boroughs::Entity::insert_many(large).exec_without_returning(app.database()).await.unwrap();
    let parents = boroughs::Entity::find().all(app.database()).await.unwrap();
    for parent in parents.iter().filter(|row| row.code.starts_with("borough_")) {
        let rows = (0..40).map(|rank| {
            let (code, name) = area(format!("{}_{rank}", parent.code));
            neighbourhoods::ActiveModel { id: NotSet, code, name, borough_id: Set(parent.id), ..Default::default() }
        });
        neighbourhoods::Entity::insert_many(rows).exec_without_returning(app.database()).await.unwrap();
    }
    riverain::store::reference::raise_revision(app.database()).await.unwrap();
    app.app.reference.look_again().await;
    let once = app.graphql(None, "{ boroughs { neighbourhoods { code } } }", json!({})).await;
    assert!(once.get("errors").is_none(), "{}", once["errors"]);
    let twice = "{ boroughs { neighbourhoods { borough { neighbourhoods { code } } } } }";
    let answer = app.graphql(None, twice, json!({})).await;
    assert_eq!(refusal(&answer), Some("TOO_COMPLEX"), "{}", answer["errors"][0]);
}

#[tokio::test]
async fn a_document_of_endless_nesting_is_refused() {
    let app = TestApp::sqlite().await;
    let nesting = |open: &str, close: &str| format!("{{ {} me {} }}", open.repeat(100_000), close.repeat(100_000));
    let documents = [
        nesting("a { ", " }"),
        nesting("... on Query { ", " }"),
        format!("{{ request(number: {}{}) {{ id }} }}", "[".repeat(500_000), "]".repeat(500_000)),
        format!("{{ request(number: {}1{}) {{ id }} }}", "{a:".repeat(200_000), "}".repeat(200_000)),
        format!("query($n: {}Int{}) {{ me {{ role }} }}", "[".repeat(500_000), "]".repeat(500_000)),
    ];
    for document in documents {
        let answer = app.graphql(None, &document, json!({})).await;
        assert!(matches!(refusal(&answer), Some("GRAPHQL_INVALID" | "TOO_DEEP" | "TOO_COMPLEX")), "{answer}");
    }
    let living = app.graphql(None, "{ departments { code } }", json!({})).await;
    assert!(living.get("errors").is_none(), "{living}");
}
