//! The data of the demonstration, built into the program.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rust_embed::RustEmbed;

use crate::cli::CommandError;
use crate::simulation::{Material, MaterialFiles};

/// The samples as they were when the program was built.
#[derive(RustEmbed)]
#[folder = "../samples"]
#[include = "boston/*"]
#[include = "quebec/*"]
#[include = "montreal/shape.json"]
struct Samples;

/// The text of a sample.
///
/// # Errors
/// A name that is no sample's, or a sample that is not text.
pub(super) fn text(name: &str) -> Result<String, CommandError> {
    Ok(String::from_utf8(bytes(name)?)?)
}

/// Writes a sample into a folder, and gives the file's path: commands read files.
///
/// # Errors
/// A name that is no sample's, or a folder that cannot be written.
pub(super) fn unpack(name: &str, folder: &Path) -> Result<PathBuf, CommandError> {
    let path = folder.join(name);
    if let Some(parent) = path.parent() {
        std::fs::create_dir_all(parent)?;
    }
    std::fs::write(&path, bytes(name)?)?;
    Ok(path)
}

/// What requests are simulated with.
///
/// # Errors
/// A sample that does not have its form.
pub(super) fn material() -> Result<Arc<Material>, CommandError> {
    let (shape, choices) = (text("montreal/shape.json")?, text("quebec/simulation.toml")?);
    let (people, wording) = (text("quebec/people.toml")?, text("quebec/wording.toml")?);
    let files = MaterialFiles { shape: &shape, choices: &choices, people: &people, wording: &wording };
    Ok(Arc::new(Material::parse(files)?))
}

fn bytes(name: &str) -> Result<Vec<u8>, CommandError> {
    let sample = Samples::get(name).ok_or_else(|| format!("the sample {name} is not built into this program"))?;
    Ok(sample.data.into_owned())
}
