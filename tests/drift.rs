//! Does what Winograd's transforms round away add up? On maps with a large mean, and over ten thousand steps.

#![cfg(not(target_arch = "wasm32"))]

mod common;

use common::{assert_close, magnitude};
use serde_json::json;
use tab_trainer::layers::Path;
use tab_trainer::rng::Rng;
use tab_trainer::{Network, NetworkSpec};

const N: usize = 8;

fn spec(kernel: usize) -> NetworkSpec {
    serde_json::from_value(json!({
        "input": { "height": 8, "width": 8, "channels": 2 },
        "layers": [
            { "type": "conv", "filters": 6, "kernel": kernel },
            { "type": "activation", "function": "tanh" },
            { "type": "max_pool", "size": 2 },
            { "type": "conv", "filters": 4, "kernel": kernel },
            { "type": "activation", "function": "tanh" },
            { "type": "residual", "layers": [
                { "type": "depthwise_conv", "kernel": kernel },
                { "type": "activation", "function": "tanh" },
                { "type": "conv", "filters": 4, "kernel": 3 },
            ] },
            { "type": "dense", "units": 2 },
        ],
        "loss": "cross_entropy",
        "optimizer": { "type": "sgd", "learning_rate": 0.02, "momentum": 0.9, "weight_decay": 0.01 },
    }))
    .expect("a valid spec")
}

fn examples(mean: f32) -> (Vec<f32>, Vec<f32>) {
    let mut rng = Rng::new(5, 0);
    let inputs = (0..N * 8 * 8 * 2)
        .map(|_| mean + rng.symmetric(1.0))
        .collect();
    let targets = (0..N)
        .flat_map(|i| [(i % 2) as f32, ((i + 1) % 2) as f32])
        .collect();
    (inputs, targets)
}

#[test]
fn ten_thousand_steps_end_where_the_readable_path_ends() {
    for kernel in [3, 5] {
        let (inputs, targets) = examples(0.0);
        let train = |path| {
            let mut network = Network::with_path(spec(kernel), 3, path).unwrap();
            for _ in 0..10_000 {
                network.train_step(&inputs, &targets).unwrap();
            }
            network.weights().to_vec()
        };
        let (fast, readable) = (train(Path::Fast), train(Path::Readable));
        assert!(magnitude(&readable) > 0.1, "weight decay has not won");
        assert_close(
            format!("weights with kernels of {kernel}"),
            &fast,
            &readable,
            1e-3,
        );
    }
}

/// Pictures of 100 ± 1: five digits of the sums are the mean's.
#[test]
fn large_means_cost_no_more_than_their_digits() {
    for kernel in [3, 5] {
        let (inputs, targets) = examples(100.0);
        let gradients = |path| {
            let mut network = Network::with_path(spec(kernel), 3, path).unwrap();
            let weights: Vec<f32> = network.weights().iter().map(|w| w * 0.01).collect();
            network.set_weights(&weights).unwrap();
            network
                .gradients(&inputs, &targets)
                .unwrap()
                .gradients
                .to_vec()
        };
        let (fast, readable) = (gradients(Path::Fast), gradients(Path::Readable));
        assert_close(
            format!("gradients with kernels of {kernel}"),
            &fast,
            &readable,
            1e-4,
        );
    }
}
