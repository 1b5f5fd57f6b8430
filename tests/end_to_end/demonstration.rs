//! The one-command journey: from an empty folder to an open server, and again over what is there.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

use riverain::auth::token::development_key;
use riverain::cli::demo::{self, DemoArguments, DemoCity};
use riverain::config::{Config, ConfigError, Environment};
use serde_json::{Value, json};
use tempfile::TempDir;

/// Of the child: the folder of its data.
const TOLD: &str = "RIVERAIN_TEST_DEMONSTRATION";

/// What the child process runs: this very test program, told by its environment where its data is.
#[tokio::test]
async fn demonstrate_as_told() {
    let Ok(folder) = std::env::var(TOLD) else { return };
    let folder = Path::new(&folder);
    demo::run(&configuration(folder), &arguments(folder)).await.unwrap();
}

#[tokio::test]
async fn one_command_prepares_a_city_and_starting_again_keeps_it() {
    let folder = TempDir::new().unwrap();
    let first = Demonstration::start(folder.path());
    assert_eq!(first.get("healthz").await.0, 200);
    assert_eq!(first.get("readyz").await.0, 200);

    let (status, page) = first.get("").await;
    assert!(status == 200 && page.contains("graphiql.js"), "{page}");
    assert!(!page.contains("://"), "the explorer works without a network: {page}");

    let path = folder.path().join("tokens.json");
    let tokens: BTreeMap<String, String> = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
    for role in ["citizen", "agent", "planner", "supervisor", "administrator"] {
        assert!(tokens.contains_key(role), "{:?}", tokens.keys());
    }
    #[cfg(unix)]
    assert_eq!(
        std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(&path).unwrap().permissions()) & 0o777,
        0o600
    );

    let before = first.numbers(&tokens["agent"]).await;
    assert_eq!(before["requests"]["nodes"].as_array().unwrap().len(), 50);
    let programmes = first.programmes(&tokens["planner"]).await;
    assert_eq!(programmes["programmes"]["nodes"].as_array().unwrap().len(), 1, "{programmes}");
    drop(first);

    let second = Demonstration::start(folder.path());
    assert_eq!(second.numbers(&tokens["agent"]).await, before);
    assert_eq!(second.programmes(&tokens["planner"]).await, programmes);
}

#[tokio::test]
async fn production_takes_neither_a_demonstration_nor_a_development_key() {
    let folder = TempDir::new().unwrap();
    let key = development_key(folder.path()).unwrap();
    let production =
        Config { environment: Environment::Production, token_key: Some(key), ..configuration(folder.path()) };
    assert!(matches!(production.token_key(), Err(ConfigError::DevelopmentKey)));
    assert!(riverain::cli::serve::open(&production).await.is_err());
    let own =
        Config { token_key: Some("a secret of a city, of thirty-two bytes or more".to_owned().into()), ..production };
    assert!(own.token_key().is_ok());
    let refused = demo::run(&own, &arguments(folder.path())).await.unwrap_err().to_string();
    assert!(refused.contains("production"), "{refused}");
    assert!(!folder.path().join("riverain.sqlite").exists());
}

#[tokio::test]
async fn a_tokens_file_that_cannot_be_written_is_told_before_the_preparation() {
    let folder = TempDir::new().unwrap();
    let arguments =
        DemoArguments { tokens_file: Some(folder.path().join("absent/tokens.json")), ..arguments(folder.path()) };
    let refused = demo::run(&configuration(folder.path()), &arguments).await.unwrap_err().to_string();
    assert!(refused.contains("absent"), "{refused}");
    assert!(!folder.path().join("riverain.sqlite").exists());
}

fn configuration(folder: &Path) -> Config {
    Config { data_dir: folder.to_owned(), listen: ([127, 0, 0, 1], 0).into(), ..Config::default() }
}

fn arguments(folder: &Path) -> DemoArguments {
    DemoArguments { city: DemoCity::Quebec, tokens_file: Some(folder.join("tokens.json")), seed: 311, requests: 400 }
}

/// A demonstration in a process of its own, gone with the test.
struct Demonstration {
    process: Child,
    url: String,
    /// Kept open: the process prints until it serves.
    _output: BufReader<ChildStdout>,
}

impl Demonstration {
    fn start(folder: &Path) -> Self {
        let mut process = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "demonstration::demonstrate_as_told"])
            .env(TOLD, folder)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut output = BufReader::new(process.stdout.take().unwrap());
        let mut url = None;
        let mut line = String::new();
        // The last line tells how to stop it.
        while !line.contains("Ctrl-C") {
            line.clear();
            assert_ne!(output.read_line(&mut line).unwrap(), 0, "the demonstration ended: {:?}", process.wait());
            let told = line.split_once("http://").map(|(_, address)| format!("http://{}", address.trim()));
            url = url.or(told.filter(|_| line.contains("Explorer")));
        }
        Self { process, url: url.unwrap(), _output: output }
    }

    async fn get(&self, path: &str) -> (u16, String) {
        let response = reqwest::get(format!("{}{path}", self.url)).await.unwrap();
        (response.status().as_u16(), response.text().await.unwrap())
    }

    async fn numbers(&self, token: &str) -> Value {
        self.ask(token, "{ requests(first: 50) { nodes { number status } } }").await
    }

    async fn programmes(&self, token: &str) -> Value {
        self.ask(token, "{ programmes(first: 5) { nodes { id name state } } }").await
    }

    async fn ask(&self, token: &str, query: &str) -> Value {
        let request = reqwest::Client::new().post(format!("{}graphql", self.url)).bearer_auth(token);
        let answer: Value = request.json(&json!({ "query": query })).send().await.unwrap().json().await.unwrap();
        assert!(answer.get("errors").is_none(), "{answer:#}");
        answer["data"].clone()
    }
}

impl Drop for Demonstration {
    fn drop(&mut self) {
        // It may be gone already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
