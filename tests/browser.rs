//! Does the engine do in a browser what it does natively, and do errors arrive as JavaScript errors?
//!
//! Runs with `wasm-pack test` on each build; `TAB_TRAINER_BUILD` says at compile time which build is meant.
#![cfg(target_arch = "wasm32")]

#[path = "common/activations.rs"]
mod activations;
mod common;
#[path = "common/fingerprint.rs"]
mod fingerprint;
#[path = "common/specs.rs"]
mod specs;

use js_sys::{Array, Error, Float32Array, Float64Array, Function, Object, Reflect};
use tab_trainer::bindings::{Network, rgba_to_input};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// The value of a JavaScript expression.
fn js(expression: &str) -> JsValue {
    let function = Function::new_no_args(&format!("return ({expression})"));
    function.call0(&JsValue::NULL).expect("a valid expression")
}

fn get(object: &JsValue, key: &str) -> JsValue {
    Reflect::get(object, &key.into()).expect("an object")
}

fn number(object: &JsValue, key: &str) -> f64 {
    get(object, key)
        .as_f64()
        .unwrap_or_else(|| panic!("{key} of {object:?} is no number"))
}

/// A small network for 8×8 grey pictures with two classes.
const SPEC: &str = r#"{
    input: { height: 8, width: 8, channels: 1 },
    layers: [
        { type: "conv", filters: 6, kernel: 3 },
        { type: "activation", function: "relu" },
        { type: "max_pool", size: 2 },
        { type: "dense", units: 2 },
    ],
    loss: "cross_entropy",
    optimizer: { type: "adam", learning_rate: 0.02 },
}"#;

fn network() -> Network {
    Network::new(js(SPEC), 1.0).expect("a valid spec")
}

/// `n` pictures of a bright row (class 0) or column (class 1).
fn examples(n: usize) -> (Vec<f32>, Vec<f32>) {
    let (mut inputs, mut targets) = (Vec::new(), Vec::new());
    for i in 0..n {
        let (lying, place) = (i % 2 == 0, i * 5 % 8);
        for (y, x) in (0..64).map(|p| (p / 8, p % 8)) {
            let bright = place == if lying { y } else { x };
            inputs.push(if bright { 1.0 } else { -0.5 } + (i * 64 + y * x) as f32 % 7.0 * 0.02);
        }
        targets.extend(if lying { [1.0, 0.0] } else { [0.0, 1.0] });
    }
    (inputs, targets)
}

#[wasm_bindgen_test]
fn this_is_the_build_that_was_asked_for() {
    let simd = cfg!(target_feature = "simd128");
    let relaxed = cfg!(target_feature = "relaxed-simd");
    let expected = match option_env!("TAB_TRAINER_BUILD") {
        Some("relaxed") => (true, true),
        Some("simd128") => (true, false),
        Some("scalar") => (false, false),
        other => panic!("TAB_TRAINER_BUILD is {other:?}; expected relaxed, simd128 or scalar"),
    };
    assert_eq!((simd, relaxed), expected, "SIMD128 and relaxed SIMD");
}

/// But for relaxed SIMD, whose products and sums round as the processor likes.
#[wasm_bindgen_test]
fn every_build_computes_the_same_bits() {
    if !cfg!(target_feature = "relaxed-simd") {
        assert_eq!(fingerprint::fingerprint(), fingerprint::EXPECTED);
    }
}

#[wasm_bindgen_test]
fn random_networks_mean_the_same_on_both_paths() {
    specs::assert_random_networks_agree(0..100);
}

#[wasm_bindgen_test]
fn activations_agree_with_f64_over_the_whole_range() {
    activations::assert_activations_agree();
}

#[wasm_bindgen_test]
fn a_network_learns() {
    let mut network = network();
    let (inputs, targets) = examples(32);
    let first = network.train_step(&inputs, &targets).unwrap();
    assert!(number(&first, "gradient_norm") > 0.0);
    for _ in 0..60 {
        network.train_step(&inputs, &targets).unwrap();
    }
    let report = network.evaluate(&inputs, &targets).unwrap();
    assert!(
        number(&report, "loss") < 0.2 * number(&first, "loss"),
        "{report:?}"
    );
    assert_eq!(number(&report, "correct"), 32.0);
    let predictions = network.predict(&inputs[..64]).unwrap();
    assert!(predictions[0] > 0.5 && (predictions[0] + predictions[1] - 1.0).abs() < 1e-5);
}

#[wasm_bindgen_test]
fn gradients_and_apply_gradients_are_a_step() {
    let (mut one, mut other) = (network(), network());
    let (inputs, targets) = examples(6);
    one.train_step(&inputs, &targets).unwrap();
    let report = other.gradients(&inputs, &targets).unwrap();
    let gradients: Float32Array = get(&report, "gradients")
        .dyn_into()
        .expect("a Float32Array");
    other.apply_gradients(&gradients.to_vec(), None).unwrap();
    assert_eq!(one.weights(), other.weights());
}

