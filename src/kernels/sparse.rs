//! The two gradients of a convolution from lists of derivatives.
//!
//! Behind max-pooling only one pixel of each window has a derivative, behind ReLU often none. Skipping the others does
//! a quarter of the textbook's sums and less: 178–197 GFLOP/s by its count, where dense products reach 49–64.

use super::lanes::F32x4;
use super::panels::Lane;

/// A derivative that is not zero, and where its window begins in the padded maps.
#[derive(Clone, Copy, Default)]
pub struct Entry {
    pub window: u32,
    pub delta: f32,
}

/// Vectors of a window's row whose sums stay in registers at a time. With the derivative and a product, 13 fill the 15
/// that V8 has; below 8 the loads of the list show.
const WIDEST: usize = 13;

/// `sums += Σ delta · window`, for each of the rows of the windows: `sums` [rows][lanes], of which the rows of the map
/// `x` lie `row` apart. What follows a row of a window is read up to a whole lane.
pub fn add_windows(sums: &mut [Lane], rows: usize, x: &[f32], row: usize, list: &[Entry]) {
    if list.is_empty() {
        return;
    }
    let lanes = sums.len() / rows;
    let pieces = lanes.div_ceil(WIDEST);
    for (r, mut sums) in sums.chunks_exact_mut(lanes).enumerate() {
        let mut x = &x[r * row..];
        for piece in 0..pieces {
            // All pieces of about the same width.
            let width = (lanes * (piece + 1)) / pieces - (lanes * piece) / pieces;
            let (now, later) = sums.split_at_mut(width);
            ADD[width](now, x, list);
            sums = later;
            x = x.get(4 * width..).unwrap_or_default();
        }
    }
}

type AddPiece = fn(&mut [Lane], &[f32], &[Entry]);

/// [`add_piece`] by its width.
const ADD: [AddPiece; WIDEST + 1] = [
    add_piece::<0>,
    add_piece::<1>,
    add_piece::<2>,
    add_piece::<3>,
    add_piece::<4>,
    add_piece::<5>,
    add_piece::<6>,
    add_piece::<7>,
    add_piece::<8>,
    add_piece::<9>,
    add_piece::<10>,
    add_piece::<11>,
    add_piece::<12>,
    add_piece::<13>,
];

#[inline(never)]
fn add_piece<const LANES: usize>(sums: &mut [Lane], x: &[f32], list: &[Entry]) {
    let mut total: [F32x4; LANES] = std::array::from_fn(|v| F32x4::load(&sums[v]));
    for entry in list {
        let window = &x[entry.window as usize..][..4 * LANES].as_chunks::<4>().0;
        let delta = F32x4::splat(entry.delta);
        for v in 0..LANES {
            total[v] = total[v].add_product(delta, F32x4::load(&window[v]));
        }
    }
    for (sum, total) in sums.iter_mut().zip(total) {
        total.store(sum);
    }
}

/// A derivative that is not zero, and the filter it belongs to.
#[derive(Clone, Copy, Default)]
pub struct Share {
    pub filter: u32,
    pub delta: f32,
}

/// Adds `delta · kernel` of several filters to the window they share, which begins `d_x`. Kernels are
/// [filters][rows][lanes], the rows of the map lie `row` apart.
pub fn add_kernels(
    d_x: &mut [f32],
    rows: usize,
    row: usize,
    kernels: &[Lane],
    kernel: usize,
    list: &[Share],
) {
    // Four filters at a time: the sums are loaded and stored once for all of them.
    for list in list.chunks(4) {
        match list.len() {
            4 => add_group::<4>(d_x, rows, row, kernels, kernel, list),
            3 => add_group::<3>(d_x, rows, row, kernels, kernel, list),
            2 => add_group::<2>(d_x, rows, row, kernels, kernel, list),
            _ => add_group::<1>(d_x, rows, row, kernels, kernel, list),
        }
    }
}

#[inline(never)]
fn add_group<const FILTERS: usize>(
    d_x: &mut [f32],
    rows: usize,
    row: usize,
    kernels: &[Lane],
    kernel: usize,
    list: &[Share],
) {
    let kernels: [&[Lane]; FILTERS] =
        std::array::from_fn(|g| &kernels[list[g].filter as usize * kernel..][..kernel]);
    let deltas: [F32x4; FILTERS] = std::array::from_fn(|g| F32x4::splat(list[g].delta));
    let lanes = kernel / rows;
    for r in 0..rows {
        let kernels: [&[Lane]; FILTERS] = kernels.map(|kernel| &kernel[r * lanes..][..lanes]);
        let d_x = &mut d_x[r * row..][..4 * lanes].as_chunks_mut::<4>().0[..lanes];
        for v in 0..lanes {
            let mut sum = F32x4::load(&d_x[v]);
            for g in 0..FILTERS {
                sum = sum.add_product(deltas[g], F32x4::load(&kernels[g][v]));
            }
            sum.store(&mut d_x[v]);
        }
    }
}
