//! What the history of losses says about a training, and what may help.

use serde::{Deserialize, Serialize};

use super::progress::Score;
use super::rates::RateAdvice;
use super::split::{Check, CheckKind, FEWEST_VALIDATION};
use crate::network::health;
use crate::spec::OptimizerSpec;

/// The accuracy from which on a network knows the pictures it was asked about.
const KNOWN: f64 = 0.9;
/// A network that guesses loses ln 2 or so; what loses half as much again as in the first epoch, in which it still guessed, is
/// surer and surer of what is wrong. Two epochs in a row: a single one may have had a bad step.
const GROWN: f64 = 1.5;
/// Epochs through whose losses a line is laid, to see whether it falls.
const PLATEAU: usize = 10;
/// It counts as flat when it surely falls by less than this part of the loss in those epochs: as far as two standard errors
/// reach. Losses that waver more than that prove nothing.
const PROGRESS: f64 = 0.1;
/// Validation losses waver, so they are looked at in means of three epochs.
const SMOOTH: usize = 3;
/// How much the validation loss must have grown since it was least, as a factor and in nats: from 0.01 to 0.03 is nothing to
/// speak of, and a twentieth of a large loss is noise.
const WORSE: f64 = 1.3;
const WORSE_BY: f64 = 0.1;
/// And for how long: ten epochs, and a third of all. Sooner it may be a wave.
const WORSE_FOR: usize = 10;
const WORSE_PART: f64 = 1.0 / 3.0;

/// The losses of an epoch.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// From 1.
    pub epoch: usize,
    /// While it was trained.
    pub training: Score,
    /// After it.
    pub validation: Option<Score>,
}

/// What is wrong with a training.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(untagged)]
pub enum Problem {
    /// The losses show it.
    Losses(LossProblem),
    /// The layers show it.
    Layer(health::Problem),
}

/// What the history of losses shows.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum LossProblem {
    /// The loss grows instead of falling.
    Divergence {
        /// In the first epoch.
        first: f64,
        /// In the last one.
        now: f64,
        /// What to do about it.
        advice: RateAdvice,
    },
    /// The loss has hardly fallen.
    Plateau {
        /// For so many.
        epochs: usize,
        /// What to do about it.
        advice: RateAdvice,
    },
    /// It learns its own pictures by heart and answers the validation set worse.
    Overfitting {
        /// The epoch in which it began.
        since: usize,
    },
}

/// The gravest problem that the losses of `epochs` show; the optimiser has the learning rate that is in force.
pub fn diagnose(epochs: &[Point], check: &Check, optimizer: &OptimizerSpec) -> Option<LossProblem> {
    divergence(epochs, optimizer)
        .or_else(|| overfitting(epochs, check))
        .or_else(|| plateau(epochs, optimizer))
}

fn divergence(epochs: &[Point], optimizer: &OptimizerSpec) -> Option<LossProblem> {
    let [first, rest @ ..] = epochs else {
        return None;
    };
    let first = first.training.loss;
    let last = rest.last_chunk::<2>()?.map(|point| point.training.loss);
    // Of a rate that is small already it is not the steps that are wrong: the advice says so.
    last.iter()
        .all(|loss| *loss >= GROWN * first)
        .then(|| LossProblem::Divergence {
            first,
            now: last[1],
            advice: RateAdvice::smaller(optimizer),
        })
}

fn plateau(epochs: &[Point], optimizer: &OptimizerSpec) -> Option<LossProblem> {
    let last = &epochs[epochs.len().checked_sub(PLATEAU)?..];
    let losses: Vec<f64> = last.iter().map(|point| point.training.loss).collect();
    let (slope, error) = line(&losses);
    // The validation set may be answered better all the same: dropout and augmentation hide it in the training loss.
    let least = |epochs: &[Point]| {
        let losses = epochs.iter().filter_map(|point| point.validation);
        losses.map(|score| score.loss).fold(f64::INFINITY, f64::min)
    };
    let (before, recent) = epochs.split_at(epochs.len() - PLATEAU / 2);
    let better = least(recent) < least(before);
    let accuracy = |point: &Point| point.validation.unwrap_or(point.training).accuracy;
    let known = mean(last.iter().map(accuracy)) >= KNOWN;
    let falls = (slope - 2.0 * error) * (PLATEAU as f64) < -PROGRESS * mean(losses.into_iter());
    (!known && !better && !falls).then(|| LossProblem::Plateau {
        epochs: PLATEAU,
        advice: RateAdvice::usual(optimizer),
    })
}

