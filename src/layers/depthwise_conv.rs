//! Depthwise convolution (Sifre and Mallat, 2013): each channel has a kernel of its own and sees no other. A 1×1 convolution
//! behind it mixes the channels; together they need a fraction of the products of a full convolution.

use serde::{Deserialize, Serialize};

use super::conv::{self, Padding};
use super::wiring::{Link, Wiring};
use super::{Context, Layer, Mode, Param, Pass, Spec, Unit, wrong};
use crate::init::Init;
use crate::kernels::window::Window;
use crate::read::Problem;
use crate::tensor::Shape;

/// Convolution of each channel with a kernel of its own, of 3×3 or 5×5, and a bias per channel.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields)]
pub struct DepthwiseConvSpec {
    /// Height and width of a kernel: 3 or 5.
    pub kernel: usize,
    /// Distance of neighbouring windows, 1 or 2; 1 if left out.
    #[serde(default = "default_stride")]
    pub stride: usize,
    /// Zeros around the map; "same" if left out.
    #[serde(default)]
    pub padding: Padding,
}

fn default_stride() -> usize {
    1
}

impl DepthwiseConvSpec {
    /// The windows over maps of shape `input`.
    pub(crate) fn window(&self, input: Shape) -> Result<Window, Problem> {
        let DepthwiseConvSpec {
            kernel,
            stride,
            padding,
        } = *self;
        if !matches!(kernel, 3 | 5) {
            return Err(wrong("kernel", kernel, "3 or 5"));
        }
        if !matches!(stride, 1 | 2) {
            return Err(wrong("stride", stride, "1 or 2"));
        }
        conv::window("depthwise_conv", input, kernel, stride, padding)
    }
}

impl Spec for DepthwiseConvSpec {
    fn build(&self, input: Shape, _context: Context) -> Result<Box<dyn Layer>, Problem> {
        let window = self.window(input)?;
        Ok(Box::new(DepthwiseConv { window }))
    }

    fn neurons(&self) -> Option<Unit> {
        Some(Unit::Filters)
    }
}

/// `y[i, j, c] = bias[c] + Σ_{u, v} kernel[u, v, c] · x[i·s + u − p, j·s + v − p, c]`, with stride s and padding p.
///
/// Weights: kernel `[kernel_h, kernel_w, channels]`, bias `[channels]`.
pub struct DepthwiseConv {
    window: Window,
}

impl DepthwiseConv {
    fn kernel_len(&self) -> usize {
        self.window.size * self.window.size * self.window.input.channels
    }

    /// Calls `visit(y, x, w)` for each window and each of its pixels that lies in the map: where the channels of the
    /// output, of the pixel and of the kernel's weight begin.
    fn for_each(&self, mut visit: impl FnMut(usize, usize, usize)) {
        let window = &self.window;
        let (input, output) = (window.input, self.output());
        for i in 0..window.rows {
            for j in 0..window.cols {
                let y = output.index(i, j, 0);
                for u in 0..window.size {
                    // Above the map it wraps to a huge number.
                    let row = (i * window.stride + u).wrapping_sub(window.pad_top);
                    for v in 0..window.size {
                        let col = (j * window.stride + v).wrapping_sub(window.pad_left);
                        if row < input.height && col < input.width {
                            let w = (u * window.size + v) * input.channels;
                            visit(y, input.index(row, col, 0), w);
                        }
                    }
                }
            }
        }
    }
}

impl Layer for DepthwiseConv {
    fn output(&self) -> Shape {
        Shape {
            height: self.window.rows,
            width: self.window.cols,
            channels: self.window.input.channels,
        }
    }

    fn params(&self) -> Vec<Param> {
        let (k, channels) = (self.window.size, self.window.input.channels);
        let init = Init::Kernel {
            fan_in: k * k,
            fan_out: k * k,
        };
        vec![
            Param::new("kernel", &[k, k, channels], init),
            Param::new("bias", &[channels], Init::Constant(0.0)),
        ]
    }

    #[cfg(feature = "training")]
    fn wiring(&self) -> Option<&dyn Wiring> {
        Some(self)
    }

    fn forward(&mut self, weights: &[f32], x: &[f32], y: &mut [f32], _mode: Mode) {
        let (kernel, bias) = weights.split_at(self.kernel_len());
        let channels = bias.len();
        let x = x.chunks_exact(self.window.input.len()); // [h, w, c]
        let y = y.chunks_exact_mut(self.output().len()); // [rows, cols, c]
        for (x, y) in x.zip(y) {
            for y in y.chunks_exact_mut(channels) {
                y.copy_from_slice(bias);
            }
            self.for_each(|at_y, at_x, at_w| {
                let (x, w) = (&x[at_x..][..channels], &kernel[at_w..][..channels]);
                for ((y, x), w) in y[at_y..][..channels].iter_mut().zip(x).zip(w) {
                    *y += w * x;
                }
            });
        }
    }

