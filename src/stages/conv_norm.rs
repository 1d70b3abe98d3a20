//! Convolution, batch normalisation, max-pooling and activation in one.
//!
//! What comes out of the convolution, z, is kept for the whole batch, as it lies, and looked at twice. While it is in the
//! cache mean and variance are taken, and the pixels that pooling will choose: a line commutes with the maximum, and whether
//! it rises is known before it. Backward, the derivative by z is a line in z and, for the chosen pixels, their share of
//! what comes from above, see [`Normalisation`].

use std::collections::TryReserveError;

use super::dense::Dense;
use super::maps::{add_sums, pool_row};
use super::pooling::{Pool, Pooling};
use crate::kernels::channels;
use crate::kernels::correlation::Correlation;
use crate::kernels::lanes::F32x4;
use crate::kernels::padded::Padded;
use crate::kernels::panels::Vector;
use crate::kernels::window::Window;
use crate::layers::activation::{apply, chain};
use crate::layers::batch_norm::Normalisation;
use crate::layers::{Layer, Mode, Pass};
use crate::spec::Activation;
use crate::tensor::{Shape, grow};

/// `y = f(max over each window of (normalised(conv(x))))`, for kernels that [`Dense`] has gradients of.
pub struct ConvNormStage {
    window: Window,
    filters: usize,
    function: Activation,
    /// Pixels of the windows among the derivatives by z.
    pooling: Pooling,
    output: Shape,
    correlation: Correlation,
    padded: Padded,
    normalisation: Normalisation,
    backward: Dense,
    /// One map with its border.
    x: Vec<f32>,
    /// What comes out of the convolution, without bias: `[n][rows][vectors, cols]`.
    z: Vec<Vector>,
    /// Whether the largest or the smallest pixel of a window counts, 1 or −1: the sign of gamma, four filters each.
    sign: Vec<Vector>,
    /// One row of output before the function: `[cols, filters]`.
    row: Vec<f32>,
    /// Which pixel of each pooling window counted, as marks of [`Pooling`], and z there: `[n, rows, cols, filters]`.
    marks: Vec<f32>,
    chosen: Vec<f32>,
    /// Derivatives by the chosen values once they are normalised, likewise.
    delta: Vec<f32>,
    /// Sums over a batch, for each filter.
    sums: [Vec<f64>; 2],
}

impl ConvNormStage {
    /// `None` where the gradients would have to be made in another way.
    pub fn new(
        window: Window,
        filters: usize,
        normalisation: Normalisation,
        function: Activation,
        pool: Pool,
    ) -> Option<Self> {
        let correlation = Correlation::new(window, filters)?;
        let padded = correlation.padded();
        let backward = Dense::new(window, filters, padded)?;
        Some(ConvNormStage {
            window,
            filters,
            function,
            pooling: Pooling::new(pool, backward.row(), filters),
            output: pool.output(Shape {
                height: window.rows,
                width: window.cols,
                channels: filters,
            }),
            correlation,
            padded,
            normalisation,
            backward,
            x: Vec::new(),
            z: Vec::new(),
            sign: Vec::new(),
            row: Vec::new(),
            marks: Vec::new(),
            chosen: Vec::new(),
            delta: Vec::new(),
            sums: Default::default(),
        })
    }

