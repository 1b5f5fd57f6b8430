//! The places, the organization and the catalogue of the sample.

use riverain_entities::calendar_revisions::RevisionCause;
use riverain_entities::products::{ReopeningUnit, RequestKind};
use riverain_entities::service_commitments::{CommitmentKind, CommitmentSubject, CommitmentUnit};
use riverain_entities::{
    assignment_rule_sets, boroughs, business_calendars, calendar_revisions, city, closed_days, crews, departments,
    follow_up_templates, life_cycles, neighbourhoods, precisions, priority_policies, products, question_tree_versions,
    question_trees, service_commitments, street_segments, teams, work_types,
};
use sea_orm::DatabaseConnection;
use serde_json::json;

use super::{at, insert, square};

/// Inserts them.
pub(super) async fn insert_catalogue(connection: &DatabaseConnection) {
    insert(connection, city()).await;
    insert(connection, borough()).await;
    insert(connection, neighbourhood()).await;
    insert(connection, street_segment()).await;
    insert(connection, department()).await;
    insert(connection, crew()).await;
    insert(connection, calendar_revision()).await;
    insert(connection, team()).await;
    insert(connection, life_cycle()).await;
    insert(connection, assignment_rule_set()).await;
    insert(connection, follow_up_template()).await;
    insert(connection, business_calendar()).await;
    insert(connection, closed_day()).await;
    insert(connection, service_commitment()).await;
    insert(connection, priority_policy()).await;
    insert(connection, work_type()).await;
    insert(connection, product()).await;
    insert(connection, precision()).await;
    insert(connection, question_trees::Model { id: 1, code: "sidewalk".into() }).await;
    insert(connection, question_tree_version()).await;
}

fn city() -> city::Model {
    city::Model {
        id: 1,
        code: Some("quebec".into()),
        name: "Québec".into(),
        time_zone: "America/Toronto".into(),
        min_lon: -71.6,
        min_lat: 46.7,
        max_lon: -71.1,
        max_lat: 47.0,
        show_planned_year: true,
        simulated: false,
        revision: 3,
    }
}

fn borough() -> boroughs::Model {
    boroughs::Model {
        id: 1,
        code: "la_cite_limoilou".into(),
        name: "La Cité-Limoilou".into(),
        equity_weight: 1.25,
        geometry: Some(square()),
        min_lon: Some(-71.3),
        min_lat: Some(46.8),
        max_lon: Some(-71.2),
        max_lat: Some(46.9),
    }
}

fn neighbourhood() -> neighbourhoods::Model {
    neighbourhoods::Model {
        id: 1,
        code: "vieux_quebec".into(),
        borough_id: 1,
        name: "Vieux-Québec".into(),
        geometry: Some(square()),
        min_lon: Some(-71.3),
        min_lat: Some(46.8),
        max_lon: Some(-71.2),
        max_lat: Some(46.9),
    }
}

fn street_segment() -> street_segments::Model {
    street_segments::Model {
        id: 1,
        code: "S1".into(),
        name: "côte de la Fabrique".into(),
        kind: "residential".into(),
        geometry: json!({"type": "LineString", "coordinates": [[-71.21, 46.81], [-71.2, 46.82]]}),
        min_lat: Some(46.81),
        max_lat: Some(46.82),
        min_lon: Some(-71.21),
        max_lon: Some(-71.2),
        borough_id: Some(1),
        neighbourhood_id: Some(1),
    }
}

fn department() -> departments::Model {
    departments::Model {
        id: 1,
        code: "roads".into(),
        name_fr: "Voirie".into(),
        name_en: "Roads".into(),
        yearly_budget_cents: 9_000_000_000,
    }
}

fn team() -> teams::Model {
    teams::Model {
        id: 1,
        code: "roads_limoilou".into(),
        department_id: 1,
        name_fr: "Voirie — Limoilou".into(),
        name_en: "Roads — Limoilou".into(),
    }
}

fn life_cycle() -> life_cycles::Model {
    life_cycles::Model {
        id: 1,
        code: "life_cycle".into(),
        version: 1,
        valid_from: at(1),
        superseded_at: None,
        digest: "00".into(),
        definition: json!({"steps": [], "reasons": []}),
    }
}

fn assignment_rule_set() -> assignment_rule_sets::Model {
    assignment_rule_sets::Model {
        id: 1,
        code: "assignment".into(),
        version: 1,
        valid_from: at(1),
        superseded_at: None,
        digest: "00".into(),
        definition: json!({"rules": []}),
    }
}

fn follow_up_template() -> follow_up_templates::Model {
    follow_up_templates::Model {
        id: 1,
        code: "work_done".into(),
        version: 1,
        digest: "00".into(),
        valid_from: at(1),
        superseded_at: Some(at(2)),
        position: 0,
        name_fr: "Travaux réalisés".into(),
        name_en: "Work done".into(),
        text_fr: "Demande {number} : c’est fait.".into(),
        text_en: "Request {number}: done.".into(),
    }
}

