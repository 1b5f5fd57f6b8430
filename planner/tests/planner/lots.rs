//! Lots: every project once, within the limits, near each other, in a short order.

use std::num::NonZeroU32;
use std::time::Instant;

use geo::{Distance, Haversine, Point};
use proptest::prelude::*;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};
use riverain_planner::{Lot, LotProject, LotRules, lots};

/// A number from 0 to 1.
fn share(random: &mut ChaCha8Rng) -> f64 {
    f64::from(random.next_u32()) / f64::from(u32::MAX)
}

/// Projects spread over some kilometres of Québec, all of one year and department.
fn spread(seed: u64, count: usize, areas: usize) -> Vec<LotProject> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let project = |_| {
        let place = [-71.4 + 0.3 * share(&mut random), 46.75 + 0.2 * share(&mut random)];
        let area = (0..areas).rev().find(|area| place[0] >= -71.4 + 0.1 * f64::from(u32::try_from(*area).unwrap()));
        LotProject {
            year: 2027,
            department: 0,
            area,
            place,
            cost: 1_000_000 + i64::from(random.next_u32() % 20_000_000),
        }
    };
    (0..count).map(project).collect()
}

fn metres(a: [f64; 2], b: [f64; 2]) -> f64 {
    Haversine.distance(Point::from(a), Point::from(b))
}

fn length(projects: &[LotProject], order: &[usize]) -> f64 {
    order.windows(2).map(|leg| metres(projects[leg[0]].place, projects[leg[1]].place)).sum()
}

fn rules(max_cost: Option<i64>, max_projects: Option<u32>, max_span_m: Option<f64>) -> LotRules {
    LotRules { max_cost, max_projects: max_projects.and_then(NonZeroU32::new), max_span_m }
}

