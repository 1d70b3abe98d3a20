//! Batch normalisation (Ioffe and Szegedy, 2015).

use super::{Layer, Mode, Param, Pass};
use crate::init::Init;
use crate::tensor::Shape;

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
    channels: Vec<Channel>,
}

/// What is known of one channel. Sums over a batch can have millions of terms, hence f64.
#[derive(Clone, Default)]
struct Channel {
    /// Mean and biased variance of the last training pass.
    mean: f64,
    variance: f64,
    /// Σ d_y and Σ d_y · (x − mean) of the backward pass.
    d_y_sum: f64,
    d_y_x_sum: f64,
    /// ∂y/∂x when mean and variance stand still.
    factor: f32,
    /// What is done to each value, in f32.
    line: Line,
}

/// `slope · (x − centre) + offset`. Taking the centre off first keeps the digits of maps with a large mean.
#[derive(Clone, Copy, Default)]
struct Line {
    centre: f32,
    slope: f32,
    offset: f32,
}

impl Line {
    fn at(self, x: f32) -> f32 {
        self.slope * (x - self.centre) + self.offset
    }
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
            channels: vec![Channel::default(); input.channels],
        })
    }

    /// Takes mean and variance of each channel of `x` [n · h · w, c].
    fn observe(&mut self, x: &[f32]) {
        let c = self.input.channels;
        let count = (x.len() / c) as f64;
        for channel in &mut self.channels {
            (channel.mean, channel.variance) = (0.0, 0.0);
        }
        for x in x.chunks_exact(c) {
            for (channel, &x) in self.channels.iter_mut().zip(x) {
                channel.mean += f64::from(x) / count;
            }
        }
        for x in x.chunks_exact(c) {
            for (channel, &x) in self.channels.iter_mut().zip(x) {
                channel.variance += (f64::from(x) - channel.mean).powi(2) / count;
            }
        }
    }

    /// 1 / √(variance + ε)
    fn inverse_deviation(&self, variance: f64) -> f64 {
        1.0 / (variance + f64::from(self.epsilon)).sqrt()
    }
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

    fn forward(&mut self, weights: &[f32], x: &[f32], y: &mut [f32], mode: Mode) {
        let [gamma, beta, running_mean, running_variance] = split(weights);
        if let Mode::Training { .. } = mode {
            self.observe(x);
        }
        for c in 0..self.channels.len() {
            let (mean, variance) = match mode {
                Mode::Training { .. } => (self.channels[c].mean, self.channels[c].variance),
                Mode::Inference => (running_mean[c].into(), running_variance[c].into()),
            };
            self.channels[c].line = Line {
                centre: mean as f32,
                slope: (f64::from(gamma[c]) * self.inverse_deviation(variance)) as f32,
                offset: beta[c],
            };
        }
        let c = self.channels.len();
        for (x, y) in x.chunks_exact(c).zip(y.chunks_exact_mut(c)) {
            for ((y, &x), channel) in y.iter_mut().zip(x).zip(&self.channels) {
                *y = channel.line.at(x);
            }
        }
    }

    /// With m values per channel and s = 1 / √(variance + ε):
    /// `d_x = gamma · s · (d_y − mean(d_y) − x̂ · mean(d_y · x̂))`, because mean and variance depend on x, too.
    fn backward(&mut self, pass: Pass, d_weights: &mut [f32], d_x: Option<&mut [f32]>) {
        let c = self.channels.len();
        for channel in &mut self.channels {
            (channel.d_y_sum, channel.d_y_x_sum) = (0.0, 0.0);
        }
        let rows = || pass.x.chunks_exact(c).zip(pass.d_y.chunks_exact(c)); // [n · h · w][c]
        for (x, d_y) in rows() {
            for (channel, (&x, &d_y)) in self.channels.iter_mut().zip(x.iter().zip(d_y)) {
                channel.d_y_sum += f64::from(d_y);
                channel.d_y_x_sum += f64::from(d_y) * (f64::from(x) - channel.mean);
            }
        }
        let [gamma, ..] = split(pass.weights);
        let (d_gamma, d_rest) = d_weights.split_at_mut(c);
        let (d_beta, _running) = d_rest.split_at_mut(c);
        let m = (pass.x.len() / c) as f64;
        for i in 0..c {
            let s = self.inverse_deviation(self.channels[i].variance);
            let channel = &mut self.channels[i];
            d_gamma[i] += (channel.d_y_x_sum * s) as f32;
            d_beta[i] += channel.d_y_sum as f32;
            let factor = f64::from(gamma[i]) * s;
            channel.factor = factor as f32;
            channel.line = Line {
                centre: channel.mean as f32,
                slope: (-factor * s * s * channel.d_y_x_sum / m) as f32,
                offset: (-factor * channel.d_y_sum / m) as f32,
            };
        }
        let Some(d_x) = d_x else { return };
        for (d_x, (x, d_y)) in d_x.chunks_exact_mut(c).zip(rows()) {
            for (i, channel) in self.channels.iter().enumerate() {
                d_x[i] = channel.factor * d_y[i] + channel.line.at(x[i]);
            }
        }
    }

    fn statistics_len(&self) -> usize {
        2 * self.channels.len()
    }

    fn statistics(&self, statistics: &mut [f64]) {
        let (means, squares) = statistics.split_at_mut(self.channels.len());
        for (i, channel) in self.channels.iter().enumerate() {
            means[i] = channel.mean;
            squares[i] = channel.variance + channel.mean.powi(2);
        }
    }

    fn keep_statistics(&self, statistics: &[f64], weights: &mut [f32]) {
        let c = self.channels.len();
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
        BatchNorm::new(input, 0.9, 1e-2).unwrap()
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
