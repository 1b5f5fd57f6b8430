//! One row for every table, each of which keeps every rule; they point at each other by the key 1.

mod catalogue;
mod contacts;
mod notifications;
mod programme;
mod situations;

use riverain_entities::attachments::MediaType;
use riverain_entities::citizens::{Language, LanguageGround};
use riverain_entities::follow_ups::{Audience, AuthorKind, FollowUpKind};
use riverain_entities::products::RequestKind;
use riverain_entities::promises::PromiseCause;
use riverain_entities::service_requests::{RequestChannel, RequestStatus};
use riverain_entities::users::UserRole;
use riverain_entities::{
    attachments, citizen_merges, citizens, emergency_diversions, emergency_reasons, follow_up_corrections, follow_ups,
    import_runs, merged_citizen_rows, promises, request_followers, request_merges, request_moves,
    request_number_sequences, request_status_changes, service_requests, shared_follow_ups, user_departments, users,
};
use sea_orm::entity::prelude::{DateTimeUtc, Json};
use sea_orm::{ActiveModelTrait, DatabaseConnection, EntityTrait, IntoActiveModel, ModelTrait};
use serde_json::json;

/// Inserts them all, and checks that each is read back as it was written.
pub(crate) async fn insert_all(connection: &DatabaseConnection) {
    catalogue::insert_catalogue(connection).await;
    insert_people(connection).await;
    insert(connection, service_request()).await;
    let kept = promises::Entity::find().all(connection).await.unwrap();
    assert_eq!(kept, [promise()], "whoever writes a request that is promised keeps the promise");
    insert(connection, request_number_sequences::Model { year: 2026, next_number: 2 }).await;
    insert(connection, follow_up()).await;
    insert(connection, attachment()).await;
    insert(connection, correction()).await;
    insert(connection, request_move()).await;
    insert(connection, status_change()).await;
    insert_second_report(connection).await;
    insert(connection, request_merge()).await;
    let follower = request_followers::Model { id: 1, request_id: 1, citizen_id: 1, followed_at: at(3) };
    insert(connection, follower).await;
    insert(connection, shared_follow_ups::Model { request_id: SECOND_REPORT, follow_up_id: 1 }).await;
    contacts::insert_contacts(connection).await;
    notifications::insert_notifications(connection).await;
    situations::insert_situations(connection).await;
    insert(connection, emergency_reason()).await;
    insert(connection, emergency_diversion()).await;
    programme::insert_programme(connection).await;
    insert(connection, import_run()).await;
}

/// A request with every column filled.
pub(crate) fn service_request() -> service_requests::Model {
    service_requests::Model {
        id: 1,
        number: "2026-0000001".into(),
        kind: RequestKind::ServiceRequest,
        channel: RequestChannel::MobileApp,
        product_id: 1,
        precision_id: 1,
        question_tree_version_id: Some(1),
        answers: json!({"hazard": "trip"}),
        description: Some("Dalle soulevée devant l’école".into()),
        lon: Some(-71.234_567_891),
        lat: Some(46.812_345_678),
        h3_cell: Some(0x08c2_ba14_3562_a5ff),
        address: Some("43, côte de la Fabrique".into()),
        borough_id: Some(1),
        neighbourhood_id: Some(1),
        department_id: 1,
        team_id: Some(1),
        assignment_rule_set_id: Some(1),
        assignment_rule_code: Some("limoilou".into()),
        assigned_by_hand: true,
        work_type_id: Some(1),
        work_type_code: Some("sidewalk_repair".into()),
        status: RequestStatus::ClosedWithoutWork,
        severity: 55,
        priority: 62.5,
        priority_breakdown: json!([{"part": "severity", "points": 33.0}]),
        priority_policy_id: 1,
        priority_as_of: at(3),
        priority_override: Some(80.0),
        priority_override_reason: Some("École à proximité".into()),
        citizen_id: Some(1),
        master_id: None,
        report_count: 1,
        source: "web".into(),
        external_id: Some("A-17".into()),
        source_digest: Some("0123456789abcdef".into()),
        opened_at: at(1),
        due_at: Some(at(9)),
        promised_from: Some(at(1)),
        promise_cause: Some(PromiseCause::Reopening),
        promise_revision: 1,
        at_risk_at: Some(at(7)),
        clock_stopped_at: Some(at(3)),
        closed_at: Some(at(4)),
        settled_at_first_contact: false,
        estimated_cost_cents: Some(250_000),
        estimated_hours: Some(12.5),
        estimated_crew_hours: Some(json!({"concrete": 12.5})),
        simulated: true,
        place_search: "2026 0000001 43 cote de la fabrique".into(),
        description_search: "dalle soulevee devant l ecole".into(),
        created_at: at(1),
        updated_at: at(4),
    }
}

