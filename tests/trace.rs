//! Does a trace show what a step of training does, and do the terms that it lists add up to it?
#![cfg(not(target_arch = "wasm32"))]

mod common;

use std::fs;

use common::{assert_close, assert_within, magnitude};
use serde_json::{Value, json};
use tab_trainer::layers::Path;
use tab_trainer::network::Trace;
use tab_trainer::network::trace::{
    Maps, Painting, Quantity, Recipe, Rule, Scope, Summary, TracedLayer, Values,
};
use tab_trainer::rng::Rng;
use tab_trainer::spec::StemId;
use tab_trainer::{Network, NetworkSpec};

fn conv(filters: usize, kernel: usize, padding: &str) -> Value {
    json!({ "type": "conv", "filters": filters, "kernel": kernel, "padding": padding })
}

fn act(function: &str) -> Value {
    json!({ "type": "activation", "function": function })
}

fn max_pool(size: usize, stride: usize) -> Value {
    json!({ "type": "max_pool", "size": size, "stride": stride })
}

fn dense(units: usize) -> Value {
    json!({ "type": "dense", "units": units })
}

/// Every layer that has sums, with windows that overlap, reach beyond the map, or leave pixels out.
fn cases() -> Vec<Value> {
    let strided = json!({ "type": "conv", "filters": 3, "kernel": 3, "stride": 2, "padding": 1 });
    let depthwise = json!({ "type": "depthwise_conv", "kernel": 3, "stride": 2 });
    let dropout = json!({ "type": "dropout", "rate": 0.4 });
    let average = json!({ "type": "average_pool", "size": 2, "stride": 1 });
    let global = json!({ "type": "global_average_pool" });
    let residual = |layers: Value| json!({ "type": "residual", "layers": layers });
    vec![
        json!([
            conv(2, 3, "valid"),
            act("scaled_tanh"),
            max_pool(2, 2),
            conv(2, 3, "valid"),
            act("scaled_tanh"),
            dense(2),
            act("scaled_tanh")
        ]),
        json!([
            conv(3, 3, "same"),
            act("relu"),
            max_pool(3, 2),
            dropout,
            dense(4),
            act("leaky_relu"),
            dense(2)
        ]),
        json!([
            strided,
            act("silu"),
            average,
            depthwise,
            act("elu"),
            global,
            dense(2)
        ]),
        json!([
            residual(json!([conv(2, 3, "same"), act("tanh")])),
            residual(json!([strided, act("sigmoid")])),
            dense(2)
        ]),
        json!([
            conv(3, 4, "same"),
            max_pool(2, 1),
            act("tanh"),
            act("relu"),
            dense(2)
        ]),
    ]
}

fn spec(layers: &Value, loss: &str, optimizer: Value) -> NetworkSpec {
    let spec = json!({
        "input": { "height": 11, "width": 9, "channels": 2 },
        "layers": layers,
        "loss": loss,
        "optimizer": optimizer,
    });
    NetworkSpec::from_json(spec).unwrap()
}

fn sgd() -> Value {
    json!({ "type": "sgd", "learning_rate": 0.1, "momentum": 0.9 })
}

fn random(seed: u64, len: usize) -> Vec<f32> {
    let mut rng = Rng::new(seed, 1);
    (0..len).map(|_| rng.symmetric(1.0)).collect()
}

fn network(layers: &Value, loss: &str, optimizer: Value) -> Network {
    let mut network = Network::with_path(spec(layers, loss, optimizer), 7, Path::Readable).unwrap();
    // Biases that are not 0.
    let weights: Vec<f32> = network
        .weights()
        .iter()
        .zip(random(5, network.weights().len()))
        .map(|(w, r)| w + 0.1 * r)
        .collect();
    network.set_weights(&weights).unwrap();
    network
}

/// The traces of all cases, of a step that is not the first.
fn traces() -> Vec<(String, Trace)> {
    let traces = cases().into_iter().flat_map(|layers| {
        ["mse", "cross_entropy"].map(|loss| {
            let mut network = network(&layers, loss, sgd());
            let targets = [0.25, 0.75];
            network.train_step(&random(1, 198), &targets).unwrap();
            let trace = network.trace(&random(2, 198), &targets).unwrap();
            (format!("{loss}: {layers}"), trace)
        })
    });
    traces.collect()
}

