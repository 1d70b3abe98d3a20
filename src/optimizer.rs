//! Moves weights against their gradient. Sees parameters and gradients only.
//!
//! Formulas stand with the methods, one to a file. α is the step size, g the gradient; weight decay acts on kernels
//! only.

mod adam;
mod memory;
mod rmsprop;
mod sgd;

use std::collections::TryReserveError;
use std::ops::Range;

use crate::spec::OptimizerSpec;
use crate::tensor::grow;
use adam::Adam;
use memory::Memory;
use rmsprop::Rmsprop;
use sgd::Momentum;

/// A run of weights that is treated alike.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// Where it stands in the weights.
    pub range: Range<usize>,
    /// Whether weight decay acts on it.
    pub decays: bool,
}

/// An optimiser with its memory of earlier gradients.
///
/// A step writes the new weights and memory beside the old and exchanges them only when every number is finite, so
/// that a step which fails leaves nothing behind.
pub struct Optimizer {
    spec: OptimizerSpec,
    /// Steps taken.
    steps: u64,
    weights: Vec<f32>,
    /// Mean gradient: velocity of sgd, first moment of Adam.
    first: Memory,
    /// Mean squared gradient: second moment of Adam, and of RMSProp.
    second: Memory,
}

impl Optimizer {
    /// An optimiser for `len` weights that has not taken a step.
    ///
    /// # Errors
    ///
    /// When the memory is not there.
    pub fn new(spec: OptimizerSpec, len: usize) -> Result<Self, TryReserveError> {
        let (first, second) = match spec {
            OptimizerSpec::Sgd { momentum: 0.0, .. } => (0, 0),
            OptimizerSpec::Sgd { .. } => (len, 0),
            OptimizerSpec::Adam { .. } => (len, len),
            OptimizerSpec::Rmsprop { .. } => (0, len),
        };
        let mut weights = Vec::new();
        grow(&mut weights, len)?;
        Ok(Optimizer {
            spec,
            steps: 0,
            weights,
            first: Memory::new(first)?,
            second: Memory::new(second)?,
        })
    }

    /// Steps taken.
    pub fn steps(&self) -> u64 {
        self.steps
    }

    /// Forgets all steps.
    pub fn reset(&mut self) {
        self.steps = 0;
        self.first.now.fill(0.0);
        self.second.now.fill(0.0);
    }

    /// Number of values in [`memory`](Self::memory).
    pub fn memory_len(&self) -> usize {
        self.first.now.len() + self.second.now.len()
    }

    /// What it remembers of earlier gradients: of each weight the mean, then of each the mean square.
    pub fn memory(&self) -> [&[f32]; 2] {
        [&self.first.now, &self.second.now]
    }

    /// Goes on from where another one with this `memory` was after so many `steps`.
    pub fn restore(&mut self, memory: &[f32], steps: u64) {
        let (first, second) = memory.split_at(self.first.now.len());
        self.first.now.copy_from_slice(first);
        self.second.now.copy_from_slice(second);
        self.steps = steps;
    }

    /// One step for the weights of `groups`; the others stay. `finish` has the last word on the new weights.
    /// Returns whether all new numbers are finite; if not, nothing has changed.
    pub fn step(
        &mut self,
        weights: &mut Vec<f32>,
        d_weights: &[f32],
        groups: &[Group],
        finish: impl FnOnce(&mut [f32]),
    ) -> bool {
        assert_eq!(weights.len(), self.weights.len());
        assert_eq!(weights.len(), d_weights.len());
        self.weights.copy_from_slice(weights);
        let rate = self.spec.learning_rate();
        for Group { range, decays } in groups {
            let gradients = d_weights[range.clone()].iter().copied();
            let weights = self.weights[range.clone()].iter_mut().zip(gradients);
            let first = self.first.of(range.clone());
            let second = self.second.of(range.clone());
            let decay = |rate| if *decays { rate } else { 0.0 };
            match self.spec {
                OptimizerSpec::Sgd {
                    momentum: 0.0,
                    weight_decay,
                    ..
                } => sgd::plain(weights, rate, decay(weight_decay)),
                OptimizerSpec::Sgd {
                    momentum,
                    nesterov,
                    weight_decay,
                    ..
                } => {
                    let method = Momentum { momentum, nesterov };
                    method.update(weights, first, rate, decay(weight_decay));
                }
                OptimizerSpec::Adam {
                    beta1,
                    beta2,
                    epsilon,
                    weight_decay,
                    ..
                } => {
                    let method = Adam {
                        beta1,
                        beta2,
                        epsilon,
                    };
                    let t = self.steps + 1;
                    method.update(t, weights, first.zip(second), rate, decay(weight_decay));
                }
                OptimizerSpec::Rmsprop {
                    beta2,
                    epsilon,
                    weight_decay,
                    ..
                } => {
                    let method = Rmsprop { beta2, epsilon };
                    method.update(weights, second, rate, decay(weight_decay));
                }
            }
        }
        finish(&mut self.weights);
        let finite = |values: &[f32]| values.iter().all(|v| v.is_finite());
        // A squared gradient beyond f32 would stop its weight for ever.
        if !(finite(&self.weights) && finite(&self.first.next) && finite(&self.second.next)) {
            return false;
        }
        std::mem::swap(weights, &mut self.weights);
        self.first.advance();
        self.second.advance();
        self.steps += 1;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rmsprop_follows_optax() {
        let spec = OptimizerSpec::Rmsprop {
            learning_rate: 0.01,
            beta2: 0.99,
            epsilon: 1e-8,
            weight_decay: 0.1,
        };
        let group = |range, decays| Group { range, decays };
        let groups = [group(0..2, true), group(2..3, false)];
        let mut optimizer = Optimizer::new(spec, 3).unwrap();
        let mut weights = vec![0.5, -1.0, 2.0];
        for k in 0..10u8 {
            let k = f32::from(k);
            let gradient = [0.1 * (k + 1.0), -0.2, 0.3 - 0.1 * k];
            assert!(optimizer.step(&mut weights, &gradient, &groups, |_| ()));
        }
        // optax.rmsprop(0.01, decay=0.99, eps=1e-8, eps_in_sqrt=False) in float64, the decay added to the gradient.
        let expected = [-0.17337882, -0.51061017, 2.128_985_1];
        for (w, expected) in weights.iter().zip(expected) {
            assert!((w - expected).abs() < 2e-6, "{w}; expected {expected}");
        }
    }
}
