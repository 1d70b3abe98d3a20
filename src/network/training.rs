//! Learning: what a step of training does, in one or in two halves.

use serde::Serialize;

use super::checks::check_values;
use super::{Evaluation, Network, no_memory_for, norm};
use crate::error::{Error, Result};
use crate::layers::Mode;
use crate::loss;
use crate::optimizer::{Group, Start};

/// What one step of training did.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct StepReport {
    /// Mean loss of a picture, before the step.
    pub loss: f32,
    /// Number of correct predictions, before the step.
    pub correct: usize,
    /// Euclidean norm of the gradient, before clipping.
    pub gradient_norm: f32,
}

/// The gradient of the mean loss, and what else a step needs.
///
/// Everything in it is a mean over the pictures (`correct`, a sum, apart). Where a batch is split, the means of the
/// shards, weighted by their sizes, are therefore those of the whole batch.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gradients<'a> {
    /// Mean loss of a picture.
    pub loss: f32,
    /// Number of correct predictions.
    pub correct: usize,
    /// ∂loss/∂weights, all parameters in order; 0 for those that are not trainable.
    pub gradients: &'a [f32],
    /// What batch norm observed: of each layer, per channel, the mean of x and then the mean of x².
    pub statistics: &'a [f64],
}

impl Network {
    /// Forward, backward, and one step of the optimiser, for pictures `[n, height, width, channels]` and targets
    /// `[n, outputs]`.
    ///
    /// # Errors
    ///
    /// As [`gradients`](Self::gradients) and [`apply_gradients`](Self::apply_gradients).
    pub fn train_step(&mut self, inputs: &[f32], targets: &[f32]) -> Result<StepReport> {
        let n = self.check_examples(inputs, targets)?;
        self.learn(inputs, targets, n)
    }

    /// One step with `n` pictures.
    pub(super) fn learn(
        &mut self,
        inputs: &[f32],
        targets: &[f32],
        n: usize,
    ) -> Result<StepReport> {
        let Evaluation { loss, correct } = self.pass(inputs, targets, n)?;
        let gradient_norm = norm(&self.d_weights);
        if self.spec.optimizer.searches() {
            self.search(inputs, targets, n)?;
        } else {
            self.step(None, None)?;
        }
        Ok(StepReport {
            loss,
            correct,
            gradient_norm,
        })
    }