/// Every place of a layer's output.
fn places(layer: &TracedLayer) -> impl Iterator<Item = [usize; 3]> + use<> {
    let shape = layer.output;
    let rows = (0..shape.height).flat_map(move |y| (0..shape.width).map(move |x| (y, x)));
    rows.flat_map(move |(y, x)| (0..shape.channels).map(move |c| [y, x, c]))
}

fn product(value: f32, factor: f32) -> f64 {
    f64::from(value) * f64::from(factor)
}

#[test]
fn a_trace_is_the_step_that_training_takes() {
    for optimizer in [
        sgd(),
        json!({ "type": "adam", "learning_rate": 0.01, "clip_norm": 0.1 }),
        json!({ "type": "lbfgs" }),
    ] {
        for layers in cases() {
            let what = format!("{optimizer}: {layers}");
            let mut network = network(&layers, "cross_entropy", optimizer.clone());
            let (picture, targets) = (random(3, 198), [1.0, 0.0]);
            network.train_step(&random(1, 198), &targets).unwrap();
            let before = network.state();
            let trace = network.trace(&picture, &targets).unwrap();
            assert_eq!(network.state(), before, "{what}: looking changes nothing");
            let gradients = network.gradients(&picture, &targets).unwrap();
            let (loss, gradients) = (gradients.loss, gradients.gradients.to_vec());
            network.set_state(&before).unwrap();
            network.train_step(&picture, &targets).unwrap();
            let summary = trace.summary();
            assert_eq!(summary.loss, loss, "{what}");
            assert_eq!(summary.non_finite, None, "{what}");
            let all = |which| -> Vec<f32> {
                let layers = 0..summary.layers.len();
                layers
                    .flat_map(|layer| trace.values(layer, which).unwrap())
                    .collect()
            };
            assert_eq!(all(Values::Before), before.weights, "{what}");
            assert_eq!(all(Values::Gradient), gradients, "{what}");
            assert_eq!(all(Values::After), network.weights(), "{what}");
            let update: Vec<f32> = network
                .weights()
                .iter()
                .zip(&before.weights)
                .map(|(a, b)| a - b)
                .collect();
            assert_eq!(all(Values::Update), update, "{what}");
        }
    }
}

/// The activation function of a layer, in f64.
fn by_hand(layer: &TracedLayer, x: f64) -> f64 {
    let spec = serde_json::to_value(&layer.spec).unwrap();
    let sigmoid = 1.0 / (1.0 + (-x).exp());
    match spec["function"].as_str().unwrap() {
        "relu" => x.max(0.0),
        "leaky_relu" => x.max(0.01 * x),
        "elu" => x.max(x.min(0.0).exp_m1()),
        "silu" => x * sigmoid,
        "sigmoid" => sigmoid,
        "tanh" => x.tanh(),
        "scaled_tanh" => 1.7159 * (2.0 * x / 3.0).tanh(),
        function => panic!("{function}"),
    }
}

#[test]
fn terms_add_up_to_what_layers_make() {
    for (case, trace) in traces() {
        for (i, layer) in trace.summary().layers.iter().enumerate().skip(1) {
            let maps = trace.maps(i, Maps::Output).unwrap();
            let sums = places(layer).map(|[y, x, channel]| {
                let found = trace.terms(i, y, x, channel).unwrap();
                let sum: f64 = found.terms.iter().map(|t| product(t.value, t.factor)).sum();
                match found.rule {
                    Rule::Sum => sum + f64::from(found.bias.unwrap_or(0.0)),
                    Rule::Activation => by_hand(layer, sum),
                    rule => panic!("{case}, {}: {rule:?}", layer.name),
                }
            });
            let sums: Vec<f64> = sums.collect();
            assert_within(
                format!("{case}, {}", layer.name),
                &maps,
                &sums,
                1e-5 * magnitude(&sums).max(0.1),
            );
        }
    }
}

