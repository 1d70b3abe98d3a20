use super::*;
use crate::NetworkSpec;
use crate::layers::Mode;
use crate::spec::LossSpec;
use serde_json::{Value, json};

const PICTURES: usize = 3;

fn network(layers: Value) -> Network {
    let spec: NetworkSpec = serde_json::from_value(json!({
        "input": { "height": 9, "width": 8, "channels": 2 },
        "layers": layers,
        "loss": "cross_entropy",
        "optimizer": { "type": "adam", "learning_rate": 0.01 },
    }))
    .unwrap();
    Network::new(spec, 3).unwrap()
}

/// Kinks of all kinds, batch norm and dropout.
fn modern() -> Network {
    network(json!([
        { "type": "conv", "filters": 5, "kernel": 3 },
        { "type": "activation", "function": "relu" },
        { "type": "max_pool", "size": 2 },
        { "type": "conv", "filters": 6, "kernel": 3 },
        { "type": "batch_norm" },
        { "type": "activation", "function": "leaky_relu" },
        { "type": "dropout", "rate": 0.2 },
        { "type": "dense", "units": 3 },
    ]))
}

fn examples() -> (Vec<f32>, Vec<f32>) {
    let inputs = (0..PICTURES * 9 * 8 * 2).map(|i| (i as f32 * 1.7).sin());
    let targets = (0..PICTURES * 3).map(|i| u8::from(i % 3 == i / 3 % 3));
    (inputs.collect(), targets.map(f32::from).collect())
}

/// The report when backpropagation is made wrong by `spoil`.
fn check_spoilt(mut network: Network, spoil: impl FnOnce(&mut [f32])) -> Vec<LayerCheck> {
    let (inputs, targets) = examples();
    network.pass(&inputs, &targets, PICTURES).unwrap();
    let mut d_weights = network.d_weights.clone();
    spoil(&mut d_weights);
    let parameters = network.parameters().to_vec();
    let kind = network.spec.loss;
    compare(&parameters, &network.weights, &d_weights, |weights| {
        let mode = Mode::Training { step: 0 };
        let z = network.model.forward(weights, &inputs, mode);
        kind.sum(z, &targets, 3) / PICTURES as f64
    })
}

#[test]
fn right_gradients_agree_whatever_bends_the_loss() {
    let (inputs, targets) = examples();
    let mut network = modern();
    let layers = network.check_gradients(&inputs, &targets).unwrap();
    let places: Vec<_> = layers.iter().map(|layer| layer.layer).collect();
    assert_eq!(places, [0, 3, 4, 7]);
    for layer in &layers {
        let worst = layer.worst.as_ref().unwrap();
        assert!(
            layer.agrees && f64::from(worst.relative_error) < TOLERANCE,
            "{layer:?}"
        );
        assert!(layer.bends * 5 <= layer.compared, "{layer:?}");
    }
    assert_eq!(layers[0].compared + layers[0].bends, 3 * 3 * 2 * 5 + 5);
}

#[test]
fn a_single_wrong_derivative_is_named() {
    // One that is worth something.
    let mut wrong = 0;
    let layers = check_spoilt(modern(), |d_weights| {
        let kernel = &mut d_weights[..90];
        wrong = (0..90)
            .max_by(|&i, &j| kernel[i].total_cmp(&kernel[j]))
            .unwrap();
        kernel[wrong] *= 0.9;
    });
    let worst = layers[0].worst.as_ref().unwrap();
    assert!(!layers[0].agrees);
    assert_eq!(
        (worst.name.as_str(), worst.index),
        ("layers[0].kernel", wrong)
    );
    assert!((worst.numerical / worst.backpropagation - 1.0 / 0.9).abs() < 0.02);
    assert!(layers[1..].iter().all(|layer| layer.agrees));
}

#[test]
fn a_gradient_that_is_missing_is_found() {
    let layers = check_spoilt(modern(), |d_weights| d_weights[..95].fill(0.0));
    let worst = layers[0].worst.as_ref().unwrap();
    assert!(
        !layers[0].agrees && worst.relative_error > 0.99,
        "{worst:?}"
    );
}

/// Pictures with nothing in them: every net input of the convolution is 0, where ReLU has no derivative.
#[test]
fn where_the_loss_has_no_derivative_nothing_is_compared() {
    let mut network = network(json!([
        { "type": "conv", "filters": 2, "kernel": 3 },
        { "type": "activation", "function": "relu" },
        { "type": "dense", "units": 3 },
    ]));
    let inputs = vec![0.0; PICTURES * 9 * 8 * 2];
    let targets = [0.0, 1.0, 0.0].repeat(PICTURES);
    let layers = network.check_gradients(&inputs, &targets).unwrap();
    assert_eq!((layers[0].bends, layers[0].agrees), (2, true), "{layers:?}");
    assert_eq!(layers[0].compared, 3 * 3 * 2 * 2);
}

/// A loss of 0, and no derivative that is not.
#[test]
fn a_network_with_nothing_to_learn_agrees() {
    let mut spec = modern().spec().clone();
    spec.loss = LossSpec::Mse;
    let mut network = Network::new(spec, 3).unwrap();
    let weights = vec![0.0; network.weights().len()];
    network.set_weights(&weights).unwrap();
    let (inputs, _) = examples();
    let layers = network
        .check_gradients(&inputs, &[0.0; 3 * PICTURES])
        .unwrap();
    for layer in layers {
        let worst = layer.worst.as_ref().unwrap();
        assert!(layer.agrees && worst.relative_error == 0.0, "{layer:?}");
    }
}

#[test]
fn a_check_leaves_the_network_as_it_was() {
    let (inputs, targets) = examples();
    let (mut checked, mut other) = (modern(), modern());
    for network in [&mut checked, &mut other] {
        network.gradients(&inputs, &targets).unwrap();
    }
    let gradients = checked.d_weights.clone();
    checked
        .check_gradients(&inputs[..144], &targets[..3])
        .unwrap();
    for network in [&mut checked, &mut other] {
        network.apply_gradients(&gradients, None).unwrap();
    }
    assert_eq!(checked.state(), other.state());
}

#[test]
fn places_are_spread_over_the_whole_parameter() {
    let all = |len| spread(len).collect::<Vec<_>>();
    assert_eq!(all(3), [0, 1, 2]);
    let some = all(256 * 16);
    assert_eq!(some.len(), MOST_VALUES);
    let columns: std::collections::BTreeSet<_> = some.iter().map(|i| i % 16).collect();
    assert_eq!(columns.len(), 16);
}
