//! The windows of a convolution.

use std::ops::Range;

use crate::tensor::Shape;

/// How a window slides over a map.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Window {
    /// The map.
    pub input: Shape,
    /// Rows of windows.
    pub rows: usize,
    /// Columns of windows.
    pub cols: usize,
    /// Height and width of a window.
    pub size: usize,
    /// Distance of neighbouring windows.
    pub stride: usize,
    /// Rows of zeros above the map.
    pub pad_top: usize,
    /// Columns of zeros left of the map.
    pub pad_left: usize,
}

impl Window {
    /// Number of windows.
    pub fn count(&self) -> usize {
        self.rows * self.cols
    }

    /// Number of values in a window: size · size · channels.
    pub fn len(&self) -> usize {
        self.size * self.size * self.input.channels
    }

    /// Number of values in one row of a window.
    pub fn run(&self) -> usize {
        self.size * self.input.channels
    }

    /// Whether every row of the kernel meets the map somewhere; where a map is smaller than the kernel's reach, some rows
    /// only ever see padding.
    pub fn every_row_sees_the_map(&self) -> bool {
        let last = (self.rows - 1) * self.stride;
        // The first row meets the map in the last window if at all, and the last row in the first window.
        last >= self.pad_top && self.size - 1 < self.pad_top + self.input.height
    }

    /// Each pixel of window (`i`, `j`) that lies in the map: its place in the kernel, row by row, and its row and column.
    pub fn pixels(&self, i: usize, j: usize) -> impl Iterator<Item = (usize, usize, usize)> {
        let Window { input, size, .. } = *self;
        // Above the map it wraps to a huge number.
        let row = move |u: usize| (i * self.stride + u).wrapping_sub(self.pad_top);
        let col = move |v: usize| (j * self.stride + v).wrapping_sub(self.pad_left);
        let places = (0..size * size).map(move |k| (k, row(k / size), col(k % size)));
        places.filter(move |&(_, row, col)| row < input.height && col < input.width)
    }

    /// The rows and the columns of windows that the pixel (`row`, `col`) lies in.
    pub fn over(&self, row: usize, col: usize) -> [Range<usize>; 2] {
        [
            covering(row + self.pad_top, self.size, self.stride, self.rows),
            covering(col + self.pad_left, self.size, self.stride, self.cols),
        ]
    }
}

/// Which of `count` windows of `size`, `stride` apart, the `pixel` lies in, along one dimension.
pub fn covering(pixel: usize, size: usize, stride: usize, count: usize) -> Range<usize> {
    let first = (pixel + 1).saturating_sub(size).div_ceil(stride);
    let end = (pixel / stride + 1).min(count);
    first.min(end)..end
}
