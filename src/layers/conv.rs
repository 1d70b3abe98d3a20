//! Convolution, as the field calls it: a cross-correlation of the map with kernels that all places share.

use std::collections::TryReserveError;

use super::{Layer, Mode, Param, Pass, at_least_one};
use crate::init::Init;
use crate::kernels::gemm::{Gemm, Matrix};
use crate::kernels::window::Window;
use crate::spec::Padding;
use crate::tensor::{Shape, grow};

/// `y[i, j, f] = bias[f] + Σ_{u, v, c} kernel[u, v, c, f] · x[i·s + u − p, j·s + v − p, c]`, with stride s, padding p.
///
/// Weights: kernel `[kernel_h, kernel_w, in, out]`, bias `[out]`. One picture at a time, its windows become the rows
/// of a matrix, and each of the three sums of forward and backward is a matrix product with it.
pub struct Conv {
    window: Window,
    filters: usize,
    /// The windows of one picture: [rows · cols, k · k · c_in]. Zero where windows reach beyond the map.
    patches: Vec<f32>,
    /// ∂loss/∂patches, likewise.
    d_patches: Vec<f32>,
    gemm: Gemm,
}

impl Conv {
    pub fn new(
        input: Shape,
        filters: usize,
        kernel: usize,
        stride: usize,
        padding: Padding,
    ) -> Result<Self, String> {
        at_least_one("conv: filters", filters)?;
        Ok(Conv {
            window: window(input, kernel, stride, padding)?,
            filters,
            patches: Vec::new(),
            d_patches: Vec::new(),
            gemm: Gemm::default(),
        })
    }

    /// Length of the kernel in the layer's weights; the bias follows.
    fn kernel_len(&self) -> usize {
        self.window.len() * self.filters
    }
}

/// The windows of a convolution over maps of shape `input`.
pub fn window(
    input: Shape,
    kernel: usize,
    stride: usize,
    padding: Padding,
) -> Result<Window, String> {
    at_least_one("conv: kernel", kernel)?;
    at_least_one("conv: stride", stride)?;
    if let Padding::Pixels(pixels) = padding
        && pixels >= kernel
    {
        return Err(format!(
            "conv: padding is {pixels}; expected less than the kernel's {kernel}"
        ));
    }
    let extent = |pixels| {
        windows(pixels, kernel, stride, padding).ok_or_else(|| {
            format!(
                "conv: a kernel of {kernel}×{kernel} does not fit the {}×{} map that reaches it",
                input.height, input.width
            )
        })
    };
    let (rows, pad_top) = extent(input.height)?;
    let (cols, pad_left) = extent(input.width)?;
    Ok(Window {
        input,
        rows,
        cols,
        size: kernel,
        // A single window has no neighbour; so no map needs to reach where that would be.
        stride: if (rows, cols) == (1, 1) { 1 } else { stride },
        pad_top,
        pad_left,
    })
}

/// How many windows there are along one dimension of `pixels`, and the zeros in front of it. `None` when none fits.
fn windows(
    pixels: usize,
    kernel: usize,
    stride: usize,
    padding: Padding,
) -> Option<(usize, usize)> {
    let (before, after) = match padding {
        Padding::Valid => (0, 0),
        Padding::Pixels(pixels) => (pixels, pixels),
        Padding::Same => {
            let last = (pixels.div_ceil(stride) - 1).checked_mul(stride)?;
            let missing = last.checked_add(kernel)?.saturating_sub(pixels);
            (missing / 2, missing - missing / 2)
        }
    };
    let padded = pixels.checked_add(before)?.checked_add(after)?;
    Some((padded.checked_sub(kernel)? / stride + 1, before))
}

impl Layer for Conv {
    fn output(&self) -> Shape {
        Shape {
            height: self.window.rows,
            width: self.window.cols,
            channels: self.filters,
        }
    }

    fn params(&self) -> Vec<Param> {
        let (k, channels) = (self.window.size, self.window.input.channels);
        let init = Init::Kernel {
            fan_in: k.saturating_mul(k).saturating_mul(channels),
            fan_out: k.saturating_mul(k).saturating_mul(self.filters),
        };
        vec![
            Param::new("kernel", &[k, k, channels, self.filters], init),
            Param::new("bias", &[self.filters], Init::Constant(0.0)),
        ]
    }

    fn reserve(&mut self, _batch: usize) -> Result<(), TryReserveError> {
        let len = self.window.count().saturating_mul(self.window.len());
        grow(&mut self.patches, len)?;
        grow(&mut self.d_patches, len)
    }

    fn forward(&mut self, weights: &[f32], x: &[f32], y: &mut [f32], _mode: Mode) {
        let (pixels, depth) = (self.window.count(), self.window.len());
        let (kernel, bias) = weights.split_at(self.kernel_len());
        let kernel = Matrix::new(kernel, depth, self.filters);
        let x = x.chunks_exact(self.window.input.len()); // [h, w, c_in]
        let y = y.chunks_exact_mut(pixels * self.filters); // [rows, cols, c_out]
        for (x, y) in x.zip(y) {
            for y in y.chunks_exact_mut(self.filters) {
                y.copy_from_slice(bias);
            }
            self.window.gather(x, &mut self.patches);
            let patches = Matrix::new(&self.patches, pixels, depth);
            self.gemm.multiply_add(y, patches, kernel);
        }
    }

