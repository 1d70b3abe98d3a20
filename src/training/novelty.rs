//! Knowing what one does not know: how far a picture's features lie from all classes, measured in the spread that pictures
//! of one class have.
//!
//! The Mahalanobis distance to the nearest class mean (Lee et al., "A Simple Unified Framework for Detecting
//! Out-of-Distribution Samples", 2018), with one covariance for all classes. There are fewer pictures than features, so it
//! is shrunk towards a multiple of the identity (Ledoit and Wolf, "A well-conditioned estimator for large-dimensional
//! covariance matrices", 2004): S = a RᵀR + s I, where R has the difference of each of n pictures from its class mean as a
//! row, a = (1 − ρ) / n, and s = ρ μ. By Woodbury's identity the squared distance of a difference v is
//!
//! ```text
//! vᵀ S⁻¹ v = (‖v‖² − ‖W v‖²) / s    with    W = L⁻¹ R,  L Lᵀ = R Rᵀ + (s / a) I
//! ```
//!
//! and L is as small as there are pictures. It also tells how far pictures would lie if they had not been known
//! ([`Novelty::fit`]), from which the threshold follows.
//!
//! A softmax cannot do this: it knows only which of its classes is likelier than the others.

use std::ops::Range;

use nalgebra::DMatrix;
use serde::{Deserialize, Serialize};

use super::checkpoint::{decode, encode};
use crate::error::Result;

/// What its bytes are, in the first of them.
const KIND: &str = "novelty";
/// With fewer pictures of a class, how they differ is anybody's guess.
const FEWEST: usize = 5;
/// More pictures say little more about the covariance, and take long.
const MOST: usize = 160;
/// Recordings of a class from which on they say how much recordings differ. Fewer are cut into so many parts.
const PARTS: usize = 5;
/// Frames of a few recordings lie near to each other. Of three objects before a webcam, filmed on another day, one in twenty
/// lay this many times as far off as the same part of the first day's, of 30 frames a class and of 10.
const LEAST_MARGIN: f32 = 4.0;
const MOST_MARGIN: f32 = 12.0;
/// So many frames of a class by the margin that they need, between the two.
const ALIKE: f32 = 120.0;
/// So many of the pictures of known things may be refused.
const REFUSED: f64 = 0.05;

/// What is near the classes, and what is not.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Novelty {
    /// Of each class the mean of its features: [classes, features].
    means: Vec<f32>,
    /// W: [pictures, features].
    directions: Vec<f32>,
    /// W times each mean: [classes, pictures].
    means_along: Vec<f32>,
    /// s.
    variance: f32,
    /// Squared distance from which a picture shows none of the classes, …
    threshold: f32,
    /// … unless its features differ from a class mean by no more than this, mean square.
    tolerance: f32,
}

/// A picture that is known.
#[derive(Clone, Copy, Debug)]
pub struct Example<'a> {
    /// Its features.
    pub features: &'a [f32],
    /// Its class.
    pub class: usize,
    /// The recording it comes from.
    pub recording: u32,
}

impl Novelty {
    /// From pictures of `classes` classes, in the order in which they were taken. Frames of recordings are much alike, and say
    /// little about another day; so where there are such, features may differ from a class mean by the mean square
    /// `another_day`. `None` where there are too few pictures of a class, or all are alike.
    pub fn of(examples: &[Example], classes: usize, another_day: f32) -> Option<Self> {
        let mut by_class = vec![Vec::new(); classes];
        for one in examples {
            by_class[one.class].push(*one);
        }
        let fewest = by_class.iter().map(Vec::len).min()?;
        if fewest < FEWEST {
            return None;
        }
        let same = |one: &Example, next: &Example| one.recording == next.recording;
        let alike = by_class
            .iter()
            .any(|all| all.chunk_by(same).count() < PARTS);
        let parts = by_class.iter().map(|all| match alike {
            true => all.chunks(all.len().div_ceil(PARTS)).collect(),
            false => all.chunk_by(same).collect(),
        });
        let margin = match alike {
            true => (ALIKE / fewest as f32).clamp(LEAST_MARGIN, MOST_MARGIN),
            false => 1.0,
        };
        let frames = by_class
            .iter()
            .any(|all| all.chunk_by(same).count() < all.len());
        let (novelty, mut distances) = Novelty::fit(&parts.collect::<Vec<_>>())?;
        distances.sort_unstable_by(f64::total_cmp);
        let last = ((1.0 - REFUSED) * distances.len() as f64).ceil() as usize - 1;
        let farthest = distances[last] as f32;
        // Varying in many directions, pictures lie many standard deviations off. Where nearly all lie within one, they are
        // copies of each other, and do not say how far other known things may lie.
        (farthest > 1.0).then_some(Novelty {
            threshold: farthest * margin,
            tolerance: if frames { another_day } else { 0.0 },
            ..novelty
        })
    }