    /// Kernel, bias, and what belongs to the normalisation, in the stage's weights.
    fn split<'a>(&self, weights: &'a [f32]) -> [&'a [f32]; 3] {
        let (kernel, rest) = weights.split_at(self.window.len() * self.filters);
        let (bias, normalisation) = rest.split_at(self.filters);
        [kernel, bias, normalisation]
    }

    /// Where the z of picture `n` lies.
    fn z_of(&self, n: usize) -> std::ops::Range<usize> {
        n * self.correlation.len()..(n + 1) * self.correlation.len()
    }

    /// Convolves `x`, picture `n` of those that are kept.
    fn convolve(&mut self, x: &[f32], n: usize) {
        self.padded.embed(x, &mut self.x);
        let z = self.z_of(n);
        self.correlation.run(&self.x, &mut self.z[z]);
    }

    /// Counts picture `n` towards mean and variance. One look is enough: the mean of the first picture is taken off all
    /// values, and no mean of a batch lies further from it than √n standard deviations.
    fn observe(&mut self, n: usize) {
        let z = self.z_of(n);
        let z = &self.z[z][..self.window.rows * self.correlation.line()];
        let (cols, [sum, squares]) = (self.window.cols, &mut self.sums);
        if n == 0 {
            sum.fill(0.0);
            add_sums(&self.correlation, z, cols, [sum], |_| |z| [z]);
            self.normalisation.set_mean(sum, self.window.count());
            sum.fill(0.0);
            squares.fill(0.0);
        }
        let normalisation = &self.normalisation;
        add_sums(&self.correlation, z, cols, [sum, squares], |vector| {
            normalisation.moments(vector)
        });
    }

    /// Chooses the pixels of picture `n` that count.
    fn choose(&mut self, n: usize) {
        match self.pooling.pool().size {
            1 => self.choose_pooled::<1>(n),
            2 => self.choose_pooled::<2>(n),
            3 => self.choose_pooled::<3>(n),
            _ => self.choose_pooled::<4>(n),
        }
    }

    fn choose_pooled<const SIZE: usize>(&mut self, n: usize) {
        let pooling = self.pooling;
        let stride = pooling.pool().stride;
        let z = &self.z[self.z_of(n)];
        let kept = n * self.output.len()..(n + 1) * self.output.len();
        let row = self.output.width * self.filters;
        let marks = self.marks[kept.clone()].chunks_exact_mut(row);
        let chosen = self.chosen[kept].chunks_exact_mut(row);
        for (i, to) in marks.zip(chosen).enumerate() {
            let z = &z[i * stride * self.correlation.line()..];
            pool_row(&self.correlation, z, stride, to.into(), |vector| {
                let sign = F32x4::load(&self.sign[vector]);
                let pooling = &pooling;
                move |z: [[_; SIZE]; SIZE]| pooling.largest_of(&z, |z| sign * z)
            });
        }
    }

    /// Turns the chosen pixels of the pictures from `n` on into their output `y`.
    fn finish(&mut self, n: usize, y: &mut [f32]) {
        let row = self.row.len();
        let chosen = self.chosen[n * self.output.len()..].chunks_exact(row);
        for (chosen, y) in chosen.zip(y.chunks_exact_mut(row)) {
            let normalisation = &self.normalisation;
            channels::map([chosen], self.filters, &mut self.row, |[z], vector| {
                normalisation.value(vector, z)
            });
            apply(self.function, &self.row, y);
        }
    }

    /// Hands the derivatives by the z of picture `n` to the backward pass.
    fn derive(&mut self, n: usize) {
        let normalisation = &self.normalisation;
        let z = &self.z[self.z_of(n)];
        let (d_z, row) = self.backward.derivatives();
        let line = self.window.cols * self.filters;
        let z = z
            .chunks_exact(self.correlation.line())
            .take(self.window.rows);
        for (z, d_z) in z.zip(d_z.chunks_mut(row)) {
            pool_row(&self.correlation, z, 1, [&mut d_z[..line]], |vector| {
                let line = normalisation.line(vector);
                move |[[z]]: [[_; 1]; 1]| [line.value(z)]
            });
        }
        let kept = n * self.output.len()..(n + 1) * self.output.len();
        let (deltas, marks) = (&self.delta[kept.clone()], &self.marks[kept]);
        let factors = &normalisation.factors()[..self.filters];
        self.pooling
            .scatter(self.output, deltas, marks, d_z, |f| factors[f]);
    }
}

impl Layer for ConvNormStage {
    fn output(&self) -> Shape {
        self.output
    }