    /// The gradient of the mean loss, in training mode; no weight changes.
    ///
    /// The network remembers what batch norm has observed here until the next
    /// [`apply_gradients`](Self::apply_gradients): the two calls together are one [`train_step`](Self::train_step).
    ///
    /// # Errors
    ///
    /// When the lengths do not fit each other, a value is not finite, the targets for cross-entropy are no probabilities, the
    /// memory is not there, or the loss or a gradient is no longer finite.
    pub fn gradients(&mut self, inputs: &[f32], targets: &[f32]) -> Result<Gradients<'_>> {
        let n = self.check_examples(inputs, targets)?;
        let evaluation = self.pass(inputs, targets, n)?;
        Ok(self.found(evaluation))
    }

    /// One step of the optimiser with gradients from anywhere, and with the statistics that belong to them: those given,
    /// or else those of the last [`gradients`](Self::gradients), if no step has used them.
    ///
    /// Several networks of one spec and seed that each find the gradients of a shard of a batch, and all apply the same
    /// weighted means of gradients and statistics, stay alike, bit for bit. (Dropout drops the same places in each shard.)
    ///
    /// # Errors
    ///
    /// When a length is another, a value is not finite, a weight would no longer be finite, or the optimiser searches
    /// for the length of its steps.
    pub fn apply_gradients(&mut self, gradients: &[f32], statistics: Option<&[f64]>) -> Result<()> {
        if self.spec.optimizer.searches() {
            return Err(Error::input(
                "apply_gradients",
                "gradient_descent and lbfgs need the loss of other weights, too, not the gradients alone; expected train_step with all examples",
            ));
        }
        check_values("gradients", gradients, self.weights.len())?;
        if let Some(statistics) = statistics {
            check_values("statistics", statistics, self.statistics.len())?;
        }
        self.step(Some(gradients), statistics)
    }

    /// Forward and backward in training mode, with `n` pictures: fills `d_weights`.
    pub(super) fn pass(&mut self, inputs: &[f32], targets: &[f32], n: usize) -> Result<Evaluation> {
        self.model.reserve(n, true).map_err(|_| no_memory_for(n))?;
        self.batch_seen = false;
        let (kind, outputs) = (self.spec.loss, self.model.outputs());
        let mode = self.step_mode();
        let z = self.model.forward(&self.weights, inputs, mode);
        self.loss = kind.sum(z, targets, outputs) / n as f64;
        let loss = self.loss as f32;
        let correct = loss::correct(z, targets, outputs);
        if !loss.is_finite() {
            return Err(self.diverged(&format!("the loss is {loss}")));
        }
        let delta = |z: &[f32], d_z: &mut [f32]| kind.delta(z, targets, outputs, d_z);
        self.model
            .backward(&self.weights, inputs, delta, &mut self.d_weights);
        if !norm(&self.d_weights).is_finite() {
            return Err(self.diverged("the gradient is not finite"));
        }
        self.model.statistics(&mut self.statistics);
        self.batch_seen = true;
        Ok(Evaluation { loss, correct })
    }

    /// How layers run in the next step.
    pub(super) fn step_mode(&self) -> Mode {
        Mode::Training {
            step: self.optimizer.steps(),
        }
    }

    /// What the last pass has found.
    pub(crate) fn found(&self, Evaluation { loss, correct }: Evaluation) -> Gradients<'_> {
        Gradients {
            loss,
            correct,
            gradients: &self.d_weights,
            statistics: &self.statistics,
        }
    }

    /// One step of the optimiser with `gradients` and `statistics`, or with those of the last pass.
    fn step(&mut self, gradients: Option<&[f32]>, statistics: Option<&[f64]>) -> Result<()> {
        let gradients = gradients.unwrap_or(&self.d_weights);
        let own = self.batch_seen.then_some(self.statistics.as_slice());
        let (model, statistics) = (&self.model, statistics.or(own));
        let keep_statistics = |weights: &mut [f32]| {
            if let Some(statistics) = statistics {
                model.keep_statistics(statistics, weights);
            }
        };
        let weights = self.weights.change();
        let stepped = self
            .optimizer
            .step(weights, gradients, &self.groups, keep_statistics);
        self.end_step(stepped)
    }

    /// One step of an optimiser that searches, from where the last pass with these examples was.
    fn search(&mut self, inputs: &[f32], targets: &[f32], n: usize) -> Result<()> {
        let Network {
            model, optimizer, ..
        } = self;
        let (kind, outputs) = (self.spec.loss, model.outputs());
        let penalty = Penalty {
            factor: self.spec.optimizer.penalty(),
            groups: &self.groups,
        };
        self.loss += penalty.add_to(&self.weights, Some(&mut self.d_weights));
        // The same random numbers for all that is tried.
        let mode = Mode::Training {
            step: optimizer.steps(),
        };
        let mut objective = |weights: &[f32], d_weights: Option<&mut [f32]>| {
            let z = model.forward(weights, inputs, mode);
            let loss = kind.sum(z, targets, outputs) / n as f64;
            let Some(d_weights) = d_weights else {
                return loss + penalty.add_to(weights, None);
            };
            let delta = |z: &[f32], d_z: &mut [f32]| kind.delta(z, targets, outputs, d_z);
            model.backward(weights, inputs, delta, d_weights);
            loss + penalty.add_to(weights, Some(d_weights))
        };
        let start = Start {
            weights: &self.weights,
            gradient: &self.d_weights,
            loss: self.loss,
        };
        optimizer.search(start, &mut objective);
        let keep_statistics =
            |weights: &mut [f32]| model.keep_statistics(&self.statistics, weights);
        let stepped = optimizer.finish(self.weights.change(), keep_statistics);
        self.end_step(stepped)
    }

    /// Also after a step that was refused, its batch is over.
    fn end_step(&mut self, stepped: bool) -> Result<()> {
        self.batch_seen = false;
        if !stepped {
            return Err(self.diverged("a weight would no longer be finite"));
        }
        Ok(())
    }

    pub(super) fn diverged(&self, what: &str) -> Error {
        Error::Diverged(format!(
            "training diverged: {what}; the weights are left as they were. A learning_rate below {} may help",
            self.spec.optimizer.learning_rate()
        ))
    }
}

/// What large weights cost: `½ λ Σ w²` over all kernels.
struct Penalty<'a> {
    /// λ
    factor: f32,
    groups: &'a [Group],
}

impl Penalty<'_> {
    /// The penalty; its gradient λw is added to `d_weights`.
    fn add_to(&self, weights: &[f32], mut d_weights: Option<&mut [f32]>) -> f64 {
        if self.factor == 0.0 {
            return 0.0;
        }
        let mut squares = 0.0;
        for group in self.groups.iter().filter(|group| group.decays) {
            let weights = &weights[group.range.clone()];
            squares += weights.iter().map(|&w| f64::from(w).powi(2)).sum::<f64>();
            if let Some(d_weights) = &mut d_weights {
                let d_weights = d_weights[group.range.clone()].iter_mut();
                d_weights
                    .zip(weights)
                    .for_each(|(d, w)| *d += self.factor * w);
            }
        }
        0.5 * f64::from(self.factor) * squares
    }
}
