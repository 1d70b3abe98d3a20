//! Batch normalisation (Ioffe and Szegedy, 2015).

use std::collections::TryReserveError;

use super::{Layer, Mode, Param, Pass};
use crate::init::Init;
use crate::kernels::channels::{add_sums, map};
use crate::kernels::lanes::F32x4;
use crate::tensor::{Shape, grow};

/// Per channel, over all pixels of all pictures of the batch:
/// `x̂ = (x − mean) / √(variance + ε)`, `y = gamma · x̂ + beta`, with the biased variance. Answers use the running mean
/// and variance instead: `running = momentum · running + (1 − momentum) · batch`.
///
/// Weights: gamma, beta, running mean, running variance, each `[channels]`.
///
/// Statistics: the means of x and of x², each `[channels]`. Unlike variances these average: where a batch was split,
/// each share is normalised by its own mean and variance, but the means of the shares' statistics, weighted by their
/// sizes, are those of the whole batch, and so are the mean and the (pooled) variance that follow from them. In f64,
/// which has digits to spare for `variance = mean(x²) − mean(x)²` of numbers that were f32.
pub struct BatchNorm {
    input: Shape,
    momentum: f32,
    epsilon: f32,
    /// Mean and biased variance of each channel in the last training pass. In f64, as all sums over a batch.
    mean: Vec<f64>,
    variance: Vec<f64>,
    /// Σ d_y and Σ d_y · (x − mean) of the backward pass.
    d_y_sum: Vec<f64>,
    d_y_x_sum: Vec<f64>,
    /// What is done to the values of each channel, `slope · (x − centre) + offset + factor · d_y`, four channels each.
    /// Taking the centre off first keeps the digits of maps with a large mean.
    centre: Vec<f32>,
    slope: Vec<f32>,
    offset: Vec<f32>,
    factor: Vec<f32>,
}

impl BatchNorm {
    pub fn new(input: Shape, momentum: f32, epsilon: f32) -> Result<Self, String> {
        if !(0.0..=1.0).contains(&momentum) {
            return Err(format!(
                "batch_norm: momentum is {momentum}; expected 0 to 1"
            ));
        }
        if !(epsilon > 0.0 && epsilon.is_finite()) {
            return Err(format!(
                "batch_norm: epsilon is {epsilon}; expected a number above 0"
            ));
        }
        Ok(BatchNorm {
            input,
            momentum,
            epsilon,
            mean: Vec::new(),
            variance: Vec::new(),
            d_y_sum: Vec::new(),
            d_y_x_sum: Vec::new(),
            centre: Vec::new(),
            slope: Vec::new(),
            offset: Vec::new(),
            factor: Vec::new(),
        })
    }

    /// Takes mean and variance of each channel of `x` [n · h · w, c].
    fn observe(&mut self, x: &[f32]) {
        let count = (x.len() / self.input.channels) as f64;
        self.mean.fill(0.0);
        add_sums([x], [&mut self.mean], |[x], _| [x]);
        self.mean.iter_mut().for_each(|mean| *mean /= count);
        self.set_centre();
        self.variance.fill(0.0);
        let centre = lanes(&self.centre);
        add_sums([x], [&mut self.variance], |[x], lane| {
            let x = x - F32x4::load(&centre[lane]);
            [x * x]
        });
        for (c, variance) in self.variance.iter_mut().enumerate() {
            // The centre is the mean in f32.
            let off = self.mean[c] - f64::from(self.centre[c]);
            *variance = (*variance / count - off * off).max(0.0);
        }
    }

    fn set_centre(&mut self) {
        for (centre, &mean) in self.centre.iter_mut().zip(&self.mean) {
            *centre = mean as f32;
        }
    }

    /// 1 / √(variance + ε)
    fn inverse_deviation(&self, variance: f64) -> f64 {
        1.0 / (variance + f64::from(self.epsilon)).sqrt()
    }
}

/// Four channels each.
fn lanes(values: &[f32]) -> &[[f32; 4]] {
    values.as_chunks().0
}

/// Gamma, beta, running mean and running variance in the layer's weights.
fn split(weights: &[f32]) -> [&[f32]; 4] {
    let (scale, running) = weights.split_at(weights.len() / 2);
    let (gamma, beta) = scale.split_at(scale.len() / 2);
    let (mean, variance) = running.split_at(running.len() / 2);
    [gamma, beta, mean, variance]
}

impl Layer for BatchNorm {
    fn output(&self) -> Shape {
        self.input
    }

    fn params(&self) -> Vec<Param> {
        let param = |name, start| Param::new(name, &[self.input.channels], Init::Constant(start));
        let statistic = |name, start| Param {
            trainable: false,
            ..param(name, start)
        };
        vec![
            param("gamma", 1.0),
            param("beta", 0.0),
            statistic("running_mean", 0.0),
            statistic("running_variance", 1.0),
        ]
    }

    fn reserve(&mut self, _batch: usize) -> Result<(), TryReserveError> {
        let channels = self.input.channels;
        for sums in [
            &mut self.mean,
            &mut self.variance,
            &mut self.d_y_sum,
            &mut self.d_y_x_sum,
        ] {
            grow(sums, channels)?;
        }
        for line in [
            &mut self.centre,
            &mut self.slope,
            &mut self.offset,
            &mut self.factor,
        ] {
            grow(line, channels.next_multiple_of(4))?;
        }
        Ok(())
    }

