//! What a department's projects of a year come to, counted while they are read: by kind of work, by what decided, and the first.

use crate::exports::error::ExportError;
use crate::exports::model::{ExportProject, ExportSection};
use crate::exports::source::ExportSource;

/// The projects of a section, summed up.
#[derive(Debug, Default)]
pub(super) struct Summary {
    /// By kind of work, the costliest first.
    pub(super) work_types: Vec<Group>,
    /// By the code of what decided their year or makes them wait, the most numerous first.
    pub(super) causes: Vec<Group>,
    /// The most valuable ones, which are told one by one.
    pub(super) first: Vec<ExportProject>,
    /// All others.
    pub(super) rest: Group,
}

/// Some projects.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Group {
    /// What they have in common: a name, or a code.
    pub(super) name: String,
    pub(super) project_count: i64,
    pub(super) request_count: i64,
    pub(super) cost_cents: i64,
    pub(super) hours: f64,
    pub(super) value: f64,
}

impl Summary {
    /// Reads the projects of a section; the most valuable ones are kept, as many as `most`.
    pub(super) fn of(source: &dyn ExportSource, section: &ExportSection, most: usize) -> Result<Self, ExportError> {
        let mut summary = Self::default();
        source.projects(section, &mut |project| {
            named(&mut summary.work_types, &project.work_type.name).add(&project);
            named(&mut summary.causes, &project.reason_code).add(&project);
            match summary.first.len() < most {
                true => summary.first.push(project),
                false => summary.rest.add(&project),
            }
            Ok(())
        })?;
        summary.work_types.sort_by(|a, b| b.cost_cents.cmp(&a.cost_cents).then_with(|| a.name.cmp(&b.name)));
        summary.causes.sort_by(|a, b| b.project_count.cmp(&a.project_count).then_with(|| a.name.cmp(&b.name)));
        Ok(summary)
    }
}

impl Group {
    fn add(&mut self, project: &ExportProject) {
        self.project_count += 1;
        self.request_count += project.request_count;
        self.cost_cents += project.cost_cents;
        self.hours += project.hours;
        self.value += project.value;
    }
}

/// The group of a name: there are few.
fn named<'a>(groups: &'a mut Vec<Group>, name: &str) -> &'a mut Group {
    let at = groups.iter().position(|group| group.name == name).unwrap_or_else(|| {
        groups.push(Group { name: name.to_owned(), ..Group::default() });
        groups.len() - 1
    });
    &mut groups[at]
}
