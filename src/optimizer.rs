//! Moves weights against their gradient. Sees parameters and gradients only.
//!
//! With step size α, gradient g, and decay for kernels only:
//!
//! * sgd is PyTorch's (`torch.optim.SGD`): `g ← g + decay · w`, `v ← momentum · v + g`, `w −= α · v`, or with
//!   Nesterov's look ahead `w −= α · (g + momentum · v)`;
//! * adam is Kingma and Ba's (2015), with the decoupled decay of Loshchilov and Hutter (2019):
//!   `m ← beta1 · m + (1 − beta1) · g`, `v ← beta2 · v + (1 − beta2) · g²`, and at step t, with
//!   `m̂ = m / (1 − beta1ᵗ)` and `v̂ = v / (1 − beta2ᵗ)`: `w −= α · decay · w`, then `w −= α · m̂ / (√v̂ + ε)`;
//! * rmsprop is PyTorch's (`torch.optim.RMSprop`, neither centred nor with momentum): `g ← g + decay · w`,
//!   `v ← beta2 · v + (1 − beta2) · g²`, `w −= α · g / (√v + ε)`.

use std::collections::TryReserveError;
use std::ops::Range;

use crate::spec::OptimizerSpec;
use crate::tensor::grow;

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

/// One remembered number per weight, as it is and as it will be.
#[derive(Default)]
struct Memory {
    now: Vec<f32>,
    next: Vec<f32>,
}

impl Memory {
    fn new(len: usize) -> Result<Self, TryReserveError> {
        let mut memory = Memory::default();
        grow(&mut memory.now, len)?;
        grow(&mut memory.next, len)?;
        Ok(memory)
    }

    /// Each number of `range` as it is, with the place for what it will be.
    fn of(&mut self, range: Range<usize>) -> impl Iterator<Item = (&f32, &mut f32)> {
        self.now[range.clone()].iter().zip(&mut self.next[range])
    }

    fn advance(&mut self) {
        std::mem::swap(&mut self.now, &mut self.next);
    }
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
        for Group { range, decays } in groups {
            let new = self.weights[range.clone()].iter_mut();
            let gradient = d_weights[range.clone()].iter();
            let decay = |rate| if *decays { rate } else { 0.0 };
            match self.spec {
                OptimizerSpec::Sgd {
                    learning_rate,
                    momentum: 0.0,
                    weight_decay,
                    ..
                } => {
                    let decay = decay(weight_decay);
                    for (w, g) in new.zip(gradient) {
                        *w -= learning_rate * (g + decay * *w);
                    }
                }
                OptimizerSpec::Sgd {
                    learning_rate,
                    momentum,
                    nesterov,
                    weight_decay,
                } => {
                    let decay = decay(weight_decay);
                    let velocity = self.first.of(range.clone());
                    for ((w, g), (v, next_v)) in new.zip(gradient).zip(velocity) {
                        let g = g + decay * *w;
                        *next_v = momentum * v + g;
                        let ahead = g + momentum * *next_v;
                        *w -= learning_rate * if nesterov { ahead } else { *next_v };
                    }
                }
                OptimizerSpec::Adam {
                    learning_rate,
                    beta1,
                    beta2,
                    epsilon,
                    weight_decay,
                } => {
                    let decay = learning_rate * decay(weight_decay);
                    // In f64: 1 − 0.999ᵗ loses half the digits of f32 in the first steps.
                    let t = (self.steps + 1) as f64;
                    let correction = |beta: f32| 1.0 - f64::from(beta).powf(t);
                    let rate = (f64::from(learning_rate) / correction(beta1)) as f32;
                    let scale = correction(beta2).sqrt().recip() as f32;
                    let moments = self
                        .first
                        .of(range.clone())
                        .zip(self.second.of(range.clone()));
                    for ((w, g), ((m, next_m), (v, next_v))) in new.zip(gradient).zip(moments) {
                        *next_m = beta1 * m + (1.0 - beta1) * g;
                        *next_v = beta2 * v + (1.0 - beta2) * g * g;
                        *w -= decay * *w;
                        *w -= rate * *next_m / (scale * next_v.sqrt() + epsilon);
                    }
                }
                OptimizerSpec::Rmsprop {
                    learning_rate,
                    beta2,
                    epsilon,
                    weight_decay,
                } => {
                    let decay = decay(weight_decay);
                    let squares = self.second.of(range.clone());
                    for ((w, g), (v, next_v)) in new.zip(gradient).zip(squares) {
                        let g = g + decay * *w;
                        *next_v = beta2 * v + (1.0 - beta2) * g * g;
                        *w -= learning_rate * g / (next_v.sqrt() + epsilon);
                    }
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
        let expected = [-0.17337882, -0.51061017, 2.12898514];
        for (w, expected) in weights.iter().zip(expected) {
            assert!((w - expected).abs() < 2e-6, "{w}; expected {expected}");
        }
    }
}