#[test]
fn values_of_terms_are_those_of_the_maps_and_the_weights() {
    for (case, trace) in traces() {
        let layers = trace.summary().layers;
        for (i, layer) in layers.iter().enumerate().skip(1) {
            let weights = trace.values(i, Values::Before).unwrap();
            let [y, x, channel] = places(layer).last().unwrap();
            for term in trace.terms(i, y, x, channel).unwrap().terms {
                let map = trace.maps(term.layer, Maps::Output).unwrap();
                let at = layers[term.layer]
                    .output
                    .index(term.y, term.x, term.channel);
                assert_eq!(map[at], term.value, "{case}, {}", layer.name);
                if let Some(weight) = term.weight {
                    assert_eq!(weights[weight], term.factor, "{case}, {}", layer.name);
                }
            }
        }
    }
}

/// 2.13: every δ but the first is f' times the sum of the δ that it reaches.
#[test]
fn delta_terms_add_up_to_what_the_backward_pass_makes() {
    for (case, trace) in traces() {
        let summary = trace.summary();
        for (i, layer) in summary.layers.iter().enumerate().skip(1) {
            let deltas = trace.maps(i, Maps::Delta).unwrap();
            let sums = places(layer).map(|[y, x, channel]| {
                let found = trace.delta_terms(i, y, x, channel).unwrap();
                let sum: f64 = found.terms.iter().map(|t| product(t.value, t.factor)).sum();
                let sum = match found.rule {
                    Rule::Loss => {
                        f64::from(summary.targets[channel] - summary.predictions[channel])
                    }
                    _ => sum,
                };
                f64::from(found.derivative.unwrap_or(1.0)) * sum
            });
            let sums: Vec<f64> = sums.collect();
            assert_within(
                format!("{case}, {}", layer.name),
                &deltas,
                &sums,
                1e-5 * magnitude(&sums).max(1e-3),
            );
        }
    }
}

/// Fig. 2.8: a weight's gradient is the sum over all places that share it.
#[test]
fn gradient_terms_add_up_to_the_gradient() {
    for (case, trace) in traces() {
        for (i, layer) in trace.summary().layers.iter().enumerate().skip(1) {
            let gradients = trace.values(i, Values::Gradient).unwrap();
            let sums = (0..gradients.len()).map(|weight| {
                let found = trace.gradient_terms(i, weight).unwrap();
                assert_eq!(found.gradient, gradients[weight]);
                -found
                    .terms
                    .iter()
                    .map(|t| product(t.value, t.delta))
                    .sum::<f64>()
            });
            let sums: Vec<f64> = sums.collect();
            assert_within(
                format!("{case}, {}", layer.name),
                &gradients,
                &sums,
                1e-5 * magnitude(&sums).max(1e-3),
            );
        }
    }
}

#[test]
fn batch_normalisation_says_how() {
    let layers = json!([conv(3, 3, "same"), { "type": "batch_norm" }, act("relu"), dense(2)]);
    let trace = network(&layers, "mse", sgd())
        .trace(&random(2, 198), &[0.0, 1.0])
        .unwrap();
    let found = trace.terms(2, 4, 5, 1).unwrap();
    let n = found.normalisation.unwrap();
    let expected = n.gamma * (found.terms[0].value - n.mean) / n.deviation + n.beta;
    assert_eq!(found.rule, Rule::BatchNorm);
    assert_close("y", &[found.output], &[expected], 1e-5);
    // The optimiser moves γ and β, and not what is remembered of the maps, which moves as well.
    let values = |which| trace.values(2, which).unwrap();
    let [before, update, after] = [Values::Before, Values::Update, Values::After].map(values);
    assert!(update[..6].iter().any(|update| *update != 0.0));
    assert!(update[6..].iter().all(|update| *update == 0.0));
    assert_ne!(before[6..], after[6..]);
    // Back, for every value of a map.
    let deltas = trace.maps(1, Maps::Delta).unwrap();
    let layer = &trace.summary().layers[1];
    let by_formula = places(layer).map(|[y, x, channel]| {
        let found = trace.delta_terms(1, y, x, channel).unwrap();
        assert_eq!(found.rule, Rule::BatchNorm);
        let n = found.normalisation.unwrap();
        n.gamma / n.deviation * (n.delta - n.mean - n.normalised * n.product)
    });
    let by_formula: Vec<f32> = by_formula.collect();
    assert_within("δ", &deltas, &by_formula, 1e-5 * magnitude(&by_formula));
    // γ and β have gradients, but those are no sums of products of an input and a δ.
    assert!(trace.gradient_terms(2, 0).is_err());
}