fn assert_holds(projects: &[LotProject], rules: &LotRules, found: &[Lot]) {
    let mut seen: Vec<usize> = found.iter().flat_map(|lot| lot.projects.iter().copied()).collect();
    seen.sort_unstable();
    assert_eq!(seen, (0..projects.len()).collect::<Vec<_>>(), "every project is in one lot");
    for lot in found {
        let held: Vec<&LotProject> = lot.projects.iter().map(|&index| &projects[index]).collect();
        let key = (lot.year, lot.department, lot.area);
        assert!(held.iter().all(|project| (project.year, project.department, project.area) == key));
        let mut naive = lot.projects.clone();
        naive.sort_unstable();
        assert!((lot.length_m - length(projects, &lot.projects)).abs() < 1e-6);
        assert!(lot.length_m <= length(projects, &naive) + 1e-6, "never longer than the order given");
        if held.len() > 1 {
            let cost: i64 = held.iter().map(|project| project.cost).sum();
            assert!(rules.max_cost.is_none_or(|limit| cost <= limit));
            assert!(rules.max_projects.is_none_or(|limit| held.len() <= limit.get() as usize));
            let span = rules.max_span_m.unwrap_or(f64::INFINITY);
            assert!(held.iter().all(|a| held.iter().all(|b| metres(a.place, b.place) <= span + 1e-5)));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn limits_hold_whatever_they_are(
        seed in 0_u64..1_000_000,
        count in 0_usize..120,
        areas in 0_usize..4,
        max_cost in prop::option::of(0_i64..100_000_000),
        max_projects in prop::option::of(1_u32..30),
        max_span_m in prop::option::of(0.0..20_000.0),
    ) {
        let mut projects = spread(seed, count, areas);
        for (index, project) in projects.iter_mut().enumerate() {
            project.year += i32::try_from(index % 3).unwrap();
            project.department = index % 2;
        }
        let rules = rules(max_cost, max_projects, max_span_m);
        let found = lots(&projects, &rules);
        assert_holds(&projects, &rules, &found);
        for pair in found.windows(2) {
            let key = |lot: &Lot| (lot.year, lot.department);
            let follows = pair[1].number == pair[0].number + 1 && key(&pair[0]) == key(&pair[1]);
            prop_assert!(follows || (pair[1].number == 1 && key(&pair[0]) < key(&pair[1])));
        }
    }
}

#[test]
fn lots_of_an_area_are_few_balanced_and_compact() {
    let projects = spread(7, 2_000, 0);
    let rules = rules(None, Some(25), None);
    let found = lots(&projects, &rules);
    assert_holds(&projects, &rules, &found);
    assert!(found.len() <= 84, "at most one in twenty more than the 80 that are needed: {}", found.len());
    let smallest = found.iter().map(|lot| lot.projects.len()).min().unwrap();
    assert!(smallest >= 20, "{smallest}");
    // Eighty squares of the same area would have a diagonal of about 4.0 km.
    let span = |lot: &Lot| {
        let places = || lot.projects.iter().map(|&index| projects[index].place);
        places().flat_map(|a| places().map(move |b| metres(a, b))).fold(0.0, f64::max)
    };
    let mean = found.iter().map(span).sum::<f64>() / found.len() as f64;
    assert!(mean < 4_400.0, "{mean}");
}

#[test]
fn a_short_way_is_nearly_the_shortest() {
    let mut excess = 0.0;
    for seed in 0..300 {
        let projects = spread(seed, 2 + usize::try_from(seed).unwrap() % 7, 0);
        let found = lots(&projects, &rules(None, None, None));
        assert_eq!(found.len(), 1);
        let shortest = shortest_of_all(&projects);
        assert!(found[0].length_m >= shortest - 1e-6);
        assert!(found[0].length_m <= shortest * 1.03 + 1e-6, "seed {seed}: {} for {shortest}", found[0].length_m);
        excess += (found[0].length_m / shortest - 1.0) / 300.0;
    }
    assert!(excess < 5e-4, "{excess}");
}

fn shortest_of_all(projects: &[LotProject]) -> f64 {
    fn visit(projects: &[LotProject], order: &mut Vec<usize>, so_far: f64, best: &mut f64) {
        if so_far >= *best {
            return;
        }
        if order.len() == projects.len() {
            *best = so_far;
        }
        for next in 0..projects.len() {
            if !order.contains(&next) {
                let leg = order.last().map_or(0.0, |&at| metres(projects[at].place, projects[next].place));
                order.push(next);
                visit(projects, order, so_far + leg, best);
                order.pop();
            }
        }
    }
    let mut best = f64::INFINITY;
    visit(projects, &mut Vec::new(), 0.0, &mut best);
    best
}

#[test]
fn projects_at_one_place_across_the_antimeridian_and_at_a_pole_are_bundled() {
    let at = |lon: f64, lat: f64| LotProject { year: 2027, department: 0, area: None, place: [lon, lat], cost: 1 };
    let same = vec![at(-71.2, 46.8); 1_000];
    let found = lots(&same, &LotRules::default());
    assert_holds(&same, &LotRules::default(), &found);
    assert_eq!(found.len(), 40);
    let line = [at(179.999, 0.0), at(-179.999, 0.0), at(180.0, 0.0)];
    let found = lots(&line, &LotRules::default());
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].length_m < 230.0, "{}", found[0].length_m);
    let pole = [at(0.0, 89.999), at(90.0, 89.999), at(180.0, 89.999)];
    assert_eq!(lots(&pole, &LotRules::default()).len(), 1);
    assert!(lots(&[], &LotRules::default()).is_empty());
}

#[test]
#[expect(clippy::disallowed_methods, reason = "a test measures how long it takes")]
fn a_hundred_thousand_projects_take_seconds_with_limits_and_without() {
    let projects = spread(11, 100_000, 0);
    for rules in [LotRules::default(), rules(None, None, None)] {
        let started = Instant::now();
        let found = lots(&projects, &rules);
        let seconds = started.elapsed().as_secs_f64();
        eprintln!(
            "{} lots in {seconds:.1} s, {:.0} km",
            found.len(),
            found.iter().map(|lot| lot.length_m).sum::<f64>() / 1e3
        );
        assert!(seconds < 30.0, "{seconds}");
    }
}
