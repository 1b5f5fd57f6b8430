//! The first rows of a connection, read ahead for every selection of it.

use std::sync::Arc;

use crate::store::page::{Page, PageRequest};

/// The first rows of a connection: as many as its largest selection asks for.
#[derive(Debug, Clone)]
pub struct FirstPage<T> {
    size: u64,
    page: Arc<Page<T>>,
}

impl<T: Clone> FirstPage<T> {
    /// The first `size` rows of a connection.
    pub fn new(size: u64, page: Page<T>) -> Self {
        Self { size, page: Arc::new(page) }
    }

    /// The page that is asked for; none where more is asked for than was read ahead, or another part.
    pub fn serve<K>(&self, request: &PageRequest<K>) -> Option<Page<T>> {
        let from_start = request.after.is_none() && request.before.is_none() && !request.from_end;
        (from_start && request.size <= self.size).then(|| self.page.shortened(request.size))
    }
}
