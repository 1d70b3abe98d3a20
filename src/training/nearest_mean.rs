//! Classes that are learned in a moment: the nearest class mean, written as a dense layer.
//!
//! Of features x and a class's mean μ, both of length 1, the distance is ‖x − μ‖² = 2 − 2 x·μ. So the nearest mean is that
//! with the largest x·μ, and softmax of a multiple of it gives scores.

/// By which the cosine of features and mean is multiplied: then scores are about as sure as they are right.
const SHARPNESS: f64 = 17.0;

/// The mean of the normalised features of pictures; `None` of nothing.
pub fn mean<'a>(features: impl Iterator<Item = &'a [f32]>) -> Option<Vec<f32>> {
    let mut sum: Option<Vec<f32>> = None;
    for features in features {
        let sum = sum.get_or_insert_with(|| vec![0.0; features.len()]);
        sum.iter_mut().zip(features).for_each(|(sum, x)| *sum += x);
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
    use crate::spec::PowerNormSpec;

    const NORM: PowerNormSpec = PowerNormSpec { power: 0.5 };

    #[test]
    fn the_nearest_mean_wins_however_many_pictures_it_is_of() {
        let normalised = |features: &[f32; 3]| {
            let mut x = [0.0; 3];
            NORM.apply(features, &mut x);
            x
        };
        let near = [[4.0, 0.0, 1.0], [9.0, 0.0, 1.0], [4.0, 0.0, 0.0]];
        let [near, far] = [&near[..], &[[0.0, 1.0, 1.0]]].map(|pictures| {
            let normalised: Vec<_> = pictures.iter().map(normalised).collect();
            mean(normalised.iter().map(|x| &x[..])).unwrap()
        });
        let weights = head(&[near, far]);
        let logits = |features: [f32; 3]| {
            let x = normalised(&features);
            [0, 1].map(|class| (0..3).map(|i| x[i] * weights[2 * i + class]).sum::<f32>())
        };
        let [first, second] = logits([1.0, 0.1, 0.1]);
        assert!(first > second + 5.0, "{first}, {second}");
        let [first, second] = logits([0.0, 2.0, 2.0]);
        // The picture that a mean is of has a cosine of 1.
        assert!((second - 17.0).abs() < 1e-3 && first < second);
        assert_eq!(mean([].into_iter()), None);
    }
}
