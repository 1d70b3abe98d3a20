use super::*;
use crate::NetworkSpec;
use serde_json::{Value, json};

const PICTURES: usize = 4;
const PICTURE: usize = 6 * 6;

fn network(layers: Value) -> Network {
    let spec: NetworkSpec = serde_json::from_value(json!({
        "input": { "height": 6, "width": 6, "channels": 1 },
        "layers": layers,
        "loss": "mse",
        "optimizer": { "type": "sgd", "learning_rate": 0.01 },
    }))
    .unwrap();
    Network::new(spec, 3).unwrap()
}

fn examples() -> (Vec<f32>, Vec<f32>) {
    let inputs = (0..PICTURES * PICTURE).map(|i| (i as f32 * 1.7).sin());
    (inputs.collect(), [1.0, 0.0].repeat(PICTURES))
}

fn health(network: &mut Network) -> Health {
    let (inputs, targets) = examples();
    network.health(&inputs, &targets).unwrap()
}

/// Sets the weights to what `change` makes of them, given their place.
fn change(network: &mut Network, change: impl Fn(usize, f32) -> f32) {
    let weights = network.weights().iter().enumerate();
    let weights: Vec<f32> = weights.map(|(i, &w)| change(i, w)).collect();
    network.set_weights(&weights).unwrap();
}

/// A convolution with four filters of nine weights, an activation and a dense layer.
fn conv(function: &str) -> Network {
    network(json!([
        { "type": "conv", "filters": 4, "kernel": 3 },
        { "type": "max_pool", "size": 2 },
        { "type": "activation", "function": function },
        { "type": "dense", "units": 2 },
    ]))
}

#[test]
fn a_residual_block_is_reported_as_a_whole() {
    let inner = json!({ "type": "conv", "filters": 4, "kernel": 3 });
    let mut network = network(json!([
        { "type": "residual", "layers": [inner, { "type": "batch_norm" }] },
        { "type": "activation", "function": "relu" },
        { "type": "dense", "units": 2 },
    ]));
    let found = health(&mut network);
    let block = &found.layers[0];
    assert_eq!(
        (found.layers.len(), block.layer, block.dead),
        (2, 0, Some(0.0))
    );
    assert!(
        block.delta_norm > 0.0 && block.gradient_ratio > 0.0,
        "{block:?}"
    );
}

#[test]
fn a_healthy_network_has_no_problem() {
    for function in ["relu", "leaky_relu", "tanh", "sigmoid"] {
        let found = health(&mut conv(function));
        assert_eq!(found.problems, [], "{function}: {found:?}");
        let places: Vec<_> = found.layers.iter().map(|layer| layer.layer).collect();
        assert_eq!(places, [0, 3]);
        assert_eq!(found.layers[0].dead, Some(0.0));
        let s_shaped = matches!(function, "tanh" | "sigmoid");
        assert_eq!(found.layers[0].saturated.is_some(), s_shaped);
        assert_eq!(
            (found.layers[1].dead, found.layers[1].saturated),
            (None, None)
        );
    }
}

#[test]
fn dead_filters_are_counted_and_named() {
    // A bias so low that ReLU is 0 wherever the filter looks.
    let kill = |i: usize, w: f32| if (36..38).contains(&i) { -100.0 } else { w };
    let mut network = conv("relu");
    change(&mut network, kill);
    let found = health(&mut network);
    assert_eq!(found.layers[0].dead, Some(0.5));
    assert_eq!(
        found.problems,
        [Problem::DeadUnits {
            layer: 0,
            fraction: 0.5,
            unit: Unit::Filters,
        }]
    );
    let kinds = found.layers.iter().map(|layer| &layer.problems[..]);
    assert!(kinds.eq([&[ProblemKind::DeadUnits][..], &[]]));
    let mut leaky = conv("leaky_relu");
    change(&mut leaky, kill);
    assert_eq!(health(&mut leaky).layers[0].dead, Some(0.0));
}

#[test]
fn a_dense_layer_may_be_silent_in_part() {
    // One unit per weight column; the biases come last.
    let network = || {
        network(json!([
            { "type": "dense", "units": 4 },
            { "type": "activation", "function": "relu" },
            { "type": "dense", "units": 2 },
        ]))
    };
    let kill = |count: usize| {
        let mut network = network();
        let biases = PICTURE * 4..PICTURE * 4 + count;
        change(
            &mut network,
            |i, w| if biases.contains(&i) { -100.0 } else { w },
        );
        health(&mut network)
    };
    let (some, all) = (kill(3), kill(4));
    assert_eq!(
        (some.layers[0].dead, all.layers[0].dead),
        (Some(0.75), Some(1.0))
    );
    assert_eq!(some.problems, []);
    assert_eq!(
        all.problems,
        [Problem::DeadUnits {
            layer: 0,
            fraction: 1.0,
            unit: Unit::Units,
        }]
    );
}

#[test]
fn saturation_is_measured_and_named_but_in_the_last_layer() {
    for function in ["tanh", "scaled_tanh", "sigmoid"] {
        let mut network = conv(function);
        change(&mut network, |_, w| 100.0 * w);
        let found = health(&mut network);
        let saturated = found.layers[0].saturated.unwrap();
        assert!((0.8..=1.0).contains(&saturated), "{function}: {saturated}");
        assert_eq!(
            found.problems[0],
            Problem::Saturated {
                layer: 0,
                fraction: saturated,
                unit: Unit::Filters,
            }
        );
    }
    let mut last = network(json!([
        { "type": "dense", "units": 2 },
        { "type": "activation", "function": "tanh" },
    ]));
    change(&mut last, |_, w| 100.0 * w);
    let found = health(&mut last);
    assert!(found.layers[0].saturated.unwrap() > 0.5 && found.problems.is_empty());
    assert_eq!(found.layers[0].problems, []);
}

