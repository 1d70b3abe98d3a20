//! Does bad input get an error that names the place, and leave the network as it was?

#![cfg(not(target_arch = "wasm32"))]

use serde_json::{Value, json};
use tab_trainer::error::MistakeKind;
use tab_trainer::network::State;
use tab_trainer::{Error, Network, NetworkSpec};

fn spec(layers: Value) -> Value {
    json!({
        "input": { "height": 8, "width": 6, "channels": 3 },
        "layers": layers,
        "loss": "mse",
        "optimizer": { "type": "sgd", "learning_rate": 0.1, "momentum": 0.9 },
    })
}

fn build(value: Value) -> Result<Network, Error> {
    Network::new(serde_json::from_value::<NetworkSpec>(value).unwrap(), 1)
}

fn problem(value: Value) -> String {
    match build(value) {
        Ok(_) => panic!("an impossible spec was accepted"),
        Err(error) => error.to_string(),
    }
}

/// A network with all kinds of state: kernels, running statistics, momentum.
fn network() -> Network {
    build(spec(json!([
        { "type": "conv", "filters": 2, "kernel": 3 },
        { "type": "batch_norm" },
        { "type": "activation", "function": "relu" },
        { "type": "dense", "units": 2 },
    ])))
    .unwrap()
}

const PICTURE: usize = 8 * 6 * 3;

fn pictures(n: usize) -> Vec<f32> {
    (0..n * PICTURE).map(|i| (i as f32).sin()).collect()
}

#[test]
fn impossible_specs_name_the_layer_and_what_was_expected() {
    for (layers, expected) in [
        (
            json!([{ "type": "max_pool", "size": 2 }, { "type": "max_pool", "size": 4 }]),
            "layers[1]: max_pool of size 4 does not fit the 4×3 map that reaches it",
        ),
        (
            json!([{ "type": "conv", "filters": 0, "kernel": 3 }]),
            "layers[0].filters: got 0; expected at least 1",
        ),
        (
            json!([{ "type": "conv", "filters": 1, "kernel": 7, "padding": "valid" }]),
            "layers[0]: conv: a kernel of 7×7 does not fit the 8×6 map that reaches it",
        ),
        (
            json!([{ "type": "stem", "name": "large" }]),
            "layers[0]: stem: `large` is not loaded; expected load_stem first",
        ),
        (
            json!([{ "type": "dense", "units": 1_000_000_000 }]),
            "layers[0]: the output is 1×1×1000000000; at most 67108864 values are supported",
        ),
        (
            json!([{ "type": "dense", "units": 1_000_000 }]),
            "layers[0]: needs 145000000 weights (kernel 144×1000000, bias 1000000); of the 67108864 that a network can have, 67108864 are left",
        ),
        (
            json!([{ "type": "conv", "filters": 1, "kernel": 1_000_000 }]),
            "layers[0]: needs 3000000000001 weights (kernel 1000000×1000000×3×1, bias 1); of the 67108864 that a network can have, 67108864 are left",
        ),
        (
            json!([{ "type": "dropout", "rate": 1.0 }]),
            "layers[0].rate: got 1; expected at least 0 and below 1",
        ),
        (
            json!([{ "type": "activation", "function": "leaky_relu", "slope": -1 }]),
            "layers[0].slope: got -1; expected 0 to 1",
        ),
        (
            json!([{ "type": "batch_norm", "epsilon": 0 }]),
            "layers[0].epsilon: got 0; expected a number above 0",
        ),
        (json!([]), "layers: got none; expected at least one"),
    ] {
        assert_eq!(problem(spec(layers)), expected);
    }

    let with = |key: &str, value: Value| {
        let mut spec = spec(json!([{ "type": "dense", "units": 1 }]));
        spec[key] = value;
        problem(spec)
    };
    assert_eq!(
        with("input", json!({ "height": 0, "width": 6, "channels": 3 })),
        "input is 0×6×3; expected at least 1 in each dimension"
    );
    assert_eq!(
        with(
            "input",
            json!({ "height": 4_000_000_000u32, "width": 4_000_000_000u32, "channels": 3 })
        ),
        "input is 4000000000×4000000000×3; at most 67108864 values are supported"
    );
    assert!(with("loss", json!("cross_entropy")).contains("expected two or more"));
    assert!(
        with("optimizer", json!({ "type": "adam", "learning_rate": -1 }))
            .contains("optimizer.learning_rate: got -1")
    );
}

