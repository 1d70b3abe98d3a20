//! A network that learns: a stack of layers, its weights, a loss and an optimiser.

use serde::Serialize;

use crate::error::{Error, Result};
use crate::layers::Mode;
use crate::loss;
use crate::optimizer::{Group, Optimizer};
use crate::spec::{LossSpec, NetworkSpec};
use crate::stack::{Parameter, Path, Stack};
use crate::tensor::grow;

/// Answers are computed for so many pictures at a time, so that a long list does not need a long buffer.
const INFERENCE_BATCH: usize = 32;

/// A network that learns.
pub struct Network {
    spec: NetworkSpec,
    stack: Stack,
    /// All parameters in order.
    weights: Vec<f32>,
    /// ∂loss/∂weights.
    d_weights: Vec<f32>,
    /// The trainable parameters.
    groups: Vec<Group>,
    optimizer: Optimizer,
    /// Whether the layers hold statistics of a batch that no step has used yet.
    batch_seen: bool,
}

/// What a network makes of pictures whose answer is known.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Evaluation {
    /// Mean loss of a picture.
    pub loss: f32,
    /// Number of right answers; see [`loss::correct`].
    pub correct: usize,
}

/// What one step of training did.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct StepReport {
    /// Mean loss of a picture, before the step.
    pub loss: f32,
    /// Number of right answers, before the step.
    pub correct: usize,
    /// Euclidean norm of the gradient.
    pub gradient_norm: f32,
}

