//! `riverain catalogue`: checks the catalogue's files, applies them to the database, writes their schemas.

use std::env;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::Subcommand;
use riverain_migrations::{Migrator, MigratorTrait};
use serde_json::json;

use super::{CommandError, Settings, locale_of_user};
use crate::catalogue::{Catalogue, CatalogueSource, load, load_city, schema_files, write_schemas};
use crate::clock::{Clock, SystemClock};
use crate::config::Config;
use crate::data_file::FileFault;
use crate::domain::life_cycle::LifeCycle;
use crate::import::mapping;
use crate::locale::Locale;
use crate::services::catalogue::{AppliedCatalogue, ApplyError, apply, apply_replacing_city};
use crate::services::notifications::Telling;
use crate::services::promises::{Recomputed, recompute};
use crate::store::connect::connect;
use crate::store::reference::ReferenceCache;

/// What is done with the catalogue.
#[derive(Debug, Subcommand)]
pub enum CatalogueAction {
    /// Check every file and tell every fault, without a database.
    Check {
        /// Folder of the catalogue; without it, `catalogue` here, or else the copy built in.
        folder: Option<PathBuf>,
    },
    /// Make the database hold the catalogue: new versions where a file changed, nothing where none did.
    Apply {
        /// Folder of the catalogue; without it, `catalogue` here, or else the copy built in.
        folder: Option<PathBuf>,
        /// Another city's `city.toml`, in place of the catalogue's.
        #[arg(long, value_name = "FILE")]
        city: Option<PathBuf>,
        /// Applies it even where the database holds another city, whose requests and areas stay.
        #[arg(long)]
        replace_city: bool,
    },
    /// Draw the life cycle of requests as a state diagram, in Mermaid's notation.
    Diagram {
        /// Folder of the catalogue; without it, `catalogue` here, or else the copy built in.
        folder: Option<PathBuf>,
    },
    /// Write the JSON Schemas that editors use, of the mappings of imports too.
    Schema {
        /// Folder of the catalogue.
        #[arg(default_value = "catalogue")]
        folder: PathBuf,
    },
}

/// Carries out a command on the catalogue.
///
/// # Errors
/// Files with faults, which are told on standard error; a folder that cannot be written, or a database that fails.
pub async fn run(settings: &Settings, action: CatalogueAction) -> Result<(), CommandError> {
    match action {
        CatalogueAction::Check { folder } => check(folder),
        CatalogueAction::Apply { folder, city, replace_city } => {
            apply_files(&settings.configuration()?, folder, city, replace_city).await
        }
        CatalogueAction::Diagram { folder } => diagram(folder),
        CatalogueAction::Schema { folder } => schema(&folder),
    }
}

fn check(folder: Option<PathBuf>) -> Result<(), CommandError> {
    let locale = locale_of_user();
    let source = CatalogueSource::choose(folder, &env::current_dir()?);
    let catalogue = read(&source, locale)?;
    let precisions: usize = catalogue.products.iter().map(|product| product.precisions.len()).sum();
    let values = [
        ("source", source.to_string()),
        ("products", catalogue.products.len().to_string()),
        ("precisions", precisions.to_string()),
        ("work_types", catalogue.work_types.len().to_string()),
    ];
    writeln!(io::stdout(), "{}", locale.wording("catalogue_command.right", &values))?;
    Ok(())
}

fn diagram(folder: Option<PathBuf>) -> Result<(), CommandError> {
    let source = CatalogueSource::choose(folder, &env::current_dir()?);
    let catalogue = read(&source, locale_of_user())?;
    let cycle: LifeCycle = serde_json::from_value(json!(catalogue.life_cycle))?;
    write!(io::stdout(), "{}", cycle.diagram())?;
    Ok(())
}

async fn apply_files(
    config: &Config,
    folder: Option<PathBuf>,
    city: Option<PathBuf>,
    replace_city: bool,
) -> Result<(), CommandError> {
    let locale = locale_of_user();
    let source = CatalogueSource::choose(folder, &env::current_dir()?);
    let mut catalogue = read(&source, locale)?;
    if let Some(city) = city {
        catalogue.city = load_city(&city).map_err(|faults| tell(&faults, &city.display().to_string(), locale))?;
    }
    let database = connect(&config.database_url(), config.database_connections).await?;
    Migrator::up(&database, None).await?;
    let now = SystemClock.now();
    let applied = match replace_city {
        true => apply_replacing_city(&database, &catalogue, now).await,
        false => apply(&database, &catalogue, now).await,
    };
    let applied = applied.map_err(|error| refusal(error, locale))?;
    for line in describe(&applied, &source, locale) {
        writeln!(io::stdout(), "{line}")?;
    }
    // What an earlier, interrupted command left is done too.
    let reference = ReferenceCache::new(database.clone()).current().await?;
    let Recomputed { looked_at, moved } = recompute(&database, &reference, telling(config), now).await?;
    if looked_at > 0 {
        let values = [("looked_at", looked_at.to_string()), ("moved", moved.to_string())];
        writeln!(io::stdout(), "{}", locale.wording("catalogue_command.promises", &values))?;
    }
    Ok(())
}

/// How citizens and subscribers are told of promises that move: by the settings of the service.
fn telling(config: &Config) -> Telling {
    Telling {
        is_mailing: config.smtp_url.is_some() && config.email_sender.is_some(),
        attempts: config.notification_attempts,
    }
}

fn refusal(error: ApplyError, locale: Locale) -> CommandError {
    match error {
        ApplyError::OtherCity { held, wanted } => {
            locale.wording("catalogue_command.other_city", &[("held", held), ("wanted", wanted)]).into()
        }
        ApplyError::Service(error) => error.into(),
    }
}

/// What was applied, a line a part that changed.
fn describe(applied: &AppliedCatalogue, source: &CatalogueSource, locale: Locale) -> Vec<String> {
    let source = ("source", source.to_string());
    if applied.is_unchanged() {
        return vec![locale.wording("catalogue_command.unchanged", &[source])];
    }
    let mut lines = vec![locale.wording("catalogue_command.applied", &[source])];
    for (part, changes) in &applied.parts {
        let part = locale.wording(&format!("catalogue_command.part.{}", part.as_str()), &[]);
        let lists = [
            ("added", &changes.added),
            ("changed", &changes.changed),
            ("retired", &changes.retired),
            ("left", &changes.left),
        ];
        for (name, codes) in lists.into_iter().filter(|(_, codes)| !codes.is_empty()) {
            let values = [("part", part.clone()), ("count", codes.len().to_string()), ("codes", codes.join(", "))];
            lines.push(locale.wording(&format!("catalogue_command.{name}"), &values));
        }
    }
    lines
}

fn schema(folder: &Path) -> Result<(), CommandError> {
    let schemas = schema_files().into_iter().chain([mapping::schema_file()]).collect();
    for name in write_schemas(folder, schemas)? {
        writeln!(io::stdout(), "{}", folder.join("schema").join(name).display())?;
    }
    Ok(())
}

/// The catalogue, once every fault is told on standard error.
fn read(source: &CatalogueSource, locale: Locale) -> Result<Catalogue, CommandError> {
    load(source).map_err(|faults| tell(&faults, &source.to_string(), locale))
}

fn tell(faults: &[FileFault], source: &str, locale: Locale) -> CommandError {
    for fault in faults {
        eprintln!("{}", fault.describe(locale));
    }
    let values = [("source", source.to_owned()), ("count", faults.len().to_string())];
    locale.wording("catalogue_command.faulty", &values).into()
}
