//! The stack of layers: buffers allocated once, a forward and a backward loop that mirror each other.

use std::collections::TryReserveError;
use std::ops::Range;

use serde::Serialize;

use crate::error::{Error, Result};
use crate::init::Init;
use crate::layers::{self, Layer, Mode, Pass};
use crate::loss;
use crate::optimizer::{Group, Optimizer};
use crate::rng::Rng;
use crate::spec::{Activation, LayerSpec, LossSpec, NetworkSpec};
use crate::tensor::{Shape, grow};

/// Answers are computed for so many pictures at a time, so that a long list does not need a long buffer.
const INFERENCE_BATCH: usize = 32;

/// A network that learns.
pub struct Network {
    spec: NetworkSpec,
    stages: Vec<Stage>,
    /// Predictions of one picture.
    outputs: usize,
    parameters: Vec<Parameter>,
    /// All parameters in order.
    weights: Vec<f32>,
    /// ∂loss/∂weights.
    d_weights: Vec<f32>,
    groups: Vec<Group>,
    optimizer: Optimizer,
    /// Whether the layers hold statistics of a batch that no step has used yet.
    batch_seen: bool,
}

/// A layer with its place in the stack.
struct Stage {
    layer: Box<dyn Layer>,
    /// Its part of the weights.
    weights: Range<usize>,
    /// Length of one output map.
    len: usize,
    /// The output: [n, height, width, channels] for the largest n so far.
    y: Vec<f32>,
    /// ∂loss/∂y, likewise, once the network has been trained.
    d_y: Vec<f32>,
}

