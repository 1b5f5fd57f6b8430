//! A short way through the stops of a lot, open at both ends.
//!
//! Small sets start from several nearest-neighbour ways, large ones from a Hilbert curve (Platzman and Bartholdi 1989);
//! each is improved by 2-opt (Croes 1958) and Or-opt (Or 1976) moves along lists of near neighbours (Bentley 1992) until
//! nothing shortens it or a bound of rounds is met. Never longer than the order in which the stops were given.

mod hilbert;
mod improvement;
mod neighbours;

use improvement::Way;

/// The most stops that nearest-neighbour ways are tried for.
const SMALL: usize = 200;

/// Nearest-neighbour ways that are tried, besides those from the outermost stops.
const SPREAD_STARTS: usize = 4;

/// The order in which stops of a plane, in metres, are visited.
pub(super) fn route(stops: &[[f64; 2]]) -> Vec<usize> {
    let given: Vec<usize> = (0..stops.len()).collect();
    if stops.len() < 3 {
        return given;
    }
    let neighbours = neighbours::nearest(stops);
    let mut starts = vec![given];
    if stops.len() <= SMALL {
        starts.extend(beginnings(stops).into_iter().map(|start| nearest_neighbour(stops, start)));
    } else {
        starts.push(hilbert::order(stops));
        // Rounds over a long way are dear: only the shorter start is worth them.
        starts.sort_by(|a, b| length(stops, a).total_cmp(&length(stops, b)));
        starts.truncate(1);
    }
    let improved = starts.into_iter().map(|start| Way::new(stops, &neighbours, start).improved());
    let shortest = improved.min_by(|a, b| length(stops, a).total_cmp(&length(stops, b)));
    shortest.unwrap_or_default()
}

/// The outermost stops, and some spread over the list.
fn beginnings(stops: &[[f64; 2]]) -> Vec<usize> {
    let mut found: Vec<usize> = Vec::new();
    for direction in [[1.0, 0.0], [0.0, 1.0], [1.0, 1.0], [1.0, -1.0]] {
        let along = |stop: &usize| stops[*stop][0] * direction[0] + stops[*stop][1] * direction[1];
        let by_direction = |a: &usize, b: &usize| along(a).total_cmp(&along(b));
        found.extend((0..stops.len()).min_by(by_direction));
        found.extend((0..stops.len()).max_by(by_direction));
    }
    found.extend((0..SPREAD_STARTS).map(|part| part * stops.len() / SPREAD_STARTS));
    found.sort_unstable();
    found.dedup();
    found
}

/// From a stop to the nearest that was not visited, and on.
fn nearest_neighbour(stops: &[[f64; 2]], start: usize) -> Vec<usize> {
    let mut left: Vec<usize> = (0..stops.len()).filter(|stop| *stop != start).collect();
    let mut way = vec![start];
    let mut at = start;
    while let Some((place, _)) = left
        .iter()
        .enumerate()
        .map(|(place, &stop)| (place, distance(stops[at], stops[stop])))
        .min_by(|a, b| a.1.total_cmp(&b.1))
    {
        at = left.remove(place);
        way.push(at);
    }
    way
}

/// Metres along an order of stops.
fn length(stops: &[[f64; 2]], order: &[usize]) -> f64 {
    order.windows(2).map(|leg| distance(stops[leg[0]], stops[leg[1]])).fold(0.0, |sum, leg| sum + leg)
}

fn distance(a: [f64; 2], b: [f64; 2]) -> f64 {
    f64::hypot(a[0] - b[0], a[1] - b[1])
}
