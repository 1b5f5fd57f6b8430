//! Distances along the streets.
#![expect(clippy::float_cmp, reason = "places are the same only where their numbers are")]

use geo::{Distance, Haversine, Point};
use proptest::prelude::*;
use riverain_planner::{DistanceKind, Fault, FaultKind, Instance, MAX_ACCESS_M, Street, check, group};

use super::builders::{DEGREE_M, instance, planned, request, work_type};

/// A place some metres east and north of a point of Québec.
fn at([east, north]: [f64; 2]) -> [f64; 2] {
    let lat = 46.81_f64;
    [-71.22 + east / DEGREE_M / lat.to_radians().cos(), lat + north / DEGREE_M]
}

/// Requests of one work type without limits, radius 50 m, whose distances follow streets; both in metres.
fn city(streets: &[&[[f64; 2]]], requests: &[[f64; 2]]) -> Instance {
    let mut instance = instance(1);
    instance.work_types = vec![work_type("walk")];
    instance.work_types[0].distance = DistanceKind::StreetNetwork;
    instance.streets = streets
        .iter()
        .map(|line| Street { name: None, coordinates: line.iter().map(|&place| at(place)).collect() })
        .collect();
    instance.requests = requests
        .iter()
        .enumerate()
        .map(|(index, &place)| {
            let mut request = request(&format!("R{index}"), "walk", 0.0, 1.0);
            [request.lon, request.lat] = at(place);
            request
        })
        .collect();
    instance
}

fn projects(instance: &Instance) -> Vec<Vec<usize>> {
    // The audit of the plan recomputes the rules.
    assert_eq!(check(instance, &planned(instance).unwrap().programme), vec![]);
    group(instance).unwrap().projects.into_iter().map(|project| project.requests).collect()
}

#[test]
fn two_banks_of_a_river_are_together_only_over_a_bridge() {
    let banks: [&[[f64; 2]]; 2] = [&[[0.0, 0.0], [500.0, 0.0]], &[[0.0, 30.0], [500.0, 30.0]]];
    let requests = [[250.0, 0.0], [250.0, 30.0], [255.0, 30.0]];
    assert_eq!(projects(&city(&banks, &requests)), [vec![0], vec![1, 2]]);
    let far_bridge: &[[f64; 2]] = &[[500.0, 0.0], [500.0, 30.0]];
    assert_eq!(projects(&city(&[banks[0], banks[1], far_bridge], &requests)), [vec![0], vec![1, 2]]);
    let mut near = city(&[banks[0], banks[1], &[[0.0, 0.0], [0.0, 30.0]]], &[[5.0, 0.0], [5.0, 30.0]]);
    assert_eq!(projects(&near), [vec![0, 1]]);
    near.work_types[0].grouping.radius_m = 39.5;
    assert_eq!(projects(&near).len(), 2);
    // As the crow flies, the river is no matter.
    let mut crow = city(&banks, &requests);
    crow.work_types[0].distance = DistanceKind::GreatCircle;
    assert_eq!(projects(&crow), [vec![0, 1, 2]]);
}

#[test]
fn two_dead_ends_that_face_each_other_are_apart() {
    let ends: [&[[f64; 2]]; 3] = [
        &[[0.0, 0.0], [200.0, 0.0]],
        &[[0.0, 0.0], [0.0, 200.0], [90.0, 200.0]],
        &[[110.0, 200.0], [200.0, 200.0], [200.0, 0.0]],
    ];
    assert_eq!(projects(&city(&ends, &[[90.0, 200.0], [110.0, 200.0]])), [vec![0], vec![1]]);
    // Down a dead end and back is no detour: both are on it.
    assert_eq!(projects(&city(&ends, &[[60.0, 200.0], [90.0, 200.0]])), [vec![0, 1]]);
}

#[test]
fn both_ends_of_a_long_street() {
    let street: &[[f64; 2]] = &[[0.0, 0.0], [120_000.0, 0.0]];
    let ends = [[0.0, 0.0], [120_000.0, 0.0], [60_000.0, 100.0], [60_000.0, 120.0]];
    let mut instance = city(&[street], &ends[..2]);
    assert_eq!(projects(&instance).len(), 2);
    instance.work_types[0].grouping.radius_m = 3_000.0;
    assert_eq!(projects(&instance).len(), 2);
    // A great circle runs north of a parallel, by some 300 m in the middle of 120 km.
    assert_eq!(group(&city(&[street], &ends)).unwrap().projects.len(), 3);
}

