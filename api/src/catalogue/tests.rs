#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may fail loudly")]

mod declaration;
mod request_life;

use std::fs;
use std::path::{Path, PathBuf};

use super::format::{CommitmentUnit, RequestKind};
use super::{Catalogue, CatalogueSource, load, load_city, parse_city, schema_files};
use crate::data_file::{FileFault, FileFaultCode};

fn committed() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../catalogue")
}

fn catalogue() -> Catalogue {
    load(&CatalogueSource::BuiltIn).unwrap_or_else(|faults| {
        let lines: Vec<String> = faults.iter().map(ToString::to_string).collect();
        panic!("{}", lines.join("\n"))
    })
}

/// The committed catalogue in a folder of its own, with one text of one file replaced.
fn altered(file: &str, from: &str, to: &str) -> Vec<FileFault> {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("products")).unwrap();
    for part in ["", "products"] {
        for entry in fs::read_dir(committed().join(part)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|extension| extension == "toml") {
                fs::copy(&path, folder.path().join(part).join(path.file_name().unwrap())).unwrap();
            }
        }
    }
    let path = folder.path().join(file);
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{file} does not hold {from:?}");
    fs::write(&path, text.replacen(from, to, 1)).unwrap();
    match load(&CatalogueSource::Folder(folder.path().to_owned())) {
        Ok(_) => Vec::new(),
        Err(faults) => faults,
    }
}

#[track_caller]
fn assert_fault(faults: &[FileFault], file: &str, field: &str, code: FileFaultCode, value: Option<&str>) {
    let found = faults
        .iter()
        .find(|fault| fault.file.ends_with(file) && fault.field == field && fault.code == code)
        .unwrap_or_else(|| panic!("no {code:?} at {field} of {file} in {faults:#?}"));
    assert_eq!(found.value.as_deref(), value);
    assert!(found.line > 1, "{found:?}");
}

#[test]
fn the_committed_catalogue_is_right_and_complete() {
    let catalogue = catalogue();
    assert!(catalogue.products.len() >= 32);
    assert!(catalogue.work_types.len() >= 10);
    for kind in [
        RequestKind::Information,
        RequestKind::ServiceRequest,
        RequestKind::RapidIntervention,
        RequestKind::CommentOrComplaint,
    ] {
        assert!(catalogue.products.iter().any(|product| product.kind == kind), "{kind:?}");
    }
    let trees = catalogue.products.iter().filter_map(|product| product.question_tree.as_ref());
    assert!(trees.filter(|tree| tree.questions.len() >= 4 && depth(&tree.questions) >= 2).count() >= 8);
    let planned = catalogue.products.iter().flat_map(|product| &product.precisions);
    let planned: Vec<_> = planned.filter_map(|precision| precision.work_type.as_ref()).collect();
    assert!(catalogue.work_types.iter().all(|work_type| planned.contains(&&work_type.code)));
}

fn depth(questions: &[crate::domain::question_tree::Question]) -> usize {
    let mut depths = std::collections::HashMap::new();
    for question in questions {
        let deepest = question.when.iter().filter_map(|condition| depths.get(&condition.question)).max();
        let own = deepest.map_or(0, |depth: &usize| depth + 1);
        depths.insert(&question.code, own);
    }
    depths.into_values().max().unwrap_or(0)
}

#[test]
fn the_service_declaration_is_that_of_the_city() {
    let catalogue = catalogue();
    let declared: Vec<_> = catalogue
        .commitments
        .iter()
        .map(|commitment| (commitment.code.as_str(), commitment.amount, commitment.unit, commitment.target_share))
        .collect();
    let expected = [
        ("telephone", 2, CommitmentUnit::Minutes, Some(0.8)),
        ("email", 2, CommitmentUnit::BusinessDays, None),
        ("tree_felling", 20, CommitmentUnit::BusinessDays, None),
        ("negative_appreciation", 2, CommitmentUnit::BusinessDays, None),
    ];
    assert_eq!(declared, expected);
    let felling = catalogue.product("tree").unwrap().precision("felling").unwrap();
    assert_eq!(felling.commitment.as_ref().unwrap().as_str(), "tree_felling");
}

#[test]
fn a_planned_precision_is_answered_by_the_department_that_does_the_work() {
    let catalogue = catalogue();
    for precision in catalogue.products.iter().flat_map(|product| &product.precisions) {
        if let Some(code) = &precision.work_type {
            assert_eq!(precision.department, catalogue.work_type(code.as_str()).unwrap().department);
        }
    }
}

#[test]
fn the_committed_schemas_are_those_of_the_formats() {
    for (name, text) in schema_files() {
        let held = fs::read_to_string(committed().join("schema").join(name)).unwrap_or_default();
        assert!(held == text, "catalogue/schema/{name} is out of date: run `riverain catalogue schema`");
    }
}

