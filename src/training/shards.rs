//! A step spread over workers: how a batch is split, and how what they find becomes what one would have found.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// With fewer per worker the exchange takes longer than the help saves.
pub const PICTURES_PER_SHARD: usize = 8;

/// A batch, in as many shards as there is work for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Batch {
    /// The first is the trainer's own.
    pub shards: Vec<Shard>,
}

/// The pictures of a batch that one worker takes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Shard {
    /// Its place in the batch.
    pub index: usize,
    /// Places of the pictures among those that are trained on.
    pub pictures: Vec<u32>,
    /// Random stream with which the first picture is augmented; the others follow.
    pub first: u64,
}

/// What a worker found for a shard.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// Mean loss of a picture; NaN where the network refused, because the loss or a gradient is no longer finite.
    pub loss: f32,
    /// Number of correct answers.
    pub correct: usize,
    /// The gradient of the mean loss; `None` where the trainer has it already.
    pub gradients: Option<Vec<f32>>,
    /// What batch norm observed.
    pub statistics: Vec<f64>,
}

impl Part {
    /// The network refused.
    pub(super) const DIVERGED: Part = Part {
        loss: f32::NAN,
        correct: 0,
        gradients: None,
        statistics: Vec::new(),
    };
}

/// Number of shards that are worth their while.
pub fn shard_count(pictures: usize, workers: usize) -> usize {
    workers.min(pictures / PICTURES_PER_SHARD).max(1)
}

/// The places of each of `count` shards, as even as can be; none is larger than the next: the first worker has to add up,
/// too.
pub fn divide(pictures: usize, count: usize) -> impl Iterator<Item = Range<usize>> {
    (0..count).map(move |i| i * pictures / count..(i + 1) * pictures / count)
}

/// The sum over the shards of a batch, in their order, which floats depend on.
#[derive(Debug, Default)]
pub(super) struct Sum {
    /// Number of pictures of each shard.
    counts: Vec<usize>,
    /// Those that have been added.
    added: usize,
    /// Mean loss.
    loss: f64,
    correct: usize,
    gradients: Vec<f32>,
    statistics: Vec<f64>,
}

impl Sum {
    /// Of nothing, for shards with so many pictures.
    pub fn start(&mut self, counts: Vec<usize>) {
        self.counts = counts;
        self.added = 0;
        (self.loss, self.correct) = (0.0, 0);
    }

    /// Number of shards that are still to come.
    pub fn missing(&self) -> usize {
        self.counts.len() - self.added
    }

    /// The next shard to be added.
    pub fn next(&self) -> usize {
        self.added
    }

    /// Adds what was found for the next shard; means count as much as the shard has pictures.
    pub fn add(
        &mut self,
        loss: f32,
        correct: usize,
        gradients: &[f32],
        statistics: &[f64],
    ) -> Result<()> {
        let total: usize = self.counts.iter().sum();
        let weight = self.counts[self.added] as f64 / total as f64;
        let loss = self.loss + weight * f64::from(loss);
        if !loss.is_finite() {
            self.loss = loss;
            self.added += 1;
            return Ok(()); // of no use to anybody
        }
        if self.added == 0 {
            self.gradients.clear();
            self.gradients.resize(gradients.len(), 0.0);
            self.statistics.clear();
            self.statistics.resize(statistics.len(), 0.0);
        }
        let (expected, given) = (
            [self.gradients.len(), self.statistics.len()],
            [gradients.len(), statistics.len()],
        );
        if expected != given {
            return Err(Error::input(
                format!("parts[{}]", self.added),
                format!(
                    "got {} gradients and {} statistics; expected {} and {}",
                    given[0], given[1], expected[0], expected[1]
                ),
            ));
        }
        let scale = weight as f32;
        for (sum, gradient) in self.gradients.iter_mut().zip(gradients) {
            *sum += scale * gradient;
        }
        for (sum, statistic) in self.statistics.iter_mut().zip(statistics) {
            *sum += weight * statistic;
        }
        self.loss = loss;
        self.correct += correct;
        self.added += 1;
        Ok(())
    }

    /// Mean loss and number of correct answers.
    pub fn evaluation(&self) -> (f32, usize) {
        (self.loss as f32, self.correct)
    }

    /// Gradients and statistics.
    pub fn values(&self) -> (&[f32], &[f64]) {
        (&self.gradients, &self.statistics)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_batches_are_split_among_fewer_workers() {
        assert_eq!(shard_count(1, 8), 1);
        assert_eq!(shard_count(2 * PICTURES_PER_SHARD - 1, 8), 1);
        assert_eq!(shard_count(2 * PICTURES_PER_SHARD, 8), 2);
        assert_eq!(shard_count(64, 8), 8);
        assert_eq!(shard_count(64, 1), 1);
    }

    #[test]
    fn shards_are_even_in_order_and_leave_nothing_out() {
        assert_eq!(divide(8, 1).next(), Some(0..8));
        assert_eq!(divide(10, 3).collect::<Vec<_>>(), [0..3, 3..6, 6..10]);
        for pictures in 1..=64 {
            for count in 1..=8.min(pictures) {
                let shards: Vec<_> = divide(pictures, count).collect();
                let ends = shards.windows(2).all(|pair| pair[0].end == pair[1].start);
                assert!(ends && shards[0].start == 0 && shards[count - 1].end == pictures);
                let sizes: Vec<_> = shards.iter().map(ExactSizeIterator::len).collect();
                let least = *sizes.iter().min().unwrap();
                assert!(*sizes.iter().max().unwrap() - least <= 1 && sizes[0] == least);
            }
        }
    }

    #[test]
    fn parts_are_weighted_and_added_up_in_their_order() {
        let mut sum = Sum::default();
        sum.start(vec![1, 3]);
        sum.add(1.0, 1, &[1.0, 2.0], &[1.0]).unwrap();
        sum.add(2.0, 2, &[3.0, 6.0], &[2.0]).unwrap();
        assert_eq!(sum.values(), (&[2.5, 5.0][..], &[1.75][..]));
        assert_eq!((sum.evaluation(), sum.missing()), ((1.75, 3), 0));
        // In f32, 1 disappears beside 2²⁶: the order shows.
        let mut added = |order: [f32; 4]| {
            sum.start(vec![1; 4]);
            order
                .iter()
                .for_each(|part| sum.add(0.0, 0, &[4.0 * part], &[]).unwrap());
            sum.values().0[0]
        };
        let large = 2f32.powi(26);
        assert_eq!(added([large, 1.0, -large, 0.0]), 0.0);
        assert_eq!(added([large, -large, 1.0, 0.0]), 1.0);
    }

    #[test]
    fn a_part_of_another_network_is_refused() {
        let mut sum = Sum::default();
        sum.start(vec![8, 8]);
        sum.add(1.0, 1, &[1.0, 2.0], &[]).unwrap();
        assert!(sum.add(1.0, 1, &[1.0], &[]).is_err());
        // It has left nothing behind.
        sum.add(3.0, 1, &[1.0, 2.0], &[]).unwrap();
        assert_eq!(sum.evaluation(), (2.0, 2));
    }
}
