//! Both gradients where every pixel has a derivative: as products at Winograd's points.
//!
//! The gradient of a kernel comes back from the points with rounding errors: against f64, on random maps in batches of 32,
//! 1e-6 of the largest sum in the mean and 1e-5 at worst, ten to thirty times those of the direct sum. Where the layout
//! makes the right value 0, in a kernel row that only ever sees padding, that error would be all of the gradient, and an
//! optimiser such as Adam, which divides by its size, would make full steps of it. So such windows are left to lists,
//! which add exact zeros.

use std::collections::TryReserveError;

use crate::kernels::correlation::Correlation;
use crate::kernels::kernel_gradient::KernelGradient;
use crate::kernels::padded::Padded;
use crate::kernels::panels::Vector;
use crate::kernels::window::Window;
use crate::tensor::{Shape, grow};

pub struct Dense {
    window: Window,
    filters: usize,
    padded: Padded,
    /// One map with its border.
    x: Vec<f32>,
    kernel_gradient: KernelGradient,
    /// ∂loss/∂x is the full convolution of ∂loss/∂z with the kernel flipped both ways: a correlation, too.
    flipped: Correlation,
    /// The flipped kernel, `[k, k, filters, c]`.
    kernel: Vec<f32>,
    /// ∂loss/∂z with its border.
    delta: Vec<f32>,
    /// What comes out of the correlation.
    z: Vec<Vector>,
}

impl Dense {
    /// For kernels of 3×3 and 5×5 with stride 1 of which every row meets the map; `None` for others, and where maps would
    /// be too large.
    pub fn new(window: Window, filters: usize, padded: Padded) -> Option<Self> {
        let transforms = window.stride == 1 && matches!(window.size, 3 | 5);
        if !transforms || !window.every_row_sees_the_map() {
            return None;
        }
        let flipped = Window {
            input: Shape {
                height: window.rows,
                width: window.cols,
                channels: filters,
            },
            rows: window.input.height,
            cols: window.input.width,
            pad_top: window.size - 1 - window.pad_top,
            pad_left: window.size - 1 - window.pad_left,
            ..window
        };
        Some(Dense {
            window,
            filters,
            padded,
            x: Vec::new(),
            kernel_gradient: KernelGradient::new(window, filters, padded),
            flipped: Correlation::new(flipped, window.input.channels)?,
            kernel: Vec::new(),
            delta: Vec::new(),
            z: Vec::new(),
        })
    }

    pub fn reserve(&mut self) -> Result<(), TryReserveError> {
        self.kernel_gradient.reserve()?;
        self.flipped.reserve()?;
        grow(&mut self.x, self.padded.buffer_len(1))?;
        grow(&mut self.kernel, self.window.len() * self.filters)?;
        grow(&mut self.delta, self.flipped.padded().buffer_len(1))?;
        grow(&mut self.z, self.flipped.len())
    }

    /// Begins a batch with `kernel` `[k, k, c, filters]`: `flipped[u, v, f, c] = kernel[k − 1 − u, k − 1 − v, c, f]`.
    pub fn begin(&mut self, kernel: &[f32]) {
        self.kernel_gradient.clear();
        let (c, filters) = (self.window.input.channels, self.filters);
        let pixels = kernel.chunks_exact(c * filters).rev();
        for (flipped, kernel) in self.kernel.chunks_exact_mut(c * filters).zip(pixels) {
            for (i, flipped) in flipped.iter_mut().enumerate() {
                *flipped = kernel[i % c * filters + i / c];
            }
        }
        self.flipped.forget();
        self.flipped.prepare(&self.kernel);
    }

    /// How far apart the rows of derivatives lie.
    pub fn row(&self) -> usize {
        self.flipped.padded().row()
    }

    /// Where the derivatives `[rows, cols, filters]` of the next picture go, from their first on, and how far apart their
    /// rows lie. What is between them is to stay zero.
    pub fn derivatives(&mut self) -> (&mut [f32], usize) {
        let padded = self.flipped.padded();
        (&mut self.delta[padded.first()..], padded.row())
    }

    /// Adds one picture `x`, whose [`derivatives`](Self::derivatives) are there, and writes ∂loss/∂x where it is wanted.
    pub fn add(&mut self, x: &[f32], d_x: Option<&mut [f32]>) {
        self.padded.embed(x, &mut self.x);
        let padded = self.flipped.padded();
        let d_z = &self.delta[padded.first()..];
        self.kernel_gradient.add(&self.x, d_z, padded.row());
        if let Some(d_x) = d_x {
            self.flipped.run(&self.delta, &mut self.z);
            self.flipped.unpack(&self.z, d_x);
        }
    }

    /// Ends the batch: adds ∂loss/∂kernel to `d_kernel` `[k, k · c, filters]`.
    pub fn finish(&mut self, d_kernel: &mut [f32]) {
        self.kernel_gradient.finish(d_kernel);
    }
}
