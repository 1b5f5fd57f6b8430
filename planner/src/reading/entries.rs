//! The entries of a list, and the fields of an object, while it is read.

use serde::de::value::CowStrDeserializer;
use serde::de::{DeserializeSeed, IntoDeserializer, MapAccess, SeqAccess};

use super::format::required;
use super::neutral::Neutral;
use super::reader::Reader;
use super::scanner::Token;
use super::stop::Stop;
use crate::fault::FaultKind;

/// The entries of a list that is open.
pub(super) struct Entries<'r, 't> {
    reader: &'r mut Reader<'t>,
    count: usize,
    /// How many there must be.
    length: Option<usize>,
    is_closed: bool,
    is_short: bool,
}

impl<'r, 't> Entries<'r, 't> {
    pub(super) fn new(reader: &'r mut Reader<'t>) -> Self {
        Self { reader, count: 0, length: None, is_closed: false, is_short: false }
    }

    pub(super) fn of(reader: &'r mut Reader<'t>, length: usize) -> Self {
        Self { length: Some(length), ..Self::new(reader) }
    }

    /// Whether there are as many as there must be; goes past those beyond.
    pub(super) fn are_as_many(&mut self) -> Result<bool, Stop> {
        let mut are_as_many = !self.is_short;
        while self.another()? {
            self.reader.scanner.skip()?;
            self.count += 1;
            are_as_many = false;
        }
        Ok(are_as_many)
    }

    fn another(&mut self) -> Result<bool, Stop> {
        self.is_closed = self.is_closed || !self.reader.scanner.goes_on(Token::List, self.count == 0)?;
        Ok(!self.is_closed)
    }
}

impl<'t> SeqAccess<'t> for &mut Entries<'_, 't> {
    type Error = Stop;

    fn next_element_seed<S: DeserializeSeed<'t>>(&mut self, seed: S) -> Result<Option<S::Value>, Stop> {
        if self.another()? {
            self.reader.path.push(self.count.to_string());
            self.count += 1;
            let value = seed.deserialize(&mut *self.reader)?;
            self.reader.path.pop();
            return Ok(Some(value));
        }
        if self.length.is_none() {
            return Ok(None);
        }
        self.is_short = true;
        seed.deserialize(Neutral).map(Some)
    }
}

/// The fields of an object that is open.
pub(super) struct Fields<'r, 't> {
    reader: &'r mut Reader<'t>,
    /// The names that there may be; `None` for any.
    known: Option<&'static [&'static str]>,
    required: &'static [&'static str],
    seen: Vec<&'static str>,
    is_first: bool,
    is_closed: bool,
}

impl<'r, 't> Fields<'r, 't> {
    pub(super) fn of_map(reader: &'r mut Reader<'t>) -> Self {
        Self { reader, known: None, required: &[], seen: Vec::new(), is_first: true, is_closed: false }
    }

    pub(super) fn of_record(reader: &'r mut Reader<'t>, name: &'static str, fields: &'static [&'static str]) -> Self {
        Self { known: Some(fields), required: required(name), ..Self::of_map(reader) }
    }

    /// Steps down to the next field that is written and that the format has, past the others; false after the last.
    fn next_written(&mut self) -> Result<bool, Stop> {
        while !self.is_closed && self.reader.scanner.goes_on(Token::Object, self.is_first)? {
            self.is_first = false;
            let name = self.reader.scanner.name()?;
            self.reader.path.push(name.into_owned());
            let Some(known) = self.known else { return Ok(true) };
            let name = self.reader.path.last().map_or("", String::as_str);
            let fault = match known.iter().find(|field| **field == name) {
                Some(field) if self.seen.contains(field) => FaultKind::RepeatedField,
                Some(field) => {
                    self.seen.push(field);
                    return Ok(true);
                }
                None => FaultKind::UnknownField { known },
            };
            let written = self.reader.scanner.skip()?;
            self.reader.tell(written, fault);
            self.reader.path.pop();
        }
        self.is_closed = true;
        Ok(false)
    }

    /// Steps down to the next field that must be there and is not; false after the last.
    fn next_missing(&mut self) -> bool {
        let Some(missing) = self.required.iter().find(|field| !self.seen.contains(field)) else { return false };
        self.seen.push(missing);
        self.reader.path.push((*missing).to_owned());
        self.reader.unfit("", FaultKind::Missing);
        true
    }
}

impl<'t> MapAccess<'t> for Fields<'_, 't> {
    type Error = Stop;

    fn next_key_seed<S: DeserializeSeed<'t>>(&mut self, seed: S) -> Result<Option<S::Value>, Stop> {
        if !self.next_written()? && !self.next_missing() {
            return Ok(None);
        }
        let name = self.reader.path.last().map_or("", String::as_str);
        let name: CowStrDeserializer<'_, Stop> = std::borrow::Cow::Borrowed(name).into_deserializer();
        seed.deserialize(name).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'t>>(&mut self, seed: S) -> Result<S::Value, Stop> {
        let value = if self.is_closed { seed.deserialize(Neutral) } else { seed.deserialize(&mut *self.reader) }?;
        self.reader.path.pop();
        Ok(value)
    }
}
