//! What the service is told at start: built-in values, then a `riverain.toml`, then `RIVERAIN_…` variables.

use std::net::SocketAddr;
use std::path::PathBuf;

use figment::Figment;
use figment::providers::{Env, Format, Serialized, Toml};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

use crate::auth::token::{DEVELOPMENT_PREFIX, MINIMUM_KEY_BYTES, development_key};

/// Where the service runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum Environment {
    /// A developer's machine: a key of its own in the data folder.
    #[default]
    Development,
    /// A city's: the key must be given and must not be one made for development.
    Production,
}

/// The settings of the service.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Where the service runs.
    pub environment: Environment,
    /// The folder of the embedded database and of the development key.
    pub data_dir: PathBuf,
    /// The address and port the server listens on.
    pub listen: SocketAddr,
    /// `postgres://…` or `sqlite://…`; the embedded database of the data folder where absent.
    pub database_url: Option<String>,
    /// The most open connections to the database.
    pub database_connections: u32,
    /// How many programmes the process plans at once; where 0, it leaves the planning to others.
    pub planning_workers: usize,
    /// Seconds after which the search for a better programme ends, 1 to 3600, where a planner asks for no other; by the size
    /// of the backlog where absent.
    pub planning_time_limit_seconds: Option<f64>,
    /// Seconds that a planning stays with a process that is not heard of, 2 to 3600.
    pub planning_lease_seconds: u64,
    /// How many e-mails, and how many webhooks, the process hands over at once, 0 to 64; where 0, it leaves that to others.
    pub notification_workers: usize,
    /// How often a message is tried before it is given up, 1 to 20.
    pub notification_attempts: i32,
    /// Seconds of the pause after the first attempt that fails, 0 to 3600; each further pause is four times as long, up to
    /// six hours.
    pub notification_pause_seconds: f64,
    /// Seconds that a receiver may take to answer, 1 to 60.
    pub notification_time_limit_seconds: u64,
    /// Days that what was delivered is kept, 1 to 3650; dead letters stay until they are handled.
    pub notification_retention_days: i64,
    /// Whether webhooks may go to private addresses, and without TLS.
    pub webhook_private_addresses: bool,
    /// The mailbox that e-mails come from, such as `Service 311 <311@ville.example>`; none are sent without it.
    pub email_sender: Option<String>,
    /// The server that e-mails are handed to: `smtp://…` or `smtps://…`, with user and password where it asks for them.
    #[serde(skip_serializing)]
    pub smtp_url: Option<SecretString>,
    /// Where attachments lie: `file:///folder`, or `s3://bucket/prefix` with the usual `AWS_…` variables; `attachments` in
    /// the data folder where absent.
    pub attachment_store: Option<String>,
    /// The secret that tokens are signed with.
    #[serde(skip_serializing)]
    pub token_key: Option<SecretString>,
    /// The secret that a mail server brings e-mails in with, 32 bytes or more; none can be brought in without it.
    #[serde(skip_serializing)]
    pub inbound_email_secret: Option<SecretString>,
}

/// Why the service cannot start as told.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// A setting cannot be read.
    #[error("{0}")]
    Unreadable(Box<figment::Error>),
    /// Production was started without a key.
    #[error("RIVERAIN_TOKEN_KEY is required in production: give a secret of {MINIMUM_KEY_BYTES} bytes or more")]
    KeyMissing,
    /// Production was started with a key made for development.
    #[error("RIVERAIN_TOKEN_KEY is a development key: production needs a secret of its own")]
    DevelopmentKey,
    /// The key is too short to be safe.
    #[error("RIVERAIN_TOKEN_KEY has {0} bytes: give a secret of {MINIMUM_KEY_BYTES} bytes or more")]
    KeyTooShort(usize),
    /// A number is out of its range.
    #[error("{setting} is {value}: give {allowed}")]
    OutOfRange {
        /// The setting.
        setting: &'static str,
        /// Its value.
        value: String,
        /// What it may be.
        allowed: &'static str,
    },
    /// The data folder cannot be used.
    #[error("the data folder cannot be used: {0}")]
    DataFolder(#[from] std::io::Error),
}

