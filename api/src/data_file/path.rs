//! Where a value is in a file: the keys and the ranks that lead to it.

/// The way from the root of a file to one of its values.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FieldPath(Vec<Step>);

/// One step of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    /// Into the value of a key of a table.
    Key(String),
    /// Into an element of an array, from 0.
    Index(usize),
}

impl FieldPath {
    /// The root of the file.
    pub fn root() -> Self {
        Self::default()
    }

    /// The value of a key of this table.
    #[must_use]
    pub fn key(&self, key: &str) -> Self {
        self.then(Step::Key(key.to_owned()))
    }

    /// An element of this array, from 0.
    #[must_use]
    pub fn index(&self, index: usize) -> Self {
        self.then(Step::Index(index))
    }

    pub(super) fn steps(&self) -> &[Step] {
        &self.0
    }

    fn then(&self, step: Step) -> Self {
        let mut steps = self.0.clone();
        steps.push(step);
        Self(steps)
    }
}
