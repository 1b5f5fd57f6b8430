//! Contacts of citizens with the centre.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use super::citizens::Language;

/// A call, an e-mail, a visit of the app or of a counter.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "contacts")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// How the citizen reached the centre.
    pub channel: ContactChannel,
    /// The citizen who reached the centre, where known.
    pub citizen_id: Option<i64>,
    /// The citizen for whom they did, where it was for another.
    pub on_behalf_of_id: Option<i64>,
    /// Language of the contact.
    pub language: Language,
    /// When the citizen reached the centre.
    pub arrived_at: DateTimeUtc,
    /// When an agent answered; absent where nobody did.
    pub answered_at: Option<DateTimeUtc>,
    /// When it ended.
    pub ended_at: Option<DateTimeUtc>,
    /// Wait before the answer, seconds.
    pub wait_seconds: Option<i32>,
    /// Time that the agent spent on it, seconds.
    pub handling_seconds: Option<i32>,
    /// Whether this contact settled the matter.
    pub settled_at_first_contact: bool,
    /// Subject of the tokens of the agent who has it.
    pub agent_subject: Option<String>,
    /// The agent's name as it was then.
    pub agent_name: Option<String>,
    /// The citizen who reached the centre.
    #[sea_orm(belongs_to, from = "citizen_id", to = "id", relation_enum = "Citizen")]
    pub citizen: BelongsTo<Option<super::citizens::Entity>>,
    /// The citizen for whom they did.
    #[sea_orm(belongs_to, from = "on_behalf_of_id", to = "id", relation_enum = "OnBehalfOf")]
    pub on_behalf_of: BelongsTo<Option<super::citizens::Entity>>,
}

/// How a citizen reaches the centre.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum ContactChannel {
    /// A call to 3-1-1.
    Telephone,
    /// An e-mail.
    Email,
    /// The 311 app.
    MobileApp,
    /// The form of the web site.
    WebForm,
    /// A counter of the city.
    Counter,
}

impl ActiveModelBehavior for ActiveModel {}
