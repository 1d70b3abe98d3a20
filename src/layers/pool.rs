//! Subsampling: windows of a map become one value per channel.

use std::collections::TryReserveError;

use super::{Layer, Mode, Pass, at_least_one};
use crate::spec::PoolSpec;
use crate::tensor::{Shape, grow};

/// Windows of a pooling layer; those that do not fit are dropped.
struct Windows {
    input: Shape,
    output: Shape,
    height: usize,
    width: usize,
    stride: usize,
}

impl Windows {
    fn new(kind: &str, input: Shape, spec: PoolSpec) -> Result<Self, String> {
        let PoolSpec { size, stride } = spec;
        at_least_one(&format!("{kind}: size"), size)?;
        at_least_one(&format!("{kind}: stride"), stride)?;
        if size > input.height || size > input.width {
            return Err(format!(
                "{kind} of size {size} does not fit the {}×{} map that reaches it",
                input.height, input.width
            ));
        }
        Ok(Windows {
            input,
            output: Shape {
                height: (input.height - size) / stride + 1,
                width: (input.width - size) / stride + 1,
                channels: input.channels,
            },
            height: size,
            width: size,
            stride,
        })
    }

    /// Calls `visit(window, pixel)` for each pixel of each window: where the channels of the window's output, and
    /// those of the pixel, begin in the maps of one picture. Windows in order, pixels of a window row by row.
    #[inline(always)]
    fn for_each(&self, mut visit: impl FnMut(usize, usize)) {
        for i in 0..self.output.height {
            for j in 0..self.output.width {
                let window = self.output.index(i, j, 0);
                for y in i * self.stride..i * self.stride + self.height {
                    for x in j * self.stride..j * self.stride + self.width {
                        visit(window, self.input.index(y, x, 0));
                    }
                }
            }
        }
    }
}

/// The largest value of each window. Only that one gets the window's derivative; ties go to the first.
pub struct MaxPool {
    windows: Windows,
    /// Where each maximum was in its picture: [n, rows, cols, channels].
    argmax: Vec<u32>,
}

impl MaxPool {
    pub fn new(input: Shape, spec: PoolSpec) -> Result<Self, String> {
        Ok(MaxPool {
            windows: Windows::new("max_pool", input, spec)?,
            argmax: Vec::new(),
        })
    }
}

impl Layer for MaxPool {
    fn output(&self) -> Shape {
        self.windows.output
    }

    fn reserve(&mut self, batch: usize) -> Result<(), TryReserveError> {
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

/// The mean of each window. Each of its pixels gets an equal part of the window's derivative.
pub struct AveragePool {
    windows: Windows,
}

impl AveragePool {
    pub fn new(input: Shape, spec: PoolSpec) -> Result<Self, String> {
        let windows = Windows::new("average_pool", input, spec)?;
        Ok(AveragePool { windows })
    }

    /// One window that is the whole map.
    pub fn global(input: Shape) -> Self {
        AveragePool {
            windows: Windows {
                input,
                output: Shape::vector(input.channels),
                height: input.height,
                width: input.width,
                stride: 1,
            },
        }
    }

    /// Part of a pixel in its window's mean.
    fn share(&self) -> f32 {
        1.0 / (self.windows.height * self.windows.width) as f32
    }
}

impl Layer for AveragePool {
    fn output(&self) -> Shape {
        self.windows.output
    }

    fn forward(&mut self, _weights: &[f32], x: &[f32], y: &mut [f32], _mode: Mode) {
        let Windows { input, output, .. } = self.windows;
        y.fill(0.0);
        let share = self.share();
        let maps = x
            .chunks_exact(input.len())
            .zip(y.chunks_exact_mut(output.len()));
        for (x, y) in maps {
            self.windows.for_each(|window, pixel| {
                let x = &x[pixel..][..input.channels];
                let y = &mut y[window..][..input.channels];
                for (y, x) in y.iter_mut().zip(x) {
                    *y += share * x;
                }
            });
        }
    }

    fn backward(&mut self, pass: Pass, _d_weights: &mut [f32], d_x: Option<&mut [f32]>) {
        let Some(d_x) = d_x else { return };
        let Windows { input, output, .. } = self.windows;
        d_x.fill(0.0);
        let share = self.share();
        let d_x = d_x.chunks_exact_mut(input.len());
        for (d_x, d_y) in d_x.zip(pass.d_y.chunks_exact(output.len())) {
            self.windows.for_each(|window, pixel| {
                let d_x = &mut d_x[pixel..][..input.channels];
                let d_y = &d_y[window..][..input.channels];
                for (d_x, d_y) in d_x.iter_mut().zip(d_y) {
                    *d_x += share * d_y;
                }
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::check::{check_gradients, random, shape, shuffled};
    use super::*;

    const CASES: [(Shape, PoolSpec, usize); 5] = [
        (shape(4, 6, 3), PoolSpec { size: 2, stride: 2 }, 2),
        (shape(5, 7, 2), PoolSpec { size: 2, stride: 2 }, 1),
        (shape(6, 5, 1), PoolSpec { size: 3, stride: 1 }, 3),
        (shape(7, 7, 5), PoolSpec { size: 3, stride: 2 }, 2),
        (shape(1, 1, 4), PoolSpec { size: 1, stride: 1 }, 2),
    ];

    #[test]
    fn gradients_agree_with_finite_differences() {
        for (input, spec, batch) in CASES {
            let case = format!("{spec:?} on {input}");
            let len = batch * input.len();
            let mut max = MaxPool::new(input, spec).unwrap();
            check_gradients(&case, &mut max, batch, &shuffled(len), 1e-3);
            let mut average = AveragePool::new(input, spec).unwrap();
            check_gradients(&case, &mut average, batch, &random(len), 1e-3);
            let mut global = AveragePool::global(input);
            check_gradients(&case, &mut global, batch, &random(len), 1e-3);
        }
    }

    #[test]
    fn the_first_of_equal_maxima_gets_the_derivative() {
        let input = shape(2, 2, 1);
        let mut pool = MaxPool::new(input, PoolSpec { size: 2, stride: 2 }).unwrap();
        pool.reserve(1).unwrap();
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
        let mut pool = MaxPool::new(shape(2, 2, 1), PoolSpec { size: 2, stride: 2 }).unwrap();
        pool.reserve(1).unwrap();
        let mut y = [0.0];
        pool.forward(&[], &[-4.0, -2.0, -3.0, -9.0], &mut y, Mode::Inference);
        assert_eq!(y, [-2.0]);
    }

    #[test]
    fn windows_that_do_not_fit_say_so() {
        let spec = PoolSpec { size: 4, stride: 4 };
        let problem = MaxPool::new(shape(3, 3, 1), spec).err().unwrap();
        assert_eq!(
            problem,
            "max_pool of size 4 does not fit the 3×3 map that reaches it"
        );
    }
}
