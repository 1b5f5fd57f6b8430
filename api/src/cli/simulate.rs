//! `riverain simulate`: makes what a contact centre takes in.

use chrono::Datelike;
use clap::{Args, Subcommand};

use super::{CommandError, demo, locale_of_user, serve};
use crate::config::{Config, Environment};
use crate::simulation::Scope;

/// What to simulate.
#[derive(Debug, Subcommand)]
pub enum SimulateAction {
    /// A year of the City's real volumes: calls, e-mails and requests of the app, by the shape of weekdays, seasons and snow
    /// storms. What was cut short goes on where it stopped.
    Year(YearArguments),
}

/// A year to simulate.
#[derive(Debug, Args)]
pub struct YearArguments {
    /// Seed of every draw.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The calendar year; the last whole one where absent.
    #[arg(long, value_parser = clap::value_parser!(i32).range(2000..=2100))]
    year: Option<i32>,
    /// How much of the City's volumes, above 0 and up to 10.
    #[arg(long, default_value_t = 1.0, value_parser = share)]
    share: f64,
}

fn share(text: &str) -> Result<f64, String> {
    let share: f64 = text.parse().map_err(|_| "a number, such as 0.1".to_owned())?;
    if share > 0.0 && share <= 10.0 { Ok(share) } else { Err("a number above 0 and up to 10".to_owned()) }
}

/// Simulates what is asked, and tells how much was written.
///
/// # Errors
/// A production configuration, whose figures must be real; a year that has not begun, a database that fails or holds
/// another city.
pub async fn run(config: &Config, action: &SimulateAction) -> Result<(), CommandError> {
    let locale = locale_of_user();
    if config.environment == Environment::Production {
        return Err(locale.wording("simulate_command.production", &[]).into());
    }
    let SimulateAction::Year(arguments) = action;
    let app = serve::open(config).await?;
    let this_year = app.clock.now().year();
    let year = arguments.year.unwrap_or(this_year - 1);
    if year > this_year {
        let values = [("year", year.to_string()), ("this_year", this_year.to_string())];
        return Err(locale.wording("simulate_command.not_begun", &values).into());
    }
    let scope = Scope::Year { year, share: arguments.share };
    let written = demo::simulate_year(&app, config, (arguments.seed, scope)).await?;
    let key = if written.contacts == 0 { "simulate_command.known" } else { "simulate_command.written" };
    let values = [
        ("year", year.to_string()),
        ("requests", written.requests.to_string()),
        ("citizens", written.citizens.to_string()),
        ("follow_ups", written.follow_ups.to_string()),
        ("contacts", written.contacts.to_string()),
    ];
    println!("{}", locale.wording(key, &values));
    Ok(())
}
