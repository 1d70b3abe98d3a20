//! The door to JavaScript: delegates, and copies data in and out. Types and documentation for JavaScript stand in
//! `bindings.d.ts`.

mod convert;
mod js;
mod reports;

use wasm_bindgen::prelude::*;

use crate::augment::Augmentation;
use crate::error::Error;
use crate::network;
use crate::value::Field;
use convert::{array, from_value, list, object, read_spec, whole, whole_part};
use js::{Array, Float32Array};
use reports::{evaluation, gradients, health, layer_check, parameter, report};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = include_str!("bindings.d.ts");

type Result<T> = std::result::Result<T, JsError>;

/// An `Error` for JavaScript; its `name` tells kinds apart.
type JsError = js::Error;

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
        let spec = read_spec(&spec)?;
        Ok(Network(crate::Network::new(spec, whole("seed", seed)?)?))
    }

    /// Forward, backward and one step of the optimiser.
    #[wasm_bindgen(unchecked_return_type = "StepReport")]
    pub fn train_step(&mut self, inputs: &[f32], targets: &[f32]) -> Result<JsValue> {
        Ok(report(self.0.train_step(inputs, targets)?))
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
        let step = self.0.train_step_rgba(rgba, targets, augmentation)?;
        Ok(report(step))
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
        Ok(gradients(self.0.gradients(inputs, targets)?))
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
        Ok(gradients(found))
    }

    /// Compares backpropagation with differences of the loss, layer by layer.
    #[wasm_bindgen(unchecked_return_type = "LayerCheck[]")]
    pub fn check_gradients(&mut self, inputs: &[f32], targets: &[f32]) -> Result<Array> {
        let layers = self.0.check_gradients(inputs, targets)?;
        Ok(list(&layers, layer_check))
    }

    /// What of the error reaches each layer, how many units are dead, and what may help.
    #[wasm_bindgen(unchecked_return_type = "Health")]
    pub fn health(&mut self, inputs: &[f32], targets: &[f32]) -> Result<JsValue> {
        Ok(health(&self.0.health(inputs, targets)?))
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
        Ok(evaluation(self.0.evaluate(inputs, targets)?))
    }

    /// The same for RGBA bytes `[n, height, width, 4]`.
    #[wasm_bindgen(unchecked_return_type = "Evaluation")]
    pub fn evaluate_rgba(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "Uint8Array | Uint8ClampedArray")] rgba: &[u8],
        targets: &[f32],
    ) -> Result<JsValue> {
        Ok(evaluation(self.0.evaluate_rgba(rgba, targets)?))
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
    pub fn state(&self) -> JsValue {
        let state = self.0.state();
        object([
            ("weights", Float32Array::new(&state.weights).into()),
            ("memory", Float32Array::new(&state.memory).into()),
            ("steps", (state.steps as f64).into()),
        ])
    }

    /// Goes on from where a network with the same spec was.
    pub fn set_state(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "NetworkState")] state: JsValue,
    ) -> Result<()> {
        Ok(self.0.set_state(&network::State {
            weights: array("state", &state, "weights")?,
            memory: array("state", &state, "memory")?,
            steps: whole_part("state", &state, "steps")?,
        })?)
    }

    /// Name, shape and place of each parameter.
    #[wasm_bindgen(unchecked_return_type = "Parameter[]")]
    pub fn parameters(&self) -> Array {
        list(self.0.parameters(), parameter)
    }

    /// The spec with every default filled in.
    #[wasm_bindgen(unchecked_return_type = "NetworkSpec")]
    pub fn spec(&self) -> JsValue {
        from_value(&self.0.spec().write())
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

fn read_augmentation(augmentation: JsValue) -> Result<Option<Augmentation>> {
    if augmentation.is_undefined() || augmentation.is_null() {
        return Ok(None);
    }
    let number = |name| whole_part("augmentation", &augmentation, name);
    Ok(Some(Augmentation {
        seed: number("seed")?,
        first: number("first")?,
    }))
}