#[test]
fn the_samples_name_products_of_the_catalogue() {
    let catalogue = catalogue();
    let sample = |name: &str| fs::read_to_string(committed().join("../samples").join(name)).unwrap();
    let shape: serde_json::Value = serde_json::from_str(&sample("montreal/shape.json")).unwrap();
    let mut named: Vec<(String, String)> = Vec::new();
    for category in shape["categories"].as_array().unwrap() {
        named.push((text_of(&category["product"]), text_of(&category["precision"])));
    }
    for city in ["boston", "montreal"] {
        let mapping: toml::Table = sample(&format!("{city}/mapping.toml")).parse().unwrap();
        for category in serde_json::to_value(&mapping["categories"]).unwrap().as_array().unwrap() {
            named.push((text_of(&category["product"]), text_of(&category["precision"])));
        }
    }
    assert!(named.len() > 300, "{}", named.len());
    for (product, precision) in named {
        let found = catalogue.product(&product).and_then(|product| product.precision(&precision));
        assert!(found.is_some(), "{product}/{precision} is not in the catalogue");
    }
}

fn text_of(value: &serde_json::Value) -> String {
    value.as_str().unwrap().to_owned()
}

#[test]
fn another_city_is_checked_like_the_first() {
    let path = committed().join("../samples/boston/city.toml");
    assert_eq!(load_city(&path).unwrap().time_zone, "America/New_York");
    let text = fs::read_to_string(path).unwrap().replace("America/New_York", "Boston").replace("42.41", "42.01");
    let faults = parse_city("city.toml", &text).unwrap_err();
    let found: Vec<_> = faults.iter().map(|fault| (fault.field.as_str(), fault.code)).collect();
    let expected = [("time_zone", FileFaultCode::UnknownTimeZone), ("bounds.max_lat", FileFaultCode::NotAbove)];
    assert_eq!(found, expected);
}

#[test]
fn a_code_that_names_nothing_is_found() {
    let sidewalk = "products/sidewalk.toml";
    let faults = altered(sidewalk, "department = \"roads\"", "department = \"rodes\"");
    assert_fault(&faults, sidewalk, "department", FileFaultCode::UnknownReference, Some("rodes"));
    let faults = altered(sidewalk, "work_type = \"sidewalk_repair\"", "work_type = \"sidewalks\"");
    let field = "precisions[raised_slab].work_type";
    assert_fault(&faults, sidewalk, field, FileFaultCode::UnknownReference, Some("sidewalks"));
    let faults = altered("products/tree.toml", "commitment = \"tree_felling\"", "commitment = \"felling\"");
    let field = "precisions[felling].commitment";
    assert_fault(&faults, "products/tree.toml", field, FileFaultCode::UnknownReference, Some("felling"));
    let faults = altered("work-types.toml", "waterworks = 70", "plumbers = 70");
    let field = "work_types[water_main_renewal].estimate.mean_crew_hours.plumbers";
    assert_fault(&faults, "work-types.toml", field, FileFaultCode::UnknownReference, Some("plumbers"));
}

#[test]
fn faults_of_questions_are_found() {
    let file = "products/sidewalk.toml";
    let faults = altered(file, "is = [\"trip\", \"blocked\"]", "is = [\"stumble\"]");
    let field = "questions[height].when[1].is[1]";
    assert_fault(&faults, file, field, FileFaultCode::UnknownReference, Some("stumble"));
    let faults = altered(file, "question = \"hazard\"", "question = \"area\"");
    assert_fault(
        &faults,
        file,
        "questions[height].when[1].is",
        FileFaultCode::NotApplicable,
        Some("[\"trip\",\"blocked\"]"),
    );
    let faults = altered(file, "at_least = 3", "is = [\"trip\"]");
    assert_fault(&faults, file, "questions[fall].when[1].is", FileFaultCode::NotApplicable, Some("[\"trip\"]"));
    let faults = altered(file, "severity = 15", "severity = 150");
    let field = "questions[hazard].options[trip].severity";
    assert_fault(&faults, file, field, FileFaultCode::OutOfRange, Some("150"));
    let faults = altered(file, "precisions = [\"raised_slab\"]", "precisions = [\"cracked\"]");
    let field = "questions[fall].when[1].question";
    assert_fault(&faults, file, field, FileFaultCode::UnreachableQuestion, Some("height"));
}

