//! Pins hold, or the planner says which cannot and by how much.

use riverain_planner::{Instance, Locale, Moratorium, Pin, PinFault, PlanError, WorkType};

use super::builders::{crew, instance, planned, request, work_type};

fn pin(request: &str, year: i32) -> Pin {
    Pin { request: request.into(), year: Some(year), excluded: false }
}

/// A water main and the sidewalk above it, which comes after.
fn street() -> Instance {
    let mut instance = instance(4);
    instance.work_types = vec![work_type("walk"), work_type("main")];
    instance.work_types[0].after = vec!["main".into()];
    instance.work_types[0].moratorium_years = 2;
    instance.work_types[1].breaks_ground = true;
    instance.requests = vec![request("W", "walk", 0.0, 10.0), request("M", "main", 10.0, 5.0)];
    instance
}

fn pin_faults(instance: &Instance) -> Vec<PinFault> {
    let Err(PlanError::Pins(faults)) = planned(instance) else { panic!("the pins hold") };
    for fault in &faults {
        assert!(!fault.message(Locale::French).is_empty() && !fault.message(Locale::English).is_empty());
    }
    faults
}

#[test]
fn a_pin_brings_what_must_come_before_it() {
    let mut instance = street();
    instance.departments[0].budget = vec![Some(0), Some(200_000), Some(200_000), None];
    instance.pins = vec![pin("W", 2029)];
    let plan = planned(&instance).unwrap();
    let year = |id: &str| plan.programme.projects.iter().find(|p| p.requests[0] == id).unwrap().year;
    assert_eq!((year("W"), year("M")), (Some(2029), Some(2028)));
    assert_eq!(plan.programme.projects[1].reason.code, "BUDGET", "2027 would be early enough too");
}

#[test]
fn what_a_pin_requires_is_done_when_it_is_worth_the_most() {
    let mut instance = street();
    instance.departments[0].budget = vec![None; 4];
    instance.pins = vec![pin("W", 2030)];
    let plan = planned(&instance).unwrap();
    let year = |id: &str| plan.programme.projects.iter().find(|p| p.requests[0] == id).unwrap().year;
    assert_eq!((year("W"), year("M")), (Some(2030), Some(2027)));
}

#[test]
fn a_budget_that_pins_exceed_is_named_with_the_amount() {
    let mut instance = street();
    instance.departments[0].budget = vec![Some(150_000); 4];
    instance.pins = vec![pin("M", 2027)];
    let [PinFault::Budget { department, year: 2027, missing: 50_000, requests }] = &pin_faults(&instance)[..] else {
        panic!("{:?}", pin_faults(&instance))
    };
    assert_eq!((department.as_str(), &requests[..]), ("roads", &["M".to_owned()][..]));
}

#[test]
fn hours_that_pins_exceed_are_named_with_the_amount() {
    let mut instance = street();
    instance.crews = vec![crew("pipes", 10.0, 4)];
    instance.requests[1].hours.insert("pipes".into(), 12.5);
    instance.pins = vec![pin("M", 2028)];
    assert!(matches!(&pin_faults(&instance)[..],
        [PinFault::Hours { crew, year: 2028, missing, .. }] if crew == "pipes" && (missing - 2.5).abs() < 1e-9));
}

