//! Network: answers, training, specs and errors, as natively.

use crate::js::{bytes, floats, get, js, message, number, pages};
use js_sys::{Array, Error, Float32Array, Function, Promise, Reflect, Uint8Array};
use tab_trainer::bindings::{Network, load_stem, rgba_to_input};
use tab_trainer::spec::StemId;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

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
    build(js(SPEC)).expect("a valid spec")
}

fn build(spec: JsValue) -> Result<Network, Error> {
    Network::new(spec, 1.into())
}

/// `n` pictures of a bright row (class 0) or column (class 1).
fn examples(n: usize) -> (JsValue, JsValue) {
    let (inputs, targets) = numbers(n);
    (floats(&inputs), floats(&targets))
}

fn numbers(n: usize) -> (Vec<f32>, Vec<f32>) {
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
        assert_eq!(
            crate::fingerprint::fingerprint(),
            crate::fingerprint::EXPECTED
        );
    }
}

#[wasm_bindgen_test]
fn random_networks_mean_the_same_on_both_paths() {
    crate::specs::assert_random_networks_agree(0..100);
}

#[wasm_bindgen_test]
fn activations_agree_with_f64_over_the_whole_range() {
    crate::activations::assert_activations_agree();
}

/// A file of the repository, which wasm-bindgen's server has, too; `None` where there is none.
async fn file(path: &str) -> Option<Vec<u8>> {
    let fetch = format!("fetch('/{path}').then((file) => file.ok ? file.arrayBuffer() : null)");
    let buffer = js(&fetch).unchecked_into::<Promise>().await;
    let buffer = buffer.expect("an answer");
    (!buffer.is_null()).then(|| Uint8Array::new(&buffer).to_vec())
}

#[wasm_bindgen_test]
async fn features_are_those_of_other_engines() {
    let others = file(crate::stems::REFERENCE).await.expect("the pictures");
    let large = file(crate::stems::LARGE)
        .await
        .expect("the features of `large`");
    for stem in StemId::ALL {
        let Some(weights) = file(&crate::stems::weights(stem)).await else {
            assert_eq!(stem, StemId::Large, "a stem is missing");
            continue;
        };
        load_stem(stem.name().into(), bytes(&weights)).unwrap();
        crate::stems::assert_features(stem, &others, &large);
    }
}

#[wasm_bindgen_test]
fn a_network_learns() {
    let network = network();
    let (inputs, targets) = examples(32);
    let first = network.train_step(inputs.clone(), targets.clone()).unwrap();
    assert!(number(&first, "gradient_norm") > 0.0);
    for _ in 0..60 {
        network.train_step(inputs.clone(), targets.clone()).unwrap();
    }
    let report = network.evaluate(inputs.clone(), targets.clone()).unwrap();
    assert!(
        number(&report, "loss") < 0.2 * number(&first, "loss"),
        "{report:?}"
    );
    assert_eq!(number(&report, "correct"), 32.0);
    let predictions = network.predict(floats(&numbers(1).0)).unwrap();
    assert!(predictions[0] > 0.5 && (predictions[0] + predictions[1] - 1.0).abs() < 1e-5);
}

#[wasm_bindgen_test]
fn gradients_and_apply_gradients_are_a_step() {
    let (one, other) = (network(), network());
    let (inputs, targets) = examples(6);
    one.train_step(inputs.clone(), targets.clone()).unwrap();
    let report = other.gradients(inputs.clone(), targets.clone()).unwrap();
    let gradients: Float32Array = get(&report, "gradients")
        .dyn_into()
        .expect("a Float32Array");
    let gradients = gradients.into();
    other
        .apply_gradients(gradients, JsValue::UNDEFINED)
        .unwrap();
    assert_eq!(one.weights(), other.weights());
}

