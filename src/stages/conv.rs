//! Convolution, max-pooling and activation in one.
//!
//! A function that rises everywhere commutes with the maximum: the maximum is taken first, and only what is left of the
//! map, a quarter for windows of 2×2, is stored and goes through the function. Backward, only where a maximum was is
//! there a derivative.

use std::collections::TryReserveError;

use super::pooling::{LARGEST_POOL, Pooling, offset, pixel};
use crate::kernels::correlation::Correlation;
use crate::kernels::lanes::F32x4;
use crate::kernels::padded::Padded;
use crate::kernels::panels::{Lane, Places};
use crate::kernels::sparse::{self, Entry, Share};
use crate::kernels::window::Window;
use crate::layers::activation::{apply, chain};
use crate::layers::{Layer, Mode, Pass};
use crate::spec::Activation;
use crate::tensor::{Shape, grow};

/// `y = f(max over each window of (conv(x)))`.
pub struct ConvStage {
    window: Window,
    filters: usize,
    function: Activation,
    /// Size and stride of the pooling windows; 1 when there is none.
    pool: usize,
    output: Shape,
    correlation: Correlation,
    /// Where maps that are being worked on lie with their border.
    padded: Padded,
    x: Vec<f32>,
    /// What comes out of the convolution, without bias: [rows, cols, lanes].
    z: Vec<Lane>,
    /// One row of output before the function: [cols, filters].
    row: Vec<f32>,
    /// Where each maximum was, as marks of [`Pooling`]: [n, rows, cols, filters].
    marks: Vec<f32>,
    backward: Backward,
}

/// The memory of the backward pass.
#[derive(Default)]
struct Backward {
    /// Derivatives by what came out of the convolution, one per window: [rows, cols, filters].
    delta: Vec<f32>,
    /// Those that are not zero: [filters][pictures, rows, cols].
    list: Vec<Entry>,
    /// How many there are for each filter.
    listed: Vec<usize>,
    /// For each pixel of a window the filters whose maximum it was: [pixels][filters].
    shares: Vec<Share>,
    /// ∂loss/∂kernel with filters outermost: [filters, k][lanes of k · c].
    d_kernel: Vec<Lane>,
    /// The kernel, likewise.
    kernel: Vec<Lane>,
    /// ∂loss/∂x, padded.
    d_x: Vec<f32>,
    /// Without pooling ∂loss/∂x is a correlation, too.
    turned: Option<Turned>,
}

/// The full convolution of ∂loss/∂z with the kernel turned by 180°, for stride 1.
struct Turned {
    correlation: Correlation,
    kernel: Vec<f32>,
    delta: Vec<f32>,
    z: Vec<Lane>,
}

impl ConvStage {
    pub fn new(window: Window, filters: usize, function: Activation, pool: usize) -> Self {
        let correlation = Correlation::new(window, filters);
        let padded = correlation.padded();
        ConvStage {
            window,
            filters,
            function,
            pool,
            output: Shape {
                height: window.rows / pool,
                width: window.cols / pool,
                channels: filters,
            },
            correlation,
            padded,
            x: Vec::new(),
            z: Vec::new(),
            row: Vec::new(),
            marks: Vec::new(),
            backward: Backward {
                turned: turned(window, filters).filter(|_| pool == 1),
                ..Backward::default()
            },
        }
    }

    fn kernel_len(&self) -> usize {
        self.window.len() * self.filters
    }

    /// Lanes of one row of a window.
    fn run_lanes(&self) -> usize {
        self.window.run().div_ceil(4)
    }

    /// Pictures whose derivatives share a list: short lists would load and store their sums too often.
    fn pictures_at_a_time(&self) -> usize {
        const ENTRIES: usize = 128;
        (ENTRIES / (self.output.height * self.output.width)).clamp(1, 8)
    }

