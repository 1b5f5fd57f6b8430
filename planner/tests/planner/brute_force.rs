//! Tiny instances, solved by trying everything: objective ≤ optimum ≤ bound.

use std::ops::ControlFlow;

use proptest::prelude::*;
use riverain_planner::{
    Department, Instance, MinimumShare, Options, Pin, PinFault, PlanError, Programme, WorkType, check, plan,
};

use super::builders::{brief, crew, instance, planned, request, work_type};

/// The best objective over all years of all projects, by the audit's rules; 0 where no years are right.
fn optimum(instance: &Instance, programme: &Programme) -> f64 {
    best_of_all(instance, programme).unwrap_or(0.0)
}

/// The best objective over all years of all projects, by the audit's rules: every assignment that the audit accepts.
fn best_of_all(instance: &Instance, programme: &Programme) -> Option<f64> {
    let years: Vec<Option<i32>> = (0..instance.horizon.years)
        .map(|index| Some(instance.horizon.first_year + i32::try_from(index).unwrap()))
        .chain([None])
        .collect();
    let mut best: Option<f64> = None;
    let mut trial = programme.clone();
    let count = years.len().pow(u32::try_from(trial.projects.len()).unwrap());
    for code in 0..count {
        let mut rest = code;
        for project in &mut trial.projects {
            project.year = years[rest % years.len()];
            rest /= years.len();
        }
        price(instance, &mut trial);
        if best.is_none_or(|best| trial.objective > best) && check(instance, &trial).is_empty() {
            best = Some(trial.objective);
        }
    }
    best
}

/// Recomputes what follows from the years: costs, objective, bound and gap.
pub(crate) fn price(instance: &Instance, trial: &mut Programme) {
    let all = trial.projects.clone();
    trial.objective = 0.0;
    for project in &mut trial.projects {
        let companions = all.iter().filter(|o| o.site == project.site && o.year == project.year).count();
        let kind = instance.work_types.iter().find(|w| w.id == project.work_type).unwrap();
        let is_shared = project.year.is_some() && companions > 1;
        let requests = instance.requests.iter().filter(|r| project.requests.contains(&r.id));
        project.cost = requests.map(|r| r.cost).sum::<i64>()
            + if is_shared { kind.mobilization.shared_cost } else { kind.mobilization.cost };
        if let Some(year) = project.year {
            let discount = (1.0 + instance.horizon.discount_rate).powi(instance.horizon.first_year - year);
            trial.objective += project.value * discount;
        }
    }
    trial.upper_bound = trial.objective;
    trial.gap = 0.0;
}

prop_compose! {
    pub(crate) fn tiny()(
        years in 1..4_u32,
        kinds in prop::collection::vec((0..3_usize, 0.0..100.0_f64, 50_000..200_000_i64, prop::option::of(2026..2031_i32), 0.0..20.0_f64), 0..6),
        order in prop::collection::vec(any::<bool>(), 3),
        grounds in prop::collection::vec(any::<bool>(), 3),
        moratoria in prop::collection::vec(0..3_u32, 3),
        budgets in prop::collection::vec(prop::option::of(0..900_000_i64), 3),
        hours in prop::option::of(0.0..40.0_f64),
        spacing in prop::sample::select(vec![10.0, 25.0, 60.0, 400.0]),
        dear_sharing in any::<bool>(),
        shares in prop::collection::vec((0..2_usize, prop::sample::select(vec![0.0, 0.1, 0.3, 0.5, 1.0])), 0..3),
        areas in prop::collection::vec(prop::option::of(0..3_usize), 6),
    ) -> Instance {
        let mut instance = instance(years);
        instance.departments[0].budget = budgets[..years as usize].to_vec();
        instance.departments.push(Department { id: "parks".into(), budget: vec![Some(500_000); years as usize] });
        instance.work_types = ["a", "b", "c"].map(work_type).to_vec();
        for (index, work_type) in instance.work_types.iter_mut().enumerate() {
            work_type.grouping.max_requests = Some(1);
            work_type.breaks_ground = grounds[index];
            work_type.moratorium_years = moratoria[index];
            if dear_sharing && index == 1 { work_type.mobilization.shared_cost = 180_000; }
            if index == 2 { work_type.department = "parks".into(); }
        }
        if order[0] { instance.work_types[1].after.push("a".into()); }
        if order[1] { instance.work_types[2].after.push("b".into()); }
        if order[2] { instance.work_types[2].after.push("a".into()); }
        if let Some(hours) = hours { instance.crews = vec![crew("x", hours, years as usize)]; }
        for (index, (kind, priority, cost, earliest, worked)) in kinds.into_iter().enumerate() {
            let mut request = request(&format!("R{index}"), ["a", "b", "c"][kind], f64::from(u32::try_from(index).unwrap()) * spacing, priority);
            request.cost = cost;
            request.earliest_year = earliest;
            if hours.is_some() { request.hours.insert("x".into(), worked); }
            request.area = areas[index].map(|area| ["north", "south", "east"][area].to_owned());
            instance.requests.push(request);
        }
        for (department, share) in shares {
            let minimum = MinimumShare { department: ["roads", "parks"][department].into(), area: "north".into(), share };
            let has_work = instance.requests.iter().any(|request| {
                let is_of = (request.work_type == "c") == (minimum.department == "parks");
                is_of && request.area.as_deref() == Some("north")
            });
            let is_new = instance.minimum_shares.iter().all(|known| known.department != minimum.department);
            if has_work && is_new { instance.minimum_shares.push(minimum); }
        }
        instance
    }
}