#[test]
fn wrong_data_is_refused_and_changes_nothing() {
    let mut network = network();
    let (inputs, targets) = (pictures(2), [1.0, -1.0, -1.0, 1.0]);
    network.train_step(&inputs, &targets).unwrap();
    let mut twin = self::network();
    twin.train_step(&inputs, &targets).unwrap();

    let mut with_nan = inputs.clone();
    with_nan[7] = f32::NAN;
    let weights = network.weights().len();
    for (what, result) in [
        (
            "inputs: got 0 values",
            network.train_step(&[], &[]).map(drop),
        ),
        (
            "inputs: got 287 values",
            network.train_step(&inputs[1..], &targets).map(drop),
        ),
        (
            "targets: got 3 values for 2",
            network.train_step(&inputs, &targets[1..]).map(drop),
        ),
        (
            "inputs[7]: got NaN",
            network.train_step(&with_nan, &targets).map(drop),
        ),
        (
            "targets[1]: got inf",
            network
                .gradients(&inputs, &[0.0, f32::INFINITY, 0.0, 0.0])
                .map(drop),
        ),
        ("inputs: got 5 values", network.predict(&[0.0; 5]).map(drop)),
        (
            "targets: got 0 values",
            network.evaluate(&inputs, &[]).map(drop),
        ),
        (
            "gradients: got 1 values",
            network.apply_gradients(&[0.0], None),
        ),
        (
            "gradients[0]: got NaN",
            network.apply_gradients(&vec![f32::NAN; weights], None),
        ),
        ("weights: got 0 values", network.set_weights(&[])),
        (
            "weights[0]: got -inf",
            network.set_weights(&vec![f32::NEG_INFINITY; weights]),
        ),
        // kernel 54, bias 2, gamma 2, beta 2, running mean 2, running variance 2
        (
            "weights[62]: got -0.1; expected 0 or more",
            network.set_weights(&vec![-0.1; weights]),
        ),
        (
            "statistics: got 1 values; this network has 4",
            network.apply_gradients(&vec![0.0; weights], Some(&[0.0])),
        ),
        (
            "statistics[3]: got inf",
            network.apply_gradients(&vec![0.0; weights], Some(&[0.0, 0.0, 0.0, f64::INFINITY])),
        ),
        (
            "memory: got 0 values",
            network.set_state(&State {
                memory: Vec::new(),
                ..network.state()
            }),
        ),
        ("rgba: got 0 bytes", network.predict_rgba(&[]).map(drop)),
        (
            "rgba: got 191 bytes; expected 192 (8×6 pixels with four bytes each)",
            network
                .train_step_rgba(&[0; 191], &[0.0; 2], None)
                .map(drop),
        ),
        (
            "targets: got 3 values for 1",
            network
                .train_step_rgba(&[0; 192], &[0.0; 3], None)
                .map(drop),
        ),
    ] {
        let message = result.unwrap_err().to_string();
        assert!(message.starts_with(what), "{message:?}, expected {what:?}");
    }

    assert_eq!(network.weights(), twin.weights());
    // Momentum and statistics are as they were, too: the next step is the same.
    network.train_step(&inputs, &targets).unwrap();
    twin.train_step(&inputs, &targets).unwrap();
    assert_eq!(network.weights(), twin.weights());
}

