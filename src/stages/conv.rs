//! Convolution, max-pooling and activation in one.
//!
//! A function that rises everywhere commutes with the maximum: the maximum is taken first, and only what is left of the
//! map, a quarter for windows of 2×2, is stored and goes through the function. Backward, only where a maximum was is
//! there a derivative.

pub mod pixels;
mod sparse;

use std::collections::TryReserveError;

use self::pixels::Pixels;
use self::sparse::Sparse;
use super::dense::Dense;
use super::maps::pool_row;
use super::pooling::{Pool, Pooling};
use crate::kernels::channels::add_sums;
use crate::kernels::correlation::Correlation;
use crate::kernels::lanes::F32x4;
use crate::kernels::padded::Padded;
use crate::kernels::panels::Vector;
use crate::kernels::window::Window;
use crate::layers::activation::{apply, chain};
use crate::layers::{Layer, Mode, Pass};
use crate::spec::Activation;
use crate::tensor::{Shape, grow};

/// `y = f(max over each window of (conv(x)))`.
pub struct ConvStage {
    window: Window,
    filters: usize,
    function: Activation,
    /// Pixels of the windows where the backward pass wants to know them: see [`Backward`].
    pooling: Pooling,
    output: Shape,
    /// Where windows are single pixels: what follows up to `row` is not needed then.
    pixels: Option<Pixels>,
    correlation: Correlation,
    padded: Padded,
    /// One map with its border.
    x: Vec<f32>,
    /// What comes out of the convolution, without bias: `[rows][vectors, cols]`.
    z: Vec<Vector>,
    bias: Vec<Vector>,
    /// One row of output before the function: `[cols, filters]`.
    row: Vec<f32>,
    /// Where each maximum was, as marks of [`super::pooling`]: `[n, rows, cols, filters]`. Empty where nobody asks.
    marks: Vec<f32>,
    /// Derivatives of one picture by what came out of the convolution, one per pooling window: `[rows, cols, filters]`.
    delta: Vec<f32>,
    d_bias: Vec<f64>,
    backward: Backward,
}

/// How the gradients are made. Lists win against Winograd below a density of about 35 %, which windows with a stride of 2
/// and more stay below; without pooling ReLU alone leaves half.
enum Backward {
    /// Pixels by where the window of the convolution begins that they come from.
    Sparse(Box<Sparse>),
    /// Pixels by where their derivatives go.
    Dense(Box<Dense>),
}

impl ConvStage {
    /// `None` where maps with their border would be too large.
    pub fn new(window: Window, filters: usize, function: Activation, pool: Pool) -> Option<Self> {
        let correlation = Correlation::new(window, filters)?;
        let padded = correlation.padded();
        let output = pool.output(Shape {
            height: window.rows,
            width: window.cols,
            channels: filters,
        });
        let dense = Dense::new(window, filters, padded).filter(|_| pool.stride == 1);
        let (pooling, backward) = match dense {
            Some(dense) => (
                Pooling::new(pool, dense.row(), filters),
                Backward::Dense(Box::new(dense)),
            ),
            None => {
                let col = window.input.channels * window.stride;
                let pooling = Pooling::new(pool, padded.row() * window.stride, col);
                let sparse = Sparse::new(window, output, pooling, padded);
                (pooling, Backward::Sparse(Box::new(sparse)))
            }
        };
        Some(ConvStage {
            window,
            filters,
            function,
            pooling,
            output,
            pixels: Pixels::new(window, filters, function).filter(|_| pool == Pool::NONE),
            correlation,
            padded,
            x: Vec::new(),
            z: Vec::new(),
            bias: Vec::new(),
            row: Vec::new(),
            marks: Vec::new(),
            delta: Vec::new(),
            d_bias: Vec::new(),
            backward,
        })
    }

    /// Length of the kernel in the stage's weights; the bias follows.
    fn kernel_len(&self) -> usize {
        self.window.len() * self.filters
    }

    /// What runs windows of single pixels, ready for these weights; `None` where windows are larger.
    pub fn pixels(&mut self, weights: &[f32]) -> Option<&Pixels> {
        let (kernel, bias) = weights.split_at(self.kernel_len());
        let pixels = self.pixels.as_mut()?;
        pixels.prepare(kernel, bias);
        Some(pixels)
    }

    /// The marks of picture `n`.
    fn marks_of(&self, n: usize) -> std::ops::Range<usize> {
        let len = match (&self.backward, self.pooling.pool()) {
            (Backward::Dense(_), Pool::NONE) => 0,
            _ => self.output.len(),
        };
        n * len..(n + 1) * len
    }

    /// `row[j, f] = max over window (i, j) of z, + bias`, and where it was, from `marks` on.
    fn pool_row<const SIZE: usize>(&mut self, i: usize, marks: usize) {
        // A copy, which stays in registers.
        let pooling = self.pooling;
        let stride = pooling.pool().stride;
        let z = &self.z[i * stride * self.correlation.line()..];
        let bias = |vector: usize| F32x4::load(&self.bias[vector]);
        if SIZE == 1 {
            pool_row(&self.correlation, z, stride, [&mut self.row], |vector| {
                let bias = bias(vector);
                move |[[z]]: [[_; 1]; 1]| [z + bias]
            });
            return;
        }
        let to = [
            &mut self.row[..],
            &mut self.marks[marks..][..self.output.width * self.filters],
        ];
        pool_row(&self.correlation, z, stride, to, |vector| {
            let (bias, pooling) = (bias(vector), &pooling);
            move |z: [[_; SIZE]; SIZE]| {
                let (largest, mark) = pooling.largest::<SIZE>(|a, b| z[a][b]);
                [largest + bias, mark]
            }
        });
    }

