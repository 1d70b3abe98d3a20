//! What batch normalisation does to each channel, whatever maps the values stand in.

use std::collections::TryReserveError;

use crate::init::Init;
use crate::kernels::lanes::F32x4;
use crate::kernels::panels::Vector;
use crate::layers::{Param, wrong};
use crate::read::Problem;
use crate::tensor::grow;

/// Mean and variance of each channel, and the lines that follow from them: `slope · (x − centre) + offset`, and backward
/// `+ factor · d_y`.
///
/// Values may be given without a constant that belongs to them, the bias of a convolution: the centre is then without it,
/// too, and only the mean knows of it.
///
/// Statistics: the means of x and of x², each `[channels]`. Unlike variances these average: where a batch was split,
/// each shard is normalised by its own mean and variance, but the means of the shards' statistics, weighted by their
/// sizes, are those of the whole batch, and so are the mean and the (pooled) variance that follow from them. In f64,
/// which has digits to spare for `variance = mean(x²) − mean(x)²` of numbers that were f32.
pub struct Normalisation {
    channels: usize,
    momentum: f32,
    epsilon: f32,
    /// What the values come without.
    bias: Vec<f32>,
    /// Of the values with their bias: mean and biased variance of each channel in the last training pass.
    mean: Vec<f64>,
    variance: Vec<f64>,
    /// Four channels each. Taking the centre off first keeps the digits of maps with a large mean.
    centre: Vec<Vector>,
    slope: Vec<Vector>,
    offset: Vec<Vector>,
    factor: Vec<Vector>,
}

/// What becomes of the values of four channels.
#[derive(Clone, Copy)]
pub struct Line {
    centre: F32x4,
    slope: F32x4,
    offset: F32x4,
}

impl Line {
    /// `slope · (x − centre) + offset`
    #[inline(always)]
    pub fn value(self, x: F32x4) -> F32x4 {
        self.offset.multiply_add(self.slope, x - self.centre)
    }
}

impl Normalisation {
    pub fn new(channels: usize, momentum: f32, epsilon: f32) -> Result<Self, Problem> {
        if !(0.0..=1.0).contains(&momentum) {
            return Err(wrong("momentum", momentum, "0 to 1"));
        }
        if !(epsilon > 0.0 && epsilon.is_finite()) {
            return Err(wrong("epsilon", epsilon, "a number above 0"));
        }
        Ok(Normalisation {
            channels,
            momentum,
            epsilon,
            bias: Vec::new(),
            mean: Vec::new(),
            variance: Vec::new(),
            centre: Vec::new(),
            slope: Vec::new(),
            offset: Vec::new(),
            factor: Vec::new(),
        })
    }

