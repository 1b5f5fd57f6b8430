//! Where planning begins: an earlier programme, where it is one of nearly the same instance.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use riverain_planner::{Instance, Programme, WarmStart};

use super::file_fault;
use crate::cli::CommandError;
use crate::locale::Locale;

/// The years and prices of an earlier programme; a warning goes to standard error where little of it can count.
///
/// # Errors
/// A file that cannot be read, that is no programme, or that is clearly one of another instance: none of its requests is
/// in this one, or most requests of the same ids are other work.
pub(super) fn warm_start(file: &Path, instance: &Instance, locale: Locale) -> Result<WarmStart, CommandError> {
    let text = fs::read_to_string(file).map_err(|error| file_fault(locale, "plan_command.unreadable", file, &error))?;
    let programme: Programme = serde_json::from_str(&text).map_err(|error| {
        let (line, column) = (error.line().to_string(), error.column().to_string());
        let values = [("file", file.display().to_string()), ("line", line), ("column", column)];
        locale.wording("plan_command.not_a_programme", &values)
    })?;
    let likeness = Likeness::of(&programme, instance);
    let wording = |key: &str| {
        let values = [
            ("file", file.display().to_string()),
            ("requests", likeness.requests.to_string()),
            ("shared", likeness.shared.to_string()),
            ("other_work", (likeness.shared - likeness.of_same_work).to_string()),
        ];
        locale.wording(&format!("plan_command.{key}"), &values)
    };
    if likeness.is_of_another_instance(instance) {
        return Err(wording("another_instance").into());
    }
    if likeness.shared * 10 < instance.requests.len().min(likeness.requests) {
        eprintln!("{}", wording("few_requests_in_common"));
    }
    if likeness.has_no_year_in_common {
        eprintln!("{}", wording("no_year_in_common"));
    }
    Ok(programme.warm_start())
}

/// How much an earlier programme has in common with an instance.
struct Likeness {
    /// Requests of the programme.
    requests: usize,
    /// Those whose ids the instance has.
    shared: usize,
    /// Those of them that are of the same work type and department.
    of_same_work: usize,
    /// Whether the programme does work, and none of it in the years of the instance.
    has_no_year_in_common: bool,
}

impl Likeness {
    fn of(programme: &Programme, instance: &Instance) -> Self {
        let departments: HashMap<&str, &str> =
            instance.work_types.iter().map(|kind| (kind.id.as_str(), kind.department.as_str())).collect();
        let work: HashMap<&str, &str> =
            instance.requests.iter().map(|request| (request.id.as_str(), request.work_type.as_str())).collect();
        let (mut requests, mut shared, mut of_same_work) = (0, 0, 0);
        for project in &programme.projects {
            let is_known = departments.get(project.work_type.as_str()) == Some(&project.department.as_str());
            let types = project.requests.iter().filter_map(|request| work.get(request.as_str()));
            let (count, same) = types.fold((0, 0), |(count, same), work_type| {
                (count + 1, same + usize::from(is_known && **work_type == project.work_type))
            });
            requests += project.requests.len();
            shared += count;
            of_same_work += same;
        }
        let horizon = instance.horizon;
        let years = i64::from(horizon.first_year)..i64::from(horizon.first_year) + i64::from(horizon.years);
        let mut done = programme.projects.iter().filter_map(|project| project.year).peekable();
        let has_no_year_in_common = done.peek().is_some() && !done.any(|year| years.contains(&i64::from(year)));
        Self { requests, shared, of_same_work, has_no_year_in_common }
    }

    fn is_of_another_instance(&self, instance: &Instance) -> bool {
        let is_nothing_shared = self.shared == 0 && self.requests > 0 && !instance.requests.is_empty();
        is_nothing_shared || self.of_same_work * 2 < self.shared
    }
}
