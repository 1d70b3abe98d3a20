//! A convolution of single pixels, which makes many channels of few, and a depthwise convolution behind it: the first
//! half of an inverted bottleneck (Sandler et al., "MobileNetV2", 2018).
//!
//! The many channels are several times what the second-level cache holds. An answer therefore takes some of them through
//! both convolutions before the next; only training has all of them at once, because it looks at them again backward.

use std::collections::TryReserveError;

use super::conv::ConvStage;
use super::conv::pixels::PIXELS;
use super::depthwise::DepthwiseStage;
use crate::kernels::panels::Planes;
use crate::kernels::window::Window;
use crate::layers::{Layer, Mode, Pass};
use crate::spec::Activation;
use crate::stages::Pool;
use crate::tensor::{Shape, grow};

/// `y = depthwise(f(conv(x)))`. Weights: those of the convolution, then those of the depthwise convolution.
pub struct ExpandStage {
    conv: ConvStage,
    depthwise: DepthwiseStage,
    /// Where each of so many pixels lies in what the depthwise convolution takes.
    places: Vec<usize>,
    pixels: usize,
    /// Length of a map that goes in, and of one between the two.
    input: usize,
    len: usize,
    /// Number of the convolution's weights.
    weights: usize,
    /// What comes out of the convolution, `[n, h, w, c]`, and ∂loss/∂ that, once there has been room for training.
    between: Vec<f32>,
    d_between: Vec<f32>,
}

impl ExpandStage {
    /// `None` where the two run as well by themselves: small maps stay in the cache, and of several in a batch more pixels go
    /// through the convolution at a time.
    pub fn new(
        window: Window,
        filters: usize,
        function: Activation,
        depthwise: DepthwiseStage,
    ) -> Option<Self> {
        let pixels = window.rows * window.cols;
        let single = window.size == 1 && window.input.len() == window.input.channels * pixels;
        let large = pixels >= PIXELS && depthwise.kernels().reaches_all();
        if !single || !large || function.clamp().is_none() {
            return None;
        }
        Some(ExpandStage {
            conv: ConvStage::new(window, filters, function, Pool::NONE)?,
            depthwise,
            places: Vec::new(),
            pixels,
            input: window.input.len(),
            len: pixels * filters,
            weights: window.len() * filters + filters,
            between: Vec::new(),
            d_between: Vec::new(),
        })
    }
}

impl Layer for ExpandStage {
    fn output(&self) -> Shape {
        self.depthwise.output()
    }

    fn reserve(&mut self, batch: usize, training: bool) -> Result<(), TryReserveError> {
        self.conv.reserve(batch, training)?;
        self.depthwise.reserve(batch, training)?;
        grow(&mut self.places, self.pixels)?;
        let places = self.depthwise.kernels().places();
        for (to, place) in self.places.iter_mut().zip(places) {
            *to = place;
        }
        let len = if training {
            batch.saturating_mul(self.len)
        } else {
            0
        };
        grow(&mut self.between, len)?;
        grow(&mut self.d_between, len)
    }

    fn weights_changed(&mut self) {
        self.conv.weights_changed();
        self.depthwise.weights_changed();
    }

    fn forward(&mut self, weights: &[f32], x: &[f32], y: &mut [f32], mode: Mode) {
        let (own, rest) = weights.split_at(self.weights);
        if let Mode::Training { .. } = mode {
            let between = &mut self.between[..x.len() / self.input * self.len];
            self.conv.forward(own, x, between, mode);
            return self.depthwise.forward(rest, between, y, mode);
        }
        let Some(conv) = self.conv.pixels(own) else {
            return;
        };
        let planes = Planes {
            places: &self.places,
            len: self.depthwise.kernels().plane(),
        };
        self.depthwise.run(rest, y, |n, first, block| {
            let x = &x[n * self.input..][..self.input];
            conv.fill(x, first / 4, planes, block);
        });
    }

    #[cfg(feature = "training")]
    fn backward(&mut self, pass: Pass, d_weights: &mut [f32], d_x: Option<&mut [f32]>) {
        let len = pass.x.len() / self.input * self.len;
        let (between, d_between) = (&self.between[..len], &mut self.d_between[..len]);
        let (own, rest) = pass.weights.split_at(self.weights);
        let (d_own, d_rest) = d_weights.split_at_mut(self.weights);
        let behind = Pass {
            weights: rest,
            x: between,
            ..pass
        };
        self.depthwise.backward(behind, d_rest, Some(d_between));
        let before = Pass {
            weights: own,
            x: pass.x,
            y: between,
            d_y: d_between,
        };
        self.conv.backward(before, d_own, d_x);
    }
}
