//! Rows of a CSV file (RFC 4180), read as a stream.

use std::collections::HashSet;
use std::io::{self, BufRead, Read};
use std::path::Path;

use csv::{ByteRecord, StringRecord, Terminator};
use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

use super::error::ImportError;
use super::input;
use super::quoting::{BrokenQuote, Place, QuoteScanner};
use super::rows::{Inspection, OnRow, Row};

/// The most bytes of a line.
const MAXIMUM_LINE_BYTES: u64 = 1 << 22;

/// Bytes shown on each side of one that is not in the declared encoding.
const EXCERPT_BYTES: usize = 16;

/// How the bytes of a CSV file become rows.
#[derive(Debug, Clone, Copy)]
pub(super) struct CsvDialect {
    /// The byte between fields.
    pub(super) delimiter: u8,
    /// The encoding, one in which the bytes of ASCII mean ASCII.
    pub(super) encoding: &'static Encoding,
}

/// Reads the whole file once without keeping it: its columns, its number of rows, and whether its bytes are what the
/// mapping declares, so that a broken file is refused before anything is written.
///
/// # Errors
/// A file that cannot be read, has no row or two columns of one name, is in another encoding, or has a broken quote.
pub(super) fn inspect(path: &Path, dialect: CsvDialect) -> Result<Inspection, ImportError> {
    let file = || path.display().to_string();
    let mut reader = input::open(path)?;
    let mut scanner = QuoteScanner::new(dialect.delimiter);
    let mut header = Vec::new();
    let mut last = Place { line: 0, column: 0 };
    let mut line = Vec::new();
    loop {
        line.clear();
        let mut limited = reader.by_ref().take(MAXIMUM_LINE_BYTES + 1);
        let length = limited.read_until(b'\n', &mut line).map_err(|error| ImportError::unreadable(path, &error))?;
        if length == 0 {
            break;
        }
        last = Place { line: last.line + 1, column: length };
        if length as u64 > MAXIMUM_LINE_BYTES {
            return Err(ImportError::LineTooLong { file: file(), line: last.line, maximum: MAXIMUM_LINE_BYTES });
        }
        check_encoding(path, dialect, last.line, &line)?;
        let is_header = scanner.records() == 0;
        let content = if last.line == 1 { without_byte_order_mark(&line) } else { &line };
        scanner.line(last.line, content).map_err(|broken| broken_quote(path, broken))?;
        if is_header {
            header.extend_from_slice(content);
        }
    }
    scanner.finish(last).map_err(|broken| broken_quote(path, broken))?;
    let records = scanner.records();
    let columns = header_columns(&header, dialect)?;
    if records < 2 {
        return Err(ImportError::Empty { file: file() });
    }
    let mut names = HashSet::new();
    if let Some(twice) = columns.iter().find(|name| !names.insert(name.as_str())) {
        return Err(ImportError::DuplicateColumn { file: file(), column: twice.clone() });
    }
    Ok(Inspection { columns, rows: records - 1 })
}

/// Hands every row to `on_row`, in the order of the file.
pub(super) fn read(path: &Path, dialect: CsvDialect, on_row: OnRow<'_>) -> Result<(), ImportError> {
    let unreadable = |error: csv::Error| ImportError::unreadable(path, &error);
    let mut records = Records::new(input::open(path)?, dialect);
    let mut is_header = true;
    while let Some((line, values)) = records.next().map_err(unreadable)? {
        if !std::mem::take(&mut is_header) && on_row(Row { line, identity: line.to_string(), values }).is_break() {
            break;
        }
    }
    Ok(())
}

fn header_columns(header: &[u8], dialect: CsvDialect) -> Result<Vec<String>, ImportError> {
    let first = Records::new(header, dialect).next().map_err(|error| ImportError::Interrupted(error.to_string()))?;
    let names = first.map(|(_, names)| names).unwrap_or_default();
    Ok(names.iter().map(|name| name.trim().to_owned()).collect())
}

