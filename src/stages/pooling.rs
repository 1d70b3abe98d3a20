//! Which pixel of each window is the largest.

use crate::kernels::lanes::F32x4;
use crate::tensor::Shape;

/// Windows of max-pooling up to this size are part of a stage, whatever their stride.
pub const LARGEST_POOL: usize = 4;

/// Pixels of a window, at most.
pub const PIXELS: usize = LARGEST_POOL * LARGEST_POOL;

/// Bits that the number of a pixel in its window takes.
const PIXEL_BITS: u32 = PIXELS.ilog2();

/// Max-pooling over square windows; those that do not fit are dropped.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pool {
    pub size: usize,
    pub stride: usize,
}

impl Pool {
    /// Windows of one pixel, which is the same as no pooling.
    pub const NONE: Pool = Pool { size: 1, stride: 1 };

    /// What is left of a map.
    pub fn output(self, map: Shape) -> Shape {
        let windows = |pixels: usize| (pixels - self.size) / self.stride + 1;
        Shape {
            height: windows(map.height),
            width: windows(map.width),
            ..map
        }
    }
}

/// Where the windows of a pooling lie in pixels that are `row` and `col` numbers apart.
#[derive(Clone, Copy)]
pub struct Pooling {
    pool: Pool,
    row: usize,
    col: usize,
    /// What is remembered of each pixel of a window: its number, and above [`PIXEL_BITS`] where it lies from the window's
    /// first. The bits of a whole number, because the lanes in which the maximum is chosen are those of `f32`.
    marks: [f32; PIXELS],
}

/// The number of the pixel that a mark stands for.
pub fn pixel(mark: f32) -> usize {
    mark.to_bits() as usize % PIXELS
}

/// Where that pixel lies from the first of its window.
pub fn offset(mark: f32) -> usize {
    (mark.to_bits() >> PIXEL_BITS) as usize
}

impl Pooling {
    pub fn new(pool: Pool, row: usize, col: usize) -> Self {
        Pooling {
            pool,
            row,
            col,
            marks: std::array::from_fn(|p| {
                let offset = p / pool.size * row + p % pool.size * col;
                f32::from_bits((offset << PIXEL_BITS | p) as u32)
            }),
        }
    }

    pub fn pool(&self) -> Pool {
        self.pool
    }

    /// Where window (i, j) begins.
    pub fn window(&self, i: usize, j: usize) -> usize {
        self.pool.stride * (i * self.row + j * self.col)
    }

    /// Where pixel `p` of a window lies from its first.
    pub fn offset(&self, p: usize) -> usize {
        offset(self.marks[p])
    }

    /// Adds the derivatives by the maxima, `[rows, cols, channels]` as in `output`, times `factor(channel)`, to their pixels:
    /// one pixel may be the maximum of several windows that overlap.
    #[inline(always)]
    pub fn scatter(
        &self,
        output: Shape,
        deltas: &[f32],
        marks: &[f32],
        to: &mut [f32],
        factor: impl Fn(usize) -> f32,
    ) {
        let deltas = deltas.chunks_exact(output.channels);
        let marks = marks.chunks_exact(output.channels);
        for (window, (deltas, marks)) in deltas.zip(marks).enumerate() {
            let to = &mut to[self.window(window / output.width, window % output.width)..];
            for (c, (delta, &mark)) in deltas.iter().zip(marks).enumerate() {
                to[offset(mark) + c] += factor(c) * delta;
            }
        }
    }

    /// The pixel of a window with the largest f(pixel), in each lane: its mark, and the pixel itself. Ties go to the first.
    #[inline(always)]
    pub fn largest_of<const SIZE: usize>(
        &self,
        pixels: &[[F32x4; SIZE]; SIZE],
        f: impl Fn(F32x4) -> F32x4,
    ) -> [F32x4; 2] {
        let mut chosen = pixels[0][0];
        let mut largest = f(chosen);
        let mut mark = F32x4::splat(self.marks[0]);
        let pixels = pixels.as_flattened();
        for (&here, &pixel) in self.marks.iter().zip(pixels).skip(1) {
            let value = f(pixel);
            let larger = value.greater(largest);
            mark = larger.select(F32x4::splat(here), mark);
            chosen = larger.select(pixel, chosen);
            largest = largest.max(value);
        }
        [mark, chosen]
    }

    /// The largest of the pixels (row, column) of a window, in each lane, and its mark. Ties go to the first.
    #[inline(always)]
    pub fn largest<const SIZE: usize>(
        &self,
        pixel: impl Fn(usize, usize) -> F32x4,
    ) -> (F32x4, F32x4) {
        let mut largest = pixel(0, 0);
        let mut mark = F32x4::splat(self.marks[0]);
        for (p, &here) in self.marks.iter().enumerate().take(SIZE * SIZE).skip(1) {
            let value = pixel(p / SIZE, p % SIZE);
            mark = value.greater(largest).select(F32x4::splat(here), mark);
            largest = largest.max(value);
        }
        (largest, mark)
    }
}
