//! A running service for a test: a database of its own, a free port, tokens for each role.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use chrono::{DateTime, Duration, TimeZone, Utc};
use riverain::app::{App, SharedApp};
use riverain::auth::token::{Bearer, Keyring, TokenRole};
use riverain::catalogue::CatalogueSource;
use riverain::clock::Clock;
use riverain::import::areas::{AreaImport, AreaKind, import_areas};
use riverain::services::notifications::{Mailer, NotificationSettings, Notifications};
use riverain::services::planning_jobs::PlanningSettings;
use riverain::store::objects::Objects;
use riverain::store::reference::raise_revision;
use riverain_entities::{boroughs, neighbourhoods};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, EntityTrait, IntoActiveModel, Iterable, Statement};
use serde_json::{Value, json};

use tempfile::TempDir;
use tokio::sync::OnceCell;

use crate::database::TestDatabase;

/// What the database is asked, while a test listens.
type Recording = Arc<Mutex<Option<Vec<Statement>>>>;

/// A running service over a database of its own, with Québec's catalogue applied.
#[derive(Debug)]
pub struct TestApp {
    /// The service.
    pub app: SharedApp,
    /// Where it listens.
    pub address: SocketAddr,
    statements: Arc<AtomicU64>,
    recording: Recording,
    departments: Vec<String>,
    pub(crate) client: reqwest::Client,
    clock: Arc<MovableClock>,
    pub(crate) files: TempDir,
    database: TestDatabase,
}

/// The secret with which tests bring e-mails in.
pub const EMAIL_SECRET: &str = "a secret for e-mails, of thirty-two bytes";

/// The secret that the tokens of tests are signed with.
pub const TOKEN_KEY: &str = "a key for tests, of thirty-two bytes or more";

/// The moment at which every test service stands at first: Tuesday 15 September 2026, 10:00 in Québec.
pub fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 9, 15, 14, 0, 0).unwrap()
}

/// A clock that stands until it is moved.
#[derive(Debug)]
struct MovableClock(Mutex<DateTime<Utc>>);

impl Clock for MovableClock {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap()
    }
}

/// Nothing is delivered where a test does not ask for it.
fn telling_nobody() -> Notifications {
    Notifications::new(NotificationSettings { at_once: 0, ..NotificationSettings::default() }, None)
}

impl TestApp {
    /// A service over each kind of database that the machine has.
    pub async fn each() -> Vec<Self> {
        let mut apps = Vec::new();
        for database in TestDatabase::each().await {
            apps.push(Self::start(database).await);
        }
        apps
    }

    /// A service over SQLite.
    pub async fn sqlite() -> Self {
        Self::start(TestDatabase::sqlite().await).await
    }

    /// A service over each kind of database that the machine has, which plans nothing by itself.
    pub async fn each_idle() -> Vec<Self> {
        let mut apps = Vec::new();
        for database in TestDatabase::each().await {
            apps.push(Self::start_idle(database).await);
        }
        apps
    }

    /// A service over this database.
    pub async fn start(database: TestDatabase) -> Self {
        Self::start_with(database, PlanningSettings::default(), telling_nobody()).await
    }

    /// A service over this database, which tells citizens and subscribers of what happens, and plans nothing by itself.
    pub async fn start_telling(database: TestDatabase, settings: NotificationSettings, mailer: Option<Mailer>) -> Self {
        let planning = PlanningSettings { workers: 0, ..PlanningSettings::default() };
        Self::start_with(database, planning, Notifications::new(settings, mailer)).await
    }

    /// A service over this database, which plans nothing by itself.
    pub async fn start_idle(database: TestDatabase) -> Self {
        let planning = PlanningSettings { workers: 0, ..PlanningSettings::default() };
        Self::start_with(database, planning, telling_nobody()).await
    }

