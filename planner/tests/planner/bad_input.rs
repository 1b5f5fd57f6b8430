//! Every way an instance can break the format names its place and what is allowed.

use riverain_planner::{FaultKind, Instance, Locale};
use serde_json::{Value, json};

pub(crate) fn valid() -> Value {
    json!({
        "horizon": {"first_year": 2027, "years": 2, "discount_rate": 0.03},
        "departments": [{"id": "roads", "budget": [500, null]}],
        "crews": [{"id": "concrete", "department": "roads", "hours": [12, null]}],
        "work_types": [
            {"id": "main", "department": "roads", "grouping": {"radius_m": 50, "max_span_m": 400, "max_requests": 5, "max_cost": 9},
             "mobilization": {"cost": 8, "shared_cost": 4}, "after": [], "breaks_ground": true, "moratorium_years": 2},
            {"id": "walk", "department": "roads", "grouping": {"radius_m": 50}, "mobilization": {"cost": 8, "shared_cost": 4},
             "after": ["main"]}
        ],
        "sites": {"radius_m": 30, "max_span_m": 600},
        "requests": [
            {"id": "R1", "work_type": "walk", "lon": -71.22, "lat": 46.81, "cost": 25, "hours": {"concrete": 1.5}, "priority": 6},
            {"id": "R2", "work_type": "main", "lon": -71.22, "lat": 46.81, "cost": 25, "priority": 6, "earliest_year": 2028}
        ],
        "moratoria": [{"lon": -71.22, "lat": 46.81, "radius_m": 40, "until_year": 2027}],
        "pins": [{"request": "R1", "year": 2028}, {"request": "R2", "excluded": true}],
        "announced": [{"request": "R1", "year": 2028, "price": 2.5}]
    })
}

/// The faults of the valid instance with the value at a pointer replaced.
fn faults_with(pointer: &str, value: Value) -> Vec<(String, FaultKind, String)> {
    let mut document = valid();
    *document.pointer_mut(pointer).unwrap() = value;
    faults_of(&document.to_string())
}

pub(crate) fn faults_of(text: &str) -> Vec<(String, FaultKind, String)> {
    let Err(error) = Instance::from_json(text) else { return Vec::new() };
    let line = |fault: &riverain_planner::Fault| {
        assert!(!fault.message(Locale::French).is_empty());
        (fault.path.clone(), fault.kind.clone(), fault.message(Locale::English))
    };
    error.faults().iter().map(line).collect()
}

#[test]
fn the_example_is_valid_and_empty_lists_may_be_left_out() {
    assert!(faults_of(&valid().to_string()).is_empty());
    let least = json!({"horizon": {"first_year": 2027, "years": 1}, "sites": {"radius_m": 30}});
    let instance = Instance::from_json(&least.to_string()).unwrap();
    let plan = super::builders::planned(&instance).unwrap();
    assert!(plan.programme.projects.is_empty());
    let programme = serde_json::to_value(&plan.programme).unwrap();
    let figures = ["objective", "upper_bound", "gap"].map(|name| programme[name].to_string());
    assert_eq!(figures, ["0.0", "0.0", "0.0"]);
}

#[test]
fn values_out_of_range_are_named() {
    let cases = [
        ("/requests/1/lat", json!(90.5)),
        ("/requests/0/lon", json!(-181)),
        ("/requests/0/cost", json!(-1)),
        ("/requests/0/priority", json!(-0.5)),
        ("/requests/0/hours/concrete", json!(-3)),
        ("/horizon/years", json!(0)),
        ("/horizon/years", json!(101)),
        ("/horizon/discount_rate", json!(-0.1)),
        ("/departments/0/budget/1", json!(-1)),
        ("/crews/0/hours/0", json!(-1)),
        ("/work_types/0/grouping/radius_m", json!(-5)),
        ("/work_types/0/grouping/max_span_m", json!(-5)),
        ("/work_types/0/grouping/max_requests", json!(0)),
        ("/work_types/0/grouping/max_cost", json!(-5)),
        ("/work_types/0/mobilization/shared_cost", json!(-5)),
        ("/sites/radius_m", json!(-1)),
        ("/moratoria/0/lat", json!(-91)),
        ("/pins/0/year", json!(2031)),
        ("/announced/0/price", json!(-0.5)),
    ];
    for (pointer, value) in cases {
        let faults = faults_with(pointer, value.clone());
        let found = faults.iter().find(|(path, ..)| path == pointer);
        let Some((_, FaultKind::OutOfRange { .. }, message)) = found else { panic!("{pointer}: {faults:?}") };
        assert!(message.contains(&value.to_string()), "{message}");
    }
}

