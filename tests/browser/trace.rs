//! Does a trace show in a browser what the network computes there, and is what it is asked read safely? That the numbers are
//! right, tests/trace.rs and tests/reference.rs ask.

use crate::common::{self, assert_close};
use crate::js::{bytes, call, floats, get, js, message, number, pages, text};
use js_sys::{Array, Float32Array};
use tab_trainer::bindings::{Network, Trace, network_of, palette};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::ImageData;

const SIDE: usize = 8;

/// Of the trace's layers; 0 is the picture.
const CONV: u32 = 1;
const RELU: u32 = 2;
const POOL: u32 = 3;
const DENSE: u32 = 4;

const SPEC: &str = r#"{
    input: { height: 8, width: 8, channels: 1 },
    layers: [
        { type: "conv", filters: 3, kernel: 3, padding: "valid" },
        { type: "activation", function: "tanh" },
        { type: "max_pool", size: 2 },
        { type: "dense", units: 2 },
    ],
    loss: "cross_entropy",
    optimizer: { type: "sgd", learning_rate: 0.125 },
}"#;

fn network() -> Network {
    build(SPEC)
}

fn build(spec: &str) -> Network {
    Network::new(js(spec), 1.into()).expect("a valid spec")
}

/// [h, w, c]
fn picture() -> Vec<f32> {
    let pixel = |i: usize| (i * 37 % 64) as f32 / 32.0 - 1.0;
    (0..SIDE * SIDE).map(pixel).collect()
}

fn trace(network: &Network) -> Trace {
    let target = network.target_of(1.into()).unwrap();
    let trace = network.trace(floats(&picture()), floats(&target));
    trace.expect("a trace")
}

fn maps(trace: &Trace, layer: u32, which: &str) -> Vec<f32> {
    trace.maps(layer.into(), which.into()).unwrap()
}

fn values(trace: &Trace, layer: u32, which: &str) -> Vec<f32> {
    trace.values(layer.into(), which.into()).unwrap()
}

fn list(object: &JsValue, path: &str) -> Vec<JsValue> {
    Array::from(&get(object, path)).to_vec()
}

fn numbers(object: &JsValue, path: &str) -> Vec<f64> {
    let numbers = list(object, path);
    let numbers = numbers.iter().map(|it| it.as_f64().expect("a number"));
    numbers.collect()
}

/// Σ of what two keys of each term multiply to.
fn sum(terms: &JsValue, factors: [&str; 2]) -> f64 {
    let products = list(terms, "terms").into_iter();
    let products = products.map(|term| factors.map(|key| number(&term, key)));
    products.map(|[a, b]| a * b).sum()
}

#[wasm_bindgen_test]
fn a_trace_is_a_step_that_is_not_taken() {
    let network = network();
    let (before, input) = (network.weights(), floats(&picture()));
    let trace = trace(&network);
    assert_eq!(network.weights(), before);
    let summary = trace.summary();
    let predictions = network.predict(input.clone()).unwrap();
    let predictions: Vec<f64> = predictions.into_iter().map(f64::from).collect();
    assert_close(
        "predictions",
        &numbers(&summary, "predictions"),
        &predictions,
        1e-6,
    );
    assert_eq!(numbers(&summary, "targets"), [0.0, 1.0]);
    assert_eq!(number(&summary, "learning_rate"), 0.125);
    let correct = predictions[1] > predictions[0];
    assert_eq!(get(&summary, "correct"), JsValue::from(correct));
    let report = network.gradients(input.clone(), js("[0, 1]")).unwrap();
    assert_close(
        "loss",
        &[number(&summary, "loss")],
        &[number(&report, "loss")],
        1e-6,
    );
    let gradients = Float32Array::from(get(&report, "gradients")).to_vec();
    let all = |which| {
        [CONV, DENSE]
            .map(|layer| values(&trace, layer, which))
            .concat()
    };
    assert_eq!(all("before"), before);
    assert_close("gradients", &all("gradient"), &gradients, 1e-5);
    network.train_step(input.clone(), js("[0, 1]")).unwrap();
    assert_close("weights", &all("after"), &network.weights(), 1e-6);
    let updates: Vec<f32> = all("gradient").iter().map(|g| -0.125 * g).collect();
    assert_close("updates", &all("update"), &updates, 1e-5);
    let after = network.gradients(input, js("[0, 1]")).unwrap();
    let loss_after = number(&summary, "loss_after");
    assert_close("loss after", &[loss_after], &[number(&after, "loss")], 1e-5);
    assert!(loss_after < number(&summary, "loss"));
}

