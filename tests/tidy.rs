//! The house's invariants, as far as a machine can hold them. ARCHITECTURE.md says why each one is there.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may fail loudly")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// A file is a page.
const LONGEST_FILE: usize = 400;

/// What each module of the API may use of the others; a module may always use itself.
const API_MODULES: &[(&str, &[&str])] = &[
    ("auth", &["clock"]),
    ("clock", &[]),
    ("config", &["auth"]),
    ("locale", &[]),
    ("telemetry", &[]),
    ("domain", &["locale"]),
    ("data_file", &["locale"]),
    ("catalogue", &["data_file", "domain", "locale"]),
    ("store", &["domain", "auth"]),
    ("app", &["auth", "clock", "store", "services"]),
    ("services", &["app", "auth", "domain", "store", "locale", "clock", "catalogue"]),
    ("graphql", &["app", "auth", "domain", "locale", "services", "store", "clock"]),
    ("http", &["app", "auth", "graphql", "locale", "store", "services"]),
    ("import", &["app", "catalogue", "data_file", "domain", "locale", "services", "store"]),
    ("simulation", &["app", "catalogue", "domain", "locale", "services", "store", "import"]),
];

/// Words that a crate or module must not hold.
const FORBIDDEN_WORDS: &[(&str, &[&str])] = &[
    ("planner/src", &["tokio", "sea_orm", "async_graphql", "std::fs", "std::net", "SystemTime", "rand::rng"]),
    ("api/src/domain", &["sea_orm", "async_graphql", "axum", "tokio"]),
    ("api/src/services", &["async_graphql", "axum"]),
    ("api/src/store", &["async_graphql", "axum"]),
    ("entities/src", &["async_graphql", "axum"]),
];

#[test]
fn crates_depend_one_way() {
    let allowed: BTreeMap<&str, &[&str]> = BTreeMap::from([
        ("planner", &[] as &[&str]),
        ("entities", &[]),
        ("migrations", &[]),
        ("api", &["riverain-entities", "riverain-migrations", "riverain-planner"]),
    ]);
    for (name, may_use) in allowed {
        let manifest = read(&root().join(name).join("Cargo.toml"));
        let dependencies = manifest.split("[dev-dependencies]").next().unwrap();
        for ours in ["riverain-entities", "riverain-migrations", "riverain-planner", "riverain-tests"] {
            let used = dependencies
                .lines()
                .any(|line| line.starts_with(&format!("{ours}.")) || line.starts_with(&format!("{ours} ")));
            assert!(!used || may_use.contains(&ours), "{name} must not depend on {ours}");
        }
    }
}

#[test]
fn the_planner_is_pure() {
    let manifest = read(&root().join("planner/Cargo.toml"));
    let dependencies = manifest.split("[dev-dependencies]").next().unwrap();
    for impure in ["tokio", "sea-orm", "async-graphql", "axum", "reqwest"] {
        assert!(!dependencies.lines().any(|line| line.starts_with(impure)), "the planner must not depend on {impure}");
    }
}

