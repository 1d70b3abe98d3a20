//! What only the rest of the engine may ask: inputs that are written where they are needed, targets that weigh their
//! pictures, and what comes before softmax.

use super::{Evaluation, Network, StepReport, no_memory_for};
use crate::error::Result;
use crate::tensor::grow;

impl Network {
    /// Number of values that come out for one picture.
    pub(crate) fn outputs(&self) -> usize {
        self.model.outputs()
    }

    /// Number of gradients and of statistics.
    pub(crate) fn lengths(&self) -> [usize; 2] {
        [self.weights.len(), self.statistics.len()]
    }

    /// Does `then` with inputs for `n` pictures, which `write` has written to a buffer that is kept.
    pub(crate) fn with_inputs<T>(
        &mut self,
        n: usize,
        write: impl FnOnce(&mut [f32]),
        then: impl FnOnce(&mut Self, &[f32]) -> Result<T>,
    ) -> Result<T> {
        let len = n * self.spec.input.len();
        grow(&mut self.pixels, len).map_err(|_| no_memory_for(n))?;
        write(&mut self.pixels[..len]);
        let pixels = std::mem::take(&mut self.pixels);
        let result = then(self, &pixels[..len]);
        self.pixels = pixels;
        result
    }

    /// [`train_step`](Self::train_step) with targets that, of each picture, add up to how much it counts.
    pub(crate) fn train_step_weighted(
        &mut self,
        inputs: &[f32],
        targets: &[f32],
    ) -> Result<StepReport> {
        let n = self.check_weighted_examples(inputs, targets)?;
        self.learn(inputs, targets, n)
    }

    /// Likewise the gradient of the mean loss, which [`found`](Self::found) then has.
    pub(crate) fn pass_weighted(&mut self, inputs: &[f32], targets: &[f32]) -> Result<Evaluation> {
        let n = self.check_weighted_examples(inputs, targets)?;
        self.pass(inputs, targets, n)
    }

    /// What the last layer makes of pictures, before any softmax: `[n, outputs]`.
    pub(crate) fn last_outputs(&mut self, inputs: &[f32]) -> Result<Vec<f32>> {
        let n = self.check_inputs(inputs)?;
        self.model.reserve(n, false).map_err(|_| no_memory_for(n))?;
        let z = self.model.answer(&self.weights, inputs);
        Ok(z.to_vec())
    }

    /// Number of features, if the network makes such with a stem and normalises them.
    pub(crate) fn features(&self) -> Option<usize> {
        self.spec.norm()?;
        self.spec.stem().map(|stem| stem.name.features())
    }

    /// The normalised features of the last picture alone, of a network that [makes](Self::features) such.
    pub(crate) fn last_features(&self) -> &[f32] {
        self.model.maps(1, 1).0
    }
}