/// More than are searched to the end.
const CROWD: u32 = 64;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(5_000))]
    #[test]
    fn the_bound_is_above_the_optimum_and_the_programme_below(instance in tiny()) {
        let programme = planned(&instance).unwrap().programme;
        let best = optimum(&instance, &programme);
        prop_assert!(programme.objective <= best * (1.0 + 1e-9) + 1e-9);
        prop_assert!(programme.upper_bound >= best * (1.0 - 1e-9));
        // Instances this small are searched to the end.
        prop_assert!((programme.objective - best).abs() <= best * 1e-9, "{} of {best}", programme.objective);
        prop_assert!(programme.gap <= 1e-9, "{}", programme.gap);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]
    /// Beside so many others, whose best year is known, an instance is not searched to the end: what bounds it then are the
    /// prices and the cuts.
    #[test]
    fn a_bound_by_prices_and_cuts_alone_is_above_the_optimum(instance in tiny()) {
        let best = optimum(&instance, &planned(&instance).unwrap().programme);
        let mut crowded = instance;
        let years = crowded.horizon.years as usize;
        crowded.departments.push(Department { id: "crowd".into(), budget: vec![None; years] });
        crowded.work_types.push(WorkType { department: "crowd".into(), ..work_type("d") });
        crowded.requests.extend((0..CROWD).map(|k| request(&format!("D{k}"), "d", 10_000.0 + f64::from(k) * 1_000.0, 1.0)));
        let options = Options { most_moves: Some(2_000), ..brief() };
        let programme = plan(&crowded, &options, &mut |_| ControlFlow::Continue(())).unwrap().programme;
        let whole = best + f64::from(CROWD);
        prop_assert!(programme.objective <= whole * (1.0 + 1e-9), "{} of {whole}", programme.objective);
        prop_assert!(programme.upper_bound >= whole * (1.0 - 1e-9), "{} of {whole}", programme.upper_bound);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3_000))]
    /// Pins are refused where no programme has them, and only there.
    #[test]
    fn pins_hold_where_some_programme_has_them(
        instance in tiny(),
        pins in prop::collection::btree_map(0..6_usize, 0..3_i32, 1..4),
        budgets in prop::collection::vec(100_000..400_000_i64, 6),
    ) {
        let mut instance = instance;
        instance.minimum_shares.clear();
        // So tight that what is paid together decides.
        for (department, budgets) in instance.departments.iter_mut().zip(budgets.chunks(3)) {
            department.budget = budgets.iter().take(department.budget.len()).copied().map(Some).collect();
        }
        // No pins: the same projects and sites, for each request is a project by itself.
        let template = planned(&instance).unwrap().programme;
        instance.pins = pins
            .into_iter()
            .filter(|(request, year)| *request < instance.requests.len() && *year < instance.horizon.years.cast_signed())
            .map(|(request, year)| Pin { request: format!("R{request}"), year: Some(2027 + year), excluded: false })
            .collect();
        let best = best_of_all(&instance, &template);
        match planned(&instance) {
            Ok(plan) => prop_assert!((Some(plan.programme.objective).zip(best)).is_some_and(|(a, b)| (a - b).abs() <= b * 1e-9)),
            Err(PlanError::Pins(faults)) => prop_assert!(best.is_none() && faults.iter().all(PinFault::is_proven), "{faults:?}"),
            Err(error) => prop_assert!(false, "{error}"),
        }
    }
}