    /// Turns the rows of z that are there into rows of the output `y` of picture `n`, from row `done` on, and returns
    /// how many are done then.
    fn pool(&mut self, mut done: usize, there: usize, n: usize, y: &mut [f32]) -> usize {
        let row = self.output.width * self.output.channels;
        let Pool { size, stride } = self.pooling.pool();
        while done < self.output.height && done * stride + size <= there {
            let marks = self.marks_of(n).start + done * row;
            match size {
                1 => self.pool_row::<1>(done, marks),
                2 => self.pool_row::<2>(done, marks),
                3 => self.pool_row::<3>(done, marks),
                _ => self.pool_row::<4>(done, marks),
            }
            apply(self.function, &self.row, &mut y[done * row..][..row]);
            done += 1;
        }
        done
    }
}

impl Layer for ConvStage {
    fn output(&self) -> Shape {
        self.output
    }

    fn reserve(&mut self, batch: usize, _training: bool) -> Result<(), TryReserveError> {
        let marks = self.marks_of(0).len().saturating_mul(batch);
        if let Some(pixels) = &mut self.pixels {
            pixels.reserve()?;
        } else {
            self.correlation.reserve()?;
            grow(&mut self.x, self.padded.buffer_len(1))?;
            grow(&mut self.z, self.correlation.len())?;
            grow(&mut self.bias, self.correlation.vectors())?;
            grow(&mut self.row, self.output.width * self.filters)?;
        }
        grow(&mut self.marks, marks)?;
        grow(&mut self.delta, self.output.len())?;
        grow(&mut self.d_bias, self.filters)?;
        match &mut self.backward {
            Backward::Sparse(sparse) => sparse.reserve(),
            Backward::Dense(dense) => dense.reserve(),
        }
    }

    fn weights_changed(&mut self) {
        match &mut self.pixels {
            Some(pixels) => pixels.forget(),
            None => self.correlation.forget(),
        }
    }

    fn forward(&mut self, weights: &[f32], x: &[f32], y: &mut [f32], _mode: Mode) {
        let (kernel, bias) = weights.split_at(self.kernel_len());
        if let Some(pixels) = &mut self.pixels {
            return pixels.forward(kernel, bias, x, y);
        }
        self.correlation.prepare(kernel);
        self.bias.as_flattened_mut()[..self.filters].copy_from_slice(bias);
        let (rows, line) = (self.correlation.rows_at_a_time(), self.correlation.line());
        let maps = x.chunks_exact(self.window.input.len());
        for (n, (x, y)) in maps.zip(y.chunks_exact_mut(self.output.len())).enumerate() {
            self.padded.embed(x, &mut self.x);
            let mut done = 0;
            for row in (0..self.window.rows).step_by(rows) {
                let z = &mut self.z[row * line..][..rows * line];
                self.correlation.rows(&self.x, row, z);
                // Pooled at once, while the rows are in the first-level cache.
                let there = self.window.rows.min(row + rows);
                done = self.pool(done, there, n, y);
            }
        }
    }

    #[cfg(feature = "training")]
    fn backward(&mut self, pass: Pass, d_weights: &mut [f32], mut d_x: Option<&mut [f32]>) {
        let kernel_len = self.kernel_len();
        let kernel = &pass.weights[..kernel_len];
        let (d_kernel, d_bias) = d_weights.split_at_mut(kernel_len);
        match &mut self.backward {
            Backward::Sparse(sparse) => sparse.begin(kernel),
            Backward::Dense(dense) => dense.begin(kernel),
        }
        self.d_bias.fill(0.0);
        let (map, len) = (self.window.input.len(), self.output.len());
        let d_y = pass.y.chunks_exact(len).zip(pass.d_y.chunks_exact(len));
        for (n, (x, (y, d_y))) in pass.x.chunks_exact(map).zip(d_y).enumerate() {
            chain(self.function, y, y, d_y, &mut self.delta);
            add_sums([&self.delta], [&mut self.d_bias], |_| |delta| delta);
            let d_x = d_x.as_deref_mut().map(|d_x| &mut d_x[n * map..][..map]);
            let marks = self.marks_of(n);
            match &mut self.backward {
                Backward::Sparse(sparse) => sparse.add(x, &self.delta, &self.marks[marks], d_x),
                Backward::Dense(dense) => {
                    let (d_z, row) = dense.derivatives();
                    let line = self.window.cols * self.filters;
                    let d_rows = d_z.chunks_mut(row).take(self.window.rows);
                    if self.pooling.pool() == Pool::NONE {
                        for (d_z, delta) in d_rows.zip(self.delta.chunks_exact(line)) {
                            d_z[..line].copy_from_slice(delta);
                        }
                    } else {
                        d_rows.for_each(|d_z| d_z[..line].fill(0.0));
                        let marks = &self.marks[marks];
                        self.pooling
                            .scatter(self.output, &self.delta, marks, d_z, |_| 1.0);
                    }
                    dense.add(x, d_x);
                }
            }
        }
        match &mut self.backward {
            Backward::Sparse(sparse) => sparse.finish(d_kernel),
            Backward::Dense(dense) => dense.finish(d_kernel),
        }
        for (d_bias, sum) in d_bias.iter_mut().zip(&self.d_bias) {
            *d_bias += *sum as f32;
        }
    }
}
