//! A city's streets, measured in metres around its middle: fine for placing, since a city is small on the globe.

use std::collections::BTreeMap;

use rand::Rng;

use super::SimulationRng;
use crate::domain::place::Point;

/// Metres of a degree of latitude: a sixtieth of it is a nautical mile.
const METRES_PER_DEGREE: f64 = 111_195.0;

/// Metres between two civic numbers of one side of a street.
const METRES_PER_NUMBER: f64 = 14.0;

/// A segment of a street, as the database holds it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct StreetSegment {
    /// The street's name.
    pub(super) name: String,
    /// The class of street.
    pub(super) kind: String,
    /// The borough's key.
    pub(super) borough_id: Option<i64>,
    /// Longitude and latitude of each vertex, degrees.
    pub(super) line: Vec<[f64; 2]>,
}

/// A place on a street.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Placed {
    /// The position.
    pub(super) point: Point,
    /// The civic address, or the way's name where no number is known.
    pub(super) address: String,
    /// Whether the address has a civic number.
    pub(super) has_number: bool,
}

/// The streets of a city.
#[derive(Debug)]
pub(super) struct Streets {
    projection: Projection,
    pub(super) segments: Vec<Segment>,
}

/// A segment in metres.
#[derive(Debug)]
pub(super) struct Segment {
    pub(super) name: String,
    pub(super) kind: String,
    line: Vec<[f64; 2]>,
    pub(super) length_m: f64,
    /// Where its street begins along the axis on which its numbers grow; none where it has no civic numbers.
    numbering: Option<Numbering>,
}

#[derive(Debug, Clone, Copy)]
struct Numbering {
    axis: usize,
    begin_m: f64,
}

#[derive(Debug, Clone, Copy)]
struct Projection {
    longitude: f64,
    latitude: f64,
    metres_per_degree_east: f64,
}

impl Streets {
    /// The streets of these segments; those without length are left out. `numbered` tells which have civic numbers.
    pub(super) fn new(segments: Vec<StreetSegment>, numbered: impl Fn(&StreetSegment) -> bool) -> Self {
        let projection = Projection::around(&segments);
        let mut extents: BTreeMap<(String, Option<i64>), [[f64; 2]; 2]> = BTreeMap::new();
        let mut measured = Vec::with_capacity(segments.len());
        for segment in segments {
            let line: Vec<[f64; 2]> = segment.line.iter().map(|vertex| projection.to_metres(*vertex)).collect();
            let length_m: f64 = line.windows(2).map(|edge| length(edge[0], edge[1])).sum();
            if length_m <= 0.0 {
                continue;
            }
            let street = (segment.name.clone(), segment.borough_id);
            let extent = extents.entry(street.clone()).or_insert([[f64::MAX; 2], [f64::MIN; 2]]);
            for vertex in &line {
                for axis in 0..2 {
                    extent[0][axis] = extent[0][axis].min(vertex[axis]);
                    extent[1][axis] = extent[1][axis].max(vertex[axis]);
                }
            }
            measured.push((segment, street, line, length_m));
        }
        let segments = measured
            .into_iter()
            .map(|(segment, street, line, length_m)| Segment {
                numbering: numbered(&segment).then(|| Numbering::along(extents.get(&street).copied())),
                name: segment.name,
                kind: segment.kind,
                line,
                length_m,
            })
            .collect();
        Self { projection, segments }
    }

    /// The middle vertex of a segment, metres.
    pub(super) fn middle(&self, segment: usize) -> [f64; 2] {
        let line = &self.segments[segment].line;
        line[line.len() / 2]
    }

    /// A random place along a segment, at most `sideways_m` metres to its side.
    pub(super) fn place(&self, segment: usize, sideways_m: f64, rng: &mut SimulationRng) -> Option<Placed> {
        let segment = &self.segments[segment];
        let along = rng.random::<f64>() * segment.length_m;
        let ([x, y], [east, north]) = segment.at(along)?;
        let offset = rng.random_range(-sideways_m..=sideways_m);
        let position = [x - north * offset, y + east * offset];
        let point = self.projection.to_point(position)?;
        Some(Placed {
            point,
            address: segment.address(position, offset > 0.0),
            has_number: segment.numbering.is_some(),
        })
    }

    /// A place near another of the same problem, as another person would point at it.
    pub(super) fn nearby(&self, placed: &Placed, sideways_m: f64, rng: &mut SimulationRng) -> Placed {
        let [x, y] = self.projection.to_metres([placed.point.longitude(), placed.point.latitude()]);
        let mut moved = |metres: f64| metres + rng.random_range(-sideways_m..=sideways_m);
        let point = self.projection.to_point([moved(x), moved(y)]).unwrap_or(placed.point);
        Placed { point, ..placed.clone() }
    }
}

impl Segment {
    /// The position `along` metres from the beginning, and the direction of the street there.
    fn at(&self, along: f64) -> Option<([f64; 2], [f64; 2])> {
        let mut left = along;
        for edge in self.line.windows(2) {
            let (from, to) = (edge[0], edge[1]);
            let edge_m = length(from, to);
            if left <= edge_m && edge_m > 0.0 {
                let direction = [(to[0] - from[0]) / edge_m, (to[1] - from[1]) / edge_m];
                return Some(([from[0] + direction[0] * left, from[1] + direction[1] * left], direction));
            }
            left -= edge_m;
        }
        None
    }

    fn address(&self, position: [f64; 2], left_side: bool) -> String {
        let mut letters = self.name.chars();
        let name = letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect());
        match self.numbering {
            None => name,
            Some(numbering) => {
                let metres = (position[numbering.axis] - numbering.begin_m).max(0.0);
                #[expect(clippy::cast_possible_truncation, reason = "a street's length in metres fits in an i64")]
                let pair = (metres / METRES_PER_NUMBER) as i64;
                format!("{}, {name}", 10 + 2 * pair + i64::from(left_side))
            }
        }
    }
}

impl Numbering {
    fn along(extent: Option<[[f64; 2]; 2]>) -> Self {
        let [least, greatest] = extent.unwrap_or_default();
        let axis = usize::from(greatest[1] - least[1] > greatest[0] - least[0]);
        Self { axis, begin_m: least[axis] }
    }
}

impl Projection {
    fn around(segments: &[StreetSegment]) -> Self {
        let first = segments.iter().find_map(|segment| segment.line.first()).copied().unwrap_or_default();
        let metres_per_degree_east = METRES_PER_DEGREE * first[1].to_radians().cos();
        Self { longitude: first[0], latitude: first[1], metres_per_degree_east }
    }

    fn to_metres(self, [longitude, latitude]: [f64; 2]) -> [f64; 2] {
        [(longitude - self.longitude) * self.metres_per_degree_east, (latitude - self.latitude) * METRES_PER_DEGREE]
    }

    /// To a decimetre, as positions are published.
    fn to_point(self, [x, y]: [f64; 2]) -> Option<Point> {
        let rounded = |degrees: f64| (degrees * 1e6).round() / 1e6;
        let longitude = rounded(self.longitude + x / self.metres_per_degree_east);
        let latitude = rounded(self.latitude + y / METRES_PER_DEGREE);
        Point::new("place", longitude, latitude).ok()
    }
}

fn length(from: [f64; 2], to: [f64; 2]) -> f64 {
    (to[0] - from[0]).hypot(to[1] - from[1])
}