#[wasm_bindgen_test]
fn backpropagation_agrees_with_differences_of_the_loss() {
    let mut network = network();
    let (inputs, targets) = examples(4);
    let layers = network.check_gradients(&inputs, &targets).unwrap();
    assert_eq!(layers.length(), 2);
    for (check, layer) in layers.iter().zip([0.0, 3.0]) {
        assert_eq!(number(&check, "layer"), layer);
        assert_eq!(get(&check, "agrees"), JsValue::TRUE, "{check:?}");
        assert!(number(&check, "compared") > number(&check, "bends"));
        let error = number(&get(&check, "worst"), "relative_error");
        assert!(error < 0.02, "{error}");
    }
}

#[wasm_bindgen_test]
fn health_is_a_plain_object_with_null_for_what_is_not_known() {
    let mut network = network();
    let (inputs, targets) = examples(4);
    let health = network.health(&inputs, &targets).unwrap();
    assert_eq!(get(&health, "steps"), JsValue::NULL);
    let layers: Array = get(&health, "layers").dyn_into().expect("an array");
    assert_eq!(layers.length(), 2);
    assert_eq!(number(&layers.get(1), "layer"), 3.0);
    assert_eq!(get(&layers.get(1), "dead"), JsValue::NULL);
    assert!(number(&layers.get(0), "delta_norm") > 0.0);
    assert_eq!(
        get(&layers.get(0), "troubles")
            .unchecked_into::<Array>()
            .length(),
        0
    );
    network.train_step(&inputs, &targets).unwrap();
    let health = network.health(&inputs, &targets).unwrap();
    assert_eq!(number(&health, "steps"), 1.0);
    let layers: Array = get(&health, "layers").dyn_into().expect("an array");
    assert!(number(&layers.get(0), "update_ratio") > 0.0);
    // Biases so low that ReLU is 0 wherever the filters, of nine weights each, look.
    let mut weights = network.weights();
    weights[6 * 9..6 * 10].fill(-100.0);
    network.set_weights(&weights).unwrap();
    let health = network.health(&inputs, &targets).unwrap();
    let advice: Array = get(&health, "advice").dyn_into().expect("an array");
    assert_eq!(advice.length(), 1);
    let [layer, trouble, text] = ["layer", "trouble", "text"].map(|key| get(&advice.get(0), key));
    assert_eq!((layer, trouble), (0.into(), "dead".into()));
    assert!(
        text.as_string()
            .unwrap()
            .starts_with("100 % of the filters in layer 0 are dead")
    );
}

#[wasm_bindgen_test]
fn the_spec_comes_back_filled_in_as_a_plain_object() {
    let spec = network().spec();
    let layers: Array = get(&spec, "layers").dyn_into().expect("an array");
    let conv = layers.get(0);
    assert_eq!(number(&conv, "stride"), 1.0);
    assert_eq!(get(&conv, "padding").as_string().as_deref(), Some("same"));
    assert_eq!(number(&layers.get(2), "stride"), 2.0);
    assert_eq!(
        get(&layers.get(1), "function").as_string().as_deref(),
        Some("relu")
    );
    assert!(number(&get(&spec, "optimizer"), "beta1") > 0.89);
    // and it can be used as it is
    Network::new(spec, 1.0).expect("a valid spec");
}

#[wasm_bindgen_test]
fn parameters_tell_where_the_weights_are() {
    let network = network();
    let parameters: Array = network.parameters().unchecked_into();
    assert_eq!(parameters.length(), 4);
    let dense = parameters.get(2);
    assert_eq!(
        get(&dense, "name").as_string().as_deref(),
        Some("layers[3].kernel")
    );
    assert_eq!(number(&dense, "offset"), 9.0 * 6.0 + 6.0);
    assert_eq!(get(&dense, "trainable"), JsValue::TRUE);
    let shape: Array = get(&dense, "shape").dyn_into().expect("an array");
    assert_eq!(shape.to_vec(), [JsValue::from(96), JsValue::from(2)]);
    assert_eq!(network.weights().len(), 9 * 6 + 6 + 96 * 2 + 2);
}

/// Builds with `change` made to `spec` and returns the message of the error.
fn spec_error(change: &str) -> String {
    let spec = js(&format!("((spec) => {{ {change}; return spec; }})({SPEC})"));
    message(Network::new(spec, 1.0).err())
}

fn message(error: Option<impl JsCast>) -> String {
    let error = error.expect("bad input was accepted");
    error_of(error).message().into()
}