/// Least squares through values at 0, 1, 2, …: the slope and its standard error.
fn line(values: &[f64]) -> (f64, f64) {
    let middle = (values.len() - 1) as f64 / 2.0;
    let average = mean(values.iter().copied());
    let at = |i: usize| i as f64 - middle;
    let points = || values.iter().enumerate();
    let spread: f64 = points().map(|(i, _)| at(i).powi(2)).sum();
    let slope = points()
        .map(|(i, value)| at(i) * (value - average))
        .sum::<f64>()
        / spread;
    let rest: f64 = points()
        .map(|(i, value)| (value - average - slope * at(i)).powi(2))
        .sum();
    (slope, (rest / (values.len() - 2) as f64 / spread).sqrt())
}

fn overfitting(epochs: &[Point], check: &Check) -> Option<LossProblem> {
    if check.kind == CheckKind::None || check.pictures < FEWEST_VALIDATION {
        return None;
    }
    struct Means {
        epoch: usize,
        validation: Score,
        training: f64,
    }
    let means: Vec<Means> = epochs
        .windows(SMOOTH)
        .filter_map(|some| {
            let validation: Vec<Score> = some.iter().filter_map(|point| point.validation).collect();
            (!validation.is_empty()).then(|| Means {
                epoch: some[1].epoch,
                validation: Score {
                    loss: mean(validation.iter().map(|score| score.loss)),
                    accuracy: mean(validation.iter().map(|score| score.accuracy)),
                },
                training: mean(some.iter().map(|point| point.training.loss)),
            })
        })
        .collect();
    if means.len() <= SMOOTH {
        return None;
    }
    let now = means.last()?;
    let loss = |means: &&Means| means.validation.loss;
    let best = means.iter().min_by(|a, b| loss(a).total_cmp(&loss(b)))?;
    let (least, last) = (best.validation.loss, now.validation.loss);
    let worse =
        last >= least * WORSE && last >= least + WORSE_BY && now.validation.accuracy < KNOWN;
    let since = now.epoch - best.epoch.min(now.epoch);
    let long = since >= WORSE_FOR && since as f64 >= WORSE_PART * now.epoch as f64;
    (worse && long && now.training < best.training)
        .then_some(LossProblem::Overfitting { since: best.epoch })
}

fn mean(values: impl ExactSizeIterator<Item = f64>) -> f64 {
    let count = values.len() as f64;
    values.sum::<f64>() / count
}

#[cfg(test)]
mod tests {
    use super::super::rates::Rate;
    use super::*;
    use serde_json::{from_value, json};

    fn adam(rate: f64) -> OptimizerSpec {
        from_value(json!({ "type": "adam", "learning_rate": rate })).unwrap()
    }

    fn check(pictures: usize) -> Check {
        Check {
            kind: CheckKind::Recordings,
            untested: vec![],
            pictures,
            baseline: 0.5,
        }
    }

    /// One point per epoch with the training loss, the validation loss and the accuracy of both.
    fn history(epochs: usize, at: impl Fn(f64) -> (f64, Option<f64>, f64)) -> Vec<Point> {
        let point = |epoch: usize| {
            let (training, validation, accuracy) = at(epoch as f64);
            let score = |loss| Score { loss, accuracy };
            Point {
                epoch,
                training: score(training),
                validation: validation.map(score),
            }
        };
        (1..=epochs).map(point).collect()
    }

    fn found(points: &[Point], rate: f64) -> Option<LossProblem> {
        diagnose(points, &check(20), &adam(rate))
    }

