//! A network that learns: a stack of layers, its weights, a loss and an optimiser.

mod checks;
pub mod gradient_check;
pub mod health;

use serde::Serialize;

use crate::augment::{self, Augmentation};
use crate::decimal::Decimal;
use crate::error::{Error, Result};
use crate::image;
use crate::layers::Mode;
use crate::loss;
use crate::optimizer::{Group, Optimizer};
use crate::spec::{LossSpec, NetworkSpec};
use crate::stack::{Parameter, Path, Stack};
use crate::tensor::grow;
use checks::{check_finite, check_not_negative, check_values};

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
    /// Euclidean norm of the gradient, before it is shortened.
    pub gradient_norm: f32,
}

/// The gradient of the mean loss, and what else a step needs.
///
/// Everything in it is a mean over the pictures (`correct`, a sum, apart). Where a batch is split, the means of the
/// shares, weighted by their sizes, are therefore those of the whole batch.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gradients<'a> {
    /// Mean loss of a picture.
    pub loss: f32,
    /// Number of right answers.
    pub correct: usize,
    /// ∂loss/∂weights, all parameters in order; 0 for those that are not trainable.
    pub gradients: &'a [f32],
    /// What batch norm observed: of each layer, per channel, the mean of x and then the mean of x².
    pub statistics: &'a [f64],
}

/// All that training changes: a network with the same spec and seed that is given it goes on alike, bit for bit.
#[derive(Clone, Debug, PartialEq)]
pub struct State {
    /// All parameters.
    pub weights: Vec<f32>,
    /// What the optimiser remembers of earlier gradients.
    pub memory: Vec<f32>,
    /// Steps taken.
    pub steps: u64,
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
        spec.augmentation.validate()?;
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
        let (mut weights, mut d_weights, mut statistics) = (Vec::new(), Vec::new(), Vec::new());
        grow(&mut weights, stack.weights()).map_err(out_of_memory)?;
        grow(&mut d_weights, stack.weights()).map_err(out_of_memory)?;
        grow(&mut statistics, stack.statistics_len()).map_err(out_of_memory)?;
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
    /// When the length is another, a value is not finite, or a running variance is negative.
    pub fn set_weights(&mut self, values: &[f32]) -> Result<()> {
        self.check_weights(values)?;
        self.weights.copy_from_slice(values);
        self.optimizer.reset();
        self.batch_seen = false;
        self.last_look = None;
        Ok(())
    }

    /// All that training changes.
    pub fn state(&self) -> State {
        State {
            weights: self.weights.clone(),
            memory: self.optimizer.memory(),
            steps: self.optimizer.steps(),
        }
    }

    /// Goes on from where a network with the same spec was. Unlike [`set_weights`](Self::set_weights) it brings what the
    /// optimiser remembers.
    ///
    /// # Errors
    ///
    /// As [`set_weights`](Self::set_weights), for the memory, too; squares in it cannot be negative.
    pub fn set_state(&mut self, state: &State) -> Result<()> {
        self.check_weights(&state.weights)?;
        check_values("memory", &state.memory, self.optimizer.memory_len())?;
        check_not_negative("memory", &state.memory, self.optimizer.squares())?;
        self.weights.copy_from_slice(&state.weights);
        self.optimizer.restore(&state.memory, state.steps);
        self.batch_seen = false;
        self.last_look = None;
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
        let len = n.saturating_mul(outputs);
        grow(&mut predictions, len).map_err(|_| no_memory_for(n))?;
        self.reserve_for_inference(n)?;
        let inputs = inputs.chunks(INFERENCE_BATCH * self.spec.input.len());
        for (inputs, y) in inputs.zip(predictions.chunks_mut(INFERENCE_BATCH * outputs)) {
            let z = self.stack.forward(&self.weights, inputs, Mode::Inference);
            y.copy_from_slice(z);
            self.spec.loss.predict(y, outputs);
        }
        Ok(predictions)
    }

