//! Average pooling: subsampling by the mean of each window and channel.

use serde::{Deserialize, Serialize};

use super::windows::{WindowFields, Windows};
use super::wiring::{Link, Wiring};
use super::{Context, Layer, Mode, Pass, Spec};
use crate::read::Problem;
use crate::tensor::Shape;

/// The mean of each window. Windows that do not fit are dropped.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(from = "WindowFields")]
pub struct AveragePoolSpec {
    /// Height and width of a window.
    pub size: usize,
    /// Distance of neighbouring windows; `size` if left out.
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub stride: usize,
}

impl From<WindowFields> for AveragePoolSpec {
    fn from(WindowFields { size, stride }: WindowFields) -> Self {
        AveragePoolSpec {
            size,
            stride: stride.unwrap_or(size),
        }
    }
}

impl Spec for AveragePoolSpec {
    fn build(&self, input: Shape, _context: Context) -> Result<Box<dyn Layer>, Problem> {
        Ok(Box::new(AveragePool::new(input, *self)?))
    }
}

/// The mean of each window. Each of its pixels gets an equal part of the window's derivative.
pub struct AveragePool {
    pub(super) windows: Windows,
}

impl AveragePool {
    pub fn new(input: Shape, spec: AveragePoolSpec) -> Result<Self, Problem> {
        let windows = Windows::new("average_pool", input, spec.size, spec.stride)?;
        Ok(AveragePool { windows })
    }

    /// Weight of a pixel in its window's mean.
    fn weight(&self) -> f32 {
        1.0 / (self.windows.height * self.windows.width) as f32
    }
}

impl Layer for AveragePool {
    fn output(&self) -> Shape {
        self.windows.output
    }

    #[cfg(feature = "training")]
    fn wiring(&self) -> Option<&dyn Wiring> {
        Some(self)
    }

    fn forward(&mut self, _weights: &[f32], x: &[f32], y: &mut [f32], _mode: Mode) {
        let Windows { input, output, .. } = self.windows;
        y.fill(0.0);
        let weight = self.weight();
        let maps = x
            .chunks_exact(input.len())
            .zip(y.chunks_exact_mut(output.len()));
        for (x, y) in maps {
            self.windows.for_each(|window, pixel| {
                let x = &x[pixel..][..input.channels];
                let y = &mut y[window..][..input.channels];
                for (y, x) in y.iter_mut().zip(x) {
                    *y += weight * x;
                }
            });
        }
    }

    #[cfg(feature = "training")]
    fn backward(&mut self, pass: Pass, _d_weights: &mut [f32], d_x: Option<&mut [f32]>) {
        let Some(d_x) = d_x else { return };
        let Windows { input, output, .. } = self.windows;
        d_x.fill(0.0);
        let weight = self.weight();
        let d_x = d_x.chunks_exact_mut(input.len());
        for (d_x, d_y) in d_x.zip(pass.d_y.chunks_exact(output.len())) {
            self.windows.for_each(|window, pixel| {
                let d_x = &mut d_x[pixel..][..input.channels];
                let d_y = &d_y[window..][..input.channels];
                for (d_x, d_y) in d_x.iter_mut().zip(d_y) {
                    *d_x += weight * d_y;
                }
            });
        }
    }
}

impl Wiring for AveragePool {
    fn links(&self, _weights: &[f32], y: usize) -> Vec<Link> {
        let pixels = self.windows.pixels(y);
        pixels.map(|x| Link::fixed(x, self.weight())).collect()
    }

    fn reached(&self, _source: usize, x: usize) -> Vec<usize> {
        self.windows.over(x)
    }
}

#[cfg(test)]
mod tests {
    use super::super::check::{check_gradients, random};
    use super::super::windows::CASES;
    use super::*;

    #[test]
    fn gradients_agree_with_finite_differences() {
        for (input, size, stride, batch) in CASES {
            let spec = AveragePoolSpec { size, stride };
            let x = random(batch * input.len());
            let mut layer = AveragePool::new(input, spec).unwrap();
            check_gradients(&format!("{spec:?} on {input}"), &mut layer, batch, &x, 1e-3);
        }
    }
}
