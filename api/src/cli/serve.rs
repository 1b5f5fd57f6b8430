//! `riverain serve`: serves the API over the database as it is.

use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use riverain_migrations::{Migrator, MigratorTrait};
use secrecy::ExposeSecret;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use super::CommandError;
use crate::app::{App, SharedApp};
use crate::auth::token::Keyring;
use crate::clock::SystemClock;
use crate::config::Config;
use crate::domain::notification::back_off::BackOff;
use crate::http::router::router;
use crate::services::attachments;
use crate::services::exceptional_situations;
use crate::services::notifications::{self, Mailer, MailerError, NotificationSettings, Notifications};
use crate::services::planning_jobs::{PlanningSettings, work};
use crate::services::promises;
use crate::store::connect::connect;
use crate::store::objects::Objects;
use crate::telemetry;

/// Serves until the process is asked to stop; what is being answered then is finished first.
///
/// # Errors
/// A key that production refuses, a database that cannot be reached, an address that is taken.
pub async fn run(config: &Config) -> Result<(), CommandError> {
    telemetry::start();
    let app = open(config).await?;
    let listener = TcpListener::bind(config.listen).await?;
    tracing::info!(address = %listener.local_addr()?, "listening");
    serve(app, listener).await
}

/// The service over the configured database, its schema brought up to date.
///
/// # Errors
/// A key that production refuses, or a database that cannot be reached.
pub async fn open(config: &Config) -> Result<SharedApp, CommandError> {
    let keyring = Keyring::new(&config.token_key()?);
    let database = connect(&config.database_url(), config.database_connections).await?;
    Migrator::up(&database, None).await?;
    let planning = PlanningSettings {
        workers: config.planning_workers,
        time_limit_seconds: config.planning_time_limit_seconds,
        lease: Duration::from_secs(config.planning_lease_seconds),
    };
    let objects = match &config.attachment_store {
        Some(url) => Objects::at(url)?,
        None => Objects::in_folder(&config.data_dir.join("attachments"))?,
    };
    let secret = config.inbound_email_secret.clone();
    let notifications = notifications_of(config)?;
    Ok(App::new(database, Arc::new(SystemClock), keyring, planning, notifications, objects, secret))
}

/// How the process tells citizens and subscribers of what happens.
fn notifications_of(config: &Config) -> Result<Notifications, MailerError> {
    let time_limit = Duration::from_secs(config.notification_time_limit_seconds);
    let settings = NotificationSettings {
        at_once: config.notification_workers,
        attempts: config.notification_attempts,
        // Pauses of the same message differ from process to process: what failed together does not come back together.
        back_off: BackOff {
            first: Duration::from_secs_f64(config.notification_pause_seconds),
            seed: u64::from(std::process::id()),
        },
        time_limit,
        retention: TimeDelta::days(config.notification_retention_days),
        private_addresses: config.webhook_private_addresses,
        answers_are_read: config.inbound_email_secret.is_some(),
    };
    let mailer = match (&config.smtp_url, &config.email_sender) {
        (Some(url), Some(sender)) => Some(Mailer::new(url.expose_secret(), sender, time_limit)?),
        _ => None,
    };
    Ok(Notifications::new(settings, mailer))
}

/// Answers on the listener, plans what is queued and delivers what is to be told until the process is asked to stop; what it
/// plans then is given back, what it delivers then is finished.
///
/// # Errors
/// A listener that fails.
pub async fn serve(app: SharedApp, listener: TcpListener) -> Result<(), CommandError> {
    let stop = CancellationToken::new();
    let answering = axum::serve(listener, router(app.clone())).with_graceful_shutdown(stop.clone().cancelled_owned());
    let answered = async {
        let answered = answering.await;
        stop.cancel();
        answered
    };
    let stopped = async {
        tokio::select! { () = asked_to_stop() => stop.cancel(), () = stop.cancelled() => {} }
    };
    let planned = work(&app, app.planning.settings.workers, &stop);
    let swept = attachments::work(&app, &stop);
    let promised = Box::pin(promises::work(&app, &stop));
    let declared = Box::pin(exceptional_situations::work(&app, &stop));
    let delivered = Box::pin(notifications::work(&app, &stop));
    let followed = async { tokio::join!(promised, declared, delivered) };
    let (answered, (), (), (), _) = tokio::join!(answered, stopped, planned, swept, followed);
    Ok(answered?)
}

/// Plans what is queued and delivers what is to be told until the process is asked to stop, and answers nobody.
///
/// # Errors
/// A key that production refuses, or a database that cannot be reached.
pub async fn plan_alone(config: &Config) -> Result<(), CommandError> {
    telemetry::start();
    let app = open(config).await?;
    let stop = CancellationToken::new();
    let workers = app.planning.settings.workers.max(1);
    tracing::info!(workers, "planning");
    let stopped = async {
        asked_to_stop().await;
        stop.cancel();
    };
    tokio::join!(stopped, work(&app, workers, &stop), notifications::work(&app, &stop));
    Ok(())
}

async fn asked_to_stop() {
    let interrupted = async { tokio::signal::ctrl_c().await.ok() };
    #[cfg(unix)]
    let terminated = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => signal.recv().await,
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminated = std::future::pending::<()>();
    tokio::select! { _ = interrupted => {}, _ = terminated => {} }
}