#[test]
fn pins_against_windows_order_and_moratoria_are_named() {
    let mut late = street();
    late.requests[1].earliest_year = Some(2029);
    late.pins = vec![pin("M", 2027)];
    assert!(matches!(
        &pin_faults(&late)[..],
        [PinFault::NotReady { first_possible_year: Some(2029), is_moratorium: false, .. }]
    ));

    let mut banned = street();
    banned.moratoria = vec![Moratorium { lon: -71.22, lat: 46.81, radius_m: 40.0, until_year: 2040 }];
    banned.pins = vec![pin("M", 2027)];
    assert!(matches!(
        &pin_faults(&banned)[..],
        [PinFault::NotReady { first_possible_year: None, is_moratorium: true, .. }]
    ));

    let mut reversed = street();
    reversed.pins = vec![pin("W", 2027), pin("M", 2030)];
    assert!(matches!(&pin_faults(&reversed)[..],
        [PinFault::Order { request, before, .. }] if request == "W" && before == "M"));

    let mut too_soon = street();
    too_soon.work_types[0].after.clear();
    too_soon.pins = vec![pin("W", 2027), pin("M", 2028)];
    assert!(matches!(&pin_faults(&too_soon)[..],
        [PinFault::Moratorium { request, other, .. }] if request == "M" && other == "W"));

    let mut impossible = street();
    impossible.requests[1].earliest_year = Some(2030);
    impossible.pins = vec![pin("W", 2028)];
    assert!(matches!(&pin_faults(&impossible)[..],
        [PinFault::Prerequisite { request, before, obstacle: Some(_), .. }] if request == "W" && before == "M"));
}

#[test]
fn pins_of_two_years_separate_neighbours() {
    let mut instance = instance(2);
    instance.work_types = vec![work_type("walk")];
    instance.requests = (0..5).map(|k| request(&format!("R{k}"), "walk", f64::from(k) * 40.0, 1.0)).collect();
    instance.pins = vec![pin("R0", 2027), pin("R4", 2028)];
    let plan = planned(&instance).unwrap();
    assert_eq!(plan.programme.projects.len(), 2);
}

#[test]
fn a_pinned_request_leaves_neighbours_that_its_budget_cannot_carry() {
    let mut instance = instance(2);
    instance.work_types = vec![work_type("walk")];
    instance.work_types[0].grouping.max_requests = Some(10);
    instance.departments[0].budget = vec![Some(200_000), Some(0)];
    instance.requests = (0..5).map(|k| request(&format!("R{k}"), "walk", f64::from(k) * 40.0, 1.0)).collect();
    instance.pins = vec![pin("R2", 2027)];
    let plan = planned(&instance).unwrap();
    let pinned = plan.programme.projects.iter().find(|p| p.year == Some(2027)).unwrap();
    assert_eq!(pinned.requests, ["R2"]);
}

#[test]
fn a_companion_can_make_a_pin_hold() {
    let mut instance = street();
    instance.departments.push(riverain_planner::Department { id: "water".into(), budget: vec![None; 4] });
    instance.work_types[1].department = "water".into();
    instance.work_types[0].after.clear();
    instance.departments[0].budget = vec![Some(140_000), Some(0), Some(0), Some(0)];
    instance.pins = vec![pin("W", 2027)];
    // Alone the sidewalk costs 200,000; with the main on its site that year it shares the mobilization.
    let plan = planned(&instance).unwrap();
    assert_eq!(plan.programme.projects.iter().map(|p| p.year).collect::<Vec<_>>(), [Some(2027), Some(2027)]);
}

/// The street with a budget of its own for the main: enough for it in 2027 alone, and only where it shares the mobilization.
fn street_with_a_poor_main() -> Instance {
    let mut instance = street();
    let budget = vec![Some(140_000), Some(0), Some(0), Some(0)];
    instance.departments.push(riverain_planner::Department { id: "water".into(), budget });
    instance.work_types[1].department = "water".into();
    instance.work_types[1].breaks_ground = false;
    instance.pins = vec![pin("W", 2028)];
    instance
}

fn years(instance: &Instance) -> Vec<(String, Option<i32>)> {
    let plan = planned(instance).unwrap();
    plan.programme.projects.iter().map(|p| (p.requests[0].clone(), p.year)).collect()
}

#[test]
fn what_must_come_before_a_pin_may_share_the_mobilization_with_a_neighbour() {
    let mut instance = street_with_a_poor_main();
    assert!(matches!(&pin_faults(&instance)[..], [PinFault::Prerequisite { before, .. }] if before == "M"));

    instance.work_types.push(work_type("lamp"));
    instance.requests.push(request("L", "lamp", 20.0, 1.0));
    let found = years(&instance);
    assert!(found.contains(&("M".into(), Some(2027))) && found.contains(&("L".into(), Some(2027))), "{found:?}");
}

