//! `follow-up-templates.toml`.

use super::Findings;
use crate::catalogue::format::FollowUpTemplatesFile;
use crate::data_file::{Document, FieldPath, FileFault, FileFaultCode};
use crate::domain::follow_up_template::{Placeholder, TemplateFault, read};

/// The longest text of a template, in characters: what it fills in must fit into a follow-up too.
const MAXIMUM_TEXT: usize = 3_000;

/// The faults of the templates.
pub(super) fn follow_up_templates(document: &Document<FollowUpTemplatesFile>) -> Vec<FileFault> {
    let mut findings = Findings::of(document);
    let templates = FieldPath::root().key("templates");
    findings.distinct(&templates, document.content.templates.iter().map(|template| &template.code));
    for (index, template) in document.content.templates.iter().enumerate() {
        for (language, text) in [("fr", &template.text.fr), ("en", &template.text.en)] {
            let path = templates.index(index).key("text").key(language);
            if text.chars().count() > MAXIMUM_TEXT {
                findings.add(&path, FileFaultCode::TextTooLong, vec![("maximum", MAXIMUM_TEXT.to_string())]);
            }
            match read(text) {
                Ok(_) => {}
                Err(TemplateFault::LoneBrace) => findings.add(&path, FileFaultCode::LoneBrace, Vec::new()),
                Err(TemplateFault::Unknown(name)) => {
                    let known = Placeholder::ALL.map(|known| format!("{{{}}}", known.name())).join(", ");
                    let values = vec![("placeholder", format!("{{{name}}}")), ("known", known)];
                    findings.add(&path, FileFaultCode::UnknownPlaceholder, values);
                }
            }
        }
    }
    findings.faults
}