#[wasm_bindgen_test]
fn a_summary_is_a_plain_object() {
    let summary = trace(&network()).summary();
    assert_eq!(get(&summary, "non_finite"), JsValue::NULL);
    let layers = list(&summary, "layers");
    let names = layers.iter().map(|layer| text(layer, "name"));
    assert_eq!(
        names.collect::<Vec<_>>(),
        ["input", "layers[0]", "layers[1]", "layers[2]", "layers[3]"]
    );
    let kinds = layers.iter().map(|layer| text(layer, "kind"));
    assert_eq!(
        kinds.collect::<Vec<_>>(),
        ["input", "conv", "activation", "max_pool", "dense"]
    );
    assert_eq!(get(&layers[0], "spec"), JsValue::NULL);
    assert_eq!(number(&layers[1], "spec.stride"), 1.0, "what was left out");
    assert_eq!(number(&layers[1], "output.height"), 6.0);
    assert_eq!(number(&layers[3], "output.channels"), 3.0);
    let sources: Vec<_> = layers
        .iter()
        .map(|layer| numbers(layer, "sources"))
        .collect();
    assert_eq!(
        sources,
        [vec![], vec![0.0], vec![1.0], vec![2.0], vec![3.0]]
    );
    assert_eq!(text(&layers[1], "parameters.0.name"), "kernel");
    assert_eq!(
        numbers(&layers[1], "parameters.0.shape"),
        [3.0, 3.0, 1.0, 3.0]
    );
    assert_eq!(number(&layers[4], "parameters.1.offset"), 30.0 + 54.0);
    assert_eq!(get(&layers[4], "parameters.1.trainable"), JsValue::TRUE);
    assert_eq!(get(&layers[1], "has_delta"), JsValue::TRUE);
}

#[wasm_bindgen_test]
fn a_larger_picture_is_reduced() {
    let network = network();
    // Grey that rises evenly, so that the mean around a place is what stands there.
    let rgba = |scale: usize| -> Vec<u8> {
        let side = SIDE * scale;
        let middle = |at: usize| (2 * at + 1) as f32 / (2 * scale) as f32; // in pixels of the network
        let pixels = (0..side * side).map(|i| 10.0 * middle(i % side) + 20.0 * middle(i / side));
        let pixels = pixels.map(|level| level.round() as u8);
        pixels
            .flat_map(|level| [level, level, level, 255])
            .collect()
    };
    let target = || js("[1, 0]");
    let input = |trace: Trace| maps(&trace, 0, "output");
    let small = input(network.trace_rgba(bytes(&rgba(1)), target()).unwrap());
    let expected = rgba(1).into_iter().step_by(4);
    let expected = expected.map(|level| f32::from(level) / 127.5 - 1.0);
    assert_close("pixels", &small, &expected.collect::<Vec<_>>(), 1e-6);
    let large = input(network.trace_rgba(bytes(&rgba(3)), target()).unwrap());
    // But for the edges, beyond which there is nothing.
    let inner = |pixels: &[f32]| -> Vec<f32> {
        let rows = pixels.chunks_exact(SIDE).skip(1).take(SIDE - 2);
        rows.flat_map(|row| row[1..SIDE - 1].to_vec()).collect()
    };
    common::assert_within("pixels", &inner(&large), &inner(&small), 2.0 / 127.5);
    // Its own copy: one made from here would be a view of memory that moves.
    let image = call(
        "(bytes) => new ImageData(Uint8ClampedArray.from(bytes), 8)",
        &Array::of1(&bytes(&rgba(1))),
    );
    let image = network.trace_image_data(image.unwrap(), target());
    assert_eq!(input(image.unwrap()), small);
    for (wrong, expected) in [
        (
            &rgba(3)[4..],
            "2300 bytes; expected 256, one picture of 8×8",
        ),
        (&rgba(1)[..128], "128 bytes; expected 256"),
    ] {
        let message = message(network.trace_rgba(bytes(wrong), target()).err());
        assert!(message.contains(expected), "{message}");
    }
}

