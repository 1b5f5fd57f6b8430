//! A generated city: the plan passes its audit, is the same bytes twice, reports and stops.

use std::ops::ControlFlow;

use rand_chacha::rand_core::{RngCore, SeedableRng};
use riverain_planner::{Ending, Instance, Moratorium, Options, PlanError, Progress, Rule, Stop, check, plan};

use super::builders::{DEGREE_M, brief, crew, instance, planned, request, work_type};

pub(crate) fn city(size: u32) -> Instance {
    let mut random = rand_chacha::ChaCha8Rng::seed_from_u64(311);
    let mut share = move || f64::from(random.next_u32()) / f64::from(u32::MAX);
    let mut instance = instance(5);
    instance.crews = vec![crew("pipes", f64::from(size) * 0.3, 5), crew("concrete", f64::from(size) * 0.4, 5)];
    instance.work_types = ["main", "sewer", "walk", "paving", "marking"].map(work_type).to_vec();
    for (index, after) in [(2, vec!["main", "sewer"]), (3, vec!["walk"]), (4, vec!["paving"])] {
        instance.work_types[index].after = after.into_iter().map(String::from).collect();
    }
    for work_type in &mut instance.work_types {
        work_type.grouping.max_span_m = Some(400.0);
        work_type.grouping.max_requests = Some(60);
    }
    instance.work_types[0].breaks_ground = true;
    instance.work_types[1].breaks_ground = true;
    instance.work_types[3].moratorium_years = 3;
    let side_m = f64::from(size).sqrt() * 80.0;
    instance.requests = (0..size)
        .map(|index| {
            let kind = &instance.work_types[(index as usize * 7) % 5].id;
            let mut request = request(&format!("R{index}"), kind, share() * side_m, share() * 100.0);
            request.lon += share() * side_m / DEGREE_M / 0.684;
            if index % 4 == 0 {
                request.lon = (request.lon * 1e3).round() / 1e3;
                request.lat = (request.lat * 1e3).round() / 1e3;
            }
            request.hours.insert(if index % 2 == 0 { "pipes" } else { "concrete" }.into(), share() * 10.0);
            request.earliest_year = (index % 17 == 0).then_some(2029);
            request
        })
        .collect();
    instance.moratoria = instance.requests[..40]
        .iter()
        .map(|r| Moratorium { lon: r.lon, lat: r.lat, radius_m: 60.0, until_year: 2028 })
        .collect();
    instance.departments[0].budget = vec![Some(i64::from(size) * 20_000); 5];
    instance
}

#[test]
fn a_city_of_20_000_requests_passes_its_audit() {
    let instance = city(20_000);
    let plan = planned(&instance).unwrap();
    assert_eq!(check(&instance, &plan.programme), vec![]);
    let scheduled = plan.programme.projects.iter().filter(|project| project.year.is_some()).count();
    assert!(scheduled > 100 && scheduled < plan.programme.projects.len());
    assert!(plan.programme.gap < 0.02, "{}", plan.programme.gap);
}

#[test]
fn the_audit_finds_what_is_wrong() {
    let instance = city(2_000);
    let good = planned(&instance).unwrap().programme;
    let breaks = |change: &dyn Fn(&mut riverain_planner::Programme)| {
        let mut programme = good.clone();
        change(&mut programme);
        check(&instance, &programme).into_iter().map(|violation| violation.rule).collect::<Vec<_>>()
    };
    let waiting = good.projects.iter().position(|p| p.year.is_none()).unwrap();
    assert!(breaks(&|p| p.projects[0].requests.clear()).contains(&Rule::G1));
    assert!(breaks(&|p| p.projects[0].cost += 1).contains(&Rule::Y2));
    assert!(breaks(&|p| p.projects[0].value += 1.0).contains(&Rule::Obj));
    assert!(breaks(&|p| p.projects[waiting].year = Some(2050)).contains(&Rule::Y1));
    assert!(breaks(&|p| p.objective += 1.0).contains(&Rule::Obj));
    assert!(breaks(&|p| p.upper_bound = p.objective / 2.0).contains(&Rule::Obj));
    assert!(breaks(&|p| p.projects.iter_mut().for_each(|project| project.site = "S1".into())).contains(&Rule::T2));
    let everything = breaks(&|p| p.projects.iter_mut().for_each(|project| project.year = Some(2027)));
    for rule in [Rule::Y1, Rule::Y2, Rule::Y3, Rule::Y6] {
        assert!(everything.contains(&rule), "{rule:?}");
    }
    // Where a sidewalk is done, what its site must have first no longer is.
    let walk = good.projects.iter().find(|walk| {
        let mains = good.projects.iter().filter(|main| main.site == walk.site && main.work_type == "main");
        walk.work_type == "walk" && walk.year.is_some() && mains.count() > 0
    });
    let site = walk.unwrap().site.clone();
    let undone = breaks(&|p| {
        let mains = p.projects.iter_mut().filter(|project| project.site == site && project.work_type == "main");
        mains.for_each(|main| main.year = None);
    });
    assert!(undone.contains(&Rule::Y4), "{undone:?}");
}

#[test]
fn the_same_instance_gives_the_same_bytes() {
    let instance = city(3_000);
    let bytes = || serde_json::to_string(&planned(&instance).unwrap().programme).unwrap();
    assert_eq!(bytes(), bytes());
}

#[test]
fn progress_is_told_and_obeyed() {
    let instance = city(1_000);
    let mut told: Vec<Progress> = Vec::new();
    let whole = plan(&instance, &brief(), &mut |progress| {
        told.push(progress);
        ControlFlow::Continue(())
    });
    let whole = whole.unwrap();
    assert_eq!(whole.ending, Ending::MovesMade);
    assert!(told.windows(2).all(|pair| pair[0].fraction <= pair[1].fraction));
    assert!((told.last().unwrap().fraction - 1.0).abs() < 1e-9);
    let stopped = |at: usize, stop: Stop| {
        let mut calls = 0;
        plan(&instance, &brief(), &mut |_| {
            calls += 1;
            if calls >= at { ControlFlow::Break(stop) } else { ControlFlow::Continue(()) }
        })
    };
    for at in [1, 2, 3, 10, told.len() / 2, told.len() - 1] {
        assert_eq!(stopped(at, Stop::Discard).unwrap_err(), PlanError::Cancelled);
        // Whenever it is stopped there is a programme, and a bound that holds for the best one known.
        let kept = stopped(at, Stop::Keep).unwrap();
        assert_eq!(check(&instance, &kept.programme), vec![], "stopped at {at}");
        assert!(kept.programme.upper_bound >= whole.programme.objective, "stopped at {at}");
        assert!(kept.programme.objective > whole.programme.objective * 0.8, "stopped at {at}");
        // What is stopped once the search is over changes nothing.
        assert_eq!(kept.ending == Ending::Stopped, at < told.len() - 1, "stopped at {at}");
    }
}

#[test]
fn a_time_limit_ends_improvement_early_with_a_valid_programme() {
    let instance = city(2_000);
    let now = std::cell::Cell::new(0.0);
    let clock = || {
        now.set(now.get() + 1.0);
        now.get()
    };
    let options = Options { clock: &clock, time_limit_seconds: Some(1.0), ..Options::default() };
    let plan = plan(&instance, &options, &mut |_| ControlFlow::Continue(())).unwrap();
    assert_eq!(plan.ending, Ending::TimeLimit);
    assert!(plan.programme.seconds.scheduling > 0.0);
    assert_eq!(check(&instance, &plan.programme), vec![]);
}
