//! A mapping checked against the file that it is for and against the catalogue: every fault at once, each at its line.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use chrono::Duration;
use encoding_rs::Encoding;
use riverain_entities::{precisions, products, work_types};
use sha2::{Digest, Sha256};

use super::columns::{Column, Columns};
use super::convert::{Category, Condition, Conversion};
use super::csv_rows::CsvDialect;
use super::error::ImportError;
use super::estimates::{Estimates, WorkEstimate};
use super::mapping::{ColumnNames, Format, MappedCategory, MappedCondition, Mapping, Words};
use super::rows::{FileFormat, RowFile};
use super::texts::some_of;
use super::values::{DateReader, Vocabulary};
use crate::data_file::{Code, CrewHours, Document, FieldPath, FileFault, FileFaultCode};
use crate::store::reference::Reference;

/// A mapping file that was read, not yet checked against anything.
#[derive(Debug)]
pub(super) struct MappingFile {
    document: Document<Mapping>,
    digest: String,
}

impl MappingFile {
    /// Reads a mapping.
    ///
    /// # Errors
    /// A file that cannot be read, is not TOML, or does not have the form of a mapping.
    pub(super) fn read(path: &Path) -> Result<Self, ImportError> {
        let text = std::fs::read_to_string(path).map_err(|error| ImportError::unreadable(path, &error))?;
        let document = Document::read(&path.display().to_string(), &text).map_err(ImportError::Mapping)?;
        Ok(Self { document, digest: hex::encode(Sha256::digest(text)) })
    }

    /// The source of the requests.
    pub(super) fn source(&self) -> &str {
        self.document.content.source.as_str()
    }

    /// SHA-256 of the mapping's text, hexadecimal.
    pub(super) fn digest(&self) -> &str {
        &self.digest
    }

    /// How the file is to be read.
    ///
    /// # Errors
    /// An encoding that is unknown, or in which the bytes of ASCII do not mean ASCII.
    pub(super) fn format(&self) -> Result<FileFormat, ImportError> {
        let mapping = &self.document.content;
        if mapping.format == Format::GeoJson {
            return Ok(FileFormat::GeoJson);
        }
        let known = || vec![("known", "utf-8, windows-1252, iso-8859-1, …".to_owned())];
        let at = FieldPath::root().key("encoding");
        let encoding = Encoding::for_label(mapping.encoding.as_bytes())
            .filter(|encoding| encoding.is_ascii_compatible())
            .ok_or_else(|| {
                ImportError::Mapping(vec![self.document.fault(&at, FileFaultCode::UnknownReference, known())])
            })?;
        let [delimiter] = mapping.delimiter.as_bytes() else {
            let at = FieldPath::root().key("delimiter");
            let form = vec![("form", "ASCII".to_owned())];
            return Err(ImportError::Mapping(vec![self.document.fault(&at, FileFaultCode::WrongForm, form)]));
        };
        Ok(FileFormat::Csv(CsvDialect { delimiter: *delimiter, encoding }))
    }

    /// The mapping, ready to be applied to this file.
    ///
    /// # Errors
    /// Every column that the file does not have, and every code that the catalogue does not have.
    pub(super) fn compile(&self, file: &RowFile, reference: &Reference) -> Result<Conversion, ImportError> {
        let names = file.columns();
        let mut compiler = Compiler { document: &self.document, names, reference, faults: Vec::new() };
        let conversion = compiler.conversion(file.identity_name());
        match conversion {
            Some(conversion) if compiler.faults.is_empty() => Ok(conversion),
            _ => Err(ImportError::Mapping(compiler.faults)),
        }
    }
}

struct Compiler<'a> {
    document: &'a Document<Mapping>,
    names: &'a [String],
    reference: &'a Reference,
    faults: Vec<FileFault>,
}