#[test]
fn an_end_meets_a_street_at_its_vertex_and_a_bridge_crosses_above() {
    let street: &[[f64; 2]] = &[[0.0, 0.0], [100.0, 0.0], [200.0, 0.0]];
    let requests = [[100.0, 10.0], [110.0, 0.0]];
    assert_eq!(projects(&city(&[street, &[[100.0, 0.0], [100.0, 100.0]]], &requests)), [vec![0, 1]]);
    assert_eq!(projects(&city(&[street, &[[100.0, -100.0], [100.0, 0.0], [100.0, 100.0]]], &requests)).len(), 2);
    assert_eq!(projects(&city(&[street, &[[100.0, -100.0], [100.0, 100.0]]], &requests)).len(), 2);
}

#[test]
fn legs_to_the_street_count_and_the_same_place_is_no_distance() {
    let street: &[[f64; 2]] = &[[0.0, 0.0], [300.0, 0.0]];
    // Ten metres apart, 30 m from the street: 70 m over the street.
    let behind = [[100.0, 30.0], [110.0, 30.0], [110.0, 30.0]];
    let mut instance = city(&[street], &behind);
    assert_eq!(projects(&instance), [vec![0], vec![1, 2]]);
    instance.work_types[0].grouping.radius_m = 70.1;
    assert_eq!(projects(&instance), [vec![0, 1, 2]]);
    let grouping = &mut instance.work_types[0].grouping;
    (grouping.max_requests, grouping.max_span_m) = (Some(2), Some(65.0));
    assert_eq!(projects(&instance), [vec![0], vec![1, 2]]);
}

#[test]
fn far_from_any_street_distances_are_as_the_crow_flies() {
    let street: &[[f64; 2]] = &[[0.0, 0.0], [300.0, 0.0]];
    let beyond = MAX_ACCESS_M + 1.0;
    let requests = [[100.0, beyond], [140.0, beyond], [100.0, 2.0], [100.0, MAX_ACCESS_M - 1.0]];
    assert_eq!(projects(&city(&[street], &requests)), [vec![0, 1, 2, 3]]);
    assert_eq!(projects(&city(&[street], &requests[2..])), [vec![0], vec![1]]);
    // Without streets, everything is.
    assert_eq!(projects(&city(&[], &requests[..2])), [vec![0, 1]]);
}

#[test]
fn spans_and_sites_follow_the_streets() {
    // A hairpin: its arms are 20 m apart and 400 m long.
    let hairpin: &[[f64; 2]] = &[[0.0, 0.0], [400.0, 0.0], [400.0, 20.0], [0.0, 20.0]];
    let arms = |x: u32| [[f64::from(x) * 40.0, 0.0], [f64::from(x) * 40.0, 20.0]];
    let requests: Vec<[f64; 2]> = (0..=10).flat_map(arms).collect();
    let mut instance = city(&[hairpin], &requests);
    assert_eq!(projects(&instance).len(), 1);
    instance.work_types[0].grouping.max_span_m = Some(450.0);
    assert!(projects(&instance).len() > 1);
    instance.work_types[0].distance = DistanceKind::GreatCircle;
    assert_eq!(projects(&instance).len(), 1);

    let mut instance = city(&[hairpin], &[[0.0, 0.0], [0.0, 20.0]]);
    instance.work_types.push(work_type("tree"));
    instance.requests[1].work_type = "tree".into();
    assert_eq!(group(&instance).unwrap().site_count, 1);
    instance.sites.distance = DistanceKind::StreetNetwork;
    assert_eq!(group(&instance).unwrap().site_count, 2);
    projects(&instance);
}

