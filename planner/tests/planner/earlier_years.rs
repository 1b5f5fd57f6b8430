//! What a year earlier would take: where all that is named is lifted the move may be made, and where one thing is not it
//! may not.

use proptest::prelude::*;
use riverain_planner::{
    Announcement, Decision, EarlierYear, Instance, Locale, Moratorium, Pin, Plan, Programme, Reason, ScarceResource,
    TOLD_CENTS, TOLD_HOURS, check, shadow_prices,
};

use super::brute_force::{price, tiny};
use super::builders::{crew, instance, planned, request, work_type};

/// The programme after the move of a project, priced anew.
fn moved(instance: &Instance, programme: &Programme, project: usize, earlier: &EarlierYear) -> Programme {
    let mut trial = programme.clone();
    trial.projects[project].year = Some(earlier.year);
    for moved in &earlier.moves {
        trial.projects.iter_mut().find(|p| p.id == moved.project).unwrap().year = Some(moved.to);
    }
    price(instance, &mut trial);
    trial
}

/// The instance without some of what stands in the way.
fn lifted<'a>(instance: &Instance, trial: &Programme, blockers: impl Iterator<Item = &'a Reason>) -> Instance {
    let mut instance = instance.clone();
    let index = |year: i32| usize::try_from(year - 2027).unwrap();
    for blocker in blockers {
        match blocker {
            Reason::Pinned { request, .. } => {
                let project = trial.projects.iter().find(|p| p.requests.contains(request)).unwrap();
                instance.pins.iter_mut().find(|pin| pin.request == *request).unwrap().year = project.year;
            }
            Reason::EarliestYear { request, .. } => {
                let request = request.as_ref().unwrap();
                instance.requests.iter_mut().find(|r| r.id == *request).unwrap().earliest_year = None;
            }
            Reason::GroundMoratorium { .. } => instance.moratoria.clear(),
            Reason::SiteMoratorium { year, project, project_year, moved } => {
                let mover = moved.as_ref().map_or_else(|| trial.projects.len(), |id| position(trial, id));
                let other = position(trial, project);
                let starts = if project_year < year { Some(other) } else { trial.projects.get(mover).map(|_| mover) };
                let distance = u32::try_from((project_year - year).abs()).unwrap();
                for work_type in &mut instance.work_types {
                    if starts.is_none_or(|p| trial.projects[p].work_type == work_type.id) {
                        work_type.moratorium_years = work_type.moratorium_years.min(distance - 1);
                    }
                }
            }
            Reason::Budget { year, department, missing, .. } => {
                let department = instance.departments.iter_mut().find(|d| d.id == *department).unwrap();
                *department.budget[index(*year)].as_mut().unwrap() += missing;
            }
            Reason::Hours { year, crew, missing, .. } => {
                let crew = instance.crews.iter_mut().find(|c| c.id == *crew).unwrap();
                *crew.hours[index(*year)].as_mut().unwrap() += missing;
            }
            Reason::MinimumShare { department, area, missing, .. } => {
                let done = trial.projects.iter().filter(|p| p.department == *department && p.year.is_some());
                let spent = done.map(|p| p.cost).sum::<i64>() as f64;
                let minimum = instance.minimum_shares.iter_mut();
                let minimum = minimum.into_iter().find(|m| m.department == *department && m.area == *area).unwrap();
                minimum.share = (minimum.share - *missing as f64 / spent).max(0.0);
            }
            other => panic!("{other:?} is no blocker"),
        }
    }
    instance
}

fn position(programme: &Programme, id: &str) -> usize {
    programme.projects.iter().position(|p| p.id == id).unwrap()
}

/// Blockers that cannot be lifted one by one in an instance: of a kind they stand or fall together.
fn go_together(a: &Reason, b: &Reason) -> bool {
    a == b || a.code() == b.code() && matches!(a, Reason::GroundMoratorium { .. } | Reason::SiteMoratorium { .. })
}

