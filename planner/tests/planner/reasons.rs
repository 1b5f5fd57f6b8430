//! Each decision says why.

use riverain_planner::{Instance, Locale, Moratorium, Reason};

use super::builders::{crew, instance, planned, request, work_type};

fn reason_of(instance: &Instance, id: &str) -> Reason {
    let plan = planned(instance).unwrap();
    let position = plan.programme.projects.iter().position(|p| p.requests.iter().any(|r| r == id)).unwrap();
    let decision = &plan.decisions[position];
    for locale in [Locale::French, Locale::English] {
        assert_eq!(plan.programme_in(locale).projects[position].reason.code, decision.reason.code());
        assert!(decision.reason.text(decision.year, locale).ends_with('.'));
    }
    decision.reason.clone()
}

fn two_far_apart() -> Instance {
    let mut instance = instance(2);
    instance.work_types = vec![work_type("walk")];
    instance.requests = vec![request("A", "walk", 0.0, 10.0), request("B", "walk", 5000.0, 5.0)];
    instance
}

#[test]
fn the_first_year_is_the_best_one() {
    assert_eq!(reason_of(&two_far_apart(), "A"), Reason::FirstYear);
}

#[test]
fn a_budget_pushes_to_the_next_year_and_beyond_the_horizon() {
    let mut instance = two_far_apart();
    instance.departments[0].budget = vec![Some(250_000), Some(200_000)];
    let told = |instance: &Instance| match reason_of(instance, "B") {
        Reason::Budget { year, missing, .. } => (missing, year),
        other => panic!("{other:?}"),
    };
    assert_eq!(told(&instance), (150_000, 2027));
    instance.departments[0].budget = vec![Some(200_000), Some(120_000)];
    assert_eq!(told(&instance), (80_000, 2028));
}

#[test]
fn hours_windows_and_moratoria_are_told() {
    let mut instance = two_far_apart();
    instance.crews = vec![crew("concrete", 10.0, 2)];
    for request in &mut instance.requests {
        request.hours.insert("concrete".into(), 8.0);
    }
    assert!(
        matches!(reason_of(&instance, "B"), Reason::Hours { year: 2027, missing, .. } if (missing - 6.0).abs() < 1e-9)
    );

    let mut late = two_far_apart();
    late.requests[0].earliest_year = Some(2028);
    late.requests[1].earliest_year = Some(2031);
    assert_eq!(reason_of(&late, "A"), Reason::EarliestYear { year: 2028, request: Some("A".into()), project: None });
    assert!(matches!(reason_of(&late, "B"), Reason::EarliestYear { .. }));

    let mut banned = two_far_apart();
    banned.work_types[0].breaks_ground = true;
    banned.moratoria = vec![Moratorium { lon: -71.22, lat: 46.81, radius_m: 40.0, until_year: 2027 }];
    assert_eq!(reason_of(&banned, "A"), Reason::GroundMoratorium { year: 2028, project: None });
}

#[test]
fn order_on_a_site_is_told() {
    let mut instance = instance(2);
    instance.work_types = vec![work_type("walk"), work_type("main")];
    instance.work_types[0].after = vec!["main".into()];
    instance.requests = vec![request("W", "walk", 0.0, 10.0), request("M", "main", 10.0, 5.0)];
    instance.requests[1].earliest_year = Some(2028);
    assert!(matches!(reason_of(&instance, "W"), Reason::Order { year: 2027, project_year: Some(2028), .. }));
    instance.requests[1].earliest_year = Some(2030);
    assert!(matches!(reason_of(&instance, "W"), Reason::Order { project_year: None, .. }));
}
