//! One-dimensional Winograd convolution along the rows of a map (Lavin and Gray, "Fast Algorithms for Convolutional
//! Neural Networks", 2016): four rows of output at a time from `4 + k − 1` rows of input.
//!
//! A sum over k kernel rows for each of 4 output rows needs 4·k products of rows. Seen as polynomials, input and kernel
//! are evaluated at k + 3 points, multiplied there, and the result is interpolated (Toom and Cook): k + 3 products, 8
//! instead of 20 for k = 5 and 6 instead of 12 for k = 3. Transforms are additions element by element and do not care
//! how many channels there are. In two dimensions they are heavier and products are shorter: worth it for many channels and
//! filters, where tiles of 4×2 take 24 products instead of 36 in one dimension and 72 in none.
//!
//! The points are 0, infinity, and pairs ±a. With `m(x) = Π (x² − a²)`, and `m_a` the same without a's own factor:
//!
//! * input rows d: at 0 `Σ m[j]·d[2j]`, at infinity `Σ m[j]·d[2j + 1]`, at ±a `Σ m_a[j]·d[2j + 2] ± a · Σ m_a[j]·d[2j + 1]`;
//! * kernel rows g: at 0 `g[0] / m[0]`, at infinity `g[k − 1]`, at ±a `Σ (±a)^j·g[j] / (2a² · m_a(a))`;
//! * output rows: `y[i] = Σ (±a)^i · product(±a)`, and product(0) in row 0, product(∞) in row 3.
//!
//! Derivatives go the transposed way: those of the outputs to the points as `Σ (±a)^i · d_y[i]`.

use super::lanes::F32x4;
use super::panels::Vector;

/// Rows of output at a time.
pub const OUT: usize = 4;

/// The points for a kernel of `2·PAIRS − 1` rows. Small integers and halves lose the fewest digits.
pub struct Scheme<const PAIRS: usize> {
    points: [f32; PAIRS],
    /// Coefficients of m: constant, x², x⁴, x⁶.
    all: [f32; 4],
    /// Coefficients of each m_a: constant, x², x⁴.
    others: [[f32; 3]; PAIRS],
}

pub const THREE: Scheme<2> = Scheme::new([1.0, 2.0]);
pub const FIVE: Scheme<3> = Scheme::new([1.0, 2.0, 0.5]);

impl<const PAIRS: usize> Scheme<PAIRS> {
    const fn new(points: [f32; PAIRS]) -> Self {
        let mut scheme = Scheme {
            points,
            all: [1.0, 0.0, 0.0, 0.0],
            others: [[1.0, 0.0, 0.0]; PAIRS],
        };
        let mut p = 0;
        while p < PAIRS {
            let square = points[p] * points[p];
            scheme.all = times(scheme.all, square);
            let mut other = 0;
            while other < PAIRS {
                if other != p {
                    scheme.others[other] = times(scheme.others[other], square);
                }
                other += 1;
            }
            p += 1;
        }
        scheme
    }

    /// Kernel rows.
    pub const TAPS: usize = 2 * PAIRS - 1;
    /// Points, which is rows of input at a time.
    pub const ROWS: usize = 2 * PAIRS + 2;

    /// The kernel at point `u`, for one column of its rows.
    pub fn kernel(&self, u: usize, g: impl Fn(usize) -> f32) -> f32 {
        if u == 0 {
            return g(0) / self.all[0];
        }
        if u == Self::ROWS - 1 {
            return g(Self::TAPS - 1);
        }
        let (pair, sign) = ((u - 1) / 2, if u % 2 == 1 { 1.0 } else { -1.0 });
        let point = sign * f64::from(self.points[pair]);
        let value = |x: f64, coefficients: &[f32]| {
            coefficients
                .iter()
                .rev()
                .fold(0.0, |sum, &c| sum * x + f64::from(c))
        };
        let scale = 2.0 * point * point * value(point * point, &self.others[pair]);
        let sum = (0..Self::TAPS)
            .rev()
            .fold(0.0, |sum, j| sum * point + f64::from(g(j)));
        (sum / scale) as f32
    }

    /// How much each kernel row counts at point `u`; zeros behind the last.
    pub fn kernel_weights(&self, u: usize) -> [f32; 5] {
        std::array::from_fn(|row| self.kernel(u, |j| if j == row { 1.0 } else { 0.0 }))
    }

