//! Whether the quotes of a CSV file hold together (RFC 4180, 2): read leniently, one quote too many would silently melt
//! many rows into one.

/// The most bytes of one quoted field: a quote that is still open after them was never closed.
const MAXIMUM_FIELD_BYTES: usize = 1 << 20;

/// Follows the quotes of a file, line by line.
#[derive(Debug)]
pub(super) struct QuoteScanner {
    delimiter: u8,
    state: State,
    opened: Place,
    field_bytes: usize,
    records: u64,
}

/// A line and a column in bytes, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) line: u64,
    pub(super) column: usize,
}

/// A quoted field that is not closed where it should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct BrokenQuote {
    /// Where the field begins.
    pub(super) opened: Place,
    /// Where it was noticed.
    pub(super) noticed: Place,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    FieldStart,
    Unquoted,
    Quoted,
    QuoteInQuoted,
}

impl QuoteScanner {
    pub(super) fn new(delimiter: u8) -> Self {
        Self { delimiter, state: State::FieldStart, opened: Place { line: 1, column: 1 }, field_bytes: 0, records: 0 }
    }

    /// Reads one line with its end.
    pub(super) fn line(&mut self, number: u64, bytes: &[u8]) -> Result<(), BrokenQuote> {
        let is_blank = bytes.iter().all(|byte| matches!(byte, b'\r' | b'\n'));
        if is_blank && self.state == State::FieldStart {
            return Ok(());
        }
        for (index, &byte) in bytes.iter().enumerate() {
            let here = Place { line: number, column: index + 1 };
            self.state = match (self.state, byte) {
                (State::FieldStart, b'"') => {
                    self.opened = here;
                    self.field_bytes = 0;
                    State::Quoted
                }
                (State::Quoted, b'"') | (State::QuoteInQuoted, b'\r') => State::QuoteInQuoted,
                (State::QuoteInQuoted, b'"') => State::Quoted,
                (State::Quoted, _) => {
                    self.field_bytes += 1;
                    if self.field_bytes > MAXIMUM_FIELD_BYTES {
                        return Err(self.broken(here));
                    }
                    State::Quoted
                }
                (_, b'\n') => {
                    self.records += 1;
                    State::FieldStart
                }
                (_, byte) if byte == self.delimiter => State::FieldStart,
                (State::QuoteInQuoted, _) => return Err(self.broken(here)),
                (State::FieldStart | State::Unquoted, _) => State::Unquoted,
            };
        }
        if self.state != State::Quoted && !bytes.ends_with(b"\n") {
            self.records += 1;
        }
        Ok(())
    }

    /// Whether every quote was closed, once every line was read.
    pub(super) fn finish(&self, last: Place) -> Result<(), BrokenQuote> {
        if self.state == State::Quoted { Err(self.broken(last)) } else { Ok(()) }
    }

    /// The records that were read whole.
    pub(super) fn records(&self) -> u64 {
        self.records
    }

    fn broken(&self, noticed: Place) -> BrokenQuote {
        BrokenQuote { opened: self.opened, noticed }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scan(text: &str) -> Result<u64, BrokenQuote> {
        let mut scanner = QuoteScanner::new(b',');
        let mut last = Place { line: 1, column: 1 };
        for (number, line) in (1..).zip(text.split_inclusive('\n')) {
            scanner.line(number, line.as_bytes())?;
            last = Place { line: number, column: line.len() };
        }
        scanner.finish(last).map(|()| scanner.records())
    }

    #[test]
    fn whole_quotes_hold() {
        assert_eq!(scan("a,b\n1,\"two, \"\"three\"\"\nand a line\"\n\n3,5\" pipe\r\n4,\"x\"\r\n5,y"), Ok(5));
    }

    #[test]
    fn a_quote_that_is_never_closed_is_found_where_it_opens() {
        let Err(broken) = scan("a,b\n1,\"two\n3,4\n") else { return assert_eq!("a broken quote", "") };
        assert_eq!(broken.opened, Place { line: 2, column: 3 });
    }

    #[test]
    fn a_quote_closed_by_the_next_rows_quote_is_found() {
        let Err(broken) = scan("a,b\n1,\"two\n3,\"four\"\n") else { return assert_eq!("a broken quote", "") };
        assert_eq!((broken.opened, broken.noticed), (Place { line: 2, column: 3 }, Place { line: 3, column: 4 }));
    }
}
