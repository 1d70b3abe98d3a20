//! Max-pooling and activation in one, behind anything but a convolution.

use std::collections::TryReserveError;

use super::pooling::{Pool, Pooling};
use crate::kernels::lanes::F32x4;
use crate::layers::activation::{apply, chain};
use crate::layers::{Layer, Mode, Pass};
use crate::spec::Activation;
use crate::tensor::{Shape, grow};

/// `y = f(max over each window of x)`: the function rises everywhere and commutes with the maximum, so it need only be
/// computed for what is left.
pub struct PoolStage {
    input: Shape,
    output: Shape,
    function: Activation,
    pooling: Pooling,
    /// One row of output before the function: `[cols, channels]`.
    row: Vec<f32>,
    /// Where each maximum was, as marks of [`Pooling`]: `[n, rows, cols, channels]`.
    marks: Vec<f32>,
    /// Derivatives by the maxima of one picture.
    delta: Vec<f32>,
}

impl PoolStage {
    pub fn new(input: Shape, function: Activation, pool: Pool) -> Self {
        PoolStage {
            input,
            output: pool.output(input),
            function,
            pooling: Pooling::new(pool, input.width * input.channels, input.channels),
            row: Vec::new(),
            marks: Vec::new(),
            delta: Vec::new(),
        }
    }

    /// Row `i` of the maxima of `x`, and where in `marks` theirs begin.
    fn pool_row<const SIZE: usize>(&mut self, x: &[f32], i: usize, marks: usize) {
        let pooling = self.pooling;
        let channels = self.input.channels;
        for j in 0..self.output.width {
            let window = &x[pooling.window(i, j)..];
            for channel in (0..channels).step_by(4) {
                let width = (channels - channel).min(4);
                let (largest, mark) = pooling.largest::<SIZE>(|a, b| {
                    let at = a * self.input.width * channels + b * channels + channel;
                    F32x4::load_part(&window[at..][..width])
                });
                let at = j * channels + channel;
                largest.store_part(&mut self.row[at..][..width]);
                mark.store_part(&mut self.marks[marks + at..][..width]);
            }
        }
    }
}

impl Layer for PoolStage {
    fn output(&self) -> Shape {
        self.output
    }

    fn reserve(&mut self, batch: usize, _training: bool) -> Result<(), TryReserveError> {
        grow(&mut self.row, self.output.width * self.output.channels)?;
        grow(&mut self.marks, batch.saturating_mul(self.output.len()))?;
        grow(&mut self.delta, self.output.len())
    }

    fn forward(&mut self, _weights: &[f32], x: &[f32], y: &mut [f32], _mode: Mode) {
        let row = self.row.len();
        let maps = x.chunks_exact(self.input.len());
        for (n, (x, y)) in maps.zip(y.chunks_exact_mut(self.output.len())).enumerate() {
            for (i, y) in y.chunks_exact_mut(row).enumerate() {
                let marks = n * self.output.len() + i * row;
                match self.pooling.pool().size {
                    1 => self.pool_row::<1>(x, i, marks),
                    2 => self.pool_row::<2>(x, i, marks),
                    3 => self.pool_row::<3>(x, i, marks),
                    _ => self.pool_row::<4>(x, i, marks),
                }
                apply(self.function, &self.row, y);
            }
        }
    }

    #[cfg(feature = "training")]
    fn backward(&mut self, pass: Pass, _d_weights: &mut [f32], d_x: Option<&mut [f32]>) {
        let Some(d_x) = d_x else { return };
        d_x.fill(0.0);
        let len = self.output.len();
        for (n, d_x) in d_x.chunks_exact_mut(self.input.len()).enumerate() {
            let (y, d_y) = (&pass.y[n * len..][..len], &pass.d_y[n * len..][..len]);
            chain(self.function, y, y, d_y, &mut self.delta);
            let marks = &self.marks[n * len..][..len];
            self.pooling
                .scatter(self.output, &self.delta, marks, d_x, |_| 1.0);
        }
    }
}
