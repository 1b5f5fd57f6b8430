//! Stops along Hilbert's curve: neighbours on it are neighbours in the plane.

/// Halvings of the square around the stops.
const DEPTH: u32 = 16;

/// The stops in the order of the curve: O(n log n).
pub(super) fn order(stops: &[[f64; 2]]) -> Vec<usize> {
    let (mut lower, mut upper) = ([f64::INFINITY; 2], [f64::NEG_INFINITY; 2]);
    for stop in stops {
        for axis in 0..2 {
            lower[axis] = lower[axis].min(stop[axis]);
            upper[axis] = upper[axis].max(stop[axis]);
        }
    }
    let side = (upper[0] - lower[0]).max(upper[1] - lower[1]).max(f64::MIN_POSITIVE);
    let cell = |stop: usize| [0, 1].map(|axis| grid((stops[stop][axis] - lower[axis]) / side));
    let mut order: Vec<usize> = (0..stops.len()).collect();
    order.sort_by_cached_key(|&stop| (distance_along(cell(stop)), stop));
    order
}

/// The cell of a share of the side, 0 to 1.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 2¹⁶ − 1")]
fn grid(share: f64) -> u32 {
    let cells = f64::from((1_u32 << DEPTH) - 1);
    (share.clamp(0.0, 1.0) * cells) as u32
}

/// How far along the curve a cell lies.
fn distance_along([mut x, mut y]: [u32; 2]) -> u64 {
    let mut distance = 0;
    for level in (0..DEPTH).rev() {
        let half = 1 << level;
        let (right, upper) = (u32::from(x & half > 0), u32::from(y & half > 0));
        distance += u64::from(half) * u64::from(half) * u64::from((3 * right) ^ upper);
        if upper == 0 {
            if right == 1 {
                (x, y) = ((half - 1).wrapping_sub(x) & (half - 1), (half - 1).wrapping_sub(y) & (half - 1));
            }
            (x, y) = (y, x);
        }
        (x, y) = (x & (half - 1), y & (half - 1));
    }
    distance
}
