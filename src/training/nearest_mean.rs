//! Classes that are learned in a moment: the nearest class mean, written as a dense layer.
//!
//! Of features x and a class's mean μ, both of length 1, the distance is ‖x − μ‖² = 2 − 2 x·μ. So the nearest mean is that
//! with the largest x·μ, and softmax of a multiple of it gives scores.

use crate::spec::PowerNormSpec;

/// By which the cosine of features and mean is multiplied: then scores are about as sure as they are right.
const SHARPNESS: f64 = 17.0;

/// The mean of the features of pictures, as `norm` normalises them; `None` of nothing.
pub fn mean<'a>(
    features: impl Iterator<Item = &'a [f32]>,
    norm: PowerNormSpec,
) -> Option<Vec<f32>> {
    let mut sum: Option<Vec<f32>> = None;
    let mut normalised = Vec::new();
    for features in features {
        normalised.resize(features.len(), 0.0);
        norm.apply(features, &mut normalised);
        let sum = sum.get_or_insert_with(|| vec![0.0; features.len()]);
        sum.iter_mut()
            .zip(&normalised)
            .for_each(|(sum, x)| *sum += x);
    }
    // How many there were is of no account: of the mean only the direction counts.
    sum
}

/// Weights of the dense layer behind normalised features: kernel [features, classes] and bias. Of `means` only the
/// directions count.
pub fn head(means: &[Vec<f32>]) -> Vec<f32> {
    let (classes, features) = (means.len(), means.first().map_or(0, Vec::len));
    let mut weights = vec![0.0; (features + 1) * classes];
    for (class, mean) in means.iter().enumerate() {
        let squares: f64 = mean.iter().map(|&x| f64::from(x).powi(2)).sum();
        // Normalised features have a length of √F.
        let scale = SHARPNESS / (squares * features as f64).sqrt();
        for (feature, x) in mean.iter().enumerate() {
            weights[feature * classes + class] = (f64::from(*x) * scale) as f32;
        }
    }
    weights
}

#[cfg(test)]
mod tests {
    use super::*;

    const NORM: PowerNormSpec = PowerNormSpec { power: 0.5 };

    #[test]
    fn the_nearest_mean_wins_however_many_pictures_it_is_of() {
        let near: [&[f32]; 3] = [&[4.0, 0.0, 1.0], &[9.0, 0.0, 1.0], &[4.0, 0.0, 0.0]];
        let far: [&[f32]; 1] = [&[0.0, 1.0, 1.0]];
        let means = [
            mean(near.into_iter(), NORM).unwrap(),
            mean(far.into_iter(), NORM).unwrap(),
        ];
        let weights = head(&means);
        let logits = |features: [f32; 3]| {
            let mut x = [0.0; 3];
            NORM.apply(&features, &mut x);
            [0, 1].map(|class| (0..3).map(|i| x[i] * weights[2 * i + class]).sum::<f32>())
        };
        let [first, second] = logits([1.0, 0.1, 0.1]);
        assert!(first > second + 5.0, "{first}, {second}");
        let [first, second] = logits([0.0, 2.0, 2.0]);
        // The picture that a mean is of has a cosine of 1.
        assert!((second - 17.0).abs() < 1e-3 && first < second);
        assert_eq!(mean([].into_iter(), NORM), None);
    }
}
