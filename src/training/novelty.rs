//! Knowing what one does not know: how far a picture's features lie from all classes, measured in the spread that pictures
//! of one class have.
//!
//! The Mahalanobis distance to the nearest class mean (Lee et al., "A Simple Unified Framework for Detecting
//! Out-of-Distribution Samples", 2018), with one covariance S for all classes. There are fewer pictures than features, so it
//! is shrunk towards a multiple of the identity (Ledoit and Wolf, "A well-conditioned estimator for large-dimensional
//! covariance matrices", 2004): (1 − ρ) S + s I with s = ρ μ. Of S the largest eigenvalues e with their directions u are kept;
//! then the squared distance of a difference v is
//!
//! ```text
//! (‖v‖² − Σ g (u·v)²) / s    with    g = 1 − s / ((1 − ρ) e + s)
//! ```
//!
//! A softmax cannot do this: it knows only which of its classes is likelier than the others.

use nalgebra::{DMatrix, SymmetricEigen};
use serde::{Deserialize, Serialize};

use super::checkpoint::{decode, encode};
use crate::error::Result;

/// What its bytes are, in the first of them.
const KIND: &str = "novelty";
/// With fewer pictures of a class, how they differ is anybody's guess.
const FEWEST: usize = 5;
/// More pictures say little more about the covariance, and take long.
const MOST: usize = 160;
/// Directions that are kept; more change no answer.
const DIRECTIONS: usize = 32;
/// Parts into which each class is cut, so that each can be judged by the others.
const FOLDS: usize = 5;
/// Pictures of a few recordings lie near to each other. Of three objects before a webcam, filmed on another day, one in
/// twenty lay this many times as far off as the same part of the first day's, of 30 pictures a class and of 10.
const LEAST_MARGIN: f32 = 4.0;
const MOST_MARGIN: f32 = 8.0;
/// So many pictures of a class by the margin that it needs, between the two.
const ALIKE: f32 = 120.0;
/// So many of the pictures of known things may be refused.
const REFUSED: f64 = 0.05;

