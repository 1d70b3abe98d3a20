//! The product that convolutions are made of: windows of a map times packed kernels.

use std::collections::TryReserveError;
use std::ops::Range;

use super::functions::Clamp;
use super::lanes::F32x4;
use crate::tensor::grow;

/// Four neighbouring numbers, as many as a register of SIMD128 has lanes.
pub type Vector = [f32; 4];

/// Vectors of a wide panel. With tiles of 4 rows it keeps 8 sums, 4 inputs and 2 weights in registers, 14 of the 15 that
/// V8 has: 50 to 60 GFLOP/s where 4×3 and 2×5 spill and reach 30, and 4×1 waits for its sums, 31.
const WIDE: usize = 2;

/// Rows of a tile where there are enough. A fused multiply-add needs no register for a product, so 12 sums fit; with 8,
/// which wait for each other's 4 cycles in two units, a product is a sixth slower.
pub const ROWS: usize = if cfg!(target_feature = "relaxed-simd") {
    6
} else {
    4
};

/// A matrix `[depth, columns]`, its columns padded with zeros to whole vectors and cut into panels: all of two vectors but
/// the last of an odd number. Each is in the order in which [`multiply`] reads it, `[depth][vectors]`.
pub struct Panels {
    depth: usize,
    vectors: usize,
    data: Vec<Vector>,
}

impl Panels {
    pub fn new(depth: usize, columns: usize) -> Self {
        let vectors = columns.div_ceil(4);
        Panels {
            depth,
            vectors,
            data: Vec::new(),
        }
    }

    /// Makes room, before it is filled for the first time.
    pub fn reserve(&mut self) -> Result<(), TryReserveError> {
        grow(&mut self.data, self.depth * self.vectors)
    }

    /// Becomes `matrix`, row-major.
    pub fn fill_from(&mut self, matrix: &[f32], columns: usize) {
        self.fill(|q, vector| four(matrix, columns, q, vector));
    }

    /// Row q of columns 4 · vector and after becomes `value(q, vector)`.
    pub fn fill(&mut self, value: impl Fn(usize, usize) -> F32x4) {
        for vector in 0..self.vectors {
            let Places { first, step } = Places::new(vector, self.vectors, self.depth);
            let to = self.data[first..].iter_mut().step_by(step);
            for (q, to) in to.take(self.depth).enumerate() {
                value(q, vector).store(to);
            }
        }
    }
}

/// Four columns of row `q` of a matrix, zeros behind the last.
#[inline(always)]
pub fn four(matrix: &[f32], columns: usize, q: usize, vector: usize) -> F32x4 {
    let row = &matrix[q * columns..][..columns];
    F32x4::load_part(&row[4 * vector..columns.min(4 * vector + 4)])
}

/// Where one vector of the columns stands in a matrix that is cut into panels: its rows are `first`, `first + step`, …
#[derive(Clone, Copy)]
pub struct Places {
    pub first: usize,
    pub step: usize,
}

impl Places {
    /// Of vector `vector` of `vectors`, in a matrix of so many rows.
    pub fn new(vector: usize, vectors: usize, rows: usize) -> Self {
        let panel = vector - vector % WIDE;
        Places {
            first: panel * rows + vector % WIDE,
            step: WIDE.min(vectors - panel),
        }
    }
}

/// The panels of a matrix of so many vectors and rows: the first vector of each, and where it lies.
pub fn panels(vectors: usize, rows: usize) -> impl Iterator<Item = (usize, Range<usize>)> {
    (0..vectors).step_by(WIDE).map(move |vector| {
        let end = vectors.min(vector + WIDE);
        (vector, vector * rows..end * rows)
    })
}

/// Where windows lie in a map: window i consists of `runs` pieces, piece r at `i · stride + r · row`. Their length
/// follows from the kernel.
#[derive(Clone, Copy)]
pub struct Windows {
    pub stride: usize,
    pub runs: usize,
    pub row: usize,
}