    #[cfg(feature = "training")]
    fn backward(&mut self, pass: Pass, d_weights: &mut [f32], mut d_x: Option<&mut [f32]>) {
        let (kernel, bias) = pass.weights.split_at(self.kernel_len());
        let (d_kernel, d_bias) = d_weights.split_at_mut(self.kernel_len());
        let (channels, picture) = (bias.len(), self.window.input.len());
        let x = pass.x.chunks_exact(picture); // [h, w, c]
        let d_y = pass.d_y.chunks_exact(self.output().len()); // [rows, cols, c]
        for (n, (x, d_y)) in x.zip(d_y).enumerate() {
            for (c, d_bias) in d_bias.iter_mut().enumerate() {
                // In f64: thousands of terms of one sign cost f32 two digits.
                let d_y = d_y.iter().skip(c).step_by(channels);
                *d_bias += d_y.map(|&d_y| f64::from(d_y)).sum::<f64>() as f32;
            }
            self.for_each(|at_y, at_x, at_w| {
                let (x, d_y) = (&x[at_x..][..channels], &d_y[at_y..][..channels]);
                for ((d_w, x), d_y) in d_kernel[at_w..][..channels].iter_mut().zip(x).zip(d_y) {
                    *d_w += x * d_y;
                }
            });
            if let Some(d_x) = d_x.as_deref_mut() {
                let d_x = &mut d_x[n * picture..][..picture];
                d_x.fill(0.0);
                self.for_each(|at_y, at_x, at_w| {
                    let (w, d_y) = (&kernel[at_w..][..channels], &d_y[at_y..][..channels]);
                    for ((d_x, w), d_y) in d_x[at_x..][..channels].iter_mut().zip(w).zip(d_y) {
                        *d_x += w * d_y;
                    }
                });
            }
        }
    }
}

impl Wiring for DepthwiseConv {
    fn links(&self, weights: &[f32], y: usize) -> Vec<Link> {
        let Window { input, cols, .. } = self.window;
        let (window, c) = (y / input.channels, y % input.channels);
        let bias = Link::bias(weights, self.kernel_len() + c);
        let pixels = self.window.pixels(window / cols, window % cols);
        let links = pixels.map(|(k, row, col)| {
            Link::weighted(input.index(row, col, c), weights, k * input.channels + c)
        });
        links.chain([bias]).collect()
    }

    fn reached(&self, _source: usize, x: usize) -> Vec<usize> {
        let Shape {
            width, channels, ..
        } = self.window.input;
        let (pixel, c) = (x / channels, x % channels);
        let output = self.output();
        let [rows, cols] = self.window.over(pixel / width, pixel % width);
        rows.flat_map(|i| cols.clone().map(move |j| output.index(i, j, c)))
            .collect()
    }

    fn sharing(&self, weight: usize) -> Vec<usize> {
        let channels = self.window.input.channels;
        let windows = 0..self.window.count();
        windows
            .map(|window| window * channels + weight % channels)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::check::{CONTEXT, check_gradients, random, shape};
    use super::super::conv::ConvSpec;
    use super::*;

    const MAP: Shape = shape(6, 5, 3);

    fn spec(kernel: usize, stride: usize, padding: Padding) -> DepthwiseConvSpec {
        DepthwiseConvSpec {
            kernel,
            stride,
            padding,
        }
    }

    #[test]
    fn gradients_agree_with_finite_differences() {
        for (input, spec, batch) in [
            (MAP, spec(3, 1, Padding::Same), 2),
            (MAP, spec(3, 2, Padding::Same), 3),
            (MAP, spec(5, 1, Padding::Same), 1),
            (MAP, spec(5, 2, Padding::Pixels(1)), 2),
            (shape(7, 7, 5), spec(3, 2, Padding::Valid), 1),
            (shape(1, 1, 4), spec(5, 2, Padding::Same), 2),
        ] {
            let mut layer = spec.build(input, CONTEXT).unwrap();
            let x = random(batch * input.len());
            check_gradients(
                &format!("{spec:?} on {input}"),
                &mut *layer,
                batch,
                &x,
                1e-3,
            );
        }
    }

    /// A full convolution whose kernel is 0 from each channel to every other.
    #[test]
    fn it_is_a_convolution_without_sums_over_channels() {
        let spec = spec(3, 2, Padding::Same);
        let mut layer = spec.build(MAP, CONTEXT).unwrap();
        let full = ConvSpec {
            filters: 3,
            kernel: 3,
            stride: 2,
            padding: Padding::Same,
        };
        let mut full = full.build(MAP, CONTEXT).unwrap();
        full.reserve(1, true).unwrap();
        let (x, weights) = (random(MAP.len()), random(3 * 3 * 3 + 3));
        let mut spread = vec![0.0; 3 * 3 * 3 * 3 + 3];
        for (i, weight) in weights[..27].iter().enumerate() {
            let (tap, channel) = (i / 3, i % 3);
            spread[(tap * 3 + channel) * 3 + channel] = *weight;
        }
        spread[81..].copy_from_slice(&weights[27..]);
        let [mut y, mut expected] = [(); 2].map(|()| vec![0.0; layer.output().len()]);
        layer.forward(&weights, &x, &mut y, Mode::Inference);
        full.forward(&spread, &x, &mut expected, Mode::Inference);
        for (y, expected) in y.iter().zip(&expected) {
            assert!((y - expected).abs() < 1e-5, "{y}, expected {expected}");
        }
    }

    #[test]
    fn impossible_ones_say_why() {
        let problem = |spec: DepthwiseConvSpec| spec.build(MAP, CONTEXT).err().unwrap().to_string();
        assert_eq!(
            problem(spec(4, 1, Padding::Same)),
            "kernel: got 4; expected 3 or 5"
        );
        assert_eq!(
            problem(spec(3, 3, Padding::Same)),
            "stride: got 3; expected 1 or 2"
        );
        assert_eq!(
            problem(spec(5, 1, Padding::Pixels(5))),
            "padding: got 5; expected less than the kernel's 5"
        );
    }
}
