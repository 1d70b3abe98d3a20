//! The gradient of a kernel where every pixel of the output has a derivative:
//! `d_kernel[u, v, c, f] = Σ_{i, j} x[i + u, j + v, c] · d_z[i, j, f]`.
//!
//! The transpose of [`super::correlation`]: input and derivatives go to the points of [`super::winograd`], are multiplied
//! there, and the sums over all rows and pictures come back once. 130 to 139 GFLOP/s by the textbook's count, where a
//! product without transforms reaches 49 to 58.

use std::collections::TryReserveError;

use super::lanes::F32x4;
use super::padded::Padded;
use super::panels::{Lane, Places};
use super::window::Window;
use super::winograd::{self, Scheme};
use crate::tensor::grow;

/// Rows of a tile of sums; with two lanes, see [`super::panels`].
const ROWS: usize = 4;

/// The sums, with the memory it takes to add to them. For kernels of 3×3 and 5×5 with stride 1.
pub struct KernelGradient {
    window: Window,
    filters: usize,
    padded: Padded,
    /// Rows of input at all points: [points][lanes of a row], and a lane that is read beyond the end.
    x: Vec<Lane>,
    /// Four rows of derivatives, each cut into panels: [4][lanes, cols].
    d_z: Vec<Lane>,
    /// The same at all points: [points][lanes, cols].
    d_points: Vec<Lane>,
    /// [points][lanes, numbers of a window's row]
    sums: Vec<Lane>,
}

impl KernelGradient {
    /// `padded` is how the maps of [`super::correlation`] lie.
    pub fn new(window: Window, filters: usize, padded: Padded) -> Self {
        KernelGradient {
            window,
            filters,
            padded,
            x: Vec::new(),
            d_z: Vec::new(),
            d_points: Vec::new(),
            sums: Vec::new(),
        }
    }

    fn lanes(&self) -> usize {
        self.filters.div_ceil(4)
    }

    /// Numbers of a window's row, to a whole tile.
    fn run(&self) -> usize {
        self.window.run().next_multiple_of(ROWS)
    }

    pub fn reserve(&mut self) -> Result<(), TryReserveError> {
        let (points, lanes) = (self.window.size + winograd::OUT - 1, self.lanes());
        let (row, line) = (self.padded.row().div_ceil(4), lanes * self.window.cols);
        let sums = points * lanes * self.run();
        grow(&mut self.x, points * row + 1)?;
        grow(&mut self.d_z, winograd::OUT * line)?;
        grow(&mut self.d_points, points * line)?;
        grow(&mut self.sums, sums)
    }

    pub fn clear(&mut self) {
        self.sums.fill([0.0; 4]);
    }

    /// Adds one picture: `x` padded, `d_z` [rows, cols, filters].
    pub fn add(&mut self, x: &[f32], d_z: &[f32]) {
        match self.window.size {
            3 => self.add_at(&winograd::THREE, x, d_z),
            _ => self.add_at(&winograd::FIVE, x, d_z),
        }
    }

    fn add_at<const PAIRS: usize>(&mut self, scheme: &Scheme<PAIRS>, x: &[f32], d_z: &[f32]) {
        let points = Scheme::<PAIRS>::ROWS;
        let stride = self.window.input.channels;
        let (row, line) = (self.x.len() / points, self.d_z.len() / winograd::OUT);
        let sums = self.sums.len() / points;
        for group in 0..self.window.rows.div_ceil(winograd::OUT) {
            let first = group * winograd::OUT;
            let x = &x[first * self.padded.row()..];
            scheme.transform_input(x, self.padded.row(), &mut self.x[..points * row]);
            self.pack(d_z, first);
            scheme.transform_derivatives(&self.d_z, &mut self.d_points);
            for (u, sums) in self.sums.chunks_exact_mut(sums).enumerate() {
                let x = &self.x[u * row..].as_flattened();
                let d_z = &self.d_points[u * line..][..line];
                let panels = d_z.chunks(2 * self.window.cols);
                for (d_z, sums) in
                    panels.zip(sums.chunks_mut(2 * self.window.run().next_multiple_of(ROWS)))
                {
                    if d_z.len() == 2 * self.window.cols {
                        add_outer::<2>(x, stride, d_z.as_chunks().0, sums.as_chunks_mut().0);
                    } else {
                        add_outer::<1>(x, stride, d_z.as_chunks().0, sums.as_chunks_mut().0);
                    }
                }
            }
        }
    }