#[test]
fn values_of_the_wrong_type_are_named() {
    let cases = [
        ("/requests/1/lat", json!("north"), "/requests/1/lat"),
        ("/requests/0/cost", json!(12.5), "/requests/0/cost"),
        ("/horizon/years", json!(-1), "/horizon/years"),
        ("/departments/0/budget/0", json!("much"), "/departments/0/budget/0"),
    ];
    for (pointer, value, path) in cases {
        let faults = faults_with(pointer, value);
        assert!(matches!(&faults[..], [(found, FaultKind::WrongKind { .. }, _)] if found == path), "{faults:?}");
    }
}

#[test]
fn numbers_that_json_does_not_have_are_named() {
    for (number, shown) in [("NaN", "NaN"), ("1e999", "1e999"), ("Infinity", "Infinity")] {
        let text = valid().to_string().replacen("46.81", number, 2).replacen(number, "46.81", 1);
        let faults = faults_of(&text);
        assert!(faults.len() == 1 && faults[0].2.contains(shown), "{faults:?}");
        assert!(faults[0].0.ends_with("/lat"), "{faults:?}");
    }
    let beyond = valid().to_string().replacen("\"cost\":25", "\"cost\":9223372036854775808", 1);
    let faults = faults_of(&beyond);
    assert!(faults[0].0.ends_with("/cost") && faults[0].2.contains("9223372036854775808"), "{faults:?}");
    let sum = valid().to_string().replace("\"cost\":25", "\"cost\":9223372036854775807");
    assert!(faults_of(&sum).iter().any(|fault| fault.1 == FaultKind::TotalTooLarge));
}

#[test]
fn what_is_told_to_be_right_is_of_the_city_and_not_of_the_machine() {
    for (pointer, value, range) in [
        ("/work_types/0/grouping/max_requests", json!(0), "a number of at least 1 is needed"),
        ("/work_types/0/grouping/max_requests", json!(-1), "a whole number from 1 to 1000000000"),
        ("/work_types/0/moratorium_years", json!(5_000_000_000_u64), "a whole number from 0 to 9999"),
        ("/requests/1/earliest_year", json!(5_000_000_000_u64), "a whole number from 1 to 9999"),
        ("/pins/0/year", json!(5_000_000_000_u64), "a whole number from 1 to 9999"),
        ("/requests/0/cost", json!(0.5), "a whole number of cents from 0 to 9 × 10¹⁸"),
    ] {
        let faults = faults_with(pointer, value);
        assert!(faults.len() == 1 && faults[0].2.contains(range), "{pointer}: {faults:?}");
    }
}

#[test]
fn long_values_are_cut_with_an_ellipsis() {
    let digits = "9".repeat(309);
    let cut = format!("{}…", "9".repeat(23));
    for field in ["\"cost\":25", "\"priority\":6"] {
        let name = field.split(':').next().unwrap();
        let faults = faults_of(&valid().to_string().replacen(field, &format!("{name}:{digits}"), 1));
        assert!(faults[0].2.contains(&format!(" is {cut}:")), "{field}: {faults:?}");
    }
    let mut instance = Instance::from_json(&valid().to_string()).unwrap();
    instance.requests[0].priority = 1e308;
    let error = instance.validate().unwrap_err();
    assert_eq!(error.faults()[0].value, format!("1{}…", "0".repeat(22)));
    instance.requests[0].priority = 1.0;
    instance.requests[0].work_type = "é".repeat(200);
    let error = instance.validate().unwrap_err();
    assert_eq!(error.faults()[0].value, format!("{}…", "é".repeat(119)));
}

#[test]
fn numbers_that_code_can_give_are_checked_too() {
    let mut instance = Instance::from_json(&valid().to_string()).unwrap();
    instance.requests[1].lat = f64::NAN;
    instance.requests[0].priority = f64::INFINITY;
    let error = instance.validate().unwrap_err();
    let paths: Vec<_> = error.faults().iter().map(|fault| fault.path.as_str()).collect();
    assert_eq!(paths, ["/requests/0/priority", "/requests/1/lat"]);
}

#[test]
fn missing_and_unknown_fields_are_named() {
    let mut document = valid();
    document["requests"][1].as_object_mut().unwrap().remove("lat");
    assert_eq!(faults_of(&document.to_string())[0].0, "/requests/1/lat");
    let mut document = valid();
    document["requests"][1]["prioritee"] = json!(5);
    let faults = faults_of(&document.to_string());
    assert_eq!(faults[0].0, "/requests/1/prioritee");
    assert!(matches!(&faults[0].1, FaultKind::UnknownField { known } if known.contains(&"priority")));
    assert!(matches!(faults_of("{")[0].1, FaultKind::Malformed { .. }));
    assert!(matches!(faults_of(&format!("{} x", valid()))[0].1, FaultKind::Malformed { .. }));
}