/// The gradient of the mean loss.
#[derive(Clone, Debug, PartialEq)]
pub struct Gradients {
    /// Mean loss of a picture.
    pub loss: f32,
    /// Number of right answers.
    pub correct: usize,
    /// ∂loss/∂weights, all parameters in order; 0 for those that are not trainable.
    pub gradients: Vec<f32>,
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
        spec.optimizer.validate()?;
        let mut stack = Stack::new(spec.input, &spec.layers, seed, path)?;
        if spec.loss == LossSpec::CrossEntropy && stack.outputs() < 2 {
            return Err(Error::Spec(
                "loss: cross_entropy with a single output; expected two or more, one for each class"
                    .into(),
            ));
        }
        let out_of_memory = |_| {
            Error::Memory(format!(
                "no memory for a network of {} weights",
                stack.weights()
            ))
        };
        let (mut weights, mut d_weights) = (Vec::new(), Vec::new());
        grow(&mut weights, stack.weights()).map_err(out_of_memory)?;
        grow(&mut d_weights, stack.weights()).map_err(out_of_memory)?;
        let optimizer = Optimizer::new(spec.optimizer, stack.weights()).map_err(out_of_memory)?;
        stack.initialise(&mut weights, seed);
        let trainable = stack
            .parameters()
            .iter()
            .filter(|parameter| parameter.trainable);
        let groups = trainable
            .map(|parameter| Group {
                range: parameter.range(),
                decays: parameter.is_kernel(),
            })
            .collect();
        stack.reserve(1, false).map_err(|_| no_memory_for(1))?;
        Ok(Network {
            spec,
            stack,
            weights,
            d_weights,
            groups,
            optimizer,
            batch_seen: false,
        })
    }

    /// The spec with every default filled in.
    pub fn spec(&self) -> &NetworkSpec {
        &self.spec
    }

    /// The parameters in the order of the weights.
    pub fn parameters(&self) -> &[Parameter] {
        self.stack.parameters()
    }

    /// All parameters, flat: layers in order, in a layer its kernel and bias, or gamma, beta, running mean and
    /// running variance.
    pub fn weights(&self) -> &[f32] {
        &self.weights
    }

    /// Replaces all parameters. The optimiser starts afresh: what it remembers belongs to the old weights.
    ///
    /// # Errors
    ///
    /// When the length is another, or a value is not finite.
    pub fn set_weights(&mut self, values: &[f32]) -> Result<()> {
        self.check_weights("weights", values)?;
        self.weights.copy_from_slice(values);
        self.optimizer.reset();
        self.batch_seen = false;
        Ok(())
    }

    /// Predictions `[n, outputs]` for pictures `[n, height, width, channels]`: probabilities after cross-entropy,
    /// the last layer's output after mse.
    ///
    /// # Errors
    ///
    /// When the length is not that of one or more pictures, or a value is not finite.
    pub fn predict(&mut self, inputs: &[f32]) -> Result<Vec<f32>> {
        let n = self.check_inputs(inputs)?;
        let outputs = self.stack.outputs();
        let mut predictions = Vec::new();
        grow(&mut predictions, n * outputs).map_err(|_| no_memory_for(n))?;
        self.reserve_for_inference(n)?;
        let inputs = inputs.chunks(INFERENCE_BATCH * self.spec.input.len());
        for (inputs, y) in inputs.zip(predictions.chunks_mut(INFERENCE_BATCH * outputs)) {
            let z = self.stack.forward(&self.weights, inputs, Mode::Inference);
            y.copy_from_slice(z);
            self.spec.loss.predict(y, outputs);
        }
        Ok(predictions)
    }

    /// Mean loss and number of right answers, as in [`predict`](Self::predict); nothing is learned.
    ///
    /// # Errors
    ///
    /// When the lengths do not fit each other, or a value is not finite.
    pub fn evaluate(&mut self, inputs: &[f32], targets: &[f32]) -> Result<Evaluation> {
        let n = self.check_examples(inputs, targets)?;
        let outputs = self.stack.outputs();
        self.reserve_for_inference(n)?;
        let (mut loss, mut correct) = (0.0, 0);
        let inputs = inputs.chunks(INFERENCE_BATCH * self.spec.input.len());
        for (inputs, targets) in inputs.zip(targets.chunks(INFERENCE_BATCH * outputs)) {
            let z = self.stack.forward(&self.weights, inputs, Mode::Inference);
            loss += self.spec.loss.sum(z, targets, outputs);
            correct += loss::correct(z, targets, outputs);
        }
        Ok(Evaluation {
            loss: (loss / n as f64) as f32,
            correct,
        })
    }

    /// Forward, backward, and one step of the optimiser, for pictures `[n, height, width, channels]` and targets
    /// `[n, outputs]`.
    ///
    /// # Errors
    ///
    /// As [`gradients`](Self::gradients) and [`apply_gradients`](Self::apply_gradients).
    pub fn train_step(&mut self, inputs: &[f32], targets: &[f32]) -> Result<StepReport> {
        let Evaluation { loss, correct } = self.pass(inputs, targets)?;
        let gradient_norm = norm(&self.d_weights);
        self.step(None)?;
        Ok(StepReport {
            loss,
            correct,
            gradient_norm,
        })
    }

    /// The gradient of the mean loss, in training mode; no weight changes.
    ///
    /// Batch norm remembers the mean and variance it has seen here until the next
    /// [`apply_gradients`](Self::apply_gradients): the two calls together are one [`train_step`](Self::train_step).
    ///
    /// # Errors
    ///
    /// When the lengths do not fit each other, a value is not finite, the memory is not there, or the loss or a
    /// gradient is no longer finite.
    pub fn gradients(&mut self, inputs: &[f32], targets: &[f32]) -> Result<Gradients> {
        let Evaluation { loss, correct } = self.pass(inputs, targets)?;
        Ok(Gradients {
            loss,
            correct,
            gradients: self.d_weights.clone(),
        })
    }

    /// One step of the optimiser with gradients from anywhere.
    ///
    /// # Errors
    ///
    /// When the length is another, a value is not finite, or a weight would no longer be finite.
    pub fn apply_gradients(&mut self, gradients: &[f32]) -> Result<()> {
        self.check_weights("gradients", gradients)?;
        self.step(Some(gradients))
    }

    /// Forward and backward in training mode: fills `d_weights`.
    fn pass(&mut self, inputs: &[f32], targets: &[f32]) -> Result<Evaluation> {
        let n = self.check_examples(inputs, targets)?;
        self.stack.reserve(n, true).map_err(|_| no_memory_for(n))?;
        self.batch_seen = false;
        let (kind, outputs) = (self.spec.loss, self.stack.outputs());
        let step = self.optimizer.steps();
        let z = self
            .stack
            .forward(&self.weights, inputs, Mode::Training { step });
        let loss = (kind.sum(z, targets, outputs) / n as f64) as f32;
        let correct = loss::correct(z, targets, outputs);
        if !loss.is_finite() {
            return Err(self.diverged(&format!("the loss is {loss}")));
        }
        let delta = |z: &[f32], d_z: &mut [f32]| kind.delta(z, targets, outputs, d_z);
        self.stack
            .backward(&self.weights, inputs, delta, &mut self.d_weights);
        if !norm(&self.d_weights).is_finite() {
            return Err(self.diverged("the gradient is not finite"));
        }
        self.batch_seen = true;
        Ok(Evaluation { loss, correct })
    }

    /// One step of the optimiser with `gradients`, or with those of the last pass.
    fn step(&mut self, gradients: Option<&[f32]>) -> Result<()> {
        let gradients = gradients.unwrap_or(&self.d_weights);
        let (stack, batch_seen) = (&self.stack, self.batch_seen);
        let keep_statistics = |weights: &mut [f32]| {
            if batch_seen {
                stack.keep_statistics(weights);
            }
        };
        let weights = &mut self.weights;
        if !self
            .optimizer
            .step(weights, gradients, &self.groups, keep_statistics)
        {
            return Err(self.diverged("a weight would no longer be finite"));
        }
        self.batch_seen = false;
        Ok(())
    }

    fn reserve_for_inference(&mut self, n: usize) -> Result<()> {
        let batch = n.min(INFERENCE_BATCH);
        self.stack
            .reserve(batch, false)
            .map_err(|_| no_memory_for(batch))
    }

    fn diverged(&self, what: &str) -> Error {
        Error::Diverged(format!(
            "training diverged: {what}; the weights are left as they were. A learning_rate below {} may help",
            self.spec.optimizer.learning_rate()
        ))
    }

    /// Number of pictures in `inputs`.
    fn check_inputs(&self, inputs: &[f32]) -> Result<usize> {
        let picture = self.spec.input;
        if inputs.is_empty() || !inputs.len().is_multiple_of(picture.len()) {
            return Err(Error::Input(format!(
                "inputs: got {} values; expected {} ({picture}) for each of one or more pictures",
                inputs.len(),
                picture.len()
            )));
        }
        check_finite("inputs", inputs)?;
        Ok(inputs.len() / picture.len())
    }

    /// Number of pictures in `inputs`, which `targets` must have as well.
    fn check_examples(&self, inputs: &[f32], targets: &[f32]) -> Result<usize> {
        let n = self.check_inputs(inputs)?;
        let outputs = self.stack.outputs();
        if targets.len() != n * outputs {
            return Err(Error::Input(format!(
                "targets: got {} values for {n} pictures; expected {} ({outputs} for each)",
                targets.len(),
                n * outputs
            )));
        }
        check_finite("targets", targets)?;
        Ok(n)
    }

    fn check_weights(&self, what: &str, values: &[f32]) -> Result<()> {
        if values.len() != self.weights.len() {
            return Err(Error::Input(format!(
                "{what}: got {} values; this network has {}",
                values.len(),
                self.weights.len()
            )));
        }
        check_finite(what, values)
    }
}

fn no_memory_for(n: usize) -> Error {
    Error::Memory(format!(
        "no memory for {n} pictures at a time; fewer, or smaller ones, need less"
    ))
}

fn check_finite(what: &str, values: &[f32]) -> Result<()> {
    match values.iter().position(|v| !v.is_finite()) {
        Some(i) => Err(Error::Input(format!(
            "{what}[{i}] is {}; expected a finite number",
            values[i]
        ))),
        None => Ok(()),
    }
}

fn norm(values: &[f32]) -> f32 {
    let squares: f64 = values.iter().map(|&v| f64::from(v).powi(2)).sum();
    squares.sqrt() as f32
}
