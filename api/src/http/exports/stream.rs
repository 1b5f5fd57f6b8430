//! Writes an export on a thread of its own, and sends it as it comes: no more than a few parts wait in memory, and a
//! reader that takes nothing for a while is given up.

use std::io::{self, BufWriter, Write};
use std::time::Duration;

use axum::body::{Body, Bytes};
use futures::StreamExt;
use futures::stream;
use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, mpsc};

use crate::exports::error::ExportError;
use crate::exports::format::ExportFormat;
use crate::exports::stored::StoredSource;
use crate::locale::Locale;

/// Bytes of a part.
const PART: usize = 64 * 1024;

/// Parts that wait for the reader.
const WAITING: usize = 4;

/// How long a reader may take nothing.
const STALLED: Duration = Duration::from_mins(1);

/// The body of an export whose first part is written; `turn` is given back at its end.
///
/// # Errors
/// An export that failed before its first part; the log knows why.
pub(super) async fn start(
    source: StoredSource,
    format: ExportFormat,
    locale: Locale,
    turn: OwnedSemaphorePermit,
) -> io::Result<Body> {
    let (sender, mut receiver) = mpsc::channel(WAITING);
    let runtime = Handle::current();
    tokio::task::spawn_blocking(move || {
        let _turn = turn;
        let mut out = BufWriter::with_capacity(PART, Parts { runtime: runtime.clone(), sender: sender.clone() });
        let written = crate::exports::write(format, &source, locale, &mut out);
        let written = written.and_then(|()| out.flush().map_err(ExportError::from));
        // What is left of a failed export must not be written when the writer goes.
        let (_, _) = out.into_parts();
        match written {
            Ok(()) => {}
            // The reader went away.
            Err(ExportError::Writing(error)) if error.kind() == io::ErrorKind::BrokenPipe => {}
            Err(error) => {
                tracing::error!(%error, "an export failed");
                // The reader sees a connection that breaks, not a file that looks whole.
                let _ = runtime.block_on(sender.send(Err(io::Error::other("the export failed"))));
            }
        }
    });
    let first = receiver.recv().await.transpose()?.unwrap_or_default();
    let rest = stream::unfold(receiver, async |mut receiver| receiver.recv().await.map(|part| (part, receiver)));
    Ok(Body::from_stream(stream::iter([Ok(first)]).chain(rest)))
}

/// Sends what is written to the reader.
struct Parts {
    runtime: Handle,
    sender: mpsc::Sender<io::Result<Bytes>>,
}

impl Write for Parts {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let send = self.sender.send_timeout(Ok(Bytes::copy_from_slice(bytes)), STALLED);
        self.runtime.block_on(send).map_err(|_| io::Error::from(io::ErrorKind::BrokenPipe))?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
