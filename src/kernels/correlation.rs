//! All windows of a map against all kernels: `z[i, j, f] = Σ_{u, v, c} kernel[u, v, c, f] · x[i·s + u, j·s + v, c]`.
//!
//! In a padded map, row u of the windows of one row of output is a matrix whose rows overlap: window j begins
//! `s · channels` after window j − 1. So each kernel row is a matrix product on the map as it lies; nothing is copied
//! into patches.

use std::collections::TryReserveError;
use std::ops::Range;

use super::lanes::F32x4;
use super::padded::Padded;
use super::panels::{Panels, Places, Vector, Windows, four, multiply, panels};
use super::window::Window;
use super::winograd::{self, Scheme};
use crate::tensor::grow;

/// A kernel, prepared, with the memory it takes to apply it.
pub struct Correlation {
    window: Window,
    filters: usize,
    padded: Padded,
    /// Columns of output with those that fill the last tile.
    cols: usize,
    method: Method,
    /// The rows of the kernel, or its rows at all points.
    panels: Vec<Panels>,
    /// Whether they are there.
    prepared: bool,
    /// Four input rows and those below at all points: `[points][vectors of a row]`
    points: Vec<Vector>,
    /// The products at all points: `[points][vectors, cols]`.
    products: Vec<Vector>,
}

/// How: Winograd wherever it applies, because it wins at every size, with three channels as well: half the products for
/// kernels of 3×3, two fifths for 5×5.
#[derive(Clone, Copy)]
enum Method {
    Direct,
    Winograd3,
    Winograd5,
}

impl Correlation {
    /// `None` where maps with their border would be too large.
    pub fn new(window: Window, filters: usize) -> Option<Self> {
        let method = match (window.size, window.stride) {
            (3, 1) => Method::Winograd3,
            (5, 1) => Method::Winograd5,
            _ => Method::Direct,
        };
        let cols = window.cols.next_multiple_of(4);
        let rows = match method {
            Method::Direct => window.rows,
            _ => window.rows.next_multiple_of(winograd::OUT),
        };
        let padded = Padded {
            map: window.input,
            top: window.pad_top,
            left: window.pad_left,
            rows: (rows - 1) * window.stride + window.size,
            cols: (cols - 1) * window.stride + window.size,
        };
        if !padded.is_affordable() {
            return None;
        }
        let panels = match method {
            Method::Direct => vec![Panels::new(window.len(), filters)],
            Method::Winograd3 => (0..6).map(|_| Panels::new(window.run(), filters)).collect(),
            Method::Winograd5 => (0..8).map(|_| Panels::new(window.run(), filters)).collect(),
        };
        Some(Correlation {
            window,
            filters,
            padded,
            cols,
            method,
            panels,
            prepared: false,
            points: Vec::new(),
            products: Vec::new(),
        })
    }

    /// What maps are given in.
    pub fn padded(&self) -> Padded {
        self.padded
    }

    /// Vectors per pixel of the output.
    pub fn vectors(&self) -> usize {
        self.filters.div_ceil(4)
    }

    /// Rows of output that are made at a time.
    pub fn rows_at_a_time(&self) -> usize {
        match self.method {
            Method::Direct => 1,
            _ => winograd::OUT,
        }
    }

    pub fn reserve(&mut self) -> Result<(), TryReserveError> {
        self.panels.iter_mut().try_for_each(Panels::reserve)?;
        let points = match self.method {
            Method::Direct => return Ok(()),
            Method::Winograd3 => 6,
            Method::Winograd5 => 8,
        };
        let products = points * self.cols * self.vectors();
        grow(&mut self.points, points * self.padded.row().div_ceil(4))?;
        grow(&mut self.products, products)
    }

    /// The kernel is to be prepared anew.
    pub fn forget(&mut self) {
        self.prepared = false;
    }

    /// Takes `kernel` `[k, k, c, f]` from now on, until it is to [`forget`](Self::forget) it.
    ///
    /// Whoever changes weights says so: to compare them with a copy, kernels of hundreds of channels would be read from
    /// memory for every picture, which was a seventh of what one took.
    pub fn prepare(&mut self, kernel: &[f32]) {
        if self.prepared {
            return;
        }
        self.prepared = true;
        let (run, filters) = (self.window.run(), self.filters);
        match self.method {
            Method::Direct => self.panels[0].fill_from(kernel, filters),
            Method::Winograd3 => evaluate(&winograd::THREE, &mut self.panels, kernel, run, filters),
            Method::Winograd5 => evaluate(&winograd::FIVE, &mut self.panels, kernel, run, filters),
        }
    }

