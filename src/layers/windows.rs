//! The windows of pooling layers.

use serde::Deserialize;

use super::{at_least_one, does_not_fit};
use crate::kernels::window::covering;
use crate::read::Problem;
use crate::tensor::Shape;

/// How a window is given: its size, and a stride that is the size if left out.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WindowFields {
    pub size: usize,
    pub stride: Option<usize>,
}

/// Windows of a pooling layer; those that do not fit are dropped.
pub struct Windows {
    pub input: Shape,
    pub output: Shape,
    pub height: usize,
    pub width: usize,
    pub stride: usize,
}

impl Windows {
    pub fn new(kind: &str, input: Shape, size: usize, stride: usize) -> Result<Self, Problem> {
        at_least_one("size", size)?;
        at_least_one("stride", stride)?;
        if size > input.height || size > input.width {
            let Shape { height, width, .. } = input;
            let problem = format!(
                "{kind} of size {size} does not fit the {height}×{width} map that reaches it"
            );
            return Err(does_not_fit(problem, size, input));
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
    pub fn for_each(&self, mut visit: impl FnMut(usize, usize)) {
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

/// One window, one pixel.
impl Windows {
    /// The values of one picture in the window of value `y` of the output.
    pub fn pixels(&self, y: usize) -> impl Iterator<Item = usize> {
        let Shape {
            width, channels, ..
        } = self.output;
        let (window, c) = (y / channels, y % channels);
        let (top, left) = (window / width * self.stride, window % width * self.stride);
        (top..top + self.height).flat_map(move |row| {
            (left..left + self.width).map(move |col| self.input.index(row, col, c))
        })
    }

    /// The values of the output whose windows value `x` lies in.
    pub fn over(&self, x: usize) -> Vec<usize> {
        let (pixel, c) = (x / self.input.channels, x % self.input.channels);
        let (row, col) = (pixel / self.input.width, pixel % self.input.width);
        let rows = covering(row, self.height, self.stride, self.output.height);
        let cols = covering(col, self.width, self.stride, self.output.width);
        rows.flat_map(|i| cols.clone().map(move |j| self.output.index(i, j, c)))
            .collect()
    }
}

/// Sizes and strides that the tests of pooling layers try, on maps and in batches of so many pictures.
#[cfg(test)]
pub const CASES: [(Shape, usize, usize, usize); 5] = {
    use super::check::shape;
    [
        (shape(4, 6, 3), 2, 2, 2),
        (shape(5, 7, 2), 2, 2, 1),
        (shape(6, 5, 1), 3, 1, 3),
        (shape(7, 7, 5), 3, 2, 2),
        (shape(1, 1, 4), 1, 1, 2),
    ]
};
