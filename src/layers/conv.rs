//! Convolution, as the field calls it: a cross-correlation of the map with kernels that all places share.

use std::collections::TryReserveError;
use std::fmt;

use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::wiring::{Link, Wiring};
use super::{Context, Layer, Mode, Param, Pass, Spec, Unit, at_least_one, does_not_fit, wrong};
use crate::init::Init;
use crate::kernels::gemm::{Gemm, Matrix};
use crate::kernels::window::Window;
use crate::read::Problem;
use crate::tensor::{Shape, grow};

/// Convolution with square kernels and a bias per filter.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields)]
pub struct ConvSpec {
    /// Number of kernels, and of channels that come out.
    pub filters: usize,
    /// Height and width of a kernel.
    pub kernel: usize,
    /// Distance of neighbouring windows; 1 if left out.
    #[serde(default = "default_stride")]
    pub stride: usize,
    /// Zeros around the map; "same" if left out.
    #[serde(default)]
    pub padding: Padding,
}

fn default_stride() -> usize {
    1
}

impl Spec for ConvSpec {
    fn build(&self, input: Shape, _context: Context) -> Result<Box<dyn Layer>, Problem> {
        Ok(Box::new(Conv::new(input, *self)?))
    }

    fn neurons(&self) -> Option<Unit> {
        Some(Unit::Filters)
    }
}

/// Zeros around the map of a convolution: "same" (ONNX's SAME_UPPER: the output has ⌈input / stride⌉ pixels, and an odd
/// pixel of padding goes to the end), "valid" (none), or so many pixels on every side.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(
    target_arch = "wasm32",
    derive(tsify::Tsify),
    tsify(type = "\"same\" | \"valid\" | number")
)]
pub enum Padding {
    /// As much as keeps the size at stride 1.
    #[default]
    Same,
    /// None: only windows that lie in the map.
    Valid,
    /// So many on every side.
    Pixels(usize),
}

impl Serialize for Padding {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Padding::Same => serializer.serialize_str("same"),
            Padding::Valid => serializer.serialize_str("valid"),
            Padding::Pixels(pixels) => pixels.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Padding {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(PaddingVisitor)
    }
}

struct PaddingVisitor;