#[test]
fn delta_and_gradient_are_those_of_the_formulas() {
    let mut network = network(json!([{ "type": "dense", "units": 2 }]));
    let (inputs, targets) = examples();
    let y = network.predict(&inputs).unwrap();
    let delta: Vec<f32> = y.iter().zip(&targets).map(|(y, t)| y - t).collect();
    let gradients = network.gradients(&inputs, &targets).unwrap();
    let (loss, gradient) = (gradients.loss, norm(gradients.gradients));
    let found = health(&mut network);
    let layer = &found.layers[0];
    let near = |what: &str, actual: f32, expected: f32| {
        let apart = (actual - expected).abs();
        assert!(
            apart <= 1e-5 * expected,
            "{what}: {actual}, expected {expected}"
        );
    };
    let sizes = delta.iter().map(|d| d.abs());
    near("loss", found.loss, loss);
    near("mean", layer.delta_mean, sizes.clone().sum::<f32>() / 8.0);
    near("maximum", layer.delta_max, sizes.fold(0.0, f32::max));
    near("norm", layer.delta_norm, norm(&delta) / 2.0);
    near(
        "gradient",
        layer.gradient_ratio,
        gradient / norm(network.weights()),
    );
}

#[test]
fn movement_counts_from_the_last_look() {
    let mut network = conv("relu");
    let (inputs, targets) = examples();
    let first = health(&mut network);
    assert_eq!((first.steps, first.layers[0].update_ratio), (None, None));
    let before = network.weights().to_vec();
    for _ in 0..3 {
        network.train_step(&inputs, &targets).unwrap();
    }
    let second = health(&mut network);
    let weights = &network.weights()[..40];
    let moved: Vec<f32> = weights.iter().zip(&before).map(|(w, b)| w - b).collect();
    let expected = norm(&moved) / norm(weights);
    let ratio = second.layers[0].update_ratio.unwrap();
    assert!((ratio / expected - 1.0).abs() < 1e-6 && ratio > 0.0);
    assert_eq!(second.steps, Some(3));
    assert_eq!(health(&mut network).layers[0].update_ratio, Some(0.0));
    network.set_weights(&before).unwrap();
    assert_eq!(health(&mut network).layers[0].update_ratio, None);
}

/// Ten dense layers of eight units, each followed by `function`.
fn deep(function: &str) -> Network {
    let mut layers = Vec::new();
    for _ in 0..10 {
        layers.push(json!({ "type": "dense", "units": 8 }));
        layers.push(json!({ "type": "activation", "function": function }));
    }
    layers.push(json!({ "type": "dense", "units": 2 }));
    network(json!(layers))
}

#[test]
fn an_error_that_vanishes_or_explodes_on_its_way_is_named() {
    let vanishing = health(&mut deep("sigmoid"));
    assert!(
        matches!(vanishing.problems[0], Problem::Vanishing { layer: 0, fraction } if fraction < 1e-3),
        "{vanishing:?}"
    );
    assert_eq!(vanishing.layers[0].problems, [ProblemKind::Vanishing]);
    let mut still = deep("sigmoid");
    change(&mut still, |_, w| 1e3 * w);
    let still = health(&mut still);
    assert_eq!(
        still.layers[0].problems,
        [ProblemKind::Saturated, ProblemKind::Vanishing]
    );
    assert_eq!(still.problems.len(), 10, "one for each but the last");
    let mut wild = deep("identity");
    change(&mut wild, |_, w| 5.0 * w);
    let exploding = health(&mut wild);
    assert!(
        matches!(exploding.problems[0], Problem::Exploding { layer: 0, factor } if factor > 1e3),
        "{exploding:?}"
    );
    assert_eq!(exploding.layers[0].problems, [ProblemKind::Exploding]);
}

#[test]
fn what_dead_filters_stop_is_no_problem_of_the_layers_below() {
    let conv = json!({ "type": "conv", "filters": 4, "kernel": 3 });
    let relu = json!({ "type": "activation", "function": "relu" });
    let dense = json!({ "type": "dense", "units": 2 });
    let mut network = network(json!([conv, relu, conv, relu, dense]));
    // All biases of the second convolution, behind 4 × 9 and 4 of the first and 4 × 36 of its own.
    let biases = 40 + 144..40 + 144 + 4;
    change(
        &mut network,
        |i, w| {
            if biases.contains(&i) { -100.0 } else { w }
        },
    );
    let found = health(&mut network);
    assert_eq!(found.layers[0].problems, [ProblemKind::Vanishing]);
    assert!(
        matches!(found.problems[..], [Problem::DeadUnits { layer: 2, .. }]),
        "{found:?}"
    );
}

#[test]
fn a_look_changes_nothing_and_wrong_data_is_refused() {
    let (inputs, targets) = examples();
    let (mut looked, mut other) = (conv("relu"), conv("relu"));
    for network in [&mut looked, &mut other] {
        network.gradients(&inputs, &targets).unwrap();
    }
    let gradients = looked.d_weights.clone();
    health(&mut looked);
    assert!(looked.health(&inputs[1..], &targets).is_err());
    for network in [&mut looked, &mut other] {
        network.apply_gradients(&gradients, None).unwrap();
    }
    assert_eq!(looked.state(), other.state());
}