#[test]
fn mistakes_are_data_too() {
    let data = |error| match error {
        Error::Spec(mistake) | Error::Input(mistake) => serde_json::to_value(mistake).unwrap(),
        other => panic!("{other:?}"),
    };
    let value = |path: &str| json!({ "path": path, "kind": "wrong_value" });
    let length = |path: &str, given: usize, expected: usize| json!({ "path": path, "kind": "wrong_length", "given": given, "expected": expected });

    let read = |change: fn(&mut Value)| {
        let mut spec =
            spec(json!([{ "type": "dropout", "rate": 0.5 }, { "type": "dense", "units": 2 }]));
        change(&mut spec);
        let network = NetworkSpec::from_json(spec).and_then(|spec| Network::new(spec, 1));
        network.map(drop).unwrap_err()
    };
    for (error, path) in [
        (
            read(|spec| spec["layers"][1]["units"] = json!("ten")),
            "layers[1].units",
        ),
        (
            read(|spec| spec["layers"][1]["unit"] = json!(10)),
            "layers[1]",
        ),
        (
            read(|spec| spec["layers"][0]["rate"] = json!(1)),
            "layers[0].rate",
        ),
        (
            read(|spec| spec["optimizer"]["momentum"] = json!(2)),
            "optimizer.momentum",
        ),
        (
            read(|spec| spec["augmentation"] = json!({ "shift": 2 })),
            "augmentation.shift",
        ),
        (read(|spec| *spec = json!(1)), "spec"),
    ] {
        assert_eq!(data(error.clone()), value(path), "{error}");
    }

    let mut network = network();
    let inputs = pictures(2);
    let found = network.train_step(&inputs, &[1.0]).unwrap_err();
    assert_eq!(data(found), length("targets", 1, 4));
    let found = network.predict(&inputs[1..]).unwrap_err();
    assert_eq!(data(found), length("inputs", 2 * PICTURE - 1, PICTURE));
    let found = network.predict_rgba(&[0; 191]).unwrap_err();
    assert_eq!(data(found), length("rgba", 191, 192));
    let found = network.evaluate(&inputs, &[0.0, f32::NAN, 0.0, 0.0]);
    assert_eq!(data(found.unwrap_err()), value("targets[1]"));
}

#[test]
fn cross_entropy_takes_probabilities_only() {
    let classify = |optimizer: &str| {
        let mut spec = spec(json!([{ "type": "dense", "units": 3 }]));
        spec["loss"] = json!("cross_entropy");
        spec["optimizer"] = json!({ "type": optimizer, "learning_rate": 0.1 });
        build(spec).unwrap()
    };
    let inputs = pictures(2);
    let negative =
        "targets: picture 1 has -1; cross_entropy expects probabilities, which are 0 or more";
    let sum = |sum| {
        format!(
            "targets: those of picture 1 add up to {sum}; cross_entropy expects probabilities, which add up to 1"
        )
    };
    for (second, expected) in [
        ([1.0, -1.0, 1.0], negative),
        ([0.5, 0.5, 0.25], &sum(1.25)),
        ([0.0, 0.0, 0.0], &sum(0.0)),
        ([0.0, 0.998, 0.0], &sum(0.998)),
    ] {
        let mut network = classify("sgd");
        let before = network.weights().to_vec();
        let targets = [&[0.0, 1.0, 0.0], &second[..]].concat();
        let rgba = [0; 2 * 192];
        for result in [
            network.train_step(&inputs, &targets).map(drop),
            network.evaluate(&inputs, &targets).map(drop),
            network.gradients(&inputs, &targets).map(drop),
            network.check_gradients(&inputs, &targets).map(drop),
            network.health(&inputs, &targets).map(drop),
            network.train_step_rgba(&rgba, &targets, None).map(drop),
            network.evaluate_rgba(&rgba, &targets).map(drop),
            network.gradients_rgba(&rgba, &targets, None).map(drop),
            classify("lbfgs").train_step(&inputs, &targets).map(drop),
        ] {
            let error = result.unwrap_err();
            assert_eq!(error.to_string(), expected);
            let Error::Input(mistake) = error else {
                panic!("{error:?}");
            };
            let sum = second.iter().sum();
            let kind = MistakeKind::NoProbabilities { picture: 1, sum };
            assert_eq!((mistake.path.as_str(), mistake.kind), ("targets", kind));
        }
        assert_eq!(network.weights(), before);
    }
    // Smoothed labels, and thirds as f32 has them.
    let soft = [0.05, 0.9, 0.05, 1.0 / 3.0, 1.0 / 3.0, 1.0 / 3.0];
    classify("sgd").train_step(&inputs, &soft).unwrap();
}