    /// `row[j, f] = max over window (i, j) of z, + bias`, and where it was.
    fn pool_row<const SIZE: usize>(&mut self, i: usize, bias: &[f32], at: usize) {
        let (lanes, filters) = (self.correlation.lanes(), self.filters);
        let line = self.correlation.cols() * lanes;
        let pooling = self.pooling();
        let z: [&[Lane]; SIZE] = std::array::from_fn(|a| &self.z[(i * SIZE + a) * line..][..line]);
        for lane in 0..lanes {
            let Places { first, step } = self.correlation.places(lane);
            let bias = F32x4::load_part(&bias[4 * lane..]);
            let width = (filters - 4 * lane).min(4);
            for j in 0..self.output.width {
                let pixel = |a: usize, b: usize| F32x4::load(&z[a][first + (j * SIZE + b) * step]);
                let (largest, mark) = pooling.largest::<SIZE>(pixel);
                let at_pixel = j * filters + 4 * lane;
                (largest + bias).store_part(&mut self.row[at_pixel..][..width]);
                if SIZE > 1 {
                    mark.store_part(&mut self.marks[at + at_pixel..][..width]);
                }
            }
        }
    }

    /// Turns the rows of z that are there into rows of output, from row `done` on, and returns how many are done then.
    fn pool(
        &mut self,
        mut done: usize,
        there: usize,
        bias: &[f32],
        n: usize,
        y: &mut [f32],
    ) -> usize {
        let row = self.output.width * self.output.channels;
        while done < self.output.height && (done + 1) * self.pool <= there {
            let at = n * self.output.len() + done * row;
            match self.pool {
                1 => self.pool_row::<1>(done, bias, 0),
                2 => self.pool_row::<2>(done, bias, at),
                3 => self.pool_row::<3>(done, bias, at),
                _ => self.pool_row::<LARGEST_POOL>(done, bias, at),
            }
            apply(self.function, &self.row, &mut y[done * row..][..row]);
            done += 1;
        }
        done
    }

    /// Lists, for each filter, the derivatives of picture `n` that are not zero, with their windows in its padded map,
    /// which is the one in `slot`.
    fn list(&mut self, n: usize, slot: usize) {
        let (filters, len) = (self.filters, self.output.len());
        let pooling = self.pooling();
        let backward = &mut self.backward;
        let deltas = backward.delta[..len].chunks_exact(filters); // [rows · cols][filters]
        let marks = self.marks[n * len..][..len].chunks_exact(filters);
        let capacity = backward.list.len() / filters;
        for (pixel, (deltas, marks)) in deltas.zip(marks).enumerate() {
            let (i, j) = (pixel / self.output.width, pixel % self.output.width);
            let window = (slot * self.padded.len() + pooling.window(i, j)) as u32;
            let lists = backward.list.chunks_exact_mut(capacity);
            let lists = lists.zip(&mut backward.listed);
            for ((&delta, mark), (list, listed)) in deltas.iter().zip(marks).zip(lists) {
                let window = window + offset(*mark) as u32;
                list[*listed] = Entry { window, delta };
                *listed += usize::from(delta != 0.0);
            }
        }
    }

    /// ∂loss/∂kernel from the lists: `d_kernel[u, v, c, f] = Σ δ · x[window + (u, v, c)]`. They are empty afterwards.
    fn kernel_gradient(&mut self) {
        let kernel = self.window.size * self.run_lanes();
        let backward = &mut self.backward;
        let lists = backward
            .list
            .chunks_exact(backward.list.len() / self.filters);
        let sums = backward.d_kernel.chunks_exact_mut(kernel);
        for ((list, listed), sums) in lists.zip(&mut backward.listed).zip(sums) {
            sparse::add_windows(
                sums,
                self.window.size,
                &self.x,
                self.padded.row(),
                &list[..*listed],
            );
            *listed = 0;
        }
    }

    /// Where windows begin in a padded map.
    fn pooling(&self) -> Pooling {
        let stride = self.window.stride;
        let (row, col) = (
            self.padded.row() * stride,
            self.window.input.channels * stride,
        );
        Pooling::new(self.pool, row, col)
    }