    async fn start_with(database: TestDatabase, planning: PlanningSettings, notifications: Notifications) -> Self {
        let mut connection = riverain::store::connect::connect(database.url(), 8).await.unwrap();
        let statements = Arc::new(AtomicU64::new(0));
        let counter = Arc::clone(&statements);
        let recording = Recording::default();
        let recorder = Arc::clone(&recording);
        connection.set_metric_callback(move |info| {
            // The looks at the reference data's revision and at the queue come every so often, whoever calls.
            let of_the_clock = [
                r#""city"."revision""#,
                r#""available_at" <= "#,
                "clock_timestamp()",
                r#""attachments"."uploaded_at" <"#,
                r#""promise_revision" < "#,
            ];
            if !of_the_clock.iter().any(|words| info.statement.sql.contains(words)) {
                counter.fetch_add(1, Ordering::Relaxed);
                if let Some(recorded) = recorder.lock().unwrap().as_mut() {
                    recorded.push(info.statement.clone());
                }
            }
        });
        let clock = Arc::new(MovableClock(Mutex::new(now())));
        let keyring = Keyring::new(&TOKEN_KEY.to_owned().into());
        let files = tempfile::tempdir().unwrap();
        let objects = Objects::in_folder(files.path()).unwrap();
        let secret = Some(EMAIL_SECRET.to_owned().into());
        let app = App::new(connection, clock.clone(), keyring, planning, notifications, objects, secret);
        let catalogue = riverain::catalogue::load(&CatalogueSource::BuiltIn).unwrap();
        riverain::services::catalogue::apply(&app.database, &catalogue, now()).await.unwrap();
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let served = app.clone();
        tokio::spawn(async move { riverain::cli::serve::serve(served, listener).await });
        let departments = catalogue.departments.iter().map(|department| department.code.to_string()).collect();
        Self {
            app,
            address,
            statements,
            recording,
            departments,
            client: reqwest::Client::new(),
            clock,
            files,
            database,
        }
    }

    /// Another service over the same database and with the same clock, which answers nobody and does nothing by itself.
    pub fn beside(&self, connection: DatabaseConnection, notifications: Notifications) -> SharedApp {
        let keyring = Keyring::new(&TOKEN_KEY.to_owned().into());
        let (planning, objects) = (PlanningSettings::default(), Objects::in_memory());
        App::new(connection, self.clock.clone(), keyring, planning, notifications, objects, None)
    }

    /// Loads Québec's boroughs and neighbourhoods: read and checked once a test process, then copied.
    pub async fn import_areas(&self) {
        static AREAS: OnceCell<(Vec<boroughs::Model>, Vec<neighbourhoods::Model>)> = OnceCell::const_new();
        let (boroughs, neighbourhoods) = AREAS
            .get_or_init(|| async {
                let app = Self::sqlite().await;
                app.import_area_files().await;
                let boroughs = boroughs::Entity::find().all(app.database()).await.unwrap();
                (boroughs, neighbourhoods::Entity::find().all(app.database()).await.unwrap())
            })
            .await;
        for row in boroughs.clone() {
            let conflict =
                OnConflict::column(boroughs::Column::Code).update_columns(boroughs::Column::iter()).to_owned();
            let insert = boroughs::Entity::insert(row.into_active_model()).on_conflict(conflict);
            insert.exec_without_returning(self.database()).await.unwrap();
        }
        let copies = neighbourhoods.iter().cloned().map(IntoActiveModel::into_active_model);
        neighbourhoods::Entity::insert_many(copies).exec_without_returning(self.database()).await.unwrap();
        raise_revision(self.database()).await.unwrap();
        self.app.reference.look_again().await;
    }

    async fn import_area_files(&self) {
        for (file, kind) in [("boroughs", AreaKind::Boroughs), ("neighbourhoods", AreaKind::Neighbourhoods)] {
            let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../samples/quebec/{file}.geojson"));
            let import =
                AreaImport { file, kind: Some(kind), code_property: None, name_property: None, borough_property: None };
            import_areas(&self.app, &import).await.unwrap();
        }
    }

    /// Lets the service stand at another moment; tokens from before may have expired by then.
    pub fn move_to(&self, moment: DateTime<Utc>) {
        *self.clock.0.lock().unwrap() = moment;
    }

    /// The database.
    pub fn database(&self) -> &DatabaseConnection {
        &self.app.database
    }

