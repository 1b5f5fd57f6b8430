//! A plan that begins from an earlier one, and years that were announced.

use std::ops::ControlFlow;

use riverain_planner::{
    Announcement, Instance, MinimumShare, Options, Plan, Programme, ScarceResource, WarmStart, check, plan,
};

use super::builders::{brief, instance, planned, request, work_type};
use super::city::city;

fn planned_from(instance: &Instance, start: &WarmStart) -> Plan {
    let options = Options { warm_start: Some(start), ..brief() };
    plan(instance, &options, &mut |_| ControlFlow::Continue(())).unwrap()
}

#[test]
fn an_earlier_plan_is_a_good_start_for_a_changed_budget() {
    let mut instance = city(3_000);
    let first = planned(&instance).unwrap();
    let start = first.programme.warm_start();
    let again = planned_from(&instance, &start);
    assert!(again.programme.objective >= first.programme.objective);
    assert!(again.programme.upper_bound <= first.programme.upper_bound * 1.001);

    instance.departments[0].budget[1] = instance.departments[0].budget[1].map(|cents| cents * 8 / 10);
    let cold = planned(&instance).unwrap().programme;
    let warm = planned_from(&instance, &start).programme;
    assert_eq!(check(&instance, &warm), vec![]);
    assert!(warm.objective >= cold.objective * 0.99, "{} {}", warm.objective, cold.objective);
    assert!(warm.upper_bound >= cold.objective && cold.upper_bound >= warm.objective);
}

#[test]
fn a_plan_that_still_holds_is_where_the_search_begins() {
    let mut tight = city(300);
    for department in &mut tight.departments {
        department.budget.iter_mut().flatten().for_each(|cents| *cents /= 8);
    }
    let mut shared = city(300);
    for (index, request) in shared.requests.iter_mut().enumerate() {
        request.area = Some(if index % 7 == 0 { "beauport" } else { "limoilou" }.into());
    }
    let department = shared.departments[0].id.clone();
    shared.minimum_shares = vec![MinimumShare { department, area: "beauport".into(), share: 0.4 }];
    for instance in [city(300), tight, shared] {
        let first = planned(&instance).unwrap().programme;
        let start = first.warm_start();
        let again = planned_from(&instance, &start).programme;
        assert!(again.objective >= first.objective, "{} after {}", again.objective, first.objective);
        let options = Options { warm_start: Some(&start), most_moves: Some(0), ..Options::default() };
        let unmoved = plan(&instance, &options, &mut |_| ControlFlow::Continue(())).unwrap().programme;
        let years = unmoved.warm_start().years;
        for (request, year) in start.years.iter().filter(|(_, year)| year.is_some()) {
            assert_eq!(&years[request], year, "{request}");
        }
    }
}

#[test]
fn no_single_project_can_be_moved_for_a_gain() {
    let mut instance = city(300);
    for department in &mut instance.departments {
        department.budget.iter_mut().flatten().for_each(|cents| *cents /= 4);
    }
    let programme = planned(&instance).unwrap().programme;
    let weight = |year: i32| (1.0 + instance.horizon.discount_rate).powi(instance.horizon.first_year - year);
    for (index, project) in programme.projects.iter().enumerate() {
        for year in instance.horizon.first_year..project.year.unwrap_or(instance.horizon.first_year + 5) {
            let gained = project.value * (weight(year) - project.year.map_or(0.0, weight));
            let moved = moved(&instance, &programme, index, year);
            assert!(gained <= 1e-9 || !check(&instance, &moved).is_empty(), "{} gains {gained} in {year}", project.id);
        }
    }
}

/// The programme that does a project in another year, with what everybody on its site then pays.
fn moved(instance: &Instance, programme: &Programme, index: usize, year: i32) -> Programme {
    let mut moved = programme.clone();
    moved.projects[index].year = Some(year);
    let site = moved.projects[index].site.clone();
    let years: Vec<i32> =
        moved.projects.iter().filter(|other| other.site == site).filter_map(|other| other.year).collect();
    for project in moved.projects.iter_mut().filter(|other| other.site == site) {
        let mobilization = instance.work_types.iter().find(|w| w.id == project.work_type).unwrap().mobilization;
        let has_company = years.iter().filter(|year| Some(**year) == project.year).count() > 1;
        let requests = instance.requests.iter().filter(|request| project.requests.contains(&request.id));
        project.cost = requests.map(|request| request.cost).sum::<i64>()
            + if has_company { mobilization.shared_cost } else { mobilization.cost };
    }
    let weight = |year: i32| (1.0 + instance.horizon.discount_rate).powi(instance.horizon.first_year - year);
    moved.objective = moved.projects.iter().filter_map(|p| Some(p.value * weight(p.year?))).sum();
    moved.upper_bound = moved.upper_bound.max(moved.objective);
    moved.gap = (moved.upper_bound - moved.objective) / moved.upper_bound;
    moved
}

