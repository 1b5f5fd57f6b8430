//! Minimizes a convex function of non-negative variables of which only values and subgradients are known: a proximal
//! bundle method (Lemaréchal 1978; Kiwiel 1990, "Proximity control in bundle methods").
//!
//! Each evaluation gives a cut, a plane below the function. The next point minimizes the highest of the cuts plus a
//! quadratic term that keeps it near the best point so far. That small problem is solved in its dual, over the weights of
//! the cuts, by moving weight between the highest cut and the lowest that has any: O(cuts × variables) a move.

/// The cuts known so far, and the best point.
pub(crate) struct Bundle {
    centre: Vec<f64>,
    centre_value: f64,
    cuts: Vec<Cut>,
    /// How far a step may go: the reciprocal of the weight of the quadratic term.
    reach: f64,
    null_steps: u32,
    evaluations: usize,
}

/// A plane below the function: `offset + slope · point`.
struct Cut {
    offset: f64,
    slope: Vec<f64>,
    weight: f64,
    /// Which evaluation it is from, from 0.
    evaluation: usize,
}

/// A point to evaluate, and by how much the cuts say that it could be below the best value.
pub(crate) struct Proposal {
    pub(crate) point: Vec<f64>,
    pub(crate) promised: f64,
}

/// More cuts cost more than they tell.
const MOST_CUTS: usize = 120;

impl Bundle {
    /// Starts at a point with its value and a subgradient; `target` is a guess of the least value.
    pub(crate) fn new(point: Vec<f64>, value: f64, slope: Vec<f64>, target: f64) -> Self {
        let norm = dot(&slope, &slope).max(1e-12);
        let reach = ((value - target).max(value.abs() * 1e-3) / norm).max(1e-12);
        let mut bundle =
            Self { centre: point.clone(), centre_value: value, cuts: Vec::new(), reach, null_steps: 0, evaluations: 0 };
        bundle.cut(&point, value, slope);
        bundle
    }

    /// The best point so far.
    pub(crate) fn centre(&self) -> &[f64] {
        &self.centre
    }

    /// The value at the best point.
    pub(crate) fn least(&self) -> f64 {
        self.centre_value
    }

    /// The evaluations whose cuts bear the best point, with their weights, which sum up to 1: the mean of what they chose
    /// is near what the linear relaxation would.
    pub(crate) fn weights(&self) -> impl Iterator<Item = (usize, f64)> + '_ {
        self.cuts.iter().filter(|cut| cut.weight > 0.0).map(|cut| (cut.evaluation, cut.weight))
    }

    /// The least point of the cuts near the best point.
    pub(crate) fn propose(&mut self) -> Proposal {
        const MOST_MOVES: usize = 3000;
        let mut mean = self.mean_slope();
        let mut point = self.point(&mean);
        let mut heights: Vec<f64> = Vec::new();
        for _ in 0..MOST_MOVES {
            heights.clear();
            heights.extend(self.cuts.iter().map(|cut| cut.offset + dot(&cut.slope, &point)));
            let (Some(highest), Some(lowest)) = (extreme(&heights, |_| true), self.lowest_with_weight(&heights)) else {
                break;
            };
            let difference = heights[highest] - heights[lowest];
            if difference
                <= 0.02 * (self.centre_value - heights[highest]).max(1e-7 * self.centre_value.abs()).max(1e-12)
            {
                break;
            }
            let change: f64 =
                self.cuts[highest].slope.iter().zip(&self.cuts[lowest].slope).map(|(a, b)| (a - b) * (a - b)).sum();
            let moved = (difference / (self.reach * change).max(1e-300)).min(self.cuts[lowest].weight);
            if moved <= 0.0 {
                break;
            }
            self.cuts[highest].weight += moved;
            self.cuts[lowest].weight -= moved;
            for (mean, (a, b)) in mean.iter_mut().zip(self.cuts[highest].slope.iter().zip(&self.cuts[lowest].slope)) {
                *mean += moved * (a - b);
            }
            point = self.point(&mean);
        }
        let model = self.cuts.iter().map(|cut| cut.offset + dot(&cut.slope, &point)).fold(f64::NEG_INFINITY, f64::max);
        Proposal { promised: self.centre_value - model, point }
    }

    /// Takes in what the function is at a proposal.
    pub(crate) fn learn(&mut self, proposal: Proposal, value: f64, slope: Vec<f64>) {
        let gained = self.centre_value - value;
        self.cut(&proposal.point, value, slope);
        if gained >= 0.1 * proposal.promised {
            if gained >= 0.5 * proposal.promised {
                self.reach *= 2.0;
            }
            (self.centre, self.centre_value, self.null_steps) = (proposal.point, value, 0);
        } else {
            self.null_steps += 1;
            // Far cuts that are wrong by more than they promised: the step was too long.
            if self.null_steps >= 4 && -gained > proposal.promised {
                self.reach *= 0.7;
                self.null_steps = 0;
            }
        }
    }

    /// Looks farther: what seemed the least point may be so only for want of reach.
    pub(crate) fn stretch(&mut self) {
        self.reach *= 8.0;
        self.null_steps = 0;
    }

    fn cut(&mut self, point: &[f64], value: f64, slope: Vec<f64>) {
        if self.cuts.len() >= MOST_CUTS {
            let idle = self.cuts.iter().position(|cut| cut.weight <= 0.0);
            let dropped = self.cuts.remove(idle.unwrap_or(0));
            if let Some(last) = self.cuts.last_mut() {
                last.weight += dropped.weight;
            }
        }
        let weight = if self.cuts.is_empty() { 1.0 } else { 0.0 };
        self.cuts.push(Cut { offset: value - dot(&slope, point), slope, weight, evaluation: self.evaluations });
        self.evaluations += 1;
    }

    fn mean_slope(&self) -> Vec<f64> {
        let mut mean = vec![0.0; self.centre.len()];
        for cut in self.cuts.iter().filter(|cut| cut.weight > 0.0) {
            for (mean, slope) in mean.iter_mut().zip(&cut.slope) {
                *mean += cut.weight * slope;
            }
        }
        mean
    }

    fn point(&self, mean: &[f64]) -> Vec<f64> {
        self.centre.iter().zip(mean).map(|(centre, slope)| (centre - self.reach * slope).max(0.0)).collect()
    }

    fn lowest_with_weight(&self, heights: &[f64]) -> Option<usize> {
        let lowered: Vec<f64> = heights.iter().map(|height| -height).collect();
        extreme(&lowered, |cut| self.cuts[cut].weight > 0.0)
    }
}

/// The position of the greatest value among those that count.
fn extreme(values: &[f64], counts: impl Fn(usize) -> bool) -> Option<usize> {
    (0..values.len()).filter(|&index| counts(index)).max_by(|&a, &b| values[a].total_cmp(&values[b]))
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}
