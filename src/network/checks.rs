//! What is handed over, looked at before anything is done with it.

use std::fmt::Display;
use std::ops::Range;

use super::Network;
use crate::error::{Error, Mistake, MistakeKind, Result};
use crate::spec::LossSpec;

impl Network {
    /// Number of pictures in `inputs`.
    pub(super) fn check_inputs(&self, inputs: &[f32]) -> Result<usize> {
        let picture = self.spec.input;
        if inputs.is_empty() || !inputs.len().is_multiple_of(picture.len()) {
            return Err(Error::length(
                "inputs",
                inputs.len(),
                picture.len(),
                format!(
                    "got {} values; expected {} ({picture}) for each of one or more pictures",
                    inputs.len(),
                    picture.len()
                ),
            ));
        }
        check_finite("inputs", inputs)?;
        Ok(inputs.len() / picture.len())
    }

    /// Number of pictures in `inputs`, which `targets` must have as well; of cross-entropy they are probabilities.
    pub(super) fn check_examples(&self, inputs: &[f32], targets: &[f32]) -> Result<usize> {
        let n = self.check_weighted_examples(inputs, targets)?;
        if self.spec.loss == LossSpec::CrossEntropy {
            check_probabilities(targets, self.model.outputs())?;
        }
        Ok(n)
    }

    /// Likewise, where the targets of a picture may add up to something else than 1.
    pub(super) fn check_weighted_examples(&self, inputs: &[f32], targets: &[f32]) -> Result<usize> {
        let n = self.check_inputs(inputs)?;
        let outputs = self.model.outputs();
        let expected = n.saturating_mul(outputs);
        if targets.len() != expected {
            return Err(Error::length(
                "targets",
                targets.len(),
                expected,
                format!(
                    "got {} values for {n} pictures; expected {expected} ({outputs} for each)",
                    targets.len()
                ),
            ));
        }
        check_finite("targets", targets)?;
        Ok(n)
    }
}

/// How far from 1 a picture's targets may add up to: well beyond what rounding does to soft labels of thousands of classes,
/// and less than a mistake in them.
const SUM_TOLERANCE: f32 = 1e-3;

/// Each picture's targets `[outputs]` are one probability for each class.
fn check_probabilities(targets: &[f32], outputs: usize) -> Result<()> {
    for (picture, t) in targets.chunks_exact(outputs).enumerate() {
        let negative = t.iter().find(|value| **value < 0.0);
        let sum: f32 = t.iter().sum();
        let sentence = match negative {
            Some(value) => format!(
                "picture {picture} has {value}; cross_entropy expects probabilities, which are 0 or more"
            ),
            None if (sum - 1.0).abs() > SUM_TOLERANCE => format!(
                "those of picture {picture} add up to {sum}; cross_entropy expects probabilities, which add up to 1"
            ),
            None => continue,
        };
        let kind = MistakeKind::NoProbabilities { picture, sum };
        return Err(Error::Input(Mistake::new("targets", kind, sentence)));
    }
    Ok(())
}

/// f32 or f64.
pub trait Number: Copy + Display {
    fn finite(&self) -> bool;
}

impl Number for f32 {
    fn finite(&self) -> bool {
        self.is_finite()
    }
}

impl Number for f64 {
    fn finite(&self) -> bool {
        self.is_finite()
    }
}

/// So many numbers, all finite.
pub fn check_values<T: Number>(what: &str, values: &[T], len: usize) -> Result<()> {
    if values.len() != len {
        return Err(Error::length(
            what,
            values.len(),
            len,
            format!("got {} values; this network has {len}", values.len()),
        ));
    }
    check_finite(what, values)
}

pub fn check_finite<T: Number>(what: &str, values: &[T]) -> Result<()> {
    // All of them first, without a way out in between: so the compiler finds lanes.
    if values.iter().fold(true, |all, value| all & value.finite()) {
        return Ok(());
    }
    check_each(what, values, 0..values.len(), T::finite, "a finite number")
}

pub fn check_not_negative(what: &str, values: &[f32], range: Range<usize>) -> Result<()> {
    check_each(what, values, range, |&value| value >= 0.0, "0 or more")
}

/// Names the first of the values in `range` that is not as it should be.
fn check_each<T: Number>(
    what: &str,
    values: &[T],
    mut range: Range<usize>,
    holds: impl Fn(&T) -> bool,
    expected: &str,
) -> Result<()> {
    match range.find(|&i| !holds(&values[i])) {
        Some(i) => {
            let value = values[i];
            Err(Error::input(
                format!("{what}[{i}]"),
                format!("got {value}; expected {expected}"),
            ))
        }
        None => Ok(()),
    }
}
