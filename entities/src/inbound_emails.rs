//! E-mails that reached the centre.

use sea_orm::entity::prelude::*;

/// An e-mail as it was read. Personal data.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "inbound_emails")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The contact that it is.
    #[sea_orm(unique)]
    pub contact_id: i64,
    /// Its `Message-ID`, or a digest of it where it has none.
    #[sea_orm(unique)]
    pub message_id: String,
    /// The address that it came from, in small letters.
    pub sender_address: Option<String>,
    /// The name that goes with it.
    pub sender_name: Option<String>,
    /// Its subject.
    pub subject: String,
    /// Its text.
    pub text: String,
    /// Whether the text is longer than what was kept.
    pub is_shortened: bool,
    /// Whether some of its letters could not be read in the character set that it names.
    pub has_charset_faults: bool,
    /// Whether a program sent it, such as a notice of absence.
    pub is_automatic: bool,
    /// When it was sent, as it says itself.
    pub sent_at: Option<DateTimeUtc>,
    /// When it came in.
    pub received_at: DateTimeUtc,
    /// Names, types and sizes of its attachments.
    #[sea_orm(column_type = "JsonBinary")]
    pub attachments: Json,
    /// The draft that it began or went on with.
    pub draft_request_id: Option<i64>,
    /// The follow-up that it became.
    pub follow_up_id: Option<i64>,
    /// The contact that it is.
    #[sea_orm(belongs_to, from = "contact_id", to = "id")]
    pub contact: BelongsTo<super::contacts::Entity>,
    /// The draft that it began or went on with.
    #[sea_orm(belongs_to, from = "draft_request_id", to = "id")]
    pub draft_request: BelongsTo<Option<super::draft_requests::Entity>>,
    /// The follow-up that it became.
    #[sea_orm(belongs_to, from = "follow_up_id", to = "id")]
    pub follow_up: BelongsTo<Option<super::follow_ups::Entity>>,
}

impl ActiveModelBehavior for ActiveModel {}