#[test]
fn of_three_recipes_for_a_kernel_exactly_one_agrees() {
    for layers in [&cases()[0], &cases()[1], &cases()[2]] {
        let mut trace = network(layers, "cross_entropy", sgd())
            .trace(&random(2, 198), &[1.0, 0.0])
            .unwrap();
        let shown = trace.maps(1, Maps::Output).unwrap();
        let summary = trace.summary();
        let convolutions = summary
            .layers
            .iter()
            .enumerate()
            .filter(|(_, layer)| layer.kind == "conv");
        for (i, layer) in convolutions {
            let gradients = trace.values(i, Values::Gradient).unwrap();
            let (channels, filters) = (layer.input.channels, layer.output.channels);
            for filter in 0..filters {
                for channel in 0..channels {
                    let found = trace.recipes(i, filter, channel).unwrap();
                    let what = format!("{layers}, {}, {channel} to {filter}", layer.name);
                    let Recipe { gradient, agrees } = &found.neither;
                    assert!(agrees, "{what}: {found:?}");
                    let own: Vec<f32> = (0..gradient.len())
                        .map(|k| gradients[(k * channels + channel) * filters + filter])
                        .collect();
                    assert_close(&what, gradient, &own, 1e-4);
                    assert!(
                        !found.input_turned.agrees && !found.delta_turned.agrees,
                        "{what}: {found:?}"
                    );
                }
            }
        }
        assert_eq!(
            trace.maps(1, Maps::Output).unwrap(),
            shown,
            "looking changes nothing"
        );
    }
}

#[test]
fn losses_are_those_of_moved_weights() {
    let layers = &cases()[0];
    let network = network(
        layers,
        "mse",
        json!({ "type": "sgd", "learning_rate": 0.1 }),
    );
    let (picture, targets) = (random(2, 198), [1.0, -1.0]);
    let mut trace = network.trace(&picture, &targets).unwrap();
    let summary = trace.summary();
    // A plain step of the optimiser is the point α = 0.1 of the curve.
    let found = trace.losses(Scope::default(), &[0.0, 0.1]).unwrap();
    assert_close(
        "losses",
        &found,
        &[summary.loss, summary.loss_after.unwrap()],
        1e-6,
    );
    // Of one weight and of one layer: against networks that have been moved by hand.
    for (scope, range) in [
        (
            Scope {
                layer: Some(4),
                weight: Some(3),
            },
            [3, 4],
        ),
        (
            Scope {
                layer: Some(4),
                weight: None,
            },
            [0, 38],
        ),
    ] {
        let first = summary.layers[4].parameters[0].offset.unwrap();
        let gradients = trace.values(4, Values::Gradient).unwrap();
        let mut weights = network.weights().to_vec();
        for i in range[0]..range[1] {
            weights[first + i] -= 0.5 * gradients[i];
        }
        let mut moved = self::network(layers, "mse", sgd());
        moved.set_weights(&weights).unwrap();
        let expected = moved.evaluate(&picture, &targets).unwrap().loss;
        let found = trace.losses(scope, &[0.5]).unwrap();
        assert_close(format!("{scope:?}"), &found, &[expected], 1e-5);
    }
}