    /// The input at all points: `put(u, value)`, from rows `d(j)`.
    #[inline(always)]
    fn input(&self, d: impl Fn(usize) -> F32x4, mut put: impl FnMut(usize, F32x4)) {
        // A closure: as a function that is always inlined it keeps LLVM from unrolling the loop for five taps, which costs
        // networks of such kernels 3 % of their training.
        let sum = |coefficients: &[f32], first: usize| {
            let mut sum = F32x4::splat(coefficients[0]) * d(first);
            for (j, &c) in coefficients.iter().enumerate().skip(1) {
                // The leading coefficient is 1.
                sum = match j + 1 == coefficients.len() {
                    true => sum + d(first + 2 * j),
                    false => sum.multiply_add(F32x4::splat(c), d(first + 2 * j)),
                };
            }
            sum
        };
        put(0, sum(&self.all[..PAIRS + 1], 0));
        for p in 0..PAIRS {
            let coefficients = &self.others[p][..PAIRS];
            let even = sum(coefficients, 2);
            let odd = sum(coefficients, 1) * F32x4::splat(self.points[p]);
            put(1 + 2 * p, even + odd);
            put(2 + 2 * p, even - odd);
        }
        put(Self::ROWS - 1, sum(&self.all[..PAIRS + 1], 1));
    }

    /// The four outputs from the products `m(u)` at all points.
    #[inline(always)]
    fn output(&self, m: impl Fn(usize) -> F32x4) -> [F32x4; OUT] {
        let mut y = [m(0), F32x4::zero(), F32x4::zero(), m(Self::ROWS - 1)];
        for p in 0..PAIRS {
            let a = self.points[p];
            let (plus, minus) = (m(1 + 2 * p), m(2 + 2 * p));
            let (sum, difference) = (plus + minus, plus - minus);
            y[0] += sum;
            y[1] = y[1].multiply_add(F32x4::splat(a), difference);
            y[2] = y[2].multiply_add(F32x4::splat(a * a), sum);
            y[3] = y[3].multiply_add(F32x4::splat(a * a * a), difference);
        }
        y
    }

    /// The derivatives at all points: `put(u, value)`, from those of the four outputs.
    #[inline(always)]
    fn derivative(&self, y: [F32x4; OUT], mut put: impl FnMut(usize, F32x4)) {
        put(0, y[0]);
        for p in 0..PAIRS {
            let a = self.points[p];
            let even = y[0].multiply_add(F32x4::splat(a * a), y[2]);
            let odd = (F32x4::splat(a) * y[1]).multiply_add(F32x4::splat(a * a * a), y[3]);
            put(1 + 2 * p, even + odd);
            put(2 + 2 * p, even - odd);
        }
        put(Self::ROWS - 1, y[3]);
    }

    /// Rows `[row]` of a map at all points: `x` holds the rows at distance `row`, `points` becomes `[ROWS][vectors]`.
    /// What follows the last row is read up to a whole vector.
    pub fn transform_input(&self, x: &[f32], row: usize, points: &mut [Vector]) {
        let vectors = points.len() / Self::ROWS;
        let mut rows = (0..8).map(|j| match j < Self::ROWS {
            true => &x[j * row..][..4 * vectors].as_chunks::<4>().0[..vectors],
            false => &[],
        });
        let rows: [&[Vector]; 8] = std::array::from_fn(|_| rows.next().unwrap_or_default());
        let mut points = points.chunks_exact_mut(vectors);
        let mut points: [&mut [Vector]; 8] =
            std::array::from_fn(|_| points.next().unwrap_or_default());
        for v in 0..vectors {
            self.input(
                #[inline(always)]
                |j| F32x4::load(&rows[j][v]),
                #[inline(always)]
                |u, value| value.store(&mut points[u][v]),
            );
        }
    }

    /// Products at all points, `[ROWS][vectors]`, to four rows of output, `[4][vectors]`.
    pub fn transform_output(&self, points: &[Vector], y: &mut [Vector]) {
        let vectors = y.len() / OUT;
        let mut points = points.chunks_exact(vectors);
        let points: [&[Vector]; 8] = std::array::from_fn(|_| points.next().unwrap_or_default());
        let mut rows = y.chunks_exact_mut(vectors);
        let rows: [&mut [Vector]; OUT] = std::array::from_fn(|_| rows.next().unwrap_or_default());
        for v in 0..vectors {
            let y = self.output(
                #[inline(always)]
                |u| F32x4::load(&points[u][v]),
            );
            for i in 0..OUT {
                y[i].store(&mut rows[i][v]);
            }
        }
    }

