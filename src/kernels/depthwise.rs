//! Depthwise convolution, every channel by itself: `z[i, j, c] = Σ_{u, v} kernel[u, v, c] · x[i·s + u, j·s + v, c]`.
//!
//! Four channels at a time, and four neighbouring outputs, a tile: so what is loaded of the map serves several outputs. For
//! kernels of 3×3 that are 6 vectors of a row of the map for 12 products with stride 1, and 9 with stride 2. The outputs o
//! and taps v that meet in column q of the tile's input are those with `o·s + v = q`: both gradients go through these pairs.

use std::array::from_fn;

use super::lanes::F32x4;
use super::padded::Padded;
use super::panels::{Finish, Vector};
use super::window::Window;

/// Vectors at a time: what a cache line has. Of maps that are longer than the cache each line is then brought there once.
const BLOCK: usize = 4;

/// Outputs of a row at a time: with five weights and a number of the map, their sums fill ten registers.
pub const TILE: usize = 4;

/// The function as compiled for the window's size and stride; see [`Depthwise::new`].
macro_rules! compiled_for {
    ($window:expr, $function:ident) => {
        match ($window.size, $window.stride) {
            (3, 1) => $function::<3, 1>,
            (3, _) => $function::<3, 2>,
            (_, 1) => $function::<5, 1>,
            _ => $function::<5, 2>,
        }
    };
}

/// Where the maps of a depthwise convolution lie: the input in a padded map, output and its derivatives in rows of whole
/// tiles, `[rows][cols, channels]`, what follows the last pixel being free to read.
#[derive(Clone, Copy)]
pub struct Depthwise {
    window: Window,
    padded: Padded,
    cols: usize,
}

impl Depthwise {
    /// For kernels of 3×3 and 5×5 with stride 1 or 2; `None` for others, and where maps with their border would be too
    /// large.
    pub fn new(window: Window) -> Option<Self> {
        if !matches!((window.size, window.stride), (3 | 5, 1 | 2)) {
            return None;
        }
        let cols = window.cols.next_multiple_of(TILE);
        let padded = Padded {
            map: window.input,
            top: window.pad_top,
            left: window.pad_left,
            rows: (window.rows - 1) * window.stride + window.size,
            cols: (cols - 1) * window.stride + window.size,
        };
        padded.is_affordable().then_some(Depthwise {
            window,
            padded,
            cols,
        })
    }

    /// What maps are given in.
    pub fn padded(&self) -> Padded {
        self.padded
    }

    /// Length of one row of output.
    pub fn line(&self) -> usize {
        self.cols * self.window.input.channels
    }

    /// Taps of a kernel.
    pub fn taps(&self) -> usize {
        self.window.size * self.window.size
    }

    /// Length of a [`pack`](Self::pack)ed kernel.
    pub fn packed_len(&self) -> usize {
        self.window.input.channels.div_ceil(4) * self.taps()
    }

    /// `kernel` `[k, k, channels]` by four channels, `[vectors][k, k]`, with zeros behind the last.
    pub fn pack(&self, kernel: &[f32], packed: &mut [Vector]) {
        let channels = self.window.input.channels;
        for (vector, packed) in packed.chunks_exact_mut(self.taps()).enumerate() {
            for (packed, kernel) in packed.iter_mut().zip(kernel.chunks_exact(channels)) {
                F32x4::load_part(&kernel[4 * vector..channels.min(4 * vector + 4)]).store(packed);
            }
        }
    }

    /// Length of the buffer for [`BLOCK`] vectors of a padded map.
    pub fn block_len(&self) -> usize {
        BLOCK * self.plane()
    }

    /// Length of one of them, `[rows][cols]`.
    pub fn plane(&self) -> usize {
        self.padded.rows * self.padded.cols
    }

    /// The output `z` `[rows, cols, channels]`, finished, of one map. Its channels from a given one on are what `fill` writes
    /// to the middle of `block`, whose border is zero once and stays so.
    pub fn forward(
        &self,
        mut fill: impl FnMut(usize, &mut [Vector]),
        block: &mut [Vector],
        kernel: &[Vector],
        finish: Finish,
        z: &mut [f32],
    ) {
        let forward = compiled_for!(self.window, forward);
        let kernels = kernel.chunks(BLOCK * self.taps());
        for (i, (kernel, bias)) in kernels.zip(finish.bias.chunks(BLOCK)).enumerate() {
            let first = 4 * BLOCK * i;
            fill(first, block);
            let finish = Finish { bias, ..finish };
            let left = self.window.input.channels - first;
            forward(self, block, kernel, finish, &mut z[first..], left);
        }
    }

