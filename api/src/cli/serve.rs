//! `riverain serve`: serves the API over the database as it is.

use std::sync::Arc;

use riverain_migrations::{Migrator, MigratorTrait};
use tokio::net::TcpListener;

use super::CommandError;
use crate::app::{App, SharedApp};
use crate::auth::token::Keyring;
use crate::clock::SystemClock;
use crate::config::Config;
use crate::http::router::router;
use crate::services::programmes;
use crate::store::connect::connect;
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
    Ok(App::new(database, Arc::new(SystemClock), keyring))
}

/// Answers on the listener until the process is asked to stop; programmes that the last stop cut short are planned.
///
/// # Errors
/// A listener or a database that fails.
pub async fn serve(app: SharedApp, listener: TcpListener) -> Result<(), CommandError> {
    programmes::resume(&app).await?;
    axum::serve(listener, router(app)).with_graceful_shutdown(asked_to_stop()).await?;
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
