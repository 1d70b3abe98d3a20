//! Matrix products: `c += a · b`.
//!
//! The classical scheme (Goto and van de Geijn, "Anatomy of High-Performance Matrix Multiplication", 2008) in its
//! smallest form: a block of `b` and a tile of `a` are copied into the order in which the innermost loop reads them,
//! and that loop keeps a 4×8 tile of `c` in registers. 4×8 needs 8 registers for `c`, 4 for `a` and 2 for `b`; wider
//! tiles pass the 15 that V8 has and spill.

use super::lanes::F32x4;

/// Rows of a register tile.
const TILE_ROWS: usize = 4;
/// Columns of a register tile.
const TILE_COLS: usize = 8;
/// Depth of a block: a tile of `a` (4 kB) and a panel of `b` (8 kB) stay in the first-level cache together.
const BLOCK_DEPTH: usize = 256;
/// Columns of a block of `b`: 64 kB in all, which the second-level cache holds beside the matrices.
const BLOCK_COLS: usize = 64;

/// A matrix seen in a slice: element (i, j) is `data[i · row_stride + j · col_stride]`.
#[derive(Clone, Copy)]
pub struct Matrix<'a> {
    data: &'a [f32],
    rows: usize,
    cols: usize,
    row_stride: usize,
    col_stride: usize,
}

impl<'a> Matrix<'a> {
    /// The row-major matrix `[rows, cols]` in `data`.
    pub fn new(data: &'a [f32], rows: usize, cols: usize) -> Self {
        assert_eq!(data.len(), rows * cols, "a {rows}×{cols} matrix");
        Matrix {
            data,
            rows,
            cols,
            row_stride: cols,
            col_stride: 1,
        }
    }

    /// The numbers from element (i, j) on.
    fn from(self, i: usize, j: usize) -> &'a [f32] {
        &self.data[i * self.row_stride + j * self.col_stride..]
    }

    /// The same numbers with rows and columns exchanged; nothing is copied.
    pub fn transposed(self) -> Self {
        Matrix {
            data: self.data,
            rows: self.cols,
            cols: self.rows,
            row_stride: self.col_stride,
            col_stride: self.row_stride,
        }
    }
}

/// The memory that a product needs, of fixed size, allocated once.
pub struct Gemm {
    /// One tile of `a`: `[depth, row]`.
    packed_a: Vec<[f32; TILE_ROWS]>,
    /// One block of `b`: `[panel, depth, column]`.
    packed_b: Vec<[f32; TILE_COLS]>,
}

impl Default for Gemm {
    fn default() -> Self {
        Gemm {
            packed_a: vec![[0.0; TILE_ROWS]; BLOCK_DEPTH],
            packed_b: vec![[0.0; TILE_COLS]; BLOCK_DEPTH * (BLOCK_COLS / TILE_COLS)],
        }
    }
}

impl Gemm {
    /// `c += a · b`, for `a` `[m, k]`, `b` `[k, n]` and `c` `[m, n]` row-major.
    pub fn multiply_add(&mut self, c: &mut [f32], a: Matrix, b: Matrix) {
        let (m, k, n) = (a.rows, a.cols, b.cols);
        assert_eq!(b.rows, k, "the inner dimensions of a product");
        assert_eq!(c.len(), m * n, "the result of a product");
        for p in (0..k).step_by(BLOCK_DEPTH) {
            let depth = BLOCK_DEPTH.min(k - p);
            for j in (0..n).step_by(BLOCK_COLS) {
                let cols = BLOCK_COLS.min(n - j);
                self.pack_b(b, p, depth, j, cols);
                for i in (0..m).step_by(TILE_ROWS) {
                    let rows = TILE_ROWS.min(m - i);
                    let packed_a = &mut self.packed_a[..depth];
                    pack(packed_a, a.from(i, p), a.row_stride, a.col_stride, rows);
                    let panels = self.packed_b.chunks_exact(depth);
                    for (panel, j) in panels.zip((j..j + cols).step_by(TILE_COLS)) {
                        let tile = multiply_tile(packed_a, panel);
                        let width = TILE_COLS.min(n - j);
                        for (row, sums) in tile[..rows].iter().enumerate() {
                            add(&mut c[(i + row) * n + j..][..width], sums);
                        }
                    }
                }
            }
        }
    }

    /// Copies columns `j..j + cols` at depth `p..p + depth` into panels of [`TILE_COLS`].
    fn pack_b(&mut self, b: Matrix, p: usize, depth: usize, j: usize, cols: usize) {
        let panels = self.packed_b.chunks_exact_mut(depth);
        for (panel, j0) in panels.zip((j..j + cols).step_by(TILE_COLS)) {
            let width = TILE_COLS.min(j + cols - j0);
            pack(panel, b.from(p, j0), b.col_stride, b.row_stride, width);
        }
    }
}