impl Compiler<'_> {
    fn conversion(&mut self, identity_name: &'static str) -> Option<Conversion> {
        let mapping = &self.document.content;
        let root = FieldPath::root();
        let dates = self.dates();
        let columns = self.columns();
        let estimates = self.estimates();
        let unknown_position = mapping.position.as_ref().map_or(Some(Vec::new()), |position| {
            self.conditions(&root.key("position").key("unknown_when"), &position.unknown_when)
        });
        let categories: Vec<Option<Category>> = (0..)
            .zip(&mapping.categories)
            .map(|(rank, category)| self.category(&root.key("categories").index(rank), category))
            .collect();
        Some(Conversion {
            source: mapping.source.as_str().to_owned(),
            simulated: mapping.simulated,
            columns: columns?,
            dates: dates?,
            closing_tolerance: Duration::seconds(mapping.closed_before_opened_tolerance_seconds.into()),
            statuses: mapping.status.as_ref().map(vocabulary),
            channels: vocabulary(&mapping.channel),
            known_categories: some_of(conditions_of(mapping).flat_map(|condition| &condition.is).map(String::as_str)),
            identity_name,
            categories: categories.into_iter().collect::<Option<_>>()?,
            unknown_position: unknown_position?,
            estimates,
        })
    }

    fn dates(&mut self) -> Option<DateReader> {
        let mapping = &self.document.content;
        let at = FieldPath::root();
        let Ok(time_zone) = mapping.time_zone.parse() else {
            self.fault(&at.key("time_zone"), FileFaultCode::UnknownTimeZone, Vec::new());
            return None;
        };
        match DateReader::new(&mapping.date_formats, time_zone) {
            Ok(dates) => Some(dates),
            Err(form) => {
                let rank = mapping.date_formats.iter().position(|known| *known == form).unwrap_or(0);
                let form = vec![("form", "strftime: %Y-%m-%d %H:%M:%S, %m/%d/%Y %I:%M %p".to_owned())];
                self.fault(&at.key("date_formats").index(rank), FileFaultCode::WrongForm, form);
                None
            }
        }
    }

    fn columns(&mut self) -> Option<Columns> {
        let mapping = &self.document.content;
        let columns = &mapping.columns;
        let root = FieldPath::root();
        let at = root.key("columns");
        let position = mapping.position.as_ref().map(|position| {
            let at = root.key("position");
            self.single(&at.key("longitude"), &position.longitude)
                .zip(self.single(&at.key("latitude"), &position.latitude))
        });
        let status = mapping.status.as_ref().and_then(|words| words.column.as_ref());
        let opened_at = self.column(&at.key("opened_at"), &columns.opened_at);
        Some(Columns {
            names: self.names.to_vec(),
            external_id: self.optional(&at.key("external_id"), columns.external_id.as_ref()),
            due_at: self.optional(&at.key("due_at"), columns.due_at.as_ref()),
            closed_at: self.optional(&at.key("closed_at"), columns.closed_at.as_ref()),
            status: self.optional(&root.key("status").key("column"), status),
            channel: self.optional(&root.key("channel").key("column"), mapping.channel.column.as_ref()),
            description: self.optional(&at.key("description"), columns.description.as_ref()),
            address: self.optional(&at.key("address"), columns.address.as_ref()),
            borough: self.optional(&at.key("borough"), columns.borough.as_ref()),
            position: position.flatten(),
            opened_at: opened_at?,
        })
    }

    fn category(&mut self, at: &FieldPath, category: &MappedCategory) -> Option<Category> {
        let conditions = self.conditions(&at.key("when"), &category.when);
        let found = self.precision(at, category);
        let work_type = category.work_type.as_ref().map(|code| self.work_type(&at.key("work_type"), code));
        let (product, precision) = found?;
        Some(Category {
            conditions: conditions?,
            product,
            precision,
            kind: category.kind.map(Into::into),
            work_type: match work_type {
                Some(found) => Some(found?),
                None => None,
            },
        })
    }

    fn precision(
        &mut self,
        at: &FieldPath,
        category: &MappedCategory,
    ) -> Option<(Arc<products::Model>, Arc<precisions::Model>)> {
        let Some(product) = self.reference.product_of_code(category.product.as_str()).cloned() else {
            let known = list(self.reference.products().iter().map(|row| row.code.as_str()));
            self.unknown(&at.key("product"), known);
            return None;
        };
        let precisions = self.reference.precisions_of(product.id);
        let found = precisions.iter().find(|precision| category.precision == *precision.code.as_str()).cloned();
        if found.is_none() {
            let known = list(precisions.iter().map(|row| row.code.as_str()));
            self.unknown(&at.key("precision"), known);
        }
        found.map(|precision| (product, precision))
    }

    fn work_type(&mut self, at: &FieldPath, code: &Code) -> Option<Arc<work_types::Model>> {
        let found = self.reference.work_type_of_code(code.as_str()).cloned();
        if found.is_none() {
            let known = self.known_work_types();
            self.unknown(at, known);
        }
        found
    }

    fn estimates(&mut self) -> Estimates {
        let mapped = &self.document.content.estimates;
        let at = FieldPath::root().key("estimates");
        let mut single = |key: &str, name: Option<&String>| name.and_then(|name| self.single(&at.key(key), name));
        let (cost, hours) = (single("cost", mapped.cost.as_ref()), single("hours", mapped.hours.as_ref()));
        let quantity = single("quantity", mapped.quantity.as_ref());
        for code in mapped.work_types.keys() {
            if self.reference.work_type_of_code(code.as_str()).is_none() {
                let fault = self.document.unknown_key(
                    &at.key("work_types").key(code.as_str()),
                    code.as_str(),
                    self.known_work_types(),
                );
                self.faults.push(fault);
            }
        }
        for (code, estimate) in &mapped.work_types {
            let at = at.key("work_types").key(code.as_str());
            self.known_crews(&at.key("mean_crew_hours"), estimate.mean_crew_hours.as_ref());
            self.known_crews(&at.key("crew_hours_per_unit"), estimate.crew_hours_per_unit.as_ref());
        }
        let by_work_type = mapped.work_types.iter().map(|(code, estimate)| {
            let work = WorkEstimate {
                mean_cost_cents: estimate.mean_cost_cents,
                mean_crew_hours: estimate.mean_crew_hours.as_ref().map(hours_by_crew),
                cost_per_unit_cents: estimate.cost_per_unit_cents,
                crew_hours_per_unit: estimate.crew_hours_per_unit.as_ref().map(hours_by_crew),
            };
            (code.as_str().to_owned(), work)
        });
        Estimates { cost, hours, quantity, by_work_type: by_work_type.collect() }
    }

    fn known_crews(&mut self, at: &FieldPath, hours: Option<&BTreeMap<Code, CrewHours>>) {
        for crew in hours.into_iter().flat_map(BTreeMap::keys).map(Code::as_str) {
            if self.reference.crew_of_code(crew).is_none() {
                let known = list(self.reference.crews().iter().map(|row| row.code.as_str()));
                self.faults.push(self.document.unknown_key(&at.key(crew), crew, known));
            }
        }
    }

    fn conditions(&mut self, at: &FieldPath, mapped: &[MappedCondition]) -> Option<Vec<Condition>> {
        (0..)
            .zip(mapped)
            .map(|(rank, condition)| {
                let column = self.index(&at.index(rank).key("column"), &condition.column)?;
                Some(Condition { column, values: condition.is.clone() })
            })
            .collect::<Vec<_>>()
            .into_iter()
            .collect()
    }

    fn optional(&mut self, at: &FieldPath, names: Option<&ColumnNames>) -> Option<Column> {
        names.and_then(|names| self.column(at, names))
    }

    fn column(&mut self, at: &FieldPath, names: &ColumnNames) -> Option<Column> {
        let indexes: Vec<Option<usize>> = match names {
            ColumnNames::One(name) => vec![self.index(at, name)],
            ColumnNames::Several(names) => {
                (0..).zip(names).map(|(rank, name)| self.index(&at.index(rank), name)).collect()
            }
        };
        Some(Column::new(indexes.into_iter().collect::<Option<_>>()?, self.names))
    }

    fn single(&mut self, at: &FieldPath, name: &str) -> Option<Column> {
        Some(Column::new(vec![self.index(at, name)?], self.names))
    }

    fn index(&mut self, at: &FieldPath, name: &str) -> Option<usize> {
        let index = self.names.iter().position(|known| known == name);
        if index.is_none() {
            self.fault(at, FileFaultCode::UnknownColumn, vec![("known", self.names.join(", "))]);
        }
        index
    }

    fn known_work_types(&self) -> String {
        list(self.reference.work_types().iter().map(|row| row.code.as_str()))
    }

    fn unknown(&mut self, at: &FieldPath, known: String) {
        self.fault(at, FileFaultCode::UnknownReference, vec![("known", known)]);
    }

    fn fault(&mut self, at: &FieldPath, code: FileFaultCode, parameters: Vec<(&'static str, String)>) {
        self.faults.push(self.document.fault(at, code, parameters));
    }
}

fn conditions_of(mapping: &Mapping) -> impl Iterator<Item = &MappedCondition> {
    mapping.categories.iter().flat_map(|category| &category.when)
}

fn vocabulary<W: Copy, T: Copy + From<W>>(words: &Words<W>) -> Vocabulary<T> {
    let meanings = words.words.iter().map(|(word, meaning)| (word.clone(), T::from(*meaning)));
    Vocabulary::new(meanings, words.default.map(T::from))
}

fn hours_by_crew(hours: &BTreeMap<Code, CrewHours>) -> BTreeMap<String, f64> {
    hours.iter().map(|(crew, hours)| (crew.as_str().to_owned(), hours.0)).collect()
}

fn list<'a>(codes: impl Iterator<Item = &'a str>) -> String {
    codes.collect::<Vec<_>>().join(", ")
}
