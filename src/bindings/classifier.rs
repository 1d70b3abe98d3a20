//! A trained network that answers, as JavaScript asks it.

use std::cell::{RefCell, RefMut};

use js_sys::{Float32Array, Uint8Array};
use serde::Serialize;
use serde_wasm_bindgen::preserve;
use tsify::Tsify;
use wasm_bindgen::prelude::*;

use super::Result;
use super::reports::write;
use super::values::{bytes, data, field, floats, only};
use crate::spec::NetworkSpec;
use crate::training::{self, EvidenceKind, Novelty};

/// A trained network that answers, picture by picture.
#[wasm_bindgen]
pub struct Classifier(RefCell<crate::Classifier>);

impl From<crate::Classifier> for Classifier {
    fn from(classifier: crate::Classifier) -> Self {
        Classifier(RefCell::new(classifier))
    }
}

impl Classifier {
    fn inner(&self) -> RefMut<'_, crate::Classifier> {
        self.0.borrow_mut()
    }
}

/// All that makes a classifier.
#[derive(Serialize, Tsify)]
struct ClassifierParts {
    /// The network.
    spec: NetworkSpec,
    /// All its parameters.
    #[serde(with = "preserve")]
    weights: Float32Array,
    /// Names of the classes.
    classes: Vec<String>,
    /// By which logits are divided before softmax; 1 if left out.
    #[tsify(optional)]
    temperature: f32,
    /// Of each class the score from which it counts as sure; 0.6 if left out.
    #[tsify(optional)]
    thresholds: Vec<f32>,
    /// What is near the classes, as bytes that only an engine reads; left out, or null, everything is.
    #[serde(with = "preserve")]
    #[tsify(optional, type = "Uint8Array | null")]
    novelty: JsValue,
}

/// Where in a picture the evidence for each class is.
#[derive(Serialize, Tsify)]
struct Evidence {
    /// How it was found, and so what the values are.
    kind: EvidenceKind,
    /// Rows of places, all equally high.
    height: usize,
    /// Columns of places, all equally wide.
    width: usize,
    /// [height, width, classes]
    #[serde(with = "preserve")]
    values: Float32Array,
    /// What the picture has no part in, of each class; 0 where the network was slid.
    bias: Vec<f32>,
}

/// Read field by field: weights are too many to be read as JSON.
fn parts_from(parts: &JsValue) -> Result<training::Parts> {
    const KNOWN: [&str; 6] = [
        "spec",
        "weights",
        "classes",
        "temperature",
        "thresholds",
        "novelty",
    ];
    only("parts", parts, &KNOWN)?;
    let part = |name| field("parts", parts, name);
    let temperature: Option<f32> = data("parts.temperature", &part("temperature")?)?;
    Ok(training::Parts {
        spec: data("parts.spec", &part("spec")?)?,
        weights: floats("parts.weights", &part("weights")?)?,
        classes: data("parts.classes", &part("classes")?)?,
        temperature: temperature.unwrap_or(1.0),
        thresholds: data("parts.thresholds", &part("thresholds")?)?,
        novelty: match part("novelty")? {
            nothing if nothing.is_null() || nothing.is_undefined() => None,
            held => Some(Novelty::from_bytes(&bytes("parts.novelty", &held)?)?),
        },
    })
}

#[wasm_bindgen]
impl Classifier {
    /// Out of its parts, which can be posted and stored.
    #[wasm_bindgen(constructor)]
    pub fn new(
        #[wasm_bindgen(unchecked_param_type = "ClassifierParts")] parts: JsValue,
    ) -> Result<Classifier> {
        Ok(crate::Classifier::new(parts_from(&parts)?)?.into())
    }

    /// Answers with other parts from the next picture on; frames are smoothed over the change, as long as there are as many
    /// classes. If they are refused, it stays as it was.
    pub fn replace(
        &self,
        #[wasm_bindgen(unchecked_param_type = "ClassifierParts")] parts: JsValue,
    ) -> Result<()> {
        let parts = parts_from(&parts)?;
        Ok(self.inner().replace(parts)?)
    }