    /// Copies the channels of a map from `first` on into the middle of a block.
    pub fn embed(&self, map: &[f32], first: usize, block: &mut [Vector]) {
        let Padded { map: shape, .. } = self.padded;
        let lines = map.chunks_exact(shape.width * shape.channels);
        for (plane, first) in block
            .chunks_exact_mut(self.plane())
            .zip((first..shape.channels).step_by(4))
        {
            let width = (shape.channels - first).min(4);
            let to = plane.chunks_exact_mut(self.padded.cols);
            for (to, line) in to.skip(self.padded.top).zip(lines.clone()) {
                let pixels = line.chunks_exact(shape.channels);
                for (to, pixel) in to[self.padded.left..].iter_mut().zip(pixels) {
                    F32x4::load_part(&pixel[first..][..width]).store(to);
                }
            }
        }
    }

    /// Whether a window reaches every pixel of a map.
    pub fn reaches_all(&self) -> bool {
        let Padded { map, top, left, .. } = self.padded;
        top + map.height <= self.padded.rows && left + map.width <= self.padded.cols
    }

    /// Where the pixels of a map, all of which are reached, lie in each [`plane`](Self::plane) of a block.
    pub fn places(&self) -> impl Iterator<Item = usize> + use<> {
        let Padded {
            map,
            top,
            left,
            cols,
            ..
        } = self.padded;
        let starts = (0..map.height).map(move |i| (top + i) * cols + left);
        starts.flat_map(move |start| start..start + map.width)
    }

    /// Adds what row `i` of derivatives owes the padded map: `d_x[i·s + u, j·s + v, c] += kernel[u, v, c] · d_z[i, j, c]`.
    pub fn input_gradient(&self, d_z: &[f32], kernel: &[Vector], i: usize, d_x: &mut [f32]) {
        let scatter = compiled_for!(self.window, scatter);
        let d_x = &mut d_x[i * self.window.stride * self.padded.row()..];
        for (vector, kernel) in kernel.chunks_exact(self.taps()).enumerate() {
            scatter(
                &mut d_x[4 * vector..],
                self.rows(vector),
                kernel,
                &d_z[4 * vector..],
            );
        }
    }

    /// Adds what row `i` of derivatives says of the kernel: `d_kernel[u, v, c] += Σ_j x[i·s + u, j·s + v, c] · d_z[i, j, c]`.
    pub fn kernel_gradient(&self, x: &[f32], d_z: &[f32], i: usize, d_kernel: &mut [Vector]) {
        let add = compiled_for!(self.window, kernel_gradient);
        let x = &x[i * self.window.stride * self.padded.row()..];
        for (vector, d_kernel) in d_kernel.chunks_exact_mut(self.taps()).enumerate() {
            add(
                &x[4 * vector..],
                self.rows(vector),
                d_kernel,
                &d_z[4 * vector..],
            );
        }
    }

    fn rows(&self, vector: usize) -> Rows {
        Rows {
            row: self.padded.row(),
            channels: self.window.input.channels,
            width: (self.window.input.channels - 4 * vector).min(4),
            cols: self.cols,
        }
    }
}

/// Where four channels of a row of output, and of the rows of input below it, lie.
#[derive(Clone, Copy)]
struct Rows {
    /// From one row of input to the next.
    row: usize,
    /// From one pixel to the next, in input and output.
    channels: usize,
    /// Channels that there are, of four.
    width: usize,
    /// Pixels of output, whole tiles.
    cols: usize,
}

impl Rows {
    /// The outputs of the tile that begins with pixel `j`.
    #[inline(always)]
    fn tile(self, z: &[f32], j: usize) -> [F32x4; TILE] {
        from_fn(|o| F32x4::load_part(&z[(j + o) * self.channels..][..self.width]))
    }
}

/// Calls `visit(q, o, v)` for each output o of a tile and each tap v of a kernel row that meet in column q of its input:
/// column by column, so that each is loaded once.
macro_rules! for_each_pair {
    ($size:expr, $stride:expr, |$q:ident| $load:expr, |$value:ident, $o:ident, $v:ident| $visit:expr $(, $store:expr)?) => {
        for $q in 0..(TILE - 1) * $stride + $size {
            #[allow(unused_mut)] // Only where what is loaded is changed.
            let mut $value = $load;
            for $o in 0..TILE {
                if $q >= $o * $stride && $q - $o * $stride < $size {
                    let $v = $q - $o * $stride;
                    $visit;
                }
            }
            $($store;)?
        }
    };
}

