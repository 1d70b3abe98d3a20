//! Shapes, and the one index order of all buffers.
//!
//! A batch of maps is a flat slice `[n, height, width, channels]`, row-major, channels innermost: the order in which
//! a canvas gives its pixels.

use std::collections::TryReserveError;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::error::MistakeKind;
use crate::read::Problem;

/// Height, width and channels of one picture or map. A vector is a 1×1 map.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields)]
pub struct Shape {
    /// Rows.
    pub height: usize,
    /// Columns.
    pub width: usize,
    /// Values per pixel.
    pub channels: usize,
}

impl Shape {
    /// The largest number of values a map may have (256 MiB of `f32`). Below it, sums and products of a few lengths
    /// stay far from overflow even where `usize` has 32 bits.
    pub const MAX_LEN: usize = 1 << 26;

    /// A vector of `len` values.
    pub const fn vector(len: usize) -> Self {
        Shape {
            height: 1,
            width: 1,
            channels: len,
        }
    }

    /// Number of values of one picture.
    pub const fn len(self) -> usize {
        self.height * self.width * self.channels
    }

    /// Whether a dimension is zero.
    pub const fn is_empty(self) -> bool {
        self.height == 0 || self.width == 0 || self.channels == 0
    }

    /// Whether [`len`](Self::len) is at most [`MAX_LEN`](Self::MAX_LEN); safe to ask of any shape.
    pub fn is_affordable(self) -> bool {
        let pixels = (self.height as u64).saturating_mul(self.width as u64);
        pixels.saturating_mul(self.channels as u64) <= Self::MAX_LEN as u64
    }

    /// Whether a map can have this shape; the error is a sentence about `what` has it.
    pub(crate) fn check(self, what: &str) -> Result<(), Problem> {
        if self.is_empty() {
            return Err(Problem::from(format!(
                "{what} is {self}; expected at least 1 in each dimension"
            )));
        }
        if !self.is_affordable() {
            let most = Self::MAX_LEN;
            let problem = format!("{what} is {self}; at most {most} values are supported");
            let sides = [self.height, self.width, self.channels].map(|side| side as f64);
            let given = sides.iter().product();
            return Err(Problem::from(problem).of_kind(MistakeKind::MapTooLarge { given, most }));
        }
        Ok(())
    }

    /// Where channel `c` of pixel (`y`, `x`) stands in the flat slice of one picture.
    #[inline]
    pub const fn index(self, y: usize, x: usize, c: usize) -> usize {
        (y * self.width + x) * self.channels + c
    }
}

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}×{}×{}", self.height, self.width, self.channels)
    }
}

/// Grows `buffer` to at least `len` values; an error instead of an abort when the memory is not there.
pub(crate) fn grow<T: Clone + Default>(
    buffer: &mut Vec<T>,
    len: usize,
) -> Result<(), TryReserveError> {
    if buffer.len() < len {
        buffer.try_reserve_exact(len - buffer.len())?;
        buffer.resize(len, T::default());
    }
    Ok(())
}
