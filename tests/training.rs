//! Does a network learn, and is learning repeatable?

#![cfg(not(target_arch = "wasm32"))]

use serde_json::{Value, json};
use tab_trainer::{Network, NetworkSpec};

const SIZE: usize = 12;

/// Grey pictures [n, 12, 12, 1] of a bright bar under changing place, width, light and noise: upright ones are class
/// 0, lying ones class 1. A linear classifier cannot tell them apart, since a bar can be anywhere.
fn bars(n: usize, mut state: u32) -> (Vec<f32>, Vec<f32>) {
    let mut random = move || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) as f32 / (1 << 24) as f32
    };
    let (mut inputs, mut targets) = (Vec::new(), Vec::new());
    for i in 0..n {
        let lying = i % 2 == 1;
        let (start, width) = (random() * 10.0, 1.0 + random() * 2.0);
        let (light, contrast) = (random() - 0.5, 0.5 + random());
        for (y, x) in (0..SIZE * SIZE).map(|p| (p / SIZE, p % SIZE)) {
            let across = if lying { y } else { x } as f32;
            let bar = f32::from((start..start + width).contains(&across));
            inputs.push(light + contrast * bar + 0.3 * (random() - 0.5));
        }
        targets.extend(if lying { [0.0, 1.0] } else { [1.0, 0.0] });
    }
    (inputs, targets)
}

fn network(seed: u64, layers: Value, loss: &str, optimizer: Value) -> Network {
    let spec = json!({
        "input": { "height": SIZE, "width": SIZE, "channels": 1 },
        "layers": layers,
        "loss": loss,
        "optimizer": optimizer,
    });
    Network::new(serde_json::from_value::<NetworkSpec>(spec).unwrap(), seed).unwrap()
}

fn modern(seed: u64) -> Network {
    let layers = json!([
        { "type": "conv", "filters": 6, "kernel": 3 },
        { "type": "batch_norm" },
        { "type": "activation", "function": "relu" },
        { "type": "max_pool", "size": 2 },
        { "type": "conv", "filters": 8, "kernel": 3 },
        { "type": "activation", "function": "leaky_relu" },
        { "type": "dropout", "rate": 0.1 },
        { "type": "global_average_pool" },
        { "type": "dense", "units": 2 },
    ]);
    network(
        seed,
        layers,
        "cross_entropy",
        json!({ "type": "adam", "learning_rate": 0.01 }),
    )
}

/// Epochs over `n` bars in batches of 16, then the accuracy on bars never seen.
fn train(network: &mut Network, n: usize, epochs: usize) -> f32 {
    let (inputs, targets) = bars(n, 1);
    let (picture, outputs) = (SIZE * SIZE, 2);
    for _ in 0..epochs {
        for (inputs, targets) in inputs
            .chunks(16 * picture)
            .zip(targets.chunks(16 * outputs))
        {
            network.train_step(inputs, targets).unwrap();
        }
    }
    let (inputs, targets) = bars(200, 2);
    network.evaluate(&inputs, &targets).unwrap().correct as f32 / 200.0
}

#[test]
fn a_modern_network_learns() {
    let accuracy = train(&mut modern(1), 160, 12);
    assert!(accuracy >= 0.95, "accuracy {accuracy}");
}

#[test]
fn the_articles_network_learns_one_example_at_a_time() {
    let layers = json!([
        { "type": "conv", "filters": 6, "kernel": 5 },
        { "type": "activation", "function": "scaled_tanh" },
        { "type": "max_pool", "size": 4 },
        { "type": "dense", "units": 1 },
        { "type": "activation", "function": "scaled_tanh" },
    ]);
    let optimizer = json!({ "type": "sgd", "learning_rate": 0.01 });
    let mut network = network(1, layers, "mse", optimizer);
    let signed = |targets: &[f32]| -> Vec<f32> { targets.chunks(2).map(|t| t[0] - t[1]).collect() };
    let (inputs, targets) = bars(160, 1);
    for _ in 0..20 {
        for (input, target) in inputs.chunks(SIZE * SIZE).zip(signed(&targets)) {
            network.train_step(input, &[target]).unwrap();
        }
    }
    let (inputs, targets) = bars(200, 2);
    let correct = network
        .evaluate(&inputs, &signed(&targets))
        .unwrap()
        .correct;
    assert!(correct >= 190, "{correct} of 200");
}

#[test]
fn the_same_seed_gives_the_same_weights() {
    let trained = |seed| {
        let mut network = modern(seed);
        train(&mut network, 48, 2);
        network.weights().to_vec()
    };
    assert_eq!(trained(3), trained(3));
    assert_ne!(trained(3), trained(4));
}

#[test]
fn answers_do_not_depend_on_the_batch() {
    let mut network = modern(2);
    train(&mut network, 32, 1);
    let (inputs, _) = bars(70, 5);
    let together = network.predict(&inputs).unwrap();
    for (picture, expected) in inputs.chunks(SIZE * SIZE).zip(together.chunks(2)) {
        let alone = network.predict(picture).unwrap();
        for (alone, expected) in alone.iter().zip(expected) {
            assert!(
                (alone - expected).abs() < 1e-6,
                "{alone}, expected {expected}"
            );
        }
        assert!(
            (alone.iter().sum::<f32>() - 1.0).abs() < 1e-5,
            "{alone:?} are no probabilities"
        );
    }
}

#[test]
fn weights_carry_a_network_over() {
    let mut network = modern(2);
    train(&mut network, 32, 1);
    let mut other = modern(9);
    other.set_weights(network.weights()).unwrap();
    let (inputs, _) = bars(3, 5);
    assert_eq!(
        network.predict(&inputs).unwrap(),
        other.predict(&inputs).unwrap()
    );
}
