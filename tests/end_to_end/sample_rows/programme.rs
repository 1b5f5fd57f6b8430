//! The work programme of the sample.

use riverain_entities::programme_left_out_requests::LeftOutReason;
use riverain_entities::programmes::{PlanningState, ProgrammeStatus, SearchEnding};
use riverain_entities::{
    planning_jobs, programme_areas, programme_budget_points, programme_budgets, programme_crew_hours,
    programme_departments, programme_left_out_requests, programme_lot_projects, programme_lots,
    programme_minimum_shares, programme_moratorium_blocks, programme_prices, programme_project_requests,
    programme_projects, programme_repeated_street_projects, programme_repeated_streets, programme_sites, programmes,
};
use sea_orm::DatabaseConnection;
use serde_json::json;

use super::{at, insert, square};

/// Inserts it and its parts.
pub(super) async fn insert_programme(connection: &DatabaseConnection) {
    insert(connection, programme()).await;
    insert(connection, planning_job()).await;
    insert(connection, programme_departments::Model { programme_id: 1, department_id: 1 }).await;
    insert(connection, programme_budget()).await;
    insert(connection, programme_crew_hours()).await;
    insert(connection, programme_site()).await;
    insert(connection, programme_project()).await;
    let held = programme_project_requests::Model { project_id: 1, request_id: 1, programme_id: 1 };
    insert(connection, held).await;
    insert(connection, programme_lot()).await;
    insert(connection, programme_lot_projects::Model { lot_id: 1, position: 1, project_id: 1 }).await;
    insert(connection, programme_price()).await;
    let left_out =
        programme_left_out_requests::Model { programme_id: 1, request_id: 1, reason: LeftOutReason::RetiredWorkType };
    insert(connection, left_out).await;
    insert_analysis(connection).await;
}

async fn insert_analysis(connection: &DatabaseConnection) {
    let share = programme_minimum_shares::Model {
        programme_id: 1,
        department_id: 1,
        borough_id: 1,
        share: 0.15,
        spent_cents: 8_000_000_000,
        spent_in_borough_cents: 1_300_000_000,
        lost_by_a_point: 2.5,
    };
    insert(connection, share).await;
    let area = programme_areas::Model {
        id: 1,
        programme_id: 1,
        kind: programme_areas::AreaKind::Borough,
        borough_id: Some(1),
        neighbourhood_id: None,
        request_count: 1,
        scheduled_request_count: 1,
        cost_cents: 250_000,
        spent_cents: 1_050_000,
        value: 62.5,
        scheduled_value: 62.5,
        mean_years: Some(0.0),
        mean_age_days: 12.5,
        median_age_days: 12.5,
    };
    insert(connection, area).await;
    let block = programme_moratorium_blocks::Model {
        id: 1,
        programme_id: 1,
        project_id: 1,
        moratorium: Some(0),
        other_project_id: None,
        until_year: 2026,
    };
    insert(connection, block).await;
    let street = programme_repeated_streets::Model {
        id: 1,
        programme_id: 1,
        number: 1,
        name: Some("Rue Saint-Joseph Est".into()),
        line: json!({"type": "LineString", "coordinates": [[-71.23, 46.81], [-71.22, 46.82]]}),
        breaks_ground_again: true,
    };
    insert(connection, street).await;
    insert(connection, programme_repeated_street_projects::Model { street_id: 1, project_id: 1 }).await;
    let point = programme_budget_points::Model {
        programme_id: 1,
        department_id: 1,
        change_percent: -20,
        objective: 50.0,
        upper_bound: 50.5,
    };
    insert(connection, point).await;
}

fn programme_price() -> programme_prices::Model {
    programme_prices::Model {
        id: 1,
        programme_id: 1,
        department_id: Some(1),
        crew_id: None,
        year: 2027,
        price: 2.5e-6,
        price_range: Some(1e7),
        brought_in: Some(json!({"value": 3.5, "count": 0, "projects": []})),
    }
}

fn programme() -> programmes::Model {
    programmes::Model {
        id: 1,
        name: "2027-2031".into(),
        parent_id: None,
        priority_policy_id: 1,
        seed: i64::MAX,
        instance_digest: Some("00".into()),
        status: ProgrammeStatus::Published,
        state: PlanningState::Planned,
        phase: Some("schedule".into()),
        progress: 1.0,
        failure: Some(json!({"code": "NONE"})),
        first_year: 2027,
        years: 5,
        requests_without_place: 0,
        discount_rate: 0.03,
        site_radius_m: 30.0,
        site_max_span_m: Some(600.0),
        as_of: at(5),
        parameters: json!({"pins": []}),
        objective: Some(60.68),
        upper_bound: Some(60.68),
        gap: Some(0.0),
        ending: Some(SearchEnding::MovesMade),
        grouping_seconds: Some(0.01),
        scheduling_seconds: Some(0.02),
        created_by: "u-1".into(),
        created_by_name: Some("Ariane Roy".into()),
        created_at: at(5),
        planned_at: Some(at(5)),
        approved_by: Some("u-2".into()),
        approved_by_name: Some("Benoit Gagné".into()),
        approved_at: Some(at(6)),
        published_by: Some("u-2".into()),
        published_by_name: Some("Benoit Gagné".into()),
        published_at: Some(at(7)),
        archived_by: Some("u-2".into()),
        archived_by_name: Some("Benoit Gagné".into()),
        archived_at: Some(at(8)),
    }
}

fn planning_job() -> planning_jobs::Model {
    planning_jobs::Model {
        programme_id: 1,
        attempt: 1,
        last_attempt: 3,
        time_limit_seconds: Some(30.0),
        available_at: at(6),
        worker: Some("host:42".into()),
        objective: Some(60.68),
        upper_bound: Some(60.68),
        queued_at: at(5),
        started_at: Some(at(5)),
        finished_at: Some(at(6)),
        stopped_by: None,
        cancelled_by: Some("u-1".into()),
    }
}

fn programme_budget() -> programme_budgets::Model {
    programme_budgets::Model {
        programme_id: 1,
        department_id: 1,
        year: 2027,
        budget_cents: Some(9_000_000_000),
        spent_cents: 8_000_000_000,
    }
}

fn programme_crew_hours() -> programme_crew_hours::Model {
    programme_crew_hours::Model { programme_id: 1, crew_id: 1, year: 2027, hours: Some(12_000.0), used_hours: 12.5 }
}

fn programme_site() -> programme_sites::Model {
    programme_sites::Model { id: 1, programme_id: 1, code: "S1".into(), lon: -71.2, lat: 46.8 }
}

fn programme_project() -> programme_projects::Model {
    programme_projects::Model {
        id: 1,
        programme_id: 1,
        site_id: 1,
        code: "P1".into(),
        work_type_id: 1,
        department_id: 1,
        borough_id: Some(1),
        year: Some(2027),
        cost_cents: 1_050_000,
        hours: 12.5,
        crew_hours: json!({"concrete": 12.5}),
        value: 62.5,
        request_count: 1,
        lon: -71.2,
        lat: 46.8,
        outline: square(),
        reason_code: "PINNED".into(),
        reason_parameters: json!({"year": 2027}),
        earlier: Some(json!({"year": 2026})),
    }
}

fn programme_lot() -> programme_lots::Model {
    programme_lots::Model {
        id: 1,
        programme_id: 1,
        year: 2027,
        department_id: 1,
        number: 1,
        borough_id: Some(1),
        neighbourhood_id: Some(1),
        cost_cents: 1_050_000,
        hours: 12.5,
        value: 62.5,
        project_count: 1,
        request_count: 1,
        length_m: 0.0,
        outline: square(),
    }
}