    /// Output rows from `row` on, `[rows_at_a_time][vectors, cols]`, from one padded map with what lies behind it.
    pub fn rows(&mut self, x: &[f32], row: usize, z: &mut [Vector]) {
        let x = &x[row * self.window.stride * self.padded.row()..];
        match self.method {
            Method::Direct => {
                let windows = Windows {
                    stride: self.window.stride * self.window.input.channels,
                    runs: self.window.size,
                    row: self.padded.row(),
                };
                multiply(x, windows, &self.panels[0], z);
            }
            Method::Winograd3 => self.winograd(&winograd::THREE, x, z),
            Method::Winograd5 => self.winograd(&winograd::FIVE, x, z),
        }
    }

    /// Where one vector of the filters stands in a row of output.
    pub fn places(&self, vector: usize) -> Places {
        Places::new(vector, self.vectors(), self.cols)
    }

    /// The panels of a row of output: the first vector of each, and where it lies.
    pub fn panels(&self) -> impl Iterator<Item = (usize, Range<usize>)> + use<> {
        panels(self.vectors(), self.cols)
    }

    /// Number of filters.
    pub fn filters(&self) -> usize {
        self.filters
    }

    /// Columns of output with those that fill the last tile.
    pub fn cols(&self) -> usize {
        self.cols
    }

    /// Length of one row of output.
    pub fn line(&self) -> usize {
        self.cols * self.vectors()
    }

    /// Length of the output of one map: `[rows][vectors, cols]`, the rows a multiple of [`rows_at_a_time`](Self::rows_at_a_time).
    pub fn len(&self) -> usize {
        self.window.rows.next_multiple_of(self.rows_at_a_time()) * self.line()
    }

    /// All rows of output of one padded map.
    pub fn run(&mut self, x: &[f32], z: &mut [Vector]) {
        let rows = self.rows_at_a_time();
        let z = z.chunks_exact_mut(rows * self.line());
        for (row, z) in (0..self.window.rows).step_by(rows).zip(z) {
            self.rows(x, row, z);
        }
    }

    /// The output as a map `[rows, cols, filters]`.
    pub fn unpack(&self, z: &[Vector], map: &mut [f32]) {
        let (cols, filters) = (self.window.cols, self.filters);
        let z = z.chunks_exact(self.line());
        for (z, row) in z.zip(map.chunks_exact_mut(cols * filters)) {
            for vector in 0..self.vectors() {
                let Places { first, step } = self.places(vector);
                let width = (filters - 4 * vector).min(4);
                for j in 0..cols {
                    // The last vector may reach into the next pixel, or, with zeros, into what a later vector writes.
                    let pixel = &mut row[j * filters + 4 * vector..][..width];
                    F32x4::load(&z[first + j * step]).store_part(pixel);
                }
            }
        }
    }

    fn winograd<const PAIRS: usize>(
        &mut self,
        scheme: &Scheme<PAIRS>,
        x: &[f32],
        z: &mut [Vector],
    ) {
        scheme.transform_input(x, self.padded.row(), &mut self.points);
        let windows = Windows {
            stride: self.window.input.channels,
            runs: 1,
            row: 0,
        };
        let points = self.points.len() / self.panels.len();
        let products = self.products.len() / self.panels.len();
        let points = self.points.chunks_exact(points);
        let products = self.products.chunks_exact_mut(products);
        for ((x, kernel), product) in points.zip(&self.panels).zip(products) {
            multiply(x.as_flattened(), windows, kernel, product);
        }
        scheme.transform_output(&self.products, z);
    }
}

/// The rows of `kernel` at all points.
fn evaluate<const PAIRS: usize>(
    scheme: &Scheme<PAIRS>,
    panels: &mut [Panels],
    kernel: &[f32],
    run: usize,
    filters: usize,
) {
    for (u, panels) in panels.iter_mut().enumerate() {
        let weights = scheme.kernel_weights(u);
        panels.fill(|q, vector| {
            let mut sum = F32x4::zero();
            for (j, &weight) in weights[..Scheme::<PAIRS>::TAPS].iter().enumerate() {
                let kernel = four(kernel, filters, j * run + q, vector);
                sum = sum.multiply_add(F32x4::splat(weight), kernel);
            }
            sum
        });
    }
}
