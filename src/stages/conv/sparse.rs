//! Both gradients from lists of the derivatives that are not zero: behind max-pooling, and for every kernel and stride
//! that Winograd's transforms are not for.

use std::collections::TryReserveError;

use crate::kernels::padded::Padded;
use crate::kernels::panels::Vector;
use crate::kernels::sparse::{self, Entry, FilterDelta};
use crate::kernels::window::Window;
use crate::stages::pooling::{PIXELS, Pooling, offset, pixel};
use crate::tensor::{Shape, grow};

/// Entries of a list for which it pays to load and store its sums.
const ENTRIES: usize = 128;

pub struct Sparse {
    window: Window,
    /// What is left after pooling.
    output: Shape,
    /// Where windows begin in a padded map.
    pooling: Pooling,
    padded: Padded,
    /// Pictures that share a list, because those of a small map would be short.
    pictures: usize,
    /// Their maps with borders.
    x: Vec<f32>,
    /// How many of them are there.
    there: usize,
    /// Derivatives that are not zero: `[filters][pictures, rows, cols]`.
    list: Vec<Entry>,
    /// How many there are for each filter.
    listed: Vec<usize>,
    /// For each pixel of a pooling window the filters whose maximum it was: `[pixels][filters]`.
    filter_deltas: Vec<FilterDelta>,
    /// ∂loss/∂kernel: `[filters, k][vectors of k · c]`.
    d_kernel: Vec<Vector>,
    /// The kernel, likewise.
    kernel: Vec<Vector>,
    /// ∂loss/∂x with its border.
    d_x: Vec<f32>,
}

impl Sparse {
    pub fn new(window: Window, output: Shape, pooling: Pooling, padded: Padded) -> Self {
        Sparse {
            window,
            output,
            pooling,
            padded,
            pictures: (ENTRIES / (output.height * output.width)).clamp(1, 8),
            x: Vec::new(),
            there: 0,
            list: Vec::new(),
            listed: Vec::new(),
            filter_deltas: Vec::new(),
            d_kernel: Vec::new(),
            kernel: Vec::new(),
            d_x: Vec::new(),
        }
    }

    /// Pixels of a pooling window.
    fn pixels(&self) -> usize {
        self.pooling.pool().size.pow(2)
    }

    /// Vectors of one row of a window.
    fn run_vectors(&self) -> usize {
        self.window.run().div_ceil(4)
    }

    pub fn reserve(&mut self) -> Result<(), TryReserveError> {
        let filters = self.output.channels;
        let kernel = filters * self.window.size * self.run_vectors();
        grow(&mut self.x, self.padded.buffer_len(self.pictures))?;
        grow(&mut self.list, self.pictures * self.output.len())?;
        grow(&mut self.listed, filters)?;
        let len = self.pixels() * filters;
        grow(&mut self.filter_deltas, len)?;
        grow(&mut self.d_kernel, kernel)?;
        grow(&mut self.kernel, kernel)?;
        grow(&mut self.d_x, self.padded.buffer_len(1))
    }

    /// Begins a batch with `kernel` `[k, k · c, filters]`.
    pub fn begin(&mut self, kernel: &[f32]) {
        self.d_kernel.fill([0.0; 4]);
        let (run, vectors, filters) = (self.window.run(), self.run_vectors(), self.output.channels);
        for (at, to) in self.kernel.chunks_exact_mut(vectors).enumerate() {
            let (f, u) = (at / self.window.size, at % self.window.size);
            for (q, to) in to.as_flattened_mut()[..run].iter_mut().enumerate() {
                *to = kernel[(u * run + q) * filters + f];
            }
        }
    }

    /// Adds one picture `x` with its derivatives, `[rows, cols, filters]`, and writes ∂loss/∂x where it is wanted.
    pub fn add(&mut self, x: &[f32], delta: &[f32], marks: &[f32], d_x: Option<&mut [f32]>) {
        if let Some(d_x) = d_x {
            self.input_gradient(delta, marks, d_x);
        }
        let len = self.padded.len();
        let slot = self.there * len;
        self.padded.embed(x, &mut self.x[slot..][..len]);
        self.list(slot, delta, marks);
        self.there += 1;
        if self.there == self.pictures {
            self.kernel_gradient();
        }
    }

    /// Ends the batch: adds ∂loss/∂kernel to `d_kernel` `[k, k · c, filters]`.
    pub fn finish(&mut self, d_kernel: &mut [f32]) {
        self.kernel_gradient();
        let (run, vectors, filters) = (self.window.run(), self.run_vectors(), self.output.channels);
        for (at, from) in self.d_kernel.chunks_exact(vectors).enumerate() {
            let (f, u) = (at / self.window.size, at % self.window.size);
            for (q, from) in from.as_flattened()[..run].iter().enumerate() {
                d_kernel[(u * run + q) * filters + f] += from;
            }
        }
    }

