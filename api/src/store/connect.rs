//! Opens the database: SQLite, embedded, or PostgreSQL.

use std::path::Path;
use std::time::Duration;

use sea_orm::{
    AccessMode, ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr,
    IsolationLevel, SqliteTransactionMode, TransactionOptions, TransactionTrait,
};

/// How long a writer waits for another on SQLite, which has one at a time.
const SQLITE_BUSY_TIMEOUT: Duration = Duration::from_secs(30);

/// Opens the database at `url`, making the file and its folder where SQLite has none yet.
///
/// # Errors
/// A database that cannot be reached or opened.
pub async fn connect(url: &str, connections: u32) -> Result<DatabaseConnection, DbErr> {
    if let Some(path) = url.strip_prefix("sqlite://") {
        let file = Path::new(path.split('?').next().unwrap_or(path));
        if let Some(folder) = file.parent() {
            std::fs::create_dir_all(folder)
                .map_err(|error| DbErr::Custom(format!("the folder {} cannot be made: {error}", folder.display())))?;
        }
    }
    let mut options = ConnectOptions::new(url);
    options.max_connections(connections).min_connections(1).sqlx_logging(false).test_before_acquire(false);
    // Write-ahead logging lets readers go on while one writes; NORMAL is durable at each checkpoint and safe at a crash
    // of the process, FULL also at a loss of power.
    options.map_sqlx_sqlite_opts(|sqlite| {
        sqlite
            .busy_timeout(SQLITE_BUSY_TIMEOUT)
            .pragma("journal_mode", "WAL")
            .pragma("synchronous", "NORMAL")
            .pragma("cache_size", "-65536")
            .pragma("temp_store", "MEMORY")
            .foreign_keys(true)
    });
    Database::connect(options).await
}

/// Begins a transaction that will write. On SQLite it takes the writer's place at once, so that it waits for another
/// writer instead of failing half-way.
///
/// # Errors
/// A database that cannot be reached, or a writer that held SQLite for longer than the time-out.
pub async fn begin_write(database: &DatabaseConnection) -> Result<DatabaseTransaction, DbErr> {
    database
        .begin_with_options(TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        })
        .await
}

/// Begins a transaction that reads: everything it sees is of one moment.
///
/// # Errors
/// A database that cannot be reached.
pub async fn begin_snapshot(database: &DatabaseConnection) -> Result<DatabaseTransaction, DbErr> {
    // SQLite's transactions are snapshots by themselves.
    let isolation_level = is_postgres(database).then_some(IsolationLevel::RepeatableRead);
    let access_mode = is_postgres(database).then_some(AccessMode::ReadOnly);
    database
        .begin_with_options(TransactionOptions { isolation_level, access_mode, ..TransactionOptions::default() })
        .await
}

/// Whether the connection speaks to PostgreSQL rather than SQLite.
pub fn is_postgres(connection: &impl ConnectionTrait) -> bool {
    connection.get_database_backend() == DbBackend::Postgres
}
