//! `riverain import`: brings requests, areas and streets out of files.

use std::io::{IsTerminal, stderr};
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand, ValueEnum};

use super::{CommandError, import_email, locale_of_user, serve};
use crate::app::App;
use crate::config::Config;
use crate::import::ImportError;
use crate::import::areas::{AreaImport, AreaKind, import_areas};
use crate::import::progress::TerminalProgress;
use crate::import::rejects::default_path;
use crate::import::requests::{RequestImport, import_requests};
use crate::import::streets::{StreetImport, import_streets};
use crate::locale::Locale;

/// What `riverain import` brings, and from where.
#[derive(Debug, Args)]
pub struct ImportArguments {
    #[command(subcommand)]
    what: ImportAction,
    /// Language of the messages and of the report; that of LANG where absent.
    #[arg(long, global = true, value_name = "fr|en")]
    lang: Option<Language>,
}

#[derive(Debug, Subcommand)]
enum ImportAction {
    /// Import requests from a CSV or GeoJSON file, plain or gzip; again and again: each request is known by its
    /// identifier in its source.
    Requests {
        /// The file of requests.
        file: PathBuf,
        /// The mapping of its columns and words.
        #[arg(long, value_name = "FILE")]
        mapping: PathBuf,
        /// Where rejected rows are reported; FILE.rejected.csv where absent.
        #[arg(long, value_name = "FILE")]
        report: Option<PathBuf>,
    },
    /// Take e-mails in, each a file as a mail server keeps it (RFC 5322): contacts, and draft requests or follow-ups.
    Email {
        /// The files.
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// Import boroughs or neighbourhoods from a GeoJSON file.
    Areas {
        /// The file of areas.
        file: PathBuf,
        /// What the areas are; found from their names and places where absent.
        #[arg(long)]
        kind: Option<AreaWord>,
        /// Property of the code; made of the name where absent.
        #[arg(long, value_name = "NAME")]
        code_property: Option<String>,
        /// Property of the name.
        #[arg(long, value_name = "NAME")]
        name_property: Option<String>,
        /// Property of the borough of a neighbourhood; found from the outlines where absent.
        #[arg(long, value_name = "NAME")]
        borough_property: Option<String>,
    },
    /// Import street segments from a GeoJSON file.
    Streets {
        /// The file of streets.
        file: PathBuf,
        /// Where rejected segments are reported; FILE.rejected.csv where absent.
        #[arg(long, value_name = "FILE")]
        report: Option<PathBuf>,
    },
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum AreaWord {
    Boroughs,
    Neighbourhoods,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Language {
    Fr,
    En,
}

/// Imports what the arguments say.
///
/// # Errors
/// A file of which nothing can be read, or a database that fails.
pub async fn run(config: &Config, arguments: ImportArguments) -> Result<(), CommandError> {
    let locale = match arguments.lang {
        Some(Language::Fr) => Locale::French,
        Some(Language::En) => Locale::English,
        None => locale_of_user(),
    };
    let app = serve::open(config).await?;
    if let ImportAction::Email { files } = &arguments.what {
        return import_email::run(&app, files, locale).await;
    }
    carry_out(&app, arguments.what, locale).await.map_err(|error| error.describe(locale).join("\n").into())
}

async fn carry_out(app: &App, what: ImportAction, locale: Locale) -> Result<(), ImportError> {
    match what {
        ImportAction::Email { .. } => {}
        ImportAction::Requests { file, mapping, report } => {
            let report = report.unwrap_or_else(|| default_path(&file));
            let import = RequestImport { file, mapping, report, locale };
            let summary = import_requests(app, &import, &mut progress(locale)).await?;
            let tally = summary.tally;
            let counts = [
                ("read", tally.read),
                ("inserted", tally.inserted),
                ("updated", tally.updated),
                ("unchanged", tally.unchanged),
                ("rejected", tally.rejected),
            ];
            say(locale, "import.requests_done", &import.file, &counts);
            if tally.boroughs > 0 {
                say(locale, "import.boroughs_created", &import.file, &[("count", tally.boroughs)]);
            }
            if tally.closings_moved > 0 {
                say(locale, "import.closings_moved", &import.file, &[("count", tally.closings_moved)]);
            }
            say_report(locale, summary.report.as_deref());
        }
        ImportAction::Areas { file, kind, code_property, name_property, borough_property } => {
            let kind = kind.map(|kind| match kind {
                AreaWord::Boroughs => AreaKind::Boroughs,
                AreaWord::Neighbourhoods => AreaKind::Neighbourhoods,
            });
            let import = AreaImport { file, kind, code_property, name_property, borough_property };
            let summary = import_areas(app, &import).await?;
            let counts = [("created", summary.created), ("updated", summary.updated), ("relocated", summary.relocated)];
            let done = match summary.kind {
                AreaKind::Boroughs => "import.boroughs_done",
                AreaKind::Neighbourhoods => "import.neighbourhoods_done",
            };
            say(locale, done, &import.file, &counts);
        }
        ImportAction::Streets { file, report } => {
            let report = report.unwrap_or_else(|| default_path(&file));
            let import = StreetImport { file, report, locale };
            let summary = import_streets(app, &import, &mut progress(locale)).await?;
            let counts = [("read", summary.read), ("written", summary.written), ("rejected", summary.rejected)];
            say(locale, "import.streets_done", &import.file, &counts);
            say_report(locale, summary.report.as_deref());
        }
    }
    Ok(())
}

fn progress(locale: Locale) -> TerminalProgress {
    TerminalProgress::new(locale, stderr().is_terminal())
}

fn say(locale: Locale, key: &str, file: &Path, counts: &[(&str, u64)]) {
    let mut values = vec![("file", file.display().to_string())];
    values.extend(counts.iter().map(|(name, count)| (*name, count.to_string())));
    println!("{}", locale.wording(key, &values));
}

fn say_report(locale: Locale, report: Option<&Path>) {
    if let Some(report) = report {
        say(locale, "import.report_at", report, &[]);
    }
}