#[wasm_bindgen_test]
fn terms_add_up() {
    let trace = trace(&network());
    let at =
        |map: &[f32], side: usize, [y, x, c]: [usize; 3]| f64::from(map[(y * side + x) * 3 + c]);
    let (net, delta) = (maps(&trace, CONV, "output"), maps(&trace, CONV, "delta"));
    let y = maps(&trace, RELU, "output");
    for place in [[0, 0, 0], [5, 5, 2], [2, 3, 1]] {
        let [row, column, channel] = place.map(JsValue::from);
        let place_of = || (row.clone(), column.clone(), channel.clone());
        // 2.9
        let (row_, column_, channel_) = place_of();
        let terms = trace.terms(CONV.into(), row_, column_, channel_).unwrap();
        assert_eq!(text(&terms, "rule"), "sum");
        assert_eq!(list(&terms, "terms").len(), 9);
        let found = sum(&terms, ["value", "factor"]) + number(&terms, "bias");
        assert_close("net input", &[found], &[at(&net, 6, place)], 1e-5);
        // 2.10
        let (row_, column_, channel_) = place_of();
        let terms = trace.terms(RELU.into(), row_, column_, channel_).unwrap();
        assert_eq!(text(&terms, "rule"), "activation");
        let found = number(&terms, "terms.0.value").tanh();
        assert_close("output", &[found], &[at(&y, 6, place)], 1e-5);
        // 2.13, with tanh' = 1 − y²
        let (row_, column_, channel_) = place_of();
        let terms = trace
            .delta_terms(CONV.into(), row_, column_, channel_)
            .unwrap();
        let derivative = number(&terms, "derivative");
        assert_close("f'", &[derivative], &[1.0 - at(&y, 6, place).powi(2)], 1e-5);
        assert_eq!(number(&terms, "through"), f64::from(RELU));
        let found = derivative * sum(&terms, ["value", "factor"]);
        assert!((found - at(&delta, 6, place)).abs() < 1e-6, "{found}");
    }
    // Of the last layer: target less prediction.
    let last = trace
        .delta_terms(DENSE.into(), 0.into(), 0.into(), 1.into())
        .unwrap();
    let expected = 1.0 - number(&trace.summary(), "predictions.1");
    assert_eq!(text(&last, "rule"), "loss");
    assert_eq!(get(&last, "derivative"), JsValue::NULL);
    assert_close("δ", &[number(&last, "delta")], &[expected], 1e-6);
    // 2.12, at all 36 places.
    let gradients = values(&trace, CONV, "gradient");
    for weight in 0..30u32 {
        let found = trace.gradient_terms(CONV.into(), weight.into()).unwrap();
        assert_eq!(list(&found, "terms").len(), 36);
        assert_eq!(
            get(&found, "terms.0.from").is_null(),
            weight >= 27,
            "a bias reads nothing"
        );
        let expected = f64::from(gradients[weight as usize]);
        assert!(
            (-sum(&found, ["value", "delta"]) - expected).abs() < 1e-5,
            "{weight}"
        );
        assert_eq!(number(&found, "gradient"), expected);
    }
}

