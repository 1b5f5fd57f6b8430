//! Instances that no city would send: whatever the values, a plan that passes its audit or an error that says why.

use std::ops::ControlFlow;

use proptest::prelude::*;
use riverain_planner::{Announcement, Department, Instance, Moratorium, Options, Pin, PlanError, check, plan};

use super::builders::{crew, instance, request, work_type};

/// Whole numbers with the edges of what is allowed, and what lies beyond.
fn cents() -> impl Strategy<Value = i64> {
    prop_oneof![8 => 0..1_000_000_i64, 1 => Just(0), 1 => Just(i64::MAX / 1_000), 1 => Just(-1)]
}

/// Real numbers with the same edges.
fn quantity() -> impl Strategy<Value = f64> {
    prop_oneof![8 => 0.0..200.0_f64, 1 => Just(0.0), 1 => Just(1e12), 1 => Just(f64::MIN_POSITIVE), 1 => Just(f64::NAN)]
}

/// Places that touch, coincide, or lie on either side of the antimeridian and at the poles.
fn place() -> impl Strategy<Value = (f64, f64)> {
    prop_oneof![
        6 => (0..4_u8, 0..4_u8).prop_map(|(x, y)| (-71.2 + f64::from(x) * 3e-4, 46.8 + f64::from(y) * 2e-4)),
        1 => prop::sample::select(vec![(180.0, 0.0), (-180.0, 0.0), (179.9999, 0.0), (0.0, 90.0), (90.0, 90.0), (0.0, -90.0)]),
    ]
}

prop_compose! {
    fn hostile()(
        years in prop::sample::select(vec![1_u32, 2, 3, 5, 100]),
        discount in prop::sample::select(vec![0.0, 0.03, 1.0]),
        requests in prop::collection::vec((0..4_usize, place(), cents(), quantity(), prop::option::of(2020..2140_i32), quantity()), 0..25),
        order in prop::collection::vec((0..4_usize, 0..4_usize), 0..5),
        limits in prop::collection::vec((quantity(), prop::option::of(quantity()), prop::option::of(0..4_u32), prop::option::of(cents())), 4),
        mobilizations in prop::collection::vec((cents(), cents()), 4),
        grounds in prop::collection::vec((any::<bool>(), prop::sample::select(vec![0_u32, 1, 2, 200])), 4),
        budgets in prop::collection::vec(prop::option::of(cents()), 2),
        hours in prop::option::of(quantity()),
        pins in prop::collection::vec((0..25_usize, prop::option::of(2026..2032_i32)), 0..4),
        announced in prop::collection::vec((0..25_usize, 2020..2140_i32, quantity()), 0..4),
        moratoria in prop::collection::vec((place(), quantity(), 2020..2140_i32), 0..3),
        site in (quantity(), prop::option::of(quantity())),
    ) -> Instance {
        let mut instance = instance(years);
        instance.horizon.discount_rate = discount;
        instance.sites.radius_m = site.0;
        instance.sites.max_span_m = site.1;
        instance.departments = ["roads", "parks"].iter().zip(&budgets).map(|(id, budget)| Department {
            id: (*id).into(), budget: vec![*budget; years as usize],
        }).collect();
        instance.crews = hours.map(|hours| crew("x", hours, years as usize)).into_iter().collect();
        instance.work_types = ["a", "b", "c", "d"].map(work_type).to_vec();
        for (index, kind) in instance.work_types.iter_mut().enumerate() {
            (kind.grouping.radius_m, kind.grouping.max_span_m, kind.grouping.max_requests, kind.grouping.max_cost) = limits[index];
            (kind.mobilization.cost, kind.mobilization.shared_cost) = mobilizations[index];
            (kind.breaks_ground, kind.moratorium_years) = grounds[index];
            if index == 3 { kind.department = "parks".into(); }
        }
        for (before, then) in order {
            let id = instance.work_types[before].id.clone();
            instance.work_types[then].after.push(id);
        }
        for (index, (kind, (lon, lat), cost, priority, earliest_year, worked)) in requests.into_iter().enumerate() {
            let mut request = request(&format!("R{index}"), ["a", "b", "c", "d"][kind], 0.0, priority);
            (request.lon, request.lat, request.cost, request.earliest_year) = (lon, lat, cost, earliest_year);
            if hours.is_some() { request.hours.insert("x".into(), worked); }
            instance.requests.push(request);
        }
        instance.pins = pins.into_iter().map(|(index, year)| Pin { request: format!("R{index}"), year, excluded: year.is_none() }).collect();
        instance.announced = announced.into_iter().map(|(index, year, price)| Announcement { request: format!("R{index}"), year, price }).collect();
        instance.moratoria = moratoria.into_iter().map(|((lon, lat), radius_m, until_year)| Moratorium { lon, lat, radius_m, until_year }).collect();
        instance
    }
}