/// The key of a request that is merged into the first one.
const SECOND_REPORT: i64 = 1_000_000;

async fn insert_second_report(connection: &DatabaseConnection) {
    let second = service_requests::Model {
        id: SECOND_REPORT,
        number: "2026-0000002".into(),
        external_id: None,
        due_at: None,
        master_id: Some(1),
        place_search: String::new(),
        description_search: String::new(),
        ..service_request()
    };
    service_requests::Entity::insert(second.clone().into_active_model().reset_all())
        .exec_without_returning(connection)
        .await
        .unwrap();
    assert_eq!(service_requests::Entity::find_by_id(SECOND_REPORT).one(connection).await.unwrap(), Some(second));
}

fn request_merge() -> request_merges::Model {
    request_merges::Model {
        id: 1,
        request_id: SECOND_REPORT,
        master_id: 1,
        note: Some("La même dalle".into()),
        merged_at: at(2),
        merged_by_user_id: Some(1),
        merged_by_name: "Réjean Côté".into(),
        own_status: RequestStatus::Triaged,
        own_closed_at: Some(at(2)),
        unmerged_at: Some(at(3)),
        unmerged_by_user_id: Some(1),
        unmerged_by_name: Some("Réjean Côté".into()),
        unmerge_note: Some("Une autre dalle".into()),
    }
}

async fn insert<M>(connection: &DatabaseConnection, model: M)
where
    M: ModelTrait + Clone + PartialEq + std::fmt::Debug + IntoActiveModel<<M::Entity as EntityTrait>::ActiveModel>,
    M::Entity: EntityTrait<Model = M>,
    <M::Entity as EntityTrait>::ActiveModel: Send,
{
    M::Entity::insert(model.clone().into_active_model().reset_all()).exec_without_returning(connection).await.unwrap();
    assert_eq!(M::Entity::find().all(connection).await.unwrap(), [model]);
}

/// An instant with all the digits that both databases keep.
fn at(day: u32) -> DateTimeUtc {
    format!("2026-03-{day:02}T12:34:56.789012Z").parse().unwrap()
}

fn square() -> Json {
    json!({"type": "Polygon", "coordinates": [[[-71.3, 46.8], [-71.2, 46.8], [-71.2, 46.9], [-71.3, 46.8]]]})
}

async fn insert_people(connection: &DatabaseConnection) {
    insert(connection, citizen()).await;
    let merged = citizens::Model { id: MERGED_CITIZEN, master_id: Some(1), ..citizen() };
    let row = merged.into_active_model().reset_all();
    citizens::Entity::insert(row).exec_without_returning(connection).await.unwrap();
    let user = users::Model { id: 1, subject: "u-1".into(), name: "Réjean Côté".into(), role: UserRole::Planner };
    insert(connection, user).await;
    insert(connection, citizen_merge()).await;
    let place = "service_requests.citizen_id".into();
    insert(connection, merged_citizen_rows::Model { place, row_id: 1, citizen_id: MERGED_CITIZEN }).await;
    insert(connection, user_departments::Model { user_id: 1, department_id: 1 }).await;
}

/// The key of a record that is merged into the first one.
const MERGED_CITIZEN: i64 = 1_000_000;

fn citizen_merge() -> citizen_merges::Model {
    citizen_merges::Model {
        id: 1,
        citizen_id: MERGED_CITIZEN,
        master_id: 1,
        note: Some("La même personne".into()),
        merged_at: at(2),
        merged_by_user_id: Some(1),
        merged_by_name: "Réjean Côté".into(),
        unmerged_at: Some(at(3)),
        unmerged_by_user_id: Some(1),
        unmerged_by_name: Some("Réjean Côté".into()),
        unmerge_note: Some("Deux personnes".into()),
    }
}