/// A parameter and its place in the weights.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Parameter {
    /// `layers[i].name`.
    pub name: String,
    /// Its shape, row-major.
    pub shape: Vec<usize>,
    /// Where it begins in the weights.
    pub offset: usize,
    /// Whether the optimiser moves it.
    pub trainable: bool,
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
        spec.optimizer.validate()?;
        check_shape("input", spec.input)?;
        let mut stages = Vec::with_capacity(spec.layers.len());
        let mut inits = Vec::new();
        let mut parameters = Vec::new();
        let mut groups = Vec::new();
        let (mut input, mut total) = (spec.input, 0);
        for (i, layer_spec) in spec.layers.iter().enumerate() {
            let layer_seed = seed.wrapping_add(i as u64 + 1);
            let layer = layers::build(layer_spec, input, layer_seed)
                .map_err(|problem| Error::layer(i, problem))?;
            let output = layer.output();
            check_shape("the output", output).map_err(|problem| Error::layer(i, problem))?;
            let start = total;
            for param in layer.params() {
                let len =
                    param_len(&param.shape, total).map_err(|problem| Error::layer(i, problem))?;
                let range = total..total + len;
                total = range.end;
                parameters.push(Parameter {
                    name: format!("layers[{i}].{}", param.name),
                    shape: param.shape,
                    offset: range.start,
                    trainable: param.trainable,
                });
                if param.trainable {
                    groups.push(Group {
                        range: range.clone(),
                        decays: matches!(param.init, Init::Kernel { .. }),
                    });
                }
                inits.push((range, param.init, activation_after(&spec.layers[i + 1..])));
            }
            stages.push(Stage {
                layer,
                weights: start..total,
                len: output.len(),
                y: Vec::new(),
                d_y: Vec::new(),
            });
            input = output;
        }
        check_output(&spec, input)?;

        let out_of_memory =
            |_| Error::Memory(format!("no memory for a network of {total} weights"));
        let (mut weights, mut d_weights) = (Vec::new(), Vec::new());
        grow(&mut weights, total).map_err(out_of_memory)?;
        grow(&mut d_weights, total).map_err(out_of_memory)?;
        let optimizer = Optimizer::new(spec.optimizer, total).map_err(out_of_memory)?;
        for (stream, (range, init, following)) in inits.into_iter().enumerate() {
            let mut rng = Rng::new(seed, stream as u64);
            init.fill(&mut weights[range], following, &mut rng);
        }
        let mut network = Network {
            outputs: input.len(),
            spec,
            stages,
            parameters,
            weights,
            d_weights,
            groups,
            optimizer,
            batch_seen: false,
        };
        network.reserve(1, false).map_err(out_of_memory)?;
        Ok(network)
    }

    /// The spec with every default filled in.
    pub fn spec(&self) -> &NetworkSpec {
        &self.spec
    }

    /// The parameters in the order of the weights.
    pub fn parameters(&self) -> &[Parameter] {
        &self.parameters
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
        let mut predictions = Vec::new();
        let spare = || Error::Memory(format!("no memory for the answers to {n} pictures"));
        predictions
            .try_reserve_exact(n * self.outputs)
            .map_err(|_| spare())?;
        self.reserve(n.min(INFERENCE_BATCH), false)
            .map_err(|_| spare())?;
        for inputs in inputs.chunks(INFERENCE_BATCH * self.spec.input.len()) {
            let z = self.forward(inputs, Mode::Inference);
            let first = predictions.len();
            predictions.extend_from_slice(z);
            self.spec
                .loss
                .predict(&mut predictions[first..], self.outputs);
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
        self.reserve(n.min(INFERENCE_BATCH), false)
            .map_err(|_| Error::Memory(format!("no memory for the answers to {n} pictures")))?;
        let (mut loss, mut correct) = (0.0, 0);
        let inputs = inputs.chunks(INFERENCE_BATCH * self.spec.input.len());
        for (inputs, targets) in inputs.zip(targets.chunks(INFERENCE_BATCH * self.outputs)) {
            let (kind, outputs) = (self.spec.loss, self.outputs);
            let z = self.forward(inputs, Mode::Inference);
            loss += kind.sum(z, targets, outputs);
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

    /// Runs all layers on pictures [n, h, w, c] and returns the last one's output [n, outputs].
    fn forward<'a>(&'a mut self, inputs: &'a [f32], mode: Mode) -> &'a [f32] {
        let n = inputs.len() / self.spec.input.len();
        let mut x = inputs;
        for stage in &mut self.stages {
            let weights = &self.weights[stage.weights.clone()];
            let y = &mut stage.y[..n * stage.len];
            stage.layer.forward(weights, x, y, mode);
            x = y;
        }
        x
    }

    /// Takes ∂loss/∂y of the last layer, which stands in its `d_y`, back through all layers.
    fn backward(&mut self, inputs: &[f32]) {
        let n = inputs.len() / self.spec.input.len();
        self.d_weights.fill(0.0);
        for i in (0..self.stages.len()).rev() {
            let (before, stage) = self.stages.split_at_mut(i);
            let stage = &mut stage[0];
            let (x, d_x) = match before.last_mut() {
                Some(Stage { y, d_y, len, .. }) => (&y[..n * *len], Some(&mut d_y[..n * *len])),
                None => (inputs, None),
            };
            let pass = Pass {
                weights: &self.weights[stage.weights.clone()],
                x,
                y: &stage.y[..n * stage.len],
                d_y: &stage.d_y[..n * stage.len],
            };
            let d_weights = &mut self.d_weights[stage.weights.clone()];
            stage.layer.backward(pass, d_weights, d_x);
        }
    }

    /// Forward and backward in training mode: fills `d_weights`.
    fn pass(&mut self, inputs: &[f32], targets: &[f32]) -> Result<Evaluation> {
        let n = self.check_examples(inputs, targets)?;
        self.reserve(n, true).map_err(|_| {
            Error::Memory(format!(
                "no memory for a batch of {n} pictures; a smaller batch needs less"
            ))
        })?;
        let (kind, outputs) = (self.spec.loss, self.outputs);
        self.batch_seen = false;
        let step = self.optimizer.steps();
        let z = self.forward(inputs, Mode::Training { step });
        let loss = (kind.sum(z, targets, outputs) / n as f64) as f32;
        let correct = loss::correct(z, targets, outputs);
        if !loss.is_finite() {
            return Err(self.diverged(&format!("the loss is {loss}")));
        }
        if let Some(Stage { y, d_y, len, .. }) = self.stages.last_mut() {
            let y = &mut y[..n * *len];
            kind.predict(y, outputs);
            kind.delta(y, targets, outputs, &mut d_y[..n * *len]);
        }
        self.backward(inputs);
        if !norm(&self.d_weights).is_finite() {
            return Err(self.diverged("the gradient is not finite"));
        }
        self.batch_seen = true;
        Ok(Evaluation { loss, correct })
    }

    /// One step of the optimiser with `gradients`, or with those of the last pass.
    fn step(&mut self, gradients: Option<&[f32]>) -> Result<()> {
        let gradients = gradients.unwrap_or(&self.d_weights);
        let (stages, batch_seen) = (&self.stages, self.batch_seen);
        let keep_statistics = |weights: &mut [f32]| {
            if batch_seen {
                for stage in stages {
                    stage
                        .layer
                        .keep_statistics(&mut weights[stage.weights.clone()]);
                }
            }
        };
        let done = self
            .optimizer
            .step(&mut self.weights, gradients, &self.groups, keep_statistics);
        if !done {
            return Err(self.diverged("a weight would no longer be finite"));
        }
        self.batch_seen = false;
        Ok(())
    }

    /// Makes room for `batch` pictures; for training also for the derivatives.
    fn reserve(
        &mut self,
        batch: usize,
        training: bool,
    ) -> std::result::Result<(), TryReserveError> {
        for stage in &mut self.stages {
            let len = batch.saturating_mul(stage.len);
            stage.layer.reserve(batch)?;
            grow(&mut stage.y, len)?;
            if training {
                grow(&mut stage.d_y, len)?;
            }
        }
        Ok(())
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
        let outputs = self.outputs;
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

/// The first activation function that acts on the output of the layer in front of `rest`, before other weights do.
fn activation_after(rest: &[LayerSpec]) -> Option<Activation> {
    rest.iter()
        .take_while(|spec| !matches!(spec, LayerSpec::Conv { .. } | LayerSpec::Dense { .. }))
        .find_map(|spec| match spec {
            LayerSpec::Activation(function) => Some(*function),
            _ => None,
        })
}

fn check_shape(what: &str, shape: Shape) -> Result<()> {
    let problem = match () {
        () if shape.is_empty() => "expected at least 1 in each dimension".into(),
        () if !shape.is_affordable() => format!("at most {} values are supported", Shape::MAX_LEN),
        () => return Ok(()),
    };
    Err(Error::Spec(format!("{what} is {shape}; {problem}")))
}

/// Length of a parameter, when it still fits beside the `total` weights before it.
fn param_len(shape: &[usize], total: usize) -> std::result::Result<usize, String> {
    let len = shape
        .iter()
        .fold(1u128, |len, &extent| len.saturating_mul(extent as u128));
    if total as u128 + len > Shape::MAX_LEN as u128 {
        return Err(format!(
            "needs {len} weights; a network can have {} in all",
            Shape::MAX_LEN
        ));
    }
    Ok(len as usize)
}

fn check_output(spec: &NetworkSpec, output: Shape) -> Result<()> {
    if spec.layers.is_empty() {
        return Err(Error::Spec(
            "layers: got none; expected at least one".into(),
        ));
    }
    if spec.loss == LossSpec::CrossEntropy && output.len() < 2 {
        return Err(Error::Spec(
            "loss: cross_entropy with a single output; expected two or more, one for each class"
                .into(),
        ));
    }
    Ok(())
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
