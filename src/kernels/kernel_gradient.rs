//! The gradient of a kernel where every pixel of the output has a derivative:
//! `d_kernel[u, v, c, f] = Σ_{i, j} x[i + u, j + v, c] · d_z[i, j, f]`.
//!
//! The transpose of [`super::correlation`]: input and derivatives go to the points of [`super::winograd`], are multiplied
//! there, and the sums over all rows and pictures come back once: half the products for kernels of 3×3, two fifths for
//! 5×5.

use std::collections::TryReserveError;

use super::lanes::F32x4;
use super::padded::Padded;
use super::panels::{Places, ROWS, Vector, panels};
use super::window::Window;
use super::winograd::{self, Scheme};
use crate::tensor::grow;

/// Pixels of a row of windows, in groups of four rows, for which it pays to load and store a tile of sums.
const PIXELS: usize = 64;

/// The sums, with the memory it takes to add to them. For kernels of 3×3 and 5×5 with stride 1.
pub struct KernelGradient {
    window: Window,
    filters: usize,
    padded: Padded,
    /// Pictures that are summed at a time, because the tiles of a small map would be short, and how many of them are there.
    pictures: usize,
    there: usize,
    /// The input at all points, four rows of windows in a group: `[groups][points][vectors of a row]`, and a vector that is
    /// read beyond the end.
    x: Vec<Vector>,
    /// The derivatives at all points, cut into panels: `[groups][points][vectors, cols]`.
    d_z: Vec<Vector>,
    /// A row of derivatives where there are none.
    zeros: Vec<f32>,
    /// `[points][vectors, numbers of a window's row]`
    sums: Vec<Vector>,
}

impl KernelGradient {
    /// `padded` is how the maps of [`super::correlation`] lie.
    pub fn new(window: Window, filters: usize, padded: Padded) -> Self {
        KernelGradient {
            window,
            filters,
            padded,
            pictures: (PIXELS * winograd::OUT / window.count()).clamp(1, 8),
            there: 0,
            x: Vec::new(),
            d_z: Vec::new(),
            zeros: Vec::new(),
            sums: Vec::new(),
        }
    }

    fn vectors(&self) -> usize {
        self.filters.div_ceil(4)
    }

    /// Length of a row of derivatives.
    fn line(&self) -> usize {
        self.window.cols * self.vectors()
    }

    /// Numbers of a window's row, to a whole tile.
    fn run(&self) -> usize {
        self.window.run().next_multiple_of(ROWS)
    }

    fn points(&self) -> usize {
        self.window.size + winograd::OUT - 1
    }

    /// Groups of four rows in a picture.
    fn groups(&self) -> usize {
        self.window.rows.div_ceil(winograd::OUT)
    }

    pub fn reserve(&mut self) -> Result<(), TryReserveError> {
        let (points, groups) = (self.points(), self.pictures * self.groups());
        let (row, line) = (self.padded.row().div_ceil(4), self.line());
        let sums = points * self.vectors() * self.run();
        grow(&mut self.x, groups * points * row + 1)?;
        grow(&mut self.d_z, groups * points * line)?;
        grow(&mut self.zeros, 4 * line)?;
        grow(&mut self.sums, sums)
    }

    pub fn clear(&mut self) {
        self.there = 0;
        self.sums.fill([0.0; 4]);
    }

    /// Adds one picture: `x` padded, and `d_z`, whose rows of `[cols, filters]` lie `d_row` apart. What follows each is
    /// read up to a whole vector.
    pub fn add(&mut self, x: &[f32], d_z: &[f32], d_row: usize) {
        match self.window.size {
            3 => self.transform(&winograd::THREE, x, d_z, d_row),
            _ => self.transform(&winograd::FIVE, x, d_z, d_row),
        }
        self.there += 1;
        if self.there == self.pictures {
            self.sum();
        }
    }

    /// Takes one picture to the points.
    fn transform<const PAIRS: usize>(
        &mut self,
        scheme: &Scheme<PAIRS>,
        x: &[f32],
        d_z: &[f32],
        d_row: usize,
    ) {
        let (points, vectors, done) = (self.points(), self.vectors(), self.there * self.groups());
        let (row, line) = (points * self.padded.row().div_ceil(4), self.line());
        let x_groups = self.x.chunks_exact_mut(row).skip(done);
        let d_groups = self.d_z.chunks_exact_mut(points * line).skip(done);
        let rows = (0..self.window.rows).step_by(winograd::OUT);
        for (first, (x_points, d_points)) in rows.zip(x_groups.zip(d_groups)) {
            scheme.transform_input(&x[first * self.padded.row()..], self.padded.row(), x_points);
            let rows = std::array::from_fn(|i| match first + i < self.window.rows {
                true => &d_z[(first + i) * d_row..],
                false => &self.zeros[..],
            });
            let mut d_points = d_points.chunks_exact_mut(line);
            let mut d_points: [&mut [Vector]; 8] =
                std::array::from_fn(|_| d_points.next().unwrap_or_default());
            for (vector, at) in panels(vectors, self.window.cols) {
                let rows = rows.map(|row: &[f32]| &row[4 * vector..]);
                let points = d_points
                    .each_mut()
                    .map(|points| points.get_mut(at.clone()).unwrap_or_default());
                match at.len() / self.window.cols {
                    2 => scheme.transform_derivatives::<2>(rows, self.filters, points),
                    _ => scheme.transform_derivatives::<1>(rows, self.filters, points),
                }
            }
        }
    }

