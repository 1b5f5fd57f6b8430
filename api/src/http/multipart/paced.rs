//! Gives a reader of parts no more at a time than it works off: it would else gather whatever comes, and a part whose
//! header has no end would be gathered whole.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};

use axum::body::{BodyDataStream, Bytes};
use futures::{Stream, StreamExt};

/// How much is given before the reader is made to look at it.
const AT_ONCE: usize = 64 * 1024;

/// How much the reader may hold without having found anything in it.
const HELD: usize = 1024 * 1024;

/// What a body gives, at the pace of its reader.
pub(super) struct Paced {
    body: BodyDataStream,
    held: Arc<AtomicUsize>,
    given: usize,
}

/// Tells that the reader has worked something off.
#[derive(Debug, Clone)]
pub(super) struct Pace(Arc<AtomicUsize>);

/// The reader holds too much, or the body broke off.
#[derive(Debug, thiserror::Error)]
#[error("the body cannot be read on")]
pub(super) struct Broken;

impl Paced {
    /// A body and what tells it that its reader has worked something off.
    pub(super) fn new(body: BodyDataStream) -> (Self, Pace) {
        let held = Arc::new(AtomicUsize::new(0));
        (Self { body, held: Arc::clone(&held), given: 0 }, Pace(held))
    }
}

impl Pace {
    /// The reader has found something in what it holds.
    pub(super) fn taken(&self) {
        self.0.store(0, Ordering::Relaxed);
    }
}

impl Stream for Paced {
    type Item = Result<Bytes, Broken>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.given >= AT_ONCE {
            self.given = 0;
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        if self.held.load(Ordering::Relaxed) > HELD {
            return Poll::Ready(Some(Err(Broken)));
        }
        match self.body.poll_next_unpin(context) {
            Poll::Ready(Some(Ok(bytes))) => {
                self.given += bytes.len();
                self.held.fetch_add(bytes.len(), Ordering::Relaxed);
                Poll::Ready(Some(Ok(bytes)))
            }
            Poll::Ready(Some(Err(_))) => Poll::Ready(Some(Err(Broken))),
            Poll::Ready(None) => Poll::Ready(None),
            Poll::Pending => {
                self.given = 0;
                Poll::Pending
            }
        }
    }
}