#[test]
fn two_prerequisites_of_a_pin_may_share_the_mobilization() {
    // Whichever of the two is looked at first, it is the poor one.
    for poor in ["main", "sewer"] {
        let mut instance = street_with_a_poor_main();
        instance.work_types.push(work_type("sewer"));
        instance.work_types[0].after.push("sewer".into());
        instance.requests.push(request("S", "sewer", 20.0, 1.0));
        for work_type in &mut instance.work_types[1..] {
            work_type.department = if work_type.id == poor { "water" } else { "roads" }.into();
        }
        let found = years(&instance);
        assert!(found.contains(&("M".into(), Some(2027))) && found.contains(&("S".into(), Some(2027))), "{found:?}");
    }
}

#[test]
fn a_companion_of_a_pin_may_need_work_before_it() {
    let mut instance = street_with_a_poor_main();
    instance.departments[1].budget = vec![Some(0), Some(140_000), Some(0), Some(0)];
    instance.pins = vec![pin("M", 2028)];
    // The sidewalk shares the mobilization with the main, and comes after lamps that can be paid a year before alone.
    instance.work_types[0].after = vec!["lamp".into()];
    instance.work_types.push(WorkType { department: "light".into(), ..work_type("lamp") });
    let budget = vec![Some(200_000), Some(0), Some(0), Some(0)];
    instance.departments.push(riverain_planner::Department { id: "light".into(), budget });
    instance.requests.push(request("L", "lamp", 20.0, 1.0));
    let found = years(&instance);
    assert!(found.contains(&("W".into(), Some(2028))) && found.contains(&("L".into(), Some(2027))), "{found:?}");
}

/// Thirteen pins each need six hours of a crew before them, and of twelve years each has ten: a hole too few for the
/// pigeons, which nobody sees who tries one after another.
#[test]
fn pins_that_a_search_gives_up_on_are_not_called_impossible() {
    let mut instance = instance(12);
    instance.work_types = vec![work_type("walk"), work_type("main")];
    instance.work_types[0].after = vec!["main".into()];
    instance.crews = vec![crew("pipes", 10.0, 12)];
    for site in 0..13 {
        let north = f64::from(site) * 1_000.0;
        instance.requests.push(request(&format!("W{site}"), "walk", north, 1.0));
        let mut main = request(&format!("M{site}"), "main", north + 10.0, 1.0);
        main.hours.insert("pipes".into(), 6.0);
        instance.requests.push(main);
        instance.pins.push(pin(&format!("W{site}"), 2038));
    }
    let faults = pin_faults(&instance);
    let [fault @ PinFault::NotFound { year: 2038, dead_ends: 100_000, .. }] = &faults[..] else { panic!("{faults:?}") };
    assert!(!fault.is_proven());
    assert!(
        fault.message(Locale::French).contains("100\u{a0}000 impasses, entre autres pour la demande W"),
        "{}",
        fault.message(Locale::French)
    );
    assert!(fault.message(Locale::English).contains("100,000 dead ends"), "{}", fault.message(Locale::English));
    // Twelve of them fit, one a year.
    instance.pins.pop();
    assert!(planned(&instance).is_ok());
}

#[test]
fn every_site_on_which_pins_cannot_hold_is_named() {
    let mut instance = street();
    instance.requests[1].earliest_year = Some(2030);
    let mut far = [request("W2", "walk", 5_000.0, 1.0), request("M2", "main", 5_010.0, 1.0)];
    far[1].earliest_year = Some(2029);
    instance.requests.extend(far);
    instance.pins = vec![pin("W", 2028), pin("W2", 2028)];
    let faults = pin_faults(&instance);
    let named = |id: &str| faults.iter().any(|f| matches!(f, PinFault::Prerequisite { before, .. } if before == id));
    assert!(faults.len() == 2 && named("M") && named("M2"), "{faults:?}");
}
