//! Whatever a text holds, every fault of it is told, and nothing that only seems to be one.

use riverain_planner::{Expected, FaultKind, Instance, InstanceError, Locale, ValueKind};
use serde_json::{Map, Value, json};

use super::bad_input::{faults_of, valid};

fn refused(text: &str) -> InstanceError {
    Instance::from_json(text).unwrap_err()
}

/// The paths of the faults of a text, sorted.
fn paths_of(text: &str) -> Vec<String> {
    let mut paths: Vec<String> = faults_of(text).into_iter().map(|fault| fault.0).collect();
    paths.sort();
    paths
}

fn sorted<T: Ord>(mut entries: Vec<T>) -> Vec<T> {
    entries.sort();
    entries
}

/// The paths of the faults of the valid instance with some values replaced.
fn paths_with<const N: usize>(changes: [(&str, Value); N]) -> Vec<String> {
    let mut document = valid();
    for (pointer, value) in changes {
        *document.pointer_mut(pointer).unwrap() = value;
    }
    paths_of(&document.to_string())
}

/// Values put in the place of others, and the paths of the faults that they make.
type Case<'a> = (&'a [(&'a str, Value)], &'a [&'a str]);

#[test]
fn a_wrong_shape_hides_nothing_else() {
    let cases: [Case<'_>; 8] = [
        (
            &[("/requests/0/id", json!(5)), ("/requests/0/cost", json!(1.5)), ("/requests/1/priority", json!(-1))],
            &["/requests/0/id", "/requests/0/cost", "/requests/1/priority"],
        ),
        (&[("/sites", json!("x")), ("/crews/0/hours", json!([1]))], &["/sites", "/crews/0/hours"]),
        (&[("/horizon/years", json!(-1)), ("/requests/0/lat", json!(91))], &["/horizon/years", "/requests/0/lat"]),
        (&[("/horizon", json!([])), ("/requests/0/lat", json!(91))], &["/horizon", "/requests/0/lat"]),
        (
            &[("/departments/0/id", json!(null)), ("/sites/radius_m", json!(-1))],
            &["/departments/0/id", "/sites/radius_m"],
        ),
        (&[("/work_types", json!({})), ("/pins/0/year", json!(2031))], &["/work_types", "/pins/0/year"]),
        (
            &[("/requests/0", json!(7)), ("/requests/1/work_type", json!("no"))],
            &["/requests/0", "/requests/1/work_type"],
        ),
        (
            &[("/pins/0/year", json!("2028")), ("/announced/0/price", json!(-1))],
            &["/pins/0/year", "/announced/0/price"],
        ),
    ];
    for (changes, expected) in cases {
        let mut document = valid();
        for (pointer, value) in changes {
            *document.pointer_mut(pointer).unwrap() = value.clone();
        }
        assert_eq!(paths_of(&document.to_string()), sorted(expected.to_vec()), "{changes:?}");
    }
}

#[test]
fn values_are_shown_as_they_are_written() {
    let faults = faults_of(&valid().to_string().replacen("\"cost\":25", "\"cost\":1.50", 1));
    assert_eq!(
        faults[0].2,
        "/requests/0/cost is 1.50: a whole number of cents from 0 to 9 × 10¹⁸, without decimals or exponent, is needed"
    );
    let beyond = refused(&valid().to_string().replacen("\"cost\":25", "\"cost\":1e20", 1));
    assert_eq!(
        beyond.faults()[0].message(Locale::French),
        "/requests/0/cost vaut 1e20\u{a0}: il faut un nombre entier de cents, de 0 à 9 × 10¹⁸, sans décimales ni exposant"
    );
    let years = refused(&valid().to_string().replacen("\"years\":2", "\"years\":-1", 1));
    assert_eq!(
        years.faults()[0].message(Locale::English),
        "/horizon/years is -1: a whole number from 1 to 100, without decimals or exponent, is needed"
    );
}

#[test]
fn every_missing_field_is_told() {
    assert_eq!(paths_of("{}"), ["/horizon", "/sites"]);
    let mut document = valid();
    document["work_types"][0].as_object_mut().unwrap().remove("grouping");
    document["departments"][0]["budget"] = json!([1]);
    document["requests"][1].as_object_mut().unwrap().retain(|name, _| name == "hours");
    let missing = ["id", "work_type", "lon", "lat", "cost", "priority"].map(|field| format!("/requests/1/{field}"));
    let mut expected = vec!["/work_types/0/grouping".to_owned()];
    expected.extend(missing);
    expected.push("/departments/0/budget".to_owned());
    assert_eq!(paths_of(&document.to_string()), sorted(expected));
}

/// A document with every field of the format.
fn complete() -> Value {
    let mut document = valid();
    document["sites"]["distance"] = json!("great_circle");
    document["work_types"][0]["distance"] = json!("great_circle");
    document["streets"] = json!([{"name": "Rue", "coordinates": [[-71.2, 46.8], [-71.3, 46.8]]}]);
    document["requests"][0]["area"] = json!("limoilou");
    document["minimum_shares"] = json!([{"department": "roads", "area": "limoilou", "share": 0.1}]);
    document
}

fn records(value: &Value, path: &str, found: &mut Vec<String>) {
    let inner: Vec<(String, &Value)> = match value {
        Value::Object(fields) => fields.iter().map(|(name, value)| (name.clone(), value)).collect(),
        Value::Array(entries) => entries.iter().enumerate().map(|(index, value)| (index.to_string(), value)).collect(),
        _ => return,
    };
    if value.is_object() && !path.ends_with("/hours") {
        found.push(path.to_owned());
    }
    for (name, value) in inner {
        records(value, &format!("{path}/{name}"), found);
    }
}

#[test]
fn what_is_required_is_what_the_types_require() {
    let document = complete();
    let mut paths = Vec::new();
    records(&document, "", &mut paths);
    assert!(paths.len() > 14, "{paths:?}");
    for path in paths {
        let fields: Map<String, Value> = document.pointer(&path).unwrap().as_object().unwrap().clone();
        for name in fields.keys() {
            let mut without = document.clone();
            without.pointer_mut(&path).unwrap().as_object_mut().unwrap().remove(name);
            let is_required = serde_json::from_value::<Instance>(without.clone()).is_err();
            let told = paths_of(&without.to_string()).contains(&format!("{path}/{name}"));
            assert_eq!(is_required, told, "{path}/{name}");
        }
        let mut emptied = document.clone();
        emptied.pointer_mut(&path).unwrap().as_object_mut().unwrap().clear();
        let required = fields.keys().filter(|name| {
            let mut without = document.clone();
            without.pointer_mut(&path).unwrap().as_object_mut().unwrap().remove(*name);
            serde_json::from_value::<Instance>(without).is_err()
        });
        let told = paths_of(&emptied.to_string());
        for name in required {
            assert!(told.contains(&format!("{path}/{name}")), "{path}/{name} in {told:?}");
        }
    }
}

#[test]
fn any_value_in_the_place_of_any_other_is_told_alone() {
    fn places(value: &Value, path: &str, found: &mut Vec<String>) {
        found.push(path.to_owned());
        match value {
            Value::Object(fields) => {
                fields.iter().for_each(|(name, value)| places(value, &format!("{path}/{name}"), found));
            }
            Value::Array(entries) => {
                entries.iter().enumerate().for_each(|(index, value)| places(value, &format!("{path}/{index}"), found));
            }
            _ => {}
        }
    }
    let document = complete();
    let mut paths = Vec::new();
    places(&document, "", &mut paths);
    for path in paths {
        for other in [json!(null), json!(true), json!(1.5), json!("text"), json!([["x"]]), json!({"y": "x"})] {
            let mut changed = document.clone();
            *changed.pointer_mut(&path).unwrap() = other.clone();
            if serde_json::from_value::<Instance>(changed.clone()).is_ok() {
                continue;
            }
            let faults = faults_of(&changed.to_string());
            let is_here = |fault: &(String, FaultKind, String)| fault.0.starts_with(&path);
            assert!(!faults.is_empty() && faults.iter().all(is_here), "{path} {other}: {faults:?}");
        }
    }
}

#[test]
fn numbers_that_are_not_finite_are_told_among_the_others() {
    let text = valid()
        .to_string()
        .replacen("\"priority\":6", "\"priority\":NaN", 1)
        .replacen("\"lon\":-71.22", "\"lon\":-Infinity", 1)
        .replacen("\"cost\":25", "\"cost\": Infinity", 1)
        .replacen("\"radius_m\":40", "\"radius_m\":-4", 1);
    let faults = faults_of(&text);
    let finite = FaultKind::OutOfRange { minimum: None, maximum: None };
    let not_finite: Vec<&str> = faults.iter().filter(|fault| fault.1 == finite).map(|fault| fault.0.as_str()).collect();
    assert_eq!(not_finite.len(), 3, "{faults:?}");
    assert!(
        faults.iter().any(|fault| fault.2 == "/requests/0/cost is Infinity: a finite number is needed"),
        "{faults:?}"
    );
    assert!(faults.iter().any(|fault| fault.0 == "/moratoria/0/radius_m") && faults.len() == 4, "{faults:?}");
}

#[test]
fn what_is_not_json_is_told_with_its_place_and_what_json_has_there() {
    let cases = [
        ("", 1, 1, Expected::Value),
        ("{", 1, 2, Expected::Name),
        ("{\"horizon\"\n  5}", 2, 3, Expected::Colon),
        ("{\"é\": nul}", 1, 7, Expected::Value),
        ("{\"requests\": [}", 1, 15, Expected::Value),
        ("{\"requests\": [] \"pins\": []}", 1, 17, Expected::CommaOrBrace),
        ("{\"x\": [1 2]}", 1, 10, Expected::CommaOrBracket),
        ("{\"x\": 01}", 1, 7, Expected::Number),
        ("{\"x\": \"a\nb\"}", 1, 9, Expected::ClosingQuote),
        ("{\"x\": \"\\q\"}", 1, 7, Expected::Escape),
    ];
    for (text, line, column, expected) in cases {
        let faults = faults_of(text);
        let kind = FaultKind::Malformed { line, column, expected };
        assert_eq!(faults.last().unwrap().1, kind, "{text}: {faults:?}");
    }
    let after = refused(&format!("{}\nend", valid()));
    assert_eq!(
        after.faults()[0].message(Locale::French),
        "/ vaut end\u{a0}: JSON mal formé, ligne 2, colonne 1\u{a0}; il faut la fin du texte"
    );
    let cut = &valid().to_string()[..200];
    assert!(matches!(faults_of(cut).last().unwrap().1, FaultKind::Malformed { .. }));
}

#[test]
fn no_text_of_the_languages_is_mixed_or_technical() {
    let broken = valid()
        .to_string()
        .replacen("\"cost\":25", "\"cost\":\"?\"", 1)
        .replacen("\"sites\":{", "\"sites\":{\"distance\":\"street\",", 1)
        .replacen("\"breaks_ground\":true", "\"breaks_ground\":1", 1)
        .replacen("\"after\":[]", "\"after\":{}", 1);
    for fault in refused(&broken).faults() {
        let (french, english) = (fault.message(Locale::French), fault.message(Locale::English));
        assert!(french.contains("il faut") && !french.contains("expected"), "{french}");
        assert!(english.ends_with("is needed"), "{english}");
        assert!(["i64", "u32", "struct", "f64"].iter().all(|word| !french.contains(word)), "{french}");
    }
    let told = refused(&broken);
    let kinds: Vec<_> = told.faults().iter().map(|fault| fault.kind.clone()).collect();
    let words = ValueKind::OneOf(&["great_circle", "street_network"]);
    assert!(kinds.contains(&FaultKind::WrongKind { expected: words, or_null: false }), "{kinds:?}");
}

#[test]
fn the_first_of_many_faults_alike_are_told_and_the_others_counted() {
    let mut document = valid();
    let request = document["requests"][0].clone();
    document["requests"] = (0..60)
        .map(|index| {
            let mut request = request.clone();
            request["id"] = json!(format!("R{}", index + 1));
            request["cost"] = json!("much");
            request["hours"] = json!({format!("crew {index}"): 1});
            request
        })
        .collect();
    document["departments"][0]["budget"] = json!([1]);
    let error = refused(&document.to_string());
    assert_eq!(error.count(), 121);
    let told: Vec<_> = error.faults().iter().map(|fault| fault.message(Locale::English)).collect();
    assert_eq!(told.len(), 20 + 1 + 20 + 2, "{told:?}");
    assert!(told.contains(&"/departments/0/budget: the list has 1 entry; one a year is needed, 2 in all".to_owned()));
    assert_eq!(told[told.len() - 2], "/requests/*/cost: and 40 more such fault(s)");
    assert_eq!(told[told.len() - 1], "/requests/*/hours/*: and 40 more such fault(s)");
}

#[test]
fn no_years_are_told_alone() {
    for years in [json!(0), json!(101), json!(-1), json!(null)] {
        assert_eq!(paths_with([("/horizon/years", years)]), ["/horizon/years"]);
    }
    assert_eq!(paths_with([("/horizon/first_year", json!(0))]), ["/horizon/first_year"]);
}

#[test]
fn a_field_given_twice_and_a_place_of_three_numbers_are_told() {
    let text = valid().to_string().replacen("\"lat\":46.81", "\"lat\":46.81,\"lat\":46.82", 1);
    assert!(faults_of(&text).iter().all(|fault| fault.1 == FaultKind::RepeatedField && fault.0.ends_with("/lat")));
    let mut document = complete();
    document["streets"][0]["coordinates"] = json!([[1, 2, 3], [1], [1, 95]]);
    let expected = ["/0", "/1", "/2/1"].map(|end| format!("/streets/0/coordinates{end}"));
    assert_eq!(paths_of(&document.to_string()), expected);
}

#[test]
fn a_text_with_a_byte_order_mark_is_read() {
    assert!(faults_of(&format!("\u{feff}{}", valid())).is_empty());
}

#[test]
fn the_depth_of_a_text_does_not_matter() {
    let deep = format!("{{\"x\":{}{}}}", "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(paths_of(&deep), ["/horizon", "/sites", "/x"]);
}