fn citizen() -> citizens::Model {
    citizens::Model {
        id: 1,
        given_name: "Zoé".into(),
        family_name: "Thériault".into(),
        email: Some("zoe@exemple.test".into()),
        phone: Some("418 555-0123".into()),
        language: Language::French,
        language_ground: LanguageGround::InferredFromMessage,
        consent_to_contact: true,
        consented_at: Some(at(1)),
        search_text: "zoe theriault zoe exemple test 418 555 0123".into(),
        created_at: at(1),
        master_id: None,
    }
}

fn follow_up() -> follow_ups::Model {
    follow_ups::Model {
        id: 1,
        request_id: 1,
        author_kind: AuthorKind::Agent,
        author_user_id: Some(1),
        author_name: "Réjean Côté".into(),
        audience: Audience::Internal,
        kind: FollowUpKind::StatusChange,
        text: "Aucuns travaux requis.".into(),
        status_from: Some(RequestStatus::InProgress),
        status_to: Some(RequestStatus::ClosedWithoutWork),
        created_at: at(4),
    }
}

fn promise() -> promises::Model {
    promises::Model {
        id: 1,
        request_id: 1,
        made_at: at(1),
        due_at: Some(at(9)),
        cause: PromiseCause::Reopening,
        calendar_revision: 1,
    }
}

fn correction() -> follow_up_corrections::Model {
    follow_up_corrections::Model {
        id: 1,
        follow_up_id: 1,
        replaced_text: "Aucun travaux requis.".into(),
        reason: Some("Faute d’accord".into()),
        author_user_id: Some(1),
        author_name: "Réjean Côté".into(),
        corrected_at: at(5),
    }
}

fn request_move() -> request_moves::Model {
    request_moves::Model { id: 1_000, citizen_id: 1, request_number: "2026-0000001".into(), moved_at: at(5) }
}

fn attachment() -> attachments::Model {
    attachments::Model {
        id: 1,
        file_name: "dalle.jpg".into(),
        media_type: MediaType::WebP,
        byte_size: 123_456,
        width: Some(4_000),
        height: Some(3_000),
        digest: "0123456789abcdef".into(),
        uploaded_by: "citizen:1".into(),
        uploaded_at: at(1),
        upload_rank: 2,
        request_id: Some(1),
        follow_up_id: Some(1),
        attached_at: Some(at(2)),
        draft_request_id: None,
    }
}

fn status_change() -> request_status_changes::Model {
    request_status_changes::Model {
        id: 1,
        request_id: 1,
        changed_at: at(4),
        status_from: Some(RequestStatus::InProgress),
        status_to: RequestStatus::ClosedWithoutWork,
        reason_code: Some("no_anomaly".into()),
        life_cycle_id: Some(1),
        author_kind: AuthorKind::Agent,
        author_user_id: Some(1),
        author_name: "Réjean Côté".into(),
        department_id: 1,
        team_id: Some(1),
    }
}

fn emergency_reason() -> emergency_reasons::Model {
    emergency_reasons::Model {
        id: 1,
        code: "life_in_danger".into(),
        name_fr: "Vie en danger".into(),
        name_en: "Life in danger".into(),
        text_fr: "Composez le 9-1-1.".into(),
        text_en: "Call 9-1-1.".into(),
    }
}

fn emergency_diversion() -> emergency_diversions::Model {
    emergency_diversions::Model {
        id: 1,
        diverted_at: at(2),
        channel: RequestChannel::Telephone,
        reason_id: 1,
        product_id: 1,
        precision_id: 1,
        borough_id: Some(1),
    }
}

fn import_run() -> import_runs::Model {
    import_runs::Model {
        id: 1,
        source: "boston".into(),
        file_name: "requests.csv.gz".into(),
        mapping_digest: "00".into(),
        started_at: at(1),
        finished_at: Some(at(1)),
        rows_read: 10,
        inserted: 5,
        updated: 2,
        unchanged: 2,
        rejected: 1,
    }
}