    /// Derivatives of four rows of output to those at all points, in one panel `[cols][VECTORS]`. Pixels lie `pitch` apart.
    pub fn transform_derivatives<const VECTORS: usize>(
        &self,
        y: [&[f32]; OUT],
        pitch: usize,
        points: [&mut [Vector]; 8],
    ) {
        let cols = points[0].len() / VECTORS;
        let mut points = points.map(|point| match point.as_chunks_mut::<VECTORS>().0 {
            [] => Default::default(),
            point => &mut point[..cols],
        });
        for j in 0..cols {
            let y = y.map(|row| row[j * pitch..][..4 * VECTORS].as_chunks::<4>().0);
            for v in 0..VECTORS {
                self.derivative(
                    y.map(|y| F32x4::load(&y[v])),
                    #[inline(always)]
                    |u, value| value.store(&mut points[u][j][v]),
                );
            }
        }
    }
}

/// Columns of output in a tile, where columns are transformed, too.
pub const TILE: usize = 2;

/// Points of a column, and columns of input in a tile: 0, 1, −1 and infinity, for kernels of three columns.
pub const COLUMNS: usize = TILE + 2;

/// How much each kernel column counts at point `v`.
const COLUMN_WEIGHTS: [[f32; 3]; COLUMNS] = [
    [1.0, 0.0, 0.0],
    [0.5, 0.5, 0.5],
    [0.5, -0.5, 0.5],
    [0.0, 0.0, 1.0],
];

impl Scheme<2> {
    /// How much each pixel of a kernel, row by row, counts at point (`u`, `v`).
    pub fn tile_weights(&self, u: usize, v: usize) -> [f32; 9] {
        let rows = self.kernel_weights(u);
        std::array::from_fn(|pixel| rows[pixel / 3] * COLUMN_WEIGHTS[v][pixel % 3])
    }

    /// A row of tiles at all points: `x` holds the rows at distance `row`, pixels of `channels`, which are whole vectors.
    /// Tile t goes to `points[(v, u)][first + t]`, of `tiles` at each point.
    pub fn transform_tiles(
        &self,
        x: &[f32],
        [row, channels]: [usize; 2],
        points: &mut [Vector],
        [first, count, tiles]: [usize; 3],
    ) {
        let vectors = channels / 4;
        let columns = points.chunks_exact_mut(points.len() / COLUMNS);
        // The points of a column are differences and one sum of two.
        let pairs = [[0, 2], [1, 2], [2, 1], [1, 3]];
        for ((v, points), pair) in columns.enumerate().zip(pairs) {
            for t in 0..count {
                let rows = std::array::from_fn(|j| {
                    let pixel = |column: usize| {
                        let at = j * row + (TILE * t + column) * channels;
                        &x[at..][..channels].as_chunks().0[..vectors]
                    };
                    pair.map(pixel)
                });
                let mut points = points.chunks_exact_mut(tiles * vectors);
                let points = std::array::from_fn(|_| {
                    let point = points.next().unwrap_or_default();
                    &mut point[(first + t) * vectors..][..vectors]
                });
                match v {
                    1 => self.transform_column(rows, |a, b| a + b, points),
                    _ => self.transform_column(rows, |a, b| a - b, points),
                }
            }
        }
    }

    /// Six rows of `combine`d pixels at all points of theirs.
    #[inline(always)]
    fn transform_column(
        &self,
        rows: [[&[Vector]; 2]; 6],
        combine: impl Fn(F32x4, F32x4) -> F32x4,
        mut points: [&mut [Vector]; 6],
    ) {
        for c in 0..points[0].len() {
            let d = rows.map(|[a, b]| combine(F32x4::load(&a[c]), F32x4::load(&b[c])));
            self.input(
                #[inline(always)]
                |j| d[j],
                #[inline(always)]
                |u, value| value.store(&mut points[u][c]),
            );
        }
    }

