//! The file of a demonstration's tokens: whoever reads it is administrator, so only its owner may.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::cli::CommandError;

/// A file that was found writable.
#[derive(Debug)]
pub(super) struct TokensFile(PathBuf);

impl TokensFile {
    /// The file, once it is known that it can be written: before a preparation that takes minutes. One that is not there
    /// is not left behind, since whoever waits for it would find it empty.
    ///
    /// # Errors
    /// A file that cannot be written.
    pub(super) fn try_out(path: &Path) -> Result<Self, CommandError> {
        let existed = path.exists();
        open(path).and_then(|_| if existed { Ok(()) } else { std::fs::remove_file(path) }).map_err(told(path))?;
        Ok(Self(path.to_owned()))
    }

    /// Writes the tokens as JSON by role.
    ///
    /// # Errors
    /// A file that can no longer be written.
    pub(super) fn write(&self, by_role: &BTreeMap<&str, &str>) -> Result<(), CommandError> {
        let text = serde_json::to_string_pretty(by_role)? + "\n";
        Ok(open(&self.0).and_then(|file| replace(&file, &text)).map_err(told(&self.0))?)
    }
}

fn replace(mut file: &File, text: &str) -> io::Result<()> {
    if file.metadata()?.is_file() {
        keep_to_owner(file)?;
        file.set_len(0)?;
    }
    file.write_all(text.as_bytes())
}

fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// A file that was there may have been open to others.
#[cfg(unix)]
fn keep_to_owner(file: &File) -> io::Result<()> {
    file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600))
}

#[cfg(not(unix))]
fn keep_to_owner(_: &File) -> io::Result<()> {
    Ok(())
}

fn told(path: &Path) -> impl Fn(io::Error) -> String {
    move |error| format!("{}: {error}", path.display())
}
