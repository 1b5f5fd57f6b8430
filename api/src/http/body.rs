//! Reads a request's body within a bound.

use axum::body::{Body, Bytes};
use futures::StreamExt;

/// How much of a body that is too large is read and thrown away, so that its sender gets the answer instead of a
/// broken connection.
pub const MAXIMUM_DRAINED: usize = 64 * 1024 * 1024;

/// Why a body was not read.
#[derive(Debug)]
pub enum UnreadBody {
    /// It has more bytes than the bound; at least this many came.
    TooLarge(usize),
    /// The sender broke off.
    BrokenOff,
}

/// The whole body, of at most `maximum` bytes.
///
/// # Errors
/// A body that is larger, or that ends before it should.
pub async fn read(body: Body, maximum: usize) -> Result<Bytes, UnreadBody> {
    let mut stream = body.into_data_stream();
    let (mut read, mut length) = (Vec::new(), 0);
    while let Some(part) = stream.next().await {
        let part = part.map_err(|_| UnreadBody::BrokenOff)?;
        length += part.len();
        match length {
            _ if length <= maximum => read.extend_from_slice(&part),
            _ if length > MAXIMUM_DRAINED => break,
            _ => read = Vec::new(),
        }
    }
    if length <= maximum { Ok(Bytes::from(read)) } else { Err(UnreadBody::TooLarge(length)) }
}
