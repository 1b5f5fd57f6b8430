//! The command, run as a person runs it.
#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

use std::collections::BTreeSet;

use clap::Parser;
use serde_json::json;

use super::*;

const INSTANCE: &str = r#"{
    "horizon": {"first_year": 2027, "years": 2, "discount_rate": 0.03},
    "departments": [{"id": "roads", "budget": [1100000, null]}],
    "work_types": [{"id": "walk", "department": "roads", "grouping": {"radius_m": 50},
                    "mobilization": {"cost": 800000, "shared_cost": 400000}}],
    "sites": {"radius_m": 30},
    "requests": [
        {"id": "R1", "work_type": "walk", "lon": -71.22, "lat": 46.81, "cost": 250000, "priority": 60},
        {"id": "R2", "work_type": "walk", "lon": -71.32, "lat": 46.81, "cost": 150000, "priority": 20}
    ]
}"#;

/// An instance of which everything can be told.
const TELLING: &str = r#"{
    "horizon": {"first_year": 2027, "years": 3},
    "departments": [{"id": "roads", "budget": [1300000, 2500000, 1300000]}, {"id": "water", "budget": [null, null, null]}],
    "work_types": [{"id": "walk", "department": "roads", "grouping": {"radius_m": 5}, "breaks_ground": true,
                    "mobilization": {"cost": 800000, "shared_cost": 400000}},
                   {"id": "main", "department": "water", "grouping": {"radius_m": 5}, "breaks_ground": true,
                    "mobilization": {"cost": 800000, "shared_cost": 400000}}],
    "sites": {"radius_m": 30},
    "streets": [{"name": "Rue A", "coordinates": [[-71.2201, 46.81], [-71.2199, 46.81]]}],
    "requests": [
        {"id": "A1", "work_type": "walk", "lon": -71.22, "lat": 46.81, "cost": 250000, "priority": 60, "area": "limoilou"},
        {"id": "A2", "work_type": "main", "lon": -71.22, "lat": 46.81, "cost": 250000, "priority": 60},
        {"id": "B1", "work_type": "walk", "lon": -71.32, "lat": 46.81, "cost": 250000, "priority": 20},
        {"id": "B2", "work_type": "main", "lon": -71.32, "lat": 46.81, "cost": 250000, "priority": 20},
        {"id": "C1", "work_type": "walk", "lon": -71.42, "lat": 46.81, "cost": 400000, "priority": 50},
        {"id": "D1", "work_type": "walk", "lon": -71.52, "lat": 46.81, "cost": 450000, "priority": 50},
        {"id": "E1", "work_type": "walk", "lon": -71.62, "lat": 46.81, "cost": 450000, "priority": 50}
    ],
    "moratoria": [{"lon": -71.42, "lat": 46.81, "radius_m": 10, "until_year": 2027}],
    "pins": [{"request": "A1", "year": 2027}, {"request": "A2", "year": 2029},
             {"request": "B1", "year": 2028}, {"request": "B2", "year": 2028}],
    "minimum_shares": [{"department": "roads", "area": "limoilou", "share": 0.01}]
}"#;

#[derive(Parser)]
struct TestCommand {
    #[command(flatten)]
    plan: PlanArguments,
}

struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("riverain-{name}-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn path(&self, name: &str) -> String {
        self.0.join(name).display().to_string()
    }

    /// Plans with every export.
    fn plan(&self, instance: &str, extra: &[&str]) -> Result<(), CommandError> {
        let mut words = vec!["--out".to_owned(), self.path("out.json")];
        for (option, name) in [
            ("--geojson", "map"),
            ("--csv", "table"),
            ("--xlsx", "workbook"),
            ("--ics", "calendar"),
            ("--report", "report"),
        ] {
            words.extend([option.to_owned(), self.path(name)]);
        }
        words.extend(extra.iter().map(ToString::to_string));
        self.plan_to(instance, &words)
    }

    /// Plans with these options alone.
    fn plan_to(&self, instance: &str, options: &[String]) -> Result<(), CommandError> {
        fs::write(self.path("instance.json"), instance).unwrap();
        let words = ["plan", "--lang", "en", "--instance", &self.path("instance.json")].map(String::from);
        run(&TestCommand::try_parse_from(words.iter().chain(options))?.plan)
    }

    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.0).unwrap();
        let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    fn read(&self, name: &str) -> Option<String> {
        fs::read_to_string(self.0.join(name)).ok()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn a_programme_a_map_and_a_table_are_written_and_the_same_again() {
    let folder = Folder::new("plan-writes");
    folder.plan(INSTANCE, &[]).unwrap();
    let programme: Programme = serde_json::from_str(&folder.read("out.json").unwrap()).unwrap();
    assert_eq!(programme.projects.iter().map(|p| p.year).collect::<Vec<_>>(), [Some(2027), Some(2028)]);
    let map: geojson::FeatureCollection = folder.read("map").unwrap().parse().unwrap();
    assert_eq!(map.features.len(), 2);
    let table = folder.read("table").unwrap();
    let missing = "\"Scheduled in 2028: in 2027, the budget of department roads lacks $9,000 (another $100,000 would bring in about 6.13 points there).\"";
    assert!(table.lines().count() == 3 && table.contains(missing), "{table}");
    let calendar = folder.read("calendar").unwrap();
    assert_eq!(calendar.matches("BEGIN:VEVENT").count(), 2, "{calendar}");
    assert!(folder.read("report").unwrap().contains("<h1>instance</h1>"));
    assert!(fs::read(folder.0.join("workbook")).unwrap().starts_with(b"PK"));
    let names = ["out.json", "map", "table", "workbook", "calendar", "report"];
    let written = || names.map(|name| fs::read(folder.0.join(name)).unwrap());
    let first = written();
    folder.plan(INSTANCE, &[]).unwrap();
    assert!(written() == first, "the same bytes");
}

#[test]
fn a_programme_is_planned_from_an_earlier_one() {
    let folder = Folder::new("plan-from");
    folder.plan(INSTANCE, &[]).unwrap();
    let earlier = folder.0.join("earlier.json").display().to_string();
    fs::rename(folder.0.join("out.json"), &earlier).unwrap();
    folder.plan(&INSTANCE.replace("1100000", "900000"), &["--from", &earlier]).unwrap();
    let programme: Programme = serde_json::from_str(&folder.read("out.json").unwrap()).unwrap();
    assert_eq!(programme.projects.iter().map(|p| p.year).collect::<Vec<_>>(), [Some(2028), Some(2028)]);
    let map = folder.0.join("map").display().to_string();
    let error = folder.plan(INSTANCE, &["--from", &map]).unwrap_err();
    assert!(error.to_string().contains("is not a programme") && error.to_string().contains("line 1"), "{error}");
}

#[test]
fn a_faulty_instance_is_refused_and_nothing_is_written() {
    let folder = Folder::new("plan-refuses");
    let error = folder.plan(&INSTANCE.replace("46.81", "146.81"), &[]).unwrap_err();
    assert!(error.to_string().contains("2 fault(s)"), "{error}");
    assert_eq!((folder.read("out.json"), folder.read("map"), folder.read("table")), (None, None, None));
}

#[test]
fn all_faulty_numbers_are_told_in_the_language() {
    let folder = Folder::new("plan-numbers");
    let error = folder
        .plan(INSTANCE, &["--seed", "-1", "--time-limit", "soon", "--iterations", "1.5", "--lot-max-projects", "-2"])
        .unwrap_err();
    let expected = [
        "--seed is -1: a whole number from 0 to 1000000000 is needed.",
        "--iterations is 1.5: a whole number from 0 to 1000000000 is needed.",
        "--time-limit is soon: a number of seconds above 0 is needed, such as 60 or 0.5.",
        "--lot-max-projects is -2: a whole number from 0 to 1000000000 is needed.",
    ];
    assert_eq!(error.to_string().lines().collect::<Vec<_>>(), expected);
    let french = folder.plan(INSTANCE, &["--time-limit", "-1", "--lang", "fr"]);
    assert!(french.is_err(), "a language is given once");
}

#[test]
fn places_are_checked_before_anything_is_written() {
    let folder = Folder::new("plan-places");
    fs::create_dir_all(folder.0.join("folder")).unwrap();
    let option = |option: &str, name: &str| [option.to_owned(), folder.path(name)];
    let mut words = option("--out", "instance.json").to_vec();
    words.extend(option("--csv", "table"));
    words.extend(option("--ics", "folder/../table"));
    words.extend(option("--xlsx", "folder"));
    words.extend(option("--report", "missing/report"));
    words.extend(["--geojson".to_owned(), "-".to_owned()]);
    let error = folder.plan_to(INSTANCE, &words).unwrap_err().to_string();
    let told: Vec<&str> = error.lines().collect();
    assert_eq!(told.len(), 5, "{error}");
    for (line, expected) in told.iter().zip([
        "this file is the instance",
        "only --out can write to the standard output",
        "this is a folder",
        "--csv and --ics give the same file",
        "this folder does not exist",
    ]) {
        assert!(line.contains(expected), "{error}");
    }
    assert_eq!(folder.names(), ["folder", "instance.json"]);
    assert_eq!(folder.read("instance.json").as_deref(), Some(INSTANCE));
}

#[cfg(unix)]
#[test]
fn a_device_is_written_to_and_stays_one() {
    use std::os::unix::fs::FileTypeExt;
    let folder = Folder::new("plan-device");
    let words = ["--out", "/dev/null", "--csv", "/dev/null"].map(String::from);
    folder.plan_to(INSTANCE, &words).unwrap();
    assert!(fs::metadata("/dev/null").unwrap().file_type().is_char_device());
    assert_eq!(folder.names(), ["instance.json"]);
}

#[test]
fn the_programme_of_another_instance_is_refused() {
    let folder = Folder::new("plan-other");
    folder.plan(INSTANCE, &[]).unwrap();
    let earlier = folder.path("earlier.json");
    fs::rename(folder.path("out.json"), &earlier).unwrap();
    for other in [INSTANCE.replace("\"R", "\"Q"), INSTANCE.replace("\"walk\"", "\"lamp\"")] {
        let error = folder.plan(&other, &["--from", &earlier]).unwrap_err().to_string();
        assert!(error.contains("is that of another instance: of its 2 requests"), "{error}");
        assert_eq!(folder.read("out.json"), None);
    }
    folder.plan(&INSTANCE.replace("2027", "2040"), &["--from", &earlier]).unwrap();
}

/// The names of all fields at any depth, as paths in which a position is `*`.
fn fields_of(value: &serde_json::Value, path: &str, found: &mut BTreeSet<String>) {
    match value {
        serde_json::Value::Object(fields) => {
            for (name, value) in fields {
                let path = format!("{path}/{name}");
                fields_of(value, &path, found);
                found.insert(path);
            }
        }
        serde_json::Value::Array(entries) => {
            for entry in entries {
                fields_of(entry, &format!("{path}/*"), found);
            }
        }
        _ => {}
    }
}

/// The fields that a table of the page names, from its heading on: the first cell of each row, in backquotes.
fn described(heading: &str) -> BTreeSet<String> {
    let page = include_str!("../../../../docs/planning-analysis.md");
    let part = page.split("\n## ").find(|part| part.starts_with(heading)).unwrap();
    let rows = part.lines().filter_map(|line| line.strip_prefix("| `").filter(|row| row.starts_with('/')));
    rows.map(|row| row.split('`').next().unwrap().to_owned()).collect()
}

/// [`TELLING`], with what only longer instances tell: work that must come along, and more of it than is listed.
fn telling_all() -> String {
    let mut instance: serde_json::Value = serde_json::from_str(TELLING).unwrap();
    let mut add = |list: &str, entry: serde_json::Value| instance[list].as_array_mut().unwrap().push(entry);
    let free = json!({ "cost": 0, "shared_cost": 0 });
    let near = json!({ "radius_m": 5 });
    add("departments", json!({ "id": "parks", "budget": [500_000, 500_000, 500_000] }));
    add("work_types", json!({ "id": "dig", "department": "water", "grouping": near, "mobilization": free }));
    add(
        "work_types",
        json!({ "id": "pave", "department": "parks", "after": ["dig"], "grouping": near, "mobilization": free }),
    );
    for at in 0..27 {
        let id = format!("F{at}");
        add("pins", json!({ "request": id, "year": 2029 }));
        add(
            "requests",
            json!({ "id": id, "work_type": "dig", "lon": -71.72 + 0.0001 * f64::from(at), "lat": 46.81, "cost": 1_000,
                                "hours": { "diggers": 8 }, "priority": 1 }),
        );
    }
    add(
        "requests",
        json!({ "id": "G", "work_type": "pave", "lon": -71.72, "lat": 46.81, "cost": 1_000, "priority": 30 }),
    );
    for at in 0..4 {
        let lon = -71.82 - 0.1 * f64::from(at);
        add(
            "requests",
            json!({ "id": format!("H{at}"), "work_type": "dig", "lon": lon, "lat": 46.81, "cost": 1_000, "priority": 0 }),
        );
        add(
            "requests",
            json!({ "id": format!("I{at}"), "work_type": "pave", "lon": lon, "lat": 46.81, "cost": 400_000, "priority": 30 }),
        );
    }
    instance["crews"] = json!([{ "id": "diggers", "department": "water", "hours": [null, null, null] }]);
    instance.to_string()
}

#[test]
fn analyses_have_the_fields_that_their_page_describes() {
    let folder = Folder::new("plan-fields");
    let (analysis, curves) = (folder.path("analysis"), folder.path("curves"));
    folder.plan(&telling_all(), &["--analysis", &analysis, "--sensitivity", &curves]).unwrap();
    for (file, heading) in [("analysis", "`--analysis`"), ("curves", "`--sensitivity`")] {
        let written: serde_json::Value = serde_json::from_str(&folder.read(file).unwrap()).unwrap();
        let mut fields = BTreeSet::new();
        fields_of(&written, "", &mut fields);
        // What a reason has beside its code depends on the code; hours are by the ids of crews.
        fields.retain(|field| !field.contains("/blockers/") && !field.contains("/hours/"));
        assert_eq!(fields, described(heading), "{file}");
    }
}