/// `c[i] = Σ_q window_i(a)[q] · b[q]` for all rows of `c`, which is cut into panels as `b` is. Their number is a
/// multiple of four.
pub fn multiply(a: &[f32], windows: Windows, b: &Panels, c: &mut [Vector]) {
    let rows = c.len() / b.vectors;
    assert!(rows.is_multiple_of(4) && rows * b.vectors == c.len());
    let panels = b.data.chunks(WIDE * b.depth);
    for (b, c) in panels.zip(c.chunks_mut(WIDE * rows)) {
        if c.len() == WIDE * rows {
            tiles::<ROWS, WIDE>(a, windows, b.as_chunks().0, c.as_chunks_mut().0);
        } else {
            tiles::<8, 1>(a, windows, b.as_chunks().0, c.as_chunks_mut().0);
        }
    }
}

/// One panel of the product, ROWS rows at a time, and what does not fill such tiles four at a time. A function of its own
/// and called often, so that the browser's optimising compiler takes it early. A call for each tile was a quarter slower
/// for short windows, and unrolling the inner loop by hand costs a third: registers spill.
#[inline(never)]
fn tiles<const ROWS: usize, const VECTORS: usize>(
    a: &[f32],
    windows: Windows,
    b: &[[Vector; VECTORS]],
    c: &mut [[Vector; VECTORS]],
) {
    let many = in_tiles(ROWS, c.len());
    let (many, few) = c.split_at_mut(many);
    let begun = many.len() * windows.stride;
    for (tile, c) in many.as_chunks_mut::<ROWS>().0.iter_mut().enumerate() {
        fill_tile(&a[tile * ROWS * windows.stride..], windows, b, c);
    }
    for (tile, c) in few.as_chunks_mut::<4>().0.iter_mut().enumerate() {
        fill_tile(&a[begun + tile * 4 * windows.stride..], windows, b, c);
    }
}

/// How many of `rows`, a multiple of four, go into tiles of `tile`, so that the others fill tiles of four.
fn in_tiles(tile: usize, rows: usize) -> usize {
    let mut few = (0..rows).step_by(4);
    let few = few.find(|few| (rows - few).is_multiple_of(tile));
    rows - few.unwrap_or(rows)
}

/// One tile of it.
#[inline(always)]
fn fill_tile<const ROWS: usize, const VECTORS: usize>(
    a: &[f32],
    windows: Windows,
    b: &[[Vector; VECTORS]],
    c: &mut [[Vector; VECTORS]; ROWS],
) {
    let depth = b.len() / windows.runs;
    let mut sums = [[F32x4::zero(); VECTORS]; ROWS];
    for run in 0..windows.runs {
        let b = &b[run * depth..][..depth];
        add_products(&mut sums, &a[run * windows.row..], windows.stride, b);
    }
    for (c, sums) in c.as_flattened_mut().iter_mut().zip(sums.as_flattened()) {
        sums.store(c);
    }
}

/// `c[i, f] = finish(Σ_q a[i, q] · b[q, f])` for row-major matrices `a` `[rows, depth]` and `c` `[rows, columns]`.
/// What is made of a sum costs nothing beside it: it is in a register.
pub fn multiply_rows(a: &[f32], b: &Panels, finish: Finish, c: &mut [f32], columns: usize) {
    for vector in (0..b.vectors).step_by(WIDE) {
        let to = Rows {
            width: (columns - 4 * vector).min(4 * WIDE),
            columns,
            c: &mut c[4 * vector..],
        };
        finished_panel(a, b, vector, finish, to);
    }
}

/// Where the rows of a product lie that is cut into planes, one for each vector.
#[derive(Clone, Copy)]
pub struct Planes<'a> {
    /// Of each row, in every plane.
    pub places: &'a [usize],
    /// Length of a plane.
    pub len: usize,
}

/// The same for the vectors from `first` on, an even number, as many as there are planes in `c`; the rows go to their
/// places.
pub fn multiply_planes(
    a: &[f32],
    b: &Panels,
    first: usize,
    finish: Finish,
    planes: Planes,
    c: &mut [Vector],
) {
    let vectors = (first..b.vectors).step_by(WIDE);
    for (vector, c) in vectors.zip(c.chunks_mut(WIDE * planes.len)) {
        finished_panel(a, b, vector, finish, Placed { planes, c });
    }
}

