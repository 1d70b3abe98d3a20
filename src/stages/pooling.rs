//! Which pixel of each window is the largest.

use std::array::from_fn;

use crate::kernels::correlation::Correlation;
use crate::kernels::lanes::F32x4;
use crate::kernels::panels::Lane;

/// Windows of max-pooling up to this size are part of a stage.
pub const LARGEST_POOL: usize = 4;

/// Bits that the number of a pixel in its window takes.
const PIXEL_BITS: u32 = (LARGEST_POOL * LARGEST_POOL).ilog2();

/// Square windows without overlap, over pixels that lie `row` and `col` numbers apart.
pub struct Pooling {
    size: usize,
    row: usize,
    col: usize,
    /// What is remembered of each pixel of a window: its number, and above [`PIXEL_BITS`] where it lies from the window's
    /// first. The bits of a whole number, because the lanes in which the maximum is chosen are those of `f32`.
    marks: [f32; LARGEST_POOL * LARGEST_POOL],
}

/// The number of the pixel that a mark stands for.
pub fn pixel(mark: f32) -> usize {
    mark.to_bits() as usize % (LARGEST_POOL * LARGEST_POOL)
}

/// Where that pixel lies from the first of its window.
pub fn offset(mark: f32) -> usize {
    (mark.to_bits() >> PIXEL_BITS) as usize
}

impl Pooling {
    pub fn new(size: usize, row: usize, col: usize) -> Self {
        Pooling {
            size,
            row,
            col,
            marks: std::array::from_fn(|p| {
                let offset = p / size * row + p % size * col;
                f32::from_bits((offset << PIXEL_BITS | p) as u32)
            }),
        }
    }

    /// Where window (i, j) begins.
    pub fn window(&self, i: usize, j: usize) -> usize {
        self.size * (i * self.row + j * self.col)
    }

    /// Where pixel `p` of a window lies from its first.
    pub fn offset(&self, p: usize) -> usize {
        offset(self.marks[p])
    }

    /// The largest of the pixels (row, column) of a window, in each lane, and its mark. Ties go to the first.
    #[inline(always)]
    pub fn largest<const SIZE: usize>(
        &self,
        pixel: impl Fn(usize, usize) -> F32x4,
    ) -> (F32x4, F32x4) {
        let mut largest = pixel(0, 0);
        let mut mark = F32x4::splat(self.marks[0]);
        for (p, &here) in self.marks.iter().enumerate().take(SIZE * SIZE).skip(1) {
            let value = pixel(p / SIZE, p % SIZE);
            mark = value.greater(largest).select(F32x4::splat(here), mark);
            largest = largest.max(value);
        }
        (largest, mark)
    }
}

/// One row of windows over SIZE rows of what comes out of a convolution: each of `to`, `[cols, filters]`, gets one of
/// the values that `f` makes of four filters in a window. `f` is also told which four they are.
#[inline(always)]
pub fn pool_row<const SIZE: usize, const OUTPUTS: usize>(
    correlation: &Correlation,
    z: &[Lane],
    mut to: [&mut [f32]; OUTPUTS],
    f: impl Fn(usize, [[F32x4; SIZE]; SIZE]) -> [F32x4; OUTPUTS],
) {
    let line = correlation.line();
    for (first, at) in correlation.panels() {
        let rows: [&[Lane]; SIZE] = from_fn(|a| &z[a * line..][at.clone()]);
        let to = to.each_mut().map(|to| &mut to[4 * first..]);
        let filters = correlation.filters();
        match at.len() / correlation.cols() {
            2 => {
                pool_panel::<SIZE, OUTPUTS, 2>(rows, filters, to, |v, pixels| f(first + v, pixels))
            }
            _ => {
                pool_panel::<SIZE, OUTPUTS, 1>(rows, filters, to, |v, pixels| f(first + v, pixels))
            }
        }
    }
}

/// The same for one panel, `[cols][LANES]`; `to` begins with its first filter.
#[inline(always)]
fn pool_panel<const SIZE: usize, const OUTPUTS: usize, const LANES: usize>(
    rows: [&[Lane]; SIZE],
    filters: usize,
    mut to: [&mut [f32]; OUTPUTS],
    f: impl Fn(usize, [[F32x4; SIZE]; SIZE]) -> [F32x4; OUTPUTS],
) {
    // Columns that only fill the last tile have nowhere to go.
    let cols = to[0].len().div_ceil(filters);
    let width = to[0].len() - (cols - 1) * filters;
    let windows: [&[[[Lane; LANES]; SIZE]]; SIZE] =
        rows.map(|row| &row.as_chunks().0.as_chunks().0[..cols]);
    for j in 0..cols {
        for v in 0..LANES {
            let pixels = from_fn(|a| from_fn(|b| F32x4::load(&windows[a][j][b][v])));
            for (to, value) in to.iter_mut().zip(f(v, pixels)) {
                let at = j * filters + 4 * v;
                value.store_part(&mut to[at..][..4.min(width - 4 * v)]);
            }
        }
    }
}