    fn backward(&mut self, pass: Pass, d_weights: &mut [f32], mut d_x: Option<&mut [f32]>) {
        let (pixels, depth) = (self.window.count(), self.window.len());
        let picture = self.window.input.len();
        let kernel_len = self.kernel_len();
        let kernel = Matrix::new(&pass.weights[..kernel_len], depth, self.filters);
        let (d_kernel, d_bias) = d_weights.split_at_mut(kernel_len);
        let x = pass.x.chunks_exact(picture); // [h, w, c_in]
        let d_y = pass.d_y.chunks_exact(pixels * self.filters); // [rows, cols, c_out]
        for (n, (x, d_y)) in x.zip(d_y).enumerate() {
            for d_y in d_y.chunks_exact(self.filters) {
                for (d_bias, d_y) in d_bias.iter_mut().zip(d_y) {
                    *d_bias += d_y;
                }
            }
            let d_y = Matrix::new(d_y, pixels, self.filters);
            // ∂loss/∂kernel: the unturned windows times the unturned d_y, summed over all places that share it.
            self.window.gather(x, &mut self.patches);
            let patches = Matrix::new(&self.patches, pixels, depth);
            self.gemm.multiply_add(d_kernel, patches.transposed(), d_y);
            // ∂loss/∂x: what each window is owed, added up where windows overlap. Written out it is the full
            // convolution of d_y with the kernel turned by 180°.
            if let Some(d_x) = d_x.as_deref_mut() {
                let d_x = &mut d_x[n * picture..][..picture];
                self.d_patches.fill(0.0);
                self.gemm
                    .multiply_add(&mut self.d_patches, d_y, kernel.transposed());
                d_x.fill(0.0);
                self.window.scatter_add(&self.d_patches, d_x);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::check::{check_gradients, random, shape};
    use super::*;

    const MAP: Shape = shape(5, 4, 3);

    #[test]
    fn gradients_agree_with_finite_differences() {
        for (input, filters, kernel, stride, padding, batch) in [
            (MAP, 2, 3, 1, Padding::Same, 2),
            (MAP, 5, 3, 1, Padding::Valid, 1),
            (MAP, 9, 2, 2, Padding::Same, 3),
            (MAP, 1, 5, 2, Padding::Same, 2),
            (MAP, 3, 3, 2, Padding::Pixels(1), 2),
            (MAP, 3, 3, 3, Padding::Pixels(2), 2),
            (shape(7, 9, 1), 4, 5, 1, Padding::Valid, 1),
            (shape(1, 1, 4), 3, 3, 1, Padding::Same, 2),
            (shape(1, 1, 1), 1, 1, 1, Padding::Valid, 1),
        ] {
            let mut layer = Conv::new(input, filters, kernel, stride, padding).unwrap();
            let case = format!("{input}, {filters} of {kernel}, stride {stride}, {padding:?}");
            let x = random(batch * input.len());
            check_gradients(&case, &mut layer, batch, &x, 1e-3);
        }
    }

    /// The formula in the doc comment, written out.
    #[test]
    fn forward_is_the_formula() {
        let (k, s, p) = (3, 2, 1);
        let mut conv = Conv::new(MAP, 2, k, s, Padding::Pixels(p)).unwrap();
        conv.reserve(1).unwrap();
        let (x, weights) = (random(MAP.len()), random(k * k * 3 * 2 + 2));
        let out = conv.output();
        let mut y = vec![0.0; out.len()];
        conv.forward(&weights, &x, &mut y, Mode::Inference);
        for i in 0..out.height {
            for j in 0..out.width {
                for f in 0..2 {
                    let mut expected = f64::from(weights[k * k * 3 * 2 + f]);
                    for (u, v, c) in (0..k * k * 3).map(|w| (w / 9, w / 3 % 3, w % 3)) {
                        let (row, col) = ((i * s + u).wrapping_sub(p), (j * s + v).wrapping_sub(p));
                        if row < MAP.height && col < MAP.width {
                            let weight = weights[((u * k + v) * 3 + c) * 2 + f];
                            expected += f64::from(weight) * f64::from(x[MAP.index(row, col, c)]);
                        }
                    }
                    let actual = f64::from(y[out.index(i, j, f)]);
                    assert!(
                        (actual - expected).abs() < 1e-5,
                        "[{i}, {j}, {f}]: {actual}, expected {expected}"
                    );
                }
            }
        }
    }

    #[test]
    fn same_keeps_the_size_and_pads_the_end() {
        assert_eq!(windows(5, 3, 1, Padding::Same), Some((5, 1)));
        assert_eq!(windows(4, 2, 1, Padding::Same), Some((4, 0)));
        assert_eq!(windows(4, 3, 2, Padding::Same), Some((2, 0)));
        assert_eq!(windows(5, 3, 2, Padding::Same), Some((3, 1)));
        assert_eq!(windows(5, 1, 3, Padding::Same), Some((2, 0)));
        assert_eq!(windows(5, 3, 2, Padding::Valid), Some((2, 0)));
        assert_eq!(windows(2, 3, 1, Padding::Valid), None);
    }

    #[test]
    fn impossible_convolutions_say_why() {
        let problem = |filters, kernel, stride, padding| {
            Conv::new(MAP, filters, kernel, stride, padding)
                .err()
                .unwrap()
        };
        assert_eq!(
            problem(0, 3, 1, Padding::Same),
            "conv: filters is 0; expected at least 1"
        );
        assert_eq!(
            problem(1, 6, 1, Padding::Valid),
            "conv: a kernel of 6×6 does not fit the 5×4 map that reaches it"
        );
        assert_eq!(
            problem(1, 3, 1, Padding::Pixels(3)),
            "conv: padding is 3; expected less than the kernel's 3"
        );
        assert!(problem(1, usize::MAX, 1, Padding::Same).contains("does not fit"));
    }
}