/// What is near the classes, and what is not.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Novelty {
    /// Of each class the mean of its features: [classes, features].
    means: Vec<f32>,
    /// Directions in which pictures of a class differ most, of length 1: [directions, features].
    directions: Vec<f32>,
    /// Of each direction, by how much less a difference along it counts: g.
    discounts: Vec<f32>,
    /// In all other directions: s.
    variance: f32,
    /// Squared distance from which a picture shows none of the classes.
    threshold: f32,
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
    /// From pictures of `classes` classes, in the order in which they were taken. `None` where there are too few of a class,
    /// or all are alike.
    pub fn of(examples: &[Example], classes: usize) -> Option<Self> {
        let of_class = |class| examples.iter().filter(move |one| one.class == class);
        let fewest = (0..classes).map(|class| of_class(class).count()).min()?;
        if fewest < FEWEST {
            return None;
        }
        let recordings: Vec<Vec<u32>> = (0..classes)
            .map(|class| {
                let mut recordings: Vec<_> = of_class(class).map(|one| one.recording).collect();
                recordings.dedup();
                recordings
            })
            .collect();
        let alike = recordings.iter().any(|of_class| of_class.len() < FOLDS);
        let margin = match alike {
            true => (ALIKE / fewest as f32).clamp(LEAST_MARGIN, MOST_MARGIN),
            false => 1.0,
        };
        // Pictures of a recording are alike: a fold is some recordings, or if there are too few a part of them, or each
        // picture would have its like among the others.
        let mut seen = vec![0; classes];
        let folds = examples.iter().map(|one| {
            let (place, count) = match alike {
                true => (seen[one.class], of_class(one.class).count()),
                false => {
                    let all = &recordings[one.class];
                    let place = all.iter().position(|recording| *recording == one.recording);
                    (place.unwrap_or(0), all.len())
                }
            };
            seen[one.class] += 1;
            place * FOLDS / count
        });
        let folds: Vec<usize> = folds.collect();
        let part = |inside: bool, fold: usize| {
            let chosen = examples
                .iter()
                .zip(&folds)
                .filter(|(_, of)| (**of == fold) == inside);
            chosen.map(|(example, _)| *example).collect::<Vec<_>>()
        };
        let (novelty, shrinkage) = Novelty::fit(examples, classes, None)?;
        let mut distances = Vec::new();
        for fold in 0..FOLDS {
            // With fewer pictures more would be shrunk, and all distances were shorter than they will be.
            let (others, _) = Novelty::fit(&part(false, fold), classes, Some(shrinkage))?;
            let own = part(true, fold);
            distances.extend(own.iter().map(|one| others.distance(one.features)));
        }
        distances.sort_unstable_by(f32::total_cmp);
        let last = ((1.0 - REFUSED) * distances.len() as f64).ceil() as usize - 1;
        Some(Novelty {
            threshold: distances[last] * margin,
            ..novelty
        })
    }

    /// Without a threshold; and the part ρ of the shrinkage, which is Ledoit and Wolf's unless it is given.
    fn fit(examples: &[Example], classes: usize, shrinkage: Option<f64>) -> Option<(Self, f64)> {
        let features = examples.first()?.features.len();
        let mut means = vec![0.0f64; classes * features];
        let mut counts = vec![0usize; classes];
        for one in examples {
            counts[one.class] += 1;
            let mean = &mut means[one.class * features..][..features];
            mean.iter_mut()
                .zip(one.features)
                .for_each(|(mean, &x)| *mean += f64::from(x));
        }
        for (mean, &count) in means.chunks_exact_mut(features).zip(&counts) {
            mean.iter_mut()
                .for_each(|mean| *mean /= count.max(1) as f64);
        }
        // Differences from the own class's mean, one a row; of many pictures every second, or third, …
        let every = examples.len().div_ceil(MOST);
        let chosen: Vec<_> = examples.iter().step_by(every).collect();
        let n = chosen.len();
        let differences = DMatrix::from_fn(n, features, |i, feature| {
            let one = chosen[i];
            f64::from(one.features[feature]) - means[one.class * features + feature]
        });
        let gram = &differences * differences.transpose();
        let (count, d) = (n as f64, features as f64);
        let mean_variance = gram.trace() / (count * d);
        if mean_variance <= f64::EPSILON {
            return None;
        }
        let squares = gram.norm_squared() / (count * count);
        let fourths: f64 = gram.diagonal().iter().map(|square| square * square).sum();
        let spread = squares - mean_variance * mean_variance * d;
        let noise = (fourths / count - squares) / count;
        let shrinkage = shrinkage.unwrap_or((noise / spread).clamp(1e-3, 1.0));
        let variance = shrinkage * mean_variance;
        let eigen = SymmetricEigen::new(gram / count);
        let mut order: Vec<usize> = (0..n).collect();
        order.sort_unstable_by(|&a, &b| eigen.eigenvalues[b].total_cmp(&eigen.eigenvalues[a]));
        let least = 1e-6 * eigen.eigenvalues[order[0]];
        let mut directions = Vec::new();
        let mut discounts = Vec::new();
        for &i in order.iter().take(DIRECTIONS) {
            let value = eigen.eigenvalues[i];
            if value <= least {
                break;
            }
            // An eigenvector of the Gram matrix is that of the covariance, seen from the pictures.
            let direction =
                differences.tr_mul(&eigen.eigenvectors.column(i)) / (count * value).sqrt();
            directions.extend(direction.iter().map(|&u| u as f32));
            discounts.push((1.0 - variance / ((1.0 - shrinkage) * value + variance)) as f32);
        }
        let novelty = Novelty {
            means: means.iter().map(|&mean| mean as f32).collect(),
            directions,
            discounts,
            variance: variance as f32,
            threshold: f32::INFINITY,
        };
        Some((novelty, shrinkage))
    }

    /// Squared distance of features to the nearest class mean.
    fn distance(&self, x: &[f32]) -> f32 {
        let mut difference = vec![0.0; x.len()];
        let distances = self.means.chunks_exact(x.len()).map(|mean| {
            for ((difference, x), mean) in difference.iter_mut().zip(x).zip(mean) {
                *difference = x - mean;
            }
            let along = self.directions.chunks_exact(x.len()).zip(&self.discounts);
            let discount: f32 = along.map(|(u, g)| g * dot(u, &difference).powi(2)).sum();
            (dot(&difference, &difference) - discount) / self.variance
        });
        distances.fold(f32::INFINITY, f32::min)
    }

    /// How far features are from all classes: above 1 they show none of them.
    pub fn score(&self, x: &[f32]) -> f32 {
        self.distance(x) / self.threshold
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
        self.means.len() == classes * features
            && self.directions.len() == self.discounts.len() * features
            && self.variance > 0.0
            && self.threshold > 0.0
    }
}