/// The one fault of a tree as a whole: where it is, and what it names.
#[track_caller]
fn assert_unsound(file: &str, (from, to): (&str, &str), field: &str, code: FileFaultCode, named: &str) {
    let faults = altered(file, from, to);
    let [fault] = faults.as_slice() else { panic!("{faults:#?}") };
    assert_eq!((fault.field.as_str(), fault.code), (field, code), "{fault:?}");
    assert!(fault.line > 1, "{fault:?}");
    for locale in [crate::locale::Locale::French, crate::locale::Locale::English] {
        assert!(fault.message(locale).contains(named), "{}", fault.message(locale));
    }
}

#[test]
fn a_tree_that_cannot_be_walked_is_not_published() {
    use FileFaultCode::{ConditionOnLaterQuestion, ConditionsNeverHold, QuestionAfterEnd, QuestionCycle};
    let sidewalk = "products/sidewalk.toml";
    let circle = (
        "when = [{ question = \"hazard\", is = [\"trip\", \"blocked\"] }]",
        "when = [{ question = \"fall\", is = [\"yes\"] }]",
    );
    assert_unsound(sidewalk, circle, "questions[height].when", QuestionCycle, "height, fall");
    let later =
        ("question = \"hazard\", is = [\"trip\", \"blocked\"]", "question = \"reduced_mobility\", is = [\"yes\"]");
    assert_unsound(sidewalk, later, "questions[height].when", ConditionOnLaterQuestion, "reduced_mobility");
    let excluded = (
        "when = [{ question = \"height\", at_least = 3 }]",
        "when = [{ question = \"height\", at_least = 3 }, { question = \"hazard\", is = [\"none\"] }]",
    );
    assert_unsound(sidewalk, excluded, "questions[fall].when", ConditionsNeverHold, "hazard");
    let too_high = ("question = \"height\", at_least = 3", "question = \"height\", at_least = 101");
    assert_unsound(sidewalk, too_high, "questions[fall].when", ConditionsNeverHold, "height");
    let outcome =
        ("when = [{ question = \"height\", at_least = 15 }]", "when = [{ question = \"height\", at_least = 150 }]");
    assert_unsound(sidewalk, outcome, "outcomes[1].when", ConditionsNeverHold, "height");
    let ended = ("advice = { fr = \"Le bac doit", "precisions = [\"missed\"]\nadvice = { fr = \"Le bac doit");
    assert!(altered("products/waste_collection.toml", ended.0, ended.1).is_empty());
    let ended = (
        "when = [{ question = \"out_in_time\", is = [\"yes\"] }]",
        "when = [{ question = \"out_in_time\", is = [\"no\"] }]",
    );
    let faults = altered("products/waste_collection.toml", ended.0, ended.1);
    let field = |name: &str| faults.iter().any(|fault| fault.field == name && fault.code == QuestionAfterEnd);
    assert!(field("questions[extent].when") && field("questions[obstacle].when"), "{faults:#?}");
}

#[test]
fn a_tree_without_an_end_is_not_published() {
    let tree = "products/tree.toml";
    let faults = altered(tree, "type = \"photo\"", "type = \"photo\"\nrequired = true");
    assert_fault(&faults, tree, "questions[photo].required", FileFaultCode::RequiredPhoto, Some("true"));
    let noise = "products/noise.toml";
    let faults = altered(noise, "minimum = 1\nmaximum = 7", "minimum = 1.2\nmaximum = 1.8");
    assert_fault(&faults, noise, "questions[nights_a_week].whole", FileFaultCode::NoAnswerPossible, Some("true"));
    let snow = "products/snow_removal.toml";
    let faults = altered(snow, "latest = 0", "latest = -90");
    assert_fault(&faults, snow, "questions[damage_date].latest", FileFaultCode::BoundsReversed, Some("-90"));
    let faults = altered(tree, "{ fr = \"À la Ville\", en", "{ en");
    assert!(faults.iter().any(|fault| fault.code == FileFaultCode::MissingText), "{faults:#?}");
    let faults = altered(tree, "text = { fr = \"À qui est l’arbre?\"", "text = { fr = \" \"");
    assert_fault(&faults, tree, "questions[owner].text.fr", FileFaultCode::BlankText, Some(" "));
}

