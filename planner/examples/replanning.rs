//! Plans an instance, cuts one budget by a tenth, and plans again with and without the first plan to begin from:
//! `cargo run --release -p riverain-planner --example replanning -- INSTANCE.json`.
//!
//! Prints, for each of the three plans, the seconds of grouping and of scheduling, the objective, the bound and the gap; and how many
//! requests keep their year in the second and in the third.

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::time::Instant;

use riverain_planner::{Instance, Options, Programme, WarmStart, plan};

#[expect(clippy::disallowed_methods, reason = "a measurement reads the clock")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let file = std::env::args().nth(1).ok_or("INSTANCE.json")?;
    let mut instance = Instance::from_json(&std::fs::read_to_string(file)?)?;
    let started = Instant::now();
    let clock = || started.elapsed().as_secs_f64();
    let planned = |instance: &Instance, warm_start: Option<&WarmStart>| {
        let options = Options { clock: &clock, warm_start, ..Options::default() };
        plan(instance, &options, &mut |_| ControlFlow::Continue(())).map(|plan| plan.programme)
    };
    let first = planned(&instance, None)?;
    tell("first", &first, None);
    let budget = instance.departments.iter_mut().find_map(|department| department.budget.iter_mut().flatten().next());
    let cents = budget.ok_or("no department has a budget")?;
    *cents -= *cents / 10;
    let start = first.warm_start();
    tell("changed, from the first", &planned(&instance, Some(&start))?, Some(&start));
    tell("changed, from nothing", &planned(&instance, None)?, Some(&start));
    Ok(())
}

fn tell(name: &str, programme: &Programme, earlier: Option<&WarmStart>) {
    let seconds = programme.seconds;
    println!(
        "{name}: grouping {:.2} s, scheduling {:.2} s, objective {:.1}, bound {:.1}, gap {:.3} %",
        seconds.grouping,
        seconds.scheduling,
        programme.objective,
        programme.upper_bound,
        programme.gap * 100.0
    );
    let Some(earlier) = earlier else { return };
    let years: HashMap<&str, Option<i32>> =
        programme.projects.iter().flat_map(|p| p.requests.iter().map(|r| (r.as_str(), p.year))).collect();
    let kept = earlier.years.iter().filter(|(request, year)| years.get(request.as_str()) == Some(year)).count();
    println!("  {kept} of {} requests keep their year", earlier.years.len());
}
