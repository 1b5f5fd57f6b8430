//! Several server processes on one PostgreSQL share the plannings: none is planned twice, none is lost with its process.

use std::collections::BTreeSet;

use riverain_tests::{TestApp, TestDatabase};
use serde_json::json;

use crate::planned_requests::{sidewalk, write};
use crate::planning_control::hard_city;
use crate::server_process::ServerProcess;

const PLAN: &str = "mutation($limit: Float) { planProgramme(input: { name: \"Programme\", horizon: { firstYear: 2027, years: 2 },
  departments: [{ department: \"roads\", years: [{ year: 2027, budgetCents: 1500000 }, { year: 2028, budgetCents: 1500000 }] }],
  timeLimitSeconds: $limit }) { ... on PlanProgrammeSuccess { programme { id } } } }";

const CANCEL: &str = "mutation($id: ID!) { cancelPlanning(input: { programme: $id }) { ... on CancelPlanningSuccess { programme { state } } } }";

/// A database on PostgreSQL that no process of this test plans; none where the machine has no PostgreSQL.
async fn database() -> Option<TestApp> {
    Some(TestApp::start_idle(TestDatabase::postgres().await?).await)
}

async fn plan(server: &ServerProcess, limit: Option<u32>) -> String {
    let answer = server.ask(PLAN, json!({ "limit": limit })).await;
    answer["planProgramme"]["programme"]["id"].as_str().unwrap_or_else(|| panic!("{answer:#}")).to_owned()
}

#[tokio::test]
async fn no_programme_is_planned_twice() {
    let Some(app) = database().await else { return };
    write(&app, &[sidewalk(0.0), sidewalk(900.0), sidewalk(1_800.0)]).await;
    let servers = [ServerProcess::start(&app, 2).await, ServerProcess::start(&app, 2).await];
    let mut ids = Vec::new();
    for rank in 0..40 {
        ids.push(plan(&servers[rank % 2], None).await);
    }
    let mut workers = BTreeSet::new();
    for id in &ids {
        let planned = servers[0].once(id, |seen| seen["state"] == "PLANNED").await;
        assert_eq!(planned["planning"]["attempt"], 1, "{planned:#}");
        workers.insert(planned["planning"]["worker"].to_string());
    }
    assert!(workers.len() <= 2, "{workers:?}");
    let totals = "query($id: ID!) { programme(id: $id) { totals { scheduledProjectCount unscheduledProjectCount } } }";
    for id in &ids {
        let counts = servers[1].ask(totals, json!({ "id": id })).await["programme"]["totals"].clone();
        let sum = ["scheduledProjectCount", "unscheduledProjectCount"].map(|name| counts[name].as_i64().unwrap());
        assert_eq!(sum.iter().sum::<i64>(), 3, "written once: {counts:#}");
    }
}

#[tokio::test]
async fn the_planning_of_a_killed_process_is_taken_over_and_finished() {
    let Some(app) = database().await else { return };
    write(&app, &hard_city()).await;
    let mut first = ServerProcess::start(&app, 1).await;
    let id = plan(&first, Some(6)).await;
    let begun = first.once(&id, |seen| seen["phase"] == "IMPROVING").await;
    assert!(begun["planning"]["worker"].as_str().unwrap().ends_with(&first.worker_suffix()), "{begun:#}");
    let second = ServerProcess::start(&app, 1).await;
    first.kill();
    let planned = second.once(&id, |seen| seen["state"] == "PLANNED").await;
    assert_eq!(planned["planning"]["attempt"], 2, "{planned:#}");
    assert!(planned["planning"]["worker"].as_str().unwrap().ends_with(&second.worker_suffix()), "{planned:#}");
    assert!(planned["planning"]["objective"].as_f64().unwrap() > 0.0);
}

#[tokio::test]
async fn a_planning_is_cancelled_through_another_process() {
    let Some(app) = database().await else { return };
    write(&app, &hard_city()).await;
    let (busy, other) = (ServerProcess::start(&app, 1).await, ServerProcess::start(&app, 0).await);
    let (running, waiting) = (plan(&other, Some(3_600)).await, plan(&other, Some(3_600)).await);
    other.once(&running, |seen| seen["phase"] == "IMPROVING").await;
    assert_eq!(other.once(&waiting, |_| true).await["planning"]["queuePosition"], 1);
    for id in [&waiting, &running] {
        let cancelled = other.ask(CANCEL, json!({ "id": id })).await;
        assert_eq!(cancelled["cancelPlanning"]["programme"]["state"], "CANCELLED", "{cancelled:#}");
    }
    let next = plan(&other, Some(1)).await;
    let planned = other.once(&next, |seen| seen["state"] == "PLANNED").await;
    assert!(planned["planning"]["worker"].as_str().unwrap().ends_with(&busy.worker_suffix()), "its worker is free");
    for id in [&waiting, &running] {
        assert_eq!(other.once(id, |_| true).await["state"], "CANCELLED");
    }
}

#[tokio::test]
async fn a_process_that_is_asked_to_stop_gives_its_planning_back() {
    let Some(app) = database().await else { return };
    write(&app, &hard_city()).await;
    let (planner, other) = (ServerProcess::start(&app, 1).await, ServerProcess::start(&app, 0).await);
    let id = plan(&other, Some(3_600)).await;
    other.once(&id, |seen| seen["phase"] == "IMPROVING").await;
    assert!(planner.stop().await.success());
    let returned = other.once(&id, |_| true).await;
    assert_eq!(returned["state"], "QUEUED", "{returned:#}");
    assert_eq!(returned["planning"]["queuePosition"], 1);
    assert_eq!(returned["planning"]["worker"], serde_json::Value::Null);
    let heir = ServerProcess::start(&app, 1).await;
    let taken = other.once(&id, |seen| seen["phase"] == "IMPROVING").await;
    assert!(taken["planning"]["worker"].as_str().unwrap().ends_with(&heir.worker_suffix()), "{taken:#}");
    assert_eq!(taken["planning"]["attempt"], 2);
}
