//! How long a message rests after an attempt that failed.

use std::time::Duration;

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// How much longer each pause is than the one before it.
const GROWTH: u32 = 4;

/// The longest pause, before its jitter.
const LONGEST: Duration = Duration::from_hours(6);

/// Pauses that grow exponentially, each of them shortened or lengthened by up to half, so that what failed at one moment
/// does not come back at one moment.
#[derive(Debug, Clone, Copy)]
pub struct BackOff {
    /// The pause after the first attempt, before its jitter.
    pub first: Duration,
    /// What the jitter is drawn from: the same seed gives the same pauses.
    pub seed: u64,
}

impl BackOff {
    /// The pause of a message, by its key, after so many attempts.
    pub fn pause(&self, message: i64, attempts: u32) -> Duration {
        let grown = GROWTH.checked_pow(attempts.saturating_sub(1)).and_then(|factor| self.first.checked_mul(factor));
        let pause = grown.map_or(LONGEST, |pause| pause.min(LONGEST));
        let mut random = ChaCha8Rng::seed_from_u64(self.seed.wrapping_add(u64::from(attempts)));
        random.set_stream(message.unsigned_abs());
        pause.mul_f64(random.random_range(0.5..1.5))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_a_bound_and_are_spread_by_the_seed() {
        let back_off = BackOff { first: Duration::from_secs(10), seed: 7 };
        for (attempts, usual) in [(1, 10.0), (2, 40.0), (3, 160.0), (4, 640.0), (9, 21_600.0), (400, 21_600.0)] {
            let pauses: Vec<f64> = (0..200).map(|key| back_off.pause(key, attempts).as_secs_f64()).collect();
            assert!(pauses.iter().all(|pause| (usual * 0.5..usual * 1.5).contains(pause)), "{attempts}: {pauses:?}");
            let (least, most) = pauses.iter().fold((f64::MAX, 0.0_f64), |(a, b), pause| (a.min(*pause), b.max(*pause)));
            assert!(most - least > usual * 0.8, "{attempts}: {least} to {most}");
        }
        assert_eq!(back_off.pause(3, 2), back_off.pause(3, 2), "the same seed gives the same pause");
        assert_ne!(back_off.pause(3, 2), BackOff { seed: 8, ..back_off }.pause(3, 2));
    }
}
