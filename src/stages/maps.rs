//! Loops over what comes out of a convolution: rows of panels, four filters at a time.

use std::array::from_fn;

use crate::kernels::correlation::Correlation;
use crate::kernels::lanes::F32x4;
use crate::kernels::panels::Lane;

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
    let pixel = |j: usize, a: usize, b: usize, v: usize| F32x4::load(&windows[a][j][b][v]);
    for j in 0..cols {
        for v in 0..LANES {
            let pixels = from_fn(|a| from_fn(|b| pixel(j, a, b, v)));
            for (to, value) in to.iter_mut().zip(f(v, pixels)) {
                let at = j * filters + 4 * v;
                value.store_part(&mut to[at..][..4.min(width - 4 * v)]);
            }
        }
    }
}

/// Adds `f(value)` of every pixel of a map, `cols` of each row, to each of the `totals` `[filters]`. `f` is also told which
/// four filters it sees.
#[inline(always)]
pub fn add_sums<const SUMS: usize>(
    correlation: &Correlation,
    z: &[Lane],
    cols: usize,
    mut totals: [&mut [f64]; SUMS],
    f: impl Fn(usize, F32x4) -> [F32x4; SUMS],
) {
    for row in z.chunks_exact(correlation.line()) {
        for lane in 0..correlation.lanes() {
            let places = correlation.places(lane);
            let mut sums = [F32x4::zero(); SUMS];
            for z in row[places.first..].iter().step_by(places.step).take(cols) {
                for (sum, value) in sums.iter_mut().zip(f(lane, F32x4::load(z))) {
                    *sum += value;
                }
            }
            for (totals, sum) in totals.iter_mut().zip(sums) {
                let mut four = [0.0; 4];
                sum.store(&mut four);
                for (total, sum) in totals[4 * lane..].iter_mut().zip(four) {
                    *total += f64::from(sum);
                }
            }
        }
    }
}
