//! Batch normalisation (Ioffe and Szegedy, 2015).

mod normalisation;

use std::collections::TryReserveError;

use serde::{Deserialize, Serialize};

pub use self::normalisation::Normalisation;
use super::{Context, Layer, Mode, Param, Pass, Spec};
use crate::kernels::channels::{add_sums, map};
use crate::read::Problem;
use crate::tensor::{Shape, grow};

/// Batch normalisation per channel.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields)]
pub struct BatchNormSpec {
    /// Fraction of the old value in each update of the running mean and variance; 0.9 if left out.
    #[serde(default = "default_momentum")]
    pub momentum: f32,
    /// Added to the variance; 1e-5 if left out.
    #[serde(default = "default_epsilon")]
    pub epsilon: f32,
}

fn default_momentum() -> f32 {
    0.9
}

fn default_epsilon() -> f32 {
    1e-5
}

impl Spec for BatchNormSpec {
    fn build(&self, input: Shape, _context: Context) -> Result<Box<dyn Layer>, Problem> {
        Ok(Box::new(BatchNorm::new(
            input,
            self.momentum,
            self.epsilon,
        )?))
    }
}

/// Per channel, over all pixels of all pictures of the batch:
/// `x̂ = (x − mean) / √(variance + ε)`, `y = gamma · x̂ + beta`, with the biased variance. Answers use the running mean
/// and variance instead: `running = momentum · running + (1 − momentum) · batch`.
///
/// A channel of a single value, a 1×1 map in a batch of one, becomes beta whatever the value is: the gradients of x and
/// gamma are exactly 0.
///
/// Weights: gamma, beta, running mean, running variance, each `[channels]`.
pub struct BatchNorm {
    input: Shape,
    normalisation: Normalisation,
    /// Sums over the pixels of a batch. In f64, as all sums over a batch.
    sums: [Vec<f64>; 2],
}

impl BatchNorm {
    pub fn new(input: Shape, momentum: f32, epsilon: f32) -> Result<Self, Problem> {
        Ok(BatchNorm {
            input,
            normalisation: Normalisation::new(input.channels, momentum, epsilon)?,
            sums: Default::default(),
        })
    }

    /// Takes mean and variance of each channel of `x` [n · h · w, c].
    fn observe(&mut self, x: &[f32]) {
        let normalisation = &mut self.normalisation;
        let [sum, squares] = &mut self.sums;
        let count = x.len() / self.input.channels;
        sum.fill(0.0);
        add_sums([x], [sum], |_| |x| x);
        normalisation.set_mean(sum, count);
        // About the mean, which takes the digits of a large mean off first.
        sum.fill(0.0);
        squares.fill(0.0);
        add_sums([x], [sum, squares], |vector| {
            let moments = normalisation.moments(vector);
            move |[x]: [_; 1]| moments(x)
        });
        normalisation.set_moments(sum, squares, count);
    }
}

impl Layer for BatchNorm {
    fn output(&self) -> Shape {
        self.input
    }

    fn params(&self) -> Vec<Param> {
        self.normalisation.params()
    }

    fn reserve(&mut self, _batch: usize, _training: bool) -> Result<(), TryReserveError> {
        let channels = self.input.channels;
        self.sums
            .iter_mut()
            .try_for_each(|sums| grow(sums, channels))?;
        self.normalisation.reserve()
    }

    fn forward(&mut self, weights: &[f32], x: &[f32], y: &mut [f32], mode: Mode) {
        match mode {
            Mode::Training { .. } => {
                self.observe(x);
                self.normalisation.by_batch(weights);
            }
            Mode::Inference => self.normalisation.by_running(weights),
        }
        let normalisation = &self.normalisation;
        map([x], self.input.channels, y, |[x], vector| {
            normalisation.value(vector, x)
        });
    }

