//! How far probabilities can be believed, and what makes them believable.
//!
//! Networks are surer than they should be. Dividing what softmax is given by one number for all classes, the temperature,
//! mends most of it and changes no answer (C. Guo et al. 2017: *On Calibration of Modern Neural Networks*).

use super::targets::{scores, winner};
use crate::spec::LossSpec;

/// Between these the temperature is sought. That a network is far too modest is not believed on a few pictures.
const RANGE: [f64; 2] = [0.25, 100.0];
/// The most that a validation set can prove: it is small, and the next pictures are others. With 0.98, a network with an
/// accuracy near 1 was off by 0.05 to 0.08 on another day's video, and by 0.02 to 0.04 with this.
const CERTAIN: f64 = 0.995;
/// ln(400) · 0.618⁴⁰ is 3·10⁻⁸.
const SEARCH_STEPS: usize = 40;
/// Bins of the calibration error, of equal width.
const BINS: usize = 15;

/// What the validation set says about how sure a network is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Calibration {
    /// What softmax's input is divided by.
    pub temperature: f32,
    /// Expected calibration error at that temperature.
    pub error: f64,
}

/// What `outputs` of the last layer, `[n, outputs]` for pictures of the classes `labels`, say; `None` without pictures. Scores
/// of squared error are no probabilities: they are measured and not changed.
pub fn calibrate(loss: LossSpec, outputs: &[f32], labels: &[usize]) -> Option<Calibration> {
    let width = outputs.len().checked_div(labels.len())?;
    let temperature = match loss {
        LossSpec::CrossEntropy => fit_temperature(outputs, labels),
        LossSpec::Mse => 1.0,
    };
    let rows = outputs.chunks_exact(width);
    let rows: Vec<_> = rows.map(|z| scores(loss, z, temperature)).collect();
    Some(Calibration {
        temperature,
        error: calibration_error(&rows, labels),
    })
}

/// The temperature at which the classes `labels` `[n]` are most likely, for logits `[n, classes]`; 1 without any.
///
/// Where all predictions are correct, the labels would be most likely at a temperature of 0, certain of everything; so the
/// labelled class counts as [`CERTAIN`], and the others share the rest.
pub fn fit_temperature(logits: &[f32], labels: &[usize]) -> f32 {
    if labels.is_empty() {
        return 1.0;
    }
    // Convex in 1/T, so there is one valley in ln T: golden section.
    let golden = (5f64.sqrt() - 1.0) / 2.0;
    let [mut from, mut to] = RANGE.map(f64::ln);
    for _ in 0..SEARCH_STEPS {
        let [left, right] = [to - golden * (to - from), from + golden * (to - from)];
        let [at_left, at_right] = [left, right].map(|ln| cross_entropy(logits, labels, ln.exp()));
        if at_left <= at_right {
            to = right;
        } else {
            from = left;
        }
    }
    ((from + to) / 2.0).exp() as f32
}

/// Sum of the cross-entropy at a temperature.
fn cross_entropy(logits: &[f32], labels: &[usize], temperature: f64) -> f64 {
    let classes = logits.len() / labels.len();
    let rows = logits.chunks_exact(classes).zip(labels);
    rows.map(|(row, &label)| {
        let z: Vec<f64> = row.iter().map(|&z| f64::from(z) / temperature).collect();
        let greatest = z.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let sum: f64 = z.iter().map(|z| (z - greatest).exp()).sum();
        let total = greatest + sum.ln();
        let wrong = (1.0 - CERTAIN) / (classes - 1) as f64;
        let target = |class| if class == label { CERTAIN } else { wrong };
        let terms = z.iter().enumerate();
        terms
            .map(|(class, z)| target(class) * (total - z))
            .sum::<f64>()
    })
    .sum()
}