fn tells_the_whole_move(instance: &Instance, plan: &Plan) -> Result<(), TestCaseError> {
    let programme = &plan.programme;
    for (project, decision) in plan.decisions.iter().enumerate() {
        let Decision { year, earlier, .. } = decision;
        let Some(earlier) = earlier else {
            prop_assert_eq!(*year, Some(instance.horizon.first_year), "only the first year has none before it");
            continue;
        };
        let trial = moved(instance, programme, project, earlier);
        let broken = check(&lifted(instance, &trial, earlier.blockers.iter()), &trial);
        prop_assert!(broken.is_empty(), "{broken:?} in spite of {earlier:?}");
        for left in &earlier.blockers {
            let others = earlier.blockers.iter().filter(|other| !go_together(left, other));
            let broken = check(&lifted(instance, &trial, others), &trial);
            let is_rounding = matches!(left, Reason::MinimumShare { missing: 1, .. });
            prop_assert!(!broken.is_empty() || is_rounding, "{left:?} of {earlier:?} stands in no way");
        }
        let gained = trial.objective - programme.objective;
        prop_assert!((earlier.gained - gained).abs() < 1e-6, "{gained}: {earlier:?}");
        tells_mobilizations(programme, &trial, project, earlier)?;
    }
    Ok(())
}

/// What projects pay more or less is told, of those that are done before and after, and what comes along costs what is told.
fn tells_mobilizations(
    programme: &Programme,
    trial: &Programme,
    project: usize,
    earlier: &EarlierYear,
) -> Result<(), TestCaseError> {
    let mut changes: Vec<(String, i64)> = Vec::new();
    for (before, after) in programme.projects.iter().zip(&trial.projects) {
        if before.year.is_some() && before.cost != after.cost {
            changes.push((after.id.clone(), after.cost - before.cost));
        }
    }
    let mut told: Vec<(String, i64)> = earlier.mobilizations.iter().map(|m| (m.project.clone(), m.cents)).collect();
    changes.sort();
    told.sort();
    prop_assert_eq!(changes, told, "{:?}", earlier);
    for moved in &earlier.moves {
        let after = &trial.projects[position(trial, &moved.project)];
        prop_assert_eq!((after.cost, after.year), (moved.cost, Some(moved.to)), "{:?}", project);
        prop_assert_ne!(programme.projects[position(trial, &moved.project)].year, after.year);
    }
    Ok(())
}

prop_compose! {
    fn with_decisions()(
        instance in tiny(),
        moratorium in prop::option::of((0.0..80.0_f64, 5.0..60.0_f64, 2026..2030_i32)),
        pin in prop::option::of((0..6_usize, 2027..2030_i32)),
        excluded in prop::option::weighted(0.1, 0..6_usize),
        announced in prop::option::of((0..6_usize, 2027..2030_i32, 0.0..50.0_f64)),
        discount_rate in prop::sample::select(vec![0.0, 0.03]),
    ) -> Instance {
        let mut instance = instance;
        instance.horizon.discount_rate = discount_rate;
        if let Some((north, radius_m, until_year)) = moratorium {
            let lat = 46.81 + north / super::builders::DEGREE_M;
            instance.moratoria.push(Moratorium { lon: -71.22, lat, radius_m, until_year });
        }
        let last = 2026 + i32::try_from(instance.horizon.years).unwrap();
        if let Some((index, year)) = pin.filter(|(index, year)| *index < instance.requests.len() && *year <= last) {
            instance.pins.push(Pin { request: format!("R{index}"), year: Some(year), excluded: false });
        }
        if let Some(index) = excluded.filter(|index| *index < instance.requests.len() && pin.is_none_or(|p| p.0 != *index)) {
            instance.pins.push(Pin { request: format!("R{index}"), year: None, excluded: true });
            instance.minimum_shares.clear();
        }
        if let Some((index, year, price)) = announced.filter(|(index, ..)| *index < instance.requests.len()) {
            instance.announced.push(Announcement { request: format!("R{index}"), year, price });
        }
        instance
    }
}

