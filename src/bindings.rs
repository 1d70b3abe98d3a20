//! The door to JavaScript: reads what is handed over, delegates, and copies what was found.

mod classifier;
mod lab;
mod reports;
mod shared;
mod trace;
mod trainer;
mod values;

use std::cell::{RefCell, RefMut};

use js_sys::Reflect;
use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::augment::Augmentation;
use crate::error::Error;
use crate::network::State;
use crate::spec::{NetworkSpec, StemId};
pub use classifier::Classifier;
use reports::{Gradients, NetworkState, write};
pub use trace::{Trace, network_of, palette};
pub use trainer::{Replica, Trainer, limits, methods, outline, proposed_learning_rate};
use values::{bytes, data, doubles, field, floats, images, json, only, refused, whole};

type Result<T> = std::result::Result<T, JsError>;

/// An `Error` for JavaScript; its `name` tells kinds apart, and `details` says as data what the message says.
type JsError = js_sys::Error;

impl From<Error> for JsError {
    fn from(error: Error) -> Self {
        let js = JsError::new(&error.to_string());
        js.set_name(error.name());
        match &error {
            Error::Spec(mistake) | Error::Input(mistake) => with_details(js, mistake),
            Error::Diverged(_) | Error::Memory(_) => js,
        }
    }
}

fn with_details(error: JsError, details: &impl Serialize) -> JsError {
    // On an Error of our own this cannot fail.
    let _ = Reflect::set(&error, &"details".into(), &write(details));
    error
}

/// A panic is a defect of the engine; the console then says where.
#[wasm_bindgen(start)]
fn start() {
    console_error_panic_hook::set_once();
}

/// A network that learns.
///
/// Methods take it shared and borrow what is inside when everything that was handed over has been read: then code of the
/// caller that runs in between, in a getter, may use the network, too.
#[wasm_bindgen]
pub struct Network(RefCell<crate::Network>);

impl Network {
    fn inner(&self) -> RefMut<'_, crate::Network> {
        self.0.borrow_mut()
    }

    fn pixels(&self, value: &JsValue) -> Result<Vec<u8>> {
        let size = self.inner().spec().input;
        Ok(images(value, size)?)
    }
}

#[wasm_bindgen]
impl Network {
    /// Builds the network of `spec` with weights drawn from `seed`, a whole number from 0 to 2⁵³ − 1.
    #[wasm_bindgen(constructor)]
    pub fn new(
        #[wasm_bindgen(unchecked_param_type = "NetworkSpec")] spec: JsValue,
        #[wasm_bindgen(unchecked_param_type = "number")] seed: JsValue,
    ) -> Result<Network> {
        let seed = whole("seed", &seed)?;
        let spec = json(&spec).map_err(|thrown| refused("spec", &thrown))?;
        let network = crate::Network::new(NetworkSpec::from_json(spec)?, seed)?;
        Ok(Network(RefCell::new(network)))
    }

    /// Forward, backward and one step of the optimiser.
    #[wasm_bindgen(unchecked_return_type = "StepReport")]
    pub fn train_step(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Float32Array | number[]")] inputs: JsValue,
        #[wasm_bindgen(unchecked_param_type = "Float32Array | number[]")] targets: JsValue,
    ) -> Result<JsValue> {
        let (inputs, targets) = examples(&inputs, &targets)?;
        Ok(write(&self.inner().train_step(&inputs, &targets)?))
    }

    /// The same for RGBA bytes `[n, height, width, 4]`, augmented first if `augmentation` says so.
    #[wasm_bindgen(unchecked_return_type = "StepReport")]
    pub fn train_step_rgba(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Uint8Array | Uint8ClampedArray")] rgba: JsValue,
        #[wasm_bindgen(unchecked_param_type = "Float32Array | number[]")] targets: JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "Augmentation")] augmentation: JsValue,
    ) -> Result<JsValue> {
        let (rgba, targets) = (bytes("rgba", &rgba)?, floats("targets", &targets)?);
        let augmentation = read_augmentation(&augmentation)?;
        let step = self
            .inner()
            .train_step_rgba(&rgba, &targets, augmentation)?;
        Ok(write(&step))
    }