impl Default for Config {
    fn default() -> Self {
        Self {
            environment: Environment::Development,
            data_dir: PathBuf::from("data"),
            listen: SocketAddr::from(([127, 0, 0, 1], 8311)),
            database_url: None,
            database_connections: 16,
            planning_workers: 1,
            planning_time_limit_seconds: None,
            planning_lease_seconds: 15,
            notification_workers: 8,
            notification_attempts: 9,
            notification_pause_seconds: 10.0,
            notification_time_limit_seconds: 10,
            notification_retention_days: 90,
            webhook_private_addresses: false,
            email_sender: None,
            smtp_url: None,
            attachment_store: None,
            token_key: None,
            inbound_email_secret: None,
        }
    }
}

impl Config {
    /// The settings: built-in values, then `riverain.toml` of the current folder, then `DATABASE_URL`, then `RIVERAIN_…`.
    ///
    /// # Errors
    /// A setting that is unknown, does not have its type or is out of its range.
    pub fn load() -> Result<Self, ConfigError> {
        let config: Self = Figment::from(Serialized::defaults(Self::default()))
            .merge(Toml::file("riverain.toml"))
            .merge(Env::raw().only(&["DATABASE_URL"]))
            .merge(Env::prefixed("RIVERAIN_").ignore(&["require_postgres"]))
            .extract()
            .map_err(|error| ConfigError::Unreadable(Box::new(error)))?;
        config.check()?;
        Ok(config)
    }

    fn check(&self) -> Result<(), ConfigError> {
        let refused = |setting, value, allowed| Err(ConfigError::OutOfRange { setting, value, allowed });
        if self.planning_workers > 64 {
            return refused("planning_workers", self.planning_workers.to_string(), "0 to 64");
        }
        if let Some(seconds) = self.planning_time_limit_seconds.filter(|limit| !(1.0..=3_600.0).contains(limit)) {
            return refused("planning_time_limit_seconds", seconds.to_string(), "1 to 3600");
        }
        if self.notification_workers > 64 {
            return refused("notification_workers", self.notification_workers.to_string(), "0 to 64");
        }
        if !(1..=20).contains(&self.notification_attempts) {
            return refused("notification_attempts", self.notification_attempts.to_string(), "1 to 20");
        }
        if !(0.0..=3_600.0).contains(&self.notification_pause_seconds) {
            return refused("notification_pause_seconds", self.notification_pause_seconds.to_string(), "0 to 3600");
        }
        if !(1..=60).contains(&self.notification_time_limit_seconds) {
            let value = self.notification_time_limit_seconds.to_string();
            return refused("notification_time_limit_seconds", value, "1 to 60");
        }
        if !(1..=3_650).contains(&self.notification_retention_days) {
            return refused("notification_retention_days", self.notification_retention_days.to_string(), "1 to 3650");
        }
        if self.smtp_url.is_some() != self.email_sender.is_some() {
            let value = if self.smtp_url.is_some() { "absent" } else { "given" };
            return refused("email_sender", value.to_owned(), "it together with smtp_url, or neither");
        }
        let secret = self.inbound_email_secret.as_ref().map(|secret| secret.expose_secret().len());
        if let Some(bytes) = secret.filter(|bytes| *bytes < MINIMUM_KEY_BYTES) {
            return refused("inbound_email_secret", format!("{bytes} bytes long"), "a secret of 32 bytes or more");
        }
        match self.planning_lease_seconds {
            2..=3_600 => Ok(()),
            seconds => refused("planning_lease_seconds", seconds.to_string(), "2 to 3600"),
        }
    }

    /// Where the database is.
    pub fn database_url(&self) -> String {
        self.database_url
            .clone()
            .unwrap_or_else(|| format!("sqlite://{}?mode=rwc", self.data_dir.join("riverain.sqlite").display()))
    }

    /// The secret that tokens are signed with.
    ///
    /// # Errors
    /// In production, a key that is missing, too short or made for development; else a data folder that cannot be used.
    pub fn token_key(&self) -> Result<SecretString, ConfigError> {
        match (&self.token_key, self.environment) {
            (Some(key), Environment::Production) => {
                let key_text = key.expose_secret();
                if key_text.starts_with(DEVELOPMENT_PREFIX) {
                    return Err(ConfigError::DevelopmentKey);
                }
                if key_text.len() < MINIMUM_KEY_BYTES {
                    return Err(ConfigError::KeyTooShort(key_text.len()));
                }
                Ok(key.clone())
            }
            (Some(key), Environment::Development) => Ok(key.clone()),
            (None, Environment::Production) => Err(ConfigError::KeyMissing),
            (None, Environment::Development) => Ok(development_key(&self.data_dir)?),
        }
    }
}