#[test]
fn divergence_is_an_error_that_leaves_the_last_weights() {
    let build = |optimizer: Value| {
        let mut spec = spec(json!([{ "type": "dense", "units": 2 }]));
        spec["optimizer"] = optimizer;
        self::build(spec).unwrap()
    };
    for optimizer in [
        json!({ "type": "sgd", "learning_rate": 1e30 }),
        json!({ "type": "sgd", "learning_rate": 1e30, "momentum": 0.9 }),
        json!({ "type": "adam", "learning_rate": 1e38 }),
    ] {
        let mut network = build(optimizer);
        let (inputs, targets) = (pictures(2), [1.0, -1.0, -1.0, 1.0]);
        let mut before = network.weights().to_vec();
        let error = loop {
            match network.train_step(&inputs, &targets) {
                Ok(_) => before = network.weights().to_vec(),
                Err(error) => break error,
            }
        };
        assert!(matches!(error, Error::Diverged(_)), "{error:?}");
        assert!(
            error.to_string().contains("learning_rate below 1"),
            "{error}"
        );
        assert_eq!(network.weights(), before);
        assert!(before.iter().all(|w| w.is_finite()));
    }
}

#[test]
fn huge_gradients_do_not_half_update() {
    let mut network = network();
    let before = network.weights().to_vec();
    let huge = vec![3e38; before.len()];
    // Momentum adds up to infinity at the second step at the latest.
    let failed = (0..3).find_map(|_| {
        let before = network.weights().to_vec();
        network
            .apply_gradients(&huge, None)
            .err()
            .map(|error| (error, before))
    });
    let (error, last) = failed.expect("an infinite weight was accepted");
    assert!(matches!(error, Error::Diverged(_)), "{error:?}");
    assert_eq!(network.weights(), last);
}

#[test]
fn the_batch_of_a_refused_step_leaves_no_statistics_behind() {
    let mut spec = spec(json!([{ "type": "batch_norm" }, { "type": "dense", "units": 2 }]));
    // The weights hardly move, but with momentum the second of two huge gradients becomes infinite.
    spec["optimizer"] = json!({ "type": "sgd", "learning_rate": 1e-38, "momentum": 0.9 });
    let mut network = build(spec).unwrap();
    let len = network.weights().len();
    network.apply_gradients(&vec![3e38; len], None).unwrap();
    let before = network.weights().to_vec();
    network.gradients(&pictures(2), &[0.0; 4]).unwrap();
    network.apply_gradients(&vec![3e38; len], None).unwrap_err();
    network.apply_gradients(&vec![0.0; len], None).unwrap();
    // gamma 3, beta 3, running mean 3, running variance 3
    assert_eq!(network.weights()[6..12], before[6..12]);
}

#[test]
fn pixels_are_for_one_or_three_channels() {
    let mut spec = spec(json!([{ "type": "dense", "units": 2 }]));
    spec["input"]["channels"] = json!(2);
    let error = build(spec).unwrap().predict_rgba(&[0; 192]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "channels: got 2; expected 1 (luma) or 3 (RGB)"
    );
}

#[test]
fn gradients_change_no_weight() {
    let mut network = network();
    let before = network.weights().to_vec();
    let report = network.gradients(&pictures(3), &[0.0; 6]).unwrap();
    let gradients = report.gradients.to_vec();
    assert_eq!(network.weights(), before);
    for parameter in network.parameters().iter().filter(|p| !p.trainable) {
        let len = parameter.shape.iter().product::<usize>();
        let gradient = &gradients[parameter.offset..][..len];
        assert!(gradient.iter().all(|&g| g == 0.0), "{}", parameter.name);
    }
}