#[wasm_bindgen_test]
fn maxima_are_those_of_the_windows() {
    let trace = trace(&network());
    let (input, output) = (maps(&trace, RELU, "output"), maps(&trace, POOL, "output"));
    let maxima = trace.maxima(POOL.into()).unwrap();
    let winners: Vec<f32> = maxima
        .iter()
        .map(|&winner| input[winner as usize])
        .collect();
    assert_eq!(winners, output);
    assert!(trace.maxima(CONV.into()).unwrap().is_empty());
}

#[wasm_bindgen_test]
fn of_the_recipes_one_agrees() {
    let trace = trace(&network());
    let gradients = values(&trace, CONV, "gradient");
    for filter in 0..3usize {
        let found = trace.recipes(CONV.into(), filter.into(), 0.into()).unwrap();
        let own: Vec<f64> = (0..9).map(|k| gradients[k * 3 + filter].into()).collect();
        assert_close("neither", &numbers(&found, "neither.gradient"), &own, 1e-4);
        let agree = ["neither", "input_turned", "delta_turned"];
        let agree = agree.map(|recipe| get(&found, &format!("{recipe}.agrees")).is_truthy());
        assert_eq!(agree, [true, false, false]);
        let numerical = list(&found, "numerical");
        let known = numerical
            .iter()
            .zip(own)
            .filter_map(|(it, own)| Some((it.as_f64()?, own)));
        let (known, own): (Vec<_>, Vec<_>) = known.unzip();
        assert!(known.len() > 4, "{numerical:?}");
        let tolerance = number(&found, "tolerance");
        common::assert_within("numerical", &known, &own, tolerance);
    }
}

#[wasm_bindgen_test]
fn losses_fall_along_the_negative_gradient() {
    let network = network();
    let trace = trace(&network);
    let [loss, loss_after] = ["loss", "loss_after"].map(|key| number(&trace.summary(), key) as f32);
    let losses = |scope| trace.losses(js(scope), js("[0, 0.125]")).unwrap();
    assert_close("losses", &losses("({})"), &[loss, loss_after], 1e-6);
    for scope in ["({ layer: 1 })", "({ layer: 4, weight: 7 })"] {
        let found = losses(scope);
        assert!(
            found[1] < loss && found[1] > loss_after,
            "{scope}: {found:?}"
        );
    }
    assert_eq!(losses("({ layer: 2 })"), [loss, loss], "nothing to move");
    // What was shown before is shown again.
    assert_eq!(number(&trace.summary(), "loss") as f32, loss);
}

#[wasm_bindgen_test]
fn maps_are_painted() {
    let trace = trace(&network());
    let paint = |layer: u32, which: &str, painting: &str| -> ImageData {
        let image = trace
            .paint(layer.into(), which.into(), js(painting))
            .unwrap();
        image.dyn_into().expect("an ImageData")
    };
    let size = |image: &ImageData| [image.width(), image.height()];
    let none = "undefined";
    // Three maps of 6×6, two and one, with a pixel between them; and the picture.
    assert_eq!(size(&paint(CONV, "output", none)), [13, 13]);
    assert_eq!(size(&paint(CONV, "delta", "({ columns: 3 })")), [20, 6]);
    assert_eq!(size(&paint(CONV, "delta", "({ channel: 2 })")), [6, 6]);
    assert_eq!(size(&paint(0, "output", none)), [8, 8]);
    // A row for each channel, a column for each filter.
    let kernel = |layer: u32, which: &str| {
        let image = trace.paint_kernel(layer.into(), which.into(), JsValue::UNDEFINED);
        image.unwrap()
    };
    for which in ["before", "gradient", "update", "after"] {
        let image: ImageData = kernel(CONV, which).dyn_into().expect("an ImageData");
        assert_eq!(size(&image), [11, 3], "{which}");
    }
    assert_eq!(kernel(POOL, "before"), JsValue::NULL);
    // The colours are those of the palette: here of the largest value, and beyond a scale.
    let map = maps(&trace, CONV, "output");
    let top = (0..36)
        .max_by(|&i, &j| map[i * 3].abs().total_cmp(&map[j * 3].abs()))
        .unwrap();
    let end = if map[top * 3] > 0.0 { 254 } else { 0 };
    for dark in [false, true] {
        let palette = palette(dark);
        assert_eq!(palette.len(), 4 * 255);
        let painting = format!("({{ channel: 0, dark: {dark}, scale: 0.001 }})");
        let image = paint(CONV, "output", &painting).data();
        assert_eq!(image[4 * top..][..4], palette[4 * end..][..4]);
    }
    // What was painted stays, whatever else is computed.
    let painted = paint(CONV, "output", none);
    let before = painted.data();
    for dark in ["({ dark: true })", "({ columns: 1 })"] {
        paint(CONV, "delta", dark);
        self::trace(&network());
    }
    assert_eq!(painted.data(), before);
    let largest = trace.largest(CONV.into(), "output".into()).unwrap();
    assert_eq!(largest, common::magnitude(&map) as f32);
}

