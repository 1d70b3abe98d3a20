//! What the engine found, as plain objects.

use wasm_bindgen::prelude::*;

use super::convert::{list, object, or_null};
use super::js::{Float32Array, Float64Array};
use crate::network::gradient_check::{Difference, LayerCheck};
use crate::network::health::{Advice, Health, LayerHealth};
use crate::network::{Evaluation, Gradients, StepReport};
use crate::stack::Parameter;

pub fn evaluation(found: Evaluation) -> JsValue {
    object([
        ("loss", found.loss.into()),
        ("correct", found.correct.into()),
    ])
}

pub fn report(step: StepReport) -> JsValue {
    object([
        ("loss", step.loss.into()),
        ("correct", step.correct.into()),
        ("gradient_norm", step.gradient_norm.into()),
    ])
}

pub fn gradients(found: Gradients) -> JsValue {
    object([
        ("loss", found.loss.into()),
        ("correct", found.correct.into()),
        ("gradients", Float32Array::new(found.gradients).into()),
        ("statistics", Float64Array::new(found.statistics).into()),
    ])
}

pub fn parameter(parameter: &Parameter) -> JsValue {
    object([
        ("name", parameter.name.as_str().into()),
        (
            "shape",
            list(&parameter.shape, |&length| length.into()).into(),
        ),
        ("offset", parameter.offset.into()),
        ("trainable", parameter.trainable.into()),
    ])
}

pub fn layer_check(found: &LayerCheck) -> JsValue {
    object([
        ("layer", found.layer.into()),
        ("agrees", found.agrees.into()),
        ("compared", found.compared.into()),
        ("bends", found.bends.into()),
        ("worst", or_null(found.worst.as_ref().map(difference))),
    ])
}

fn difference(found: &Difference) -> JsValue {
    object([
        ("name", found.name.as_str().into()),
        ("index", found.index.into()),
        ("backpropagation", found.backpropagation.into()),
        ("numerical", found.numerical.into()),
        ("relative_error", found.relative_error.into()),
    ])
}

pub fn health(found: &Health) -> JsValue {
    object([
        ("loss", found.loss.into()),
        ("steps", or_null(found.steps.map(|steps| steps as f64))),
        ("layers", list(&found.layers, layer_health).into()),
        ("advice", list(&found.advice, advice).into()),
    ])
}

fn advice(found: &Advice) -> JsValue {
    object([
        ("layer", found.layer.into()),
        ("trouble", found.trouble.name().into()),
        ("text", found.text.as_str().into()),
    ])
}

fn layer_health(found: &LayerHealth) -> JsValue {
    object([
        ("layer", found.layer.into()),
        ("dead", or_null(found.dead)),
        ("saturated", or_null(found.saturated)),
        ("delta_mean", found.delta_mean.into()),
        ("delta_max", found.delta_max.into()),
        ("delta_norm", found.delta_norm.into()),
        ("gradient_ratio", found.gradient_ratio.into()),
        ("update_ratio", or_null(found.update_ratio)),
        (
            "troubles",
            list(&found.troubles, |trouble| trouble.name().into()).into(),
        ),
    ])
}
