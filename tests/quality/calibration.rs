//! How far probabilities can be believed: as the page has it (www/training/certainty.js).
//!
//! Networks are surer than they should be. Dividing what softmax is given by one number, the temperature, cures most of
//! it and changes no answer (C. Guo et al. 2017: *On Calibration of Modern Neural Networks*).

/// Temperatures that are tried.
const RANGE: [f64; 2] = [0.25, 100.0];
/// The most that held-out pictures can prove: a few that are all answered right would ask for a temperature of 0.
const CERTAIN: f64 = 0.995;
/// How finely answers are sorted by how sure they are.
const BINS: usize = 15;
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
/// pictures that were not learned; 1 without any. The right class counts as [`CERTAIN`], the others share the rest.
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

/// Mean cross-entropy at the temperature 1 / `inverse`.
fn loss(probabilities: &[f32], labels: &[usize], outputs: usize, inverse: f64) -> f64 {
    let rows = probabilities.chunks_exact(outputs).zip(labels);
    let losses = rows.map(|(row, &label)| {
        let z = |p: f32| f64::from(p.max(LEAST)).ln() * inverse;
        let sum: f64 = row.iter().map(|&p| z(p).exp()).sum();
        let wrong = (1.0 - CERTAIN) / (outputs - 1) as f64;
        let weight = |class| if class == label { CERTAIN } else { wrong };
        let targets = row.iter().enumerate();
        sum.ln() - targets.map(|(c, &p)| weight(c) * z(p)).sum::<f64>()
    });
    losses.sum::<f64>() / labels.len() as f64
}

/// Expected calibration error, 0…1, of `probabilities` `[n, outputs]` whose right answers are `labels` `[n]`: answers are
/// sorted into bins by how sure they are; in each bin the mean of that is compared with the share that is right. Of 100
/// answers that are 80 % sure, 80 should be right.
pub fn expected_calibration_error(probabilities: &[f32], labels: &[usize], outputs: usize) -> f64 {
    // Of each bin how sure in all, less how many are right.
    let mut excess = [0.0; BINS];
    for (row, &label) in probabilities.chunks_exact(outputs).zip(labels) {
        let sure = row.iter().copied().fold(0.0, f32::max);
        let bin = ((sure * BINS as f32) as usize).min(BINS - 1);
        let right = row[label] == sure;
        excess[bin] += f64::from(sure) - f64::from(u8::from(right));
    }
    excess.iter().map(|e| f64::abs(*e)).sum::<f64>() / labels.len().max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    const OUTPUTS: usize = 3;
    const LABELS: [usize; 7] = [0, 1, 2, 1, 1, 0, 0];

    /// The pictures of tests/unit/certainty.test.js: softmax of their logits.
    fn answers() -> Vec<f32> {
        let logits: [[f32; OUTPUTS]; 7] = [
            [3.0, 0.0, -1.0],
            [0.5, 2.0, 0.0],
            [1.0, 0.5, 4.0],
            [2.0, 1.0, 0.0],
            [0.0, 3.0, 1.0],
            [2.5, 2.0, -2.0],
            [0.0, 1.0, 1.5],
        ];
        let softmax = |row: [f32; OUTPUTS]| {
            let powers = row.map(f32::exp);
            powers.map(|power| power / powers.iter().sum::<f32>())
        };
        logits.map(softmax).concat()
    }

    fn assert_near(actual: f64, expected: f64, most: f64) {
        assert!(
            (actual - expected).abs() <= most,
            "{actual}, expected {expected}"
        );
    }

    /// With what SciPy and NumPy say of them there.
    #[test]
    fn temperature_and_error_are_the_pages() {
        let mut answers = answers();
        let temperature = fit_temperature(&answers, &LABELS, OUTPUTS);
        assert_near(temperature.into(), 1.094_009_477, 1e-3);
        let error = |answers: &[f32]| expected_calibration_error(answers, &LABELS, OUTPUTS);
        assert_near(error(&answers), 0.198_268_103, 1e-5);
        soften(&mut answers, OUTPUTS, temperature);
        assert_near(error(&answers), 0.204_480_751, 1e-4);
    }

    #[test]
    fn softening_is_undone_by_its_inverse_and_keeps_the_sum() {
        let mut softened = answers();
        soften(&mut softened, OUTPUTS, 3.0);
        for row in softened.chunks(OUTPUTS) {
            assert_near(row.iter().sum::<f32>().into(), 1.0, 1e-6);
        }
        soften(&mut softened, OUTPUTS, 1.0 / 3.0);
        for (actual, expected) in softened.iter().zip(answers()) {
            assert_near((*actual).into(), expected.into(), 1e-6);
        }
    }

    #[test]
    fn extremes_stay_numbers() {
        let certain = [1.0, 0.0, 0.0, 1.0];
        assert_eq!(fit_temperature(&[], &[], 2), 1.0);
        for labels in [[0, 1], [1, 0]] {
            let temperature = fit_temperature(&certain, &labels, 2);
            assert!((0.25..=101.0).contains(&temperature), "{temperature}");
            let mut softened = certain;
            soften(&mut softened, 2, temperature);
            assert!(softened.iter().all(|p| p.is_finite()), "{softened:?}");
        }
    }
}
