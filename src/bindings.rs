//! The door to JavaScript: delegates, and copies data in and out. Types and documentation for JavaScript stand in
//! `bindings.d.ts`.

use js_sys::Float32Array;
use serde::Serialize;
use serde_wasm_bindgen::{Deserializer, Serializer};
use wasm_bindgen::prelude::*;

use crate::error::Error;
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

    /// Predictions `[n, outputs]` for pictures `[n, height, width, channels]`.
    pub fn predict(&mut self, inputs: &[f32]) -> Result<Vec<f32>> {
        Ok(self.0.predict(inputs)?)
    }

    /// The gradient of the mean loss; no weight changes.
    #[wasm_bindgen(unchecked_return_type = "Gradients")]
    pub fn gradients(&mut self, inputs: &[f32], targets: &[f32]) -> Result<JsValue> {
        let report = self.0.gradients(inputs, targets)?;
        write(&Gradients {
            loss: report.loss,
            correct: report.correct,
            gradients: Float32Array::from(report.gradients.as_slice()),
        })
    }

    /// One step of the optimiser with gradients from anywhere.
    pub fn apply_gradients(&mut self, gradients: &[f32]) -> Result<()> {
        Ok(self.0.apply_gradients(gradients)?)
    }

    /// Mean loss and number of right answers; nothing is learned.
    #[wasm_bindgen(unchecked_return_type = "Evaluation")]
    pub fn evaluate(&mut self, inputs: &[f32], targets: &[f32]) -> Result<JsValue> {
        write(&self.0.evaluate(inputs, targets)?)
    }

    /// All parameters, flat and in order.
    pub fn weights(&self) -> Vec<f32> {
        self.0.weights().to_vec()
    }

    /// Replaces all parameters.
    pub fn set_weights(&mut self, values: &[f32]) -> Result<()> {
        Ok(self.0.set_weights(values)?)
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
    if channels.fract() != 0.0 {
        return Err(Error::Input(format!("channels: got {channels}; expected 1 or 3")).into());
    }
    Ok(crate::image::rgba_to_input(rgba, channels as usize)?)
}

/// Varies each of the pictures `[n, height, width, 4]` by itself: nearer or farther, a little aside, in other light.
/// The same `seed` and `draw`, whole numbers, give the same variation.
#[wasm_bindgen]
pub fn augment_rgba(
    #[wasm_bindgen(unchecked_param_type = "Uint8Array | Uint8ClampedArray")] rgba: &[u8],
    height: usize,
    width: usize,
    seed: f64,
    draw: f64,
) -> Result<Vec<u8>> {
    let (seed, draw) = (whole("seed", seed)?, whole("draw", draw)?);
    Ok(crate::augment::augment_rgba(
        rgba, height, width, seed, draw,
    )?)
}

#[derive(Serialize)]
struct Gradients {
    loss: f32,
    correct: usize,
    #[serde(with = "serde_wasm_bindgen::preserve")]
    gradients: Float32Array,
}

/// Reads a spec; an error begins with where it lies, such as `layers[3]`.
fn read_spec(spec: JsValue) -> Result<NetworkSpec> {
    serde_path_to_error::deserialize(Deserializer::from(spec)).map_err(|error| {
        let place = error.path().to_string();
        let place = if place == "." { "spec" } else { &place };
        // serde names Rust's types; usize has 32 bits here.
        let problem = message_of(error.into_inner())
            .replace("expected usize", "expected a whole number below 2^32")
            .replace("expected f32", "expected a number")
            .replace(
                "expected struct NetworkSpec",
                "expected an object with input, layers, loss and optimizer",
            );
        Error::Spec(format!("{place}: {problem}")).into()
    })
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