#[test]
fn the_maximum_of_each_window_is_named_and_of_equals_the_first() {
    let layers = json!([max_pool(2, 2), dense(2)]);
    let network = network(&layers, "mse", sgd());
    let mut picture = vec![0.0; 198];
    // All of the first window are equal.
    picture[(3 * 9 + 2) * 2] = 1.0; // row 3, column 2, channel 0: in window (1, 1), its bottom left
    let trace = network.trace(&picture, &[0.0, 0.0]).unwrap();
    let maxima = trace.maxima(1).unwrap();
    assert_eq!(maxima.len(), 5 * 4 * 2);
    assert_eq!(maxima[0], 0);
    assert_eq!(maxima[(4 + 1) * 2], (3 * 9 + 2) * 2);
    assert!(trace.maxima(2).unwrap().is_empty());
}

#[test]
fn the_first_number_that_is_not_finite_is_found() {
    let layers = json!([
        conv(2, 3, "same"),
        act("relu"),
        conv(2, 3, "same"),
        dense(2)
    ]);
    let mut network = network(&layers, "mse", sgd());
    let mut weights = network.weights().to_vec();
    let kernel = network.parameters()[2].range();
    // Huge, but finite; what the next layer makes of it is not.
    weights[network.parameters()[0].range()].fill(1e20);
    weights[kernel].fill(1e30);
    network.set_weights(&weights).unwrap();
    let mut picture = vec![0.0; 198];
    picture[(2 * 9 + 3) * 2] = 1.0;
    let found = network.trace(&picture, &[0.0, 0.0]).unwrap().summary();
    let place = found.non_finite.unwrap();
    assert_eq!((place.layer, place.quantity), (3, Quantity::Output));
    // Two pixels above and left of the one that is lit: as far as two 3×3 kernels reach.
    assert_eq!((place.y, place.x, place.channel), (0, 1, 0));
    assert_eq!(found.loss_after, None);
    assert!(!found.loss.is_finite());
}

#[test]
fn inside_a_stem_every_layer_is_shown_and_a_frozen_one_has_no_error() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/www/stems/base.safetensors");
    StemId::Base.load(&fs::read(file).unwrap()).unwrap();
    let picture = random(4, 64 * 64 * 3);
    let trace = |trainable: &str| {
        let spec = json!({
            "input": { "height": 64, "width": 64, "channels": 3 },
            "layers": [{ "type": "stem", "name": "base", "trainable": trainable }, { "type": "power_norm" }, dense(2)],
            "loss": "cross_entropy",
            "optimizer": { "type": "sgd", "learning_rate": 0.01 },
        });
        let network = Network::new(NetworkSpec::from_json(spec).unwrap(), 1).unwrap();
        network.trace(&picture, &[1.0, 0.0]).unwrap()
    };
    let features = |trace: &Trace, summary: &Summary| {
        let end = summary
            .layers
            .iter()
            .position(|layer| layer.kind == "concat")
            .unwrap();
        trace.maps(end, Maps::Output).unwrap()
    };
    let [frozen, last, all] = ["none", "last_block", "all"].map(trace);
    let summaries = [&frozen, &last, &all].map(Trace::summary);
    let with_errors = summaries.each_ref().map(|summary| {
        let convolutions = summary.layers.iter().filter(|layer| layer.kind == "conv");
        convolutions.filter(|layer| layer.has_delta).count()
    });
    let convolutions = summaries[0]
        .layers
        .iter()
        .filter(|layer| layer.kind == "conv")
        .count();
    assert!(
        convolutions > 4 && with_errors[0] == 0 && with_errors[2] == convolutions,
        "{with_errors:?} of {convolutions}"
    );
    assert!(
        0 < with_errors[1] && with_errors[1] < convolutions,
        "{with_errors:?}"
    );
    let first = features(&frozen, &summaries[0]);
    assert_eq!(first.len(), StemId::Base.features());
    assert_eq!(first, features(&all, &summaries[2]));
    // What learns has its terms, also in there.
    let conv = summaries[2]
        .layers
        .iter()
        .position(|layer| layer.kind == "conv")
        .unwrap();
    let terms = all.gradient_terms(conv, 5).unwrap();
    let sum: f64 = terms.terms.iter().map(|t| product(t.value, t.delta)).sum();
    assert_close("gradient", &[terms.gradient], &[-sum], 1e-3);
    let (layer, [y, x, channel]) = (&summaries[2].layers[conv], [3, 4, 5]);
    let found = all.delta_terms(conv, y, x, channel).unwrap();
    let sum: f64 = found.terms.iter().map(|t| product(t.value, t.factor)).sum();
    assert_within(
        &layer.name,
        &[found.delta],
        &[f64::from(found.derivative.unwrap_or(1.0)) * sum],
        1e-6,
    );
    // Frozen layers have weights, and no gradients.
    assert!(!frozen.values(conv, Values::Before).unwrap().is_empty());
    assert!(frozen.values(conv, Values::Gradient).unwrap().is_empty());
    assert!(frozen.delta_terms(conv, 0, 0, 0).is_err());
}