/// Expected calibration error, 0…1, of scores for pictures of the classes `labels`: answers are sorted into bins by how sure
/// they are; in each bin the mean of that is compared with the accuracy. Of 100 answers that are 80% sure, 80 should be
/// correct.
pub fn calibration_error(rows: &[Vec<f32>], labels: &[usize]) -> f64 {
    // Of each bin the sum of scores, less the number of correct answers.
    let mut excess = [0.0; BINS];
    for (scores, &label) in rows.iter().zip(labels) {
        let best = winner(scores);
        let sure = f64::from(scores[best]);
        let bin = ((sure * BINS as f64) as usize).min(BINS - 1);
        excess[bin] += sure - f64::from(u8::from(best == label));
    }
    let sum: f64 = excess.iter().map(|excess| f64::abs(*excess)).sum();
    sum / labels.len().max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    const LABELS: [usize; 7] = [0, 1, 2, 1, 1, 0, 0];
    const LOGITS: [[f32; 3]; 7] = [
        [3.0, 0.0, -1.0],
        [0.5, 2.0, 0.0],
        [1.0, 0.5, 4.0],
        [2.0, 1.0, 0.0],
        [0.0, 3.0, 1.0],
        [2.5, 2.0, -2.0],
        [0.0, 1.0, 1.5],
    ];

    #[track_caller]
    fn assert_near(actual: impl Into<f64>, expected: f64, tolerance: f64) {
        let actual = actual.into();
        assert!(
            (actual - expected).abs() <= tolerance,
            "{actual}, expected {expected}"
        );
    }

    fn probabilities() -> Vec<Vec<f32>> {
        let row = |z: &[f32; 3]| scores(LossSpec::CrossEntropy, z, 1.0);
        LOGITS.iter().map(row).collect()
    }

    #[test]
    fn the_temperature_is_the_one_that_scipy_finds() {
        // scipy.optimize.minimize_scalar over log_softmax(z / T) with targets of 0.995, SciPy 1.17
        let temperature = fit_temperature(LOGITS.as_flattened(), &LABELS);
        assert_near(temperature, 1.094_009_477, 1e-5);
    }

    #[test]
    fn of_two_classes_the_temperature_follows_by_hand() {
        // Always 0.9 for the first, which is right 7 times of 10: the targets' mean is (7·0.995 + 3·0.005)/10 = 0.698,
        // and 9^(1/T) are its odds.
        let logits = [9f32.ln(), 0.0].repeat(10);
        let labels: Vec<usize> = (0..10).map(|i| usize::from(i >= 7)).collect();
        let temperature = fit_temperature(&logits, &labels);
        assert_near(temperature, 9f64.ln() / (0.698f64 / 0.302).ln(), 1e-5);
        let softened = scores(LossSpec::CrossEntropy, &logits[..2], temperature);
        assert_near(softened[0], 0.698, 1e-5);
    }

    #[test]
    fn a_few_pictures_that_are_all_correct_do_not_make_it_certain_of_everything() {
        let logits = [69.0, 0.0, 0.0, 69.0].repeat(2);
        let temperature = fit_temperature(&logits, &[0, 1, 0, 1]);
        let softened = scores(LossSpec::CrossEntropy, &logits[..2], temperature);
        assert_near(softened[0], 0.995, 1e-4);
        assert_eq!(fit_temperature(&[], &[]), 1.0);
    }

    #[test]
    fn extremes_stay_within_the_range() {
        for labels in [[0, 1], [1, 0]] {
            let temperature = fit_temperature(&[1e30, 0.0, 0.0, 1e30], &labels);
            assert!((0.25..=100.0).contains(&temperature), "{temperature}");
        }
    }

    #[test]
    fn the_calibration_error_is_the_one_that_numpy_finds() {
        assert_near(
            calibration_error(&probabilities(), &LABELS),
            0.198_268_103,
            1e-5,
        );
        let found = calibrate(LossSpec::CrossEntropy, LOGITS.as_flattened(), &LABELS).unwrap();
        assert_near(found.error, 0.204_480_751, 1e-5);
        assert_eq!(calibrate(LossSpec::CrossEntropy, &[], &[]), None);
    }

    #[test]
    fn scores_of_squared_error_are_measured_as_they_are() {
        let outputs: Vec<f32> = probabilities()
            .concat()
            .iter()
            .map(|p| 2.0 * p - 1.0)
            .collect();
        let found = calibrate(LossSpec::Mse, &outputs, &LABELS).unwrap();
        assert_eq!(found.temperature, 1.0);
        assert_near(found.error, 0.198_268_103, 1e-5);
    }

    #[test]
    fn the_calibration_error_by_hand() {
        let sure = vec![vec![1.0, 0.0]; 4];
        assert_eq!(calibration_error(&sure, &[0, 0, 0, 0]), 0.0);
        assert_eq!(calibration_error(&sure, &[0, 0, 0, 1]), 0.25);
        // 0.62 and 0.64 share bin 9 (0.6 … 0.667), 0.7 is in bin 10: |1 − 1.26|/3 + |1 − 0.7|/3
        let rows = [vec![0.62, 0.38], vec![0.64, 0.36], vec![0.7, 0.3]];
        assert_near(calibration_error(&rows, &[0, 1, 0]), 0.56 / 3.0, 1e-6);
        assert_eq!(calibration_error(&[], &[]), 0.0);
    }
}
