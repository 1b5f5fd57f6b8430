//! Who may be the person that is searched: the words near those typed by their trigrams, then the citizens who have them, all by
//! index and each read no further than it takes. Neither depends on how many citizens have a word.

use riverain_entities::citizens::Model;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr, Statement, Value};

use super::citizens;
use super::connect::{begin_snapshot, is_postgres};
use crate::domain::person_search::{PersonSearch, Sought};

/// The most words that are looked at for what they share with one typed.
const SIMILAR_WORDS: usize = 200;

/// The most words that are looked at for how they begin, or for the digits in them.
const OTHER_WORDS: usize = 64;

/// The most words that are taken to be the one typed.
const ACCEPTED_WORDS: usize = 64;

/// The most citizens of one word who are looked at, the newest first.
const LOOKED_AT: usize = 5_000;

/// The most citizens who are taken to be scored.
const TAKEN: usize = 600;

/// How PostgreSQL reads, until the transaction ends. A slip in the middle of six letters leaves a quarter of their trigrams in
/// common; and to compare every word costs more than the planner thinks: the index is there to be used.
const SIMILARITY: &str =
    "SELECT set_config('pg_trgm.similarity_threshold', '0.2', true), set_config('enable_seqscan', 'off', true)";

/// The citizens who may be the person searched, and no order among them; at most six hundred, of one moment.
///
/// # Errors
/// A database that fails.
pub async fn candidates(database: &DatabaseConnection, search: &PersonSearch) -> Result<Vec<Model>, DbErr> {
    let snapshot = begin_snapshot(database).await?;
    let near = near_words(&snapshot, search).await?;
    let found = match near.iter().any(|near| near.words.is_empty()) {
        true => Vec::new(),
        false => citizens::by_keys(&snapshot, &having(&snapshot, &near).await?).await?,
    };
    snapshot.commit().await?;
    Ok(found)
}

/// The words that may be one typed, the nearest first.
#[derive(Debug, Default)]
struct Near {
    words: Vec<String>,
    /// Whether there may be others.
    is_cut: bool,
}

/// An SQL text with its values.
struct Sql {
    postgres: bool,
    values: Vec<Value>,
}

impl Sql {
    fn new(connection: &impl ConnectionTrait) -> Self {
        Self { postgres: is_postgres(connection), values: Vec::new() }
    }

    /// The placeholder of a value.
    fn value(&mut self, value: impl Into<Value>) -> String {
        self.values.push(value.into());
        if self.postgres { format!("${}", self.values.len()) } else { "?".to_owned() }
    }

    fn list(&mut self, words: &[String]) -> String {
        words.iter().map(|word| self.value(word.as_str())).collect::<Vec<_>>().join(", ")
    }

    async fn rows(self, connection: &impl ConnectionTrait, sql: String) -> Result<Vec<sea_orm::QueryResult>, DbErr> {
        let backend = connection.get_database_backend();
        connection.query_all_raw(Statement::from_sql_and_values(backend, sql, self.values)).await
    }
}

/// The words near each word of a search: those that begin with it, then, where these are few, those that are like it. A word that
/// so many others begin with is no slip.
async fn near_words(connection: &impl ConnectionTrait, search: &PersonSearch) -> Result<Vec<Near>, DbErr> {
    if is_postgres(connection) {
        connection.query_one_raw(Statement::from_string(connection.get_database_backend(), SIMILARITY)).await?;
    }
    let mut found: Vec<Vec<String>> = search.words().iter().map(|_| Vec::new()).collect();
    for source in [beginning, alike] {
        let mut sql = Sql::new(connection);
        let mut selects = Vec::new();
        for (part, (sought, found)) in search.words().iter().zip(&found).enumerate() {
            if found.len() < OTHER_WORDS {
                let of = source(&mut sql, sought);
                selects
                    .extend(of.into_iter().map(|select| format!("SELECT {part} AS part, word FROM ({select}) AS s")));
            }
        }
        if selects.is_empty() {
            continue;
        }
        for row in sql.rows(connection, selects.join(" UNION ALL ")).await? {
            let part: i32 = row.try_get("", "part")?;
            if let Some(words) = usize::try_from(part).ok().and_then(|part| found.get_mut(part)) {
                words.push(row.try_get("", "word")?);
            }
        }
    }
    let near = search.words().iter().zip(found).map(|(sought, candidates)| {
        // Words that begin so, or hold the digits, are all that were read where there may be more.
        let other = candidates.iter().filter(|word| sought.closeness(word) >= 750).count();
        let mut words = sought.nearest(candidates);
        let is_cut = other >= OTHER_WORDS || words.len() > ACCEPTED_WORDS;
        words.truncate(ACCEPTED_WORDS);
        Near { words, is_cut }
    });
    Ok(near.collect())
}

/// Where the words that begin with one typed are found.
fn beginning(sql: &mut Sql, sought: &Sought) -> Vec<String> {
    let (Sought::Word(word) | Sought::Digits(word)) = sought;
    let (from, to) = (sql.value(word.as_str()), sql.value(format!("{word}\u{10ffff}")));
    vec![format!("SELECT word FROM name_words WHERE word >= {from} AND word < {to} ORDER BY word LIMIT {OTHER_WORDS}")]
}

