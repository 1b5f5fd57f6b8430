//! A department spends at least its minimum share in an area, and the programme says what that costs.

use proptest::prelude::*;
use riverain_planner::{
    Department, FaultKind, Instance, Locale, MinimumShare, Options, Pin, PinFault, PlanError, Reason, Rule, check,
};

use super::builders::{instance, planned, request, work_type};

fn minimum(area: &str, share: f64) -> MinimumShare {
    MinimumShare { department: "roads".into(), area: area.into(), share }
}

/// Ten projects of the city, and four of the north that are worth a tenth; each costs $2,000.
fn city() -> Instance {
    let mut instance = instance(2);
    instance.work_types = vec![work_type("walk")];
    instance.departments[0].budget = vec![Some(800_000), Some(800_000)];
    instance.requests = (0..14)
        .map(|index| {
            let is_north = index >= 10;
            let mut request = request(
                &format!("R{index}"),
                "walk",
                f64::from(index) * 1000.0,
                if is_north { 5.0 } else { 50.0 } + f64::from(index),
            );
            request.area = Some(if is_north { "north" } else { "south" }.into());
            request
        })
        .collect();
    instance
}

fn spent_in(instance: &Instance, area: &str) -> i64 {
    let plan = planned(instance).unwrap();
    let done = plan.programme.projects.iter().filter(|project| project.year.is_some());
    let of_area = |id: &String| {
        instance.requests.iter().any(|request| request.id == *id && request.area.as_deref() == Some(area))
    };
    done.filter(|project| project.requests.iter().any(of_area)).map(|project| project.cost).sum()
}

#[test]
fn an_area_gets_its_share_and_no_more() {
    let mut instance = city();
    assert_eq!(spent_in(&instance, "north"), 0);
    instance.minimum_shares = vec![minimum("north", 0.25)];
    assert_eq!(spent_in(&instance, "north"), 400_000, "two projects of eight");
    instance.minimum_shares[0].share = 0.26;
    assert_eq!(spent_in(&instance, "north"), 600_000, "three projects of eight");
}

#[test]
fn the_price_of_a_share_is_told() {
    let mut instance = city();
    instance.minimum_shares = vec![minimum("north", 0.25)];
    let plan = planned(&instance).unwrap();
    let [outcome] = &plan.minimum_shares[..] else { panic!("{:?}", plan.minimum_shares) };
    assert_eq!((outcome.spent, outcome.spent_in_area), (1_600_000, 400_000));
    // A cent that moves from the south to the north loses about (50 − 5) / 200,000; a point is 16,000 cents.
    let lost = outcome.lost_by_a_point;
    assert!((2.0..5.0).contains(&lost), "{lost}");
    for (locale, part) in [(Locale::French, "point de pourcentage"), (Locale::English, "percentage point")] {
        assert!(outcome.text("Voirie", "Nord", locale).contains(part), "{}", outcome.text("Voirie", "Nord", locale));
    }
    instance.minimum_shares[0].share = 0.0;
    assert!(planned(&instance).unwrap().minimum_shares[0].lost_by_a_point < 1e-9);
}

#[test]
fn what_waits_for_a_share_says_so() {
    let mut instance = city();
    instance.departments[0].budget = vec![None, None];
    instance.minimum_shares = vec![minimum("north", 0.5)];
    let plan = planned(&instance).unwrap();
    let waiting = plan.decisions.iter().filter(|decision| decision.year.is_none());
    let reasons: Vec<&Reason> = waiting.map(|decision| &decision.reason).collect();
    assert_eq!(reasons.len(), 6, "as many in the south as in the north");
    let of_share = |reason: &&Reason| {
        matches!(reason, Reason::MinimumShare { department, area, missing: 100_000, .. }
            if department == "roads" && area == "north")
    };
    assert!(reasons.iter().all(of_share), "{reasons:?}");
}

#[test]
fn pins_that_no_share_can_stand_are_named_with_the_amount() {
    let mut instance = city();
    instance.minimum_shares = vec![minimum("north", 0.75)];
    instance.pins = (0..4).map(|k| Pin { request: format!("R{k}"), year: Some(2027), excluded: false }).collect();
    // Four projects of the south in a full year; four of the north in the other make half of what is spent, not three quarters.
    let Err(PlanError::Pins(faults)) = planned(&instance) else { panic!("the pins hold") };
    let [PinFault::MinimumShare { department, area, missing: 400_000, requests, .. }] = &faults[..] else {
        panic!("{faults:?}")
    };
    assert_eq!((department.as_str(), area.as_str(), requests.len()), ("roads", "north", 4));
    assert!(
        faults[0].message(Locale::French).contains("75\u{a0}%") && faults[0].message(Locale::English).contains("75%")
    );
    instance.minimum_shares[0].share = 0.5;
    assert_eq!(spent_in(&instance, "north"), 800_000);
}

