#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Code, Document, FieldPath, FileFault, FileFaultCode, Text, schema_text};
use crate::locale::Locale;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Garden {
    code: Code,
    name: Text,
    #[schemars(range(min = 0, max = 100))]
    size: i32,
    shade: Option<Shade>,
    #[serde(default)]
    beds: Vec<Bed>,
}

#[derive(Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Shade {
    /// None.
    FullSun,
    /// Some.
    HalfShade,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Bed {
    code: Code,
    length: Option<f64>,
}

const RIGHT: &str = "code = 'rose_garden'\nname = { fr = 'Roseraie', en = 'Rose garden' }\nsize = 40\nshade = 'half_shade'\n\n[[beds]]\ncode = 'north'\nlength = 12\n";

fn faults(text: &str) -> Vec<FileFault> {
    Document::<Garden>::read("garden.toml", text).unwrap_err()
}

#[test]
fn a_right_file_is_read() {
    let document = Document::<Garden>::read("garden.toml", RIGHT).unwrap();
    let garden = &document.content;
    assert_eq!(garden.code.as_str(), "rose_garden");
    assert_eq!(garden.name.en, "Rose garden");
    assert_eq!((garden.size, garden.shade.as_ref()), (40, Some(&Shade::HalfShade)));
    assert_eq!((garden.beds[0].code.as_str(), garden.beds[0].length), ("north", Some(12.0)));
}

#[test]
fn every_fault_of_form_is_found_at_its_place() {
    let text = "code = 'Rose Garden'\nname = { fr = 'Roseraie' }\nsize = 400\nshade = 'dark'\ncolour = 'red'\n\n[[beds]]\ncode = 'north'\nlength = 'twelve'\n\n[[beds]]\nlength = 3\n";
    let found: Vec<_> = faults(text)
        .into_iter()
        .map(|fault| (fault.line, fault.column, fault.field, fault.code.as_str(), fault.value))
        .collect();
    let expected = [
        (1, 8, "code", "wrong_form", Some("Rose Garden")),
        (2, 8, "name.en", "missing_text", None),
        (3, 8, "size", "out_of_range", Some("400")),
        (4, 9, "shade", "unknown_word", Some("dark")),
        (5, 1, "colour", "unknown_field", Some("red")),
        (9, 10, "beds[north].length", "wrong_type", Some("twelve")),
        (11, 1, "beds[2].code", "missing_field", None),
    ]
    .map(|(line, column, field, code, value)| (line, column, field.to_owned(), code, value.map(str::to_owned)));
    assert_eq!(found, expected);
}

#[test]
fn a_fault_of_syntax_has_its_line() {
    let found = faults("code = 'rose_garden'\nname = { fr = 'Roseraie'\nsize == 3\n");
    assert!(found.iter().all(|fault| fault.code == FileFaultCode::Syntax), "{found:?}");
    assert!(found.iter().any(|fault| fault.line >= 2), "{found:?}");
}

#[test]
fn columns_count_characters() {
    let found = faults("name = { fr = 'Été', en = 3 }\ncode = 'a'\nsize = 1\n");
    assert_eq!((found[0].line, found[0].column, found[0].field.as_str()), (1, 27, "name.en"));
}

#[test]
fn a_fault_is_worded_in_both_languages() {
    let found = faults(&RIGHT.replace("size = 40", "size = 400"));
    let french = "garden.toml:3:8: size: La valeur « 400 » est hors limites. Donnez une valeur ≤ 100.";
    let english = "garden.toml:3:8: size: The value “400” is out of range. Give a value ≤ 100.";
    assert_eq!(found[0].describe(Locale::French), french);
    assert_eq!(found[0].describe(Locale::English), english);
}

#[test]
fn every_code_has_its_wording() {
    for code in FileFaultCode::ALL {
        for locale in [Locale::French, Locale::English] {
            for part in ["message", "remedy"] {
                let key = format!("file_fault.{}.{part}", code.as_str());
                let wording = locale.wording(&key, &[]);
                assert!(!wording.contains(&key), "{key} has no wording in {locale:?}");
            }
        }
    }
}

#[test]
fn a_fault_may_be_laid_at_what_is_absent() {
    let document = Document::<Garden>::read("garden.toml", RIGHT).unwrap();
    let path = FieldPath::root().key("beds").index(0).key("width");
    let fault = document.fault(&path, FileFaultCode::MissingField, vec![("key", "width".to_owned())]);
    assert_eq!((fault.line, fault.field.as_str(), fault.value), (6, "beds[north].width", None));
}

#[test]
fn what_may_be_absent_may_not_be_null_in_the_schema() {
    assert!(!schema_text::<Garden>().contains("null"));
}