/// What more of a resource is said to pay for can be done with that much more of it, and adds what is told.
fn brings_in_what_is_told(instance: &Instance, plan: &Plan) -> Result<(), TestCaseError> {
    for price in shadow_prices(instance, plan) {
        let brought_in = price.brought_in.unwrap();
        let index = usize::try_from(price.price.year - instance.horizon.first_year).unwrap();
        let mut richer = instance.clone();
        match &price.price.resource {
            ScarceResource::Budget { department } => {
                let department = richer.departments.iter_mut().find(|d| d.id == *department).unwrap();
                *department.budget[index].as_mut().unwrap() += TOLD_CENTS;
            }
            ScarceResource::Hours { crew } => {
                let crew = richer.crews.iter_mut().find(|c| c.id == *crew).unwrap();
                *crew.hours[index].as_mut().unwrap() += TOLD_HOURS;
            }
        }
        let mut trial = plan.programme.clone();
        for brought in &brought_in.projects {
            let now = trial.projects[position(&trial, &brought.project)].year;
            prop_assert_eq!(now, brought.from);
            prop_assert!(now.is_none_or(|now| now > price.price.year) && brought.value > 0.0, "{brought:?}");
        }
        for id in brought_in.projects.iter().flat_map(|brought| brought.along.iter().chain([&brought.project])) {
            let project = position(&trial, id);
            trial.projects[project].year = Some(price.price.year);
        }
        prop_assert_eq!(brought_in.count, brought_in.projects.len(), "there are few");
        super::brute_force::price(instance, &mut trial);
        let broken = check(&richer, &trial);
        prop_assert!(broken.is_empty(), "{broken:?}");
        let gained = trial.objective - plan.programme.objective;
        prop_assert!((brought_in.value - gained).abs() < 1e-6, "{gained}: {brought_in:?}");
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]
    #[test]
    fn what_is_named_is_all_that_stands_in_the_way(instance in with_decisions()) {
        if let Ok(plan) = planned(&instance) {
            tells_the_whole_move(&instance, &plan)?;
            brings_in_what_is_told(&instance, &plan)?;
        }
    }
}

/// A sidewalk after a main on one site, one of each year's work alone in its department.
fn street() -> Instance {
    let mut instance = instance(3);
    instance.work_types = vec![work_type("walk"), work_type("main"), work_type("tree")];
    instance.work_types[0].after = vec!["main".into()];
    instance.requests = vec![request("W", "walk", 0.0, 10.0), request("M", "main", 10.0, 5.0)];
    instance
}

fn earlier_of(instance: &Instance, id: &str) -> (Decision, EarlierYear) {
    let plan = planned(instance).unwrap();
    let position = plan.programme.projects.iter().position(|p| p.requests.iter().any(|r| r == id)).unwrap();
    let decision = plan.decisions[position].clone();
    (decision.clone(), decision.earlier.unwrap())
}

#[test]
fn a_prerequisite_must_come_too_with_what_it_needs() {
    let mut instance = street();
    instance.requests[1].earliest_year = Some(2028);
    instance.crews = vec![crew("pipes", 10.0, 3)];
    instance.crews[0].hours[0] = Some(6.0);
    instance.requests[1].hours.insert("pipes".into(), 8.0);
    let (decision, earlier) = earlier_of(&instance, "W");
    assert!(matches!(decision.reason, Reason::Order { year: 2027, project_year: Some(2028), .. }), "{decision:?}");
    let [main] = &earlier.moves[..] else { panic!("{earlier:?}") };
    assert_eq!((main.project.as_str(), main.from, main.to, main.cost), ("P2", Some(2028), 2027, 140_000));
    assert!((main.hours["pipes"] - 8.0).abs() < 1e-9);
    let [window, hours] = &earlier.blockers[..] else { panic!("{earlier:?}") };
    let told = Reason::EarliestYear { year: 2028, request: Some("M".into()), project: Some("P2".into()) };
    assert_eq!(*window, told);
    assert!(matches!(hours, Reason::Hours { year: 2027, missing, .. } if (*missing - 2.0).abs() < 1e-9));
    let french = earlier.text(decision.year, Locale::French);
    assert!(
        french.contains("la demande M du projet P2, qui doit le précéder, ne peut être faite avant 2028"),
        "{french}"
    );
    assert!(french.contains("devrait venir aussi\u{a0}: P2 (de 2028 à 2027, 1\u{a0}400\u{a0}$)."), "{french}");
    let english = earlier.text(decision.year, Locale::English);
    assert!(english.contains("would have to come too: P2 (from 2028 to 2027, $1,400)."), "{english}");
}