fn crew() -> crews::Model {
    crews::Model {
        id: 1,
        code: "concrete".into(),
        department_id: 1,
        name_fr: "Béton".into(),
        name_en: "Concrete".into(),
        yearly_hours: 12_000.5,
    }
}

fn business_calendar() -> business_calendars::Model {
    business_calendars::Model {
        id: 1,
        code: "centre".into(),
        name_fr: "Centre".into(),
        name_en: "Centre".into(),
        time_zone: "America/Toronto".into(),
        opening: json!({"monday": ["08:00", "19:00"]}),
        holiday_rules: json!(["new_year"]),
        at_risk_share: 0.75,
    }
}

fn calendar_revision() -> calendar_revisions::Model {
    calendar_revisions::Model { id: 1, made_at: at(1), cause: RevisionCause::SituationEnded }
}

fn closed_day() -> closed_days::Model {
    closed_days::Model {
        id: 1,
        calendar_id: 1,
        day: "2026-12-24".parse().unwrap(),
        name_fr: "Veille de Noël".into(),
        name_en: "Christmas Eve".into(),
    }
}

fn service_commitment() -> service_commitments::Model {
    service_commitments::Model {
        id: 1,
        code: "telephone".into(),
        version: 1,
        valid_from: at(1),
        superseded_at: None,
        digest: "00".into(),
        name_fr: "Téléphone".into(),
        name_en: "Telephone".into(),
        kind: CommitmentKind::Delay,
        unit: CommitmentUnit::Minutes,
        amount: 2,
        target_share: Some(0.8),
        at_risk_share: Some(0.9),
        applies_to: CommitmentSubject::Channel,
    }
}

fn priority_policy() -> priority_policies::Model {
    priority_policies::Model {
        id: 1,
        code: "city".into(),
        version: 1,
        valid_from: at(1),
        superseded_at: Some(at(2)),
        digest: "00".into(),
        name_fr: "Ville".into(),
        name_en: "City".into(),
        weights: json!({"severity": 0.6}),
    }
}

fn work_type() -> work_types::Model {
    work_types::Model {
        id: 1,
        code: "sidewalk_repair".into(),
        version: 1,
        valid_from: at(1),
        superseded_at: None,
        digest: "00".into(),
        department_id: 1,
        name_fr: "Réfection de trottoir".into(),
        name_en: "Sidewalk repair".into(),
        radius_m: 50.0,
        max_span_m: Some(400.0),
        max_requests: Some(200),
        max_cost_cents: Some(50_000_000),
        distance: work_types::Distance::GreatCircle,
        mobilization_cost_cents: 800_000,
        mobilization_shared_cost_cents: 400_000,
        after: json!(["water_main"]),
        breaks_ground: true,
        moratorium_years: 5,
        mean_cost_cents: 250_000,
        unit: Some("m²".into()),
        cost_per_unit_cents: Some(30_000),
        mean_crew_hours: json!({"concrete": 12.5}),
        crew_hours_per_unit: Some(json!({"concrete": 0.5})),
    }
}

fn product() -> products::Model {
    products::Model {
        id: 1,
        code: "sidewalk".into(),
        version: 1,
        valid_from: at(1),
        superseded_at: None,
        digest: "00".into(),
        kind: RequestKind::ServiceRequest,
        department_id: 1,
        name_fr: "Trottoir et bordure".into(),
        name_en: "Sidewalk and curb".into(),
        severity: 40,
        service_commitment_code: Some("telephone".into()),
        family: Some("roadway".into()),
        duplicate_radius_m: Some(12.5),
        duplicate_closed_days: Some(7),
        reports_are_public: true,
        reopening_days: Some(30),
        reopening_unit: Some(ReopeningUnit::CalendarDays),
        position: 0,
    }
}

fn precision() -> precisions::Model {
    precisions::Model {
        id: 1,
        product_id: 1,
        code: "raised_slab".into(),
        version: 1,
        valid_from: at(1),
        superseded_at: None,
        kind: RequestKind::ServiceRequest,
        department_id: 1,
        work_type_code: Some("sidewalk_repair".into()),
        name_fr: "Dalle soulevée".into(),
        name_en: "Raised slab".into(),
        severity: 55,
        service_commitment_code: None,
        position: 0,
    }
}

fn question_tree_version() -> question_tree_versions::Model {
    question_tree_versions::Model {
        id: 1,
        question_tree_id: 1,
        version: 1,
        valid_from: at(1),
        superseded_at: None,
        digest: "00".into(),
        product_id: 1,
        definition: json!([{"code": "hazard", "type": "choice"}]),
    }
}
