//! `riverain serve` in a process of its own, as a city runs several on one database.

use std::process::{Child, Command, ExitStatus};
use std::time::Duration;

use riverain::auth::token::TokenRole;
use riverain::clock::{Clock, SystemClock};
use riverain::config::Config;
use riverain_tests::{TOKEN_KEY, TestApp};
use serde_json::{Value, json};

use crate::planning_jobs::STATE;

/// Of the child: that it is one. Its prefix is not that of the settings.
const TOLD: &str = "TEST_OF_RIVERAIN_SERVER";

/// What the child process runs: this very test program, told by its environment.
#[tokio::test]
async fn serve_as_told() {
    if std::env::var_os(TOLD).is_some() {
        riverain::cli::serve::run(&Config::load().unwrap()).await.unwrap();
    }
}

/// A server process on the database of a test, gone with the test.
pub(crate) struct ServerProcess {
    process: Child,
    url: String,
    token: String,
    client: reqwest::Client,
}

impl ServerProcess {
    /// A process that plans so many programmes at once, and answers.
    pub(crate) async fn start(app: &TestApp, workers: usize) -> Self {
        Self::start_as(app, TokenRole::Planner, workers, &[]).await
    }

    /// The same with further settings, asked by someone of a role.
    pub(crate) async fn start_as(app: &TestApp, role: TokenRole, workers: usize, settings: &[(&str, String)]) -> Self {
        let listen = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap();
        let process = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "server_process::serve_as_told"])
            .env(TOLD, "1")
            .env("DATABASE_URL", app.database_url())
            .env("RIVERAIN_LISTEN", listen.to_string())
            .env("RIVERAIN_TOKEN_KEY", TOKEN_KEY)
            .env("RIVERAIN_PLANNING_WORKERS", workers.to_string())
            .env("RIVERAIN_PLANNING_LEASE_SECONDS", "3")
            .env("RIVERAIN_DATA_DIR", app.files())
            .env("RUST_LOG", "warn")
            .envs(settings.iter().map(|(name, value)| (*name, value)))
            .stdout(std::process::Stdio::null())
            .spawn()
            .unwrap();
        let departments = vec!["roads".to_owned()];
        let token = app.token_at(SystemClock.now(), role, "test-user", departments);
        let server = Self { process, url: format!("http://{listen}"), token, client: reqwest::Client::new() };
        for _ in 0..1_200 {
            if server.client.get(format!("{}/healthz", server.url)).send().await.is_ok() {
                return server;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("the server does not answer after a minute");
    }

    /// The end of its name in the jobs that it holds.
    pub(crate) fn worker_suffix(&self) -> String {
        format!(":{}", self.process.id())
    }

    /// Where it listens.
    pub(crate) fn address(&self) -> &str {
        self.url.trim_start_matches("http://")
    }

    /// A token of a planner, for now.
    pub(crate) fn token(&self) -> &str {
        &self.token
    }

    /// The number of its process.
    pub(crate) fn process_id(&self) -> u32 {
        self.process.id()
    }

    /// What it answers to an operation that must succeed.
    pub(crate) async fn ask(&self, query: &str, variables: Value) -> Value {
        let request = self.client.post(format!("{}/graphql", self.url)).bearer_auth(&self.token);
        let body = json!({ "query": query, "variables": variables });
        let answer: Value = request.json(&body).send().await.unwrap().json().await.unwrap();
        assert!(answer.get("errors").is_none(), "{answer:#}");
        answer["data"].clone()
    }

    /// The programme as it shows it, once `is_so`, within two minutes.
    pub(crate) async fn once(&self, id: &str, is_so: impl Fn(&Value) -> bool) -> Value {
        let mut programme = Value::Null;
        for _ in 0..1_200 {
            programme = self.ask(STATE, json!({ "id": id })).await["programme"].clone();
            if is_so(&programme) {
                return programme;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("it is not so after two minutes: {programme:#}");
    }

    /// Stops at once, whatever it does.
    pub(crate) fn kill(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    /// Asks it to stop, and waits until it has.
    pub(crate) async fn stop(mut self) -> ExitStatus {
        let asked = Command::new("kill").arg(self.process.id().to_string()).status().unwrap();
        assert!(asked.success());
        for _ in 0..600 {
            if let Some(status) = self.process.try_wait().unwrap() {
                return status;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("the server has not stopped after thirty seconds");
    }
}

impl Drop for ServerProcess {
    fn drop(&mut self) {
        // It may be gone already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