    /// Lists the derivatives of the picture whose padded map begins at `slot`.
    fn list(&mut self, slot: usize, delta: &[f32], marks: &[f32]) {
        let pooling = self.pooling;
        let filters = self.output.channels;
        let capacity = self.list.len() / filters;
        let row = self.output.width * filters;
        let rows = delta.chunks_exact(row).zip(marks.chunks_exact(row));
        for (i, (deltas, marks)) in rows.enumerate() {
            let windows = Windows {
                first: (slot + pooling.window(i, 0)) as u32,
                step: pooling.window(0, 1) as u32,
            };
            let lists = self.list.chunks_mut(4 * capacity);
            for (vector, (lists, listed)) in lists.zip(self.listed.chunks_mut(4)).enumerate() {
                let deltas = deltas[4 * vector..].chunks(filters);
                let pixels = deltas.zip(marks[4 * vector..].chunks(filters));
                match listed.len() {
                    4 => windows.list::<4>(pixels, lists, listed),
                    3 => windows.list::<3>(pixels, lists, listed),
                    2 => windows.list::<2>(pixels, lists, listed),
                    _ => windows.list::<1>(pixels, lists, listed),
                }
            }
        }
    }

    /// ∂loss/∂kernel from the lists: `d_kernel[u, v, c, f] += Σ δ · x[window + (u, v, c)]`. They are empty afterwards.
    fn kernel_gradient(&mut self) {
        let kernel = self.window.size * self.run_vectors();
        let capacity = self.list.len() / self.listed.len();
        let lists = self.list.chunks_exact(capacity).zip(&mut self.listed);
        for ((list, listed), sums) in lists.zip(self.d_kernel.chunks_exact_mut(kernel)) {
            let list = &list[..*listed];
            sparse::add_windows(sums, self.window.size, &self.x, self.padded.row(), list);
            *listed = 0;
        }
        self.there = 0;
    }

    /// ∂loss/∂x: every window is owed δ · kernel.
    fn input_gradient(&mut self, delta: &[f32], marks: &[f32], d_x: &mut [f32]) {
        let (rows, row) = (self.window.size, self.padded.row());
        let kernel = rows * self.run_vectors();
        let (filters, pixels) = (self.output.channels, self.pixels());
        let pooling = self.pooling;
        self.d_x.fill(0.0);
        let marks = marks.chunks_exact(filters);
        for (at, (deltas, marks)) in delta.chunks_exact(filters).zip(marks).enumerate() {
            let (i, j) = (at / self.output.width, at % self.output.width);
            let window = &mut self.d_x[pooling.window(i, j)..];
            let mut counts = [0; PIXELS];
            for (filter, (&delta, mark)) in deltas.iter().zip(marks).enumerate() {
                let pixel = pixel(*mark);
                let filter = filter as u32;
                let slot = &mut self.filter_deltas[pixel * filters + counts[pixel]];
                *slot = FilterDelta { filter, delta };
                counts[pixel] += usize::from(delta != 0.0);
            }
            for (pixel, &count) in counts[..pixels].iter().enumerate() {
                let window = &mut window[pooling.offset(pixel)..];
                let list = &self.filter_deltas[pixel * filters..][..count];
                sparse::add_kernels(window, rows, row, &self.kernel, kernel, list);
            }
        }
        self.padded.extract(&self.d_x, d_x);
    }
}

/// Where the windows of a row of output begin.
struct Windows {
    first: u32,
    step: u32,
}

impl Windows {
    /// Adds derivatives of neighbouring filters to their lists: `[filters][capacity]`. Four at a time: the lengths of their
    /// lists stay in registers.
    #[inline(always)]
    fn list<'a, const FILTERS: usize>(
        &self,
        pixels: impl Iterator<Item = (&'a [f32], &'a [f32])>,
        lists: &mut [Entry],
        listed: &mut [usize],
    ) {
        let capacity = lists.len() / FILTERS;
        let mut ends: [usize; FILTERS] = std::array::from_fn(|f| f * capacity + listed[f]);
        let mut window = self.first;
        for (deltas, marks) in pixels {
            let (deltas, marks) = (&deltas[..FILTERS], &marks[..FILTERS]);
            for (f, end) in ends.iter_mut().enumerate() {
                // Written in any case, and kept by counting it: without a branch that nobody could foresee.
                lists[*end] = Entry {
                    window: window + offset(marks[f]) as u32,
                    delta: deltas[f],
                };
                *end += usize::from(deltas[f] != 0.0);
            }
            window += self.step;
        }
        for (f, end) in ends.iter().enumerate() {
            listed[f] = end - f * capacity;
        }
    }
}