#[wasm_bindgen_test]
fn targets_and_networks_are_those_of_a_training() {
    let mse = SPEC.replace("cross_entropy", "mse");
    let one = mse.replace("units: 2", "units: 1");
    for (spec, class, expected) in [
        (SPEC, 0, [1.0, 0.0].as_slice()),
        (SPEC, 1, &[0.0, 1.0]),
        (&mse, 1, &[-1.0, 1.0]),
    ] {
        assert_eq!(build(spec).target_of(class.into()).unwrap(), expected);
    }
    let both = [0, 1].map(|class| build(&one).target_of(class.into()).unwrap());
    assert_eq!(both.concat().iter().sum::<f32>(), 0.0, "{both:?}");
    let error = message(network().target_of(2.into()).err());
    assert_eq!(error, "class: got 2; the network tells 2 classes apart");

    let spec = network_of(js("({ classes: ['A', 'B', 'C'], method: 'tiny' })")).unwrap();
    let network = Network::new(spec, 1.into()).unwrap();
    assert_eq!(network.target_of(2.into()).unwrap(), [0.0, 0.0, 1.0]);
    let error = message(network_of(js("({ classes: ['A'], method: 'huge' })")).err());
    assert!(error.contains("`huge`"), "{error}");
}

#[wasm_bindgen_test]
fn a_network_that_is_too_large_says_how_large() {
    let small = network().trace_size();
    assert!(number(&small, "bytes") < 1e6 && number(&small, "limit") > 1e8);
    let spec = SPEC.replace("height: 8, width: 8", "height: 1600, width: 1600");
    let network = build(&spec);
    assert!(number(&network.trace_size(), "bytes") > number(&small, "limit"));
    let picture = floats(&vec![0.0; 1600 * 1600]);
    let error = network
        .trace(picture, js("[1, 0]"))
        .err()
        .expect("too large");
    assert_eq!(error.name(), "MemoryError");
    assert!(String::from(error.message()).contains(" MB"));
}

