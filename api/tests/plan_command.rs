//! `riverain plan`, as a person types and interrupts it.
#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

use std::fmt::Write as _;
use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// An instance of which no programme is proven the best at once.
fn hard_instance() -> String {
    let mut requests = String::new();
    for rank in 0..400_u32 {
        let (cost, priority) = (60_000 + rank * rank * 7_919 % 90_011, 20 + rank * 37 % 79);
        let lon = -71.2 + f64::from(rank) * 0.01;
        let separator = if rank == 0 { "" } else { "," };
        write!(
            requests,
            r#"{separator}{{"id": "R{rank}", "work_type": "walk", "lon": {lon}, "lat": 46.81, "cost": {cost}, "priority": {priority}}}"#
        )
        .unwrap();
    }
    format!(
        r#"{{"horizon": {{"first_year": 2027, "years": 3, "discount_rate": 0.03}},
            "departments": [{{"id": "roads", "budget": [5000000, 5000000, 5000000]}}],
            "work_types": [{{"id": "walk", "department": "roads", "grouping": {{"radius_m": 50}},
                             "mobilization": {{"cost": 80000, "shared_cost": 40000}}}}],
            "sites": {{"radius_m": 30}}, "requests": [{requests}]}}"#
    )
}

#[test]
fn an_interrupt_writes_the_best_programme_so_far() {
    let folder = TempDir::new().unwrap();
    let (instance, programme) = (folder.path().join("instance.json"), folder.path().join("programme.json"));
    fs::write(&instance, hard_instance()).unwrap();
    let mut planning = Command::new(env!("CARGO_BIN_EXE_riverain"))
        .args(["plan", "--time-limit", "3600", "--lang", "en", "--instance"])
        .arg(&instance)
        .arg("--out")
        .arg(&programme)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut told = BufReader::new(planning.stderr.take().unwrap()).lines();
    assert!(told.any(|line| line.unwrap().starts_with("Improving")), "it improves the programme");
    let interrupted = Command::new("kill").args(["-INT", &planning.id().to_string()]).status().unwrap();
    assert!(interrupted.success());
    let done = planning.wait_with_output().unwrap();
    let said = String::from_utf8(done.stdout).unwrap();
    assert!(done.status.success(), "{said}");
    assert!(said.contains("The search was interrupted"), "{said}");
    let written: serde_json::Value = serde_json::from_slice(&fs::read(&programme).unwrap()).unwrap();
    let (objective, bound) = (written["objective"].as_f64().unwrap(), written["upper_bound"].as_f64().unwrap());
    assert!(objective > 0.0 && objective <= bound, "{objective} of {bound}");
}