impl Visitor<'_> for PaddingVisitor {
    type Value = Padding;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("\"same\", \"valid\" or a number of pixels")
    }

    fn visit_str<E: de::Error>(self, word: &str) -> Result<Padding, E> {
        match word {
            "same" => Ok(Padding::Same),
            "valid" => Ok(Padding::Valid),
            _ => Err(E::invalid_type(de::Unexpected::Str(word), &self)),
        }
    }

    fn visit_u64<E: de::Error>(self, pixels: u64) -> Result<Padding, E> {
        // More than fits is more than any map has.
        Ok(Padding::Pixels(pixels.try_into().unwrap_or(usize::MAX)))
    }
}

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
    pub fn new(input: Shape, spec: ConvSpec) -> Result<Self, Problem> {
        at_least_one("filters", spec.filters)?;
        Ok(Conv {
            window: spec.window(input)?,
            filters: spec.filters,
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

impl ConvSpec {
    /// The windows over maps of shape `input`.
    pub(crate) fn window(&self, input: Shape) -> Result<Window, Problem> {
        window("conv", input, self.kernel, self.stride, self.padding)
    }
}

/// The windows of a convolution over maps of shape `input`; a sentence about it begins with its `kind`.
pub(super) fn window(
    kind: &str,
    input: Shape,
    kernel: usize,
    stride: usize,
    padding: Padding,
) -> Result<Window, Problem> {
    at_least_one("kernel", kernel)?;
    at_least_one("stride", stride)?;
    if let Padding::Pixels(pixels) = padding
        && pixels >= kernel
    {
        let expected = format!("less than the kernel's {kernel}");
        return Err(wrong("padding", pixels, &expected));
    }
    let extent = |pixels| {
        windows(pixels, kernel, stride, padding).ok_or_else(|| {
            let problem = format!(
                "{kind}: a kernel of {kernel}×{kernel} does not fit the {}×{} map that reaches it",
                input.height, input.width
            );
            does_not_fit(problem, kernel, input)
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

    #[cfg(feature = "training")]
    fn wiring(&self) -> Option<&dyn Wiring> {
        Some(self)
    }

    fn reserve(&mut self, _batch: usize, _training: bool) -> Result<(), TryReserveError> {
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

    #[cfg(feature = "training")]
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
            // ∂loss/∂kernel: 2.12 of the article, the windows times d_y, neither of them flipped, summed over all places
            // that share a weight.
            self.window.gather(x, &mut self.patches);
            let patches = Matrix::new(&self.patches, pixels, depth);
            self.gemm.multiply_add(d_kernel, patches.transposed(), d_y);
            // ∂loss/∂x, the sum in 2.13: what each window is owed, added up where windows overlap. Written out it is the full
            // convolution of d_y with the kernel flipped both ways.
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

impl Wiring for Conv {
    fn links(&self, weights: &[f32], y: usize) -> Vec<Link> {
        let Window { input, cols, .. } = self.window;
        let (window, filter) = (y / self.filters, y % self.filters);
        let bias = Link::bias(weights, self.kernel_len() + filter);
        let pixels = self.window.pixels(window / cols, window % cols);
        let links = pixels.flat_map(|(k, row, col)| {
            (0..input.channels).map(move |c| {
                let weight = (k * input.channels + c) * self.filters + filter;
                Link::weighted(input.index(row, col, c), weights, weight)
            })
        });
        links.chain([bias]).collect()
    }

    fn reached(&self, _source: usize, x: usize) -> Vec<usize> {
        let pixel = x / self.window.input.channels;
        let width = self.window.input.width;
        let output = self.output();
        let [rows, cols] = self.window.over(pixel / width, pixel % width);
        let windows = rows.flat_map(|i| cols.clone().map(move |j| output.index(i, j, 0)));
        windows.flat_map(|y| y..y + self.filters).collect()
    }

    fn sharing(&self, weight: usize) -> Vec<usize> {
        // The filter is the last dimension of the kernel, and the only one of the bias.
        let filter = weight % self.filters;
        let windows = 0..self.window.count();
        windows
            .map(|window| window * self.filters + filter)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::check::{check_gradients, random, shape};
    use super::*;
    use crate::read::read;
    use serde_json::json;

    const MAP: Shape = shape(5, 4, 3);

    fn conv(
        input: Shape,
        filters: usize,
        kernel: usize,
        stride: usize,
        padding: Padding,
    ) -> Result<Conv, Problem> {
        let spec = ConvSpec {
            filters,
            kernel,
            stride,
            padding,
        };
        Conv::new(input, spec)
    }

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
            let mut layer = conv(input, filters, kernel, stride, padding).unwrap();
            let case = format!("{input}, {filters} of {kernel}, stride {stride}, {padding:?}");
            let x = random(batch * input.len());
            check_gradients(&case, &mut layer, batch, &x, 1e-3);
        }
    }

    /// The formula in the doc comment, written out.
    #[test]
    fn forward_is_the_formula() {
        let (k, s, p) = (3, 2, 1);
        let mut conv = conv(MAP, 2, k, s, Padding::Pixels(p)).unwrap();
        conv.reserve(1, true).unwrap();
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
        // As TensorFlow on even sides.
        assert_eq!(windows(32, 5, 2, Padding::Same), Some((16, 1)));
        assert_eq!(windows(5, 3, 2, Padding::Valid), Some((2, 0)));
        assert_eq!(windows(2, 3, 1, Padding::Valid), None);
    }

    #[test]
    fn impossible_convolutions_say_why() {
        let problem = |filters, kernel, stride, padding| {
            conv(MAP, filters, kernel, stride, padding)
                .err()
                .unwrap()
                .to_string()
        };
        assert_eq!(
            problem(0, 3, 1, Padding::Same),
            "filters: got 0; expected at least 1"
        );
        assert_eq!(
            problem(1, 6, 1, Padding::Valid),
            "conv: a kernel of 6×6 does not fit the 5×4 map that reaches it"
        );
        assert_eq!(
            problem(1, 3, 1, Padding::Pixels(3)),
            "padding: got 3; expected less than the kernel's 3"
        );
        assert!(problem(1, usize::MAX, 1, Padding::Same).contains("does not fit"));
    }

    #[test]
    fn padding_is_a_word_or_a_number() {
        for (value, expected) in [
            (json!("same"), Padding::Same),
            (json!("valid"), Padding::Valid),
            (json!(2), Padding::Pixels(2)),
        ] {
            assert_eq!(read::<Padding>(value.clone()).unwrap(), expected);
            assert_eq!(serde_json::to_value(expected).unwrap(), value);
        }
        for wrong in [json!(-1), json!("full"), json!(1.5)] {
            let message = read::<Padding>(wrong.clone()).unwrap_err().to_string();
            let given = wrong.to_string();
            assert!(
                message.contains(&given) && message.contains("\"same\", \"valid\""),
                "{message}"
            );
        }
    }
}