#[test]
fn an_address_reported_ten_thousand_times_beside_a_street() {
    let mut instance = city(&[&[[0.0, 0.0], [300.0, 0.0]]], &vec![[100.0, 40.0]; 10_000]);
    assert_eq!(projects(&instance).len(), 1);
    let grouping = &mut instance.work_types[0].grouping;
    (grouping.max_requests, grouping.max_span_m) = (Some(200), Some(400.0));
    assert_eq!(projects(&instance).len(), 50);
}

#[test]
fn bad_streets_are_named_all_at_once() {
    let mut instance = city(&[&[[0.0, 0.0], [10.0, 0.0]], &[[0.0, 0.0]], &[]], &[[0.0, 0.0]]);
    instance.streets[0].coordinates[1] = [f64::NAN, 91.0];
    instance.work_types[0].grouping.max_span_m = Some(3_001.0);
    let faults: Vec<(String, FaultKind)> = instance
        .validate()
        .unwrap_err()
        .faults()
        .iter()
        .map(|fault: &Fault| (fault.path.clone(), fault.kind.clone()))
        .collect();
    let range = |most: f64| FaultKind::OutOfRange { minimum: Some(-most), maximum: Some(most) };
    let expected = [
        ("/work_types/0/grouping/max_span_m", FaultKind::OutOfRange { minimum: Some(0.0), maximum: Some(3_000.0) }),
        ("/streets/0/coordinates/1/0", range(180.0)),
        ("/streets/0/coordinates/1/1", range(90.0)),
        ("/streets/1/coordinates", FaultKind::TooFewPlaces),
        ("/streets/2/coordinates", FaultKind::TooFewPlaces),
    ];
    assert_eq!(faults, expected.map(|(path, kind)| (path.to_owned(), kind)));
}

/// Whether two feet are the same end of both streets: then either street will do.
fn is_shared_end(streets: &[[[f64; 2]; 2]], one: &(f64, usize, [f64; 2]), other: &(f64, usize, [f64; 2])) -> bool {
    let is_at = |foot: [f64; 2], end: &[f64; 2]| (foot[0] - end[0]).hypot(foot[1] - end[1]) < 1e-6;
    let shared = streets[one.1].iter().filter(|end| streets[other.1].contains(end));
    shared.into_iter().any(|end| is_at(one.2, end) && is_at(other.2, end))
}

/// Distances of every pair of requests by Floyd and Warshall's algorithm over nodes and feet, in plane metres; none where
/// the nearest street is ambiguous.
fn brute_force(streets: &[[[f64; 2]; 2]], requests: &[[f64; 2]]) -> Option<Vec<Vec<f64>>> {
    let between = |a: [f64; 2], b: [f64; 2]| Haversine.distance(Point::from(at(a)), Point::from(at(b)));
    let mut nodes: Vec<[f64; 2]> = streets.iter().flatten().copied().collect();
    nodes.sort_by(|a, b| a.partial_cmp(b).unwrap());
    nodes.dedup();
    let mut links: Vec<(usize, usize, f64)> = Vec::new();
    let node = |place: [f64; 2]| nodes.iter().position(|&n| n == place).unwrap();
    links.extend(streets.iter().map(|&[a, b]| (node(a), node(b), between(a, b))));
    let mut feet: Vec<Option<(usize, [f64; 2])>> = Vec::new();
    for &request in requests {
        let mut near: Vec<(f64, usize, [f64; 2])> = streets
            .iter()
            .enumerate()
            .map(|(street, &[a, b])| {
                let (d, p) = ([b[0] - a[0], b[1] - a[1]], [request[0] - a[0], request[1] - a[1]]);
                let share = ((p[0] * d[0] + p[1] * d[1]) / (d[0] * d[0] + d[1] * d[1])).clamp(0.0, 1.0);
                let foot = [a[0] + share * d[0], a[1] + share * d[1]];
                (between(request, foot), street, foot)
            })
            .collect();
        near.sort_by(|a, b| a.partial_cmp(b).unwrap());
        let [nearest, others @ ..] = near.as_slice() else { return None };
        if (nearest.0 - MAX_ACCESS_M).abs() < 0.1
            || others.iter().any(|other| other.0 < nearest.0 + 0.1 && !is_shared_end(streets, nearest, other))
        {
            return None;
        }
        feet.push((nearest.0 <= MAX_ACCESS_M).then_some((nearest.1, nearest.2)));
    }
    let count = nodes.len() + requests.len();
    let mut metres = vec![vec![f64::INFINITY; count]; count];
    for (r, foot) in feet.iter().enumerate() {
        let Some((street, place)) = foot else { continue };
        let own = nodes.len() + r;
        links.extend(streets[*street].map(|end| (own, node(end), between(*place, end))));
        for (other, there) in feet.iter().enumerate() {
            if let Some((same, there)) = there.filter(|(s, _)| s == street) {
                links.push((own, nodes.len() + other, between(*place, there)));
                assert_eq!(same, *street);
            }
        }
    }
    for (a, b, length) in links {
        metres[a][b] = metres[a][b].min(length);
        metres[b][a] = metres[b][a].min(length);
    }
    for via in 0..count {
        for from in 0..count {
            for to in 0..count {
                metres[from][to] = metres[from][to].min(metres[from][via] + metres[via][to]);
            }
        }
    }
    let distance = |a: usize, b: usize| match (feet[a], feet[b]) {
        _ if requests[a] == requests[b] => 0.0,
        (Some((_, x)), Some((_, y))) => {
            between(requests[a], x) + metres[nodes.len() + a][nodes.len() + b] + between(y, requests[b])
        }
        _ => between(requests[a], requests[b]),
    };
    Some((0..requests.len()).map(|a| (0..requests.len()).map(|b| distance(a, b)).collect()).collect())
}

