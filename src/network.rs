//! A network that learns: layers one upon the other, its weights, a loss and an optimiser.
//!
//! Here it is built and answers. It learns in `training`, takes canvas bytes in `bytes` and goes elsewhere in `state`;
//! [`gradient_check`] and [`health`] look into it.

mod bytes;
mod checks;
pub mod gradient_check;
pub mod health;
mod inside;
mod listing;
pub(crate) mod model;
mod state;
pub mod trace;
mod training;
pub(crate) mod weights;

use serde::Serialize;

use crate::error::{Error, Result};
use crate::layers::Path;
use crate::loss;
use crate::optimizer::{Group, Optimizer};
use crate::spec::{LossSpec, NetworkSpec};
use crate::tensor::grow;
use model::Model;
use weights::Weights;

pub use listing::Size;
pub use model::Parameter;
pub use state::State;
pub use trace::Trace;
pub use training::{Gradients, StepReport};

/// Answers are computed for so many pictures at a time, so that a long list does not need a long buffer.
const INFERENCE_BATCH: usize = 32;

/// A network that learns.
pub struct Network {
    spec: NetworkSpec,
    /// Of the first weights, and of all that is random in a step.
    seed: u64,
    model: Model,
    /// All parameters in order.
    weights: Weights,
    /// ∂loss/∂weights (2.11 of the article).
    d_weights: Vec<f32>,
    /// The trainable parameters.
    groups: Vec<Group>,
    optimizer: Optimizer,
    /// What the layers observed in the last training pass; see [`crate::layers::Layer::statistics`].
    statistics: Vec<f64>,
    /// Mean loss of a picture in the last training pass.
    loss: f64,
    /// Whether no step has used the statistics yet.
    batch_seen: bool,
    /// Pictures that came as bytes, [n, height, width, channels] for the largest n so far.
    pixels: Vec<f32>,
    /// Where the weights were when [`health`](Self::health) last looked, unless they have been set since.
    last_look: Option<health::Look>,
}

/// What a network makes of pictures whose class is known.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Evaluation {
    /// Mean loss of a picture.
    pub loss: f32,
    /// Number of correct predictions; see [`loss::correct`].
    pub correct: usize,
}

impl Network {
    /// Builds the network that `spec` asks for, with weights drawn from `seed`.
    ///
    /// # Errors
    ///
    /// Names the layer that cannot be built, what was given and what was expected.
    pub fn new(spec: NetworkSpec, seed: u64) -> Result<Self> {
        Self::with_path(spec, seed, Path::Fast)
    }

    /// Likewise, and chooses how its layers run.
    ///
    /// # Errors
    ///
    /// As [`new`](Self::new).
    pub fn with_path(spec: NetworkSpec, seed: u64, path: Path) -> Result<Self> {
        spec.optimizer.check()?;
        spec.augmentation.validate()?;
        let mut model = Model::new(spec.input, &spec.layers, seed, path)?;
        if spec.loss == LossSpec::CrossEntropy && model.outputs() < 2 {
            return Err(Error::spec(
                "loss",
                "cross_entropy with a single output; expected two or more, one for each class",
            ));
        }
        let out_of_memory = |_| {
            Error::Memory(format!(
                "no memory for a network of {} weights",
                model.weights()
            ))
        };
        let (mut weights, mut d_weights, mut statistics) = (Vec::new(), Vec::new(), Vec::new());
        grow(&mut weights, model.weights()).map_err(out_of_memory)?;
        grow(&mut d_weights, model.weights()).map_err(out_of_memory)?;
        grow(&mut statistics, model.statistics_len()).map_err(out_of_memory)?;
        let optimizer = Optimizer::new(spec.optimizer, model.weights()).map_err(out_of_memory)?;
        model.initialise(&mut weights, seed);
        let trainable = model
            .parameters()
            .iter()
            .filter(|parameter| parameter.trainable);
        let groups = trainable
            .map(|parameter| Group {
                range: parameter.range(),
                decays: parameter.is_kernel(),
            })
            .collect();
        model.reserve(1, false).map_err(|_| no_memory_for(1))?;
        Ok(Network {
            spec,
            seed,
            model,
            weights: Weights::new(weights),
            d_weights,
            groups,
            optimizer,
            statistics,
            loss: 0.0,
            batch_seen: false,
            pixels: Vec::new(),
            last_look: None,
        })
    }

    /// The spec with every default filled in.
    pub fn spec(&self) -> &NetworkSpec {
        &self.spec
    }

    /// The parameters in the order of the weights.
    pub fn parameters(&self) -> &[Parameter] {
        self.model.parameters()
    }

    /// Predictions `[n, outputs]` for pictures `[n, height, width, channels]`: probabilities after cross-entropy,
    /// the last layer's output after mse.
    ///
    /// # Errors
    ///
    /// When the length is not that of one or more pictures, or a value is not finite.
    pub fn predict(&mut self, inputs: &[f32]) -> Result<Vec<f32>> {
        let n = self.check_inputs(inputs)?;
        let outputs = self.model.outputs();
        let mut predictions = Vec::new();
        let len = n.saturating_mul(outputs);
        grow(&mut predictions, len).map_err(|_| no_memory_for(n))?;
        self.reserve_for_inference(n)?;
        let inputs = inputs.chunks(INFERENCE_BATCH * self.spec.input.len());
        for (inputs, y) in inputs.zip(predictions.chunks_mut(INFERENCE_BATCH * outputs)) {
            let z = self.model.answer(&self.weights, inputs);
            y.copy_from_slice(z);
            self.spec.loss.predict(y, outputs);
        }
        Ok(predictions)
    }

    /// Mean loss and number of correct predictions, as in [`predict`](Self::predict); nothing is learned.
    ///
    /// # Errors
    ///
    /// When the lengths do not fit each other, a value is not finite, or the targets for cross-entropy are no probabilities.
    pub fn evaluate(&mut self, inputs: &[f32], targets: &[f32]) -> Result<Evaluation> {
        let n = self.check_examples(inputs, targets)?;
        let outputs = self.model.outputs();
        self.reserve_for_inference(n)?;
        let (mut loss, mut correct) = (0.0, 0);
        let inputs = inputs.chunks(INFERENCE_BATCH * self.spec.input.len());
        for (inputs, targets) in inputs.zip(targets.chunks(INFERENCE_BATCH * outputs)) {
            let z = self.model.answer(&self.weights, inputs);
            loss += self.spec.loss.sum(z, targets, outputs);
            correct += loss::correct(z, targets, outputs);
        }
        Ok(Evaluation {
            loss: (loss / n as f64) as f32,
            correct,
        })
    }

    fn reserve_for_inference(&mut self, n: usize) -> Result<()> {
        let batch = n.min(INFERENCE_BATCH);
        self.model
            .reserve(batch, false)
            .map_err(|_| no_memory_for(batch))
    }
}

fn no_memory_for(n: usize) -> Error {
    Error::Memory(format!(
        "no memory for {n} pictures at a time; fewer, or smaller ones, need less"
    ))
}

fn norm(values: &[f32]) -> f32 {
    let squares: f64 = values.iter().map(|&v| f64::from(v).powi(2)).sum();
    squares.sqrt() as f32
}
