//! Photos that citizens and the staff send in, and files of e-mails.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// A photo or document (*pièce jointe*): what is known of it; its content lies in the object store, under its key and the
/// day of its upload.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "attachments")]
pub struct Model {
    /// Key: a random number, so that nobody guesses what another has just sent.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    /// The name that the sender's file had.
    pub file_name: String,
    /// What its content is, whatever the sender said.
    pub media_type: MediaType,
    /// The bytes that are kept.
    pub byte_size: i64,
    /// Width as it is stored, in pixels; none of a document.
    pub width: Option<i32>,
    /// Height as it is stored, in pixels; none of a document.
    pub height: Option<i32>,
    /// SHA-256 of what is kept, in hexadecimal digits.
    pub digest: String,
    /// The subject of who sent it.
    pub uploaded_by: String,
    /// When it was sent.
    pub uploaded_at: DateTimeUtc,
    /// Its place among what was sent with it, from 0.
    pub upload_rank: i32,
    /// The request that it belongs to; none until it is used.
    pub request_id: Option<i64>,
    /// The follow-up that it came with, where it did.
    pub follow_up_id: Option<i64>,
    /// When it was used.
    pub attached_at: Option<DateTimeUtc>,
    /// The draft of a request whose e-mail brought it, until a request takes it.
    pub draft_request_id: Option<i64>,
    /// The request that it belongs to.
    #[sea_orm(belongs_to, from = "request_id", to = "id")]
    pub request: BelongsTo<Option<super::service_requests::Entity>>,
    /// The follow-up that it came with.
    #[sea_orm(belongs_to, from = "follow_up_id", to = "id")]
    pub follow_up: BelongsTo<Option<super::follow_ups::Entity>>,
    /// The draft whose e-mail brought it.
    #[sea_orm(belongs_to, from = "draft_request_id", to = "id")]
    pub draft_request: BelongsTo<Option<super::draft_requests::Entity>>,
}

/// The media type of a photo or document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum MediaType {
    /// JPEG, ISO/IEC 10918.
    #[sea_orm(string_value = "image/jpeg")]
    Jpeg,
    /// PNG, ISO/IEC 15948.
    #[sea_orm(string_value = "image/png")]
    Png,
    /// WebP, RFC 9649.
    #[sea_orm(string_value = "image/webp")]
    WebP,
    /// PDF, ISO 32000.
    #[sea_orm(string_value = "application/pdf")]
    Pdf,
}

impl ActiveModelBehavior for ActiveModel {}