    /// The URL at which others may connect to the database.
    pub fn database_url(&self) -> &str {
        self.database.url()
    }

    /// A token of this role, for all departments.
    pub fn token(&self, role: TokenRole) -> String {
        self.token_for(role, "test-user", self.departments.clone())
    }

    /// A token of a citizen.
    pub fn citizen_token(&self, citizen_id: i64) -> String {
        self.token_for(TokenRole::Citizen, &format!("citizen:{citizen_id}"), Vec::new())
    }

    /// A token of this role, subject and departments.
    pub fn token_for(&self, role: TokenRole, subject: &str, departments: Vec<String>) -> String {
        self.token_at(self.clock.now(), role, subject, departments)
    }

    /// A token of this role, subject and departments, minted at a moment, for one hour.
    pub fn token_at(&self, moment: DateTime<Utc>, role: TokenRole, subject: &str, departments: Vec<String>) -> String {
        let bearer = Bearer { role, subject: subject.to_owned(), name: "Test".to_owned(), departments };
        self.app.keyring.mint(bearer, moment, Duration::hours(1)).unwrap()
    }

    /// What the service answers to an operation.
    pub async fn graphql(&self, token: Option<&str>, query: &str, variables: Value) -> Value {
        self.graphql_in("fr", token, query, variables).await
    }

    /// What the service answers to an operation in a language.
    pub async fn graphql_in(&self, language: &str, token: Option<&str>, query: &str, variables: Value) -> Value {
        let url = format!("http://{}/graphql", self.address);
        let mut request = self.client.post(url).header("accept-language", language);
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        let body = json!({ "query": query, "variables": variables });
        request.json(&body).send().await.unwrap().json().await.unwrap()
    }

    /// The answer to a GET of a path.
    pub async fn get(&self, path: &str, token: Option<&str>, headers: &[(&str, &str)]) -> reqwest::Response {
        let mut request = self.client.get(format!("http://{}{path}", self.address));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        request.send().await.unwrap()
    }

    /// The answer to an e-mail that a mail server brings in.
    pub async fn post_email(&self, raw: Vec<u8>, secret: &str) -> reqwest::Response {
        let url = format!("http://{}/hooks/inbound-email", self.address);
        let request = self.client.post(url).bearer_auth(secret).header("content-type", "message/rfc822");
        request.body(raw).send().await.unwrap()
    }

    /// The answer to a POST of fields as a form sends them, in a language.
    pub async fn post_fields(&self, path: &str, fields: &[(&str, &str)], language: &str) -> reqwest::Response {
        let request = self.client.post(format!("http://{}{path}", self.address)).header("accept-language", language);
        request.form(fields).send().await.unwrap()
    }

    /// The data of an operation that must succeed.
    pub async fn data(&self, token: &str, query: &str, variables: Value) -> Value {
        let answer = self.graphql(Some(token), query, variables).await;
        assert!(answer.get("errors").is_none(), "{answer:#}");
        answer["data"].clone()
    }

    /// The statements that an operation, which must succeed, asks the database.
    pub async fn statements_of(&self, token: &str, query: &str, variables: Value) -> Vec<Statement> {
        *self.recording.lock().unwrap() = Some(Vec::new());
        self.data(token, query, variables).await;
        self.recording.lock().unwrap().take().unwrap()
    }

    /// How the database carries out a statement.
    pub async fn explain(&self, statement: &Statement) -> String {
        let (explain, column) = match self.database().get_database_backend() {
            DbBackend::Postgres => ("EXPLAIN", "QUERY PLAN"),
            _ => ("EXPLAIN QUERY PLAN", "detail"),
        };
        let explained = Statement { sql: format!("{explain} {}", statement.sql), ..statement.clone() };
        let rows = self.database().query_all_raw(explained).await.unwrap();
        let lines = rows.iter().map(|row| row.try_get::<String>("", column).unwrap());
        lines.collect::<Vec<_>>().join("\n")
    }

    /// How many statements the database was asked since the service began.
    pub fn statements(&self) -> u64 {
        self.statements.load(Ordering::Relaxed)
    }
}
