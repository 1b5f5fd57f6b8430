//! JSON (RFC 8259) token by token, with the three numbers that JSON does not have and that some programs write:
//! `NaN`, `Infinity` and `-Infinity`. Nothing here recurses: any depth is read.

use std::borrow::Cow;

use crate::fault::{Expected, Fault, FaultKind};

/// What kind of value begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token {
    Null,
    True,
    False,
    Number,
    Text,
    List,
    Object,
}

/// Where a text is not JSON, in bytes, and what JSON has there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NotJson {
    at: usize,
    expected: Expected,
}

/// A text and how far it has been read.
pub(super) struct Scanner<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Scanner<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, at: 0 }
    }

    /// What kind of value comes next.
    pub(super) fn token(&mut self) -> Result<Token, NotJson> {
        match self.next_byte() {
            Some(b'n') => Ok(Token::Null),
            Some(b't') => Ok(Token::True),
            Some(b'f') => Ok(Token::False),
            Some(b'"') => Ok(Token::Text),
            Some(b'[') => Ok(Token::List),
            Some(b'{') => Ok(Token::Object),
            Some(b'-' | b'0'..=b'9' | b'N' | b'I') => Ok(Token::Number),
            _ => Err(self.not_json(Expected::Value)),
        }
    }

    /// The word, number or text that comes next, as written; of a list or an object, its opening.
    pub(super) fn scalar(&mut self, token: Token) -> Result<&'t str, NotJson> {
        let start = self.at;
        match token {
            Token::Null => self.word("null")?,
            Token::True => self.word("true")?,
            Token::False => self.word("false")?,
            Token::Number => self.number()?,
            Token::Text => drop(self.text()?),
            Token::List | Token::Object => self.at += 1,
        }
        Ok(&self.text[start..self.at])
    }

    /// The text that comes next, without its quotes and escapes.
    pub(super) fn text(&mut self) -> Result<Cow<'t, str>, NotJson> {
        let start = self.at;
        let bytes = self.text.as_bytes();
        let mut at = start + 1;
        let mut has_escapes = false;
        while bytes.get(at) != Some(&b'"') {
            match bytes.get(at) {
                None | Some(0..0x20) => return Err(NotJson { at, expected: Expected::ClosingQuote }),
                Some(b'\\') => {
                    has_escapes = true;
                    at += 2;
                }
                Some(_) => at += 1,
            }
        }
        self.at = at + 1;
        if !has_escapes {
            return Ok(Cow::Borrowed(&self.text[start + 1..at]));
        }
        let unescaped = serde_json::from_str(&self.text[start..self.at]);
        unescaped.map(Cow::Owned).map_err(|_| NotJson { at: start, expected: Expected::Escape })
    }

    /// The name of a field, with its colon.
    pub(super) fn name(&mut self) -> Result<Cow<'t, str>, NotJson> {
        if self.next_byte() != Some(b'"') {
            return Err(self.not_json(Expected::Name));
        }
        let name = self.text()?;
        if self.next_byte() != Some(b':') {
            return Err(self.not_json(Expected::Colon));
        }
        self.at += 1;
        Ok(name)
    }

    /// Whether another entry follows, before the closing bracket or brace, which is gone past.
    pub(super) fn goes_on(&mut self, opened: Token, is_first: bool) -> Result<bool, NotJson> {
        let (closing, expected) = match opened {
            Token::Object => (b'}', Expected::CommaOrBrace),
            _ => (b']', Expected::CommaOrBracket),
        };
        match self.next_byte() {
            Some(byte) if byte == closing => {
                self.at += 1;
                Ok(false)
            }
            Some(b',') if !is_first => {
                self.at += 1;
                Ok(true)
            }
            _ if is_first => Ok(true),
            _ => Err(self.not_json(expected)),
        }
    }

    /// Goes past a value, and gives it as written.
    pub(super) fn skip(&mut self) -> Result<&'t str, NotJson> {
        let mut token = self.token()?;
        let start = self.at;
        let mut open = Vec::new();
        loop {
            self.scalar(token)?;
            let mut is_first = matches!(token, Token::List | Token::Object);
            if is_first {
                open.push(token);
            }
            loop {
                let Some(&opened) = open.last() else { return Ok(&self.text[start..self.at]) };
                if self.goes_on(opened, is_first)? {
                    if opened == Token::Object {
                        self.name()?;
                    }
                    break;
                }
                open.pop();
                is_first = false;
            }
            token = self.token()?;
        }
    }

    /// Nothing but space may follow.
    pub(super) fn end(&mut self) -> Result<(), NotJson> {
        match self.next_byte() {
            None => Ok(()),
            Some(_) => Err(self.not_json(Expected::End)),
        }
    }

    fn word(&mut self, word: &str) -> Result<(), NotJson> {
        if !self.rest().starts_with(word) || self.run().len() != word.len() {
            return Err(self.not_json(Expected::Value));
        }
        self.at += word.len();
        Ok(())
    }

    fn number(&mut self) -> Result<(), NotJson> {
        let run = self.run();
        if !is_number(run) && !matches!(run, "NaN" | "Infinity" | "-Infinity") {
            return Err(self.not_json(Expected::Number));
        }
        self.at += run.len();
        Ok(())
    }

    /// The characters up to the next punctuation or space.
    fn run(&self) -> &'t str {
        let rest = self.rest();
        let is_edge = |c: char| matches!(c, ',' | ':' | '{' | '}' | '[' | ']' | '"') || c.is_whitespace();
        &rest[..rest.find(is_edge).unwrap_or(rest.len())]
    }

    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    /// The byte after any space.
    fn next_byte(&mut self) -> Option<u8> {
        let bytes = self.text.as_bytes();
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = bytes.get(self.at) {
            self.at += 1;
        }
        bytes.get(self.at).copied()
    }

    fn not_json(&self, expected: Expected) -> NotJson {
        NotJson { at: self.at, expected }
    }

    /// The fault of a place that is not JSON: its line, its column and what stands there.
    pub(super) fn fault(&self, path: String, broken: NotJson) -> Fault {
        let before = &self.text[..floor(self.text, broken.at)];
        let line_start = before.rfind('\n').map_or(0, |end| end + 1);
        let there = Scanner { text: self.text, at: before.len() };
        let value = match there.run() {
            "" => there.rest().chars().next().filter(|c| !c.is_whitespace()).map(String::from).unwrap_or_default(),
            run => run.to_owned(),
        };
        let kind = FaultKind::Malformed {
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
            expected: broken.expected,
        };
        Fault::new(path, value, kind)
    }
}

/// Whether a word is a number as JSON writes it.
fn is_number(word: &str) -> bool {
    let unsigned = word.strip_prefix('-').unwrap_or(word);
    let (mantissa, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, "0"));
    let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
    let are_digits = |digits: &str| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    are_digits(whole) && (whole == "0" || !whole.starts_with('0')) && are_digits(part) && are_digits(exponent)
}

/// The largest boundary of a character that is not after a byte of the text.
fn floor(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}
