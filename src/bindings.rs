//! The door to JavaScript: delegates, and copies data in and out. Types and documentation for JavaScript stand in
//! `bindings.d.ts`.

use js_sys::{Float32Array, Float64Array};
use serde::{Deserialize, Serialize};
use serde_wasm_bindgen::{Deserializer, Serializer};
use wasm_bindgen::prelude::*;

use crate::augment;
use crate::error::Error;
use crate::network;
use crate::spec::NetworkSpec;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = include_str!("bindings.d.ts");

type Result<T> = std::result::Result<T, JsError>;

/// An `Error` for JavaScript; its `name` tells kinds apart.
type JsError = js_sys::Error;

impl From<Error> for JsError {
    fn from(error: Error) -> Self {
        let js = JsError::new(&error.to_string());
        js.set_name(error.name());
        js
    }
}

/// A panic is a defect of the engine; the console then says where.
#[wasm_bindgen(start)]
fn start() {
    console_error_panic_hook::set_once();
}

/// A network that learns.
#[wasm_bindgen]
pub struct Network(crate::Network);

#[wasm_bindgen]
impl Network {
    /// Builds the network of `spec` with weights drawn from `seed`, a whole number from 0 to 2⁵³ − 1.
    #[wasm_bindgen(constructor)]
    pub fn new(
        #[wasm_bindgen(unchecked_param_type = "NetworkSpec")] spec: JsValue,
        seed: f64,
    ) -> Result<Network> {
        let spec = read_spec(spec)?;
        Ok(Network(crate::Network::new(spec, whole("seed", seed)?)?))
    }

    /// Forward, backward and one step of the optimiser.
    #[wasm_bindgen(unchecked_return_type = "StepReport")]
    pub fn train_step(&mut self, inputs: &[f32], targets: &[f32]) -> Result<JsValue> {
        write(&self.0.train_step(inputs, targets)?)
    }

    /// The same for RGBA bytes `[n, height, width, 4]`, varied first if `augmentation` says so.
    #[wasm_bindgen(unchecked_return_type = "StepReport")]
    pub fn train_step_rgba(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "Uint8Array | Uint8ClampedArray")] rgba: &[u8],
        targets: &[f32],
        #[wasm_bindgen(unchecked_optional_param_type = "Augmentation")] augmentation: JsValue,
    ) -> Result<JsValue> {
        let augmentation = read_augmentation(augmentation)?;
        write(&self.0.train_step_rgba(rgba, targets, augmentation)?)
    }

    /// Predictions `[n, outputs]` for pictures `[n, height, width, channels]`.
    pub fn predict(&mut self, inputs: &[f32]) -> Result<Vec<f32>> {
        Ok(self.0.predict(inputs)?)
    }

    /// The same for RGBA bytes `[n, height, width, 4]`.
    pub fn predict_rgba(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "Uint8Array | Uint8ClampedArray")] rgba: &[u8],
    ) -> Result<Vec<f32>> {
        Ok(self.0.predict_rgba(rgba)?)
    }

    /// The gradient of the mean loss; no weight changes.
    #[wasm_bindgen(unchecked_return_type = "Gradients")]
    pub fn gradients(&mut self, inputs: &[f32], targets: &[f32]) -> Result<JsValue> {
        write(&Gradients::from(self.0.gradients(inputs, targets)?))
    }

    /// The same for RGBA bytes `[n, height, width, 4]`, varied first if `augmentation` says so.
    #[wasm_bindgen(unchecked_return_type = "Gradients")]
    pub fn gradients_rgba(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "Uint8Array | Uint8ClampedArray")] rgba: &[u8],
        targets: &[f32],
        #[wasm_bindgen(unchecked_optional_param_type = "Augmentation")] augmentation: JsValue,
    ) -> Result<JsValue> {
        let augmentation = read_augmentation(augmentation)?;
        let found = self.0.gradients_rgba(rgba, targets, augmentation)?;
        write(&Gradients::from(found))
    }

    /// Compares backpropagation with differences of the loss, layer by layer.
    #[wasm_bindgen(unchecked_return_type = "LayerCheck[]")]
    pub fn check_gradients(&mut self, inputs: &[f32], targets: &[f32]) -> Result<JsValue> {
        write(&self.0.check_gradients(inputs, targets)?)
    }

    /// What of the error reaches each layer, how many units are dead, and what may help.
    #[wasm_bindgen(unchecked_return_type = "Health")]
    pub fn health(&mut self, inputs: &[f32], targets: &[f32]) -> Result<JsValue> {
        write(&self.0.health(inputs, targets)?)
    }

    /// One step of the optimiser with gradients from anywhere, and the statistics that belong to them.
    pub fn apply_gradients(
        &mut self,
        gradients: &[f32],
        statistics: Option<Vec<f64>>,
    ) -> Result<()> {
        Ok(self.0.apply_gradients(gradients, statistics.as_deref())?)
    }

    /// Mean loss and number of right answers; nothing is learned.
    #[wasm_bindgen(unchecked_return_type = "Evaluation")]
    pub fn evaluate(&mut self, inputs: &[f32], targets: &[f32]) -> Result<JsValue> {
        write(&self.0.evaluate(inputs, targets)?)
    }

    /// The same for RGBA bytes `[n, height, width, 4]`.
    #[wasm_bindgen(unchecked_return_type = "Evaluation")]
    pub fn evaluate_rgba(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "Uint8Array | Uint8ClampedArray")] rgba: &[u8],
        targets: &[f32],
    ) -> Result<JsValue> {
        write(&self.0.evaluate_rgba(rgba, targets)?)
    }

    /// All parameters, flat and in order.
    pub fn weights(&self) -> Vec<f32> {
        self.0.weights().to_vec()
    }

    /// Replaces all parameters.
    pub fn set_weights(&mut self, values: &[f32]) -> Result<()> {
        Ok(self.0.set_weights(values)?)
    }

    /// All that training changes: weights, and what the optimiser remembers.
    #[wasm_bindgen(unchecked_return_type = "NetworkState")]
    pub fn state(&self) -> Result<JsValue> {
        let state = self.0.state();
        write(&NetworkState {
            weights: state.weights.as_slice().into(),
            memory: state.memory.as_slice().into(),
            steps: state.steps as f64,
        })
    }

    /// Goes on from where a network with the same spec was.
    pub fn set_state(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "NetworkState")] state: JsValue,
    ) -> Result<()> {
        let state: NetworkState = read("state", state)?;
        Ok(self.0.set_state(&network::State {
            weights: state.weights.to_vec(),
            memory: state.memory.to_vec(),
            steps: whole("state.steps", state.steps)?,
        })?)
    }

    /// Name, shape and place of each parameter.
    #[wasm_bindgen(unchecked_return_type = "Parameter[]")]
    pub fn parameters(&self) -> Result<JsValue> {
        write(self.0.parameters())
    }

    /// The spec with every default filled in.
    #[wasm_bindgen(unchecked_return_type = "NetworkSpec")]
    pub fn spec(&self) -> Result<JsValue> {
        write(self.0.spec())
    }
}