#[test]
fn shares_that_make_no_sense_are_all_named_at_once() {
    let mut instance = city();
    instance.departments.push(Department { id: "parks".into(), budget: vec![None; 2] });
    instance.minimum_shares = vec![
        minimum("north", 0.7),
        minimum("south", 0.4),
        minimum("east", 0.1),
        minimum("north", 0.1),
        MinimumShare { department: "parks".into(), area: "north".into(), share: f64::NAN },
        MinimumShare { department: "nobody".into(), area: String::new(), share: -0.5 },
    ];
    let error = instance.validate().unwrap_err();
    let found: Vec<(&str, &FaultKind)> = error.faults().iter().map(|f| (f.path.as_str(), &f.kind)).collect();
    let is = |path: &str, matches: fn(&FaultKind) -> bool| found.iter().any(|(at, kind)| *at == path && matches(kind));
    assert!(is("/minimum_shares/1/share", |kind| matches!(kind, FaultKind::SharesTooLarge { .. })), "{found:?}");
    assert!(is("/minimum_shares/2/area", |kind| matches!(kind, FaultKind::AreaWithoutWork { .. })), "{found:?}");
    assert!(is("/minimum_shares/3", |kind| matches!(kind, FaultKind::RepeatedShare { .. })), "{found:?}");
    assert!(is("/minimum_shares/4/area", |kind| matches!(kind, FaultKind::AreaWithoutWork { .. })), "{found:?}");
    assert!(is("/minimum_shares/4/share", |kind| matches!(kind, FaultKind::OutOfRange { .. })), "{found:?}");
    assert!(is("/minimum_shares/5/department", |kind| matches!(kind, FaultKind::Unknown { .. })), "{found:?}");
    assert!(is("/minimum_shares/5/area", |kind| *kind == FaultKind::Empty), "{found:?}");
    assert!(is("/minimum_shares/5/share", |kind| matches!(kind, FaultKind::OutOfRange { .. })), "{found:?}");
    for fault in error.faults() {
        assert!(fault.message(Locale::French).len() > 20 && fault.message(Locale::English).len() > 20);
    }
}

#[test]
fn the_audit_finds_a_share_that_is_missed() {
    let mut instance = city();
    let programme = planned(&instance).unwrap().programme;
    instance.minimum_shares = vec![minimum("north", 0.25)];
    let violations = check(&instance, &programme);
    assert!(violations.iter().any(|violation| violation.rule == Rule::E1), "{violations:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]
    #[test]
    fn shares_hold_in_any_city(
        places in prop::collection::vec((0.0..3000.0_f64, 1.0..100.0_f64, 20_000..400_000_i64, 0..4_usize), 30..120),
        shares in prop::collection::vec(0.0..0.33_f64, 3),
        budget in prop::option::of(300_000..6_000_000_i64),
        pinned in 0..6_usize,
        seed in any::<u64>(),
    ) {
        let mut instance = instance(3);
        instance.work_types = vec![work_type("walk"), work_type("main")];
        for work_type in &mut instance.work_types { work_type.grouping.max_requests = Some(5); }
        instance.work_types[0].after.push("main".into());
        instance.departments[0].budget = vec![budget; 3];
        for (index, (north_m, priority, cost, area)) in places.into_iter().enumerate() {
            let mut request = request(&format!("R{index}"), ["walk", "main"][index % 2], north_m, priority);
            request.cost = cost;
            request.area = ["north", "south", "east"].get(area).map(|area| (*area).to_owned());
            instance.requests.push(request);
        }
        let is_there = |area: &str| instance.requests.iter().any(|request| request.area.as_deref() == Some(area));
        instance.minimum_shares =
            ["north", "south", "east"].into_iter().zip(shares).filter(|(area, _)| is_there(area)).map(|(area, share)| minimum(area, share)).collect();
        instance.pins = (0..pinned).map(|k| Pin { request: format!("R{k}"), year: Some(2029), excluded: false }).collect();
        let options = Options { seed, most_moves: Some(2_000), ..Options::default() };
        // The audit runs on every plan; pins may ask too much of a small budget.
        let plan = riverain_planner::plan(&instance, &options, &mut |_| std::ops::ControlFlow::Continue(()));
        prop_assert!(matches!(plan, Ok(_) | Err(PlanError::Pins(_))), "{plan:?}");
    }
}
