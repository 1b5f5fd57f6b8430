//! Where an export comes from: a programme of the database, or a plan just made on the command line.

use super::error::ExportError;
use super::model::{BackdropShape, ExportLot, ExportProgramme, ExportProject, ExportRequest, ExportSection};

/// Receives rows one after another; an error ends the visit.
pub type Visit<'a, T> = &'a mut dyn FnMut(T) -> Result<(), ExportError>;

/// A programme that is exported. Each method may be called several times, and gives the same rows again.
pub trait ExportSource {
    /// The programme, without its projects.
    fn programme(&self) -> &ExportProgramme;

    /// Whether the reader may see the requests of projects.
    fn shows_requests(&self) -> bool;

    /// The projects of a section, the most valuable first.
    ///
    /// # Errors
    /// A source that cannot be read, or what the visitor gives.
    fn projects(&self, section: &ExportSection, visit: Visit<'_, ExportProject>) -> Result<(), ExportError>;

    /// The lots of a section, by number.
    ///
    /// # Errors
    /// A source that cannot be read, or what the visitor gives.
    fn lots(&self, section: &ExportSection, visit: Visit<'_, ExportLot>) -> Result<(), ExportError>;

    /// The requests of a section, project by project; none where the reader may not see them.
    ///
    /// # Errors
    /// A source that cannot be read, or what the visitor gives.
    fn requests(&self, section: &ExportSection, visit: Visit<'_, ExportRequest>) -> Result<(), ExportError>;

    /// Outlines of areas and lines of streets, where they are known.
    ///
    /// # Errors
    /// A source that cannot be read, or what the visitor gives.
    fn backdrop(&self, visit: Visit<'_, BackdropShape>) -> Result<(), ExportError>;
}