    /// [`predict`](Self::predict) for pictures as a canvas gives them, RGBA bytes `[n, height, width, 4]`: what
    /// [`image::rgba_to_input`] does is included.
    ///
    /// # Errors
    ///
    /// When the length is not that of one or more pictures, the network does not take one or three channels, or the
    /// memory is not there.
    pub fn predict_rgba(&mut self, rgba: &[u8]) -> Result<Vec<f32>> {
        self.with_pixels(rgba, None, |network, inputs| network.predict(inputs))
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

    /// [`evaluate`](Self::evaluate) for RGBA bytes.
    ///
    /// # Errors
    ///
    /// As [`predict_rgba`](Self::predict_rgba) and [`evaluate`](Self::evaluate).
    pub fn evaluate_rgba(&mut self, rgba: &[u8], targets: &[f32]) -> Result<Evaluation> {
        self.with_pixels(rgba, None, |network, inputs| {
            network.evaluate(inputs, targets)
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
        if self.spec.optimizer.searches() {
            self.search(inputs, targets)?;
        } else {
            self.step(None, None)?;
        }
        Ok(StepReport {
            loss,
            correct,
            gradient_norm,
        })
    }

    /// [`train_step`](Self::train_step) for RGBA bytes, which are varied first if `augmentation` says so.
    ///
    /// # Errors
    ///
    /// As [`predict_rgba`](Self::predict_rgba) and [`train_step`](Self::train_step).
    pub fn train_step_rgba(
        &mut self,
        rgba: &[u8],
        targets: &[f32],
        augmentation: Option<Augmentation>,
    ) -> Result<StepReport> {
        self.with_pixels(rgba, augmentation, |network, inputs| {
            network.train_step(inputs, targets)
        })
    }

    /// The gradient of the mean loss, in training mode; no weight changes.
    ///
    /// The network remembers what batch norm has observed here until the next
    /// [`apply_gradients`](Self::apply_gradients): the two calls together are one [`train_step`](Self::train_step).
    ///
    /// # Errors
    ///
    /// When the lengths do not fit each other, a value is not finite, the memory is not there, or the loss or a
    /// gradient is no longer finite.
    pub fn gradients(&mut self, inputs: &[f32], targets: &[f32]) -> Result<Gradients<'_>> {
        let evaluation = self.pass(inputs, targets)?;
        Ok(self.found(evaluation))
    }

    /// [`gradients`](Self::gradients) for RGBA bytes, which are varied first if `augmentation` says so.
    ///
    /// # Errors
    ///
    /// As [`predict_rgba`](Self::predict_rgba) and [`gradients`](Self::gradients).
    pub fn gradients_rgba(
        &mut self,
        rgba: &[u8],
        targets: &[f32],
        augmentation: Option<Augmentation>,
    ) -> Result<Gradients<'_>> {
        let evaluation = self.with_pixels(rgba, augmentation, |network, inputs| {
            network.pass(inputs, targets)
        })?;
        Ok(self.found(evaluation))
    }

    /// One step of the optimiser with gradients from anywhere, and with the statistics that belong to them: those given,
    /// or else those of the last [`gradients`](Self::gradients), if no step has used them.
    ///
    /// Several networks of one spec and seed that each find the gradients of a share of a batch, and all apply the same
    /// weighted means of gradients and statistics, stay alike, bit for bit. (Dropout drops the same places in each share.)
    ///
    /// # Errors
    ///
    /// When a length is another, a value is not finite, a weight would no longer be finite, or the optimiser searches
    /// for the length of its steps.
    pub fn apply_gradients(&mut self, gradients: &[f32], statistics: Option<&[f64]>) -> Result<()> {
        if self.spec.optimizer.searches() {
            return Err(Error::Input(
                "apply_gradients: gradient_descent and lbfgs need the loss of other weights, too, not the gradients alone; expected train_step with all examples"
                    .into(),
            ));
        }
        check_values("gradients", gradients, self.weights.len())?;
        if let Some(statistics) = statistics {
            check_values("statistics", statistics, self.statistics.len())?;
        }
        self.step(Some(gradients), statistics)
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
        self.loss = kind.sum(z, targets, outputs) / n as f64;
        let loss = self.loss as f32;
        let correct = loss::correct(z, targets, outputs);
        if !loss.is_finite() {
            return Err(self.diverged(&format!("the loss is {}", Decimal::from(loss))));
        }
        let delta = |z: &[f32], d_z: &mut [f32]| kind.delta(z, targets, outputs, d_z);
        self.stack
            .backward(&self.weights, inputs, delta, &mut self.d_weights);
        if !norm(&self.d_weights).is_finite() {
            return Err(self.diverged("the gradient is not finite"));
        }
        self.stack.statistics(&mut self.statistics);
        self.batch_seen = true;
        Ok(Evaluation { loss, correct })
    }

    /// What the last pass has found.
    fn found(&self, Evaluation { loss, correct }: Evaluation) -> Gradients<'_> {
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
        let (stack, statistics) = (&self.stack, statistics.or(own));
        let keep_statistics = |weights: &mut [f32]| {
            if let Some(statistics) = statistics {
                stack.keep_statistics(statistics, weights);
            }
        };
        let weights = &mut self.weights;
        let stepped = self
            .optimizer
            .step(weights, gradients, &self.groups, keep_statistics);
        self.end_step(stepped)
    }

