//! Where the files of a catalogue are: a folder, or the copy built into the program.

use std::path::{Path, PathBuf};
use std::{fmt, fs, io};

use rust_embed::RustEmbed;

/// The catalogue of Québec City, as it was when the program was built.
#[derive(RustEmbed)]
#[folder = "../catalogue"]
#[include = "*.toml"]
#[include = "products/*.toml"]
struct BuiltIn;

/// The place that a catalogue is read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CatalogueSource {
    /// The copy built into the program.
    BuiltIn,
    /// A folder.
    Folder(PathBuf),
}

/// A file of a catalogue, or why it could not be read.
pub(super) struct SourceFile {
    /// Path within the catalogue, with slashes.
    pub(super) name: String,
    /// What it holds.
    pub(super) text: io::Result<String>,
}

impl CatalogueSource {
    /// The folder given, or else the `catalogue` folder of `working_directory` where there is one, or else the copy
    /// built in.
    pub fn choose(folder: Option<PathBuf>, working_directory: &Path) -> Self {
        let usual = || Some(working_directory.join("catalogue")).filter(|folder| folder.join("city.toml").is_file());
        folder.or_else(usual).map_or(Self::BuiltIn, Self::Folder)
    }

    /// The name of a file of the catalogue, as its faults give it.
    pub(super) fn display_name(&self, name: &str) -> String {
        match self {
            Self::BuiltIn => format!("catalogue/{name}"),
            Self::Folder(folder) => folder.join(name).display().to_string(),
        }
    }

    /// Every TOML file of the catalogue and of its `products` folder, by name.
    pub(super) fn files(&self) -> io::Result<Vec<SourceFile>> {
        let mut files = match self {
            Self::BuiltIn => built_in(),
            Self::Folder(folder) => {
                let mut files = toml_files(folder, "")?;
                let products = folder.join("products");
                if products.is_dir() {
                    files.extend(toml_files(&products, "products/")?);
                }
                files
            }
        };
        files.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(files)
    }
}

impl fmt::Display for CatalogueSource {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BuiltIn => formatter.write_str("catalogue"),
            Self::Folder(folder) => folder.display().fmt(formatter),
        }
    }
}

fn built_in() -> Vec<SourceFile> {
    BuiltIn::iter().filter_map(|name| built_in_file(&name)).collect()
}

/// The copy of a file that is built into the program.
pub(super) fn built_in_file(name: &str) -> Option<SourceFile> {
    let text = String::from_utf8(BuiltIn::get(name)?.data.into_owned()).map_err(io::Error::other);
    Some(SourceFile { name: name.to_owned(), text })
}

fn toml_files(folder: &Path, prefix: &str) -> io::Result<Vec<SourceFile>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "toml") {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            files.push(SourceFile { name: format!("{prefix}{name}"), text: fs::read_to_string(&path) });
        }
    }
    Ok(files)
}