    /// Numbers that look random and repeat: −1…1.
    fn noise(i: f64) -> f64 {
        2.0 * ((i * 12.9898).sin() * 43_758.545_3).rem_euclid(1.0) - 1.0
    }

    fn is_plateau(problem: &Option<LossProblem>) -> bool {
        matches!(problem, Some(LossProblem::Plateau { epochs: 10, .. }))
    }

    #[test]
    fn a_loss_that_grows_is_noticed_before_it_diverges() {
        let points = history(4, |epoch| (0.7 * 1.6f64.powf(epoch - 1.0), None, 0.7));
        assert_eq!(found(&points[..2], 0.001), None);
        let Some(LossProblem::Divergence { first, now, advice }) = found(&points, 0.1) else {
            panic!("{:?}", found(&points, 0.1));
        };
        assert_eq!(first, 0.7);
        assert!((now - 2.867_2).abs() < 1e-9);
        assert_eq!((advice.rate, advice.suggested), (Rate::Large, 0.001));
        let Some(LossProblem::Divergence { advice, .. }) = found(&points, 0.00001) else {
            panic!("{:?}", found(&points, 0.00001));
        };
        assert_eq!(advice.rate, Rate::Small);
    }

    #[test]
    fn a_loss_that_stays_where_it_is_is_a_plateau_unless_all_is_known_already() {
        let flat = |accuracy| {
            history(12, move |epoch| {
                (0.69 + 0.005 * noise(epoch), None, accuracy)
            })
        };
        assert!(is_plateau(&found(&flat(0.5), 0.001)));
        let Some(LossProblem::Plateau { advice, .. }) = found(&flat(0.5), 0.00002) else {
            panic!("no plateau");
        };
        assert_eq!((advice.rate, advice.suggested), (Rate::Small, 0.001));
        assert_eq!(found(&flat(0.95), 0.001), None);
        assert_eq!(found(&flat(0.5)[..9], 0.001), None);
    }

    #[test]
    fn a_loss_that_falls_however_much_it_wavers_is_no_plateau() {
        let slow = history(40, |epoch| {
            (2.0 * 0.98f64.powf(epoch) + 0.1 * noise(epoch), None, 0.5)
        });
        for end in 1..=40 {
            assert_eq!(found(&slow[..end], 0.001), None, "{end}");
        }
    }

    #[test]
    fn as_long_as_the_validation_loss_falls_there_is_progress() {
        let points = |change: f64| {
            history(12, move |epoch| {
                (0.69 + 0.005 * noise(epoch), Some(0.7 + change * epoch), 0.5)
            })
        };
        assert_eq!(found(&points(-0.01), 0.001), None);
        assert!(is_plateau(&found(&points(0.001), 0.001)));
    }

    #[test]
    fn overfitting_is_named_with_the_epoch_in_which_it_began() {
        let points = history(18, |epoch| {
            let validation = if epoch < 6.0 {
                0.8 - 0.06 * epoch
            } else {
                0.5 + 0.08 * (epoch - 6.0)
            };
            (1.0 / epoch, Some(validation), 0.75)
        });
        let problem = found(&points, 0.001);
        assert!(
            matches!(problem, Some(LossProblem::Overfitting { since: 1..=9 })),
            "{problem:?}"
        );
        assert_eq!(found(&points[..14], 0.001), None, "a wave, perhaps");
        assert_eq!(
            diagnose(&points, &check(7), &adam(0.001)),
            None,
            "too few to say"
        );
        let none = Check {
            kind: CheckKind::None,
            ..check(20)
        };
        assert_eq!(diagnose(&points, &none, &adam(0.001)), None);
    }

    #[test]
    fn validation_losses_that_waver_or_grow_where_all_is_correct_are_no_overfitting() {
        let wavering = history(40, |epoch| {
            (1.0 / epoch, Some(0.4 + 0.08 * noise(epoch)), 0.85)
        });
        let correct = history(20, |epoch| (1.0 / epoch, Some(0.01 * epoch), 1.0));
        for points in [wavering, correct] {
            for end in 1..=points.len() {
                assert_eq!(found(&points[..end], 0.001), None, "{end}");
            }
        }
    }
}