/// What becomes of a sum: `min(max(sum + bias, low), high)`.
#[derive(Clone, Copy)]
pub struct Finish<'a> {
    /// Of each column, in whole vectors.
    pub bias: &'a [Vector],
    pub clamp: Clamp,
}

/// Where the rows of one panel of a product go.
trait To {
    fn store<const VECTORS: usize>(&mut self, row: usize, values: [F32x4; VECTORS]);
}

/// Into a row-major matrix; `c` begins with the panel's first column.
struct Rows<'a> {
    c: &'a mut [f32],
    columns: usize,
    width: usize,
}

impl To for Rows<'_> {
    #[inline(always)]
    fn store<const VECTORS: usize>(&mut self, row: usize, values: [F32x4; VECTORS]) {
        let c = &mut self.c[row * self.columns..][..self.width];
        match c.as_chunks_mut::<4>().0.first_chunk_mut::<VECTORS>() {
            Some(c) => (0..VECTORS).for_each(|v| values[v].store(&mut c[v])),
            None => {
                let c = c.chunks_mut(4).zip(values);
                c.for_each(|(c, values)| values.store_part(c));
            }
        }
    }
}

/// To their places in the planes of the panel's vectors.
struct Placed<'a> {
    c: &'a mut [Vector],
    planes: Planes<'a>,
}

impl To for Placed<'_> {
    #[inline(always)]
    fn store<const VECTORS: usize>(&mut self, row: usize, values: [F32x4; VECTORS]) {
        let place = self.planes.places[row];
        for (v, value) in values.into_iter().enumerate() {
            value.store(&mut self.c[v * self.planes.len + place]);
        }
    }
}

/// The panel that begins with vector `vector`.
fn finished_panel(a: &[f32], b: &Panels, vector: usize, finish: Finish, to: impl To) {
    let panel = &b.data[vector * b.depth..];
    let bias = &finish.bias[vector..];
    let finish = Finish { bias, ..finish };
    match panel.get(..WIDE * b.depth) {
        Some(panel) => finished_rows::<ROWS, WIDE>(a, panel.as_chunks().0, finish, to),
        None => finished_rows::<8, 1>(a, panel.as_chunks().0, finish, to),
    }
}

#[inline(never)]
fn finished_rows<const ROWS: usize, const VECTORS: usize>(
    a: &[f32],
    b: &[[Vector; VECTORS]],
    finish: Finish,
    mut to: impl To,
) {
    let rows = a.len() / b.len();
    let many = in_tiles(ROWS, rows - rows % 4);
    for row in (0..many).step_by(ROWS) {
        finish_tile::<ROWS, VECTORS>(a, row, b, finish, &mut to);
    }
    for row in (many..rows - rows % 4).step_by(4) {
        finish_tile::<4, VECTORS>(a, row, b, finish, &mut to);
    }
    for row in rows - rows % 4..rows {
        finish_tile::<1, VECTORS>(a, row, b, finish, &mut to);
    }
}

/// One tile of it, from row `row` on.
#[inline(always)]
fn finish_tile<const ROWS: usize, const VECTORS: usize>(
    a: &[f32],
    row: usize,
    b: &[[Vector; VECTORS]],
    Finish { bias, clamp }: Finish,
    to: &mut impl To,
) {
    let mut sums = [[F32x4::zero(); VECTORS]; ROWS];
    add_products(&mut sums, &a[row * b.len()..], b.len(), b);
    let bias: [F32x4; VECTORS] = std::array::from_fn(|v| F32x4::load(&bias[v]));
    for (i, sums) in sums.into_iter().enumerate() {
        let values: [F32x4; VECTORS] = std::array::from_fn(|v| clamp.apply(sums[v] + bias[v]));
        to.store(row + i, values);
    }
}

