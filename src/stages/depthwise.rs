//! Depthwise convolution and activation in one.

use std::collections::TryReserveError;

use crate::kernels::channels::{add_sums, add_to};
use crate::kernels::depthwise::Depthwise;
use crate::kernels::functions::Clamp;
use crate::kernels::lanes::F32x4;
use crate::kernels::panels::{Finish, Vector};
use crate::kernels::window::Window;
use crate::layers::activation::{apply, chain};
use crate::layers::{Layer, Mode, Pass};
use crate::spec::Activation;
use crate::tensor::{Shape, grow};

/// `y = f(conv(x) + bias)`, every channel by itself. Weights: kernel `[k, k, channels]`, bias `[channels]`.
pub struct DepthwiseStage {
    window: Window,
    function: Activation,
    output: Shape,
    kernels: Depthwise,
    /// Some channels of a map with their border.
    block: Vec<Vector>,
    /// One map with its border, and ∂loss/∂ that, once there has been room for training.
    x: Vec<f32>,
    d_x: Vec<f32>,
    /// By four channels: `[vectors][k, k]`; and ∂loss/∂kernel of one picture.
    kernel: Vec<Vector>,
    /// Whether kernel and bias are those of the weights.
    packed: bool,
    d_kernel: Vec<Vector>,
    bias: Vec<Vector>,
    /// The output for one map before a function that is more than a clamp.
    z: Vec<f32>,
    /// Derivatives of one picture by what came out of the convolution, in rows of whole tiles: zero behind the last pixel.
    delta: Vec<f32>,
    /// ∂loss/∂weights, summed over the batch.
    d_weights: Vec<f64>,
}

impl DepthwiseStage {
    /// `None` where the layer has to run by itself.
    pub fn new(window: Window, function: Activation) -> Option<Self> {
        Some(DepthwiseStage {
            window,
            function,
            output: Shape {
                height: window.rows,
                width: window.cols,
                ..window.input
            },
            kernels: Depthwise::new(window)?,
            block: Vec::new(),
            x: Vec::new(),
            d_x: Vec::new(),
            kernel: Vec::new(),
            packed: false,
            d_kernel: Vec::new(),
            bias: Vec::new(),
            z: Vec::new(),
            delta: Vec::new(),
            d_weights: Vec::new(),
        })
    }

    /// Length of the kernel in the stage's weights; the bias follows.
    fn kernel_len(&self) -> usize {
        self.kernels.taps() * self.window.input.channels
    }

    /// The output for maps of which `fill` writes the n-th one's channels from a given one on to a block.
    pub fn run(
        &mut self,
        weights: &[f32],
        y: &mut [f32],
        fill: impl Fn(usize, usize, &mut [Vector]),
    ) {
        let (kernel, bias) = weights.split_at(self.kernel_len());
        if !self.packed {
            self.kernels.pack(kernel, &mut self.kernel);
            self.bias.as_flattened_mut()[..bias.len()].copy_from_slice(bias);
            self.packed = true;
        }
        let clamp = self.function.clamp();
        let finish = Finish {
            bias: &self.bias,
            clamp: clamp.unwrap_or(Clamp::NONE),
        };
        for (n, y) in y.chunks_exact_mut(self.output.len()).enumerate() {
            let z = match clamp {
                Some(_) => &mut *y,
                None => &mut self.z,
            };
            let fill = |first, block: &mut [Vector]| fill(n, first, block);
            self.kernels
                .forward(fill, &mut self.block, &self.kernel, finish, z);
            if clamp.is_none() {
                apply(self.function, &self.z, y);
            }
        }
    }

    /// What it computes with.
    pub fn kernels(&self) -> Depthwise {
        self.kernels
    }

    /// Adds ∂loss/∂kernel of the picture whose padded map is there to that of the batch.
    fn kernel_gradient(&mut self) {
        self.d_kernel.fill([0.0; 4]);
        for (i, d_z) in self.delta.chunks_exact(self.kernels.line()).enumerate() {
            self.kernels
                .kernel_gradient(&self.x, d_z, i, &mut self.d_kernel);
        }
        let (channels, taps) = (self.window.input.channels, self.kernels.taps());
        for (vector, sums) in self.d_kernel.chunks_exact(taps).enumerate() {
            for (sum, totals) in sums.iter().zip(self.d_weights.chunks_exact_mut(channels)) {
                add_to(&mut totals[4 * vector..], F32x4::load(sum));
            }
        }
    }
}

impl Layer for DepthwiseStage {
    fn output(&self) -> Shape {
        self.output
    }

    fn reserve(&mut self, _batch: usize, training: bool) -> Result<(), TryReserveError> {
        let channels = self.window.input.channels;
        grow(&mut self.block, self.kernels.block_len())?;
        grow(&mut self.kernel, self.kernels.packed_len())?;
        grow(&mut self.bias, channels.div_ceil(4))?;
        if self.function.clamp().is_none() {
            grow(&mut self.z, self.output.len())?;
        }
        if !training {
            return Ok(());
        }
        let padded = self.kernels.padded();
        grow(&mut self.x, padded.buffer_len(1))?;
        grow(&mut self.d_x, padded.buffer_len(1))?;
        grow(&mut self.d_kernel, self.kernels.packed_len())?;
        grow(&mut self.delta, self.window.rows * self.kernels.line())?;
        let weights = self.kernel_len() + channels;
        grow(&mut self.d_weights, weights)
    }

    fn weights_changed(&mut self) {
        self.packed = false;
    }

    fn forward(&mut self, weights: &[f32], x: &[f32], y: &mut [f32], _mode: Mode) {
        let (map, kernels) = (self.window.input.len(), self.kernels);
        self.run(weights, y, |n, first, block| {
            kernels.embed(&x[n * map..][..map], first, block);
        });
    }

    #[cfg(feature = "training")]
    fn backward(&mut self, pass: Pass, d_weights: &mut [f32], mut d_x: Option<&mut [f32]>) {
        let kernel_len = self.kernel_len();
        self.d_weights.fill(0.0);
        let padded = self.kernels.padded();
        let (map, len) = (self.window.input.len(), self.output.len());
        let (line, whole) = (
            self.output.width * self.output.channels,
            self.kernels.line(),
        );
        let d_y = pass.y.chunks_exact(len).zip(pass.d_y.chunks_exact(len));
        for (n, (x, (y, d_y))) in pass.x.chunks_exact(map).zip(d_y).enumerate() {
            let rows = y.chunks_exact(line).zip(d_y.chunks_exact(line));
            for (delta, (y, d_y)) in self.delta.chunks_exact_mut(whole).zip(rows) {
                let delta = &mut delta[..line];
                chain(self.function, y, y, d_y, delta);
                add_sums([delta], [&mut self.d_weights[kernel_len..]], |_| {
                    |delta| delta
                });
            }
            padded.embed(x, &mut self.x);
            self.kernel_gradient();
            if let Some(d_x) = d_x.as_deref_mut() {
                self.d_x.fill(0.0);
                for (i, d_z) in self.delta.chunks_exact(whole).enumerate() {
                    self.kernels
                        .input_gradient(d_z, &self.kernel, i, &mut self.d_x);
                }
                padded.extract(&self.d_x, &mut d_x[n * map..][..map]);
            }
        }
        for (d_weight, sum) in d_weights.iter_mut().zip(&self.d_weights) {
            *d_weight += *sum as f32;
        }
    }
}