/// Lays `count` ≤ N lines side by side: `to[q][i] = from[i · across + q · along]`. Lines that are missing are zero.
/// One of the strides is 1, so either a row of `to` or a line is contiguous.
fn pack<const N: usize>(
    to: &mut [[f32; N]],
    from: &[f32],
    across: usize,
    along: usize,
    count: usize,
) {
    let depth = to.len();
    if across == 1 {
        for (q, to) in to.iter_mut().enumerate() {
            let from = &from[q * along..];
            *to = match from.first_chunk() {
                Some(full) if count == N => *full,
                _ => std::array::from_fn(|i| if i < count { from[i] } else { 0.0 }),
            };
        }
    } else {
        assert_eq!(along, 1, "neither rows nor columns are contiguous");
        let lines: [&[f32]; N] = std::array::from_fn(|i| match i < count {
            true => &from[i * across..][..depth],
            false => &ZEROS[..depth],
        });
        for (q, to) in to.iter_mut().enumerate() {
            *to = std::array::from_fn(|i| lines[i][q]);
        }
    }
}

const ZEROS: [f32; BLOCK_DEPTH] = [0.0; BLOCK_DEPTH];

/// `c += sums`, as far as `c` goes.
#[inline(always)]
fn add(c: &mut [f32], sums: &[f32; TILE_COLS]) {
    match c.as_mut_array::<TILE_COLS>() {
        Some(c) => c.iter_mut().zip(sums).for_each(|(c, sum)| *c += sum),
        None => c.iter_mut().zip(sums).for_each(|(c, sum)| *c += sum),
    }
}

/// A 4×8 tile of products over the common depth. A function of its own and called often, so that the browser's
/// optimising compiler takes it early.
#[inline(never)]
fn multiply_tile(a: &[[f32; TILE_ROWS]], b: &[[f32; TILE_COLS]]) -> [[f32; TILE_COLS]; TILE_ROWS] {
    let mut sums = [[F32x4::splat(0.0); TILE_COLS / 4]; TILE_ROWS];
    for (a, b) in a.iter().zip(b) {
        let b: [F32x4; TILE_COLS / 4] = std::array::from_fn(|v| F32x4::load(&b.as_chunks().0[v]));
        for (sums, &a) in sums.iter_mut().zip(a) {
            let a = F32x4::splat(a);
            for (sum, b) in sums.iter_mut().zip(b) {
                *sum = sum.multiply_add(a, b);
            }
        }
    }
    let mut tile = [[0.0; TILE_COLS]; TILE_ROWS];
    for (row, sums) in tile.iter_mut().zip(sums) {
        for (to, sum) in row.as_chunks_mut().0.iter_mut().zip(sums) {
            sum.store(to);
        }
    }
    tile
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::Rng;

    /// The definition, in f64.
    fn reference(c: &[f32], a: Matrix, b: Matrix) -> Vec<f64> {
        let mut c: Vec<f64> = c.iter().map(|&v| f64::from(v)).collect();
        for i in 0..a.rows {
            for j in 0..b.cols {
                for p in 0..a.cols {
                    let left = a.data[i * a.row_stride + p * a.col_stride];
                    let right = b.data[p * b.row_stride + j * b.col_stride];
                    c[i * b.cols + j] += f64::from(left) * f64::from(right);
                }
            }
        }
        c
    }

    #[test]
    fn agrees_with_the_definition_in_every_shape_and_orientation() {
        let sizes = [1, 2, 3, 4, 5, 7, 8, 9, 15, 17, 64, 65];
        let depths = [1, 2, 5, 75, 255, 256, 257, 600];
        let mut rng = Rng::new(3, 0);
        let mut random = |len| -> Vec<f32> { (0..len).map(|_| rng.symmetric(1.0)).collect() };
        let mut gemm = Gemm::default();
        for (round, &k) in depths.iter().enumerate() {
            for (turn, &m) in sizes.iter().enumerate() {
                let n = sizes[(turn * 5 + round) % sizes.len()];
                let (a, b, c) = (random(m * k), random(k * n), random(m * n));
                for (a_transposed, b_transposed) in [(false, false), (true, false), (false, true)] {
                    let a = match a_transposed {
                        false => Matrix::new(&a, m, k),
                        true => Matrix::new(&a, k, m).transposed(),
                    };
                    let b = match b_transposed {
                        false => Matrix::new(&b, k, n),
                        true => Matrix::new(&b, n, k).transposed(),
                    };
                    let expected = reference(&c, a, b);
                    let mut actual = c.clone();
                    gemm.multiply_add(&mut actual, a, b);
                    let tolerance = 1e-6 * (k as f64).sqrt().max(2.0);
                    for (i, (&actual, expected)) in actual.iter().zip(&expected).enumerate() {
                        let error = (f64::from(actual) - expected).abs();
                        assert!(
                            error <= tolerance,
                            "{m}×{k}×{n}, transposed {a_transposed} {b_transposed}, element {i}: {actual}, expected {expected}"
                        );
                    }
                }
            }
        }
    }
}