    fn reserve(&mut self, batch: usize, _training: bool) -> Result<(), TryReserveError> {
        let kept = batch.saturating_mul(self.output.len());
        self.correlation.reserve()?;
        self.normalisation.reserve()?;
        self.backward.reserve()?;
        grow(&mut self.x, self.padded.buffer_len(1))?;
        grow(&mut self.z, batch.saturating_mul(self.correlation.len()))?;
        grow(&mut self.sign, self.correlation.vectors())?;
        grow(&mut self.row, self.output.width * self.filters)?;
        grow(&mut self.marks, kept)?;
        grow(&mut self.chosen, kept)?;
        grow(&mut self.delta, kept)?;
        self.sums
            .iter_mut()
            .try_for_each(|sums| grow(sums, self.filters))
    }

    fn weights_changed(&mut self) {
        self.correlation.forget();
    }

    fn forward(&mut self, weights: &[f32], x: &[f32], y: &mut [f32], mode: Mode) {
        let [kernel, bias, weights] = self.split(weights);
        self.correlation.prepare(kernel);
        self.normalisation.set_bias(bias);
        let maps = x.chunks_exact(self.window.input.len());
        let count = maps.len();
        let gammas = &weights[..self.filters];
        for (sign, gamma) in self.sign.as_flattened_mut().iter_mut().zip(gammas) {
            *sign = if *gamma == 0.0 { 0.0 } else { gamma.signum() };
        }
        match mode {
            Mode::Training { .. } => {
                for (n, x) in maps.enumerate() {
                    self.convolve(x, n);
                    self.observe(n);
                    self.choose(n);
                }
                let [sum, squares] = &self.sums;
                let count = count * self.window.count();
                self.normalisation.set_moments(sum, squares, count);
                self.normalisation.by_batch(weights);
                self.finish(0, y);
            }
            Mode::Inference => {
                self.normalisation.by_running(weights);
                for (x, y) in maps.zip(y.chunks_exact_mut(self.output.len())) {
                    self.convolve(x, 0);
                    self.choose(0);
                    self.finish(0, y);
                }
            }
        }
    }

    #[cfg(feature = "training")]
    fn backward(&mut self, pass: Pass, d_weights: &mut [f32], mut d_x: Option<&mut [f32]>) {
        let [kernel, bias, weights] = self.split(pass.weights);
        let (d_kernel, d_rest) = d_weights.split_at_mut(kernel.len());
        // The mean takes every bias off again: its derivative is 0.
        let (_d_bias, d_normalisation) = d_rest.split_at_mut(bias.len());
        let (map, len) = (self.window.input.len(), pass.y.len());
        let delta = &mut self.delta[..len];
        chain(self.function, pass.y, pass.y, pass.d_y, delta);
        let normalisation = &mut self.normalisation;
        let [d_sum, d_z_sum] = &mut self.sums;
        d_sum.fill(0.0);
        d_z_sum.fill(0.0);
        let maps = [&*delta, &self.chosen[..len]];
        channels::add_sums(maps, [d_sum, d_z_sum], |vector| {
            normalisation.derivatives(vector)
        });
        let count = pass.x.len() / map * self.window.count();
        normalisation.backward(weights, [d_sum, d_z_sum], count, d_normalisation);
        self.backward.begin(kernel);
        for (n, x) in pass.x.chunks_exact(map).enumerate() {
            self.derive(n);
            let d_x = d_x.as_deref_mut().map(|d_x| &mut d_x[n * map..][..map]);
            self.backward.add(x, d_x);
        }
        self.backward.finish(d_kernel);
    }

    fn statistics_len(&self) -> usize {
        2 * self.filters
    }

    fn statistics(&self, statistics: &mut [f64]) {
        self.normalisation.statistics(statistics);
    }

    fn keep_statistics(&self, statistics: &[f64], weights: &mut [f32]) {
        let own = self.window.len() * self.filters + self.filters;
        self.normalisation
            .keep_statistics(statistics, &mut weights[own..]);
    }
}
