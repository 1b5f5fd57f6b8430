//! What one transaction does at a time, though there is no row yet that it could lock.

use sea_orm::sea_query::{Func, Query};
use sea_orm::{ConnectionTrait, DbErr};

use super::connect::is_postgres;

/// What is done in turns.
#[derive(Debug, Clone, Copy)]
pub enum Turn<'a> {
    /// Finding or writing citizens of an e-mail address.
    Address(&'a str),
    /// Taking the e-mail of a `Message-ID`.
    Email(&'a str),
    /// Importing from a source, by its code.
    Source(&'a str),
    /// Merging and unmerging requests: two merges that each hold for themselves may make a ring together.
    RequestMerges,
    /// Merging and unmerging persons, likewise.
    CitizenMerges,
}

impl<'a> Turn<'a> {
    /// What tells kinds of turns apart, and turns of a kind.
    fn key(self) -> (i64, &'a str) {
        match self {
            Self::Address(address) => (0, address),
            Self::Email(message_id) => (1, message_id),
            Self::Source(code) => (2, code),
            Self::RequestMerges => (3, ""),
            Self::CitizenMerges => (4, ""),
        }
    }
}

/// Waits until no other transaction has this turn, and keeps it until the transaction ends. SQLite has one writer at a time
/// anyway.
///
/// # Errors
/// A database that fails.
pub async fn wait(transaction: &impl ConnectionTrait, turn: Turn<'_>) -> Result<(), DbErr> {
    if is_postgres(transaction) {
        let (kind, name) = turn.key();
        let lock = Func::cust("pg_advisory_xact_lock").arg(Func::cust("hashtextextended").arg(name).arg(kind));
        transaction.query_one(&Query::select().expr(lock).to_owned()).await?;
    }
    Ok(())
}