    /// Four rows of `d_z` [rows, cols, filters] from `first` on, cut into panels; zeros below the last.
    fn pack(&mut self, d_z: &[f32], first: usize) {
        let (cols, filters, lanes) = (self.window.cols, self.filters, self.lanes());
        let line = lanes * cols;
        for (i, to) in self.d_z.chunks_exact_mut(line).enumerate() {
            if first + i >= self.window.rows {
                to.fill([0.0; 4]);
                continue;
            }
            let from = &d_z[(first + i) * cols * filters..][..cols * filters];
            for lane in 0..lanes {
                let places = Places::new(lane, lanes, cols);
                let width = (filters - 4 * lane).min(4);
                for j in 0..cols {
                    let from = F32x4::load_part(&from[j * filters + 4 * lane..][..width]);
                    from.store(&mut to[places.first + j * places.step]);
                }
            }
        }
    }

    /// Adds the sums to `d_kernel` [k, k · c, filters].
    pub fn finish(&self, d_kernel: &mut [f32]) {
        match self.window.size {
            3 => self.finish_at(&winograd::THREE, d_kernel),
            _ => self.finish_at(&winograd::FIVE, d_kernel),
        }
    }

    fn finish_at<const PAIRS: usize>(&self, scheme: &Scheme<PAIRS>, d_kernel: &mut [f32]) {
        let (run, lanes, padded_run) = (self.window.run(), self.lanes(), self.run());
        let sums = self
            .sums
            .chunks_exact(self.sums.len() / Scheme::<PAIRS>::ROWS);
        for (u, sums) in sums.enumerate() {
            for (row, d_kernel) in d_kernel.chunks_exact_mut(run * self.filters).enumerate() {
                // What kernel row `row` is at point u.
                let weight = scheme.kernel(u, |j| if j == row { 1.0 } else { 0.0 });
                for (q, d_kernel) in d_kernel.chunks_exact_mut(self.filters).enumerate() {
                    for (lane, d_kernel) in d_kernel.chunks_mut(4).enumerate() {
                        let places = Places::new(lane, lanes, padded_run);
                        let sum = &sums[places.first + q * places.step];
                        for (d_kernel, sum) in d_kernel.iter_mut().zip(sum) {
                            *d_kernel += weight * sum;
                        }
                    }
                }
            }
        }
    }
}

/// `sums[q] += Σ_j a[j · stride + q] · b[j]`
#[inline(never)]
fn add_outer<const LANES: usize>(
    a: &[f32],
    stride: usize,
    b: &[[Lane; LANES]],
    sums: &mut [[Lane; LANES]],
) {
    for (tile, sums) in sums.as_chunks_mut::<ROWS>().0.iter_mut().enumerate() {
        let a = &a[tile * ROWS..];
        let mut total: [[F32x4; LANES]; ROWS] =
            std::array::from_fn(|i| std::array::from_fn(|v| F32x4::load(&sums[i][v])));
        for (j, b) in b.iter().enumerate() {
            let a: &[f32; ROWS] = a[j * stride..]
                .first_chunk()
                .expect("a lane behind the end");
            let b: [F32x4; LANES] = std::array::from_fn(|v| F32x4::load(&b[v]));
            for (total, &a) in total.iter_mut().zip(a) {
                let a = F32x4::splat(a);
                for (total, b) in total.iter_mut().zip(b) {
                    *total = total.add_product(a, b);
                }
            }
        }
        for (sum, total) in sums.as_flattened_mut().iter_mut().zip(total.as_flattened()) {
            total.store(sum);
        }
    }
}
