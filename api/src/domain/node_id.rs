//! The text of a global identifier: a type and a key, as one opaque word.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// The identifier of the row of this key.
pub fn encode(type_name: &str, key: i64) -> String {
    URL_SAFE_NO_PAD.encode(format!("{type_name}:{key}"))
}

/// The name of the type and the key, where the text is an identifier.
pub fn decode(id: &str) -> Option<(String, i64)> {
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(id).ok()?).ok()?;
    let (type_name, key) = text.split_once(':')?;
    Some((type_name.to_owned(), key.parse().ok()?))
}
