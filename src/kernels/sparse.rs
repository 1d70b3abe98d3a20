//! The two gradients of a convolution from lists of derivatives.
//!
//! Behind max-pooling only one pixel of each window has a derivative, behind ReLU often none. Skipping the others does a
//! quarter of the sums and less; lists lose against Winograd's products above a density of about 35 %.

use std::array::from_fn;

use super::lanes::F32x4;
use super::panels::Vector;

/// A derivative that is not zero, and where its window begins in the padded maps.
#[derive(Clone, Copy, Default)]
pub struct Entry {
    pub window: u32,
    pub delta: f32,
}

/// Vectors of a window whose sums stay in registers at a time. With the derivative and a product, 13 fill the 15 registers
/// that V8 has; below 8 the loads of the list show. Without SIMD a vector takes four of 16.
const MOST: usize = match cfg!(all(target_arch = "wasm32", not(target_feature = "simd128"))) {
    true => 4,
    false => 13,
};

/// `sums += Σ delta · window`: `sums` `[rows][vectors]`, the rows of the map `x` lie `row` apart. What follows a row of a
/// window is read up to a whole vector.
pub fn add_windows(sums: &mut [Vector], rows: usize, x: &[f32], row: usize, list: &[Entry]) {
    let vectors = sums.len() / rows;
    // Narrow windows, those of three channels for example, have several rows summed at a time.
    let rows_at_a_time = (MOST / vectors).clamp(1, BLOCKS.len());
    let pieces = vectors.div_ceil(MOST);
    for (block, sums) in sums.chunks_mut(rows_at_a_time * vectors).enumerate() {
        let height = sums.len() / vectors;
        let x = &x[block * rows_at_a_time * row..];
        for piece in 0..pieces {
            // All pieces of about the same width.
            let (start, end) = (vectors * piece / pieces, vectors * (piece + 1) / pieces);
            BLOCKS[height - 1][end - start](&mut sums[start..], &x[4 * start..], row, list);
        }
    }
}

type AddBlock = fn(&mut [Vector], &[f32], usize, &[Entry]);

/// [`add_block`] by its height, from 1, and its width, from 0.
const BLOCKS: [&[AddBlock]; 3] = [
    &[
        add_block::<1, 0>,
        add_block::<1, 1>,
        add_block::<1, 2>,
        add_block::<1, 3>,
        add_block::<1, 4>,
        add_block::<1, 5>,
        add_block::<1, 6>,
        add_block::<1, 7>,
        add_block::<1, 8>,
        add_block::<1, 9>,
        add_block::<1, 10>,
        add_block::<1, 11>,
        add_block::<1, 12>,
        add_block::<1, 13>,
    ],
    &[
        add_block::<2, 0>,
        add_block::<2, 1>,
        add_block::<2, 2>,
        add_block::<2, 3>,
        add_block::<2, 4>,
        add_block::<2, 5>,
        add_block::<2, 6>,
    ],
    &[
        add_block::<3, 0>,
        add_block::<3, 1>,
        add_block::<3, 2>,
        add_block::<3, 3>,
        add_block::<3, 4>,
    ],
];

/// Of as many rows, each as many vectors; the rows of `sums` follow each other without a gap unless there is but one.
#[inline(never)]
fn add_block<const ROWS: usize, const VECTORS: usize>(
    sums: &mut [Vector],
    x: &[f32],
    row: usize,
    list: &[Entry],
) {
    assert!(ROWS * VECTORS <= MOST);
    let sums = &mut sums[..ROWS * VECTORS];
    let mut total: [[F32x4; VECTORS]; ROWS] =
        from_fn(|r| from_fn(|v| F32x4::load(&sums[r * VECTORS + v])));
    let x: [&[f32]; ROWS] = from_fn(|r| &x[r * row..]);
    for entry in list {
        let delta = F32x4::splat(entry.delta);
        for (total, x) in total.iter_mut().zip(x) {
            let window = &x[entry.window as usize..][..4 * VECTORS].as_chunks::<4>().0;
            for (v, total) in total.iter_mut().enumerate() {
                *total = total.multiply_add(delta, F32x4::load(&window[v]));
            }
        }
    }
    for (sum, total) in sums.iter_mut().zip(total.as_flattened()) {
        total.store(sum);
    }
}

/// A derivative that is not zero, and the filter it belongs to.
#[derive(Clone, Copy, Default)]
pub struct FilterDelta {
    pub filter: u32,
    pub delta: f32,
}