#[test]
fn a_companion_that_is_left_pays_the_full_mobilization() {
    let mut instance = street();
    instance.work_types[2].department = "parks".into();
    let parks = riverain_planner::Department { id: "parks".into(), budget: vec![Some(0), Some(140_000), Some(0)] };
    instance.departments.push(parks);
    instance.requests = vec![request("W", "walk", 0.0, 10.0), request("T", "tree", 10.0, 5.0)];
    instance.requests[1].earliest_year = Some(2028);
    instance.departments[0].budget = vec![Some(199_999), Some(200_000), Some(0)];
    let (decision, earlier) = earlier_of(&instance, "W");
    assert_eq!(decision.year, Some(2028));
    let budget =
        |year, department: &str, missing| Reason::Budget { year, department: department.into(), missing, price: None };
    let mut earlier = earlier;
    earlier.blockers.iter_mut().for_each(unpriced);
    assert_eq!(earlier.blockers, [budget(2028, "parks", 60_000), budget(2027, "roads", 1)]);
    let told: Vec<_> = earlier.mobilizations.iter().map(|m| (m.project.as_str(), m.year, m.cents)).collect();
    assert_eq!(told, [("P1", 2027, 60_000), ("P2", 2028, 60_000)]);
    let text = earlier.text(decision.year, Locale::English);
    assert!(text.contains("Mobilization: P1 would pay $600 more in 2027, P2 would pay $600 more in 2028."), "{text}");
}

/// Prices are of the bound: other tests look at them.
fn unpriced(reason: &mut Reason) {
    if let Reason::Budget { price, .. } | Reason::Hours { price, .. } = reason {
        *price = None;
    }
}

#[test]
fn money_that_is_missing_has_its_price_and_what_more_of_it_would_pay_for() {
    let mut instance = street();
    instance.requests = (0..4).map(|k| request(&format!("W{k}"), "walk", f64::from(k) * 1000.0, 10.0)).collect();
    instance.requests[3].priority = 9.0;
    instance.departments[0].budget = vec![Some(200_000), Some(200_000), Some(0)];
    let plan = planned(&instance).unwrap();
    let waiting = &plan.decisions[3];
    let Reason::Budget { year, price: Some(price), .. } = &waiting.reason else { panic!("{waiting:?}") };
    let told = shadow_prices(&instance, &plan);
    let same = told.iter().find(|told| told.price.year == *year).unwrap();
    assert!((same.told_value() - price).abs() < 1e-9, "{price}: {same:?}");
    let brought_in = same.brought_in.as_ref().unwrap();
    let [first, second, third] = &brought_in.projects[..] else { panic!("{brought_in:?}") };
    assert_eq!((second.project.as_str(), third.from), ("P4", Some(2028)), "the less valuable comes later");
    let text = same.text("roads", Locale::English);
    let names =
        format!("These would fit as things are: {}, P4, {} (instead of 2028), worth", first.project, third.project);
    assert!(text.contains(&names), "{text}");
    let text = waiting.reason.text(None, Locale::French);
    assert!(text.contains("(100\u{a0}000\u{a0}$ de plus y rapporteraient environ"), "{text}");
}

