//! The instance's types, read from a text whatever its shape: where a value does not have the kind that its type asks for,
//! the fault is noted, something neutral is given, and reading goes on.

use serde::de::{Deserializer, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;

use super::entries::{Entries, Fields};
use super::format::whole_number;
use super::gaps::Gaps;
use super::neutral::Neutral;
use super::scanner::{Scanner, Token};
use super::stop::Stop;
use crate::fault::{Fault, FaultKind, FaultTally, ValueKind};
use crate::instance::pointer_segment;

/// A text that is being read.
pub(super) struct Reader<'t> {
    pub(super) scanner: Scanner<'t>,
    /// Names and positions down to the value that is being read.
    pub(super) path: Vec<String>,
    faults: FaultTally,
    gaps: Gaps,
    /// Whether the value that is being read may be null.
    is_optional: bool,
}

impl<'t> Reader<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        let (faults, gaps) = (FaultTally::default(), Gaps::default());
        Self { scanner: Scanner::new(text), path: Vec::new(), faults, gaps, is_optional: false }
    }

    /// What was found, and what could not be read.
    pub(super) fn into_found(self) -> (FaultTally, Gaps) {
        (self.faults, self.gaps)
    }

    /// What was found before the text was not JSON any more.
    pub(super) fn into_faults(mut self, stop: Stop) -> FaultTally {
        let path = self.pointer();
        self.faults.push(match stop {
            Stop::NotJson(place) => self.scanner.fault(path, place),
            Stop::Missing(field) => Fault::new(path + &pointer_segment(field), "", FaultKind::Missing),
            Stop::Type => Fault::new(path, "", FaultKind::Missing),
        });
        self.faults
    }

    /// The value at the path is not what its type asks for.
    pub(super) fn unfit(&mut self, written: &str, kind: FaultKind) {
        let path = self.pointer();
        self.tell(written, kind);
        self.gaps.insert(path);
    }

    /// Something is wrong at the path, and its value was left aside.
    pub(super) fn tell(&mut self, written: &str, kind: FaultKind) {
        self.faults.push(Fault::new(self.pointer(), written, kind));
    }

    fn pointer(&self) -> String {
        self.path.iter().map(|step| pointer_segment(step)).collect()
    }

    /// Goes past a value of the wrong kind.
    fn pass(&mut self, expected: ValueKind) -> Result<Neutral, Stop> {
        let written = self.scanner.skip()?;
        self.unfit(written, FaultKind::WrongKind { expected, or_null: self.is_optional });
        Ok(Neutral)
    }

    /// Opens a list or an object, where one begins.
    fn opens(&mut self, opening: Token) -> Result<bool, Stop> {
        let is_there = self.scanner.token()? == opening;
        if is_there {
            self.scanner.scalar(opening)?;
        }
        Ok(is_there)
    }

    /// The number that comes next; `None` where it is none.
    fn number<T>(&mut self, expected: ValueKind, parse: impl Fn(&str) -> Option<T>) -> Result<Option<T>, Stop> {
        if self.scanner.token()? != Token::Number {
            self.pass(expected)?;
            return Ok(None);
        }
        let written = self.scanner.scalar(Token::Number)?;
        let parsed = parse(written);
        if parsed.is_none() {
            let is_finite = written.parse::<f64>().is_ok_and(f64::is_finite);
            self.unfit(
                written,
                match is_finite {
                    true => FaultKind::WrongKind { expected, or_null: self.is_optional },
                    false => FaultKind::OutOfRange { minimum: None, maximum: None },
                },
            );
        }
        Ok(parsed)
    }

    fn whole<T: std::str::FromStr + Default>(&mut self, minimum: i64, maximum: i64) -> Result<T, Stop> {
        let field = self.path.last().map_or("", String::as_str);
        let expected = whole_number(field, minimum, maximum);
        Ok(self.number(expected, |written| written.parse().ok())?.unwrap_or_default())
    }
}

impl<'de> Deserializer<'de> for &mut Reader<'de> {
    type Error = Stop;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Stop> {
        Err(Stop::Type)
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
        match self.scanner.token()? {
            token @ (Token::True | Token::False) => {
                self.scanner.scalar(token)?;
                visitor.visit_bool(token == Token::True)
            }
            _ => self.pass(ValueKind::Flag)?.deserialize_bool(visitor),
        }
    }

    fn deserialize_i32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
        visitor.visit_i32(self.whole(i64::from(i32::MIN), i64::from(i32::MAX))?)
    }

    fn deserialize_u32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
        visitor.visit_u32(self.whole(0, i64::from(u32::MAX))?)
    }

    /// All of them are money.
    fn deserialize_i64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
        visitor.visit_i64(self.number(ValueKind::Cents, |written| written.parse().ok())?.unwrap_or_default())
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
        let finite = |written: &str| written.parse().ok().filter(|number: &f64| number.is_finite());
        visitor.visit_f64(self.number(ValueKind::Number, finite)?.unwrap_or_default())
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
        match self.scanner.token()? {
            Token::Text => visitor.visit_string(self.scanner.text()?.into_owned()),
            _ => self.pass(ValueKind::Text)?.deserialize_string(visitor),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
        if self.scanner.token()? == Token::Null {
            self.scanner.scalar(Token::Null)?;
            return visitor.visit_none();
        }
        self.is_optional = true;
        let value = visitor.visit_some(&mut *self);
        self.is_optional = false;
        value
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
        match self.opens(Token::List)? {
            true => visitor.visit_seq(&mut Entries::new(self)),
            false => self.pass(ValueKind::List)?.deserialize_seq(visitor),
        }
    }

    /// All of them are places.
    fn deserialize_tuple<V: Visitor<'de>>(self, length: usize, visitor: V) -> Result<V::Value, Stop> {
        if !self.opens(Token::List)? {
            return self.pass(ValueKind::Place)?.deserialize_tuple(length, visitor);
        }
        let mut entries = Entries::of(self, length);
        let value = visitor.visit_seq(&mut entries)?;
        if !entries.are_as_many()? {
            self.unfit("", FaultKind::WrongKind { expected: ValueKind::Place, or_null: false });
        }
        Ok(value)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
        match self.opens(Token::Object)? {
            true => visitor.visit_map(Fields::of_map(self)),
            false => self.pass(ValueKind::Object)?.deserialize_map(visitor),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Stop> {
        match self.opens(Token::Object)? {
            true => visitor.visit_map(Fields::of_record(self, name, fields)),
            false => self.pass(ValueKind::Object)?.deserialize_struct(name, fields, visitor),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Stop> {
        let expected = ValueKind::OneOf(variants);
        if self.scanner.token()? != Token::Text {
            return self.pass(expected)?.deserialize_enum(name, variants, visitor);
        }
        let word = self.scanner.text()?;
        match variants.iter().find(|variant| **variant == word) {
            Some(variant) => visitor.visit_enum((*variant).into_deserializer()),
            None => {
                self.unfit(&word, FaultKind::WrongKind { expected, or_null: false });
                Neutral.deserialize_enum(name, variants, visitor)
            }
        }
    }

    forward_to_deserialize_any! {
        i8 i16 i128 u8 u16 u64 u128 f32 char str bytes byte_buf unit unit_struct newtype_struct tuple_struct identifier
        ignored_any
    }
}