/// Where the words that are like one typed, or hold its digits, are found.
fn alike(sql: &mut Sql, sought: &Sought) -> Vec<String> {
    let (word, is_number) = match sought {
        Sought::Word(word) => (word, false),
        Sought::Digits(digits) => (digits, true),
    };
    let mut sources = Vec::new();
    if word.chars().count() < 3 {
        return sources;
    }
    let neighbours = sought.neighbours();
    if !neighbours.is_empty() {
        sources.push(format!("SELECT word FROM name_words WHERE word IN ({})", sql.list(&neighbours)));
    }
    sources.push(match (sql.postgres, is_number) {
        (true, true) => {
            let holding = sql.value(format!("%{word}%"));
            format!("SELECT word FROM name_words WHERE word LIKE {holding} LIMIT {OTHER_WORDS}")
        }
        (true, false) => {
            let (like, order) = (sql.value(word.as_str()), sql.value(word.as_str()));
            format!(
                "SELECT word FROM name_words WHERE word % {like} ORDER BY similarity(word, {order}) DESC, word LIMIT {SIMILAR_WORDS}"
            )
        }
        (false, true) => {
            let holding = sql.value(format!("\"{word}\""));
            format!(
                "SELECT w.word FROM (SELECT rowid AS id FROM name_word_search WHERE name_word_search MATCH {holding}
                     LIMIT {OTHER_WORDS}) AS t JOIN name_words w ON w.id = t.id"
            )
        }
        (false, false) => {
            let padded: Vec<char> = format!(" {word} ").chars().collect();
            let trigrams = padded.windows(3).map(|trigram| format!("\"{}\"", trigram.iter().collect::<String>()));
            let any = sql.value(trigrams.collect::<Vec<_>>().join(" OR "));
            format!(
                "SELECT w.word FROM (SELECT rowid AS id FROM name_word_search WHERE name_word_search MATCH {any}
                     ORDER BY rank LIMIT {SIMILAR_WORDS}) AS t JOIN name_words w ON w.id = t.id"
            )
        }
    });
    sources
}

/// The keys of the citizens who have a word near each: those of the words that fewest have are looked at.
async fn having(connection: &impl ConnectionTrait, near: &[Near]) -> Result<Vec<i64>, DbErr> {
    let rarest = match near.len() {
        1 => 0,
        _ => rarest(connection, near).await?,
    };
    let mut sql = Sql::new(connection);
    let mut selects = Vec::new();
    for (rank, word) in near.get(rarest).iter().flat_map(|near| near.words.iter()).enumerate() {
        let word = sql.value(word.as_str());
        selects.push(format!(
            "SELECT {rank} AS rank_of_word, citizen_id FROM (SELECT citizen_id FROM citizen_words WHERE word = {word}
                 ORDER BY citizen_id DESC LIMIT {LOOKED_AT}) AS w{rank}"
        ));
    }
    let mut others = Vec::new();
    // Where words were left out, who has one of them would be: they are told by their score.
    for (part, other) in near.iter().enumerate().filter(|(part, other)| *part != rarest && !other.is_cut) {
        let list = sql.list(&other.words);
        others.push(format!(
            "EXISTS (SELECT 1 FROM citizen_words o{part} WHERE o{part}.citizen_id = p.citizen_id AND o{part}.word IN ({list}))"
        ));
    }
    let condition = if others.is_empty() { String::new() } else { format!("WHERE {}", others.join(" AND ")) };
    let text = format!(
        "SELECT p.citizen_id FROM ({}) AS p {condition} ORDER BY p.rank_of_word, p.citizen_id DESC LIMIT {TAKEN}",
        selects.join(" UNION ALL ")
    );
    sql.rows(connection, text).await?.iter().map(|row| row.try_get("", "citizen_id")).collect()
}

/// The rank of the words that fewest citizens have, counted no further than it matters.
async fn rarest(connection: &impl ConnectionTrait, near: &[Near]) -> Result<usize, DbErr> {
    let mut sql = Sql::new(connection);
    let mut counts = Vec::new();
    for (part, near) in near.iter().enumerate() {
        let list = sql.list(&near.words);
        counts.push(format!(
            "SELECT {part} AS part, COUNT(*) AS citizens FROM (SELECT 1 AS one FROM citizen_words WHERE word IN ({list})
                 LIMIT {LOOKED_AT}) AS c{part}"
        ));
    }
    let mut least = (i64::MAX, 0);
    for row in sql.rows(connection, counts.join(" UNION ALL ")).await? {
        let (part, citizens): (i32, i64) = (row.try_get("", "part")?, row.try_get("", "citizens")?);
        // A list that was cut is looked at only where every list is.
        let part = usize::try_from(part).unwrap_or(0);
        let weight = if near.get(part).is_some_and(|near| near.is_cut) { i64::MAX - 1 } else { citizens };
        least = least.min((weight, part));
    }
    Ok(least.1)
}