/// `sums[i] += Σ_q a[i · stride + q] · b[q]`
#[inline(always)]
fn add_products<const ROWS: usize, const VECTORS: usize>(
    sums: &mut [[F32x4; VECTORS]; ROWS],
    a: &[f32],
    stride: usize,
    b: &[[Vector; VECTORS]],
) {
    // Cut to the length of b, so that it need not be checked in the loop.
    let a: [&[f32]; ROWS] = std::array::from_fn(|i| &a[i * stride..][..b.len()]);
    for q in 0..b.len() {
        let b: [F32x4; VECTORS] = std::array::from_fn(|v| F32x4::load(&b[q][v]));
        for (sums, a) in sums.iter_mut().zip(a) {
            let a = F32x4::splat(a[q]);
            for (sum, b) in sums.iter_mut().zip(b) {
                *sum = sum.multiply_add(a, b);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layers::check::{assert_agree, random};

    #[test]
    fn products_are_their_sums_in_every_shape() {
        for (rows, run, runs, columns, stride) in [
            (4, 1, 1, 1, 1),
            (8, 15, 1, 16, 3),
            (4, 15, 5, 20, 3),
            (12, 7, 2, 10, 14),
            (16, 80, 1, 4, 16),
            (20, 9, 3, 33, 2),
        ] {
            let depth = run * runs;
            let windows = Windows {
                stride,
                runs,
                row: rows * stride + run,
            };
            let a = random(runs * windows.row);
            let b = random(depth * columns);
            let mut panels = Panels::new(depth, columns);
            panels.reserve().unwrap();
            panels.fill_from(&b, columns);
            let vectors = columns.div_ceil(4);
            let mut c = vec![[f32::NAN; 4]; rows * vectors];
            multiply(&a, windows, &panels, &mut c);
            let (mut actual, mut expected) = (Vec::new(), Vec::new());
            for i in 0..rows {
                for column in 0..columns {
                    let places = Places::new(column / 4, vectors, rows);
                    actual.push(c[places.first + i * places.step][column % 4]);
                    let terms = (0..depth).map(|q| {
                        let a = a[i * stride + q / run * windows.row + q % run];
                        f64::from(a) * f64::from(b[q * columns + column])
                    });
                    expected.push(terms.sum());
                }
            }
            let case = format!("{rows} × {runs}·{run} × {columns}");
            assert_agree(&case, &actual, &expected, 1e-6);
        }
    }

    #[test]
    fn rows_are_finished_in_every_shape() {
        for (rows, depth, columns) in [
            (1, 3, 5),
            (6, 1, 8),
            (8, 9, 4),
            (13, 20, 10),
            (31, 7, 35),
            (48, 5, 3),
        ] {
            let [a, b] = [rows, columns].map(|len| random(len * depth));
            let mut panels = Panels::new(depth, columns);
            panels.reserve().unwrap();
            panels.fill_from(&b, columns);
            let biases = random(columns);
            let mut bias = vec![[0.0; 4]; columns.div_ceil(4)];
            bias.as_flattened_mut()[..columns].copy_from_slice(&biases);
            for [low, high] in [[-0.5, 0.75], [f32::NEG_INFINITY, f32::INFINITY]] {
                let finish = Finish {
                    bias: &bias,
                    clamp: Clamp { low, high },
                };
                let mut c = vec![f32::NAN; rows * columns];
                multiply_rows(&a, &panels, finish, &mut c, columns);
                let expected = (0..c.len()).map(|at| {
                    let terms = (0..depth).map(|q| {
                        let a = a[at / columns * depth + q];
                        f64::from(a) * f64::from(b[q * columns + at % columns])
                    });
                    let sum: f64 = terms.sum();
                    (sum + f64::from(biases[at % columns])).clamp(low.into(), high.into())
                });
                let expected: Vec<f64> = expected.collect();
                let case = format!("{rows} × {depth} × {columns} in {low}..{high}");
                assert_agree(&case, &c, &expected, 1e-6);
            }
        }
    }
}
