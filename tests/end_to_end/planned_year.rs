//! Whether citizens see the year that their requests are planned for, as the city decides.

use riverain_entities::city;
use riverain_tests::TestApp;
use riverain_tests::scenes::{SAINT_ROCH, TREE_FELLING, citizen_of, requester, submit};
use sea_orm::EntityTrait;
use sea_orm::sea_query::Expr;
use serde_json::{Value, json};

use crate::planned_requests::{PlannedRequest, sidewalk, write_one};
use crate::programme_doors::{planned, publish};

const SUMMARY: &str =
    "query($n: String!) { followUpSummary(requestNumber: $n) { plannedYear text isPlannedIntervention } }";

const OWN: &str = "query($id: ID!) { programme(id: $id) { years { year departments { projects(first: 5) { nodes {
  code requests(first: 5) { totalCount nodes { number } } } } } } } }";

pub(crate) async fn show_planned_year(app: &TestApp, shown: bool) {
    let change = city::Entity::update_many().col_expr(city::Column::ShowPlannedYear, Expr::value(shown));
    change.exec(app.database()).await.unwrap();
    riverain::store::reference::raise_revision(app.database()).await.unwrap();
    app.app.reference.look_again().await;
}

#[tokio::test]
async fn a_citizen_sees_the_planned_year_where_the_city_shows_it_and_nowhere_else() {
    for app in TestApp::each().await {
        let known = submit(&app, TREE_FELLING, SAINT_ROCH, Some(requester("Alice", "Tremblay"))).await;
        let citizen_id = citizen_of(&app, &known).await;
        let number = "2026-0000100";
        write_one(&app, &PlannedRequest { citizen_id: Some(citizen_id), ..sidewalk(0.0) }, number).await;
        write_one(&app, &sidewalk(10.0), "2026-0000101").await;
        let id = planned(&app, json!([{ "department": "roads" }])).await;
        let citizen = app.citizen_token(citizen_id);

        show_planned_year(&app, true).await;
        let draft = app.data(&citizen, SUMMARY, json!({ "n": number })).await;
        assert_eq!(draft["followUpSummary"]["plannedYear"], Value::Null, "a draft is no promise");
        publish(&app, &id).await;
        let summary = app.data(&citizen, SUMMARY, json!({ "n": number })).await["followUpSummary"].clone();
        assert_eq!(summary["plannedYear"], 2027, "{summary:#}");
        assert!(summary["text"].as_str().unwrap().contains("2027"), "{summary:#}");
        let own = app.data(&citizen, OWN, json!({ "id": id })).await;
        let project = &own["programme"]["years"][0]["departments"][0]["projects"]["nodes"][0];
        assert_eq!(project["requests"], json!({ "totalCount": 1, "nodes": [{ "number": number }] }), "{own:#}");

        show_planned_year(&app, false).await;
        let summary = app.data(&citizen, SUMMARY, json!({ "n": number })).await["followUpSummary"].clone();
        assert_eq!(summary["plannedYear"], Value::Null);
        assert_eq!(summary["isPlannedIntervention"], true);
        assert!(!summary["text"].as_str().unwrap().contains("2027"), "{summary:#}");
        let hidden = app.graphql(Some(&citizen), OWN, json!({ "id": id })).await;
        assert_eq!(hidden["errors"][0]["extensions"]["code"], "FORBIDDEN", "{hidden:#}");
        assert!(!hidden.to_string().contains(number), "{hidden:#}");
    }
}
