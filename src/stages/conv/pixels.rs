//! Convolutions that see one pixel at a time: a product of all pixels of a batch with the kernel, wherever they lie.

use std::collections::TryReserveError;

use crate::kernels::functions::Clamp;
use crate::kernels::panels::{Finish, Panels, Planes, Vector, multiply_planes, multiply_rows};
use crate::kernels::window::Window;
use crate::layers::activation::apply;
use crate::spec::Activation;
use crate::tensor::grow;

/// Pixels at a time: eight tiles of six rows, so that a part of the kernel that is in the first-level cache serves them
/// all, and hundreds of channels of theirs stay in the second.
pub const PIXELS: usize = 48;

/// `y = f(x · kernel + bias)`, for kernels of 1×1.
pub struct Pixels {
    channels: usize,
    filters: usize,
    function: Activation,
    kernel: Panels,
    bias: Vec<Vector>,
    /// Output of some pixels before a function that is more than a clamp: `[pixels, filters]`.
    sums: Vec<f32>,
    /// Whether kernel and bias are there.
    prepared: bool,
}

impl Pixels {
    /// `None` where windows are larger, or further apart.
    pub fn new(window: Window, filters: usize, function: Activation) -> Option<Self> {
        let channels = window.input.channels;
        let same = (window.rows, window.cols) == (window.input.height, window.input.width);
        (window.size == 1 && window.stride == 1 && same).then(|| Pixels {
            channels,
            filters,
            function,
            kernel: Panels::new(channels, filters),
            bias: Vec::new(),
            sums: Vec::new(),
            prepared: false,
        })
    }

    pub fn reserve(&mut self) -> Result<(), TryReserveError> {
        self.kernel.reserve()?;
        grow(&mut self.bias, self.filters.div_ceil(4))?;
        let sums = match self.function.clamp() {
            Some(_) => 0,
            None => PIXELS * self.filters,
        };
        grow(&mut self.sums, sums)
    }

    /// Kernel and bias are to be prepared anew.
    pub fn forget(&mut self) {
        self.prepared = false;
    }

    /// Takes kernel and bias from now on, until it is to [`forget`](Self::forget) them.
    pub fn prepare(&mut self, kernel: &[f32], bias: &[f32]) {
        if !self.prepared {
            self.kernel.fill_from(kernel, self.filters);
            self.bias.as_flattened_mut()[..self.filters].copy_from_slice(bias);
            self.prepared = true;
        }
    }

    /// Writes the output for pixels `x` `[pixels, channels]` to `y` `[pixels, filters]`.
    pub fn forward(&mut self, kernel: &[f32], bias: &[f32], x: &[f32], y: &mut [f32]) {
        self.prepare(kernel, bias);
        let clamp = self.function.clamp();
        let finish = Finish {
            bias: &self.bias,
            clamp: clamp.unwrap_or(Clamp::NONE),
        };
        let blocks = x.chunks(PIXELS * self.channels);
        for (x, y) in blocks.zip(y.chunks_mut(PIXELS * self.filters)) {
            match clamp {
                Some(_) => multiply_rows(x, &self.kernel, finish, y, self.filters),
                None => {
                    let sums = &mut self.sums[..y.len()];
                    multiply_rows(x, &self.kernel, finish, sums, self.filters);
                    apply(self.function, sums, y);
                }
            }
        }
    }

    /// Writes some vectors of the output for one map, those from `first` on, to planes. The function is a clamp.
    pub fn fill(&self, x: &[f32], first: usize, planes: Planes, y: &mut [Vector]) {
        let finish = Finish {
            bias: &self.bias,
            clamp: self.function.clamp().unwrap_or(Clamp::NONE),
        };
        let blocks = x.chunks(PIXELS * self.channels);
        for (x, places) in blocks.zip(planes.places.chunks(PIXELS)) {
            let planes = Planes { places, ..planes };
            multiply_planes(x, &self.kernel, first, finish, planes, y);
        }
    }
}
