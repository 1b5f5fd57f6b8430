//! The command, run as a person runs it.
#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

use clap::Parser;

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

    fn plan(&self, instance: &str, extra: &[&str]) -> Result<(), CommandError> {
        let path = |name: &str| self.0.join(name).display().to_string();
        fs::write(path("instance.json"), instance).unwrap();
        let mut words: Vec<String> = ["plan", "--lang", "en"].map(String::from).to_vec();
        for (option, name) in [
            ("--instance", "instance.json"),
            ("--out", "out.json"),
            ("--geojson", "map"),
            ("--csv", "table"),
            ("--xlsx", "workbook"),
            ("--ics", "calendar"),
            ("--report", "report"),
        ] {
            words.extend([option.to_owned(), path(name)]);
        }
        words.extend(extra.iter().map(ToString::to_string));
        run(&TestCommand::parse_from(words).plan)
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
    let missing = "\"Scheduled in 2028: in 2027, the budget of department roads lacks $9,000.00.\"";
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
    assert!(error.to_string().contains("is not a programme"), "{error}");
}

#[test]
fn a_faulty_instance_is_refused_and_nothing_is_written() {
    let folder = Folder::new("plan-refuses");
    let error = folder.plan(&INSTANCE.replace("46.81", "146.81"), &[]).unwrap_err();
    assert!(error.to_string().contains("2 fault(s)"), "{error}");
    assert_eq!((folder.read("out.json"), folder.read("map"), folder.read("table")), (None, None, None));
    assert!(TestCommand::try_parse_from(["plan", "--time-limit", "-1"]).is_err());
}