/// The instance without what breaks the format, so that more of it comes to be planned.
fn mended(mut instance: Instance) -> Instance {
    for _ in 0..100 {
        let Err(error) = instance.validate() else { break };
        for fault in error.faults() {
            let mut steps = fault.path.split('/').skip(1);
            let index = |step: Option<&str>| step.and_then(|step| step.parse::<usize>().ok()).unwrap_or(0);
            match (steps.next(), index(steps.next())) {
                (Some("requests"), at) => {
                    let request = &mut instance.requests[at];
                    (request.cost, request.priority) = (request.cost.clamp(0, 1_000_000), 1.0);
                    request.hours.values_mut().for_each(|hours| *hours = 1.0);
                }
                (Some("work_types"), at) => {
                    let kind = &mut instance.work_types[at];
                    (kind.mobilization.cost, kind.mobilization.shared_cost) = (5_000, 2_000);
                    kind.after.clear();
                    kind.grouping.radius_m = 30.0;
                    (kind.grouping.max_span_m, kind.grouping.max_requests, kind.grouping.max_cost) =
                        (None, Some(3), None);
                }
                (Some("departments"), at) => instance.departments[at].budget.fill(Some(100_000)),
                (Some("crews"), at) => instance.crews[at].hours.fill(Some(10.0)),
                (Some("sites"), _) => (instance.sites.radius_m, instance.sites.max_span_m) = (30.0, None),
                (Some("pins"), _) => instance.pins.clear(),
                (Some("announced"), _) => instance.announced.clear(),
                (Some("moratoria"), _) => instance.moratoria.clear(),
                _ => {}
            }
        }
    }
    instance
}

fn is_answered(instance: &Instance) -> Result<(), TestCaseError> {
    let options = Options { most_moves: Some(2_000), ..Options::default() };
    match plan(instance, &options, &mut |_| ControlFlow::Continue(())) {
        Ok(plan) => {
            prop_assert_eq!(check(instance, &plan.programme), vec![]);
            prop_assert!(plan.programme.objective.is_finite() && (0.0..=1.0).contains(&plan.programme.gap));
        }
        Err(PlanError::Instance(error)) => prop_assert!(!error.faults().is_empty()),
        Err(PlanError::Pins(faults)) => prop_assert!(!faults.is_empty()),
        Err(error) => prop_assert!(false, "{error}"),
    }
    Ok(())
}

#[test]
fn work_waits_where_no_year_can_take_what_must_come_before_it() {
    let mut instance = instance(100);
    instance.work_types = ["a", "b", "c", "d"].map(work_type).to_vec();
    instance.work_types[3].after = vec!["b".into()];
    instance.crews = vec![crew("x", 130.0, 100)];
    let hours = [("d", 1.0, 0.0), ("a", 0.0, 0.0), ("c", 129.0, 130.0), ("b", 165.0, 0.0), ("a", 84.0, 77.0)];
    instance.requests = hours
        .iter()
        .enumerate()
        .map(|(index, (kind, hours, priority))| {
            let mut request = request(&format!("R{index}"), kind, 0.0, *priority);
            request.hours = [("x".to_owned(), *hours)].into();
            request
        })
        .collect();
    is_answered(&instance).unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(800))]
    #[test]
    fn any_instance_is_planned_or_refused(instance in hostile()) {
        is_answered(&instance)?;
        let instance = mended(instance);
        prop_assert!(instance.validate().is_ok(), "{:?}", instance.validate());
        is_answered(&instance)?;
    }

    #[test]
    fn any_text_is_read_or_refused(text in "[\\[\\]{}\",:0-9a-z\\-. ]{0,200}") {
        let _ = Instance::from_json(&text);
    }
}
