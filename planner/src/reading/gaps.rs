//! The values of a text that could not be read: something neutral stands in their place, of which no rule may be asked.

use std::collections::BTreeSet;

/// The JSON pointers of those values.
#[derive(Debug, Default)]
pub(crate) struct Gaps(BTreeSet<String>);

impl Gaps {
    pub(super) fn insert(&mut self, path: String) {
        self.0.insert(path);
    }

    /// Whether the value at a path could not be read, by itself or as a part of another.
    pub(crate) fn cover(&self, path: &str) -> bool {
        let ends = path.match_indices('/').map(|(end, _)| end).chain([path.len()]);
        !self.0.is_empty() && ends.into_iter().any(|end| self.0.contains(&path[..end]))
    }

    /// Whether a value at a path, or a part of it, could not be read.
    pub(crate) fn touch(&self, path: &str) -> bool {
        self.cover(path) || self.within(path).next().is_some()
    }

    /// Whether some entry of a list could not be read, or a field of it could not.
    pub(crate) fn hide(&self, list: &str, field: &str) -> bool {
        let path = format!("/{list}");
        self.cover(&path)
            || self.within(&path).any(|inner| inner.split('/').nth(1).is_none_or(|inner_field| inner_field == field))
    }

    /// What could not be read inside a value, from there on: `3/id` inside `/requests`.
    fn within(&self, path: &str) -> impl Iterator<Item = &str> {
        let beginning = format!("{path}/");
        self.0.range(beginning.clone()..).map_while(move |gap| gap.strip_prefix(beginning.as_str()))
    }
}
