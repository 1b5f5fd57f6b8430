//! Opens a file to be imported, unpacking it where it is gzip.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use flate2::bufread::MultiGzDecoder;

use super::error::ImportError;

/// The first two bytes of a gzip file (RFC 1952, 2.3.1).
const GZIP_MAGIC: [u8; 2] = [0x1f, 0x8b];

const BUFFER_BYTES: usize = 1 << 18;

/// The content of a file, as a stream; gzip is known by its first bytes, whatever the file's name.
///
/// # Errors
/// A file that cannot be opened.
pub(super) fn open(path: &Path) -> Result<Box<dyn BufRead>, ImportError> {
    let unreadable = |error: std::io::Error| ImportError::unreadable(path, &error);
    let mut reader = BufReader::with_capacity(BUFFER_BYTES, File::open(path).map_err(unreadable)?);
    if reader.fill_buf().map_err(unreadable)?.starts_with(&GZIP_MAGIC) {
        return Ok(Box::new(BufReader::with_capacity(BUFFER_BYTES, MultiGzDecoder::new(reader))));
    }
    Ok(Box::new(reader))
}
