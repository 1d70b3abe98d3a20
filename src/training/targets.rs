//! Classes → what the network is asked to answer, and its answer → one score 0…1 per class. Both directions stand here,
//! next to each other, because they must agree.
//!
//! | loss          | classes | outputs  | target                              | score                       |
//! |---------------|---------|----------|-------------------------------------|-----------------------------|
//! | cross_entropy | any     | one each | one-hot, times the class's weight   | softmax(z / temperature)    |
//! | mse           | 2       | 1        | first class +1, second −1           | (y + 1) / 2, and its rest   |
//! | mse           | > 2     | one each | +1 for the class, −1 for the others | (y + 1) / 2                 |

use crate::error::{Error, Result};
use crate::network::Network;
use crate::spec::LossSpec;

/// Number of outputs of a network that tells `class_count` classes apart.
pub fn output_count(loss: LossSpec, class_count: usize) -> usize {
    match loss {
        LossSpec::Mse if class_count == 2 => 1,
        _ => class_count,
    }
}

/// Checks the number of outputs of a network that is to tell `class_count` classes apart.
pub fn check_outputs(loss: LossSpec, class_count: usize, outputs: usize) -> Result<()> {
    let expected = output_count(loss, class_count);
    if outputs == expected {
        return Ok(());
    }
    Err(Error::spec(
        "layers",
        format!("the network has {outputs} outputs; expected {expected} for {class_count} classes"),
    ))
}

/// Targets `[labels, outputs]`. With `weights` of the classes, for cross-entropy, those of a picture add up to its class's
/// weight instead of 1: so much does it count.
pub fn encode(
    loss: LossSpec,
    class_count: usize,
    labels: impl Iterator<Item = usize>,
    weights: Option<&[f32]>,
) -> Vec<f32> {
    let outputs = output_count(loss, class_count);
    let (low, weights) = match loss {
        LossSpec::CrossEntropy => (0.0, weights),
        LossSpec::Mse => (-1.0, None),
    };
    let mut targets = Vec::new();
    for label in labels {
        let row = targets.len();
        targets.resize(row + outputs, low);
        // A single output is that of the first class: for the second it stays −1.
        if label < outputs {
            targets[row + label] = weights.map_or(1.0, |weights| weights[label]);
        }
    }
    targets
}

/// What a network that tells classes apart should answer for one of them: `[outputs]`.
///
/// # Errors
///
/// When it does not tell so many apart.
pub fn target_of(network: &Network, class: usize) -> Result<Vec<f32>> {
    let loss = network.spec().loss;
    let class_count = match (loss, network.outputs()) {
        (LossSpec::Mse, 1) => 2,
        (_, outputs) => outputs,
    };
    if class >= class_count {
        let sentence = format!("got {class}; the network tells {class_count} classes apart");
        return Err(Error::input("class", sentence));
    }
    let other = match loss {
        LossSpec::CrossEntropy => 0.0,
        LossSpec::Mse => -1.0,
    };
    // As `encode`, but also for a network with an output for each of two classes, which no training has.
    let target = |output| if output == class { 1.0 } else { other };
    Ok((0..network.outputs()).map(target).collect())
}

/// Weights with which each class counts as much as any other, however many pictures it has; their mean over all pictures
/// is 1.
pub fn class_weights(labels: impl Iterator<Item = usize>, class_count: usize) -> Vec<f32> {
    let mut counts = vec![0usize; class_count];
    labels.for_each(|label| counts[label] += 1);
    let total: usize = counts.iter().sum();
    let present = counts.iter().filter(|count| **count > 0).count();
    let weight = |&count: &usize| match count {
        0 => 0.0,
        count => total as f32 / (present * count) as f32,
    };
    counts.iter().map(weight).collect()
}

/// One score 0…1 per class for the output of the last layer for one picture, before any softmax. The temperature is that
/// of softmax; scores of squared error are no probabilities, and it does not change them.
pub fn scores(loss: LossSpec, output: &[f32], temperature: f32) -> Vec<f32> {
    match loss {
        LossSpec::CrossEntropy => {
            let mut probabilities: Vec<f32> = output.iter().map(|z| z / temperature).collect();
            let outputs = probabilities.len();
            loss.predict(&mut probabilities, outputs);
            probabilities
        }
        // The article's scaled tanh reaches ±1.7.
        LossSpec::Mse => match output.iter().map(|y| ((y + 1.0) / 2.0).clamp(0.0, 1.0)) {
            mut single if output.len() == 1 => {
                let first = single.next().unwrap_or(0.0);
                vec![first, 1.0 - first]
            }
            several => several.collect(),
        },
    }
}

