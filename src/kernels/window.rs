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
}
