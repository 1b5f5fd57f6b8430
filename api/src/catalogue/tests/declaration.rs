//! Commitments of the service declaration, and what public follow-ups say.

use super::{altered, assert_fault};
use crate::data_file::FileFaultCode;

#[test]
fn commitments_of_channels_are_those_that_are_measured() {
    let file = "service-commitments.toml";
    let faults = altered(file, "code = \"email\"", "code = \"pigeon\"");
    let field = "commitments[pigeon].code";
    assert_fault(&faults, file, field, FileFaultCode::CommitmentOfNoChannel, Some("pigeon"));
    let faults = altered(file, "unit = \"minutes\"", "unit = \"business_minutes\"");
    let field = "commitments[telephone].unit";
    assert_fault(&faults, file, field, FileFaultCode::ChannelInBusinessMinutes, Some("business_minutes"));
}

#[test]
fn a_template_of_follow_ups_says_what_a_request_has_in_both_languages() {
    let file = "follow-up-templates.toml";
    let unknown = altered(file, "au plus tard le {due_date}", "au plus tard le {deadline}");
    assert_eq!(unknown.len(), 1, "{unknown:#?}");
    assert_eq!(unknown[0].code, FileFaultCode::UnknownPlaceholder);
    assert_eq!(unknown[0].field, "templates[promise_reminder].text.fr");
    let lone = altered(file, "au plus tard le {due_date}", "au plus tard le {due_date");
    assert_eq!(lone[0].code, FileFaultCode::LoneBrace, "{lone:#?}");
    let french = altered(file, "text = { fr = \"Les travaux", "text = { fr2 = \"Les travaux");
    assert!(french.iter().any(|fault| fault.code == FileFaultCode::MissingText), "{french:#?}");
    let twice = altered(file, "code = \"weather_delay\"", "code = \"work_done\"");
    assert_fault(&twice, file, "templates[work_done].code", FileFaultCode::DuplicateCode, Some("work_done"));
}
