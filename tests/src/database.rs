//! A database for each test.

use riverain_migrations::{Migrator, MigratorTrait};
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection};
use tempfile::TempDir;
use tokio::sync::OnceCell;

use crate::postgres::{self, Cluster};

/// A database of its own for one test, gone with the test (SQLite) or with the test process (PostgreSQL).
#[derive(Debug)]
pub struct TestDatabase {
    connection: DatabaseConnection,
    url: String,
    _directory: Option<TempDir>,
}

impl TestDatabase {
    /// A migrated SQLite database in a file.
    pub async fn sqlite() -> Self {
        static TEMPLATE: OnceCell<Vec<u8>> = OnceCell::const_new();
        let template = TEMPLATE.get_or_init(migrated_sqlite_file).await;
        Self::sqlite_from(template).await
    }

    /// A migrated PostgreSQL database; absent where the machine has no PostgreSQL.
    pub async fn postgres() -> Option<Self> {
        static TEMPLATE: OnceCell<()> = OnceCell::const_new();
        let cluster = postgres::cluster()?;
        TEMPLATE.get_or_init(|| make_postgres_template(cluster)).await;
        Some(Self::postgres_from(cluster, POSTGRES_TEMPLATE).await)
    }

    /// A migrated database of each kind that the machine has.
    pub async fn each() -> Vec<Self> {
        let mut databases = vec![Self::sqlite().await];
        databases.extend(Self::postgres().await);
        databases
    }

    /// A database of each kind that the machine has, without any table.
    pub async fn each_empty() -> Vec<Self> {
        let mut databases = vec![Self::sqlite_from(&[]).await];
        if let Some(cluster) = postgres::cluster() {
            databases.push(Self::postgres_from(cluster, "template1").await);
        }
        databases
    }

    /// The connection pool.
    pub fn connection(&self) -> &DatabaseConnection {
        &self.connection
    }

    /// The URL at which others may connect.
    pub fn url(&self) -> &str {
        &self.url
    }

    async fn sqlite_from(file: &[u8]) -> Self {
        let directory = TempDir::with_prefix("riverain-sqlite-").unwrap();
        let path = directory.path().join("test.sqlite");
        std::fs::write(&path, file).unwrap();
        let url = format!("sqlite://{}?mode=rwc", path.display());
        Self { connection: connect(&url).await, url, _directory: Some(directory) }
    }

    async fn postgres_from(cluster: &Cluster, template: &str) -> Self {
        let name = cluster.new_database_name();
        execute(&cluster.url("postgres"), &format!("CREATE DATABASE {name} TEMPLATE {template}")).await;
        let url = cluster.url(&name);
        Self { connection: connect(&url).await, url, _directory: None }
    }
}

const POSTGRES_TEMPLATE: &str = "riverain_template";

async fn migrated_sqlite_file() -> Vec<u8> {
    let directory = TempDir::with_prefix("riverain-sqlite-").unwrap();
    let path = directory.path().join("template.sqlite");
    let connection = connect(&format!("sqlite://{}?mode=rwc", path.display())).await;
    // Kept in the file, so that every copy has it: readers do not wait for a writer.
    connection.execute_unprepared("PRAGMA journal_mode = WAL").await.unwrap();
    Migrator::up(&connection, None).await.unwrap();
    connection.close().await.unwrap();
    std::fs::read(&path).unwrap()
}

async fn make_postgres_template(cluster: &Cluster) {
    execute(&cluster.url("postgres"), &format!("CREATE DATABASE {POSTGRES_TEMPLATE}")).await;
    // A database with an open connection cannot serve as a template.
    let connection = connect(&cluster.url(POSTGRES_TEMPLATE)).await;
    Migrator::up(&connection, None).await.unwrap();
    connection.close().await.unwrap();
}

async fn execute(url: &str, sql: &str) {
    let connection = connect(url).await;
    connection.execute_unprepared(sql).await.unwrap();
    connection.close().await.unwrap();
}

async fn connect(url: &str) -> DatabaseConnection {
    let mut options = ConnectOptions::new(url);
    options.max_connections(8).sqlx_logging(false);
    Database::connect(options).await.unwrap()
}
