//! What is told beside a programme: years earlier, prices, areas, sites opened once or again, budgets changed.

use std::ops::ControlFlow;

use riverain_planner::{
    Instance, Locale, Moratorium, MoratoriumCause, Options, Phase, PlanError, Reason, Stop, Street, figures_by_area,
    moratorium_blocks, repeated_sites, repeated_streets, sensitivity, shadow_prices, shared_mobilizations,
};

use super::builders::{DEGREE_M, instance, planned, request, work_type};
use super::city::city;

/// Projects far apart that cost $2,000 each and are worth 100, 99, 98…
fn scattered(count: u32, budget: i64, years: u32) -> Instance {
    let mut instance = instance(years);
    instance.work_types = vec![work_type("walk")];
    instance.departments[0].budget = vec![Some(budget); years as usize];
    instance.requests =
        (0..count).map(|k| request(&format!("R{k}"), "walk", f64::from(k) * 1000.0, 100.0 - f64::from(k))).collect();
    instance
}

#[test]
fn a_year_earlier_names_every_blocker_and_what_is_missing() {
    let mut instance = scattered(2, 300_000, 2);
    instance.requests[1].earliest_year = Some(2028);
    let plan = planned(&instance).unwrap();
    assert_eq!(plan.decisions[0].earlier, None, "nothing comes before the first year");
    let earlier = plan.decisions[1].earlier.as_ref().unwrap();
    assert_eq!(earlier.year, 2027);
    let window = Reason::EarliestYear { year: 2028, request: Some("R1".into()), project: None };
    let [first, Reason::Budget { year: 2027, missing: 100_000, .. }] = &earlier.blockers[..] else {
        panic!("{earlier:?}")
    };
    assert_eq!(*first, window);
    assert!((earlier.gained - 99.0 * (1.0 - 1.0 / 1.03)).abs() < 1e-9);
    for (locale, told) in [(Locale::French, "1\u{a0}000\u{a0}$"), (Locale::English, "$1,000")] {
        assert!(earlier.text(Some(2028), locale).contains(told), "{}", earlier.text(Some(2028), locale));
    }
}

#[test]
fn what_waits_is_told_what_it_would_take() {
    let plan = planned(&scattered(3, 250_000, 2)).unwrap();
    let earlier = plan.decisions[2].earlier.as_ref().unwrap();
    assert!(matches!(&earlier.blockers[..], [Reason::Budget { missing: 150_000, .. }]), "{earlier:?}");
    assert!(earlier.text(None, Locale::English).starts_with("To be done in 20"));
}

#[test]
fn a_price_holds_as_far_as_like_projects_wait() {
    // A hundred projects of equal worth, half of which wait: the price holds for the fifty that do.
    let mut instance = scattered(100, 200_000 * 50, 1);
    instance.requests.iter_mut().for_each(|request| request.priority = 50.0);
    let plan = planned(&instance).unwrap();
    let [price] = &shadow_prices(&instance, &plan)[..] else { panic!("{:?}", plan.programme.prices) };
    assert!((price.told_value() - 2_500.0).abs() < 10.0, "{price:?}");
    assert!((price.range - 10_000_000.0).abs() < 1.0, "{price:?}");
    let english = price.text("Roads", Locale::English);
    assert!(english.starts_with("Another $100,000 for department Roads in 2027 would bring in about"), "{english}");
    let rest = "This holds up to about $100,000 more. These would fit as things are: ";
    assert!(english.contains(rest) && english.ends_with(", and 47 more, worth 2,500 points."), "{english}");
    assert!(price.text("Voirie", Locale::French).starts_with("100\u{a0}000\u{a0}$ de plus pour le service Voirie"));
}

#[test]
fn areas_have_their_shares_of_backlog_spending_and_value() {
    let mut instance = scattered(4, 200_000, 2);
    for (request, area) in instance.requests.iter_mut().zip(["north", "north", "south", "south"]) {
        request.area = Some(area.into());
    }
    let plan = planned(&instance).unwrap();
    let figures = figures_by_area(&instance, &plan, |request| instance.requests[request].area.clone());
    let (north, south) = (figures[&Some("north".to_owned())], figures[&Some("south".to_owned())]);
    assert_eq!((north.request_count, north.scheduled_request_count, north.spent), (2, 2, 400_000));
    assert_eq!((south.request_count, south.scheduled_request_count, south.spent), (2, 0, 0));
    assert_eq!((north.cost, south.cost), (200_000, 200_000));
    assert_eq!((north.mean_years, south.mean_years), (Some(0.5), None));
    assert!((north.scheduled_value - 199.0).abs() < 1e-9 && (south.value - 195.0).abs() < 1e-9);
}

/// A water main and a sidewalk of another department above it.
fn street() -> Instance {
    let mut instance = instance(4);
    instance.work_types = vec![work_type("walk"), work_type("main")];
    instance.work_types[1].department = "water".into();
    instance.work_types[1].breaks_ground = true;
    instance.departments.push(riverain_planner::Department { id: "water".into(), budget: vec![None; 4] });
    instance.requests = vec![request("W", "walk", 0.0, 10.0), request("M", "main", 10.0, 5.0)];
    instance
}

