//! What citizens and subscribers are told of requests. What is to be told is written with the change itself, in its
//! transaction (`outbox`); workers of any process deliver it, at least once, and try again where that fails.

mod attempt;
mod audience;
pub mod deliveries;
mod email;
pub mod endpoints;
pub mod outbox;
mod recipients;
pub mod retention;
mod webhook;
mod worker;

use std::time::Duration;

use chrono::TimeDelta;
pub use email::{Mailer, MailerError};
pub use outbox::Telling;
pub use worker::work;

use crate::domain::notification::back_off::BackOff;

/// How a process delivers.
#[derive(Debug, Clone)]
pub struct NotificationSettings {
    /// How many e-mails, and how many webhooks, it hands over at once; none where 0: it leaves that to others.
    pub at_once: usize,
    /// How often a message is tried before it is given up.
    pub attempts: i32,
    /// The pauses between its attempts.
    pub back_off: BackOff,
    /// How long a receiver may take to answer.
    pub time_limit: Duration,
    /// How long what was delivered, or was not to be, is kept.
    pub retention: TimeDelta,
    /// Whether webhooks may go to addresses that are not of the public Internet, and without TLS.
    pub private_addresses: bool,
    /// Whether the city reads what is answered to its e-mails.
    pub answers_are_read: bool,
}

impl Default for NotificationSettings {
    fn default() -> Self {
        Self {
            at_once: 8,
            attempts: 9,
            back_off: BackOff { first: Duration::from_secs(10), seed: 0 },
            time_limit: Duration::from_secs(10),
            retention: TimeDelta::days(90),
            private_addresses: false,
            answers_are_read: false,
        }
    }
}

/// The deliveries of this process.
#[derive(Debug)]
pub struct Notifications {
    /// How it delivers.
    pub settings: NotificationSettings,
    /// Hands e-mails over; without it, none are written.
    mailer: Option<Mailer>,
    /// Its name in the deliveries that it holds.
    worker: String,
}

impl Notifications {
    /// The deliveries of this process, which is named after its host and its number there.
    pub fn new(settings: NotificationSettings, mailer: Option<Mailer>) -> Self {
        let worker = format!("{}:{}", gethostname::gethostname().to_string_lossy(), std::process::id());
        Self { settings, mailer, worker }
    }

    /// What is to be known of it to tell of a change.
    pub fn telling(&self) -> Telling {
        Telling { is_mailing: self.mailer.is_some(), attempts: self.settings.attempts }
    }

    /// How long a delivery stays with a process that is not heard of: longer than any attempt takes.
    fn lease(&self) -> Duration {
        self.settings.time_limit * 3
    }
}