    /// ∂loss/∂x of one picture, into a padded map: every window is owed δ · kernel.
    fn input_gradient(&mut self, n: usize, d_x: &mut [f32]) {
        let (k, lanes) = (self.window.size, self.run_lanes());
        let (filters, len) = (self.filters, self.output.len());
        let pooling = self.pooling();
        let backward = &mut self.backward;
        backward.d_x.fill(0.0);
        let deltas = &backward.delta[..len];
        let marks = &self.marks[n * len..][..len];
        for i in 0..self.output.height {
            for j in 0..self.output.width {
                let at = (i * self.output.width + j) * filters;
                let mut counts = [0; LARGEST_POOL * LARGEST_POOL];
                let given = deltas[at..][..filters].iter().zip(&marks[at..][..filters]);
                for (filter, (&delta, mark)) in given.enumerate() {
                    let place = pixel(*mark);
                    let share = &mut backward.shares[place * filters + counts[place]];
                    *share = Share {
                        filter: filter as u32,
                        delta,
                    };
                    counts[place] += usize::from(delta != 0.0);
                }
                for (place, &count) in counts[..self.pool * self.pool].iter().enumerate() {
                    let offset = pooling.offset(place);
                    let window = &mut backward.d_x[pooling.window(i, j) + offset..];
                    let shares = &backward.shares[place * filters..][..count];
                    sparse::add_kernels(
                        window,
                        k,
                        self.padded.row(),
                        &backward.kernel,
                        k * lanes,
                        shares,
                    );
                }
            }
        }
        self.padded.extract(&backward.d_x, d_x);
    }
}

fn turned(window: Window, filters: usize) -> Option<Turned> {
    let turned = Window {
        input: Shape {
            height: window.rows,
            width: window.cols,
            channels: filters,
        },
        rows: window.input.height,
        cols: window.input.width,
        size: window.size,
        stride: 1,
        pad_top: window.size - 1 - window.pad_top,
        pad_left: window.size - 1 - window.pad_left,
    };
    (window.stride == 1 && matches!(window.size, 3 | 5)).then(|| Turned {
        correlation: Correlation::new(turned, window.input.channels),
        kernel: Vec::new(),
        delta: Vec::new(),
        z: Vec::new(),
    })
}

impl Turned {
    fn reserve(&mut self, kernel: usize) -> Result<(), TryReserveError> {
        let padded = self.correlation.padded();
        self.correlation.reserve()?;
        grow(&mut self.kernel, kernel)?;
        grow(&mut self.delta, padded.buffer_len(1))?;
        grow(&mut self.z, self.correlation.len())
    }

    /// `turned[u, v, f, c] = kernel[k − 1 − u, k − 1 − v, c, f]`
    fn prepare(&mut self, kernel: &[f32], c: usize, filters: usize) {
        let one = c * filters;
        let pixels = kernel.chunks_exact(one);
        for (turned, kernel) in self.kernel.chunks_exact_mut(one).zip(pixels.rev()) {
            for (i, turned) in turned.iter_mut().enumerate() {
                *turned = kernel[i % c * filters + i / c];
            }
        }
        self.correlation.prepare(&self.kernel);
    }

    /// ∂loss/∂x from ∂loss/∂z of one picture.
    fn run(&mut self, delta: &[f32], d_x: &mut [f32]) {
        self.correlation.padded().embed(delta, &mut self.delta);
        self.correlation.run(&self.delta, &mut self.z);
        self.correlation.unpack(&self.z, d_x);
    }
}

impl Layer for ConvStage {
    fn output(&self) -> Shape {
        self.output
    }

    fn reserve(&mut self, batch: usize) -> Result<(), TryReserveError> {
        let pictures = self.pictures_at_a_time();
        let (k, filters) = (self.window.size, self.filters);
        let kernel = filters * k * self.run_lanes();
        self.correlation.reserve()?;
        grow(&mut self.x, self.padded.buffer_len(pictures))?;
        grow(&mut self.z, self.correlation.len())?;
        grow(&mut self.row, self.output.width * filters)?;
        grow(&mut self.marks, batch.saturating_mul(self.output.len()))?;
        let backward = &mut self.backward;
        grow(&mut backward.delta, self.output.len())?;
        grow(&mut backward.list, pictures * self.output.len())?;
        grow(&mut backward.listed, filters)?;
        grow(&mut backward.shares, self.pool * self.pool * filters)?;
        grow(&mut backward.d_kernel, kernel)?;
        grow(&mut backward.kernel, kernel)?;
        grow(&mut backward.d_x, self.padded.buffer_len(1))?;
        let len = self.window.len() * filters;
        match &mut backward.turned {
            Some(turned) => turned.reserve(len),
            None => Ok(()),
        }
    }

