//! Are the maps and the δ of a trace those of automatic differentiation? By `trace.py`, for one picture of some cases.

use std::collections::BTreeMap;
use std::fs;

use serde::Deserialize;
use tab_trainer::network::trace::{Maps, Values};

use super::fixture::{self, Fixture};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    /// Which of the case's pictures.
    picture: usize,
    loss: f64,
    /// Of the layers of the spec, in order.
    layers: Vec<Layer>,
    /// ∂E/∂w of all weights.
    gradients: Vec<f64>,
}

/// [h, w, c] each.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Layer {
    output: Vec<f64>,
    delta: Vec<f64>,
}

#[test]
fn every_layer_and_every_delta() {
    let path = fixture::directory().join("trace/jax.json");
    let text = fs::read_to_string(path).expect("the file of trace.py");
    let cases: BTreeMap<String, Expected> = serde_json::from_str(&text).expect("traces");
    assert_eq!(cases.len(), 8);
    for (case, expected) in cases {
        check(&Fixture::load(&case), &expected);
    }
}

fn check(fixture: &Fixture, expected: &Expected) {
    let network = fixture.network(&fixture.runs[0]);
    let spec = network.spec();
    let (pixels, depth) = (spec.input.len(), spec.layers.len());
    assert_eq!(expected.layers.len(), depth, "{}", fixture.case);
    let outputs = expected.layers[depth - 1].output.len();
    let input = &fixture.inputs[expected.picture * pixels..][..pixels];
    let targets = &fixture.targets[expected.picture * outputs..][..outputs];

    let trace = network.trace(input, targets).expect("a trace");
    let summary = trace.summary();
    fixture.assert_close("loss of one picture", &[summary.loss], &[expected.loss]);
    for (i, layer) in expected.layers.iter().enumerate() {
        let name = format!("layers[{i}]");
        let mut named = summary.layers.iter();
        let place = named.position(|layer| layer.name == name);
        let maps = |which| trace.maps(place.expect("a layer"), which).expect("maps");
        let what = format!("output of {name}");
        fixture.assert_close(what, &maps(Maps::Output), &layer.output);
        let what = format!("δ of {name}");
        fixture.assert_close(what, &maps(Maps::Delta), &layer.delta);
    }
    let values = |layer| trace.values(layer, Values::Gradient).expect("gradients");
    let gradients: Vec<f32> = (0..summary.layers.len()).flat_map(values).collect();
    let what = "gradient of one picture";
    fixture.assert_parameters_close(what, &gradients, &expected.gradients);
}