#[test]
fn modules_use_only_what_lies_below_them() {
    let mut faults = Vec::new();
    for (module, may_use) in API_MODULES {
        for file in sources(&root().join("api/src")).into_iter().filter(|file| belongs_to(file, module)) {
            for (line, text) in read(&file).lines().enumerate() {
                let Some(used) = text.split("crate::").nth(1).map(first_name) else { continue };
                let is_module = API_MODULES.iter().any(|(name, _)| *name == used);
                if is_module && used != *module && !may_use.contains(&used.as_str()) {
                    faults.push(format!("{}:{}: {module} must not use {used}", file.display(), line + 1));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn layers_do_not_know_what_lies_above_them() {
    let mut faults = Vec::new();
    for (folder, words) in FORBIDDEN_WORDS {
        for file in sources(&root().join(folder)) {
            for (line, text) in code_lines(&read(&file)) {
                for word in words.iter().filter(|word| text.contains(**word)) {
                    let allowed = *word == "tokio" && folder.ends_with("services");
                    if !allowed {
                        faults.push(format!("{}:{line}: {folder} must not know {word}", file.display()));
                    }
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn nothing_gives_up_outside_tests() {
    let mut faults = Vec::new();
    for file in product_sources() {
        for (line, text) in code_lines(&read(&file)) {
            for giving_up in [".unwrap()", "panic!(", "todo!(", "unimplemented!(", "dbg!("] {
                if text.contains(giving_up) {
                    faults.push(format!("{}:{line}: {giving_up}", file.display()));
                }
            }
            if text.contains("#[allow(") || text.contains("#![allow(") {
                faults.push(format!("{}:{line}: expect a lint with its reason, never allow it", file.display()));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn a_file_is_a_page() {
    let long: Vec<String> = product_sources()
        .into_iter()
        .map(|file| (read(&file).lines().count(), file))
        .filter(|(lines, _)| *lines > LONGEST_FILE)
        .map(|(lines, file)| format!("{}: {lines} lines", file.display()))
        .collect();
    assert!(long.is_empty(), "longer than {LONGEST_FILE} lines:\n{}", long.join("\n"));
}

#[test]
fn every_crate_is_held_to_the_lints() {
    let workspace = read(&root().join("Cargo.toml"));
    for lint in
        ["missing_docs = \"warn\"", "unsafe_code = \"forbid\"", "unwrap_used = \"warn\"", "expect_used = \"warn\""]
    {
        assert!(workspace.contains(lint), "the workspace must keep {lint}");
    }
    for member in ["api", "planner", "entities", "migrations", "tests"] {
        let manifest = read(&root().join(member).join("Cargo.toml"));
        assert!(manifest.contains("[lints]\nworkspace = true"), "{member} must keep the workspace's lints");
    }
    let documented = read(&root().join(".ci/run"));
    assert!(documented.contains("-D warnings"), "missing documentation must fail the build");
}

#[test]
fn the_committed_schema_is_the_one_that_is_served() {
    let committed = read(&root().join("schema.graphql"));
    assert!(
        committed == riverain::graphql::schema::sdl(),
        "schema.graphql is out of date: cargo run -- schema > schema.graphql"
    );
}

#[test]
fn every_wording_is_there_in_both_languages() {
    for file in files(&root().join("api/locales"), "yml") {
        let text = read(&file);
        let (french, english) = (text.matches("fr: \"").count(), text.matches("en: \"").count());
        assert!(french > 0 && french == english, "{}: {french} French texts, {english} English", file.display());
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    files(folder, "rs")
}

fn product_sources() -> Vec<PathBuf> {
    let crates = ["api/src", "planner/src", "entities/src", "migrations/src"];
    let all = crates.iter().flat_map(|folder| sources(&root().join(folder)));
    all.filter(|file| !file.ends_with("tests.rs") && !file.components().any(|part| part.as_os_str() == "tests"))
        .collect()
}

fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path, extension));
        } else if path.extension().is_some_and(|found| found == extension) {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn belongs_to(file: &Path, module: &str) -> bool {
    let inside = file.strip_prefix(root().join("api/src")).unwrap();
    inside.starts_with(module) || inside == Path::new(&format!("{module}.rs"))
}

fn first_name(path: &str) -> String {
    path.chars().take_while(|character| character.is_alphanumeric() || *character == '_').collect()
}

/// The lines of code, without comments, documentation and the tests at a file's end, numbered from 1.
fn code_lines(text: &str) -> Vec<(usize, String)> {
    let text = text.split("#[cfg(test)]").next().unwrap();
    let lines = text.lines().enumerate().map(|(index, line)| (index + 1, line.trim().to_owned()));
    lines.filter(|(_, line)| !line.starts_with("//")).collect()
}