    /// The same for one picture, or a list of them, each as large as the network's input.
    #[wasm_bindgen(unchecked_return_type = "StepReport")]
    pub fn train_step_image_data(
        &self,
        #[wasm_bindgen(unchecked_param_type = "ImageData | ImageData[]")] images: JsValue,
        #[wasm_bindgen(unchecked_param_type = "Float32Array | number[]")] targets: JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "Augmentation")] augmentation: JsValue,
    ) -> Result<JsValue> {
        let (rgba, targets) = (self.pixels(&images)?, floats("targets", &targets)?);
        let augmentation = read_augmentation(&augmentation)?;
        let step = self
            .inner()
            .train_step_rgba(&rgba, &targets, augmentation)?;
        Ok(write(&step))
    }

    /// Predictions `[n, outputs]` for pictures `[n, height, width, channels]`.
    pub fn predict(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Float32Array | number[]")] inputs: JsValue,
    ) -> Result<Vec<f32>> {
        let inputs = floats("inputs", &inputs)?;
        Ok(self.inner().predict(&inputs)?)
    }

    /// The same for RGBA bytes `[n, height, width, 4]`.
    pub fn predict_rgba(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Uint8Array | Uint8ClampedArray")] rgba: JsValue,
    ) -> Result<Vec<f32>> {
        let rgba = bytes("rgba", &rgba)?;
        Ok(self.inner().predict_rgba(&rgba)?)
    }

    /// The same for one picture, or a list of them, each as large as the network's input.
    pub fn predict_image_data(
        &self,
        #[wasm_bindgen(unchecked_param_type = "ImageData | ImageData[]")] images: JsValue,
    ) -> Result<Vec<f32>> {
        let rgba = self.pixels(&images)?;
        Ok(self.inner().predict_rgba(&rgba)?)
    }

    /// The gradient of the mean loss; no weight changes.
    #[wasm_bindgen(unchecked_return_type = "Gradients")]
    pub fn gradients(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Float32Array | number[]")] inputs: JsValue,
        #[wasm_bindgen(unchecked_param_type = "Float32Array | number[]")] targets: JsValue,
    ) -> Result<JsValue> {
        let (inputs, targets) = examples(&inputs, &targets)?;
        let mut network = self.inner();
        let found = network.gradients(&inputs, &targets)?;
        Ok(write(&Gradients::from(found)))
    }

    /// The same for RGBA bytes `[n, height, width, 4]`, augmented first if `augmentation` says so.
    #[wasm_bindgen(unchecked_return_type = "Gradients")]
    pub fn gradients_rgba(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Uint8Array | Uint8ClampedArray")] rgba: JsValue,
        #[wasm_bindgen(unchecked_param_type = "Float32Array | number[]")] targets: JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "Augmentation")] augmentation: JsValue,
    ) -> Result<JsValue> {
        let (rgba, targets) = (bytes("rgba", &rgba)?, floats("targets", &targets)?);
        let augmentation = read_augmentation(&augmentation)?;
        let mut network = self.inner();
        let found = network.gradients_rgba(&rgba, &targets, augmentation)?;
        Ok(write(&Gradients::from(found)))
    }

    /// Compares backpropagation with differences of the loss, layer by layer.
    #[wasm_bindgen(unchecked_return_type = "LayerCheck[]")]
    pub fn check_gradients(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Float32Array | number[]")] inputs: JsValue,
        #[wasm_bindgen(unchecked_param_type = "Float32Array | number[]")] targets: JsValue,
    ) -> Result<JsValue> {
        let (inputs, targets) = examples(&inputs, &targets)?;
        Ok(write(&self.inner().check_gradients(&inputs, &targets)?))
    }

    /// What of the error reaches each layer, how many units are dead, and what is wrong.
    #[wasm_bindgen(unchecked_return_type = "Health")]
    pub fn health(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Float32Array | number[]")] inputs: JsValue,
        #[wasm_bindgen(unchecked_param_type = "Float32Array | number[]")] targets: JsValue,
    ) -> Result<JsValue> {
        let (inputs, targets) = examples(&inputs, &targets)?;
        Ok(write(&self.inner().health(&inputs, &targets)?))
    }

    /// One step of the optimiser with gradients from anywhere, and the statistics that belong to them.
    pub fn apply_gradients(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Float32Array | number[]")] gradients: JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "Float64Array | number[]")]
        statistics: JsValue,
    ) -> Result<()> {
        let gradients = floats("gradients", &gradients)?;
        let statistics = given(&statistics)
            .map(|statistics| doubles("statistics", statistics))
            .transpose()?;
        Ok(self
            .inner()
            .apply_gradients(&gradients, statistics.as_deref())?)
    }