/// Canvas bytes `[n · h · w · 4]` to network input `[n, h, w, channels]` in −1…1.
#[wasm_bindgen]
pub fn rgba_to_input(
    #[wasm_bindgen(unchecked_param_type = "Uint8Array | Uint8ClampedArray")] rgba: &[u8],
    channels: f64,
) -> Result<Vec<f32>> {
    let channels = whole("channels", channels)?;
    let channels = usize::try_from(channels).unwrap_or(usize::MAX);
    Ok(crate::image::rgba_to_input(rgba, channels)?)
}

#[derive(Serialize)]
struct Gradients {
    loss: f32,
    correct: usize,
    #[serde(with = "serde_wasm_bindgen::preserve")]
    gradients: Float32Array,
    #[serde(with = "serde_wasm_bindgen::preserve")]
    statistics: Float64Array,
}

impl From<network::Gradients<'_>> for Gradients {
    fn from(found: network::Gradients) -> Self {
        Gradients {
            loss: found.loss,
            correct: found.correct,
            gradients: found.gradients.into(),
            statistics: found.statistics.into(),
        }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(expecting = "an object with weights, memory and steps")]
struct NetworkState {
    #[serde(with = "serde_wasm_bindgen::preserve")]
    weights: Float32Array,
    #[serde(with = "serde_wasm_bindgen::preserve")]
    memory: Float32Array,
    steps: f64,
}

/// Numbers as JavaScript has them, before it is known whether they are whole.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object with seed and first")]
struct Augmentation {
    seed: f64,
    first: f64,
}

fn read_augmentation(augmentation: JsValue) -> Result<Option<augment::Augmentation>> {
    if augmentation.is_undefined() || augmentation.is_null() {
        return Ok(None);
    }
    let Augmentation { seed, first } = read("augmentation", augmentation)?;
    Ok(Some(augment::Augmentation {
        seed: whole("augmentation.seed", seed)?,
        first: whole("augmentation.first", first)?,
    }))
}

/// Reads a spec; an error begins with where it lies, such as `layers[3]`.
fn read_spec(spec: JsValue) -> Result<NetworkSpec> {
    serde_path_to_error::deserialize(Deserializer::from(spec)).map_err(|error| {
        let place = error.path().to_string();
        let place = if place == "." { "spec" } else { &place };
        let problem = in_words(error.into_inner());
        Error::Spec(format!("{place}: {problem}")).into()
    })
}

/// Reads what is not a spec.
fn read<'de, T: Deserialize<'de>>(name: &str, value: JsValue) -> Result<T> {
    T::deserialize(Deserializer::from(value))
        .map_err(|error| Error::Input(format!("{name}: {}", in_words(error))).into())
}

/// What serde has to say. It names numbers as Rust does; usize has 32 bits here.
fn in_words(error: serde_wasm_bindgen::Error) -> String {
    message_of(error)
        .replace("expected usize", "expected a whole number below 2^32")
        .replace("expected f32", "expected a number")
        .replace("expected f64", "expected a number")
}

/// The bare message of an error that serde-wasm-bindgen has made into a JavaScript `Error`.
fn message_of(error: serde_wasm_bindgen::Error) -> String {
    match JsValue::from(error).dyn_into::<JsError>() {
        Ok(error) => error.message().into(),
        Err(other) => format!("{other:?}"),
    }
}

/// A number of JavaScript as the whole number it should be.
fn whole(name: &str, value: f64) -> Result<u64> {
    if value.fract() == 0.0 && (0.0..=js_sys::Number::MAX_SAFE_INTEGER).contains(&value) {
        return Ok(value as u64);
    }
    Err(Error::Input(format!(
        "{name}: got {value}; expected a whole number from 0 to 2^53 - 1"
    ))
    .into())
}

/// A plain object, rather than a `Map`, for everything with named parts.
fn write(value: &(impl Serialize + ?Sized)) -> Result<JsValue> {
    value
        .serialize(&Serializer::json_compatible())
        .map_err(|error| JsError::new(&message_of(error)))
}
