//! What every part of the running service shares.

use std::sync::Arc;

use sea_orm::DatabaseConnection;
use secrecy::SecretString;

use crate::auth::token::Keyring;
use crate::clock::SharedClock;
use crate::services::attachments::Attachments;
use crate::services::backlog_projects::BacklogGroupings;
use crate::services::notifications::Notifications;
use crate::services::planning_jobs::{PlanningJobs, PlanningSettings};
use crate::store::objects::Objects;
use crate::store::reference::ReferenceCache;

/// The running service: handed to the HTTP layer, the services and the command line.
#[derive(Debug)]
pub struct App {
    /// The database.
    pub database: DatabaseConnection,
    /// The present moment.
    pub clock: SharedClock,
    /// Signs and verifies tokens.
    pub keyring: Keyring,
    /// The catalogue, the areas and the city's settings, as the database holds them.
    pub reference: ReferenceCache,
    /// How this process plans, and whom it tells.
    pub planning: PlanningJobs,
    /// What citizens and subscribers are told by, and how this process delivers it.
    pub notifications: Notifications,
    /// The photos of citizens and of the staff.
    pub attachments: Attachments,
    /// What a mail server must know to bring e-mails in; the door for them is closed without it.
    pub inbound_email_secret: Option<SecretString>,
    /// The groupings of the backlog that are being read.
    pub backlog_groupings: BacklogGroupings,
}

/// The running service, shared by all its tasks.
pub type SharedApp = Arc<App>;

impl App {
    /// A service over a migrated database.
    pub fn new(
        database: DatabaseConnection,
        clock: SharedClock,
        keyring: Keyring,
        planning: PlanningSettings,
        notifications: Notifications,
        objects: Objects,
        inbound_email_secret: Option<SecretString>,
    ) -> SharedApp {
        let reference = ReferenceCache::new(database.clone());
        Arc::new(Self {
            database,
            clock,
            keyring,
            reference,
            planning: PlanningJobs::new(planning),
            notifications,
            inbound_email_secret,
            attachments: Attachments::new(objects),
            backlog_groupings: BacklogGroupings::default(),
        })
    }
}