#[test]
fn what_is_done_later_comes_earlier_where_that_is_a_gain() {
    let mut instance = street();
    instance.requests = (0..3).map(|k| request(&format!("W{k}"), "walk", f64::from(k) * 1000.0, 10.0)).collect();
    instance.requests[2].priority = 20.0;
    instance.departments[0].budget = vec![Some(200_000); 3];
    // The most valuable may not be done at once, and in the second year only: it is pinned.
    instance.pins = vec![Pin { request: "W2".into(), year: Some(2028), excluded: false }];
    let plan = planned(&instance).unwrap();
    let of_2027 = |instance: &Instance, plan: &Plan| {
        let told = shadow_prices(instance, plan).into_iter().find(|told| told.price.year == 2027).unwrap();
        (told.text("roads", Locale::English), told.brought_in.unwrap())
    };
    let (text, brought_in) = of_2027(&instance, &plan);
    let [only] = &brought_in.projects[..] else { panic!("{brought_in:?}") };
    assert_eq!(only.from, Some(2029));
    assert!((brought_in.value - 10.0 * (1.0 - 1.03_f64.powi(-2))).abs() < 1e-9, "{brought_in:?}");
    assert!(text.contains(&format!("{} (instead of 2029), worth 0.57 points", only.project)), "{text}");
    // Where later is as good, nothing is gained.
    instance.horizon.discount_rate = 0.0;
    let plan = planned(&instance).unwrap();
    for told in shadow_prices(&instance, &plan) {
        assert_eq!(told.brought_in.unwrap().count, 0);
    }
}

#[test]
fn what_is_long_is_cut_and_counted() {
    let mut instance = street();
    instance.work_types[1].grouping.max_requests = Some(1);
    let mains = (0..40).map(|k| request(&format!("M{k}"), "main", f64::from(k), 5.0));
    instance.requests = [request("W", "walk", 0.0, 10.0)].into_iter().chain(mains).collect();
    instance.requests.iter_mut().skip(1).for_each(|main| main.earliest_year = Some(2028));
    let (decision, earlier) = earlier_of(&instance, "W");
    assert_eq!((earlier.moves.len(), earlier.more_moves), (25, 15));
    assert_eq!((earlier.blockers.len(), earlier.more_blockers), (25, 15));
    let text = earlier.text(decision.year, Locale::English);
    assert!(text.contains("and 35 more."), "{text}");
}

#[test]
fn a_free_year_that_is_not_used_is_told() {
    let mut instance = street();
    instance.requests.truncate(1);
    instance.announced = vec![Announcement { request: "W".into(), year: 2028, price: 50.0 }];
    let (decision, earlier) = earlier_of(&instance, "W");
    assert_eq!(decision.reason, Reason::Announced { year: 2028, price: 50.0 });
    assert!(earlier.blockers.is_empty() && earlier.year == 2027);
    let text = earlier.text(decision.year, Locale::French);
    assert!(text.starts_with("Pourrait être fait en 2027\u{a0}: rien ne s’y oppose."), "{text}");
    let text = earlier.text(decision.year, Locale::English);
    assert!(text.starts_with("Could be done in 2027: nothing stands against it."), "{text}");
}

#[test]
fn what_no_year_could_take_says_so() {
    let mut instance = street();
    instance.requests.truncate(1);
    instance.departments[0].budget = vec![Some(100_000), Some(150_000), Some(0)];
    let (decision, _) = earlier_of(&instance, "W");
    assert_eq!(decision.reason, Reason::ExceedsBudget { year: 2028, department: "roads".into(), missing: 50_000 });
    instance.departments[0].budget = vec![None; 3];
    instance.crews = vec![crew("concrete", 3.0, 3)];
    instance.requests[0].hours.insert("concrete".into(), 8.0);
    let (decision, _) = earlier_of(&instance, "W");
    assert_eq!(decision.reason, Reason::ExceedsHours { year: 2027, crew: "concrete".into(), missing: 5.0 });
    instance.requests[0].earliest_year = Some(2035);
    let (decision, earlier) = earlier_of(&instance, "W");
    assert_eq!(decision.reason, Reason::EarliestYear { year: 2035, request: Some("W".into()), project: None });
    assert_eq!(earlier.year, 2029, "the year that comes closest");
}