#[test]
fn references_and_ids_are_checked() {
    let unknown = [
        ("/requests/0/work_type", "work_types"),
        ("/work_types/0/department", "departments"),
        ("/crews/0/department", "departments"),
        ("/work_types/1/after/0", "work_types"),
        ("/pins/0/request", "requests"),
        ("/announced/0/request", "requests"),
    ];
    for (pointer, expected) in unknown {
        let faults = faults_with(pointer, json!("nowhere"));
        let is_named = |(path, kind, _): &(String, FaultKind, String)| {
            path == pointer && matches!(kind, FaultKind::Unknown { list } if *list == expected)
        };
        assert!(faults.iter().any(is_named), "{faults:?}");
    }
    let faults = faults_with("/requests/0/hours", json!({"a/b": 1}));
    assert_eq!(faults[0].0, "/requests/0/hours/a~1b");
    for pointer in ["/requests/1/id", "/work_types/1/id"] {
        let first = valid().pointer(&pointer.replace('1', "0")).unwrap().clone();
        let faults = faults_with(pointer, first);
        assert!(faults.iter().any(|f| f.0 == pointer && matches!(f.1, FaultKind::Duplicate { .. })), "{faults:?}");
    }
    assert!(faults_with("/departments/0/id", json!("")).iter().any(|fault| fault.1 == FaultKind::Empty));
}

#[test]
fn lists_by_year_have_one_entry_a_year() {
    for pointer in ["/departments/0/budget", "/crews/0/hours"] {
        let faults = faults_with(pointer, json!([1]));
        assert_eq!((faults[0].0.as_str(), &faults[0].1), (pointer, &FaultKind::WrongLength { found: 1, expected: 2 }));
    }
}

#[test]
fn a_cycle_of_the_order_is_named() {
    let faults = faults_with("/work_types/0/after", json!(["walk"]));
    let [(path, FaultKind::Cycle { work_types }, message)] = &faults[..] else { panic!("{faults:?}") };
    assert!(path.starts_with("/work_types/") && path.contains("/after/"));
    assert_eq!(work_types, &["main", "walk"]);
    assert!(message.contains("main → walk → main"), "{message}");
    let alone = faults_with("/work_types/0/after", json!(["main"]));
    assert!(matches!(&alone[0].1, FaultKind::Cycle { work_types } if work_types == &["main"]));
}

#[test]
fn every_cycle_of_the_order_is_named() {
    let mut document = valid();
    let kind = |id: &str, after: &[&str]| {
        json!({"id": id, "department": "roads", "grouping": {"radius_m": 50},
               "mobilization": {"cost": 8, "shared_cost": 4}, "after": after})
    };
    document["work_types"] = json!([
        kind("main", &["walk", "lamp"]),
        kind("walk", &["main"]),
        kind("lamp", &["main"]),
        kind("tree", &["tree"])
    ]);
    let cycles: Vec<_> = faults_of(&document.to_string())
        .into_iter()
        .filter_map(|(path, kind, _)| match kind {
            FaultKind::Cycle { work_types } => Some((path, work_types.join(" "))),
            _ => None,
        })
        .collect();
    let told = |path: &str, cycle: &str| (path.to_owned(), cycle.to_owned());
    let expected = [
        told("/work_types/1/after/0", "main walk"),
        told("/work_types/2/after/0", "main lamp"),
        told("/work_types/3/after/0", "tree"),
    ];
    assert_eq!(cycles, expected);
}

#[test]
fn pins_decide_once() {
    let both = faults_with("/pins/0", json!({"request": "R1", "year": 2027, "excluded": true}));
    assert_eq!(both[0].1, FaultKind::PinWithoutDecision);
    let named = r#"/pins/0 is {"request": "R1", "year": 2027, "excluded": true}: "#;
    assert!(both[0].2.starts_with(named), "{both:?}");
    assert_eq!(faults_with("/pins/0", json!({"request": "R1"}))[0].1, FaultKind::PinWithoutDecision);
    let twice = faults_with("/pins/1", json!({"request": "R1", "year": 2027}));
    assert_eq!(twice[0].1, FaultKind::ContradictoryPin { first: "/pins/0".into() });
    assert!(twice[0].2.starts_with(r#"/pins/1 is {"request": "R1", "year": 2027}: "#), "{twice:?}");
    assert!(faults_with("/pins/1", json!({"request": "R1", "year": 2028})).is_empty());
}

#[test]
fn all_faults_are_told_at_once() {
    let mut document = valid();
    document["requests"][0]["lon"] = json!(200);
    document["requests"][1]["work_type"] = json!("nothing");
    document["departments"][0]["budget"] = json!([-1]);
    document["pins"][0]["request"] = json!("R9");
    let paths: Vec<String> = faults_of(&document.to_string()).into_iter().map(|fault| fault.0).collect();
    let expected = [
        "/departments/0/budget",
        "/departments/0/budget/0",
        "/requests/0/lon",
        "/requests/1/work_type",
        "/pins/0/request",
    ];
    assert_eq!(paths, expected);
}
