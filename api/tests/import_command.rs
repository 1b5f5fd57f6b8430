//! `riverain import areas`, as a person types it.
#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

/// What a command says: on standard output where it succeeds, else on standard error.
fn riverain(data: &Path, arguments: &[&str]) -> Result<String, String> {
    let output = Command::new(env!("CARGO_BIN_EXE_riverain"))
        .arg("--data-dir")
        .arg(data)
        .args(arguments)
        .env_clear()
        // An empty variable says nothing: LANG does.
        .envs([("LC_ALL", ""), ("LANG", "en_CA.UTF-8")])
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    if output.status.success() { Ok(text(output.stdout)) } else { Err(text(output.stderr)) }
}

#[test]
fn areas_of_an_empty_folder_need_a_catalogue_and_then_no_word_of_what_they_are() {
    let folder = TempDir::new().unwrap();
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../samples");
    let file = |name: &str| samples.join(name).display().to_string();
    let (boroughs, neighbourhoods) = (file("quebec/boroughs.geojson"), file("quebec/neighbourhoods.geojson"));
    let refused = riverain(folder.path(), &["import", "areas", &boroughs]).unwrap_err();
    assert!(refused.contains("Apply a catalogue first: riverain catalogue apply"), "{refused}");

    riverain(folder.path(), &["catalogue", "apply"]).unwrap();
    let done = riverain(folder.path(), &["import", "areas", &boroughs]).unwrap();
    assert!(done.contains("0 boroughs created, 6 updated"), "{done}");
    let done = riverain(folder.path(), &["import", "areas", &neighbourhoods]).unwrap();
    assert!(done.contains("35 neighbourhoods created"), "{done}");

    let boston = file("boston/city.toml");
    let refused = riverain(folder.path(), &["catalogue", "apply", "--city", &boston]).unwrap_err();
    assert!(refused.contains("Québec") && refused.contains("--replace-city"), "{refused}");
    riverain(folder.path(), &["catalogue", "apply", "--city", &boston, "--replace-city"]).unwrap();
}
