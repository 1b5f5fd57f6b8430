//! `riverain demo`: a city to try the service with, from an empty folder to an open server. Started again, it keeps what
//! is there; cut short, it goes on from where it stood.

mod banner;
mod preparation;
mod programme;
mod samples;
mod staff;
mod tokens_file;

use std::io::{IsTerminal, stderr};
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use tokio::net::TcpListener;

use super::{CommandError, locale_of_user, serve};
use crate::app::SharedApp;
use crate::config::{Config, Environment};
use crate::import::progress::TerminalProgress;
use crate::simulation::{self, Scope, Simulation, SimulationSummary};
use crate::telemetry;
use banner::Banner;
use preparation::Preparation;
use tokens_file::TokensFile;

/// What to show.
#[derive(Debug, Clone, Args)]
pub struct DemoArguments {
    /// The city: Québec with simulated requests on its real streets, or Boston with its real requests of 2015.
    #[arg(long, value_enum, default_value_t = DemoCity::Quebec)]
    pub city: DemoCity,
    /// Writes the tokens to this file too, as JSON by role.
    #[arg(long, value_name = "FILE")]
    pub tokens_file: Option<PathBuf>,
    /// Seed of the simulation.
    #[arg(long, default_value_t = 311)]
    pub seed: u64,
    /// How many requests to simulate.
    #[arg(long, default_value_t = 20_000, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub requests: u32,
}

/// A city whose data is built into the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DemoCity {
    /// Québec.
    Quebec,
    /// Boston.
    Boston,
}

/// Prepares the city where it is not yet, prints how to try it, and serves it.
///
/// # Errors
/// A production configuration, whose data is no city to try; an address that is taken, a tokens file that cannot be
/// written, a database that fails or holds another city.
pub async fn run(config: &Config, arguments: &DemoArguments) -> Result<(), CommandError> {
    if config.environment == Environment::Production {
        return Err(locale_of_user().wording("demo.production", &[]).into());
    }
    telemetry::start_at("warn");
    let tokens_file = arguments.tokens_file.as_deref().map(TokensFile::try_out).transpose()?;
    let listener = TcpListener::bind(config.listen).await.map_err(|error| format!("{}: {error}", config.listen))?;
    let app = serve::open(config).await?;
    prepare(&app, config, arguments).await?;
    let banner = Banner::gather(&app, listener.local_addr()?).await?;
    if let Some(file) = &tokens_file {
        file.write(&banner.tokens_by_role())?;
    }
    banner.print()?;
    serve::serve(app, listener).await
}

/// Fills the database with a year of the City's real volumes: the city where it is not there yet, then what reaches the
/// centre in the year.
///
/// # Errors
/// A database that fails or holds another city.
pub async fn simulate_year(
    app: &SharedApp,
    config: &Config,
    (seed, scope): (u64, Scope),
) -> Result<SimulationSummary, CommandError> {
    let arguments = DemoArguments { city: DemoCity::Quebec, tokens_file: None, seed, requests: 0 };
    let locale = locale_of_user();
    let mut progress = TerminalProgress::new(locale, stderr().is_terminal());
    let preparation = Preparation { app, arguments: &arguments, locale, samples: config.data_dir.join("samples") };
    preparation.city(&mut progress).await?;
    let simulation = Simulation { material: samples::material()?, seed, scope };
    Ok(simulation::run(app, &simulation, &mut progress).await?)
}

/// Fills the database with the city, each step once.
///
/// # Errors
/// A database that fails or holds another city.
pub async fn prepare(app: &SharedApp, config: &Config, arguments: &DemoArguments) -> Result<(), CommandError> {
    let locale = locale_of_user();
    let mut progress = TerminalProgress::new(locale, stderr().is_terminal());
    let preparation = Preparation { app, arguments, locale, samples: config.data_dir.join("samples") };
    preparation.carry_out(&mut progress).await
}
