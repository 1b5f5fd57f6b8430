//! `riverain import email`: takes e-mails in out of files, as the door for them does.

use std::path::{Path, PathBuf};

use super::CommandError;
use crate::app::App;
use crate::domain::inbound_email::UnreadableEmail;
use crate::domain::inbound_email::bounds::MAXIMUM_SIZE;
use crate::locale::Locale;
use crate::services::inbound_email::{self, EmailOutcome, InboundEmailError};

/// Takes each file in on its own, and says what became of it; those that are refused do not stop the others.
///
/// # Errors
/// How many were refused, where some were; a database that fails.
pub(super) async fn run(app: &App, files: &[PathBuf], locale: Locale) -> Result<(), CommandError> {
    let mut refused = 0_usize;
    for path in files {
        let file = path.display().to_string();
        let raw = match read(path) {
            Ok(raw) => raw,
            Err(reason) => {
                refused += 1;
                let values = [("file", file), ("reason", reason.to_string())];
                eprintln!("{}", locale.wording("inbound_email.unreadable_file", &values));
                continue;
            }
        };
        let taken = match raw {
            Some(raw) => inbound_email::take(app, raw).await,
            None => Err(InboundEmailError::Unreadable(UnreadableEmail::TooLarge)),
        };
        match taken {
            Ok(taken) => {
                let number = match &taken.outcome {
                    EmailOutcome::FollowedUp(number) | EmailOutcome::Noted(number) => number.clone(),
                    _ => String::new(),
                };
                let key = format!("inbound_email.taken.{}", taken.outcome.code());
                println!("{}", locale.wording(&key, &[("file", file), ("number", number)]));
            }
            Err(InboundEmailError::Unreadable(fault)) => {
                refused += 1;
                let key = format!("inbound_email.problem.{}.detail", fault.code());
                let detail = locale.wording(&key, &[("maximum", fault.maximum().to_string())]);
                eprintln!("{}", locale.wording("inbound_email.refused", &[("file", file), ("detail", detail)]));
            }
            Err(InboundEmailError::Service(failure)) => return Err(failure.into()),
        }
    }
    match refused {
        0 => Ok(()),
        count => Err(locale.wording("inbound_email.some_refused", &[("count", count.to_string())]).into()),
    }
}

/// The bytes of a file; none where there are more than an e-mail has.
fn read(path: &Path) -> std::io::Result<Option<Vec<u8>>> {
    let small = std::fs::metadata(path)?.len() <= MAXIMUM_SIZE as u64;
    small.then(|| std::fs::read(path)).transpose()
}
