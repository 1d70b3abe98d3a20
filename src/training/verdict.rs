//! Did a training come to something?

use serde::Serialize;

use super::progress::Score;
use super::split::Check;

/// The part of the way from the baseline to an accuracy of 1 that a network must have gone.
const LEAST: f64 = 0.2;
/// How often luck alone may pass for learning.
const LUCK: f64 = 0.05;

/// Whether a training came to something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It did, or nothing is known against it: no epoch was finished, or a single class was checked.
    Learned,
    /// So few pictures can be right by luck.
    Unproven,
    /// The accuracy is about the baseline, however smoothly the training ended.
    Nothing,
}

/// Judges the accuracy of a network.
pub fn verdict(score: Option<Score>, check: &Check) -> Verdict {
    let &Check {
        baseline, pictures, ..
    } = check;
    let Some(Score { accuracy, .. }) = score.filter(|_| baseline != 1.0) else {
        return Verdict::Learned;
    };
    if accuracy < baseline + LEAST * (1.0 - baseline) {
        return Verdict::Nothing;
    }
    let correct = (accuracy * pictures as f64).round() as usize;
    match tail(correct, pictures, baseline) > LUCK {
        true => Verdict::Unproven,
        false => Verdict::Learned,
    }
}

/// The tail of the binomial distribution: how likely at least so many of `count` are, each with `probability`, which is
/// above 0 and below 1.
pub fn tail(at_least: usize, count: usize, probability: f64) -> f64 {
    let odds = probability / (1.0 - probability);
    // In logarithms: of thousands of pictures a single term would be rounded to 0.
    let mut term = count as f64 * (1.0 - probability).ln(); // of none
    let mut sum = 0.0;
    for k in 0..=count {
        if k >= at_least {
            sum += term.exp();
        }
        term += ((count - k) as f64 / (k + 1) as f64 * odds).ln();
    }
    f64::min(sum, 1.0)
}

#[cfg(test)]
mod tests {
    use super::super::split::CheckKind;
    use super::*;

    fn judged(accuracy: f64, baseline: f64, pictures: usize) -> Verdict {
        let check = Check {
            kind: CheckKind::Recordings,
            untested: vec![],
            pictures,
            baseline,
        };
        let score = Score {
            loss: 1.0,
            accuracy,
        };
        verdict(Some(score), &check)
    }

    #[test]
    fn a_network_that_is_about_as_good_as_the_baseline_has_learned_nothing() {
        for (accuracy, baseline, expected) in [
            (0.5, 0.5, Verdict::Nothing),
            (0.55, 0.5, Verdict::Nothing),
            (0.65, 0.5, Verdict::Learned),
            (0.3, 0.5, Verdict::Nothing),
            (0.9, 0.9, Verdict::Nothing),
            (0.95, 0.9, Verdict::Learned),
            (0.4, 0.25, Verdict::Learned),
        ] {
            let actual = judged(accuracy, baseline, 200);
            assert_eq!(actual, expected, "{accuracy} beside {baseline}");
        }
    }

    #[test]
    fn what_luck_does_every_now_and_then_is_no_proof() {
        // Fair coins: 4 of 4 come in 1 of 16 trials, 5 of 5 in 1 of 32; 7 of 8 in 9 of 256, 6 of 8 in 37 of 256.
        for (correct, pictures, expected) in [
            (2, 2, Verdict::Unproven),
            (4, 4, Verdict::Unproven),
            (5, 5, Verdict::Learned),
            (6, 8, Verdict::Unproven),
            (7, 8, Verdict::Learned),
        ] {
            let accuracy = f64::from(correct) / pictures as f64;
            let actual = judged(accuracy, 0.5, pictures);
            assert_eq!(actual, expected, "{correct} of {pictures}");
        }
    }

    #[test]
    fn the_tail_is_exact() {
        assert!((tail(6, 8, 0.5) - 37.0 / 256.0).abs() < 1e-12);
        assert_eq!(tail(0, 8, 0.5), 1.0);
        // By whole numbers in Python: sum(comb(2000, k) for k in range(1050, 2001)) / 2**2000
        assert!((tail(1050, 2000, 0.5) - 0.013_412_073_120_140_347).abs() < 1e-9);
    }

    #[test]
    fn where_nothing_is_known_nothing_is_said_against_it() {
        assert_eq!(judged(1.0, 1.0, 20), Verdict::Learned);
        let check = Check {
            kind: CheckKind::None,
            untested: vec![],
            pictures: 2,
            baseline: 0.5,
        };
        assert_eq!(verdict(None, &check), Verdict::Learned);
    }
}
