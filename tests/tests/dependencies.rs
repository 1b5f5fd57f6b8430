//! What `deny.toml` says of licences, banned crates and sources, held on every machine: no network, no further tool.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail loudly")]

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use spdx::{Expression, Licensee, ParseMode};

#[test]
fn every_dependency_has_an_accepted_licence() {
    let policy = policy();
    let accepted: Vec<Licensee> =
        strings(&policy["licenses"]["allow"]).map(|licence| Licensee::parse(licence).expect(licence)).collect();
    let refused: Vec<String> = external_packages()
        .iter()
        .filter(|package| {
            let expression =
                package["license"].as_str().and_then(|text| Expression::parse_mode(text, ParseMode::LAX).ok());
            !expression.is_some_and(|licence| licence.evaluate(|one| accepted.iter().any(|other| other.satisfies(one))))
        })
        .map(|package| format!("{} {}: {}", package["name"], package["version"], package["license"]))
        .collect();
    assert!(refused.is_empty(), "no licence that deny.toml accepts:\n{}", refused.join("\n"));
}

#[test]
fn no_dependency_is_banned() {
    let policy = policy();
    let present: BTreeSet<String> =
        external_packages().iter().map(|package| package["name"].as_str().unwrap().to_owned()).collect();
    let banned: Vec<String> = policy["bans"]["deny"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|ban| present.contains(ban["crate"].as_str().unwrap()))
        .map(|ban| format!("{}: {}", ban["crate"], ban["reason"]))
        .collect();
    assert!(banned.is_empty(), "deny.toml bans:\n{}", banned.join("\n"));
}

#[test]
fn every_dependency_comes_from_the_one_registry() {
    let packages = external_packages();
    let sources: BTreeSet<String> = packages.iter().map(|package| package["source"].to_string()).collect();
    let is_registry = |source: &String| source.starts_with("\"registry+");
    assert!(sources.len() == 1 && sources.iter().all(is_registry), "not from one registry alone: {sources:?}");
}

fn policy() -> toml::Value {
    let text = std::fs::read_to_string(workspace().join("deny.toml")).unwrap();
    toml::Value::Table(text.parse().unwrap())
}

/// Every package of the lock file that is not a member of the workspace, as `cargo metadata` describes it.
fn external_packages() -> Vec<Value> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--locked"])
        .current_dir(workspace())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let members: BTreeSet<&str> =
        metadata["workspace_members"].as_array().unwrap().iter().map(|id| id.as_str().unwrap()).collect();
    let packages: Vec<Value> = metadata["packages"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|package| !members.contains(package["id"].as_str().unwrap()))
        .cloned()
        .collect();
    assert!(!packages.is_empty(), "cargo metadata lists no dependency");
    packages
}

fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

fn strings(value: &toml::Value) -> impl Iterator<Item = &str> {
    value.as_array().unwrap().iter().map(|item| item.as_str().unwrap())
}