#[wasm_bindgen_test]
fn what_cannot_be_shown_is_refused() {
    let (input, network) = (floats(&picture()), network());
    let refused =
        |input: &JsValue, target: &str| message(network.trace(input.clone(), js(target)).err());
    assert!(refused(&js("new Float32Array(128)"), "[1, 0, 1, 0]").contains("got 2 pictures"));
    assert!(refused(&input, "[1]").contains("targets"));
    assert!(refused(&input, "[1, NaN]").contains("NaN"));
    let trace = JsValue::from(trace(&network));
    for (question, expected) in [
        (
            "it.maps(5, 'output')",
            "layer: got 5; expected a layer of this trace, 0 to 4",
        ),
        ("it.maps(-1, 'output')", "layer: got -1"),
        ("it.maps('conv', 'output')", "layer: got \"conv\""),
        (
            "it.maps(1)",
            "which: got null; expected \"output\" or \"delta\"",
        ),
        ("it.maps(1, 'deltas')", "`deltas`"),
        ("it.values(1, 'weights')", "`weights`"),
        (
            "it.terms(1, 6, 0, 0)",
            "place: got row 6, column 0, channel 0 of maps of 6×6×3",
        ),
        ("it.terms(0, 0, 0, 0)", "the picture"),
        ("it.delta_terms(1, 0, 0.5, 0)", "x: got 0.5"),
        ("it.gradient_terms(1, 30)", "weight: got 30"),
        ("it.gradient_terms(2, 0)", "weight: got 0"),
        (
            "it.recipes(4, 0, 0)",
            "layer: got 4; expected a convolution",
        ),
        ("it.recipes(1, 0, 1)", "filter 0 and channel 1"),
        ("it.losses({ layers: 1 }, [0])", "unknown field `layers`"),
        ("it.losses({ layer: 1, weight: 99 }, [0])", "weight: got 99"),
        ("it.losses({}, [NaN])", "alphas[0]: got \"NaN\""),
        (
            "it.paint(1, 'output', { colour: 1 })",
            "unknown field `colour`",
        ),
        (
            "it.paint(1, 'output', { channel: 3 })",
            "painting.channel: got 3; there are 3 maps",
        ),
        ("it.largest(9, 'delta')", "layer: got 9"),
    ] {
        let error = call(&format!("(it) => {question}"), &Array::of1(&trace));
        let error = message(error.err().map(JsValue::unchecked_into));
        assert!(error.contains(expected), "{question}: {error}");
    }
}

/// The caller's code may use network and trace while what it hands over is read, and may throw.
#[wasm_bindgen_test]
fn a_getter_may_look_and_may_throw() {
    let network = network();
    let arguments = Array::of2(&trace(&network).into(), &network.into());
    let painted = call(
        "(trace, network) => trace.paint(1, 'output', {
            get columns() { return trace.summary().layers.length + network.weights().length; },
        }).width",
        &arguments,
    );
    assert_eq!(painted.expect("a picture"), JsValue::from(20));
    let thrown = call(
        "(trace) => trace.losses({ get layer() { trace.summary(); throw new Error('no layer'); } }, [0])",
        &arguments,
    );
    let error = message(thrown.err().map(JsValue::unchecked_into));
    assert!(error.contains("no layer"), "{error}");
    let after = call("(trace) => trace.summary().loss", &arguments);
    assert!(after.expect("it answers").as_f64().unwrap() > 0.0);
}

#[wasm_bindgen_test]
fn a_freed_trace_throws_and_the_network_goes_on() {
    let network = network();
    let arguments = Array::of2(&trace(&network).into(), &network.into());
    let kind = call(
        "(trace) => { trace.free(); try { trace.summary(); } catch (error) { return error instanceof Error; } }",
        &arguments,
    );
    assert_eq!(kind.expect("a kind"), JsValue::TRUE);
    let again = call(
        "(trace, network) => network.trace(new Float32Array(64), [1, 0]).summary().loss",
        &arguments,
    );
    assert!(again.expect("a loss").as_f64().unwrap() > 0.0);
}

#[wasm_bindgen_test]
fn traces_give_their_memory_back() {
    let network = network();
    let look = || {
        let trace = trace(&network);
        trace.recipes(CONV.into(), 0.into(), 0.into()).unwrap();
        trace
            .paint(CONV.into(), "output".into(), JsValue::UNDEFINED)
            .unwrap();
        trace.summary();
    };
    (0..10).for_each(|_| look());
    let before = pages();
    (0..300).for_each(|_| look());
    assert_eq!(pages(), before);
}
