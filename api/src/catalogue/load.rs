//! Reads a catalogue: all of it, or every fault of every file.

use std::fs;
use std::path::Path;

use super::format::{
    AssignmentFile, Calendar, City, DepartmentsFile, FollowUpTemplatesFile, LifeCycleFile, PriorityPolicyFile,
    ProductFile, ServiceCommitmentsFile, TriageFile, WorkTypesFile,
};
use super::source::{SourceFile, built_in_file};
use super::{AssignmentRules, Catalogue, CatalogueSource, Product, validate};
use crate::data_file::{DataFile, Document, FileFault, FileFaultCode};

/// The files of a catalogue that could be read: an absent one already has its fault.
#[derive(Default)]
pub(super) struct Files {
    pub(super) city: Option<Document<City>>,
    pub(super) departments: Option<Document<DepartmentsFile>>,
    pub(super) work_types: Option<Document<WorkTypesFile>>,
    pub(super) commitments: Option<Document<ServiceCommitmentsFile>>,
    pub(super) calendar: Option<Document<Calendar>>,
    pub(super) triage: Option<Document<TriageFile>>,
    pub(super) priority_policy: Option<Document<PriorityPolicyFile>>,
    pub(super) life_cycle: Option<Document<LifeCycleFile>>,
    pub(super) assignment: Option<Document<AssignmentFile>>,
    pub(super) follow_up_templates: Option<Document<FollowUpTemplatesFile>>,
    pub(super) products: Vec<Document<ProductFile>>,
}

/// Reads and checks a catalogue.
///
/// # Errors
/// Every fault of every file, by file and line.
pub fn load(source: &CatalogueSource) -> Result<Catalogue, Vec<FileFault>> {
    let sources = source.files().map_err(|error| vec![unreadable(&source.to_string(), &error)])?;
    let mut reader = Reader { source, sources, faults: Vec::new() };
    let files = Files {
        city: reader.one("city.toml"),
        departments: reader.one("departments.toml"),
        work_types: reader.one("work-types.toml"),
        commitments: reader.one("service-commitments.toml"),
        calendar: reader.one("calendar.toml"),
        triage: reader.one("triage.toml"),
        priority_policy: reader.one("priority-policy.toml"),
        life_cycle: reader.one_or_built_in("life-cycle.toml"),
        assignment: reader.optional("assignment.toml"),
        follow_up_templates: reader.optional("follow-up-templates.toml"),
        products: reader.products(),
    };
    let mut faults = reader.finish();
    faults.extend(validate::all(&files));
    faults.sort_by(|one, other| (&one.file, one.line, one.column).cmp(&(&other.file, other.line, other.column)));
    match assemble(files) {
        Some(catalogue) if faults.is_empty() => Ok(catalogue),
        _ => Err(faults),
    }
}

/// Reads and checks a `city.toml` by itself, to serve another city with the same catalogue.
///
/// # Errors
/// Every fault of the file.
pub fn load_city(path: &Path) -> Result<City, Vec<FileFault>> {
    let name = path.display().to_string();
    let text = fs::read_to_string(path).map_err(|error| vec![unreadable(&name, &error)])?;
    parse_city(&name, &text)
}

/// Reads and checks the text of a `city.toml`, named `name` in its faults.
///
/// # Errors
/// Every fault of the text.
pub fn parse_city(name: &str, text: &str) -> Result<City, Vec<FileFault>> {
    let document = Document::read(name, text)?;
    let faults = validate::city(&document);
    if faults.is_empty() { Ok(document.content) } else { Err(faults) }
}

fn assemble(files: Files) -> Option<Catalogue> {
    let work_types = files.work_types?.content.work_types;
    let triage = files.triage?.content;
    let resolve = |document: Document<ProductFile>| Product::resolve(document.content, &work_types, &triage);
    let mut products: Vec<Product> = files.products.into_iter().map(resolve).collect();
    products.sort_by(|one, other| (one.position, &one.code).cmp(&(other.position, &other.code)));
    let departments = files.departments?.content.departments;
    let rules = files.assignment.map_or_else(Vec::new, |document| document.content.rules);
    Some(Catalogue {
        city: files.city?.content,
        assignment: AssignmentRules::resolve(rules, &departments),
        departments,
        work_types,
        commitments: files.commitments?.content.commitments,
        calendar: files.calendar?.content,
        triage,
        priority_policy: files.priority_policy?.content,
        life_cycle: files.life_cycle?.content,
        follow_up_templates: files.follow_up_templates.map_or_else(Vec::new, |document| document.content.templates),
        products,
    })
}

struct Reader<'s> {
    source: &'s CatalogueSource,
    sources: Vec<SourceFile>,
    faults: Vec<FileFault>,
}

impl Reader<'_> {
    fn one<T: DataFile>(&mut self, name: &str) -> Option<Document<T>> {
        let Some(found) = self.sources.iter().position(|file| file.name == name) else {
            let file = self.source.display_name(name);
            self.faults.push(FileFault::of_file(&file, FileFaultCode::MissingFile, Vec::new()));
            return None;
        };
        let file = self.sources.remove(found);
        self.read(&file)
    }

    /// A file that a catalogue need not have.
    fn optional<T: DataFile>(&mut self, name: &str) -> Option<Document<T>> {
        let found = self.sources.iter().position(|file| file.name == name)?;
        let file = self.sources.remove(found);
        self.read(&file)
    }

    /// A file of which a catalogue that does not have it has the copy built into the program.
    fn one_or_built_in<T: DataFile>(&mut self, name: &str) -> Option<Document<T>> {
        if !self.sources.iter().any(|file| file.name == name) {
            self.sources.extend(built_in_file(name));
        }
        self.one(name)
    }

    fn products(&mut self) -> Vec<Document<ProductFile>> {
        let (products, others) =
            std::mem::take(&mut self.sources).into_iter().partition(|file| file.name.starts_with("products/"));
        self.sources = others;
        let products: Vec<SourceFile> = products;
        if products.is_empty() {
            let file = self.source.display_name("products");
            self.faults.push(FileFault::of_file(&file, FileFaultCode::MissingFile, Vec::new()));
        }
        products.iter().filter_map(|file| self.read(file)).collect()
    }

    fn read<T: DataFile>(&mut self, file: &SourceFile) -> Option<Document<T>> {
        let name = self.source.display_name(&file.name);
        let text = match &file.text {
            Ok(text) => text,
            Err(error) => {
                self.faults.push(unreadable(&name, error));
                return None;
            }
        };
        let (document, faults) = Document::read_leniently(&name, text);
        self.faults.extend(faults);
        document
    }

    /// The faults found, with those of the files that no format is for.
    fn finish(mut self) -> Vec<FileFault> {
        for file in &self.sources {
            let name = self.source.display_name(&file.name);
            self.faults.push(FileFault::of_file(&name, FileFaultCode::UnexpectedFile, Vec::new()));
        }
        self.faults
    }
}

fn unreadable(name: &str, error: &std::io::Error) -> FileFault {
    FileFault::of_file(name, FileFaultCode::UnreadableFile, vec![("reason", error.to_string())])
}
