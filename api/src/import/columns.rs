//! Which columns of a file hold what.

use super::rows::Row;
use crate::domain::fault::{Fault, FaultKind};

/// One column, or several whose values are read as one, a space between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Column {
    indexes: Vec<usize>,
    name: String,
}

/// The columns of a file that a mapping reads.
#[derive(Debug)]
pub(super) struct Columns {
    /// The names of all columns of the file, in their order.
    pub(super) names: Vec<String>,
    /// What identifies a request in its source; the row's own identity where the source has no identifiers.
    pub(super) external_id: Option<Column>,
    pub(super) opened_at: Column,
    pub(super) due_at: Option<Column>,
    pub(super) closed_at: Option<Column>,
    pub(super) status: Option<Column>,
    pub(super) channel: Option<Column>,
    pub(super) description: Option<Column>,
    pub(super) address: Option<Column>,
    pub(super) borough: Option<Column>,
    /// Longitude and latitude.
    pub(super) position: Option<(Column, Column)>,
}

impl Column {
    /// The columns of these ranks among `names`.
    pub(super) fn new(indexes: Vec<usize>, names: &[String]) -> Self {
        let name = indexes.iter().filter_map(|index| names.get(*index)).cloned().collect::<Vec<_>>().join(" + ");
        Self { indexes, name }
    }

    /// The column's name in the file.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// The value of the first column, without the spaces around it; none where it is blank.
    pub(super) fn read<'a>(&self, row: &'a Row) -> Option<&'a str> {
        let index = self.indexes.first()?;
        row.values.get(*index).map(str::trim).filter(|text| !text.is_empty())
    }

    /// The values of all its columns, joined by spaces; none where all are blank.
    pub(super) fn joined(&self, row: &Row) -> Option<String> {
        let texts = self.indexes.iter().filter_map(|index| row.values.get(*index)).map(str::trim);
        let joined = texts.filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ");
        (!joined.is_empty()).then_some(joined)
    }
}

impl Columns {
    /// The names of these columns.
    pub(super) fn names_of(&self, indexes: &[usize]) -> String {
        indexes.iter().filter_map(|index| self.names.get(*index)).cloned().collect::<Vec<_>>().join(" + ")
    }

    /// That a row has as many values as the file has columns.
    pub(super) fn check_width(&self, row: &Row) -> Result<(), Fault> {
        let (expected, found) = (self.names.len(), row.values.len());
        if expected == found {
            return Ok(());
        }
        let line = row.values.iter().collect::<Vec<_>>().join(" | ");
        Err(Fault::new("*", line, FaultKind::WrongWidth { expected, found }))
    }
}
