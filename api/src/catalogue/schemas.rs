//! The JSON Schemas of the catalogue's files, committed beside them for editors.

use std::path::Path;
use std::{fs, io};

use super::format::{
    AssignmentFile, Calendar, City, DepartmentsFile, FollowUpTemplatesFile, LifeCycleFile, PriorityPolicyFile,
    ProductFile, ServiceCommitmentsFile, TriageFile, WorkTypesFile,
};
use crate::data_file::schema_text;

/// The name and the text of each schema file.
pub fn schema_files() -> Vec<(&'static str, String)> {
    vec![
        ("assignment.schema.json", schema_text::<AssignmentFile>()),
        ("calendar.schema.json", schema_text::<Calendar>()),
        ("city.schema.json", schema_text::<City>()),
        ("departments.schema.json", schema_text::<DepartmentsFile>()),
        ("follow-up-templates.schema.json", schema_text::<FollowUpTemplatesFile>()),
        ("life-cycle.schema.json", schema_text::<LifeCycleFile>()),
        ("priority-policy.schema.json", schema_text::<PriorityPolicyFile>()),
        ("product.schema.json", schema_text::<ProductFile>()),
        ("service-commitments.schema.json", schema_text::<ServiceCommitmentsFile>()),
        ("triage.schema.json", schema_text::<TriageFile>()),
        ("work-types.schema.json", schema_text::<WorkTypesFile>()),
    ]
}

/// Writes schemas into `folder/schema` and gives the names of those that changed.
///
/// # Errors
/// The folder or a file that cannot be written.
pub fn write_schemas(folder: &Path, schemas: Vec<(&'static str, String)>) -> io::Result<Vec<&'static str>> {
    let folder = folder.join("schema");
    fs::create_dir_all(&folder)?;
    let mut changed = Vec::new();
    for (name, text) in schemas {
        let path = folder.join(name);
        if fs::read_to_string(&path).is_ok_and(|held| held == text) {
            continue;
        }
        fs::write(&path, text)?;
        changed.push(name);
    }
    Ok(changed)
}
