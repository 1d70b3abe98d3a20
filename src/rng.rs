//! Random numbers that are the same on every machine for the same seed.

use rand_pcg::Pcg32;
use rand_pcg::rand_core::{Rng as _, SeedableRng};

/// A PCG-32 stream.
pub struct Rng(Pcg32);

impl Rng {
    /// The stream number `stream` of `seed`. Different streams of one seed are independent of each other, so that
    /// adding a layer does not change the random numbers of the others.
    pub fn new(seed: u64, stream: u64) -> Self {
        // Fibonacci hashing spreads small stream numbers over all 64 bits before the seed is expanded.
        let stream = stream.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        Self(Pcg32::seed_from_u64(seed ^ stream))
    }

    /// Uniform in [0, 1), with the 24 bits that an `f32` can hold.
    pub fn unit(&mut self) -> f32 {
        (self.0.next_u32() >> 8) as f32 / (1 << 24) as f32
    }

    /// Uniform in [−bound, bound).
    pub fn symmetric(&mut self, bound: f32) -> f32 {
        (2.0 * self.unit() - 1.0) * bound
    }

    /// Uniform among the whole numbers below `bound`, up to a bias of `bound` / 2³².
    pub fn below(&mut self, bound: u32) -> u32 {
        ((u64::from(self.0.next_u32()) * u64::from(bound)) >> 32) as u32
    }

    /// The numbers 0 to `count` − 1 in random order (Fisher–Yates).
    pub fn shuffled(&mut self, count: u32) -> Vec<u32> {
        let mut order: Vec<u32> = (0..count).collect();
        for last in (1..count).rev() {
            order.swap(last as usize, self.below(last + 1) as usize);
        }
        order
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_repeats_and_streams_differ() {
        let draw = |seed, stream| -> Vec<f32> {
            let mut rng = Rng::new(seed, stream);
            (0..8).map(|_| rng.unit()).collect()
        };
        assert_eq!(draw(7, 0), draw(7, 0));
        assert_ne!(draw(7, 0), draw(7, 1));
        assert_ne!(draw(7, 0), draw(8, 0));
    }

    #[test]
    fn unit_is_uniform() {
        let mut rng = Rng::new(1, 0);
        let (mut sum, mut squares) = (0.0f64, 0.0f64);
        const N: usize = 100_000;
        for _ in 0..N {
            let u = f64::from(rng.unit());
            assert!((0.0..1.0).contains(&u));
            sum += u;
            squares += u * u;
        }
        let mean = sum / N as f64;
        let variance = squares / N as f64 - mean * mean;
        assert!((mean - 0.5).abs() < 5e-3, "mean {mean}");
        assert!((variance - 1.0 / 12.0).abs() < 2e-3, "variance {variance}");
    }

    #[test]
    fn a_shuffled_order_has_every_number_once() {
        for count in [0, 1, 2, 33] {
            let mut order = Rng::new(7, 1).shuffled(count);
            order.sort_unstable();
            assert_eq!(order, (0..count).collect::<Vec<_>>());
        }
    }

    #[test]
    fn the_same_stream_shuffles_alike_and_others_do_not() {
        let order = |seed, stream| Rng::new(seed, stream).shuffled(50);
        assert_eq!(order(1, 2), order(1, 2));
        assert_ne!(order(1, 2), order(1, 3));
        assert_ne!(order(1, 2), order(2, 2));
    }

    #[test]
    fn each_place_is_equally_likely() {
        const ROUNDS: u64 = 6000;
        let mut hits = [0u32; 6];
        for round in 0..ROUNDS {
            let order = Rng::new(3, round).shuffled(6);
            hits[order.iter().position(|&i| i == 0).unwrap()] += 1;
        }
        // Binomial with p = 1/6: six standard deviations are 173.
        let far = hits.iter().any(|&count| count.abs_diff(1000) >= 173);
        assert!(!far, "{hits:?}");
    }
}
