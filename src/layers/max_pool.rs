//! Max-pooling: subsampling by the largest value of each window and channel.

use std::collections::TryReserveError;

use serde::{Deserialize, Serialize};

use super::windows::{WindowFields, Windows};
use super::wiring::{Link, Wiring};
use super::{Context, Layer, Mode, Pass, Spec};
use crate::read::Problem;
use crate::tensor::{Shape, grow};

/// The largest value of each window; ties go to the first. Windows that do not fit are dropped.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(from = "WindowFields")]
pub struct MaxPoolSpec {
    /// Height and width of a window.
    pub size: usize,
    /// Distance of neighbouring windows; `size` if left out.
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub stride: usize,
}

impl From<WindowFields> for MaxPoolSpec {
    fn from(WindowFields { size, stride }: WindowFields) -> Self {
        MaxPoolSpec {
            size,
            stride: stride.unwrap_or(size),
        }
    }
}

impl Spec for MaxPoolSpec {
    fn build(&self, input: Shape, _context: Context) -> Result<Box<dyn Layer>, Problem> {
        Ok(Box::new(MaxPool::new(input, *self)?))
    }
}

/// The largest value of each window. Only that one gets the window's derivative; ties go to the first.
pub struct MaxPool {
    windows: Windows,
    /// Where each maximum was in its picture: [n, rows, cols, channels].
    argmax: Vec<u32>,
}

impl MaxPool {
    pub fn new(input: Shape, spec: MaxPoolSpec) -> Result<Self, Problem> {
        Ok(MaxPool {
            windows: Windows::new("max_pool", input, spec.size, spec.stride)?,
            argmax: Vec::new(),
        })
    }
}

impl Layer for MaxPool {
    fn output(&self) -> Shape {
        self.windows.output
    }

    #[cfg(feature = "training")]
    fn wiring(&self) -> Option<&dyn Wiring> {
        Some(self)
    }

    fn reserve(&mut self, batch: usize, _training: bool) -> Result<(), TryReserveError> {
        grow(
            &mut self.argmax,
            batch.saturating_mul(self.windows.output.len()),
        )
    }

    fn forward(&mut self, _weights: &[f32], x: &[f32], y: &mut [f32], _mode: Mode) {
        let Windows { input, output, .. } = self.windows;
        let x = x.chunks_exact(input.len()); // [h, w, c]
        let y = y.chunks_exact_mut(output.len()); // [rows, cols, c]
        let argmax = self.argmax.chunks_exact_mut(output.len());
        for ((x, y), argmax) in x.zip(y).zip(argmax) {
            let mut opened = None;
            self.windows.for_each(|window, pixel| {
                let x = &x[pixel..][..input.channels];
                let y = &mut y[window..][..input.channels];
                let argmax = &mut argmax[window..][..input.channels];
                let first = opened.replace(window) != Some(window);
                // A choice of values, not of ways, so that the compiler can do several channels at once.
                for (c, ((y, argmax), &x)) in y.iter_mut().zip(argmax).zip(x).enumerate() {
                    let larger = first | (x > *y);
                    *y = if larger { x } else { *y };
                    *argmax = if larger { (pixel + c) as u32 } else { *argmax };
                }
            });
        }
    }

    #[cfg(feature = "training")]
    fn backward(&mut self, pass: Pass, _d_weights: &mut [f32], d_x: Option<&mut [f32]>) {
        let Some(d_x) = d_x else { return };
        let Windows { input, output, .. } = self.windows;
        d_x.fill(0.0);
        let d_x = d_x.chunks_exact_mut(input.len()); // [h, w, c]
        let d_y = pass.d_y.chunks_exact(output.len()); // [rows, cols, c]
        let argmax = self.argmax.chunks_exact(output.len());
        for ((d_x, d_y), argmax) in d_x.zip(d_y).zip(argmax) {
            for (d_y, &at) in d_y.iter().zip(argmax) {
                d_x[at as usize] += d_y;
            }
        }
    }
}

/// A sum of which only the maximum remains.
impl Wiring for MaxPool {
    fn links(&self, _weights: &[f32], y: usize) -> Vec<Link> {
        let winner = self.argmax[y] as usize;
        let factor = |x| if x == winner { 1.0 } else { 0.0 };
        let pixels = self.windows.pixels(y);
        pixels.map(|x| Link::fixed(x, factor(x))).collect()
    }

    fn reached(&self, _source: usize, x: usize) -> Vec<usize> {
        self.windows.over(x)
    }
}

#[cfg(test)]
mod tests {
    use super::super::check::{check_gradients, shape, shuffled};
    use super::super::windows::CASES;
    use super::*;

    const HALVES: MaxPoolSpec = MaxPoolSpec { size: 2, stride: 2 };

    #[test]
    fn gradients_agree_with_finite_differences() {
        for (input, size, stride, batch) in CASES {
            let spec = MaxPoolSpec { size, stride };
            let x = shuffled(batch * input.len());
            let mut layer = MaxPool::new(input, spec).unwrap();
            check_gradients(&format!("{spec:?} on {input}"), &mut layer, batch, &x, 1e-3);
        }
    }

    #[test]
    fn the_first_of_equal_maxima_gets_the_derivative() {
        let input = shape(2, 2, 1);
        let mut pool = MaxPool::new(input, HALVES).unwrap();
        pool.reserve(1, true).unwrap();
        let (x, mut y, mut d_x) = ([1.0, 3.0, 3.0, 3.0], [0.0], [9.0; 4]);
        pool.forward(&[], &x, &mut y, Mode::Training { step: 0 });
        let pass = Pass {
            weights: &[],
            x: &x,
            y: &y,
            d_y: &[5.0],
        };
        pool.backward(pass, &mut [], Some(&mut d_x));
        assert_eq!(y, [3.0]);
        assert_eq!(d_x, [0.0, 5.0, 0.0, 0.0]);
    }

    #[test]
    fn negative_maps_have_negative_maxima() {
        let mut pool = MaxPool::new(shape(2, 2, 1), HALVES).unwrap();
        pool.reserve(1, true).unwrap();
        let mut y = [0.0];
        pool.forward(&[], &[-4.0, -2.0, -3.0, -9.0], &mut y, Mode::Inference);
        assert_eq!(y, [-2.0]);
    }

    #[test]
    fn windows_that_do_not_fit_say_so() {
        let spec = MaxPoolSpec { size: 4, stride: 4 };
        let problem = MaxPool::new(shape(3, 3, 1), spec)
            .err()
            .unwrap()
            .to_string();
        assert_eq!(
            problem,
            "max_pool of size 4 does not fit the 3×3 map that reaches it"
        );
    }
}