    /// What it is made of.
    #[wasm_bindgen(unchecked_return_type = "Required<ClassifierParts>")]
    pub fn parts(&self) -> Result<JsValue> {
        let training::Parts {
            spec,
            weights,
            classes,
            temperature,
            thresholds,
            novelty,
        } = self.inner().parts();
        let novelty = novelty.map(|novelty| novelty.to_bytes()).transpose()?;
        Ok(write(&ClassifierParts {
            spec,
            weights: weights.as_slice().into(),
            classes,
            temperature,
            thresholds: thresholds.unwrap_or_default(),
            novelty: novelty.map_or(JsValue::NULL, |bytes| {
                Uint8Array::from(bytes.as_slice()).into()
            }),
        }))
    }

    /// Names of the classes.
    pub fn classes(&self) -> Vec<String> {
        self.inner().classes().to_vec()
    }

    /// Sets the score, 0…1, from which an answer counts as sure, one for each class.
    pub fn set_thresholds(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number[]")] values: JsValue,
    ) -> Result<()> {
        let values: Vec<f32> = data("thresholds", &values)?;
        Ok(self.inner().set_thresholds(&values)?)
    }

    /// What a picture shows, RGBA bytes `[height, width, 4]`.
    #[wasm_bindgen(unchecked_return_type = "Answer")]
    pub fn classify_rgba(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Uint8Array | Uint8ClampedArray")] rgba: JsValue,
    ) -> Result<JsValue> {
        let rgba = bytes("rgba", &rgba)?;
        Ok(write(&self.inner().classify_rgba(&rgba)?))
    }

    /// Where in a picture the evidence for each class is: RGBA bytes `[height, width, 4]`, as large as the network's input or
    /// larger. A network that does not average maps is slid over a larger picture, which takes as long as 25 answers.
    #[wasm_bindgen(unchecked_return_type = "Evidence")]
    pub fn evidence(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Uint8Array | Uint8ClampedArray")] rgba: JsValue,
    ) -> Result<JsValue> {
        let rgba = bytes("rgba", &rgba)?;
        let training::Evidence {
            kind,
            height,
            width,
            values,
            bias,
        } = self.inner().evidence(&rgba)?;
        Ok(write(&Evidence {
            kind,
            height,
            width,
            values: values.as_slice().into(),
            bias,
        }))
    }

    /// What a frame of a live picture shows, at `now_ms` of any clock: smoothed over 150 ms, so that the answer does not
    /// flicker.
    #[wasm_bindgen(unchecked_return_type = "Answer")]
    pub fn classify_frame(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Uint8Array | Uint8ClampedArray")] rgba: JsValue,
        #[wasm_bindgen(unchecked_param_type = "number")] now_ms: JsValue,
    ) -> Result<JsValue> {
        let (rgba, now) = (bytes("rgba", &rgba)?, data("now_ms", &now_ms)?);
        Ok(write(&self.inner().classify_frame(&rgba, now)?))
    }

    /// What comes next has nothing to do with what came before.
    pub fn reset_smoothing(&self) {
        self.inner().reset_smoothing();
    }

    /// Compares backpropagation with differences of the loss, with a few pictures `[n, height, width, 4]` and their classes.
    #[wasm_bindgen(unchecked_return_type = "LayerCheck[]")]
    pub fn check_gradients(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Uint8Array | Uint8ClampedArray")] rgba: JsValue,
        #[wasm_bindgen(unchecked_param_type = "number[]")] labels: JsValue,
    ) -> Result<JsValue> {
        let (rgba, labels): (_, Vec<usize>) = (bytes("rgba", &rgba)?, data("labels", &labels)?);
        Ok(write(&self.inner().check_gradients(&rgba, &labels)?))
    }
}