    /// Products of one panel at all points, `[(v, u)][tiles][VECTORS]`, those of a point `len` vectors behind those of the
    /// point before, to four rows of output, `[cols][VECTORS]`.
    pub fn transform_products<const VECTORS: usize>(
        &self,
        products: &[Vector],
        len: usize,
        rows: [&mut [Vector]; OUT],
    ) {
        let mut rows = rows.map(|row| row.as_chunks_mut::<VECTORS>().0.as_chunks_mut::<TILE>().0);
        let tiles = rows[0].len();
        let rows = rows.each_mut().map(|row| &mut row[..tiles]);
        let mut points = products.chunks(len);
        let points: [[&[[Vector; VECTORS]]; 6]; COLUMNS] = std::array::from_fn(|_| {
            std::array::from_fn(|_| &points.next().unwrap_or_default().as_chunks().0[..tiles])
        });
        for t in 0..tiles {
            for vector in 0..VECTORS {
                let at = points.map(|column| column.map(|point| F32x4::load(&point[t][vector])));
                let [zero, plus, minus, infinity] = at;
                let left = self.output(
                    #[inline(always)]
                    |u| zero[u] + plus[u] + minus[u],
                );
                let right = self.output(
                    #[inline(always)]
                    |u| plus[u] - minus[u] - infinity[u],
                );
                for i in 0..OUT {
                    left[i].store(&mut rows[i][t][0][vector]);
                    right[i].store(&mut rows[i][t][1][vector]);
                }
            }
        }
    }
}

/// `(x − root) · polynomial`, where the polynomial is in x² and has room.
const fn times<const N: usize>(polynomial: [f32; N], root: f32) -> [f32; N] {
    let mut product = [0.0; N];
    let mut i = 0;
    while i < N {
        product[i] = -root * polynomial[i];
        if i > 0 {
            product[i] += polynomial[i - 1];
        }
        i += 1;
    }
    product
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layers::check::{assert_agree, random};

    /// One column: `k + 3` inputs, a kernel of k, four outputs.
    fn outputs_are_the_sums<const PAIRS: usize>(scheme: &Scheme<PAIRS>) {
        let (rows, taps) = (Scheme::<PAIRS>::ROWS, Scheme::<PAIRS>::TAPS);
        let (d, g) = (random(rows * 4), random(taps));
        let mut points = vec![[0.0; 4]; rows];
        scheme.transform_input(&d, 4, &mut points);
        for (u, point) in points.iter_mut().enumerate() {
            let kernel = scheme.kernel(u, |j| g[j]);
            point.iter_mut().for_each(|value| *value *= kernel);
        }
        let mut y = [[0.0; 4]; OUT];
        scheme.transform_output(&points, &mut y);
        let expected: Vec<f64> = (0..OUT * 4)
            .map(|at| {
                let terms = (0..taps).map(|j| f64::from(g[j]) * f64::from(d[at + 4 * j]));
                terms.sum()
            })
            .collect();
        assert_agree(&format!("{taps} taps"), y.as_flattened(), &expected, 2e-6);
    }

    #[test]
    fn four_rows_of_output_are_their_sums() {
        outputs_are_the_sums(&THREE);
        outputs_are_the_sums(&FIVE);
    }

    /// For every m and d: outputs of m times d is m times derivatives of d.
    fn derivatives_are_the_transpose<const PAIRS: usize>(scheme: &Scheme<PAIRS>) {
        let rows = Scheme::<PAIRS>::ROWS;
        let (m, d) = (random(rows * 4), random(OUT * 4));
        let mut y = [[0.0; 4]; OUT];
        scheme.transform_output(m.as_chunks().0, &mut y);
        let mut points = vec![[0.0; 4]; rows];
        let mut chunks = points.chunks_mut(1);
        let chunks = std::array::from_fn(|_| chunks.next().unwrap_or_default());
        scheme.transform_derivatives::<1>(std::array::from_fn(|i| &d[4 * i..]), 4, chunks);
        let product = |a: &[f32], b: &[f32]| -> f64 {
            let terms = a.iter().zip(b).map(|(&a, &b)| f64::from(a) * f64::from(b));
            terms.sum()
        };
        let (left, right) = (
            product(y.as_flattened(), &d),
            product(&m, points.as_flattened()),
        );
        assert!(
            (left - right).abs() < 1e-5 * left.abs().max(1.0),
            "{left} and {right}"
        );
    }

    #[test]
    fn derivatives_go_the_transposed_way() {
        derivatives_are_the_transpose(&THREE);
        derivatives_are_the_transpose(&FIVE);
    }
}