    fn forward(&mut self, weights: &[f32], x: &[f32], y: &mut [f32], _mode: Mode) {
        let (kernel, bias) = weights.split_at(self.kernel_len());
        self.correlation.prepare(kernel);
        let (rows, line) = (self.correlation.rows_at_a_time(), self.correlation.line());
        let maps = x.chunks_exact(self.window.input.len());
        for (n, (x, y)) in maps.zip(y.chunks_exact_mut(self.output.len())).enumerate() {
            self.padded.embed(x, &mut self.x);
            let mut done = 0;
            for row in (0..self.window.rows).step_by(rows) {
                let z = &mut self.z[row * line..][..rows * line];
                self.correlation.rows(&self.x, row, z);
                let there = self.window.rows.min(row + rows);
                done = self.pool(done, there, bias, n, y);
            }
        }
    }

    fn backward(&mut self, pass: Pass, d_weights: &mut [f32], mut d_x: Option<&mut [f32]>) {
        let (map, len) = (self.window.input.len(), self.output.len());
        let (c, filters) = (self.window.input.channels, self.filters);
        let lanes = self.run_lanes();
        let kernel_len = self.kernel_len();
        let kernel = &pass.weights[..kernel_len];
        let run = self.window.run();
        if d_x.is_some() {
            match &mut self.backward.turned {
                Some(turned) => turned.prepare(kernel, c, filters),
                None => filters_first(kernel, &mut self.backward.kernel, filters, run, lanes),
            }
        }
        self.backward.d_kernel.fill([0.0; 4]);
        let (d_kernel, d_bias) = d_weights.split_at_mut(kernel_len);
        let pictures = self.pictures_at_a_time();
        let count = pass.x.len() / map;
        for n in 0..count {
            let slot = n % pictures;
            let delta = &mut self.backward.delta[..len];
            let (y, d_y) = (&pass.y[n * len..][..len], &pass.d_y[n * len..][..len]);
            chain(self.function, y, y, d_y, delta);
            for delta in delta.chunks_exact(filters) {
                for (d_bias, delta) in d_bias.iter_mut().zip(delta) {
                    *d_bias += delta;
                }
            }
            let padded = &mut self.x[slot * self.padded.len()..];
            self.padded
                .embed(&pass.x[n * map..][..map], &mut padded[..self.padded.len()]);
            if let Some(d_x) = d_x.as_deref_mut() {
                let d_x = &mut d_x[n * map..][..map];
                match &mut self.backward.turned {
                    Some(turned) => turned.run(&self.backward.delta, d_x),
                    None => self.input_gradient(n, d_x),
                }
            }
            self.list(n, slot);
            if slot + 1 == pictures || n + 1 == count {
                self.kernel_gradient();
            }
        }
        // Back to the order of the weights, [k, k · c, filters].
        for (f, from) in self
            .backward
            .d_kernel
            .chunks_exact(self.window.size * lanes)
            .enumerate()
        {
            for (u, from) in from.chunks_exact(lanes).enumerate() {
                for (q, from) in from.as_flattened()[..run].iter().enumerate() {
                    d_kernel[(u * run + q) * filters + f] += from;
                }
            }
        }
    }
}

/// `kernel` [k, run, filters] as [filters, k][lanes].
fn filters_first(kernel: &[f32], to: &mut [Lane], filters: usize, run: usize, lanes: usize) {
    let k = kernel.len() / (run * filters);
    for (f, to) in to.chunks_exact_mut(k * lanes).enumerate() {
        for (u, to) in to.chunks_exact_mut(lanes).enumerate() {
            for (q, to) in to.as_flattened_mut()[..run].iter_mut().enumerate() {
                *to = kernel[(u * run + q) * filters + f];
            }
        }
    }
}
