//! Entity tags (RFC 9110, 8.8.3): whether a caller holds what they ask for.

use axum::http::HeaderValue;

/// Whether `If-None-Match` names a tag, compared weakly.
pub fn knows(header: &HeaderValue, tag: &str) -> bool {
    let Ok(known) = header.to_str() else { return false };
    let bare = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    known.trim() == "*" || known.split(',').any(|known| bare(known) == bare(tag))
}