#[wasm_bindgen_test]
fn backpropagation_agrees_with_differences_of_the_loss() {
    let network = network();
    let (inputs, targets) = examples(4);
    let layers = network.check_gradients(inputs.clone(), targets.clone());
    let layers: Array = layers.unwrap().dyn_into().expect("an array");
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
    let network = network();
    let (inputs, targets) = examples(4);
    let health = network.health(inputs.clone(), targets.clone()).unwrap();
    assert_eq!(get(&health, "steps"), JsValue::NULL);
    let layers: Array = get(&health, "layers").dyn_into().expect("an array");
    assert_eq!(layers.length(), 2);
    assert_eq!(number(&layers.get(1), "layer"), 3.0);
    assert_eq!(get(&layers.get(1), "dead"), JsValue::NULL);
    assert!(number(&layers.get(0), "delta_norm") > 0.0);
    assert_eq!(
        get(&layers.get(0), "problems")
            .unchecked_into::<Array>()
            .length(),
        0
    );
    network.train_step(inputs.clone(), targets.clone()).unwrap();
    let health = network.health(inputs.clone(), targets.clone()).unwrap();
    assert_eq!(number(&health, "steps"), 1.0);
    let layers: Array = get(&health, "layers").dyn_into().expect("an array");
    assert!(number(&layers.get(0), "update_ratio") > 0.0);
    // Biases so low that ReLU is 0 wherever the filters, of nine weights each, look.
    let mut weights = network.weights();
    weights[6 * 9..6 * 10].fill(-100.0);
    network.set_weights(floats(&weights)).unwrap();
    let health = network.health(inputs.clone(), targets.clone()).unwrap();
    let problems: Array = get(&health, "problems").dyn_into().expect("an array");
    assert_eq!(problems.length(), 1);
    let [kind, layer, fraction, unit] =
        ["kind", "layer", "fraction", "unit"].map(|key| get(&problems.get(0), key));
    assert_eq!((kind, layer), ("dead_units".into(), 0.into()));
    assert_eq!((fraction, unit), (1.into(), "filters".into()));
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
    build(spec).expect("a valid spec");
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
    message(build(spec).err())
}