/// Adds `delta · kernel` of several filters to the window they share, which begins `d_x`. Kernels are
/// `[filters][rows][vectors]`, each `kernel` long; the rows of the map lie `row` apart.
pub fn add_kernels(
    d_x: &mut [f32],
    rows: usize,
    row: usize,
    kernels: &[Vector],
    kernel: usize,
    list: &[FilterDelta],
) {
    // Several filters at a time: the sums are loaded and stored once for all of them.
    for list in list.chunks(8) {
        match list.len() {
            1 => add_group::<1>(d_x, rows, row, kernels, kernel, list),
            2 => add_group::<2>(d_x, rows, row, kernels, kernel, list),
            3 => add_group::<3>(d_x, rows, row, kernels, kernel, list),
            4 => add_group::<4>(d_x, rows, row, kernels, kernel, list),
            5 => add_group::<5>(d_x, rows, row, kernels, kernel, list),
            6 => add_group::<6>(d_x, rows, row, kernels, kernel, list),
            7 => add_group::<7>(d_x, rows, row, kernels, kernel, list),
            _ => add_group::<8>(d_x, rows, row, kernels, kernel, list),
        }
    }
}

#[inline(never)]
fn add_group<const FILTERS: usize>(
    d_x: &mut [f32],
    rows: usize,
    row: usize,
    kernels: &[Vector],
    kernel: usize,
    list: &[FilterDelta],
) {
    let kernels: [&[Vector]; FILTERS] =
        from_fn(|g| &kernels[list[g].filter as usize * kernel..][..kernel]);
    let deltas: [F32x4; FILTERS] = from_fn(|g| F32x4::splat(list[g].delta));
    let vectors = kernel / rows;
    for r in 0..rows {
        let kernels: [&[Vector]; FILTERS] = kernels.map(|kernel| &kernel[r * vectors..][..vectors]);
        let d_x = &mut d_x[r * row..][..4 * vectors].as_chunks_mut::<4>().0[..vectors];
        for v in 0..vectors {
            let mut sum = F32x4::load(&d_x[v]);
            for g in 0..FILTERS {
                sum = sum.multiply_add(deltas[g], F32x4::load(&kernels[g][v]));
            }
            sum.store(&mut d_x[v]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layers::check::{assert_agree, random};

    #[test]
    fn windows_are_added_with_their_weights() {
        for (rows, vectors) in [
            (1, 1),
            (3, 3),
            (5, 4),
            (5, 1),
            (2, 6),
            (7, 13),
            (3, 14),
            (4, 27),
        ] {
            let row = 4 * vectors + 5;
            let x = random(rows * row + 40);
            let list: Vec<Entry> = (0..9)
                .map(|i| Entry {
                    window: i * 4 % 37,
                    delta: i as f32 / 4.0 - 1.0,
                })
                .collect();
            let mut sums = vec![[0.5; 4]; rows * vectors];
            add_windows(&mut sums, rows, &x, row, &list);
            let expected: Vec<f64> = (0..rows * vectors * 4)
                .map(|at| {
                    let place = at / (4 * vectors) * row + at % (4 * vectors);
                    let terms = list.iter().map(|entry| {
                        f64::from(entry.delta) * f64::from(x[entry.window as usize + place])
                    });
                    0.5 + terms.sum::<f64>()
                })
                .collect();
            let case = format!("{rows} rows of {vectors} vectors");
            assert_agree(&case, sums.as_flattened(), &expected, 1e-6);
        }
    }

    #[test]
    fn kernels_are_added_with_their_weights() {
        let (rows, vectors, filters) = (3, 2, 19);
        let row = 4 * vectors + 3;
        let kernels = random(filters * rows * vectors * 4);
        for count in [0, 1, 3, 7, 8, 9, 19] {
            let list: Vec<FilterDelta> = (0..count)
                .map(|i| FilterDelta {
                    filter: (i * 5 % filters) as u32,
                    delta: 1.0 - i as f32 / 7.0,
                })
                .collect();
            let mut d_x = vec![0.25; rows * row];
            add_kernels(
                &mut d_x,
                rows,
                row,
                kernels.as_chunks().0,
                rows * vectors,
                &list,
            );
            let mut expected = vec![0.25; rows * row];
            for entry in &list {
                let len = rows * vectors * 4;
                let kernel = &kernels[entry.filter as usize * len..][..len];
                for (at, weight) in kernel.iter().enumerate() {
                    let place = at / (4 * vectors) * row + at % (4 * vectors);
                    expected[place] += f64::from(entry.delta) * f64::from(*weight);
                }
            }
            assert_agree(&format!("{count} filters"), &d_x, &expected, 1e-6);
        }
    }
}