    /// Mean loss and number of correct predictions; nothing is learned.
    #[wasm_bindgen(unchecked_return_type = "Evaluation")]
    pub fn evaluate(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Float32Array | number[]")] inputs: JsValue,
        #[wasm_bindgen(unchecked_param_type = "Float32Array | number[]")] targets: JsValue,
    ) -> Result<JsValue> {
        let (inputs, targets) = examples(&inputs, &targets)?;
        Ok(write(&self.inner().evaluate(&inputs, &targets)?))
    }

    /// The same for RGBA bytes `[n, height, width, 4]`.
    #[wasm_bindgen(unchecked_return_type = "Evaluation")]
    pub fn evaluate_rgba(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Uint8Array | Uint8ClampedArray")] rgba: JsValue,
        #[wasm_bindgen(unchecked_param_type = "Float32Array | number[]")] targets: JsValue,
    ) -> Result<JsValue> {
        let (rgba, targets) = (bytes("rgba", &rgba)?, floats("targets", &targets)?);
        Ok(write(&self.inner().evaluate_rgba(&rgba, &targets)?))
    }

    /// All parameters, flat and in order.
    pub fn weights(&self) -> Vec<f32> {
        self.inner().weights().to_vec()
    }

    /// Replaces all parameters.
    pub fn set_weights(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Float32Array | number[]")] values: JsValue,
    ) -> Result<()> {
        let values = floats("weights", &values)?;
        Ok(self.inner().set_weights(&values)?)
    }

    /// All that training changes: weights, and what the optimiser remembers.
    #[wasm_bindgen(unchecked_return_type = "NetworkState")]
    pub fn state(&self) -> JsValue {
        write(&NetworkState::from(self.inner().state()))
    }

    /// Goes on from where a network with the same spec was.
    pub fn set_state(
        &self,
        #[wasm_bindgen(unchecked_param_type = "NetworkState")] state: JsValue,
    ) -> Result<()> {
        only("state", &state, &["weights", "memory", "steps"])?;
        let part = |name| field("state", &state, name);
        let state = State {
            weights: floats("state.weights", &part("weights")?)?,
            memory: floats("state.memory", &part("memory")?)?,
            steps: whole("state.steps", &part("steps")?)?,
        };
        Ok(self.inner().set_state(&state)?)
    }

    /// Name, shape and place of each parameter.
    #[wasm_bindgen(unchecked_return_type = "Parameter[]")]
    pub fn parameters(&self) -> JsValue {
        write(self.inner().parameters())
    }

    /// The spec with every default filled in.
    #[wasm_bindgen(unchecked_return_type = "NetworkSpec")]
    pub fn spec(&self) -> JsValue {
        write(self.inner().spec())
    }
}

/// Canvas bytes `[n · h · w · 4]` to network input `[n, h, w, channels]` in −1…1.
#[wasm_bindgen]
pub fn rgba_to_input(
    #[wasm_bindgen(unchecked_param_type = "Uint8Array | Uint8ClampedArray")] rgba: JsValue,
    #[wasm_bindgen(unchecked_param_type = "number")] channels: JsValue,
) -> Result<Vec<f32>> {
    let (rgba, channels) = (bytes("rgba", &rgba)?, whole("channels", &channels)?);
    let channels = usize::try_from(channels).unwrap_or(usize::MAX);
    Ok(crate::image::rgba_to_input(&rgba, channels)?)
}

fn examples(inputs: &JsValue, targets: &JsValue) -> Result<(Vec<f32>, Vec<f32>)> {
    Ok((floats("inputs", inputs)?, floats("targets", targets)?))
}

/// What may be left out, by undefined or null.
fn given(value: &JsValue) -> Option<&JsValue> {
    (!value.is_undefined() && !value.is_null()).then_some(value)
}

fn read_augmentation(augmentation: &JsValue) -> Result<Option<Augmentation>> {
    let augmentation = given(augmentation).map(|value| data("augmentation", value));
    Ok(augmentation.transpose()?)
}

/// The stems that there are, and which of them have been loaded.
#[wasm_bindgen(unchecked_return_type = "StemInfo[]")]
pub fn stems() -> JsValue {
    write(&StemId::ALL.map(StemId::info))
}

/// Takes the bytes of a stem's file; every network that is built here from then on may begin with it.
#[wasm_bindgen]
pub fn load_stem(
    #[wasm_bindgen(unchecked_param_type = "StemId")] name: JsValue,
    #[wasm_bindgen(unchecked_param_type = "Uint8Array")] file: JsValue,
) -> Result<()> {
    let (name, file): (StemId, _) = (data("name", &name)?, bytes("file", &file)?);
    Ok(name.load(&file)?)
}