/// The records of a file that are not blank, each with the line on which it begins.
///
/// The `csv` crate places a record where it begins to look for it, before blank lines and before the second byte of
/// CR LF. Told that only LF ends a record, it stands behind that byte after each record, and the line follows.
struct Records<R> {
    reader: csv::Reader<io::Chain<R, &'static [u8]>>,
    record: ByteRecord,
    encoding: &'static Encoding,
}

impl<R: Read> Records<R> {
    fn new(source: R, dialect: CsvDialect) -> Self {
        let mut builder = csv::ReaderBuilder::new();
        builder.delimiter(dialect.delimiter).terminator(Terminator::Any(b'\n')).has_headers(false).flexible(true);
        // The last line may not be ended; another end after one that is makes a blank line.
        let reader = builder.from_reader(source.chain(b"\n".as_slice()));
        Self { reader, record: ByteRecord::new(), encoding: dialect.encoding }
    }

    fn next(&mut self) -> Result<Option<(u64, StringRecord)>, csv::Error> {
        while self.reader.read_byte_record(&mut self.record)? {
            if self.record.len() == 1 && self.record.iter().all(|field| field == b"\r") {
                continue;
            }
            let inside = self.record.as_slice().iter().map(|byte| u64::from(*byte == b'\n')).sum::<u64>();
            let line = self.reader.position().line().saturating_sub(inside + 1);
            return Ok(Some((line, self.decode())));
        }
        Ok(None)
    }

    fn decode(&self) -> StringRecord {
        let last = self.record.len().saturating_sub(1);
        let fields = self.record.iter().enumerate().map(|(rank, field)| match field {
            [text @ .., b'\r'] if rank == last => text,
            field => field,
        });
        fields.map(|field| self.encoding.decode_without_bom_handling(field).0).collect()
    }
}

fn without_byte_order_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)
}

fn check_encoding(path: &Path, dialect: CsvDialect, line: u64, bytes: &[u8]) -> Result<(), ImportError> {
    let faulty = if dialect.encoding == UTF_8 {
        std::str::from_utf8(bytes).err().map(|error| error.valid_up_to())
    } else {
        dialect.encoding.decode_without_bom_handling_and_without_replacement(bytes).is_none().then_some(0)
    };
    let Some(index) = faulty else { return Ok(()) };
    let around = &bytes[index.saturating_sub(EXCERPT_BYTES)..bytes.len().min(index + EXCERPT_BYTES)];
    Err(ImportError::WrongEncoding {
        file: path.display().to_string(),
        line,
        column: index + 1,
        byte: bytes[index],
        excerpt: WINDOWS_1252.decode_without_bom_handling(around).0.trim().to_owned(),
        declared: dialect.encoding.name().to_owned(),
    })
}

fn broken_quote(path: &Path, broken: BrokenQuote) -> ImportError {
    ImportError::BrokenQuote {
        file: path.display().to_string(),
        line: broken.opened.line,
        column: broken.opened.column,
        noticed_line: broken.noticed.line,
        noticed_column: broken.noticed.column,
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

    use super::*;

    fn records(text: &str) -> Vec<(u64, Vec<String>)> {
        let mut records = Records::new(text.as_bytes(), CsvDialect { delimiter: b',', encoding: UTF_8 });
        let mut found = Vec::new();
        while let Some((line, values)) = records.next().unwrap() {
            found.push((line, values.iter().map(str::to_owned).collect()));
        }
        found
    }

    #[test]
    fn a_record_is_on_the_line_where_it_begins_whatever_ends_the_lines() {
        for end in ["\n", "\r\n"] {
            let lines = ["", "a,b", "", "1,\"x\"", "2,\"two", "lines\"", "", "3,\"\"", "4,"];
            let found = records(&lines.join(end));
            let row = |line, first: &str, second: &str| (line, vec![first.to_owned(), second.to_owned()]);
            let two_lines = format!("two{end}lines");
            let expected =
                [row(2, "a", "b"), row(4, "1", "x"), row(5, "2", &two_lines), row(8, "3", ""), row(9, "4", "")];
            assert_eq!(found, expected);
            assert_eq!(records(&(lines.join(end) + end)), found, "the last line may be ended or not");
        }
    }
}
