//! Moves weights against their gradient. Sees parameters and gradients only.
//!
//! Formulas stand with the methods, one to a file. α is the step size, g the gradient; weight decay acts on kernels
//! only. [`crate::spec::Schedule`] says by what α is multiplied from step to step; a gradient longer than `clip_norm`
//! (its Euclidean norm, over all weights) is shortened to it before anything else is done with it.

mod adam;
mod backtracking;
mod lbfgs;
mod memory;
mod rmsprop;
mod schedule;
mod search;
mod sgd;
mod wolfe;

use std::collections::TryReserveError;
use std::ops::Range;

use crate::spec::{Moderation, OptimizerSpec};
use crate::tensor::grow;
use adam::Adam;
use lbfgs::History;
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
    /// Mean gradient: velocity of sgd, first moment of Adam. Of gradient_descent the length of the last step.
    first: Memory,
    /// Mean squared gradient: second moment of Adam, and of RMSProp.
    second: Memory,
    history: History,
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
            OptimizerSpec::Adam(_) | OptimizerSpec::Adamw(_) => (len, len),
            OptimizerSpec::Rmsprop { .. } => (0, len),
            OptimizerSpec::GradientDescent { .. } => (1, 0),
            OptimizerSpec::Lbfgs { .. } => (0, 0),
        };
        let history = match spec {
            OptimizerSpec::Lbfgs { history, .. } => History::new(history, len)?,
            _ => History::default(),
        };
        let mut weights = Vec::new();
        grow(&mut weights, len)?;
        Ok(Optimizer {
            spec,
            steps: 0,
            weights,
            first: Memory::new(first)?,
            second: Memory::new(second)?,
            history,
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
        self.history.clear();
    }

    /// Number of values in [`memory`](Self::memory).
    pub fn memory_len(&self) -> usize {
        self.squares().end + self.history.len()
    }

    /// Which values of [`memory`](Self::memory) are mean squares, and so not negative.
    pub fn squares(&self) -> Range<usize> {
        let first = self.first.now.len();
        first..first + self.second.now.len()
    }

    /// What it remembers of earlier gradients: of each weight the mean, then of each the mean square; or the steps of
    /// L-BFGS.
    pub fn memory(&self) -> Vec<f32> {
        [&self.first.now, &self.second.now, &self.history.values()]
            .map(Vec::as_slice)
            .concat()
    }

    /// Goes on from where another one with this `memory` was after so many `steps`.
    pub fn restore(&mut self, memory: &[f32], steps: u64) {
        let squares = self.squares();
        self.first.now.copy_from_slice(&memory[..squares.start]);
        self.second.now.copy_from_slice(&memory[squares.clone()]);
        self.history.restore(&memory[squares.end..]);
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
        let Moderation {
            schedule,
            clip_norm,
        } = self.spec.moderation();
        let factor = schedule::factor(schedule, self.steps);
        let rate = (f64::from(self.spec.learning_rate()) * factor) as f32;
        let clip = clip_norm.map_or(1.0, |longest| clip(longest, d_weights, groups));
        for Group { range, decays } in groups {
            let gradients = d_weights[range.clone()].iter().map(|g| clip * g);
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
                OptimizerSpec::Adam(adam) | OptimizerSpec::Adamw(adam) => {
                    let method = Adam {
                        beta1: adam.beta1,
                        beta2: adam.beta2,
                        epsilon: adam.epsilon,
                    };
                    let (t, moments) = (self.steps + 1, first.zip(second));
                    method.update(t, weights, moments, rate, decay(adam.weight_decay));
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
                OptimizerSpec::GradientDescent { .. } | OptimizerSpec::Lbfgs { .. } => {
                    unreachable!("gradient_descent and lbfgs search")
                }
            }
        }
        self.finish(weights, finish)
    }

    /// Takes the step that was prepared, as [`step`](Self::step) says.
    pub fn finish(&mut self, weights: &mut Vec<f32>, finish: impl FnOnce(&mut [f32])) -> bool {
        finish(&mut self.weights);
        let finite = |values: &[f32]| values.iter().all(|v| v.is_finite());
        // A squared gradient beyond f32 would stop its weight for ever.
        if !(finite(&self.weights) && finite(&self.first.next) && finite(&self.second.next)) {
            return false;
        }
        std::mem::swap(weights, &mut self.weights);
        self.first.advance();
        self.second.advance();
        self.history.advance();
        self.steps += 1;
        true
    }
}

/// What the gradient is multiplied with so that it is no longer than `longest`.
fn clip(longest: f32, d_weights: &[f32], groups: &[Group]) -> f32 {
    let gradients = groups
        .iter()
        .flat_map(|group| &d_weights[group.range.clone()]);
    let squares: f64 = gradients.map(|&g| f64::from(g).powi(2)).sum();
    (f64::from(longest) / squares.sqrt()).min(1.0) as f32
}