fn dot(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::Rng;

    const FEATURES: usize = 60;

    /// Pictures of two classes: each at a place of its own, spread much along one direction and little along the others.
    fn pictures(count: usize, seed: u64) -> Vec<(Vec<f32>, usize)> {
        let mut rng = Rng::new(seed, 0);
        let one = |i: usize| {
            let class = i % 2;
            let mut x: Vec<f32> = (0..FEATURES).map(|_| rng.symmetric(0.3)).collect();
            x[class] += 3.0;
            x[10] += rng.symmetric(4.0);
            (x, class)
        };
        (0..count).map(one).collect()
    }

    /// Each a recording of its own.
    fn examples(pictures: &[(Vec<f32>, usize)]) -> Vec<Example<'_>> {
        let numbered = (0..).zip(pictures);
        let examples = numbered.map(|(recording, (features, class))| Example {
            features,
            class: *class,
            recording,
        });
        examples.collect()
    }

    fn of(pictures: &[(Vec<f32>, usize)]) -> Option<Novelty> {
        Novelty::of(&examples(pictures), 2)
    }

    #[test]
    fn few_known_things_are_refused_and_all_that_lie_elsewhere() {
        let novelty = of(&pictures(80, 1)).unwrap();
        let known = pictures(400, 2);
        let refused = known.iter().filter(|(x, _)| novelty.score(x) > 1.0).count();
        assert!(refused <= 60, "{refused} of 400");
        // As far off as some known things are, but not along their direction.
        let strange = known.iter().map(|(x, _)| {
            let mut x = x.clone();
            x[20] += 2.5;
            x
        });
        let missed = strange.filter(|x| novelty.score(x) <= 1.0).count();
        assert!(missed <= 20, "{missed} of 400");
    }

    /// The small form is the inverse of the shrunk covariance, as NumPy would have it.
    #[test]
    fn the_distance_is_that_of_the_shrunk_covariance() {
        let pictures = pictures(24, 3);
        let examples = examples(&pictures);
        let (novelty, _) = Novelty::fit(&examples, 2, None).unwrap();
        let mean = |class: usize| &novelty.means[class * FEATURES..][..FEATURES];
        let rows = DMatrix::from_fn(24, FEATURES, |i, j| {
            f64::from(pictures[i].0[j]) - f64::from(mean(pictures[i].1)[j])
        });
        let covariance = rows.tr_mul(&rows) / 24.0;
        // Ledoit and Wolf's shrinkage, as scikit-learn writes it.
        let identity = DMatrix::<f64>::identity(FEATURES, FEATURES);
        let mu = covariance.trace() / FEATURES as f64;
        let delta = (&covariance - mu * &identity).norm_squared() / FEATURES as f64;
        let beta: f64 = (0..24)
            .map(|i| (rows.row(i).tr_mul(&rows.row(i)) - &covariance).norm_squared())
            .sum();
        let rho = (beta / (24.0 * 24.0 * FEATURES as f64)).min(delta) / delta;
        let shrunk = (1.0 - rho) * covariance + rho * mu * identity;
        let inverse = shrunk.try_inverse().unwrap();
        let x = &super::tests::pictures(1, 9)[0].0;
        let expected = [0, 1].map(|class| {
            let difference = DMatrix::from_fn(FEATURES, 1, |j, _| f64::from(x[j] - mean(class)[j]));
            (difference.transpose() * &inverse * difference)[(0, 0)]
        });
        let expected = expected[0].min(expected[1]);
        let found = f64::from(novelty.distance(x));
        assert!(
            (found / expected - 1.0).abs() < 1e-3,
            "{found}, expected {expected}"
        );
    }

    #[test]
    fn pictures_of_one_recording_leave_room_for_others() {
        let pictures = pictures(60, 4);
        let apart = of(&pictures).unwrap();
        let mut alike = examples(&pictures);
        for one in &mut alike {
            one.recording = one.class as u32;
        }
        let alike = Novelty::of(&alike, 2).unwrap();
        assert!(alike.threshold > 3.0 * apart.threshold);
    }

    #[test]
    fn of_too_few_pictures_or_of_equal_ones_it_is_silent() {
        assert!(of(&pictures(8, 1)).is_none());
        let equal: Vec<_> = (0..20)
            .map(|i| (vec![i as f32 % 2.0; FEATURES], i % 2))
            .collect();
        assert!(of(&equal).is_none());
    }

    #[test]
    fn its_bytes_are_itself() {
        let novelty = of(&pictures(20, 1)).unwrap();
        let bytes = novelty.to_bytes().unwrap();
        assert_eq!(Novelty::from_bytes(&bytes).unwrap(), novelty);
        assert!(Novelty::from_bytes(&bytes[..50]).is_err());
    }
}
