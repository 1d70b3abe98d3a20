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
    /// Columns are transformed, too: a third of the products of 3×3, for three times as many transforms, which only many
    /// channels and filters make up for.
    Tiles {
        rows: usize,
    },
}

/// Channels and filters from which on [`Method::Tiles`] wins; with 32 of each it loses a tenth.
const MANY: usize = 48;

/// Tiles in a product, where there are as many: with twice as many they do not all stay in the second-level cache, at 24
/// points, which costs 4 %.
const TILES: usize = 16;

impl Method {
    fn new(window: Window, filters: usize) -> Self {
        let many = window.input.channels.min(filters) >= MANY
            && window.input.channels.is_multiple_of(4)
            && window.cols.next_multiple_of(4).is_multiple_of(8);
        match (window.size, window.stride) {
            (3, 1) if many => {
                let tiles = window.cols.next_multiple_of(8) / winograd::TILE;
                let blocks = window.rows.div_ceil(winograd::OUT);
                let steps = (blocks * tiles).div_ceil(TILES).min(blocks);
                let rows = blocks.div_ceil(steps) * winograd::OUT;
                Method::Tiles { rows }
            }
            (3, 1) => Method::Winograd3,
            (5, 1) => Method::Winograd5,
            _ => Method::Direct,
        }
    }

    /// Rows of output that are made at a time.
    fn rows(self) -> usize {
        match self {
            Method::Direct => 1,
            Method::Winograd3 | Method::Winograd5 => winograd::OUT,
            Method::Tiles { rows } => rows,
        }
    }

    /// Points at which a kernel is evaluated; one where it is taken as it is.
    fn points(self) -> usize {
        match self {
            Method::Direct => 1,
            Method::Winograd3 => 6,
            Method::Winograd5 => 8,
            Method::Tiles { .. } => 6 * winograd::COLUMNS,
        }
    }
}

impl Correlation {
    /// `None` where maps with their border would be too large.
    pub fn new(window: Window, filters: usize) -> Option<Self> {
        let method = Method::new(window, filters);
        let cols = window.cols.next_multiple_of(4);
        let rows = window.rows.next_multiple_of(method.rows());
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
        let depth = match method {
            Method::Direct => window.len(),
            Method::Winograd3 | Method::Winograd5 => window.run(),
            Method::Tiles { .. } => window.input.channels,
        };
        let panels = (0..method.points()).map(|_| Panels::new(depth, filters));
        let panels = panels.collect();
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
        self.method.rows()
    }

    pub fn reserve(&mut self) -> Result<(), TryReserveError> {
        self.panels.iter_mut().try_for_each(Panels::reserve)?;
        // Of input and output at each point.
        let [input, output] = match self.method {
            Method::Direct => return Ok(()),
            Method::Winograd3 | Method::Winograd5 => [self.padded.row().div_ceil(4), self.line()],
            Method::Tiles { .. } => {
                let tiles = self.tiles();
                [
                    tiles * self.window.input.channels / 4,
                    tiles * self.vectors(),
                ]
            }
        };
        grow(&mut self.points, self.method.points() * input)?;
        let products = self.method.points() * output;
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
            Method::Tiles { .. } => evaluate_tiles(&mut self.panels, kernel, filters),
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
            Method::Tiles { .. } => self.in_tiles(&winograd::THREE, x, z),
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
        self.multiply_points();
        scheme.transform_output(&self.products, z);
    }

    /// Tiles of all rows that are made at a time.
    fn tiles(&self) -> usize {
        self.method.rows() / winograd::OUT * self.cols / winograd::TILE
    }

    fn in_tiles(&mut self, scheme: &Scheme<2>, x: &[f32], z: &mut [Vector]) {
        let (tiles, row, line) = (self.tiles(), self.padded.row(), self.line());
        let in_block = self.cols / winograd::TILE;
        let blocks = tiles / in_block;
        for block in 0..blocks {
            let x = &x[block * winograd::OUT * row..];
            let places = [block * in_block, in_block, tiles];
            let channels = self.window.input.channels;
            scheme.transform_tiles(x, [row, channels], &mut self.points, places);
        }
        self.multiply_points();
        let len = self.products.len() / self.panels.len();
        for (block, z) in z.chunks_exact_mut(winograd::OUT * line).enumerate() {
            for (first, at) in panels(self.vectors(), self.cols) {
                let vectors = at.len() / self.cols;
                let products = &self.products[first * tiles + block * in_block * vectors..];
                let mut rows = z.chunks_exact_mut(line).map(|row| &mut row[at.clone()]);
                let rows = std::array::from_fn(|_| rows.next().unwrap_or_default());
                match vectors {
                    2 => scheme.transform_products::<2>(products, len, rows),
                    _ => scheme.transform_products::<1>(products, len, rows),
                }
            }
        }
    }

    /// What is there at all points times the kernel there.
    fn multiply_points(&mut self) {
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

/// The pixels of `kernel` at all points of rows and columns.
fn evaluate_tiles(panels: &mut [Panels], kernel: &[f32], filters: usize) {
    let channels = kernel.len() / 9 / filters;
    for (point, panels) in panels.iter_mut().enumerate() {
        let (v, u) = (point / 6, point % 6);
        let weights = winograd::THREE.tile_weights(u, v);
        panels.fill(|q, vector| {
            let mut sum = F32x4::zero();
            for (pixel, &weight) in weights.iter().enumerate() {
                let kernel = four(kernel, filters, pixel * channels + q, vector);
                sum = sum.multiply_add(F32x4::splat(weight), kernel);
            }
            sum
        });
    }
}
