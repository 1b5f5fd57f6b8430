//! `riverain token`: prints a token for development, signed with the local key.

use std::io::Write;

use chrono::Duration;
use clap::Args;

use super::CommandError;
use crate::auth::token::{Bearer, Keyring, TokenRole};
use crate::clock::{Clock, SystemClock};
use crate::config::{Config, Environment};

/// Whom the token speaks for.
#[derive(Debug, Args)]
pub struct TokenArguments {
    /// What the bearer is to the city.
    #[arg(long, value_enum)]
    role: TokenRole,
    /// Codes of the departments that a planner works for, such as roads,water.
    #[arg(long, value_delimiter = ',', value_name = "CODES", required_if_eq("role", "planner"))]
    departments: Vec<String>,
    /// The citizen's key, such as 42.
    #[arg(long, value_name = "KEY", required_if_eq("role", "citizen"))]
    citizen: Option<i64>,
    /// The token's subject; the role's name where absent. A citizen's is their key.
    #[arg(long, conflicts_with = "citizen")]
    subject: Option<String>,
    /// The name that follow-ups show.
    #[arg(long)]
    name: Option<String>,
    /// How many hours the token is valid, a year at most.
    #[arg(long, default_value_t = 24, value_parser = clap::value_parser!(i64).range(1..=8_784))]
    hours: i64,
}

/// Prints the token, and nothing else.
///
/// # Errors
/// A production configuration, whose tokens come from the city's own identity provider; or a data folder that cannot be
/// used.
pub fn run(config: &Config, arguments: TokenArguments) -> Result<(), CommandError> {
    if config.environment == Environment::Production {
        return Err(
            "en production, les jetons viennent du fournisseur d’identité de la ville; cette commande sert au \
                    développement. / In production, tokens come from the city's identity provider; this command is for \
                    development."
                .into(),
        );
    }
    let keyring = Keyring::new(&config.token_key()?);
    let subject = match arguments.citizen {
        Some(key) => format!("citizen:{key}"),
        None => arguments.subject.unwrap_or_else(|| role_name(arguments.role).to_owned()),
    };
    let bearer = Bearer {
        role: arguments.role,
        name: arguments.name.unwrap_or_default(),
        subject,
        departments: arguments.departments,
    };
    let token = keyring.mint(bearer, SystemClock.now(), Duration::hours(arguments.hours))?;
    writeln!(std::io::stdout(), "{token}")?;
    Ok(())
}

/// The role as the command line and the tokens write it.
pub(super) fn role_name(role: TokenRole) -> &'static str {
    match role {
        TokenRole::Citizen => "citizen",
        TokenRole::Agent => "agent",
        TokenRole::Planner => "planner",
        TokenRole::Supervisor => "supervisor",
        TokenRole::Administrator => "administrator",
    }
}