    #[cfg(feature = "training")]
    fn backward(&mut self, pass: Pass, d_weights: &mut [f32], d_x: Option<&mut [f32]>) {
        let channels = self.input.channels;
        let normalisation = &mut self.normalisation;
        let [d_y_sum, d_y_x_sum] = &mut self.sums;
        d_y_sum.fill(0.0);
        d_y_x_sum.fill(0.0);
        add_sums([pass.d_y, pass.x], [d_y_sum, d_y_x_sum], |vector| {
            normalisation.derivatives(vector)
        });
        let count = pass.x.len() / channels;
        normalisation.backward(pass.weights, [d_y_sum, d_y_x_sum], count, d_weights);
        let Some(d_x) = d_x else { return };
        map([pass.x, pass.d_y], channels, d_x, |[x, d_y], vector| {
            normalisation
                .value(vector, x)
                .multiply_add(normalisation.factor(vector), d_y)
        });
    }

    fn statistics_len(&self) -> usize {
        2 * self.input.channels
    }

    fn statistics(&self, statistics: &mut [f64]) {
        self.normalisation.statistics(statistics);
    }

    fn keep_statistics(&self, statistics: &[f64], weights: &mut [f32]) {
        self.normalisation.keep_statistics(statistics, weights);
    }
}

#[cfg(test)]
mod tests {
    use super::super::check::{check_gradients, random, shape};
    use super::*;

    fn layer(height: usize, width: usize, channels: usize) -> BatchNorm {
        let input = shape(height, width, channels);
        let mut layer = BatchNorm::new(input, 0.9, 1e-2).unwrap();
        layer.reserve(1, true).unwrap();
        layer
    }

    #[test]
    fn gradients_agree_with_finite_differences() {
        for (height, width, channels, batch) in [(4, 3, 2, 2), (1, 1, 5, 16), (5, 5, 1, 1)] {
            let case = format!("{height}×{width}×{channels}, batch {batch}");
            let x = random(batch * height * width * channels);
            check_gradients(&case, &mut layer(height, width, channels), batch, &x, 2e-3);
        }
    }

    #[test]
    fn a_single_value_becomes_beta_and_has_no_derivative() {
        let mut layer = layer(1, 1, 1);
        let weights = [2.0, 0.25, 0.0, 1.0];
        for x in [7.0, 0.1, -1e30] {
            let (mut y, mut d_weights, mut d_x) = ([0.0], [0.0; 4], [1.0]);
            layer.forward(&weights, &[x], &mut y, Mode::Training { step: 0 });
            let pass = Pass {
                weights: &weights,
                x: &[x],
                y: &y,
                d_y: &[0.3],
            };
            layer.backward(pass, &mut d_weights, Some(&mut d_x));
            assert_eq!(y, [0.25]);
            assert_eq!(d_weights, [0.0, 0.3, 0.0, 0.0]);
            assert_eq!(d_x, [0.0]);
        }
    }

    #[test]
    fn training_normalises_and_answers_use_the_running_statistics() {
        let mut layer = layer(1, 1, 1);
        let mut weights = [1.0, 0.0, 0.0, 1.0];
        let mut y = [0.0; 4];
        // mean 10 003, variance 5: a mean that f32 would swallow if it were squared
        let x = [10_000.0, 10_002.0, 10_004.0, 10_006.0];
        layer.forward(&weights, &x, &mut y, Mode::Training { step: 0 });
        for (y, expected) in y.iter().zip([-1.340_3, -0.446_8, 0.446_8, 1.340_3]) {
            assert!((y - expected).abs() < 1e-3, "{y}, expected {expected}");
        }
        let mut statistics = [0.0; 2];
        layer.statistics(&mut statistics);
        layer.keep_statistics(&statistics, &mut weights);
        assert!(
            (weights[2] - 1000.3).abs() < 1e-2,
            "running mean {}",
            weights[2]
        );
        assert!(
            (weights[3] - 1.4).abs() < 1e-5,
            "running variance {}",
            weights[3]
        );
        layer.forward(
            &weights,
            &[1000.3, 1001.3, 0.0, 0.0],
            &mut y,
            Mode::Inference,
        );
        assert!(
            y[0].abs() < 1e-3 && (y[1] - 1.0 / 1.41f32.sqrt()).abs() < 1e-3,
            "{y:?}"
        );
    }
}