/// Some channels of the output: those of a block; `z` begins with the first of the `left` ones.
#[inline(never)]
fn forward<const SIZE: usize, const STRIDE: usize>(
    depthwise: &Depthwise,
    block: &[Vector],
    kernel: &[Vector],
    finish: Finish,
    z: &mut [f32],
    left: usize,
) {
    let cols = depthwise.window.cols;
    let (channels, pitch) = (depthwise.window.input.channels, depthwise.padded.cols);
    for (i, z) in z.chunks_mut(cols * channels).enumerate() {
        let planes = block.chunks_exact(depthwise.plane()).zip(finish.bias);
        let kernels = kernel.as_chunks::<SIZE>().0.chunks_exact(SIZE);
        for (vector, (kernel, (plane, bias))) in kernels.zip(planes).enumerate() {
            let x: [&[Vector]; SIZE] = from_fn(|u| &plane[(i * STRIDE + u) * pitch..][..pitch]);
            let (bias, width) = (F32x4::load(bias), (left - 4 * vector).min(4));
            // Pixels that only fill the last tile have nowhere to go.
            let mut pixels = z[4 * vector..].chunks_mut(channels);
            for j in (0..cols).step_by(TILE) {
                let mut sums = [F32x4::zero(); TILE];
                for (weights, x) in kernel.iter().zip(&x) {
                    let x = &x[j * STRIDE..][..(TILE - 1) * STRIDE + SIZE];
                    for (v, weight) in weights.iter().enumerate() {
                        let weight = F32x4::load(weight);
                        for (o, sum) in sums.iter_mut().enumerate() {
                            *sum = sum.multiply_add(F32x4::load(&x[o * STRIDE + v]), weight);
                        }
                    }
                }
                for (sum, pixel) in sums.into_iter().zip(pixels.by_ref()) {
                    let value = finish.clamp.apply(sum + bias);
                    value.store_part(&mut pixel[..width]);
                }
            }
        }
    }
}

/// Where there are fewer than four channels, derivatives and weights are zeros, and the next pixel stays as it is.
#[inline(never)]
fn scatter<const SIZE: usize, const STRIDE: usize>(
    d_x: &mut [f32],
    rows: Rows,
    kernel: &[Vector],
    d_z: &[f32],
) {
    let kernel = &kernel.as_chunks::<SIZE>().0[..SIZE];
    for j in (0..rows.cols).step_by(TILE) {
        let d_z = rows.tile(d_z, j);
        for (u, weights) in kernel.iter().enumerate() {
            let d_x = &mut d_x[u * rows.row + j * STRIDE * rows.channels..];
            let weights: [F32x4; SIZE] = from_fn(|v| F32x4::load(&weights[v]));
            for_each_pair!(
                SIZE,
                STRIDE,
                |q| load(d_x, q * rows.channels),
                |sum, o, v| sum = sum.multiply_add(d_z[o], weights[v]),
                sum.store_part(&mut d_x[q * rows.channels..][..4])
            );
        }
    }
}

#[inline(never)]
fn kernel_gradient<const SIZE: usize, const STRIDE: usize>(
    x: &[f32],
    rows: Rows,
    d_kernel: &mut [Vector],
    d_z: &[f32],
) {
    for (u, sums) in d_kernel.as_chunks_mut::<SIZE>().0.iter_mut().enumerate() {
        let mut totals: [F32x4; SIZE] = from_fn(|v| F32x4::load(&sums[v]));
        for j in (0..rows.cols).step_by(TILE) {
            let d_z = rows.tile(d_z, j);
            let x = &x[u * rows.row + j * STRIDE * rows.channels..];
            for_each_pair!(
                SIZE,
                STRIDE,
                |q| load(x, q * rows.channels),
                |value, o, v| totals[v] = totals[v].multiply_add(value, d_z[o])
            );
        }
        for (sum, total) in sums.iter_mut().zip(totals) {
            total.store(sum);
        }
    }
}

/// Four numbers from `at` on.
#[inline(always)]
fn load(from: &[f32], at: usize) -> F32x4 {
    F32x4::load_part(&from[at..][..4])
}

