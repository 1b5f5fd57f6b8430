//! Where `riverain plan` writes. Every place is checked before anything is planned; what is made for a file is kept beside it
//! until all of it is there, and then everything takes its place.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::file_fault;
use crate::cli::CommandError;
use crate::exports::error::ExportError;
use crate::locale::Locale;

/// What stands for the standard output.
pub(super) const STANDARD_OUTPUT: &str = "-";

/// The files that are being made, and what was made for places that no file can take.
pub(super) struct Destinations {
    locale: Locale,
    made: Vec<Made>,
}

enum Made {
    /// A whole file, and the one whose place it takes.
    File { partial: PathBuf, file: PathBuf },
    /// What goes to the standard output, a pipe or a device.
    Stream { file: PathBuf, bytes: Vec<u8> },
}

impl Destinations {
    /// Checks the places, each with the option that names it.
    ///
    /// # Errors
    /// Every place that cannot be written, that another option or the instance has, or that is a folder.
    pub(super) fn checked<'a>(
        places: impl Iterator<Item = (&'static str, &'a Path)>,
        instance: &Path,
        locale: Locale,
    ) -> Result<Self, CommandError> {
        let mut taken: HashMap<PathBuf, &str> = HashMap::new();
        let mut faults = Vec::new();
        for (option, file) in places {
            let values = |other: &str| {
                [("option", option.to_owned()), ("file", file.display().to_string()), ("other", other.to_owned())]
            };
            let wording = |key: &str, other: &str| locale.wording(&format!("plan_command.{key}"), &values(other));
            if is_standard_output(file) {
                if option != "out" {
                    faults.push(wording("only_out", ""));
                }
                continue;
            }
            if file.is_dir() {
                faults.push(wording("is_a_folder", ""));
                continue;
            }
            if !folder_of(file).is_dir() {
                faults.push(wording("no_folder", ""));
                continue;
            }
            if let Err(error) = try_out(file) {
                faults.push(file_fault(locale, "plan_command.unwritable", file, &error).to_string());
            }
            if is_stream(file) {
                continue;
            }
            let place = place_of(file);
            if place == place_of(instance) {
                faults.push(wording("is_the_instance", ""));
            } else if let Some(other) = taken.insert(place, option) {
                faults.push(wording("same_file", other));
            }
        }
        if faults.is_empty() { Ok(Self { locale, made: Vec::new() }) } else { Err(faults.join("\n").into()) }
    }

    /// Makes what goes to a place.
    pub(super) fn make(
        &mut self,
        file: &Path,
        write: impl FnOnce(&mut dyn Write) -> Result<(), ExportError>,
    ) -> Result<(), CommandError> {
        let made = if is_standard_output(file) || is_stream(file) {
            let mut bytes = Vec::new();
            write(&mut bytes).map(|()| self.made.push(Made::Stream { file: file.to_owned(), bytes }))
        } else {
            let partial = partial(file);
            self.made.push(Made::File { partial: partial.clone(), file: file.to_owned() });
            File::create(&partial).map_err(ExportError::from).and_then(|created| {
                let mut out = BufWriter::new(created);
                write(&mut out)?;
                Ok(out.flush()?)
            })
        };
        made.map_err(|error| file_fault(self.locale, "plan_command.unwritable", file, &error))
    }

    /// Gives everything that was made its place, files first.
    pub(super) fn finish(mut self) -> Result<(), CommandError> {
        let locale = self.locale;
        let unwritable = |file: &Path, error: io::Error| file_fault(locale, "plan_command.unwritable", file, &error);
        let (files, streams): (Vec<Made>, Vec<Made>) =
            std::mem::take(&mut self.made).into_iter().partition(|made| matches!(made, Made::File { .. }));
        self.made = files;
        for made in &self.made {
            if let Made::File { partial, file } = made {
                fs::rename(partial, file).map_err(|error| unwritable(file, error))?;
            }
        }
        for made in &streams {
            if let Made::Stream { file, bytes } = made {
                write_stream(file, bytes).map_err(|error| unwritable(file, error))?;
            }
        }
        Ok(())
    }
}

impl Drop for Destinations {
    /// Nothing is left of what did not take its place.
    fn drop(&mut self) {
        for made in &self.made {
            if let Made::File { partial, .. } = made {
                let _ = fs::remove_file(partial);
            }
        }
    }
}

pub(super) fn is_standard_output(file: &Path) -> bool {
    file == Path::new(STANDARD_OUTPUT)
}

fn write_stream(file: &Path, bytes: &[u8]) -> io::Result<()> {
    if is_standard_output(file) {
        let mut out = io::stdout().lock();
        return out.write_all(bytes).and_then(|()| out.flush());
    }
    File::options().write(true).open(file)?.write_all(bytes)
}

/// Whether a place is there and is no file: a device or a pipe, which nothing can replace.
fn is_stream(file: &Path) -> bool {
    fs::metadata(file).is_ok_and(|there| !there.is_file() && !there.is_dir())
}

/// Whether the file can be begun; leaves nothing.
fn try_out(file: &Path) -> io::Result<()> {
    if is_stream(file) {
        return Ok(());
    }
    let partial = partial(file);
    File::create(&partial).and_then(|_| fs::remove_file(&partial))
}

fn partial(file: &Path) -> PathBuf {
    let mut partial = file.as_os_str().to_owned();
    partial.push(".partial");
    partial.into()
}

/// The same for all ways of writing a path.
fn place_of(file: &Path) -> PathBuf {
    let in_folder = || Some(folder_of(file).canonicalize().ok()?.join(file.file_name()?));
    file.canonicalize().ok().or_else(in_folder).unwrap_or_else(|| file.to_owned())
}

fn folder_of(file: &Path) -> &Path {
    file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}
