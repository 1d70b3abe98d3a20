//! How far probabilities can be believed.
//!
//! Networks are surer than they should be. Dividing what softmax is given by one number, the temperature, cures most of
//! it and changes no answer (C. Guo et al. 2017: *On Calibration of Modern Neural Networks*).

/// Temperatures that are tried. A few pictures that are all answered right would ask for one of 0.
const RANGE: [f64; 2] = [0.25, 20.0];
/// The least that a probability counts as, so that it has a logarithm.
const LEAST: f32 = 1e-30;

/// What softmax would have given at `temperature`, in place of `probabilities` `[n, outputs]` at temperature 1.
pub fn soften(probabilities: &mut [f32], outputs: usize, temperature: f32) {
    for row in probabilities.chunks_exact_mut(outputs) {
        // Their logarithms are what softmax was given, but for a constant, which it does not see.
        let largest = row.iter().copied().fold(LEAST, f32::max);
        for p in row.iter_mut() {
            *p = ((p.max(LEAST) / largest).ln() / temperature).exp();
        }
        let sum: f32 = row.iter().sum();
        row.iter_mut().for_each(|p| *p /= sum);
    }
}

/// The temperature at which the right answers `labels` `[n]` are most likely, for `probabilities` `[n, outputs]` of
/// pictures that were not learned; 1 without any.
pub fn fit_temperature(probabilities: &[f32], labels: &[usize], outputs: usize) -> f32 {
    if labels.is_empty() {
        return 1.0;
    }
    // The loss is convex in 1 / temperature: the minimum lies where it rises on both sides.
    let [mut low, mut high] = [1.0 / RANGE[1], 1.0 / RANGE[0]];
    while high - low > 1e-4 {
        let third = (high - low) / 3.0;
        let [left, right] = [low + third, high - third]
            .map(|inverse| loss(probabilities, labels, outputs, inverse));
        if left <= right {
            high -= third;
        } else {
            low += third;
        }
    }
    (2.0 / (low + high)) as f32
}

/// Mean of −log p of the right answers.
fn loss(probabilities: &[f32], labels: &[usize], outputs: usize, inverse: f64) -> f64 {
    let rows = probabilities.chunks_exact(outputs).zip(labels);
    let losses = rows.map(|(row, &label)| {
        let z = |p: f32| f64::from(p.max(LEAST)).ln() * inverse;
        let sum: f64 = row.iter().map(|&p| z(p).exp()).sum();
        sum.ln() - z(row[label])
    });
    losses.sum::<f64>() / labels.len() as f64
}

/// Expected calibration error, 0…1, of `probabilities` `[n, outputs]` whose right answers are `labels` `[n]`: answers are
/// sorted into `bins` by how sure they are; in each bin the mean of that is compared with the share that is right. Of 100
/// answers that are 80 % sure, 80 should be right.
pub fn expected_calibration_error(
    probabilities: &[f32],
    labels: &[usize],
    outputs: usize,
    bins: usize,
) -> f64 {
    // Of each bin how sure in all, less how many are right.
    let mut excess = vec![0.0; bins];
    for (row, &label) in probabilities.chunks_exact(outputs).zip(labels) {
        let sure = row.iter().copied().fold(0.0, f32::max);
        let bin = ((sure * bins as f32) as usize).min(bins - 1);
        let right = row[label] == sure;
        excess[bin] += f64::from(sure) - f64::from(u8::from(right));
    }
    excess.iter().map(|e| f64::abs(*e)).sum::<f64>() / labels.len().max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use tab_trainer::rng::Rng;

    /// Probabilities `[n, 3]`, and labels drawn after them: as believable as can be.
    fn honest(n: usize) -> (Vec<f32>, Vec<usize>) {
        let mut rng = Rng::new(1, 0);
        let (mut probabilities, mut labels) = (Vec::new(), Vec::new());
        for _ in 0..n {
            let mut row: [f32; 3] = std::array::from_fn(|_| rng.symmetric(3.0).exp());
            let sum: f32 = row.iter().sum();
            row.iter_mut().for_each(|p| *p /= sum);
            let place = rng.unit();
            labels.push(usize::from(place > row[0]) + usize::from(place > row[0] + row[1]));
            probabilities.extend(row);
        }
        (probabilities, labels)
    }

    #[test]
    fn the_temperature_that_was_applied_is_found_and_undone() {
        let (probabilities, labels) = honest(20_000);
        for temperature in [0.5, 1.0, 3.0] {
            let mut sharp = probabilities.clone();
            soften(&mut sharp, 3, 1.0 / temperature);
            let found = fit_temperature(&sharp, &labels, 3);
            assert!(
                (found / temperature - 1.0).abs() < 0.05,
                "{found}, expected {temperature}"
            );
            soften(&mut sharp, 3, temperature);
            for (actual, expected) in sharp.iter().zip(&probabilities) {
                assert!((actual - expected).abs() < 1e-4);
            }
        }
    }

    #[test]
    fn honest_answers_have_no_error_and_others_the_difference() {
        let (mut probabilities, labels) = honest(20_000);
        let error =
            |probabilities: &[f32]| expected_calibration_error(probabilities, &labels, 3, 10);
        assert!(error(&probabilities) < 0.02);
        soften(&mut probabilities, 3, 0.2);
        assert!(error(&probabilities) > 0.1);
        // Four answers that are 80 % sure, two of them right.
        let same = [0.8, 0.2].repeat(4);
        let error = expected_calibration_error(&same, &[0, 0, 1, 1], 2, 10);
        assert!((error - 0.3).abs() < 1e-6, "{error}");
    }

    #[test]
    fn extremes_stay_numbers() {
        let certain = [1.0, 0.0, 0.0, 1.0];
        assert_eq!(fit_temperature(&[], &[], 2), 1.0);
        for labels in [[0, 1], [1, 0]] {
            let temperature = fit_temperature(&certain, &labels, 2);
            assert!((0.2..=20.1).contains(&temperature), "{temperature}");
            let mut softened = certain;
            soften(&mut softened, 2, temperature);
            assert!(softened.iter().all(|p| p.is_finite()), "{softened:?}");
        }
    }
}
