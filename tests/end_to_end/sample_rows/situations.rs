//! Sample rows of exceptional situations.

use riverain_entities::exceptional_situation_changes;
use riverain_entities::exceptional_situation_events::{self, SituationEventKind};
use riverain_entities::exceptional_situations::{self, ScopeKind};
use sea_orm::DatabaseConnection;
use serde_json::json;

use super::{at, insert};

/// Inserts them.
pub(super) async fn insert_situations(connection: &DatabaseConnection) {
    insert(connection, situation()).await;
    insert(connection, event()).await;
    insert(connection, change()).await;
}

fn situation() -> exceptional_situations::Model {
    exceptional_situations::Model {
        id: 1,
        scope_kind: ScopeKind::Boroughs,
        scope_codes: json!(["beauport"]),
        title_fr: "Verglas".into(),
        title_en: "Ice storm".into(),
        text_fr: "Restez chez vous.".into(),
        text_en: "Stay at home.".into(),
        starts_at: at(1),
        ends_at: Some(at(5)),
        opening: Some(json!({"saturday": ["08:00", "24:00"]})),
        first_products: json!(["tree"]),
        first_answers: json!(["life"]),
        declared_at: at(1),
        began_at: Some(at(1)),
        ended_at: Some(at(4)),
    }
}

fn event() -> exceptional_situation_events::Model {
    exceptional_situation_events::Model {
        id: 1,
        situation_id: 1,
        happened_at: at(4),
        kind: SituationEventKind::Ended,
        author_subject: "u-1".into(),
        author_name: "Réjean Côté".into(),
        author_user_id: Some(1),
        note: Some("Le courant est revenu.".into()),
    }
}

fn change() -> exceptional_situation_changes::Model {
    exceptional_situation_changes::Model {
        id: 1,
        situation_id: 1,
        changed_at: at(2),
        author_subject: "u-1".into(),
        author_name: "Réjean Côté".into(),
        author_user_id: Some(1),
        note: Some("Le vent tourne.".into()),
        before: json!({"scopeKind": "city"}),
    }
}
