//! The gradient of a kernel where every pixel of the output has a derivative:
//! `d_kernel[u, v, c, f] = Σ_{i, j} x[i + u, j + v, c] · d_z[i, j, f]`.
//!
//! The transpose of [`super::correlation`]: input and derivatives go to the points of [`super::winograd`], are multiplied
//! there, and the sums over all rows and pictures come back once: half the products for kernels of 3×3, two fifths for
//! 5×5.

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
    /// The input at all points, four rows of windows in a group: `[groups][points][lanes of a row]`, and a lane that is
    /// read beyond the end.
    x: Vec<Lane>,
    /// Four rows of derivatives, each cut into panels: `[4][lanes, cols]`.
    d_z: Vec<Lane>,
    /// The same at all points: `[groups][points][lanes, cols]`.
    d_points: Vec<Lane>,
    /// `[points][lanes, numbers of a window's row]`
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
        let groups = self.window.rows.div_ceil(winograd::OUT);
        grow(&mut self.x, groups * points * row + 1)?;
        grow(&mut self.d_z, winograd::OUT * line)?;
        grow(&mut self.d_points, groups * points * line)?;
        grow(&mut self.sums, sums)
    }

    pub fn clear(&mut self) {
        self.sums.fill([0.0; 4]);
    }

    /// Adds one picture: `x` padded, `d_z` `[rows, cols, filters]`.
    pub fn add(&mut self, x: &[f32], d_z: &[f32]) {
        match self.window.size {
            3 => self.add_at(&winograd::THREE, x, d_z),
            _ => self.add_at(&winograd::FIVE, x, d_z),
        }
    }

    fn add_at<const PAIRS: usize>(&mut self, scheme: &Scheme<PAIRS>, x: &[f32], d_z: &[f32]) {
        let (points, cols, run) = (Scheme::<PAIRS>::ROWS, self.window.cols, self.run());
        let (row, line) = (self.padded.row().div_ceil(4), self.lanes() * cols);
        for group in 0..self.window.rows.div_ceil(winograd::OUT) {
            let first = group * winograd::OUT;
            let x = &x[first * self.padded.row()..];
            let to = &mut self.x[group * points * row..][..points * row];
            scheme.transform_input(x, self.padded.row(), to);
            self.pack(d_z, first);
            let to = &mut self.d_points[group * points * line..][..points * line];
            scheme.transform_derivatives(&self.d_z, to);
        }
        let sums = self.sums.len() / points;
        for (u, sums) in self.sums.chunks_exact_mut(sums).enumerate() {
            let pixels = Pixels {
                stride: self.window.input.channels,
                x_group: 4 * points * row,
                cols,
                d_group: points * line,
            };
            let x = self.x[u * row..].as_flattened();
            for (panel, sums) in sums.chunks_mut(2 * run).enumerate() {
                let d_z = &self.d_points[u * line + panel * 2 * cols..];
                match sums.len() == 2 * run {
                    true => add_outer::<2>(x, d_z, pixels, sums.as_chunks_mut().0),
                    false => add_outer::<1>(x, d_z, pixels, sums.as_chunks_mut().0),
                }
            }
        }
    }

    /// Four rows of `d_z` `[rows, cols, filters]` from `first` on, cut into panels; zeros below the last.
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

    /// Adds the sums to `d_kernel` `[k, k · c, filters]`.
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

/// Where the pixels of one point lie.
#[derive(Clone, Copy)]
struct Pixels {
    /// From one pixel of the input to the next, and from one group of rows to the next, in numbers.
    stride: usize,
    x_group: usize,
    /// Pixels of a row.
    cols: usize,
    /// From one group of rows of derivatives to the next, in lanes.
    d_group: usize,
}

/// `sums[q] += Σ_j x[j · stride + q] · d_z[j]`, over the rows of all groups.
#[inline(never)]
fn add_outer<const LANES: usize>(
    x: &[f32],
    d_z: &[Lane],
    pixels: Pixels,
    sums: &mut [[Lane; LANES]],
) {
    for (tile, sums) in sums.as_chunks_mut::<ROWS>().0.iter_mut().enumerate() {
        let mut total: [[F32x4; LANES]; ROWS] =
            std::array::from_fn(|i| std::array::from_fn(|v| F32x4::load(&sums[i][v])));
        let x = x[tile * ROWS..].chunks(pixels.x_group);
        for (x, d_z) in x.zip(d_z.chunks(pixels.d_group)) {
            let (d_z, _) = d_z[..LANES * pixels.cols].as_chunks::<LANES>();
            for (j, d_z) in d_z.iter().enumerate() {
                let x: &[f32] = &x[j * pixels.stride..][..ROWS];
                let d_z: [F32x4; LANES] = std::array::from_fn(|v| F32x4::load(&d_z[v]));
                for (total, &x) in total.iter_mut().zip(x) {
                    let x = F32x4::splat(x);
                    for (total, d_z) in total.iter_mut().zip(d_z) {
                        *total = total.add_product(x, d_z);
                    }
                }
            }
        }
        for (sum, total) in sums.as_flattened_mut().iter_mut().zip(total.as_flattened()) {
            total.store(sum);
        }
    }
}