#[wasm_bindgen_test]
fn errors_name_the_place_what_was_given_and_what_was_expected() {
    for (change, expected) in [
        (
            "spec.layers[0].type = 'convv'",
            ["layers[0].type", "`convv`", "`conv`"],
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
            ["layers[3].units", "1000000000000", "whole number"],
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
            ["layers[0].filters", "got 0", "at least 1"],
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
            ["optimizer.learning_rate", "NaN", "a number"],
        ),
        (
            "spec.optimizer.learning_rate = 'fast'",
            ["optimizer", "fast", "a number"],
        ),
        ("spec.layers = {}", ["layers", "an object", "a list"]),
        ("spec = null", ["spec", "null", "an object with input"]),
        ("spec = 'conv'", ["spec", "conv", "an object with input"]),
        (
            "spec.layers[0] = 'conv'",
            ["layers[0]", "conv", "an object with a type"],
        ),
        (
            "spec.optimizer = 1",
            ["optimizer", "1", "an object with a type"],
        ),
        ("spec.input = 7", ["input", "got 7", "height, width"]),
    ] {
        let message = spec_error(change);
        for part in expected {
            assert!(
                message.contains(part),
                "{change}: {message:?} does not contain {part:?}"
            );
        }
    }
    for (seed, given) in [
        ("-1", "-1"),
        ("0.5", "0.5"),
        ("NaN", "NaN"),
        ("1e300", "1000"),
        ("'7'", "\"7\""),
        ("null", "null"),
        ("undefined", "nothing"),
        ("true", "true"),
        ("1n", "a BigInt"),
        ("[7]", "a list"),
        ("({})", "an object"),
    ] {
        let message = message(Network::new(js(SPEC), js(seed)).err());
        let begin = format!("seed: got {given}");
        assert!(
            message.starts_with(&begin) && message.contains("expected a whole number"),
            "{message}"
        );
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
    let network = build(spec).unwrap();
    let (inputs, targets) = examples(2);
    network.train_step(inputs.clone(), targets.clone()).unwrap();
    assert_eq!(network.predict(inputs.clone()).unwrap().len(), 4);
}

#[wasm_bindgen_test]
fn wrong_data_is_refused_and_changes_nothing() {
    let network = network();
    let (inputs, targets) = examples(4);
    network.train_step(inputs.clone(), targets.clone()).unwrap();
    let before = network.weights();
    let (numbers, _) = numbers(4);
    let short = floats(&numbers[1..]);
    let mut with_nan = numbers.clone();
    with_nan[3] = f32::NAN;
    let none = || JsValue::UNDEFINED;
    for (result, expected) in [
        (network.train_step(js("[]"), js("[]")), "got 0 values"),
        (network.train_step(short, targets.clone()), "got 255"),
        (
            network.train_step(inputs.clone(), js("[1, 0, 1]")),
            "expected 8",
        ),
        (
            network.train_step(floats(&with_nan), targets.clone()),
            "inputs[3]: got NaN",
        ),
        (
            network.train_step(inputs.clone(), none()),
            "targets: got nothing; expected a Float32Array",
        ),
        (
            network.train_step(inputs.clone(), js("[1, 0, -1, 1, 1, 0, 0, 1]")),
            "targets: picture 1 has -1; cross_entropy expects probabilities",
        ),
        (
            network.evaluate(inputs.clone(), js("[1, 0, 1, 0, 1, 1, 0, 1]")),
            "targets: those of picture 2 add up to 2; cross_entropy expects probabilities",
        ),
        (
            network.predict(js("[0]")).map(|_| JsValue::UNDEFINED),
            "8×8×1",
        ),
        (
            network
                .apply_gradients(js("[0]"), none())
                .map(|_| JsValue::UNDEFINED),
            "got 1 values",
        ),
        (
            network.set_weights(js("[0]")).map(|_| JsValue::UNDEFINED),
            "got 1 values",
        ),
        (
            network
                .set_weights(js("'1'.repeat(254)"))
                .map(|_| JsValue::UNDEFINED),
            "expected a Float32Array",
        ),
        (
            network
                .set_weights(js("[[1], [2]]"))
                .map(|_| JsValue::UNDEFINED),
            "weights[0]: got a list; expected a number",
        ),
        (
            network
                .predict_rgba(js("new ImageData(8, 8)"))
                .map(|_| JsValue::UNDEFINED),
            "rgba: got an ImageData; expected a Uint8Array",
        ),
    ] {
        let message = message(result.err());
        assert!(message.contains(expected), "{message}");
    }
    assert_eq!(network.weights(), before);
}

#[wasm_bindgen_test]
fn errors_have_details() {
    let network = network();
    let (inputs, _) = examples(4);
    let details = |error: Error| {
        let details = get(&error, "details");
        let text = js_sys::JSON::stringify(&details).unwrap();
        String::from(text)
    };
    let of = |targets| details(network.train_step(inputs.clone(), js(targets)).unwrap_err());
    assert_eq!(
        of("[1, 0, 1]"),
        r#"{"path":"targets","kind":"wrong_length","given":3,"expected":8}"#
    );
    assert_eq!(
        of("[1, 0, 1, 0, 1, 1, 0, 1]"),
        r#"{"path":"targets","kind":"no_probabilities","picture":2,"sum":2}"#
    );
    assert_eq!(of("1"), r#"{"path":"targets","kind":"wrong_value"}"#);
    let spec = js(&SPEC.replace("units: 2", "units: 'two'"));
    assert_eq!(
        details(build(spec).err().unwrap()),
        r#"{"path":"layers[3].units","kind":"wrong_value"}"#
    );
}

#[wasm_bindgen_test]
fn divergence_has_a_name() {
    let spec = js(&format!(
        "Object.assign({SPEC}, {{ optimizer: {{ type: 'sgd', learning_rate: 1e30 }} }})"
    ));
    let network = build(spec).unwrap();
    let (inputs, targets) = examples(4);
    let error = loop {
        if let Err(error) = network.train_step(inputs.clone(), targets.clone()) {
            break error;
        }
    };
    assert_eq!(error.name(), "DivergedError");
    assert!(network.weights().iter().all(|w| w.is_finite()));
}

#[wasm_bindgen_test]
fn canvas_bytes_become_input() {
    let pixels = [255, 0, 51, 9, 0, 0, 0, 0];
    let input = |channels: f64| rgba_to_input(bytes(&pixels), channels.into());
    assert_eq!(input(3.0).unwrap(), [1.0, -1.0, -0.6, -1.0, -1.0, -1.0]);
    assert_eq!(input(1.0).unwrap().len(), 2);
    assert!(message(rgba_to_input(bytes(&pixels[1..]), 3.into()).err()).contains("7 bytes"));
    assert!(message(input(4.0).err()).contains("got 4"));
    assert!(message(input(1.5).err()).contains("got 1.5"));
}

#[wasm_bindgen_test]
fn bytes_go_the_same_way_as_their_input() {
    let rgba: Vec<u8> = (0..3 * 8 * 8 * 4).map(|i| (i * 37 % 256) as u8).collect();
    let (half, rgba) = (bytes(&rgba[1..]), bytes(&rgba));
    let targets = floats(&[1.0, 0.0, 0.0, 1.0, 1.0, 0.0]);
    let inputs = floats(&rgba_to_input(rgba.clone(), 1.into()).unwrap());
    let (one, other) = (network(), network());
    assert_eq!(
        one.predict_rgba(rgba.clone()).unwrap(),
        other.predict(inputs.clone()).unwrap()
    );
    let step = |augmentation| one.train_step_rgba(rgba.clone(), targets.clone(), augmentation);
    step(JsValue::UNDEFINED).unwrap();
    other.train_step(inputs.clone(), targets.clone()).unwrap();
    assert_eq!(one.weights(), other.weights());
    step(js("{ seed: 1, first: 0 }")).unwrap();
    other.train_step(inputs, targets.clone()).unwrap();
    assert_ne!(one.weights(), other.weights());
    assert!(message(one.predict_rgba(half).err()).contains("767 bytes"));
    for (augmentation, expected) in [
        (
            "{ seed: 1, first: 0.5 }",
            "augmentation.first: got 0.5; expected a whole number",
        ),
        ("{ seed: 1 }", "augmentation: missing field `first`"),
        (
            "{ seed: '1', first: 0 }",
            "augmentation.seed: got \"1\"; expected a whole number",
        ),
        (
            "{ seed: 1, frist: 0 }",
            "augmentation: unknown field `frist`; did you mean `first`?",
        ),
        (
            "7",
            "augmentation: got 7; expected an object with seed, first",
        ),
    ] {
        let message = message(step(js(augmentation)).err());
        assert!(message.contains(expected), "{message}");
    }
}

#[wasm_bindgen_test]
fn a_state_and_the_gradients_of_shards_carry_training_over() {
    let (inputs, targets) = examples(6);
    let (one, other) = (network(), network());
    one.train_step(inputs.clone(), targets.clone()).unwrap();
    other.set_state(one.state()).unwrap();
    let found = one.gradients(inputs.clone(), targets.clone()).unwrap();
    let [gradients, statistics] = ["gradients", "statistics"].map(|key| get(&found, key));
    for network in [&one, &other] {
        network
            .apply_gradients(gradients.clone(), statistics.clone())
            .unwrap();
    }
    assert_eq!(one.weights(), other.weights());
    assert!(message(one.set_state(js("{}")).err()).contains("state.weights: got nothing"));
    let stray = js("({ weights: [], memory: [], steps: 1, step: 1 })");
    assert!(
        message(one.set_state(stray).err()).contains("unknown field `step`; did you mean `steps`?")
    );
    let without_steps =
        js("({ weights: new Float32Array(1), memory: new Float32Array(1), steps: -1 })");
    assert!(message(one.set_state(without_steps).err()).contains("state.steps: got -1"));
    let last = one.state();
    let most = 2f64.powi(53) - 1.0;
    Reflect::set(&last, &"steps".into(), &most.into()).unwrap();
    one.set_state(last).unwrap();
    one.train_step(inputs, targets).unwrap();
    assert_eq!(number(&one.state(), "steps"), most + 1.0);
}

#[wasm_bindgen_test]
fn memory_does_not_grow_over_a_thousand_steps() {
    let network = network();
    let (inputs, targets) = examples(8);
    let round = || {
        network.train_step(inputs.clone(), targets.clone()).unwrap();
        network.predict(inputs.clone()).unwrap();
        let report = network.gradients(inputs.clone(), targets.clone()).unwrap();
        let gradients = get(&report, "gradients");
        network
            .apply_gradients(gradients, JsValue::UNDEFINED)
            .unwrap();
        network.evaluate(inputs.clone(), targets.clone()).unwrap();
    };
    (0..10).for_each(|_| round());
    let before = pages();
    (0..1000).for_each(|_| round());
    assert_eq!(pages(), before);
}

#[wasm_bindgen_test]
fn image_data_knows_its_size() {
    let network = network();
    let image =
        "(() => { const image = new ImageData(8, 8); image.data.fill(99); return image; })()";
    let rgba = bytes(&[99; 8 * 8 * 4]);
    let one = network.predict_image_data(js(image)).unwrap();
    assert_eq!(one, network.predict_rgba(rgba).unwrap());
    let images = js(&format!("[{image}, {image}]"));
    let both = network.predict_image_data(images.clone()).unwrap();
    assert_eq!(both, [one.clone(), one].concat());
    let targets = js("[1, 0, 0, 1]");
    network
        .train_step_image_data(images, targets, js("({ seed: 1, first: 2 })"))
        .unwrap();
    for (wrong, expected) in [
        (
            "new ImageData(16, 4)",
            "image: got 4×16 pixels; expected 8×8",
        ),
        (
            "[new ImageData(8, 8), new ImageData(4, 4)]",
            "images[1]: got 4×4 pixels",
        ),
        (
            "[new ImageData(8, 8).data]",
            "images[0]: got another kind of array; expected an ImageData",
        ),
        ("undefined", "image: got nothing; expected an ImageData"),
        ("[]", "rgba: got 0 bytes"),
    ] {
        let message = message(network.predict_image_data(js(wrong)).err());
        assert!(message.contains(expected), "{message}");
    }
}

/// Values that throw while they are read, or that pretend to be something else.
const HOSTILE: &str = r#"[
    (() => { const it = new Float32Array(64); structuredClone(it.buffer, { transfer: [it.buffer] }); return it; })(),
    (() => { const it = new Uint8Array(64); structuredClone(it.buffer, { transfer: [it.buffer] }); return it; })(),
    (() => { const { proxy, revoke } = Proxy.revocable(new Float32Array(64), {}); revoke(); return proxy; })(),
    (() => { const { proxy, revoke } = Proxy.revocable([], {}); revoke(); return proxy; })(),
    new Proxy({}, new Proxy({}, { get() { throw new Error("every trap"); } })),
    new Proxy(new Float32Array(64), {}),
    new Proxy(new ImageData(8, 8), {}),
    Object.defineProperty(new Float32Array(3), "length", { get() { throw new Error("length"); } }),
    Object.defineProperty(new Float32Array(3), "constructor", { get() { throw new Error("constructor"); } }),
    Object.defineProperty(new ImageData(8, 8), "width", { get() { throw new Error("width"); } }),
    Object.setPrototypeOf(new DataView(new ArrayBuffer(64)), Float32Array.prototype),
    Object.setPrototypeOf({}, Float32Array.prototype),
    Object.defineProperty([1], 0, { get() { throw new Error("an item"); } }),
    (() => { const it = []; it.push(it); return it; })(),
    (() => { const it = {}; it.it = it; return it; })(),
    { get weights() { throw new Error("weights"); }, get seed() { throw new Error("seed"); } },
    { toString() { throw new Error("toString"); }, valueOf() { throw new Error("valueOf"); } },
    { toJSON() { throw { get message() { throw new Error("message"); } }; } },
    { toJSON() { throw null; } },
    Symbol("it"),
    1n,
    () => { throw new Error("called"); },
]"#;

/// Calls everything that takes a value, each `rounds` times with one of `hostile` in each place, and returns the number of
/// errors.
const STORM: &str = r#"(network, spec, hostile, rounds) => {
    const { constructor: Network } = network;
    const [inputs, targets, rgba] = [new Float32Array(64), new Float32Array([1, 0]), new Uint8Array(256)];
    const { gradients } = network.gradients(inputs, targets);
    const state = network.state();
    const calls = [
        (it) => new Network(it, 1),
        (it) => new Network({ ...spec, input: it }, 1),
        (it) => new Network({ ...spec, layers: [it] }, 1),
        (it) => new Network({ ...spec, optimizer: { type: "sgd", learning_rate: it } }, 1),
        (it) => new Network(spec, it),
        (it) => network.train_step(it, targets),
        (it) => network.train_step(inputs, it),
        (it) => network.train_step_rgba(it, targets),
        (it) => network.train_step_rgba(rgba, it),
        (it) => network.train_step_rgba(rgba, targets, it),
        (it) => network.train_step_rgba(rgba, targets, { seed: it, first: 0 }),
        (it) => network.train_step_image_data(it, targets),
        (it) => network.predict(it),
        (it) => network.predict_rgba(it),
        (it) => network.predict_image_data(it),
        (it) => network.predict_image_data([it]),
        (it) => network.gradients(it, targets),
        (it) => network.gradients(inputs, it),
        (it) => network.gradients_rgba(it, targets),
        (it) => network.gradients_rgba(rgba, it),
        (it) => network.gradients_rgba(rgba, targets, it),
        (it) => network.check_gradients(it, targets),
        (it) => network.check_gradients(inputs, it),
        (it) => network.health(it, targets),
        (it) => network.health(inputs, it),
        (it) => network.evaluate(it, targets),
        (it) => network.evaluate(inputs, it),
        (it) => network.evaluate_rgba(it, targets),
        (it) => network.evaluate_rgba(rgba, it),
        (it) => network.apply_gradients(it),
        (it) => network.apply_gradients(gradients, it),
        (it) => network.set_weights(it),
        (it) => network.set_state(it),
        (it) => network.set_state({ ...state, weights: it }),
        (it) => network.set_state({ ...state, memory: it }),
        (it) => network.set_state({ ...state, steps: it }),
    ];
    let errors = 0;
    for (const call of calls) {
        for (let round = 0; round < rounds; round++) {
            try {
                call(hostile[round % hostile.length]);
            } catch (error) {
                if (!(error instanceof Error) || error.name !== "InputError" && error.name !== "SpecError") {
                    throw new Error(`${call}, ${round % hostile.length}: ${error}`);
                }
                errors++;
            }
        }
    }
    return errors / calls.length;
}"#;

