//! Places that make grouping wrong or slow where it is not careful. A cost that grew with the square of the number would take
//! hours here.

use riverain_planner::{Grouping, Instance, connected_places, group};

use super::builders::{DEGREE_M, instance, planned, request, work_type};

fn at(places: impl IntoIterator<Item = (f64, f64)>) -> Instance {
    let mut instance = instance(1);
    instance.work_types = vec![work_type("walk")];
    let requests = places.into_iter().enumerate().map(|(index, (lon, lat))| {
        let mut request = request(&format!("R{index}"), "walk", 0.0, 1.0);
        (request.lon, request.lat) = (lon, lat);
        request
    });
    instance.requests = requests.collect();
    instance
}

fn limited(mut instance: Instance, max_requests: u32, max_span_m: f64) -> Instance {
    let grouping = &mut instance.work_types[0].grouping;
    (grouping.max_requests, grouping.max_span_m) = (Some(max_requests), Some(max_span_m));
    instance
}

fn sizes(grouping: &Grouping) -> Vec<usize> {
    grouping.projects.iter().map(|project| project.requests.len()).collect()
}

#[test]
fn an_address_reported_ten_thousand_times() {
    let instance = at(vec![(-71.22, 46.81); 10_000]);
    assert_eq!(sizes(&group(&instance).unwrap()), [10_000]);
    let grouping = group(&limited(instance, 200, 400.0)).unwrap();
    assert_eq!(sizes(&grouping), [200; 50]);
    assert_eq!(grouping.site_count, 1);
}

#[test]
fn an_address_reported_a_million_times() {
    let instance = at(vec![(-71.22, 46.81); 1_000_000]);
    assert_eq!(sizes(&group(&instance).unwrap()), [1_000_000]);
    let grouping = group(&limited(instance, 500, 400.0)).unwrap();
    assert_eq!(sizes(&grouping), vec![500; 2_000]);
    assert_eq!(grouping.site_count, 1);
}

#[test]
fn two_crowds_that_are_just_too_far_apart() {
    let north = 50.2 / DEGREE_M;
    let crowd = |lat: f64| (0..50_000).map(move |index| (-71.22 + f64::from(index) * 1e-10, lat));
    let mut instance = at(crowd(46.81).chain(crowd(46.81 + north)));
    assert_eq!(sizes(&group(&instance).unwrap()), [50_000, 50_000]);
    instance.work_types[0].grouping.radius_m = 50.4;
    assert_eq!(sizes(&group(&instance).unwrap()), [100_000]);
}

#[test]
fn a_line_of_a_hundred_thousand_requests() {
    // Every 40 m along a meridian: 4,000 km.
    let instance = at((0..100_000).map(|index| (-71.22, -20.0 + f64::from(index) * 40.0 / DEGREE_M)));
    assert_eq!(sizes(&group(&instance).unwrap()), [100_000]);
    // Eleven of them span 400 m.
    let grouping = group(&limited(instance, 200, 400.0)).unwrap();
    assert!(sizes(&grouping).iter().all(|&size| size <= 11));
    assert!(grouping.projects.len() < 100_000 / 10, "{}", grouping.projects.len());
}

#[test]
fn both_sides_of_the_antimeridian() {
    let instance =
        at([(179.9999, 10.0), (-179.9999, 10.0), (179.999, 10.0), (-179.999, 10.0), (180.0, 10.0), (-180.0, 10.0)]);
    let together = |instance: &Instance| -> Vec<Vec<usize>> {
        group(instance).unwrap().projects.into_iter().map(|project| project.requests).collect()
    };
    assert_eq!(together(&instance), [vec![0, 1, 4, 5], vec![2], vec![3]]);
    let halves = together(&limited(instance, 3, 400.0));
    assert_eq!(halves.len(), 4);
}

#[test]
fn the_poles() {
    let around = |lat: f64| (0..36).map(move |index| (f64::from(index) * 10.0 - 180.0, lat));
    // A circle of 40 m about each pole: neighbours are 7 m apart.
    let near = 90.0 - 40.0 / DEGREE_M;
    let mut instance = at(around(near).chain(around(-near)));
    instance.work_types[0].grouping.radius_m = 10.0;
    assert_eq!(sizes(&group(&instance).unwrap()), [36, 36]);
    instance.work_types[0].grouping.radius_m = 6.0;
    assert_eq!(group(&instance).unwrap().projects.len(), 72);
    instance.work_types[0].grouping.radius_m = 10.0;
    let instance = limited(instance, 100, 50.0);
    assert!(sizes(&group(&instance).unwrap()).iter().all(|&size| size < 20));
    planned(&instance).unwrap();
}

#[test]
fn one_request_and_none() {
    assert_eq!(sizes(&group(&at([(0.0, 0.0)])).unwrap()), [1]);
    assert_eq!(sizes(&group(&limited(at([(0.0, 90.0)]), 1, 0.0)).unwrap()), [1]);
    let empty = group(&at([])).unwrap();
    assert_eq!((empty.projects.len(), empty.site_count), (0, 0));
    assert_eq!(connected_places(&[], 50.0), [0; 0]);
}

#[test]
fn radii_around_the_earth() {
    // Two crowds at antipodes and one a quarter of the way round.
    let crowd = |lon: f64, lat: f64| (0..2_000).map(move |index| [lon, lat + f64::from(index) * 1e-6]);
    let places: Vec<[f64; 2]> = crowd(0.0, 0.0).chain(crowd(180.0, -0.01)).chain(crowd(90.0, 0.0)).collect();
    let count = |radius_m| connected_places(&places, radius_m).into_iter().max().unwrap() + 1;
    assert_eq!(count(0.0), 6_000);
    assert_eq!(count(0.2), 3);
    assert_eq!(count(9_000_000.0), 3);
    assert_eq!(count(10_100_000.0), 1);
    let antipodes: Vec<[f64; 2]> = crowd(0.0, 0.0).chain(crowd(180.0, -0.01)).collect();
    let count = |radius_m| connected_places(&antipodes, radius_m).into_iter().max().unwrap() + 1;
    assert_eq!(count(19_000_000.0), 2);
    assert_eq!(count(20_100_000.0), 1);
    assert_eq!(count(1e12), 1);
}

#[test]
fn requests_of_different_places_within_a_micrometre_count_as_one_place() {
    let places: Vec<[f64; 2]> = (0..2_000).map(|index| [-71.22, 46.81 + f64::from(index % 2) * 7e-14]).collect();
    assert_eq!(connected_places(&places, 0.0), vec![0; 2_000]);
}