#[test]
fn zero_is_neutral_and_signs_have_colours_of_their_own() {
    let layers = json!([act("identity"), dense(1)]);
    let network = network(&layers, "mse", sgd());
    let mut picture = vec![0.0; 198];
    picture[..6].copy_from_slice(&[1.0, -1.0, -0.5, 0.5, 0.0, 0.25]);
    let trace = network.trace(&picture, &[0.0]).unwrap();
    let painting = Painting {
        columns: Some(2),
        ..Painting::default()
    };
    let painted = trace.paint(1, Maps::Output, painting).unwrap();
    // Two maps of 9 columns with a gap between them.
    assert_eq!((painted.width, painted.height), (19, 11));
    let pixel = |x: usize| <[u8; 4]>::try_from(&painted.rgba[4 * x..][..4]).unwrap();
    let zero = pixel(3);
    assert!(
        zero[..3].iter().all(|c| zero[0].abs_diff(*c) < 4),
        "{zero:?} is grey"
    );
    let [one, minus_half, minus_one, half] = [pixel(0), pixel(1), pixel(10), pixel(11)];
    assert!(
        one[0] > one[2] && half[0] > half[2],
        "{one:?} and {half:?} are orange"
    );
    assert!(
        minus_one[2] > minus_one[0] && minus_half[2] > minus_half[0],
        "blue"
    );
    assert_eq!(pixel(9)[3], 0, "the gap is clear");
    // Of a smaller scale what is beyond has the colour of its end.
    let painting = Painting {
        scale: Some(0.5),
        ..painting
    };
    let painted = trace.paint(1, Maps::Output, painting).unwrap();
    assert_eq!(painted.rgba[..4], one);
    assert_eq!(painted.rgba[4 * 11..][..4], one);
}

#[test]
fn what_cannot_be_traced_is_refused() {
    let network = network(&cases()[0], "mse", sgd());
    let two = network.trace(&random(1, 396), &[0.0; 4]).err().unwrap();
    assert_eq!(
        two.to_string(),
        "inputs: got 2 pictures; expected one, whose step is traced"
    );
    let trace = network.trace(&random(1, 198), &[0.0; 2]).unwrap();
    let problem = |result: tab_trainer::Result<()>| result.unwrap_err().to_string();
    assert_eq!(
        problem(trace.maps(8, Maps::Output).map(drop)),
        "layer: got 8; expected a layer of this trace, 0 to 7"
    );
    assert_eq!(
        problem(trace.terms(1, 9, 0, 0).map(drop)),
        "place: got row 9, column 0, channel 0 of maps of 9×7×2"
    );
    assert!(problem(trace.terms(0, 0, 0, 0).map(drop)).contains("the picture"));
    let large = json!({
        "input": { "height": 1000, "width": 1000, "channels": 3 },
        "layers": [conv(8, 3, "same"), dense(1)],
        "loss": "mse",
        "optimizer": sgd(),
    });
    let network = Network::new(NetworkSpec::from_json(large).unwrap(), 1).unwrap();
    let size = network.trace_size();
    assert!(size.bytes > size.limit);
    let error = network.trace(&vec![0.0; 3_000_000], &[0.0]).err().unwrap();
    assert_eq!(error.name(), "MemoryError");
}
