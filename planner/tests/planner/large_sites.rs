//! Sites of very many projects, where whole kinds of work wait for each other.

use std::ops::ControlFlow;

use rand_chacha::rand_core::{RngCore, SeedableRng};
use riverain_planner::{Department, Instance, Mobilization, Options, WorkType, check, plan};

use super::builders::{DEGREE_M, instance, request, work_type};

/// Kind of work: department, what comes before, moratorium in years, mobilization and work in thousands of dollars.
type Kind = (&'static str, &'static str, &'static [&'static str], u32, i64, i64);

const KINDS: [Kind; 8] = [
    ("main", "water", &[], 0, 25, 300),
    ("sewer", "water", &[], 0, 18, 200),
    ("cut", "roads", &["main", "sewer"], 0, 4, 20),
    ("walk", "roads", &["main", "sewer"], 2, 8, 30),
    ("paving", "roads", &["cut", "walk"], 5, 15, 120),
    ("marking", "traffic", &["paving"], 0, 1, 5),
    ("sign", "traffic", &[], 0, 1, 2),
    ("planting", "trees", &["walk"], 0, 1, 3),
];

/// What departments do first is dear and seldom asked for: one request in so many.
const ONE_IN: [u32; 8] = [12, 16, 6, 3, 4, 4, 3, 3];

/// Each request a project, over a square of so many metres with sites of no more than a reach; the departments can pay for about two fifths of what they are
/// asked for.
fn town(size: u32, side_m: f64, reach: f64) -> Instance {
    let mut random = rand_chacha::ChaCha8Rng::seed_from_u64(311);
    let mut share = move || f64::from(random.next_u32()) / f64::from(u32::MAX);
    let mut town = instance(5);
    town.work_types = KINDS
        .map(|(id, department, after, moratorium_years, mobilization, _)| {
            let mut work_type = WorkType {
                department: department.into(),
                mobilization: Mobilization { cost: mobilization * 100_000, shared_cost: mobilization * 50_000 },
                after: after.iter().map(|&before| before.into()).collect(),
                breaks_ground: department == "water" || department == "roads" && id != "paving",
                moratorium_years,
                ..work_type(id)
            };
            work_type.grouping.max_requests = Some(1);
            work_type
        })
        .to_vec();
    (town.sites.radius_m, town.sites.max_span_m) = (reach, Some(reach));
    let draw = |share: f64| -> usize {
        let weight = |kind: usize| 1.0 / f64::from(ONE_IN[kind]);
        let mut left = share * (0..KINDS.len()).map(weight).sum::<f64>();
        let is_drawn = |&kind: &usize| {
            left -= weight(kind);
            left < 0.0
        };
        (0..KINDS.len()).find(is_drawn).unwrap_or(0)
    };
    let percent = |share: f64| (0..100).rev().find(|&percent| share * 100.0 >= f64::from(percent)).unwrap_or(0);
    for index in 0..size {
        let (id, .., thousands) = KINDS[draw(share())];
        let mut request = request(&format!("R{index}"), id, share() * side_m, 1.0 + share() * 99.0);
        request.lon += share() * side_m / DEGREE_M / 0.684;
        request.cost = thousands * 1_000 * i64::from(50 + percent(share()));
        town.requests.push(request);
    }
    town.departments = ["water", "roads", "traffic", "trees"]
        .map(|department| {
            let asked = town
                .requests
                .iter()
                .filter(|request| KINDS.iter().any(|kind| kind.0 == request.work_type && kind.1 == department));
            let budget = asked.map(|request| request.cost).sum::<i64>() * 2 / 5 / 5;
            Department { id: department.into(), budget: vec![Some(budget); 5] }
        })
        .to_vec();
    town
}

#[test]
fn large_sites_are_planned_before_the_search_improves_them() {
    let town = town(600, 2_500.0, 1_000.0);
    let options = Options { most_moves: Some(1), ..Options::default() };
    let plan = plan(&town, &options, &mut |_| ControlFlow::Continue(())).unwrap();
    assert_eq!((plan.grouping.projects.len(), plan.grouping.site_count), (600, 16));
    assert_eq!(check(&town, &plan.programme), vec![]);
    assert!(plan.programme.gap < 0.07, "{}", plan.programme.gap);
}
