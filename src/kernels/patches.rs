//! Convolution as a matrix product: every window of the map becomes a row.

use super::window::Window;
use crate::tensor::Shape;

impl Window {
    /// Calls `visit(patch, map)` for each run of values that lies in a window and in the map: `patch` is where the
    /// run starts in `[rows, cols, size, size, channels]`, `map` where it starts in the map, then its length.
    #[inline(always)]
    fn for_each_run(&self, mut visit: impl FnMut(usize, usize, usize)) {
        let Shape {
            height,
            width,
            channels,
        } = self.input;
        for row in 0..self.rows {
            for col in 0..self.cols {
                // Columns of the window that lie in the map: skip..end.
                let left = col * self.stride;
                let skip = self.pad_left.saturating_sub(left);
                let end = self.size.min((width + self.pad_left).saturating_sub(left));
                if skip >= end {
                    continue;
                }
                let x = left + skip - self.pad_left;
                for ky in 0..self.size {
                    let y = row * self.stride + ky;
                    if y < self.pad_top || y >= self.pad_top + height {
                        continue;
                    }
                    let patch = ((row * self.cols + col) * self.size + ky) * self.size * channels;
                    visit(
                        patch + skip * channels,
                        self.input.index(y - self.pad_top, x, 0),
                        (end - skip) * channels,
                    );
                }
            }
        }
    }

    /// Copies the windows of `map` `[h, w, c]` into `patches` `[rows · cols, size · size · c]` ("im2col"). What lies outside
    /// the map is not touched: zero once, it stays zero.
    pub fn gather(&self, map: &[f32], patches: &mut [f32]) {
        assert_eq!(map.len(), self.input.len());
        assert_eq!(patches.len(), self.count() * self.len());
        self.for_each_run(|patch, at, len| {
            patches[patch..][..len].copy_from_slice(&map[at..][..len]);
        });
    }

    /// Adds `patches` `[rows · cols, size · size · c]` to the places in `map` `[h, w, c]` they were gathered from
    /// ("col2im"): the transpose of [`gather`](Self::gather).
    pub fn scatter_add(&self, patches: &[f32], map: &mut [f32]) {
        assert_eq!(map.len(), self.input.len());
        assert_eq!(patches.len(), self.count() * self.len());
        self.for_each_run(|patch, at, len| {
            for (to, from) in map[at..][..len].iter_mut().zip(&patches[patch..][..len]) {
                *to += *from;
            }
        });
    }
}