/// The class with the largest score; of equals the first.
pub fn winner(scores: &[f32]) -> usize {
    let mut best = 0;
    for (class, score) in scores.iter().enumerate() {
        if *score > scores[best] {
            best = class;
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;
    use LossSpec::{CrossEntropy, Mse};

    fn targets(loss: LossSpec, class_count: usize, labels: &[usize]) -> Vec<f32> {
        encode(loss, class_count, labels.iter().copied(), None)
    }

    #[track_caller]
    fn assert_scores(loss: LossSpec, output: &[f32], expected: &[f32]) {
        let actual = scores(loss, output, 1.0);
        let near = actual
            .iter()
            .zip(expected)
            .all(|(a, e)| (a - e).abs() < 1e-6);
        assert!(
            near && actual.len() == expected.len(),
            "{actual:?}, expected {expected:?}"
        );
    }

    #[test]
    fn cross_entropy_has_one_hot_targets_and_probabilities_as_scores() {
        assert_eq!(targets(CrossEntropy, 3, &[0, 2]), [1., 0., 0., 0., 0., 1.]);
        let z = [0.2f32, 0.5, 0.3].map(f32::ln);
        assert_scores(CrossEntropy, &z, &[0.2, 0.5, 0.3]);
    }

    #[test]
    fn squared_error_with_two_classes_has_one_output() {
        assert_eq!(output_count(Mse, 2), 1);
        assert_eq!(targets(Mse, 2, &[0, 1, 0]), [1.0, -1.0, 1.0]);
        assert_scores(Mse, &[0.5], &[0.75, 0.25]);
    }

    #[test]
    fn squared_error_with_more_classes_has_one_output_each() {
        assert_eq!(output_count(Mse, 3), 3);
        assert_eq!(targets(Mse, 3, &[1]), [-1.0, 1.0, -1.0]);
        assert_scores(Mse, &[-1.0, 0.0, 1.0], &[0.0, 0.5, 1.0]);
    }

    #[test]
    fn answers_beyond_the_targets_are_clamped() {
        assert_scores(Mse, &[1.7], &[1.0, 0.0]);
        assert_scores(Mse, &[-1.7, 1.7, 0.0], &[0.0, 1.0, 0.5]);
    }

    #[test]
    fn what_is_encoded_is_decoded_to_the_same_class() {
        for loss in [CrossEntropy, Mse] {
            for class_count in [2, 3, 5] {
                for label in 0..class_count {
                    let scores = scores(loss, &targets(loss, class_count, &[label]), 1.0);
                    assert_eq!(scores.len(), class_count);
                    assert_eq!(winner(&scores), label, "{loss:?}, {class_count} classes");
                }
            }
        }
    }

    #[test]
    fn a_class_with_few_pictures_counts_as_much_as_the_others() {
        let labels = [0, 0, 0, 1];
        let weights = class_weights(labels.into_iter(), 3);
        assert_eq!(weights, [4.0 / 6.0, 2.0, 0.0]);
        let targets = encode(CrossEntropy, 3, labels.into_iter(), Some(&weights));
        let sum = |class| targets.iter().skip(class).step_by(3).sum::<f32>();
        assert_eq!([0, 1, 2].map(sum), [2.0, 2.0, 0.0]);
        // Squared error has no place for weights.
        assert_eq!(encode(Mse, 2, [0].into_iter(), Some(&[0.5, 0.5])), [1.0]);
    }

    #[test]
    fn a_temperature_above_one_is_less_sure() {
        // √0.8 : √0.2 = 2 : 1
        let z = [0.8f32, 0.2].map(f32::ln);
        assert!((scores(CrossEntropy, &z, 2.0)[0] - 2.0 / 3.0).abs() < 1e-6);
        assert!((scores(CrossEntropy, &z, 0.5)[0] - 16.0 / 17.0).abs() < 1e-6);
        let extreme = scores(CrossEntropy, &[900.0, -900.0, 0.0], 0.25);
        assert_eq!(extreme, [1.0, 0.0, 0.0]);
    }
}
