//! Seeded draws: the same seed gives the same sequence on every machine.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

/// A sequence of draws.
pub(crate) struct Draws(ChaCha8Rng);

impl Draws {
    /// The sequence of a seed, one of several that are independent of each other.
    pub(crate) fn new(seed: u64, stream: u64) -> Self {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        random.set_stream(stream);
        Self(random)
    }

    /// A number from 0 up to but not including a positive bound.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        // The bias of the remainder is below 2⁻³² for any list that fits in memory.
        usize::try_from(self.0.next_u64() % (bound.max(1) as u64)).unwrap_or(0)
    }

    /// A share from 0 to 1.
    pub(crate) fn share(&mut self) -> f64 {
        f64::from(self.0.next_u32()) / f64::from(u32::MAX)
    }

    /// A share from −1 to 1.
    pub(crate) fn signed_share(&mut self) -> f64 {
        2.0 * self.share() - 1.0
    }

    /// One of a list that is not empty.
    pub(crate) fn one_of<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.below(list.len())]
    }
}