    fn forward(&mut self, weights: &[f32], x: &[f32], y: &mut [f32], mode: Mode) {
        let [gamma, beta, running_mean, running_variance] = split(weights);
        let channels = self.input.channels;
        match mode {
            Mode::Training { .. } => self.observe(x),
            Mode::Inference => self.centre[..channels].copy_from_slice(running_mean),
        }
        for c in 0..channels {
            let variance = match mode {
                Mode::Training { .. } => self.variance[c],
                Mode::Inference => running_variance[c].into(),
            };
            self.slope[c] = (f64::from(gamma[c]) * self.inverse_deviation(variance)) as f32;
            self.offset[c] = beta[c];
        }
        let [centre, slope, offset] = [&self.centre, &self.slope, &self.offset].map(|v| lanes(v));
        map([x], channels, y, |[x], lane| {
            let [centre, slope, offset] = [centre, slope, offset].map(|v| F32x4::load(&v[lane]));
            slope * (x - centre) + offset
        });
    }

    /// With m values per channel and s = 1 / √(variance + ε):
    /// `d_x = gamma · s · (d_y − mean(d_y) − x̂ · mean(d_y · x̂))`, because mean and variance depend on x, too.
    fn backward(&mut self, pass: Pass, d_weights: &mut [f32], d_x: Option<&mut [f32]>) {
        let channels = self.input.channels;
        self.set_centre();
        self.d_y_sum.fill(0.0);
        self.d_y_x_sum.fill(0.0);
        let centre = lanes(&self.centre);
        let sums = [&mut self.d_y_sum[..], &mut self.d_y_x_sum];
        add_sums([pass.d_y, pass.x], sums, |[d_y, x], lane| {
            [d_y, d_y * (x - F32x4::load(&centre[lane]))]
        });
        let [gamma, ..] = split(pass.weights);
        let (d_gamma, d_rest) = d_weights.split_at_mut(channels);
        let (d_beta, _running) = d_rest.split_at_mut(channels);
        let m = (pass.x.len() / channels) as f64;
        for c in 0..channels {
            let s = self.inverse_deviation(self.variance[c]);
            // The centre is the mean in f32.
            let off = self.mean[c] - f64::from(self.centre[c]);
            let d_y_x_sum = self.d_y_x_sum[c] - off * self.d_y_sum[c];
            d_gamma[c] += (d_y_x_sum * s) as f32;
            d_beta[c] += self.d_y_sum[c] as f32;
            let factor = f64::from(gamma[c]) * s;
            self.factor[c] = factor as f32;
            self.slope[c] = (-factor * s * s * d_y_x_sum / m) as f32;
            self.offset[c] = (-factor * self.d_y_sum[c] / m) as f32;
        }
        let Some(d_x) = d_x else { return };
        let line = [&self.centre, &self.slope, &self.offset, &self.factor].map(|v| lanes(v));
        map([pass.x, pass.d_y], channels, d_x, |[x, d_y], lane| {
            let [centre, slope, offset, factor] = line.map(|v| F32x4::load(&v[lane]));
            factor * d_y + (slope * (x - centre) + offset)
        });
    }

    fn statistics_len(&self) -> usize {
        2 * self.input.channels
    }

    fn statistics(&self, statistics: &mut [f64]) {
        let (means, squares) = statistics.split_at_mut(self.input.channels);
        for i in 0..self.input.channels {
            means[i] = self.mean[i];
            squares[i] = self.variance[i] + self.mean[i].powi(2);
        }
    }

    fn keep_statistics(&self, statistics: &[f64], weights: &mut [f32]) {
        let c = self.input.channels;
        let (means, squares) = statistics.split_at(c);
        let (running_mean, running_variance) = weights[2 * c..].split_at_mut(c);
        let renew = |running: &mut f32, batch: f64| {
            *running = self.momentum * *running + (1.0 - self.momentum) * batch as f32;
        };
        for i in 0..c {
            renew(&mut running_mean[i], means[i]);
            // Rounding may leave a hair below 0 of a constant.
            let variance = (squares[i] - means[i].powi(2)).max(0.0);
            renew(&mut running_variance[i], variance);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::check::{check_gradients, random};
    use super::*;

    fn layer(height: usize, width: usize, channels: usize) -> BatchNorm {
        let input = Shape {
            height,
            width,
            channels,
        };
        let mut layer = BatchNorm::new(input, 0.9, 1e-2).unwrap();
        layer.reserve(1).unwrap();
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
        let (x, mut y, mut d_weights, mut d_x) = ([7.0], [0.0], [0.0; 4], [1.0]);
        layer.forward(&weights, &x, &mut y, Mode::Training { step: 0 });
        let pass = Pass {
            weights: &weights,
            x: &x,
            y: &y,
            d_y: &[1.0],
        };
        layer.backward(pass, &mut d_weights, Some(&mut d_x));
        assert_eq!(y, [0.25]);
        assert_eq!(d_weights, [0.0, 1.0, 0.0, 0.0]);
        assert!(d_x[0].abs() < 1e-5, "{d_x:?}");
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