    /// Adds the pictures that are there to the sums.
    fn sum(&mut self) {
        let (points, run, groups) = (self.points(), self.run(), self.there * self.groups());
        let (row, line) = (self.padded.row().div_ceil(4), self.line());
        let sums = self.sums.len() / points;
        for (u, sums) in self.sums.chunks_exact_mut(sums).enumerate() {
            let pixels = Pixels {
                cols: self.window.cols,
                x: self.window.input.channels,
                groups,
                x_group: 4 * points * row,
                d_group: points * line,
            };
            let x = self.x[u * row..].as_flattened();
            for (panel, sums) in sums.chunks_mut(2 * run).enumerate() {
                let d_z = &self.d_z[u * line + panel * 2 * self.window.cols..];
                match sums.len() == 2 * run {
                    true => add_outer::<2>(x, d_z, pixels, sums.as_chunks_mut().0),
                    false => add_outer::<1>(x, d_z, pixels, sums.as_chunks_mut().0),
                }
            }
        }
        self.there = 0;
    }

    /// Adds the sums to `d_kernel` `[k, k · c, filters]`.
    pub fn finish(&mut self, d_kernel: &mut [f32]) {
        self.sum();
        match self.window.size {
            3 => self.finish_at(&winograd::THREE, d_kernel),
            _ => self.finish_at(&winograd::FIVE, d_kernel),
        }
    }

    fn finish_at<const PAIRS: usize>(&self, scheme: &Scheme<PAIRS>, d_kernel: &mut [f32]) {
        let (run, vectors, padded_run) = (self.window.run(), self.vectors(), self.run());
        let sums = self
            .sums
            .chunks_exact(self.sums.len() / Scheme::<PAIRS>::ROWS);
        for (u, sums) in sums.enumerate() {
            let rows = d_kernel.chunks_exact_mut(run * self.filters);
            for (weight, d_kernel) in scheme.kernel_weights(u).into_iter().zip(rows) {
                for (q, d_kernel) in d_kernel.chunks_exact_mut(self.filters).enumerate() {
                    for (vector, d_kernel) in d_kernel.chunks_mut(4).enumerate() {
                        let places = Places::new(vector, vectors, padded_run);
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
    /// Pixels of a row.
    cols: usize,
    /// From one pixel of the input to the next.
    x: usize,
    /// Groups of rows, and from one to the next.
    groups: usize,
    x_group: usize,
    d_group: usize,
}

/// `sums[q] += Σ_j x[j + q] · d_z[j]`, over the pixels j in the rows of all groups.
#[inline(never)]
fn add_outer<const VECTORS: usize>(
    x: &[f32],
    d_z: &[Vector],
    pixels: Pixels,
    sums: &mut [[Vector; VECTORS]],
) {
    for (tile, sums) in sums.as_chunks_mut::<ROWS>().0.iter_mut().enumerate() {
        let mut total: [[F32x4; VECTORS]; ROWS] =
            std::array::from_fn(|i| std::array::from_fn(|v| F32x4::load(&sums[i][v])));
        for group in 0..pixels.groups {
            let x = &x[group * pixels.x_group + tile * ROWS..];
            let d_z = d_z[group * pixels.d_group..][..VECTORS * pixels.cols]
                .as_chunks::<VECTORS>()
                .0;
            for (x, d_z) in x.array_windows::<ROWS>().step_by(pixels.x).zip(d_z) {
                let d_z: [F32x4; VECTORS] = std::array::from_fn(|v| F32x4::load(&d_z[v]));
                for (total, &x) in total.iter_mut().zip(x) {
                    let x = F32x4::splat(x);
                    for (total, d_z) in total.iter_mut().zip(d_z) {
                        *total = total.multiply_add(x, d_z);
                    }
                }
            }
        }
        for (sum, total) in sums.as_flattened_mut().iter_mut().zip(total.as_flattened()) {
            total.store(sum);
        }
    }
}