/// What JavaScript catches.
fn error_of(error: impl JsCast) -> Error {
    error.dyn_into().unwrap_or_else(|_| panic!("not an Error"))
}

#[wasm_bindgen_test]
fn errors_name_the_place_what_was_given_and_what_was_expected() {
    for (change, expected) in [
        (
            "spec.layers[0].type = 'convv'",
            ["layers[0]", "`convv`", "`conv`"],
        ),
        (
            "spec.layers[1].function = 'swish'",
            ["layers[1]", "`swish`", "`silu`"],
        ),
        (
            "delete spec.layers[0].kernel",
            ["layers[0]", "missing field", "`kernel`"],
        ),
        (
            "spec.layers[3].units = 1e9",
            ["layers[3]", "1000000000", "67108864"],
        ),
        (
            "spec.layers[3].units = 1e12",
            ["layers[3]", "1000000000000", "whole number"],
        ),
        (
            "spec.layers[3].units = 2.5",
            ["layers[3]", "2.5", "whole number"],
        ),
        (
            "spec.layers[3].units = -1",
            ["layers[3]", "-1", "whole number"],
        ),
        (
            "spec.layers[0].filters = 0",
            ["layers[0]", "filters is 0", "at least 1"],
        ),
        (
            "spec.layers[2].size = 9",
            ["layers[2]", "size 9", "8×8 map"],
        ),
        (
            "spec.layers[0].padding = 'full'",
            ["layers[0]", "\"full\"", "\"same\""],
        ),
        (
            "spec.layers[0].colour = 'red'",
            ["layers[0]", "unknown field", "`colour`"],
        ),
        (
            "delete spec.input.width",
            ["input", "missing field", "`width`"],
        ),
        ("delete spec.loss", ["spec", "missing field", "`loss`"]),
        ("spec.loss = 'hinge'", ["loss", "`hinge`", "`mse`"]),
        (
            "spec.optimizer.learning_rate = NaN",
            ["optimizer", "learning_rate is NaN", "above 0"],
        ),
        (
            "spec.optimizer.learning_rate = 'fast'",
            ["optimizer", "fast", "a number"],
        ),
        ("spec.layers = {}", ["layers", "invalid type", "sequence"]),
        (
            "spec = null",
            ["spec", "invalid type", "an object with input"],
        ),
        ("spec = 'conv'", ["spec", "conv", "an object with input"]),
        (
            "spec.layers[0] = 'conv'",
            ["layers[0]", "conv", "the type of a layer"],
        ),
        (
            "spec.optimizer = 1",
            ["optimizer", "1", "the type of an optimizer"],
        ),
        ("spec.input = 7", ["input", "invalid type", "height, width"]),
    ] {
        let message = spec_error(change);
        for part in expected {
            assert!(
                message.contains(part),
                "{change}: {message:?} does not contain {part:?}"
            );
        }
    }
    for seed in [-1.0, 0.5, f64::NAN, 1e300] {
        let message = message(Network::new(js(SPEC), seed).err());
        assert!(message.contains("whole number"), "{message}");
    }
}

/// Three times this is 2 in 32 bits.
#[wasm_bindgen_test]
fn a_stride_beyond_every_map_overflows_nothing() {
    let spec = js(&format!(
        "Object.assign({SPEC}, {{ layers: [
            {{ type: 'conv', filters: 6, kernel: 3, stride: 1431655766 }},
            {{ type: 'dense', units: 2 }},
        ] }})"
    ));
    let mut network = Network::new(spec, 1.0).unwrap();
    let (inputs, targets) = examples(2);
    network.train_step(&inputs, &targets).unwrap();
    assert_eq!(network.predict(&inputs).unwrap().len(), 4);
}

#[wasm_bindgen_test]
fn wrong_data_is_refused_and_changes_nothing() {
    let mut network = network();
    let (inputs, targets) = examples(4);
    network.train_step(&inputs, &targets).unwrap();
    let before = network.weights();
    let mut with_nan = inputs.clone();
    with_nan[3] = f32::NAN;
    assert!(message(network.train_step(&[], &[]).err()).contains("got 0 values"));
    assert!(message(network.train_step(&inputs[1..], &targets).err()).contains("got 255"));
    assert!(message(network.train_step(&inputs, &targets[1..]).err()).contains("expected 8"));
    assert!(message(network.train_step(&with_nan, &targets).err()).contains("inputs[3] is NaN"));
    assert!(message(network.predict(&[0.0]).err()).contains("8×8×1"));
    assert!(message(network.apply_gradients(&[0.0], None).err()).contains("got 1 values"));
    assert!(message(network.set_weights(&[0.0]).err()).contains("got 1 values"));
    assert_eq!(network.weights(), before);
}