#[test]
fn a_written_programme_keeps_its_prices() {
    let programme = planned(&city(300)).unwrap().programme;
    assert!(!programme.prices.is_empty());
    let written = serde_json::to_string(&programme).unwrap();
    assert_eq!(serde_json::from_str::<Programme>(&written).unwrap().warm_start(), programme.warm_start());
}

#[test]
fn a_start_that_fits_nothing_does_no_harm() {
    let instance = city(300);
    let mut start = planned(&city(200)).unwrap().programme.warm_start();
    for price in &mut start.prices {
        price.price = f64::NAN;
        price.year += 3;
    }
    start.years.values_mut().for_each(|year| *year = Some(1900));
    start.prices[0].resource = ScarceResource::Hours { crew: "nobody".into() };
    let plan = planned_from(&instance, &start);
    assert_eq!(check(&instance, &plan.programme), vec![]);
    assert!(plan.programme.gap < 0.1, "{}", plan.programme.gap);
}

#[test]
fn prices_are_those_of_what_is_scarce() {
    let mut instance = instance(1);
    instance.work_types = vec![work_type("walk")];
    instance.requests = (0..200_u32).map(|i| request(&format!("R{i}"), "walk", f64::from(i) * 1000.0, 50.0)).collect();
    assert!(planned(&instance).unwrap().programme.prices.is_empty());
    // Each project costs 200,000 cents and is worth 50: a cent more is worth 0.00025 where half of them wait.
    instance.departments[0].budget = vec![Some(200_000 * 100)];
    let prices = planned(&instance).unwrap().programme.prices;
    let [price] = &prices[..] else { panic!("{prices:?}") };
    assert_eq!((&price.resource, price.year), (&ScarceResource::Budget { department: "roads".into() }, 2027));
    assert!((price.price - 0.000_25).abs() < 1e-6, "{price:?}");
}

#[test]
fn an_announced_year_is_kept_where_moving_gains_less_than_its_price() {
    let mut instance = instance(2);
    instance.work_types = vec![work_type("walk")];
    instance.requests = vec![request("R1", "walk", 0.0, 100.0)];
    let year = |instance: &Instance| planned(instance).unwrap().programme.projects[0].year;
    assert_eq!(year(&instance), Some(2027));
    // The first year is worth 100 − 100 / 1.03 = 2.91 more than the second.
    for (price, expected) in [(2.8, 2027), (3.1, 2028)] {
        instance.announced = vec![Announcement { request: "R1".into(), year: 2028, price }];
        assert_eq!(year(&instance), Some(expected));
    }
    let programme = planned(&instance).unwrap().programme;
    assert!((programme.objective - 100.0 / 1.03).abs() < 1e-9);
    assert!((programme.upper_bound - 100.0).abs() < 1e-6, "{}", programme.upper_bound);
    instance.announced[0].year = 2035;
    assert_eq!(year(&instance), Some(2027));
}

#[test]
fn a_price_on_moving_lowers_the_churn() {
    let mut instance = city(1_500);
    let first = planned(&instance).unwrap();
    let start = first.programme.warm_start();
    instance.requests.truncate(1_400);
    let moved = |instance: &Instance| {
        let programme = planned(instance).unwrap().programme;
        let requests = programme.projects.iter().flat_map(|p| p.requests.iter().map(move |id| (id, p.year)));
        requests.filter(|(id, year)| start.years[*id].is_some() && start.years[*id] != *year).count()
    };
    let free = moved(&instance);
    let known = |id: &String| start.years[id].map(|year| Announcement { request: id.clone(), year, price: 10.0 });
    instance.announced = instance.requests.iter().filter_map(|request| known(&request.id)).collect();
    let held = moved(&instance);
    assert!(held * 2 < free, "{held} of {free}");
}