    pub fn params(&self) -> Vec<Param> {
        let param = |name, start| Param::new(name, &[self.channels], Init::Constant(start));
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

    pub fn reserve(&mut self) -> Result<(), TryReserveError> {
        grow(&mut self.bias, self.channels)?;
        grow(&mut self.mean, self.channels)?;
        grow(&mut self.variance, self.channels)?;
        for line in [
            &mut self.centre,
            &mut self.slope,
            &mut self.offset,
            &mut self.factor,
        ] {
            grow(line, self.channels.div_ceil(4))?;
        }
        Ok(())
    }

    /// `bias` `[channels]` belongs to every value from now on.
    pub fn set_bias(&mut self, bias: &[f32]) {
        self.bias.copy_from_slice(bias);
    }

    /// What [`set_moments`](Self::set_moments) wants the sums of, from four channels: `[x − centre, (x − centre)²]`.
    #[inline(always)]
    pub fn moments(&self, vector: usize) -> impl Fn(F32x4) -> [F32x4; 2] + use<> {
        let centre = F32x4::load(&self.centre[vector]);
        move |x| [x - centre, (x - centre) * (x - centre)]
    }

    /// What [`backward`](Self::backward) wants the sums of, from four channels: `[d_y, d_y · (x − centre)]`.
    #[inline(always)]
    pub fn derivatives(&self, vector: usize) -> impl Fn([F32x4; 2]) -> [F32x4; 2] + use<> {
        let centre = F32x4::load(&self.centre[vector]);
        move |[d_y, x]| [d_y, d_y * (x - centre)]
    }

    /// The line of four channels.
    #[inline(always)]
    pub fn line(&self, vector: usize) -> Line {
        let [centre, slope, offset] =
            [&self.centre, &self.slope, &self.offset].map(|of| F32x4::load(&of[vector]));
        Line {
            centre,
            slope,
            offset,
        }
    }

    /// `slope · (x − centre) + offset`
    #[inline(always)]
    pub fn value(&self, vector: usize, x: F32x4) -> F32x4 {
        self.line(vector).value(x)
    }

    /// What derivatives are multiplied with, four channels.
    #[inline(always)]
    pub fn factor(&self, vector: usize) -> F32x4 {
        F32x4::load(&self.factor[vector])
    }

    /// The same of all channels, and zeros to a whole vector.
    pub fn factors(&self) -> &[f32] {
        self.factor.as_flattened()
    }

    /// Takes the mean of `count` values from their `sum`, and makes it the centre.
    pub fn set_mean(&mut self, sum: &[f64], count: usize) {
        let centre = self.centre.as_flattened_mut();
        for c in 0..self.channels {
            let mean = sum[c] / count as f64;
            self.mean[c] = mean + f64::from(self.bias[c]);
            centre[c] = mean as f32;
        }
    }

    /// Takes mean and variance of `count` values from the sums of their [`moments`](Self::moments).
    pub fn set_moments(&mut self, sum: &[f64], squares: &[f64], count: usize) {
        let centre = self.centre.as_flattened();
        for c in 0..self.channels {
            let off = sum[c] / count as f64;
            self.mean[c] = f64::from(centre[c]) + off + f64::from(self.bias[c]);
            self.variance[c] = (squares[c] / count as f64 - off * off).max(0.0);
        }
    }

    /// Normalises by what was observed in the batch.
    pub fn by_batch(&mut self, weights: &[f32]) {
        let [gamma, beta, ..] = split(weights);
        for c in 0..self.channels {
            let slope = f64::from(gamma[c]) * self.inverse_deviation(self.variance[c]);
            let mean = self.mean[c] - f64::from(self.bias[c]);
            self.set(c, mean as f32, slope as f32, beta[c]);
        }
    }

    /// Normalises by the running mean and variance.
    pub fn by_running(&mut self, weights: &[f32]) {
        let [gamma, beta, mean, variance] = split(weights);
        for c in 0..self.channels {
            let slope = f64::from(gamma[c]) * self.inverse_deviation(variance[c].into());
            self.set(c, mean[c] - self.bias[c], slope as f32, beta[c]);
        }
    }

    fn set(&mut self, c: usize, centre: f32, slope: f32, offset: f32) {
        self.centre.as_flattened_mut()[c] = centre;
        self.slope.as_flattened_mut()[c] = slope;
        self.offset.as_flattened_mut()[c] = offset;
    }

    /// From the sums of the [`derivatives`](Self::derivatives) of m values per channel, adds those by gamma and beta, and
    /// sets the line of d_x. With s = 1 / √(variance + ε):
    /// `d_x = gamma · s · (d_y − mean(d_y) − x̂ · mean(d_y · x̂))`, because mean and variance depend on x, too. A single
    /// value is its own mean: d_x and d_gamma are 0 then, without the rounding errors of large sums that cancel.
    pub fn backward(
        &mut self,
        weights: &[f32],
        sums: [&[f64]; 2],
        m: usize,
        d_weights: &mut [f32],
    ) {
        let [gamma, ..] = split(weights);
        let (d_gamma, d_rest) = d_weights.split_at_mut(self.channels);
        let (d_beta, _running) = d_rest.split_at_mut(self.channels);
        for c in 0..self.channels {
            let [d_y_sum, d_y_x_sum] = sums.map(|sums| sums[c]);
            let s = self.inverse_deviation(self.variance[c]);
            let centre = self.centre.as_flattened()[c];
            d_beta[c] += d_y_sum as f32;
            if m == 1 {
                self.factor.as_flattened_mut()[c] = 0.0;
                self.set(c, centre, 0.0, 0.0);
                continue;
            }
            // The centre is the mean in f32.
            let off = self.mean[c] - f64::from(self.bias[c]) - f64::from(centre);
            let d_y_x_sum = d_y_x_sum - off * d_y_sum;
            d_gamma[c] += (d_y_x_sum * s) as f32;
            let factor = f64::from(gamma[c]) * s;
            let slope = -factor * s * s * d_y_x_sum / m as f64;
            self.factor.as_flattened_mut()[c] = factor as f32;
            self.set(
                c,
                centre,
                slope as f32,
                (-factor * d_y_sum / m as f64) as f32,
            );
        }
    }

    /// 1 / √(variance + ε)
    fn inverse_deviation(&self, variance: f64) -> f64 {
        1.0 / (variance + f64::from(self.epsilon)).sqrt()
    }

    pub fn statistics(&self, statistics: &mut [f64]) {
        let (means, squares) = statistics.split_at_mut(self.channels);
        for c in 0..self.channels {
            means[c] = self.mean[c];
            squares[c] = self.variance[c] + self.mean[c].powi(2);
        }
    }

    pub fn keep_statistics(&self, statistics: &[f64], weights: &mut [f32]) {
        let channels = self.channels;
        let (means, squares) = statistics.split_at(channels);
        let (running_mean, running_variance) = weights[2 * channels..].split_at_mut(channels);
        let renew = |running: &mut f32, batch: f64| {
            *running = self.momentum * *running + (1.0 - self.momentum) * batch as f32;
        };
        for c in 0..channels {
            renew(&mut running_mean[c], means[c]);
            // Rounding may leave a hair below 0 of a constant.
            let variance = (squares[c] - means[c].powi(2)).max(0.0);
            renew(&mut running_variance[c], variance);
        }
    }
}

/// Gamma, beta, running mean and running variance in the weights.
fn split(weights: &[f32]) -> [&[f32]; 4] {
    let (scale, running) = weights.split_at(weights.len() / 2);
    let (gamma, beta) = scale.split_at(scale.len() / 2);
    let (mean, variance) = running.split_at(running.len() / 2);
    [gamma, beta, mean, variance]
}