#[cfg(test)]
mod tests {
    use super::super::functions::Clamp;
    use super::*;
    use crate::layers::check::{assert_agree, random, shape};

    const CLAMP: Clamp = Clamp {
        low: -0.5,
        high: 0.7,
    };

    /// Output and both gradients against the sums, written out in f64.
    #[test]
    fn rows_are_their_sums() {
        for (rows, cols, channels, size, stride) in [
            (2, 5, 3, 3, 1),
            (3, 4, 8, 3, 2),
            (2, 7, 5, 5, 1),
            (2, 1, 6, 5, 2),
        ] {
            let window = Window {
                input: shape(
                    (rows - 1) * stride + size,
                    (cols - 1) * stride + size,
                    channels,
                ),
                rows,
                cols,
                size,
                stride,
                pad_top: 0,
                pad_left: 0,
            };
            let depthwise = Depthwise::new(window).unwrap();
            let padded = depthwise.padded();
            let kernel = random(size * size * channels);
            let mut packed = vec![[0.0; 4]; depthwise.packed_len()];
            depthwise.pack(&kernel, &mut packed);
            let map = random(window.input.len());
            let mut x = vec![0.0; padded.buffer_len(1)];
            padded.embed(&map, &mut x);
            let line = depthwise.line();
            let deltas = random(rows * cols * channels);
            let mut d_z = vec![0.0; rows * line];
            for (d_z, delta) in d_z
                .chunks_exact_mut(line)
                .zip(deltas.chunks_exact(cols * channels))
            {
                d_z[..cols * channels].copy_from_slice(delta);
            }
            let mut actual = vec![f32::NAN; rows * cols * channels];
            let mut block = vec![[0.0; 4]; depthwise.block_len()];
            let biases = random(channels);
            let mut bias = vec![[0.0; 4]; channels.div_ceil(4)];
            bias.as_flattened_mut()[..channels].copy_from_slice(&biases);
            let finish = Finish {
                bias: &bias,
                clamp: CLAMP,
            };
            let mut d_x = vec![0.0; padded.buffer_len(1)];
            let mut d_kernel = vec![[0.0; 4]; depthwise.packed_len()];
            let embed = |first, block: &mut [Vector]| depthwise.embed(&map, first, block);
            depthwise.forward(embed, &mut block, &packed, finish, &mut actual);
            for i in 0..rows {
                let d_z = &d_z[i * line..][..line];
                depthwise.input_gradient(d_z, &packed, i, &mut d_x);
                depthwise.kernel_gradient(&x, d_z, i, &mut d_kernel);
            }
            let mut d_map = vec![0.0; map.len()];
            padded.extract(&d_x, &mut d_map);
            let mut d_taps = vec![0.0; kernel.len()];
            for (at, d) in d_taps.iter_mut().enumerate() {
                let (tap, c) = (at / channels, at % channels);
                *d = d_kernel[c / 4 * size * size + tap][c % 4];
            }
            let [mut expected, mut expected_x, mut expected_kernel] =
                [actual.len(), map.len(), kernel.len()].map(|len| vec![0.0; len]);
            for (at, &delta) in deltas.iter().enumerate() {
                let (i, j, c) = (at / channels / cols, at / channels % cols, at % channels);
                for tap in 0..size * size {
                    let (y, x) = (i * stride + tap / size, j * stride + tap % size);
                    let (pixel, weight) = (window.input.index(y, x, c), tap * channels + c);
                    let product = |a: f32, b: f32| f64::from(a) * f64::from(b);
                    expected[at] += product(map[pixel], kernel[weight]);
                    expected_x[pixel] += product(delta, kernel[weight]);
                    expected_kernel[weight] += product(delta, map[pixel]);
                }
            }
            for (at, expected) in expected.iter_mut().enumerate() {
                *expected = (*expected + f64::from(biases[at % channels]))
                    .clamp(CLAMP.low.into(), CLAMP.high.into());
            }
            let case = format!("{size}×{size} by {stride} on {}", window.input);
            assert_agree(&format!("{case}: z"), &actual, &expected, 1e-6);
            assert_agree(&format!("{case}: d_x"), &d_map, &expected_x, 1e-6);
            let what = format!("{case}: d_kernel");
            assert_agree(&what, &d_taps, &expected_kernel, 1e-6);
        }
    }
}