#[test]
fn sharing_a_site_is_what_is_saved() {
    let instance = street();
    let plan = planned(&instance).unwrap();
    let (saved, openings) = shared_mobilizations(&instance, &plan);
    assert_eq!(openings, 1);
    let saved: Vec<_> = saved.into_iter().map(|(key, sum)| (key, sum.project_count, sum.saved)).collect();
    assert_eq!(saved, [((2027, "roads"), 1, 60_000), ((2027, "water"), 1, 60_000)]);
    assert!(repeated_sites(&instance, &plan).is_empty());
}

#[test]
fn a_street_that_is_opened_again_is_told_and_so_is_what_keeps_it_closed() {
    let mut instance = street();
    instance.work_types[0].moratorium_years = 2;
    instance.requests[1].earliest_year = Some(2028);
    instance.moratoria = vec![
        Moratorium { lon: -71.22, lat: 46.81, radius_m: 40.0, until_year: 2027 },
        Moratorium { lon: -71.22, lat: 46.81, radius_m: 40.0, until_year: 2028 },
        Moratorium { lon: -71.22, lat: 46.81, radius_m: 40.0, until_year: 2020 },
    ];
    let plan = planned(&instance).unwrap();
    let blocks = moratorium_blocks(&instance, &plan);
    let [given, work] = &blocks[..] else { panic!("{blocks:?}") };
    assert_eq!((given.project, given.cause, given.until_year), (1, MoratoriumCause::Given { moratorium: 1 }, 2028));
    assert_eq!((work.project, work.cause, work.until_year), (1, MoratoriumCause::Work { project: 0 }, 2029));
    let repeated = repeated_sites(&instance, &plan);
    let [site] = &repeated[..] else { panic!("{repeated:?}") };
    assert_eq!(site.openings, [(2027, vec![0]), (2030, vec![1])]);
    assert!(!site.breaks_ground_again, "the sidewalk does not break the ground");
    assert!(repeated_streets(&instance, &plan).is_empty(), "no streets are given");
}

#[test]
fn a_street_is_opened_again_where_its_ends_are_of_two_sites() {
    let mut instance = street();
    instance.requests[1].lon += 400.0 / DEGREE_M / 46.81_f64.to_radians().cos();
    instance.requests[1].earliest_year = Some(2028);
    let line = |north: f64| vec![[-71.221, 46.81 + north / DEGREE_M], [-71.21, 46.81 + north / DEGREE_M]];
    let named = |name: &str, north| Street { name: Some(name.into()), coordinates: line(north) };
    instance.streets = vec![named("far", 60.0), named("near", 20.0), named("farther", -21.0)];
    let plan = planned(&instance).unwrap();
    assert!(repeated_sites(&instance, &plan).is_empty(), "they are 400 m from each other");
    let repeated = repeated_streets(&instance, &plan);
    let [street] = &repeated[..] else { panic!("{repeated:?}") };
    assert_eq!((street.street, &street.openings[..]), (1, &[(2027, vec![0]), (2028, vec![1])][..]));
    assert!(!street.breaks_ground_again);
    instance.requests[1].earliest_year = None;
    assert!(repeated_streets(&instance, &planned(&instance).unwrap()).is_empty(), "both are done in one year");
}

#[test]
fn curves_rise_with_the_budget_and_stay_below_their_bounds() {
    let instance = city(600);
    let plan = planned(&instance).unwrap();
    let options = Options { most_moves: Some(2_000), ..Options::default() };
    let mut told = Vec::new();
    let curves = sensitivity(&instance, &plan, &options, &mut |progress| {
        told.push(progress);
        ControlFlow::Continue(())
    });
    let curves = curves.unwrap();
    let [curve] = &curves[..] else { panic!("{curves:?}") };
    assert_eq!(curve.points.iter().map(|point| point.change_percent).collect::<Vec<_>>(), [-20, -10, -5, 0, 5, 10, 20]);
    for pair in curve.points.windows(2) {
        assert!(pair[0].objective <= pair[1].objective && pair[0].upper_bound <= pair[1].upper_bound, "{curve:?}");
    }
    assert!(curve.points.iter().all(|point| point.objective <= point.upper_bound * (1.0 + 1e-9)), "{curve:?}");
    assert!(curve.points[0].objective < curve.points[6].objective * 0.97, "{curve:?}");
    assert!(told.windows(2).all(|pair| pair[0].fraction <= pair[1].fraction), "{told:?}");
    assert!(told.iter().all(|progress| progress.phase == Phase::Sensitivity), "{told:?}");
    let discarded = sensitivity(&instance, &plan, &options, &mut |_| ControlFlow::Break(Stop::Discard));
    assert_eq!(discarded, Err(PlanError::Cancelled));
    assert_eq!(sensitivity(&instance, &plan, &options, &mut |_| ControlFlow::Break(Stop::Keep)), Ok(Vec::new()));
}
