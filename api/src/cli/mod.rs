//! The `riverain` command: one file a subcommand.

pub mod catalogue;
pub mod demo;
pub mod import;
mod import_email;
pub mod migrate;
pub mod plan;
pub mod priorities;
pub mod schema;
pub mod serve;
pub mod simulate;
pub mod token;

use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use crate::config::{Config, ConfigError};
use crate::locale::Locale;

/// Riverain: le service 311 et le planificateur d'interventions. / The 311 back end and work planner.
#[derive(Debug, Parser)]
#[command(name = "riverain", version, arg_required_else_help = true)]
pub struct Command {
    #[command(flatten)]
    settings: Settings,
    #[command(subcommand)]
    action: Action,
}

/// Settings that a command line may give over those of the environment.
#[derive(Debug, Args)]
pub struct Settings {
    /// Folder of the embedded database and of the development key.
    #[arg(long, global = true, value_name = "DIR")]
    data_dir: Option<PathBuf>,
    /// Address and port to listen on.
    #[arg(long, global = true, value_name = "ADDR:PORT")]
    listen: Option<SocketAddr>,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Prepare a city to try the service with, and serve it.
    Demo(demo::DemoArguments),
    /// Serve the API over the database as it is.
    Serve,
    /// Plan the programmes that are queued and deliver what is to be told, without serving the API.
    Work,
    /// Print a token for development.
    Token(token::TokenArguments),
    /// Print the GraphQL schema.
    Schema,
    /// Bring the database's schema up to date.
    Migrate,
    /// Make what a contact centre takes in, to try figures and load.
    #[command(subcommand)]
    Simulate(simulate::SimulateAction),
    /// Compute the backlog's priorities again and print how many: run it each night.
    Priorities,
    /// Check the catalogue's files, apply them to the database, or write their schemas.
    #[command(subcommand)]
    Catalogue(catalogue::CatalogueAction),
    /// Plan an instance of the exchange format into a programme, without a database.
    Plan(Box<plan::PlanArguments>),
    /// Import requests, areas or streets from files.
    Import(import::ImportArguments),
}

/// Why a command failed.
pub type CommandError = Box<dyn std::error::Error + Send + Sync>;

/// Runs the command that the process was started with.
pub fn run() -> ExitCode {
    let command = Command::from_arg_matches(&definition().get_matches()).unwrap_or_else(|error| error.exit());
    // The future of a deep document is one value on the stack; only an unoptimised build comes near the usual 2 MiB.
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    let runtime = match runtime.enable_all().thread_stack_size(8 << 20).build() {
        Ok(runtime) => runtime,
        Err(error) => return fail(&error.into()),
    };
    let carried_out = runtime.block_on(carry_out(command));
    // A planner that is between two steps of its search is not waited for: its job was given back.
    runtime.shutdown_background();
    match carried_out {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(&error),
    }
}

/// The command line. Where there is no service, its settings are not shown.
fn definition() -> clap::Command {
    let command = Command::command();
    let settings: Vec<clap::Arg> = command
        .get_arguments()
        .filter(|argument| argument.is_global_set())
        .map(|setting| setting.clone().hide(true))
        .collect();
    ["plan", "schema"]
        .into_iter()
        .fold(command, |command, name| command.mut_subcommand(name, |action| action.args(settings.clone())))
}

async fn carry_out(command: Command) -> Result<(), CommandError> {
    let settings = command.settings;
    match command.action {
        Action::Demo(arguments) => demo::run(&settings.configuration()?, &arguments).await,
        Action::Token(arguments) => token::run(&settings.configuration()?, arguments),
        Action::Serve => serve::run(&settings.configuration()?).await,
        Action::Work => serve::plan_alone(&settings.configuration()?).await,
        Action::Schema => schema::run(),
        Action::Migrate => migrate::run(&settings.configuration()?).await,
        Action::Simulate(action) => simulate::run(&settings.configuration()?, &action).await,
        Action::Priorities => priorities::run(&settings.configuration()?).await,
        Action::Catalogue(action) => catalogue::run(&settings, action).await,
        Action::Plan(arguments) => plan::run(&arguments),
        Action::Import(arguments) => import::run(&settings.configuration()?, arguments).await,
    }
}

impl Settings {
    /// The settings of the environment, under those of the command line.
    ///
    /// # Errors
    /// A setting that is unknown or does not have its type.
    pub fn configuration(&self) -> Result<Config, ConfigError> {
        let mut config = Config::load()?;
        if let Some(data_dir) = &self.data_dir {
            config.data_dir.clone_from(data_dir);
        }
        if let Some(listen) = self.listen {
            config.listen = listen;
        }
        Ok(config)
    }
}

/// The language of the person at the terminal (POSIX, 8.2): that of `LC_ALL`, else of `LANG`; an empty variable says
/// nothing.
fn locale_of_user() -> Locale {
    let set = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
    Locale::from_posix(&set("LC_ALL").or_else(|| set("LANG")).unwrap_or_default())
}

fn fail(error: &CommandError) -> ExitCode {
    eprintln!("riverain: {error}");
    ExitCode::FAILURE
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

    use super::*;

    #[test]
    fn what_needs_no_service_shows_none_of_its_settings() {
        let help =
            |name: &str| definition().try_get_matches_from(["riverain", name, "--help"]).unwrap_err().to_string();
        for name in ["plan", "schema"] {
            assert!(!help(name).contains("--data-dir") && !help(name).contains("--listen"), "{}", help(name));
        }
        assert!(help("serve").contains("--data-dir"), "{}", help("serve"));
        let matches = definition().try_get_matches_from(["riverain", "--data-dir", "here", "serve"]).unwrap();
        assert_eq!(Command::from_arg_matches(&matches).unwrap().settings.data_dir, Some(PathBuf::from("here")));
    }
}
