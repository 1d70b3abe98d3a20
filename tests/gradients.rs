//! Do the gradients of whole networks agree with finite differences of the loss?

#![cfg(not(target_arch = "wasm32"))]

use serde_json::{Value, json};
use tab_trainer::{Network, NetworkSpec};

fn values(len: usize, phase: f32) -> Vec<f32> {
    (0..len).map(|i| (i as f32 * 1.7 + phase).sin()).collect()
}

/// Compares ∂loss/∂w of every weight. Smooth activations throughout: a finite difference cannot cross a kink.
fn check(input: [usize; 3], n: usize, layers: Value, outputs: usize, loss: &str) {
    let spec: NetworkSpec = serde_json::from_value(json!({
        "input": { "height": input[0], "width": input[1], "channels": input[2] },
        "layers": layers,
        "loss": loss,
        "optimizer": { "type": "sgd", "learning_rate": 1.0 },
    }))
    .unwrap();
    let case = format!("{} on {input:?}, batch {n}, {loss}", spec.layers.len());
    let mut network = Network::new(spec, 5).unwrap();
    let inputs = values(n * input.iter().product::<usize>(), 0.3);
    let mut targets = vec![if loss == "mse" { -1.0 } else { 0.0 }; n * outputs];
    for i in 0..n {
        targets[i * outputs + i % outputs] = 1.0;
    }

    let gradients = network
        .gradients(&inputs, &targets)
        .unwrap()
        .gradients
        .to_vec();
    let weights = network.weights().to_vec();
    let scale = gradients.iter().fold(0.0f32, |scale, g| scale.max(g.abs()));
    for i in 0..weights.len() {
        const STEP: f32 = 5e-3;
        let mut loss_at = |shift: f32| {
            let mut weights = weights.clone();
            weights[i] += shift;
            network.set_weights(&weights).unwrap();
            f64::from(network.gradients(&inputs, &targets).unwrap().loss)
        };
        let expected = (loss_at(STEP) - loss_at(-STEP)) / f64::from(2.0 * STEP);
        let error = (f64::from(gradients[i]) - expected).abs() / f64::from(scale);
        assert!(
            error < 3e-3,
            "{case}: ∂loss/∂w[{i}] is {}, expected {expected}; relative error {error:.1e}",
            gradients[i]
        );
    }
}

#[test]
fn article() {
    // Convolution, tanh, subsampling, fully connected; one neuron, squared error.
    let layers = json!([
        { "type": "conv", "filters": 3, "kernel": 3, "padding": "valid" },
        { "type": "activation", "function": "scaled_tanh" },
        { "type": "average_pool", "size": 2 },
        { "type": "conv", "filters": 4, "kernel": 2 },
        { "type": "activation", "function": "tanh" },
        { "type": "dense", "units": 1 },
        { "type": "activation", "function": "scaled_tanh" },
    ]);
    check([9, 8, 1], 1, layers.clone(), 1, "mse");
    check([9, 8, 1], 5, layers, 1, "mse");
}

#[test]
fn modern() {
    let layers = json!([
        { "type": "conv", "filters": 4, "kernel": 3, "stride": 2 },
        { "type": "batch_norm" },
        { "type": "activation", "function": "silu" },
        { "type": "dropout", "rate": 0.25 },
        { "type": "conv", "filters": 5, "kernel": 3, "padding": 1 },
        { "type": "batch_norm" },
        { "type": "activation", "function": "elu" },
        { "type": "global_average_pool" },
        { "type": "dense", "units": 3 },
    ]);
    check([7, 5, 3], 6, layers, 3, "cross_entropy");
}

#[test]
fn smallest() {
    check(
        [1, 1, 1],
        1,
        json!([{ "type": "dense", "units": 2 }]),
        2,
        "cross_entropy",
    );
    let bare = json!([{ "type": "conv", "filters": 2, "kernel": 1 }]);
    check([1, 1, 3], 2, bare, 2, "mse");
}

#[test]
fn an_activation_in_front_of_softmax() {
    let layers = json!([
        { "type": "dense", "units": 4 },
        { "type": "activation", "function": "sigmoid" },
    ]);
    check([2, 2, 1], 3, layers, 4, "cross_entropy");
}
