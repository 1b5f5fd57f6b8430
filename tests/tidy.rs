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
    ("exports", &["app", "domain", "locale", "services", "store"]),
    ("graphql", &["app", "auth", "clock", "domain", "exports", "locale", "services", "store"]),
    ("http", &["app", "auth", "domain", "exports", "graphql", "locale", "services", "store"]),
    ("import", &["app", "catalogue", "data_file", "domain", "locale", "services", "store"]),
    (
        "cli",
        &[
            "app",
            "auth",
            "catalogue",
            "clock",
            "config",
            "data_file",
            "domain",
            "exports",
            "graphql",
            "http",
            "import",
            "locale",
            "services",
            "simulation",
            "store",
            "telemetry",
        ],
    ),
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
    let known: BTreeMap<&str, &[&str]> = API_MODULES.iter().copied().collect();
    let mut faults = Vec::new();
    for file in sources(&root().join("api/src")) {
        let module = module_of(&file);
        // The root of the library and the program hold no code of their own.
        if ["lib", "main"].contains(&module.as_str()) {
            continue;
        }
        let Some(may_use) = known.get(module.as_str()) else {
            faults.push(format!("{}: say in API_MODULES what {module} may use", file.display()));
            continue;
        };
        for used in modules_used(&read(&file)) {
            if known.contains_key(used.as_str()) && used != module && !may_use.contains(&used.as_str()) {
                faults.push(format!("{}: {module} must not use {used}", file.display()));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_way_to_name_a_module_is_seen() {
    let text =
        "use crate::app::App;\nuse crate::{\n    auth::{self, token}, store,\n};\nfn f() { crate::a(); crate::b::c() }";
    assert_eq!(modules_used(text), ["app", "auth", "store", "a", "b"]);
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

#[test]
fn every_relative_link_leads_somewhere() {
    let pages = [root(), root().join("docs")].into_iter().flat_map(|folder| files_of(&folder, "md"));
    let broken: Vec<String> = pages
        .flat_map(|page| {
            let folder = page.parent().unwrap().to_owned();
            let links = relative_links(&read(&page));
            let broken = links.into_iter().filter(move |link| !folder.join(link).exists());
            broken.map(move |link| format!("{}: {link}", page.display()))
        })
        .collect();
    assert!(broken.is_empty(), "{}", broken.join("\n"));
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

/// The files of a folder itself.
fn files_of(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.filter(|path| path.extension().is_some_and(|found| found == extension)).collect()
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

/// The module of the API that a file belongs to.
fn module_of(file: &Path) -> String {
    let inside = file.strip_prefix(root().join("api/src")).unwrap();
    first_name(inside.iter().next().unwrap().to_str().unwrap())
}

/// The names that follow `crate::`, alone or in braces.
fn modules_used(text: &str) -> Vec<String> {
    text.split("crate::")
        .skip(1)
        .flat_map(|path| path.strip_prefix('{').map_or(vec![first_name(path)], first_names))
        .collect()
}

/// The first name of each path of a list in braces, whose opening was read.
fn first_names(list: &str) -> Vec<String> {
    let (mut depth, mut names, mut item) = (0, Vec::new(), String::new());
    for character in list.chars() {
        match character {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => names.push(std::mem::take(&mut item)),
            _ => {}
        }
        if character != ',' || depth > 0 {
            item.push(character);
        }
    }
    names.push(item);
    names.iter().map(|path| first_name(path.trim())).filter(|name| !name.is_empty()).collect()
}

fn first_name(path: &str) -> String {
    path.chars().take_while(|character| character.is_alphanumeric() || *character == '_').collect()
}

/// Where the links of a Markdown text lead, but code and other sites.
fn relative_links(text: &str) -> Vec<String> {
    let prose: String = text.split("```").step_by(2).collect();
    let targets = prose.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    let files = targets.filter(|target| !target.contains("://") && !target.starts_with(['#', '<']));
    files.map(|target| target.split('#').next().unwrap().to_owned()).collect()
}

/// The lines of code, without comments, documentation and the tests at a file's end, numbered from 1.
fn code_lines(text: &str) -> Vec<(usize, String)> {
    let text = text.split("#[cfg(test)]").next().unwrap();
    let lines = text.lines().enumerate().map(|(index, line)| (index + 1, line.trim().to_owned()));
    lines.filter(|(_, line)| !line.starts_with("//")).collect()
}
