//! What training minimises, and where the backward pass starts.

use serde::{Deserialize, Serialize};

/// What training minimises.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "snake_case")]
pub enum LossSpec {
    /// Softmax and cross-entropy; predictions are probabilities.
    CrossEntropy,
    /// Half the squared error, summed over the outputs.
    Mse,
}

impl LossSpec {
    /// Turns the last layer's output `z` [n, outputs] into predictions, in place: probabilities for cross-entropy.
    pub fn predict(self, z: &mut [f32], outputs: usize) {
        if self == LossSpec::CrossEntropy {
            z.chunks_exact_mut(outputs).for_each(softmax);
        }
    }

    /// Sum of the loss over the pictures, for predictions `y` and targets `t` [n, outputs]:
    ///
    /// * mse: `½ Σ_j (t_j − y_j)²` (2.8 of the article);
    /// * cross-entropy: `−Σ_j t_j · ln y_j`, from the output `z` before softmax, so that a probability too small for
    ///   `f32` does not become an infinite loss: `ln y_j = z_j − max − ln Σ_k exp(z_k − max)`.
    pub fn sum(self, z: &[f32], t: &[f32], outputs: usize) -> f64 {
        let pictures = z.chunks_exact(outputs).zip(t.chunks_exact(outputs));
        pictures
            .map(|(z, t)| {
                let pairs = z.iter().zip(t).map(|(&z, &t)| (f64::from(z), f64::from(t)));
                match self {
                    LossSpec::Mse => pairs.map(|(y, t)| 0.5 * (t - y).powi(2)).sum::<f64>(),
                    LossSpec::CrossEntropy => {
                        let log_sum = log_sum_exp(z);
                        // A target of 0 asks nothing, even of an output that has run away.
                        let asked = pairs.filter(|&(_, t)| t != 0.0);
                        asked.map(|(z, t)| t * (log_sum - z)).sum()
                    }
                }
            })
            .sum()
    }

    /// Writes ∂loss/∂z, for the mean loss over n pictures, to `d_z` [n, outputs].
    ///
    /// With the prediction y both losses give `(y − t) / n`, cross-entropy because softmax and logarithm undo each
    /// other. (Targets that do not add up to 1 weigh their picture: `(Σt · y − t) / n`.)
    pub fn delta(self, z: &[f32], t: &[f32], outputs: usize, d_z: &mut [f32]) {
        let per_picture = outputs as f32 / z.len() as f32;
        d_z.copy_from_slice(z);
        self.predict(d_z, outputs);
        for (d_z, t) in d_z.chunks_exact_mut(outputs).zip(t.chunks_exact(outputs)) {
            let weight = match self {
                LossSpec::Mse => 1.0,
                LossSpec::CrossEntropy => t.iter().sum(),
            };
            for (d_z, t) in d_z.iter_mut().zip(t) {
                *d_z = (weight * *d_z - t) * per_picture;
            }
        }
    }
}

/// Number of correct ones of the outputs or predictions `y`, for targets `t` [n, outputs]: the largest output is where the
/// largest target is. A single output is correct when it has the target's sign.
pub fn correct(y: &[f32], t: &[f32], outputs: usize) -> usize {
    let pictures = y.chunks_exact(outputs).zip(t.chunks_exact(outputs));
    let is_correct = |(y, t): &(&[f32], &[f32])| match (y, t) {
        ([y], [t]) => (*y > 0.0) == (*t > 0.0),
        _ => largest(y) == largest(t),
    };
    pictures.filter(is_correct).count()
}

/// Index of the first largest value.
fn largest(values: &[f32]) -> usize {
    let mut best = 0;
    for (i, value) in values.iter().enumerate() {
        if *value > values[best] {
            best = i;
        }
    }
    best
}

fn maximum(values: &[f32]) -> f32 {
    values.iter().copied().fold(values[0], f32::max)
}

fn log_sum_exp(z: &[f32]) -> f64 {
    let max = f64::from(maximum(z));
    let sum: f64 = z.iter().map(|&z| libm::exp(f64::from(z) - max)).sum();
    max + libm::log(sum)
}

fn softmax(z: &mut [f32]) {
    let max = maximum(z);
    let mut sum = 0.0;
    for z in z.iter_mut() {
        *z = libm::expf(*z - max);
        sum += *z;
    }
    for z in z {
        *z /= sum;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delta_agrees_with_finite_differences() {
        let z = [0.3, -1.2, 2.0, 0.7, 0.1, -0.4];
        let one_hot = [0.0, 1.0, 0.0, 1.0, 0.0, 0.0];
        let weighted = [0.2, 0.9, 0.1, 0.5, 0.5, 1.0];
        for loss in [LossSpec::Mse, LossSpec::CrossEntropy] {
            for t in [one_hot, weighted] {
                let mut d_z = [0.0; 6];
                loss.delta(&z, &t, 3, &mut d_z);
                for i in 0..6 {
                    let mean = |shift: f32| {
                        let mut z = z;
                        z[i] += shift;
                        loss.sum(&z, &t, 3) / 2.0
                    };
                    let numeric = (mean(1e-3) - mean(-1e-3)) / 2e-3;
                    let actual = f64::from(d_z[i]);
                    assert!(
                        (actual - numeric).abs() < 1e-4,
                        "{loss:?} [{i}]: {actual}, expected {numeric}"
                    );
                }
            }
        }
    }

    #[test]
    fn known_values() {
        assert_eq!(LossSpec::Mse.sum(&[0.5, -1.0], &[1.0, 1.0], 2), 0.125 + 2.0);
        let even = LossSpec::CrossEntropy.sum(&[4.0, 4.0], &[0.0, 1.0], 2);
        assert!((even - 2f64.ln()).abs() < 1e-12);
        // far too improbable for f32, yet finite
        let sure = LossSpec::CrossEntropy.sum(&[900.0, 0.0], &[0.0, 1.0], 2);
        assert_eq!(sure, 900.0);
        let mut y = [1000.0, 1000.0];
        LossSpec::CrossEntropy.predict(&mut y, 2);
        assert_eq!(y, [0.5, 0.5]);
    }

    #[test]
    fn correct_predictions_are_counted() {
        assert_eq!(correct(&[0.1, 0.9, 0.6, 0.4], &[0.0, 1.0, 0.0, 1.0], 2), 1);
        assert_eq!(correct(&[0.2, -0.1, -3.0], &[1.0, 1.0, -1.0], 1), 2);
    }
}
