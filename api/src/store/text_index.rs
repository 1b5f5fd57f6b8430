//! Words found through the databases' own text indexes: FTS5 on SQLite, GIN on PostgreSQL.

use sea_orm::DbBackend;
use sea_orm::sea_query::{Expr, SimpleExpr};

use crate::domain::text_search::SearchWords;

/// What is indexed of a table, in both databases.
#[derive(Debug)]
pub struct TextIndex {
    /// The table, whose key is `id`.
    pub table: &'static str,
    /// PostgreSQL's text: letter for letter that of an index.
    pub text: &'static str,
    /// SQLite's virtual table.
    pub virtual_table: &'static str,
    /// The columns of it that are searched.
    pub columns: &'static [&'static str],
}

impl TextIndex {
    /// The condition of the rows that hold all the words.
    ///
    /// The keys are found first, whatever the order and the limit around: neither database knows how rare a word's
    /// beginning is, and reading in order until a page is met would read and cut up every text.
    pub fn containing(&self, words: &SearchWords, backend: DbBackend) -> SimpleExpr {
        let Self { table, text, virtual_table, columns } = self;
        if backend == DbBackend::Postgres {
            let keys =
                format!("SELECT id FROM {table} WHERE to_tsvector('simple', {text}) @@ to_tsquery('simple', $1)");
            return Expr::cust_with_values(format!("{table}.id = ANY (ARRAY({keys}))"), [words.to_tsquery()]);
        }
        let keys = format!("SELECT rowid FROM {virtual_table} WHERE {virtual_table} MATCH ?");
        Expr::cust_with_values(format!("{table}.id IN ({keys})"), [words.to_fts5(columns)])
    }
}
