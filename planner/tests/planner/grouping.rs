//! Grouping: components where limits are lifted, limits kept where they are not, however points lie.

use geo::{Distance, Haversine, Point};
use proptest::prelude::*;
use riverain_planner::{Grouping, Instance, Pin, check, group};

use super::builders::{DEGREE_M, instance, planned, request, work_type};

fn naive_components(instance: &Instance, radius_m: f64) -> Vec<Vec<usize>> {
    let point = |index: usize| Point::new(instance.requests[index].lon, instance.requests[index].lat);
    let mut label: Vec<usize> = (0..instance.requests.len()).collect();
    for a in 0..label.len() {
        for b in 0..a {
            if Haversine.distance(point(a), point(b)) <= radius_m + 1e-6 {
                let (from, to) = (label[a].max(label[b]), label[a].min(label[b]));
                label.iter_mut().filter(|l| **l == from).for_each(|l| *l = to);
            }
        }
    }
    let mut groups: Vec<Vec<usize>> = vec![Vec::new(); label.len()];
    for (index, label) in label.into_iter().enumerate() {
        groups[label].push(index);
    }
    groups.retain(|group| !group.is_empty());
    groups
}

fn projects(grouping: &Grouping) -> Vec<Vec<usize>> {
    grouping.projects.iter().map(|project| project.requests.clone()).collect()
}

/// Points on a grid of four decimals (many exact ties and coincidences), or anywhere on the globe near its seams.
fn places() -> impl Strategy<Value = Vec<(f64, f64)>> {
    let grid = (0..40_i32, 0..40_i32).prop_map(|(x, y)| (-71.2 + f64::from(x) * 1e-4, 46.8 + f64::from(y) * 1e-4));
    let seam = (-20..20_i32, -20..20_i32).prop_map(|(x, y)| {
        let lon = 180.0 + f64::from(x) * 1e-4;
        (if lon > 180.0 { lon - 360.0 } else { lon }, f64::from(y) * 1e-4)
    });
    let pole = (-180..180_i32, 0..30_i32).prop_map(|(x, y)| (f64::from(x), 90.0 - f64::from(y) * 1e-4));
    prop_oneof![
        prop::collection::vec(grid, 0..80),
        prop::collection::vec(seam, 0..60),
        prop::collection::vec(pole, 0..40)
    ]
}

fn at(places: &[(f64, f64)]) -> Instance {
    let mut instance = instance(3);
    instance.work_types = vec![work_type("walk")];
    instance.requests = places
        .iter()
        .enumerate()
        .map(|(index, &(lon, lat))| {
            let mut request = request(&format!("R{index}"), "walk", 0.0, 1.0);
            (request.lon, request.lat) = (lon, lat);
            request
        })
        .collect();
    instance
}

proptest! {
    #[test]
    fn without_limits_projects_are_the_components(places in places(), radius_m in 1.0..120.0_f64) {
        let mut instance = at(&places);
        instance.work_types[0].grouping.radius_m = radius_m;
        prop_assert_eq!(projects(&group(&instance).unwrap()), naive_components(&instance, radius_m));
    }

    #[test]
    fn limits_pins_and_sites_are_kept(
        places in places(),
        max_span_m in prop::option::of(0.0..300.0_f64),
        max_requests in prop::option::of(1..20_u32),
        max_cost in prop::option::of(100_000..900_000_i64),
        site_span_m in prop::option::of(0.0..300.0_f64),
        pins in prop::collection::btree_map(0..40_usize, prop::option::of(2027..2030_i32), 0..4),
    ) {
        let mut instance = at(&places);
        let mut other = work_type("tree");
        other.grouping.radius_m = 20.0;
        instance.work_types.push(other);
        instance.sites.max_span_m = site_span_m;
        let grouping = &mut instance.work_types[0].grouping;
        (grouping.max_span_m, grouping.max_requests, grouping.max_cost) = (max_span_m, max_requests, max_cost);
        for (index, request) in instance.requests.iter_mut().enumerate() {
            request.cost = 50_000 + (i64::try_from(index).unwrap() * 7919) % 300_000;
            if index % 3 == 0 {
                request.work_type = "tree".into();
            }
        }
        instance.pins = pins
            .into_iter()
            .filter(|(index, _)| *index < places.len())
            .map(|(index, year)| Pin { request: format!("R{index}"), year, excluded: year.is_none() })
            .collect();
        // The audit of the plan recomputes every rule of grouping and sites.
        let plan = planned(&instance).unwrap();
        prop_assert_eq!(check(&instance, &plan.programme), vec![]);
    }
}

#[test]
fn a_straight_street_is_cut_into_as_few_projects_as_its_length_asks() {
    let mut instance = instance(1);
    instance.work_types = vec![work_type("walk")];
    instance.work_types[0].grouping.max_span_m = Some(400.0);
    instance.requests = (0..81).map(|k| request(&format!("R{k}"), "walk", f64::from(k) * 25.0, 1.0)).collect();
    // 2 km in pieces of at most 400 m, which hold 17 requests each.
    assert_eq!(group(&instance).unwrap().projects.len(), 5);
}

#[test]
fn coincident_requests_fill_projects() {
    let mut instance = instance(1);
    instance.work_types = vec![work_type("walk")];
    instance.work_types[0].grouping.max_requests = Some(200);
    instance.requests = (0..1000).map(|k| request(&format!("R{k}"), "walk", 0.0, 1.0)).collect();
    let grouping = group(&instance).unwrap();
    assert_eq!(grouping.projects.len(), 5);
    assert_eq!(grouping.site_count, 1);
}

#[test]
fn a_request_beyond_the_cost_limit_is_alone() {
    let mut instance = instance(1);
    instance.work_types = vec![work_type("walk")];
    instance.work_types[0].grouping.max_cost = Some(150_000);
    instance.requests = (0..3).map(|k| request(&format!("R{k}"), "walk", 0.0, 1.0)).collect();
    instance.requests[1].cost = 500_000;
    instance.requests[2].cost = 50_000;
    assert_eq!(projects(&group(&instance).unwrap()), [vec![0, 2], vec![1]]);
}

#[test]
fn neighbours_across_the_antimeridian_and_the_pole_are_together() {
    let eleven_metres = 11.0 / DEGREE_M;
    let seam = at(&[(180.0 - eleven_metres, 0.0), (-180.0 + eleven_metres, 0.0)]);
    assert_eq!(group(&seam).unwrap().projects.len(), 1);
    let pole = at(&[(0.0, 90.0 - eleven_metres), (180.0, 90.0 - eleven_metres), (90.0, 90.0)]);
    assert_eq!(group(&pole).unwrap().projects.len(), 1);
}
