//! The windows of a convolution.

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
}