#[wasm_bindgen_test]
fn divergence_has_a_name() {
    let spec = js(&format!(
        "Object.assign({SPEC}, {{ optimizer: {{ type: 'sgd', learning_rate: 1e30 }} }})"
    ));
    let mut network = Network::new(spec, 1.0).unwrap();
    let (inputs, targets) = examples(4);
    let error = loop {
        if let Err(error) = network.train_step(&inputs, &targets) {
            break error;
        }
    };
    assert_eq!(error_of(error).name(), "DivergedError");
    assert!(network.weights().iter().all(|w| w.is_finite()));
}

#[wasm_bindgen_test]
fn canvas_bytes_become_input() {
    let bytes = [255, 0, 51, 9, 0, 0, 0, 0];
    assert_eq!(
        rgba_to_input(&bytes, 3.0).unwrap(),
        [1.0, -1.0, -0.6, -1.0, -1.0, -1.0]
    );
    assert_eq!(rgba_to_input(&bytes, 1.0).unwrap().len(), 2);
    assert!(message(rgba_to_input(&bytes[1..], 3.0).err()).contains("7 bytes"));
    assert!(message(rgba_to_input(&bytes, 4.0).err()).contains("got 4"));
    assert!(message(rgba_to_input(&bytes, 1.5).err()).contains("got 1.5"));
}

#[wasm_bindgen_test]
fn bytes_go_the_same_way_as_their_input() {
    let rgba: Vec<u8> = (0..3 * 8 * 8 * 4).map(|i| (i * 37 % 256) as u8).collect();
    let targets = [1.0, 0.0, 0.0, 1.0, 1.0, 0.0];
    let inputs = rgba_to_input(&rgba, 1.0).unwrap();
    let (mut one, mut other) = (network(), network());
    assert_eq!(
        one.predict_rgba(&rgba).unwrap(),
        other.predict(&inputs).unwrap()
    );
    one.train_step_rgba(&rgba, &targets, JsValue::UNDEFINED)
        .unwrap();
    other.train_step(&inputs, &targets).unwrap();
    assert_eq!(one.weights(), other.weights());
    one.train_step_rgba(&rgba, &targets, js("{ seed: 1, first: 0 }"))
        .unwrap();
    other.train_step(&inputs, &targets).unwrap();
    assert_ne!(one.weights(), other.weights());
    assert!(message(one.predict_rgba(&rgba[1..]).err()).contains("767 bytes"));
    for (augmentation, expected) in [
        ("{ seed: 1, first: 0.5 }", "augmentation.first: got 0.5"),
        ("{ seed: 1 }", "augmentation: missing field `first`"),
        ("{ seed: '1', first: 0 }", "expected a number"),
        ("7", "augmentation: missing field `seed`"),
    ] {
        let error = one.train_step_rgba(&rgba, &targets, js(augmentation)).err();
        let message = message(error);
        assert!(message.contains(expected), "{message}");
    }
}

#[wasm_bindgen_test]
fn a_state_and_the_gradients_of_shares_carry_training_over() {
    let (inputs, targets) = examples(6);
    let (mut one, mut other) = (network(), network());
    one.train_step(&inputs, &targets).unwrap();
    other.set_state(one.state()).unwrap();
    let found = one.gradients(&inputs, &targets).unwrap();
    let gradients: Float32Array = get(&found, "gradients").unchecked_into();
    let statistics: Float64Array = get(&found, "statistics").unchecked_into();
    for network in [&mut one, &mut other] {
        network
            .apply_gradients(&gradients.to_vec(), Some(statistics.to_vec()))
            .unwrap();
    }
    assert_eq!(one.weights(), other.weights());
    assert!(message(one.set_state(js("{}")).err()).contains("missing field `weights`"));
    let without_steps =
        js("({ weights: new Float32Array(1), memory: new Float32Array(1), steps: -1 })");
    assert!(message(one.set_state(without_steps).err()).contains("state.steps: got -1"));
}

#[wasm_bindgen_test]
fn memory_does_not_grow_over_a_thousand_steps() {
    let pages = || {
        let memory = wasm_bindgen::memory().unchecked_into::<Object>();
        number(&get(&memory, "buffer"), "byteLength")
    };
    let mut network = network();
    let (inputs, targets) = examples(8);
    let mut round = || {
        network.train_step(&inputs, &targets).unwrap();
        network.predict(&inputs).unwrap();
        let report = network.gradients(&inputs, &targets).unwrap();
        let gradients: Float32Array = get(&report, "gradients").unchecked_into();
        network.apply_gradients(&gradients.to_vec(), None).unwrap();
        network.evaluate(&inputs, &targets).unwrap();
    };
    (0..10).for_each(|_| round());
    let before = pages();
    (0..1000).for_each(|_| round());
    assert_eq!(pages(), before);
}