fn components(metres: &[Vec<f64>], members: &[usize], radius_m: f64) -> Vec<Vec<usize>> {
    let mut left: Vec<usize> = members.to_vec();
    let mut found = Vec::new();
    while let Some(start) = left.first().copied() {
        let mut component = vec![start];
        left.retain(|&member| member != start);
        let mut next = 0;
        while next < component.len() {
            let (near, far) = left.iter().partition(|&&other| metres[component[next]][other] <= radius_m);
            component.extend::<Vec<usize>>(near);
            left = far;
            next += 1;
        }
        component.sort_unstable();
        found.push(component);
    }
    found
}

fn networks() -> impl Strategy<Value = Vec<[[f64; 2]; 2]>> {
    let node = || (0..4_u8, 0..4_u8).prop_map(|(x, y)| [f64::from(x) * 80.0 + f64::from(y) * 7.0, f64::from(y) * 70.0]);
    let street = (node(), node()).prop_filter("two ends", |(a, b)| a != b).prop_map(|(a, b)| [a, b]);
    prop::collection::vec(street, 1..14)
}

fn spots() -> impl Strategy<Value = Vec<[f64; 2]>> {
    let spot = (0..36_u16, 0..32_u16).prop_map(|(x, y)| [f64::from(x) * 9.3 - 30.0, f64::from(y) * 9.1 - 30.0]);
    prop::collection::vec(spot, 1..30)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    #[test]
    fn distances_are_those_of_floyd_and_warshall(
        streets in networks(),
        requests in spots(),
        radius_m in 10.0..150.0_f64,
        max_span_m in 50.0..400.0_f64,
    ) {
        let Some(metres) = brute_force(&streets, &requests) else { return Err(TestCaseError::reject("ambiguous")) };
        let is_doubtful = |limit: f64| metres.iter().flatten().any(|d| (d - limit).abs() < 0.01);
        prop_assume!(!is_doubtful(radius_m) && !is_doubtful(max_span_m));
        let lines: Vec<&[[f64; 2]]> = streets.iter().map(<[[f64; 2]; 2]>::as_slice).collect();
        let mut instance = city(&lines, &requests);
        instance.work_types[0].grouping.radius_m = radius_m;
        let all: Vec<usize> = (0..requests.len()).collect();
        prop_assert_eq!(projects(&instance), components(&metres, &all, radius_m));
        instance.work_types[0].grouping.max_span_m = Some(max_span_m);
        for project in projects(&instance) {
            prop_assert_eq!(components(&metres, &project, radius_m).len(), 1);
            prop_assert!(project.iter().all(|&a| project.iter().all(|&b| metres[a][b] <= max_span_m)));
        }
    }
}
