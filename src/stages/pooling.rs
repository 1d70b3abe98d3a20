//! Which pixel of each window is the largest.

use crate::kernels::lanes::F32x4;

/// Windows of max-pooling up to this size are part of a stage. Stages that also took 3×3 and 4×4 made every download 5 %
/// larger; without, a network of them trains at 0.4 times the speed.
pub const LARGEST_POOL: usize = 2;

/// Bits that the number of a pixel in its window takes.
const PIXEL_BITS: u32 = (LARGEST_POOL * LARGEST_POOL).ilog2();

/// Square windows without overlap, over pixels that lie `row` and `col` numbers apart.
pub struct Pooling {
    size: usize,
    row: usize,
    col: usize,
    /// What is remembered of each pixel of a window: its number, and above [`PIXEL_BITS`] where it lies from the window's
    /// first. The bits of a whole number, because the lanes in which the maximum is chosen are those of `f32`.
    marks: [f32; LARGEST_POOL * LARGEST_POOL],
}

/// The number of the pixel that a mark stands for.
pub fn pixel(mark: f32) -> usize {
    mark.to_bits() as usize % (LARGEST_POOL * LARGEST_POOL)
}

/// Where that pixel lies from the first of its window.
pub fn offset(mark: f32) -> usize {
    (mark.to_bits() >> PIXEL_BITS) as usize
}

impl Pooling {
    pub fn new(size: usize, row: usize, col: usize) -> Self {
        Pooling {
            size,
            row,
            col,
            marks: std::array::from_fn(|p| {
                let offset = p / size * row + p % size * col;
                f32::from_bits((offset << PIXEL_BITS | p) as u32)
            }),
        }
    }

    /// Where window (i, j) begins.
    pub fn window(&self, i: usize, j: usize) -> usize {
        self.size * (i * self.row + j * self.col)
    }

    /// Where pixel `p` of a window lies from its first.
    pub fn offset(&self, p: usize) -> usize {
        offset(self.marks[p])
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
