//! Groups an instance and says how well: `cargo run --release -p riverain-planner --example grouping -- INSTANCE.json [ROUNDS]`.
//!
//! Prints the number of projects and sites, the mean and the root mean square span of a project, what mobilizations would cost if
//! nothing were shared, the seconds, and, where a number of rounds of the search is given, the objective and the bound of the plan.

use std::ops::ControlFlow;
use std::time::Instant;

use geo::{Distance, Haversine, Point};
use riverain_planner::{GroupedProject, Instance, Options, group, plan};

#[expect(clippy::disallowed_methods, reason = "a measurement reads the clock")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [file, rounds @ ..] = arguments.as_slice() else { return Err("INSTANCE.json [ROUNDS]".into()) };
    let instance = Instance::from_json(&std::fs::read_to_string(file)?)?;
    let start = Instant::now();
    let grouping = group(&instance)?;
    let seconds = start.elapsed().as_secs_f64();
    let spans: Vec<f64> = grouping.projects.iter().map(|project| span_m(&instance, project)).collect();
    let count = spans.len() as f64;
    let mobilizations: i64 =
        grouping.projects.iter().map(|project| instance.work_types[project.work_type].mobilization.cost).sum();
    println!(
        "projects {} sites {} mean_span_m {:.1} rms_span_m {:.1} mobilizations {} seconds {seconds:.3}",
        grouping.projects.len(),
        grouping.site_count,
        spans.iter().sum::<f64>() / count,
        (spans.iter().map(|span| span * span).sum::<f64>() / count).sqrt(),
        mobilizations / 100,
    );
    if let Some(rounds) = rounds.first() {
        let options = Options { most_moves: Some(rounds.parse()?), ..Options::default() };
        let programme = plan(&instance, &options, &mut |_| ControlFlow::Continue(()))?.programme;
        println!("objective {:.1} upper_bound {:.1}", programme.objective, programme.upper_bound);
    }
    Ok(())
}

/// The greatest distance between two requests of a project, metres; of a sample of them where there are thousands.
fn span_m(instance: &Instance, project: &GroupedProject) -> f64 {
    let step = project.requests.len().div_ceil(400);
    let places: Vec<Point> = project
        .requests
        .iter()
        .step_by(step)
        .map(|&request| Point::new(instance.requests[request].lon, instance.requests[request].lat))
        .collect();
    let from = |a: &Point| places.iter().map(|b| Haversine.distance(*a, *b)).fold(0.0, f64::max);
    places.iter().map(from).fold(0.0, f64::max)
}