    /// From the parts of each class: without a threshold, and the squared distance of each picture to the mean of its class
    /// as it would be without the part that the picture belongs to.
    ///
    /// Let the part be g of the class's c pictures, and R_g their rows. Without them the mean moves by −Σ R_g / (c − g), so
    /// their differences become P R_g with P = I + 1 1ᵀ / (c − g), and RᵀR becomes RᵀR − R_gᵀ P R_g. With H = R_g S⁻¹ R_gᵀ,
    /// which is (I − (s / a) (L Lᵀ)⁻¹) / a in the rows and columns of g, Woodbury's identity leaves a matrix of g × g for
    /// the distances: ((I − a P H)⁻¹ − I) P / a, of which they are the diagonal. a and s stay.
    fn fit(parts: &[Vec<&[Example]>]) -> Option<(Self, Vec<f64>)> {
        let Centred { means, rows, parts } = Centred::of(parts)?;
        let (n, d) = rows.shape();
        let gram = &rows * rows.transpose();
        let (shrinkage, mean_variance) = ledoit_wolf(&gram, d)?;
        let scale = (1.0 - shrinkage) / n as f64;
        let variance = shrinkage * mean_variance;
        let ridge = variance / scale;
        let cholesky = (gram + DMatrix::from_diagonal_element(n, n, ridge)).cholesky()?;
        let rest = cholesky.inverse() * ridge;
        let mut distances = Vec::new();
        for (range, moves) in parts {
            let g = range.len();
            let identity = DMatrix::<f64>::identity(g, g);
            let moved = identity.add_scalar(moves / g as f64);
            let known = &identity - rest.view((range.start, range.start), (g, g));
            let unknown = (&identity - &moved * known).try_inverse()?;
            let squares = (unknown - identity) * moved / scale;
            distances.extend(squares.diagonal().iter());
        }
        let directions = cholesky.l().solve_lower_triangular(&rows)?;
        let means_along = &means * directions.transpose();
        // Row by row.
        let flat = |matrix: DMatrix<f64>| matrix.transpose().iter().map(|&x| x as f32).collect();
        let novelty = Novelty {
            means: flat(means),
            directions: flat(directions),
            means_along: flat(means_along),
            variance: variance as f32,
            threshold: f32::INFINITY,
            tolerance: 0.0,
        };
        Some((novelty, distances))
    }

    /// How far features are from all classes: above 1 they show none of them.
    pub fn score(&self, x: &[f32]) -> f32 {
        let directions = self.directions.chunks_exact(x.len());
        let along: Vec<f32> = directions.map(|w| dot(w, x)).collect();
        let means = self.means.chunks_exact(x.len());
        let means = means.zip(self.means_along.chunks_exact(along.len()));
        let scores = means.map(|(mean, mean_along)| {
            let plain = square(x, mean);
            let distance = (plain - square(&along, mean_along)) / self.variance;
            let difference = plain / x.len() as f32;
            // Of nothing that is tolerated by nothing comes NaN, which `min` passes over.
            (distance / self.threshold).min(difference / self.tolerance)
        });
        scores.fold(f32::INFINITY, f32::min)
    }

    /// As bytes, to be stored and sent.
    ///
    /// # Errors
    ///
    /// When the memory is not there.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        encode(KIND, self)
    }

    /// From its [bytes](Self::to_bytes).
    ///
    /// # Errors
    ///
    /// When they are others.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        decode(KIND, bytes)
    }

    /// Whether it is for so many classes and features.
    pub fn is_for(&self, classes: usize, features: usize) -> bool {
        let pictures = self.directions.len() / features.max(1);
        pictures > 0
            && self.directions.len() == pictures * features
            && self.means_along.len() == classes * pictures
            && self.means.len() == classes * features
            && self.variance > 0.0
            && self.threshold > 0.0
            && self.tolerance >= 0.0
    }
}

/// Pictures by how they differ from what their classes have in common.
struct Centred {
    /// [classes, features].
    means: DMatrix<f64>,
    /// R [pictures, features]; of many pictures every second, or third, …
    rows: DMatrix<f64>,
    /// Of each part its rows, and by how much of their mean the class mean moves without it.
    parts: Vec<(Range<usize>, f64)>,
}

impl Centred {
    /// From the parts of each class.
    fn of(classes: &[Vec<&[Example]>]) -> Option<Self> {
        let features = classes.first()?.first()?.first()?.features.len();
        let pictures: usize = classes.iter().flatten().map(|part| part.len()).sum();
        let every = pictures.div_ceil(MOST);
        let (mut means, mut rows) = (Vec::new(), Vec::new());
        let mut all_parts = Vec::new();
        for parts in classes {
            let count: usize = parts.iter().map(|part| part.len()).sum();
            let mut mean = vec![0.0; features];
            for one in parts.iter().copied().flatten() {
                let sums = mean.iter_mut().zip(one.features);
                sums.for_each(|(mean, &x)| *mean += f64::from(x) / count as f64);
            }
            let mut place = 0;
            for part in parts {
                let start = rows.len() / features;
                for one in *part {
                    if place % every == 0 {
                        let pairs = one.features.iter().zip(&mean);
                        rows.extend(pairs.map(|(&x, mean)| f64::from(x) - mean));
                    }
                    place += 1;
                }
                let moves = part.len() as f64 / (count - part.len()) as f64;
                all_parts.push((start..rows.len() / features, moves));
            }
            means.extend(mean);
        }
        let matrix =
            |rows: Vec<f64>| DMatrix::from_row_iterator(rows.len() / features, features, rows);
        Some(Centred {
            means: matrix(means),
            rows: matrix(rows),
            parts: all_parts,
        })
    }
}

/// By how much the covariance of n differences of d features is shrunk, ρ, and its mean variance, μ, from R Rᵀ.
fn ledoit_wolf(gram: &DMatrix<f64>, d: usize) -> Option<(f64, f64)> {
    let (n, d) = (gram.nrows() as f64, d as f64);
    let mean_variance = gram.trace() / (n * d);
    if mean_variance <= f64::EPSILON {
        return None;
    }
    let squares = gram.norm_squared() / (n * n);
    let fourths = gram.diagonal().norm_squared() / n;
    let spread = squares - mean_variance * mean_variance * d;
    let noise = (fourths - squares) / n;
    Some(((noise / spread).clamp(1e-3, 1.0 - 1e-3), mean_variance))
}

/// Squared distance.
fn square(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum()
}

fn dot(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

#[cfg(test)]
mod tests;