#[test]
fn outcomes_name_what_exists() {
    let tree = "products/tree.toml";
    let faults = altered(tree, "department = \"permits\"", "department = \"permit\"");
    assert_fault(&faults, tree, "outcomes[4].department", FileFaultCode::UnknownReference, Some("permit"));
    let faults = altered(tree, "emergency = \"life_in_danger\"", "emergency = \"danger\"");
    assert_fault(&faults, tree, "outcomes[1].emergency", FileFaultCode::UnknownReference, Some("danger"));
    let faults = altered(tree, "planned = false", "planned = false\nwork_type = \"tree_removal\"");
    assert_fault(&faults, tree, "outcomes[6].planned", FileFaultCode::Contradiction, Some("false"));
    let faults = altered(tree, "planned = false", "department = \"roads\"");
    assert_fault(&faults, tree, "outcomes[6].department", FileFaultCode::DepartmentMismatch, Some("roads"));
    let light = "products/street_light.toml";
    let faults = altered(light, "work_type = \"street_light_renewal\"\nseverity = 10", "work_type = \"lights\"");
    assert_fault(&faults, light, "outcomes[4].work_type", FileFaultCode::UnknownReference, Some("lights"));
    let noise = "products/noise.toml";
    let faults = altered(noise, "emergency = \"public_order\"", "emergency = \"order\"");
    assert_fault(&faults, noise, "precisions[neighbour].emergency", FileFaultCode::UnknownReference, Some("order"));
    let faults = altered("triage.toml", "reason = \"crime\"", "reason = \"crimes\"");
    assert_fault(
        &faults,
        "triage.toml",
        "question.options[crime].reason",
        FileFaultCode::UnknownReference,
        Some("crimes"),
    );
}

#[test]
fn faults_of_work_types_are_found() {
    let file = "work-types.toml";
    let faults = altered(file, "shared_cost_cents = 12_000_00", "shared_cost_cents = 26_000_00");
    let field = "work_types[water_main_renewal].mobilization.shared_cost_cents";
    assert_fault(&faults, file, field, FileFaultCode::SharedCostAboveCost, Some("2600000"));
    let faults = altered(file, "radius_m = 90, max_span_m = 600,", "radius_m = 90, max_span_m = 3_500,");
    let field = "work_types[pavement_resurfacing].grouping.max_span_m";
    assert_fault(&faults, file, field, FileFaultCode::OutOfRange, Some("3500"));
    let faults = altered(file, "breaks_ground = true", "breaks_ground = true\nafter = [\"pavement_resurfacing\"]");
    let cycle = faults.iter().find(|fault| fault.code == FileFaultCode::OrderCycle).unwrap();
    let named = &cycle.parameters[0].1;
    assert!(named.contains("water_main_renewal") && named.contains("pavement_resurfacing"), "{named}");
}

#[test]
fn a_missing_language_a_duplicate_and_a_wrong_department_are_found() {
    let faults = altered("products/tree.toml", ", en = \"Felling\"", "");
    let field = "precisions[felling].name.en";
    assert_fault(&faults, "products/tree.toml", field, FileFaultCode::MissingText, None);
    let faults = altered("products/tree.toml", "code = \"pruning\"", "code = \"felling\"");
    let field = "precisions[felling].code";
    assert_fault(&faults, "products/tree.toml", field, FileFaultCode::DuplicateCode, Some("felling"));
    let faults = altered(
        "products/tree.toml",
        "work_type = \"tree_pruning\"",
        "work_type = \"tree_pruning\"\ndepartment = \"roads\"",
    );
    let field = "precisions[pruning].department";
    assert_fault(&faults, "products/tree.toml", field, FileFaultCode::DepartmentMismatch, Some("roads"));
}

#[test]
fn a_fault_of_form_does_not_hide_the_others_of_its_file() {
    let file = "products/sidewalk.toml";
    let faults =
        altered(file, "severity = 55\nwork_type = \"sidewalk_repair\"", "severity = 555\nwork_type = \"walks\"");
    assert_fault(&faults, file, "precisions[raised_slab].severity", FileFaultCode::OutOfRange, Some("555"));
    assert_fault(&faults, file, "precisions[raised_slab].work_type", FileFaultCode::UnknownReference, Some("walks"));
}

#[test]
fn the_faults_of_several_files_come_together() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("city.toml"), "code = 'x'\n").unwrap();
    fs::write(folder.path().join("product.toml"), "").unwrap();
    let faults = load(&CatalogueSource::Folder(folder.path().to_owned())).unwrap_err();
    let of = |name: &str, code| faults.iter().any(|fault| fault.file.ends_with(name) && fault.code == code);
    assert!(of("departments.toml", FileFaultCode::MissingFile));
    assert!(of("work-types.toml", FileFaultCode::MissingFile));
    assert!(of("products", FileFaultCode::MissingFile));
    assert!(of("product.toml", FileFaultCode::UnexpectedFile));
    assert!(faults.iter().filter(|fault| fault.file.ends_with("city.toml")).count() >= 3);
}

#[test]
fn a_folder_that_is_not_there_is_a_fault() {
    let faults = load(&CatalogueSource::Folder(PathBuf::from("/nowhere/at/all"))).unwrap_err();
    assert_eq!(faults[0].code, FileFaultCode::UnreadableFile);
}
