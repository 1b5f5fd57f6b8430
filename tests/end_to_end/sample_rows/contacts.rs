//! A row of each table of the contact centre.

use riverain_entities::citizens::Language;
use riverain_entities::contact_requests::ContactRelation;
use riverain_entities::contacts::ContactChannel;
use riverain_entities::draft_requests::{DiscardReason, DraftState};
use riverain_entities::request_representatives::FollowUpRecipient;
use riverain_entities::{contact_requests, contacts, draft_requests, inbound_emails, request_representatives};
use sea_orm::DatabaseConnection;
use serde_json::json;

use super::{at, insert};

/// Inserts them, and checks that each is read back as it was written.
pub(super) async fn insert_contacts(connection: &DatabaseConnection) {
    insert(connection, contact()).await;
    let made = contact_requests::Model { contact_id: 1, request_id: 1, relation: ContactRelation::Made };
    insert(connection, made).await;
    let both = request_representatives::Model { request_id: 1, citizen_id: 1, follow_ups_to: FollowUpRecipient::Both };
    insert(connection, both).await;
    insert(connection, draft_request()).await;
    insert(connection, inbound_email()).await;
}

fn contact() -> contacts::Model {
    contacts::Model {
        id: 1,
        channel: ContactChannel::Telephone,
        citizen_id: Some(1),
        on_behalf_of_id: None,
        language: Language::English,
        arrived_at: at(1),
        answered_at: Some(at(1)),
        ended_at: Some(at(1)),
        wait_seconds: Some(40),
        handling_seconds: Some(300),
        settled_at_first_contact: true,
        agent_subject: Some("u-1".into()),
        agent_name: Some("Réjean Côté".into()),
    }
}

fn draft_request() -> draft_requests::Model {
    draft_requests::Model {
        id: 1,
        contact_id: 1,
        citizen_id: Some(1),
        sender_name: Some("Zoé Thériault".into()),
        sender_email: Some("zoe@exemple.test".into()),
        description: Some("Une dalle est soulevée.".into()),
        state: DraftState::Discarded,
        request_id: None,
        discard_reason: Some(DiscardReason::Other),
        discard_note: Some("Reprise au téléphone".into()),
        created_at: at(1),
        closed_at: Some(at(2)),
        closed_by_subject: Some("u-1".into()),
        closed_by_name: Some("Réjean Côté".into()),
    }
}

fn inbound_email() -> inbound_emails::Model {
    inbound_emails::Model {
        id: 1,
        contact_id: 1,
        message_id: "a@exemple.test".into(),
        sender_address: Some("zoe@exemple.test".into()),
        sender_name: Some("Zoé Thériault".into()),
        subject: "Trottoir".into(),
        text: "Une dalle est soulevée.".into(),
        is_shortened: true,
        has_charset_faults: true,
        is_automatic: true,
        sent_at: Some(at(1)),
        received_at: at(1),
        attachments: json!([{"name": "dalle.jpg"}]),
        draft_request_id: Some(1),
        follow_up_id: Some(1),
    }
}