#[wasm_bindgen_test]
fn what_throws_while_it_is_read_locks_and_leaks_nothing() {
    let network = JsValue::from(network());
    let storm: Function = js(STORM).unchecked_into();
    let predict: Function = get(&network, "predict").unchecked_into();
    let predict = || -> Vec<f32> {
        let inputs = floats(&numbers(1).0);
        let found = predict.call1(&network, &inputs).expect("an answer");
        found.unchecked_into::<Float32Array>().to_vec()
    };
    let (before, hostile) = (predict(), js(HOSTILE));
    let errors = |rounds: u32| -> f64 {
        let arguments = Array::of4(&network, &js(SPEC), &hostile, &rounds.into());
        let errors = storm.apply(&JsValue::NULL, &arguments);
        errors.expect("nothing but errors").as_f64().unwrap()
    };
    errors(50);
    let before_storm = pages();
    assert_eq!(errors(2000), 2000.0);
    // A getter or proxy that throws while a field is looked up costs a slot of wasm-bindgen's table, a few bytes: less
    // than one page of 64 kB for all 72 000 errors, where a leak of the stack or of a buffer would be many.
    assert!(
        pages() - before_storm <= 65_536.0,
        "{} bytes",
        pages() - before_storm
    );
    assert_eq!(predict(), before);
}

/// The caller's code may use the network while it is read.
#[wasm_bindgen_test]
fn a_getter_may_call_the_network() {
    let network = JsValue::from(network());
    let call = js(
        "(network) => network.train_step_rgba(new Uint8Array(256), [1, 0], {
        get seed() { return network.predict(new Float32Array(64)).length; },
        first: 0,
    })",
    );
    let report = call
        .unchecked_into::<Function>()
        .call1(&JsValue::NULL, &network);
    assert!(number(&report.expect("a report"), "loss") > 0.0);
}
