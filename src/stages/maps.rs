//! Loops over what comes out of a convolution: rows of panels, four filters at a time.

use std::array::from_fn;

use crate::kernels::channels::{BLOCK, add_to};
use crate::kernels::correlation::Correlation;
use crate::kernels::lanes::F32x4;
use crate::kernels::panels::Vector;

/// One row of windows over SIZE rows of what comes out of a convolution, `stride` columns apart: each of `to`,
/// `[cols, filters]`, gets one of the values that `f(vector)` makes of four filters in a window. What it needs for them stays
/// in registers along the row.
#[inline(always)]
pub fn pool_row<const SIZE: usize, const OUTPUTS: usize, F>(
    correlation: &Correlation,
    z: &[Vector],
    stride: usize,
    mut to: [&mut [f32]; OUTPUTS],
    f: impl Fn(usize) -> F,
) where
    F: Fn([[F32x4; SIZE]; SIZE]) -> [F32x4; OUTPUTS],
{
    let line = correlation.line();
    for (first, at) in correlation.panels() {
        let rows: [&[Vector]; SIZE] = from_fn(|a| &z[a * line..][at.clone()]);
        let to = to.each_mut().map(|to| &mut to[4 * first..]);
        let filters = correlation.filters();
        match at.len() / correlation.cols() {
            2 => pool_panel(rows, stride, filters, to, [f(first), f(first + 1)]),
            _ => pool_panel(rows, stride, filters, to, [f(first)]),
        }
    }
}

/// The same for one panel, `[cols][VECTORS]`; `to` begins with its first filter.
#[inline(always)]
fn pool_panel<const SIZE: usize, const OUTPUTS: usize, const VECTORS: usize>(
    rows: [&[Vector]; SIZE],
    stride: usize,
    filters: usize,
    to: [&mut [f32]; OUTPUTS],
    f: [impl Fn([[F32x4; SIZE]; SIZE]) -> [F32x4; OUTPUTS]; VECTORS],
) {
    let rows: [&[[Vector; VECTORS]]; SIZE] = rows.map(|row| row.as_chunks().0);
    // Columns that only fill the last tile have nowhere to go.
    let cols = to[0].len().div_ceil(filters);
    if stride == SIZE {
        // Bounds that are checked once: whole networks answer 1 to 3 % faster.
        let windows = rows.map(|row| &row.as_chunks().0[..cols]);
        pool_windows(cols, |j| windows.map(|row| &row[j]), filters, to, f);
    } else {
        let window = |j: usize| {
            rows.map(|row| {
                row[j * stride..]
                    .first_chunk()
                    .unwrap_or(&[[[0.0; 4]; VECTORS]; SIZE])
            })
        };
        pool_windows(cols, window, filters, to, f);
    }
}

/// The same, where `window(j)` is SIZE rows of window j.
#[inline(always)]
fn pool_windows<'a, const SIZE: usize, const OUTPUTS: usize, const VECTORS: usize>(
    cols: usize,
    window: impl Fn(usize) -> [&'a [[Vector; VECTORS]; SIZE]; SIZE],
    filters: usize,
    to: [&mut [f32]; OUTPUTS],
    f: [impl Fn([[F32x4; SIZE]; SIZE]) -> [F32x4; OUTPUTS]; VECTORS],
) {
    let width = to[0].len() - (cols - 1) * filters;
    let mut to = to.map(|to| to.chunks_mut(filters));
    for j in 0..cols {
        let window = window(j);
        let pixel = |a: usize, b: usize, v: usize| F32x4::load(&window[a][b][v]);
        let values: [_; VECTORS] = from_fn(|v| f[v](from_fn(|a| from_fn(|b| pixel(a, b, v)))));
        for (i, to) in to.iter_mut().enumerate() {
            let to = to.next().unwrap_or_default();
            match to.as_chunks_mut::<4>().0.first_chunk_mut::<VECTORS>() {
                Some(to) if width >= 4 * VECTORS => {
                    (0..VECTORS).for_each(|v| values[v][i].store(&mut to[v]));
                }
                _ => {
                    let to = to[..width].chunks_mut(4);
                    to.zip(values)
                        .for_each(|(to, values)| values[i].store_part(to));
                }
            }
        }
    }
}

/// Adds what `f(vector)` makes of four filters of every pixel of a map, `cols` of each row, to each of the `totals`
/// `[filters]`.
#[inline(always)]
pub fn add_sums<const SUMS: usize, F>(
    correlation: &Correlation,
    z: &[Vector],
    cols: usize,
    mut totals: [&mut [f64]; SUMS],
    f: impl Fn(usize) -> F,
) where
    F: Fn(F32x4) -> [F32x4; SUMS],
{
    let line = correlation.line();
    for rows in z.chunks(line * (BLOCK / cols).max(1)) {
        for (first, at) in correlation.panels() {
            let panel = rows.chunks_exact(line).map(|row| &row[at.clone()]);
            let totals = totals.each_mut().map(|totals| &mut totals[4 * first..]);
            match at.len() / correlation.cols() {
                2 => add_panel(panel, cols, totals, [f(first), f(first + 1)]),
                _ => add_panel(panel, cols, totals, [f(first)]),
            }
        }
    }
}

/// The same for one panel, `[cols][VECTORS]`, of some rows; `totals` begin with its first filter.
#[inline(always)]
fn add_panel<'a, const SUMS: usize, const VECTORS: usize>(
    rows: impl Iterator<Item = &'a [Vector]>,
    cols: usize,
    totals: [&mut [f64]; SUMS],
    f: [impl Fn(F32x4) -> [F32x4; SUMS]; VECTORS],
) {
    let mut sums = [[F32x4::zero(); VECTORS]; SUMS];
    for row in rows {
        for pixel in &row.as_chunks::<VECTORS>().0[..cols] {
            for v in 0..VECTORS {
                let values = f[v](F32x4::load(&pixel[v]));
                for (sums, value) in sums.iter_mut().zip(values) {
                    sums[v] += value;
                }
            }
        }
    }
    for (totals, sums) in totals.into_iter().zip(sums) {
        for (totals, sum) in totals.chunks_mut(4).zip(sums) {
            add_to(totals, sum);
        }
    }
}