    /// One step of an optimiser that searches, from where the last pass with these examples was.
    fn search(&mut self, inputs: &[f32], targets: &[f32]) -> Result<()> {
        let Network {
            stack, optimizer, ..
        } = self;
        let (kind, outputs) = (self.spec.loss, stack.outputs());
        let n = inputs.len() / self.spec.input.len();
        // The same random numbers for all that is tried.
        let step = optimizer.steps();
        let mut objective = |weights: &[f32], d_weights: Option<&mut [f32]>| {
            let z = stack.forward(weights, inputs, Mode::Training { step });
            let loss = kind.sum(z, targets, outputs) / n as f64;
            if let Some(d_weights) = d_weights {
                let delta = |z: &[f32], d_z: &mut [f32]| kind.delta(z, targets, outputs, d_z);
                stack.backward(weights, inputs, delta, d_weights);
            }
            loss
        };
        optimizer.search(&self.weights, &self.d_weights, self.loss, &mut objective);
        let keep_statistics =
            |weights: &mut [f32]| stack.keep_statistics(&self.statistics, weights);
        let stepped = optimizer.finish(&mut self.weights, keep_statistics);
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

    /// Does `then` with the input that the pictures `rgba` make, in a buffer that is kept.
    fn with_pixels<T>(
        &mut self,
        rgba: &[u8],
        augmentation: Option<Augmentation>,
        then: impl FnOnce(&mut Self, &[f32]) -> Result<T>,
    ) -> Result<T> {
        let len = self.convert(rgba, augmentation)?;
        let pixels = std::mem::take(&mut self.pixels);
        let result = then(self, &pixels[..len]);
        self.pixels = pixels;
        result
    }

    /// Fills `pixels` with the input that the pictures `rgba` make, and returns its length.
    fn convert(&mut self, rgba: &[u8], augmentation: Option<Augmentation>) -> Result<usize> {
        let shape = self.spec.input;
        image::check_channels(shape.channels)?;
        let bytes = shape.height * shape.width * 4;
        if rgba.is_empty() || !rgba.len().is_multiple_of(bytes) {
            return Err(Error::Input(format!(
                "rgba: got {} bytes; expected {bytes} ({}×{} pixels with four bytes each) for each of one or more pictures",
                rgba.len(),
                shape.height,
                shape.width
            )));
        }
        let n = rgba.len() / bytes;
        let len = n * shape.len();
        grow(&mut self.pixels, len).map_err(|_| no_memory_for(n))?;
        let inputs = &mut self.pixels[..len];
        match augmentation {
            None => image::convert(rgba, shape.channels, inputs),
            Some(augmentation) => {
                let limits = &self.spec.augmentation;
                augment::convert_varied(rgba, shape, limits, augmentation, inputs);
            }
        }
        Ok(len)
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
            Decimal::from(self.spec.optimizer.learning_rate())
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
        let expected = n.saturating_mul(outputs);
        if targets.len() != expected {
            return Err(Error::Input(format!(
                "targets: got {} values for {n} pictures; expected {expected} ({outputs} for each)",
                targets.len()
            )));
        }
        check_finite("targets", targets)?;
        Ok(n)
    }

    fn check_weights(&self, weights: &[f32]) -> Result<()> {
        check_values("weights", weights, self.weights.len())?;
        self.parameters()
            .iter()
            .filter(|parameter| parameter.name.ends_with(".running_variance"))
            .try_for_each(|parameter| check_not_negative("weights", weights, parameter.range()))
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
