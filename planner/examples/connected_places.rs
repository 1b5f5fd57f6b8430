//! Labels the connected components of points and times it: `… --example connected_places -- POINTS RADIUS_M LABELS [RUNS]`.
//!
//! POINTS holds longitudes and latitudes in turn, as little-endian 64-bit floats; LABELS gets a little-endian 64-bit label a point.
//! Prints the number of components and the seconds of the fastest of the runs.

use std::time::Instant;

use riverain_planner::connected_places;

#[expect(clippy::disallowed_methods, reason = "a measurement reads the clock")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [file, radius_m, labels_file, runs @ ..] = arguments.as_slice() else {
        return Err("POINTS RADIUS_M LABELS [RUNS]".into());
    };
    let runs: u32 = runs.first().map_or(Ok(1), |runs| runs.parse())?;
    let radius_m: f64 = radius_m.parse()?;
    let bytes = std::fs::read(file)?;
    let number = |bytes: &[u8]| f64::from_le_bytes(std::array::from_fn(|index| bytes[index]));
    let points: Vec<[f64; 2]> =
        bytes.chunks_exact(16).map(|point| [number(&point[..8]), number(&point[8..])]).collect();
    let mut seconds = f64::INFINITY;
    let mut labels = Vec::new();
    for _ in 0..runs.max(1) {
        let start = Instant::now();
        labels = connected_places(&points, radius_m);
        seconds = start.elapsed().as_secs_f64().min(seconds);
    }
    println!("{} {seconds:.4}", labels.iter().max().map_or(0, |most| most + 1));
    let bytes: Vec<u8> = labels.iter().flat_map(|&label| (label as u64).to_le_bytes()).collect();
    std::fs::write(labels_file, bytes)?;
    Ok(())
}
