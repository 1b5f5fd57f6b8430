//! Opaque cursors: a row's place in one list of one order, so that inserts never shift a page.

use async_graphql::connection::CursorType;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// A cursor as clients see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor(pub String);

impl CursorType for Cursor {
    type Error = std::convert::Infallible;

    fn decode_cursor(text: &str) -> Result<Self, Self::Error> {
        Ok(Self(text.to_owned()))
    }

    fn encode_cursor(&self) -> String {
        self.0.clone()
    }
}

/// The cursor of a position in the list named `list`, which tells the list and its order apart from all others.
pub fn encode(list: &str, position: &impl Serialize) -> Cursor {
    // A position is numbers alone: it always becomes JSON.
    let json = serde_json::to_vec(&(list, position)).unwrap_or_default();
    Cursor(URL_SAFE_NO_PAD.encode(json))
}

/// The position that a cursor of the list named `list` holds; none where the text is no such cursor.
pub fn decode<P: DeserializeOwned>(list: &str, text: &str) -> Option<P> {
    let json = URL_SAFE_NO_PAD.decode(text).ok()?;
    let (named, position): (String, P) = serde_json::from_slice(&json).ok()?;
    (named == list).then_some(position)
}
