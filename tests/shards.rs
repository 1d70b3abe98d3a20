//! Do several networks that share each batch learn as one would?

#![cfg(not(target_arch = "wasm32"))]

mod common;

use common::{assert_close, assert_within};
use serde_json::{Value, json};
use tab_trainer::augment::Augmentation;
use tab_trainer::{Network, NetworkSpec};

const PICTURE: usize = 6 * 5 * 4;
const OUTPUTS: usize = 2;

/// What the sum over shards needs of one shard.
struct Shard {
    weight: f64,
    gradients: Vec<f32>,
    statistics: Vec<f64>,
}

fn network(layers: Value) -> Network {
    let spec = json!({
        "input": { "height": 6, "width": 5, "channels": 3 },
        "layers": layers,
        "loss": "cross_entropy",
        "optimizer": { "type": "adam", "learning_rate": 0.01 },
    });
    Network::new(serde_json::from_value::<NetworkSpec>(spec).unwrap(), 3).unwrap()
}

fn plain() -> Network {
    network(json!([
        { "type": "conv", "filters": 5, "kernel": 3 },
        { "type": "activation", "function": "relu" },
        { "type": "max_pool", "size": 2 },
        { "type": "dense", "units": OUTPUTS },
    ]))
}

fn with_batch_norm() -> Network {
    network(json!([
        { "type": "batch_norm" },
        { "type": "conv", "filters": 5, "kernel": 3 },
        { "type": "batch_norm", "momentum": 0.5 },
        { "type": "activation", "function": "relu" },
        { "type": "dense", "units": OUTPUTS },
    ]))
}

/// Pictures that differ from each other in light and contrast, as those of a real batch do.
fn batch(n: usize, step: usize) -> (Vec<u8>, Vec<f32>) {
    let byte = |i: usize| {
        let (picture, place) = (i / PICTURE + step, i % PICTURE);
        (place * (31 + 2 * picture) + picture * 41) % (64 + 23 * (picture % 8))
    };
    let rgba = (0..n * PICTURE).map(|i| byte(i) as u8).collect();
    let class = |i: usize| {
        if (i + step).is_multiple_of(2) {
            [1.0, 0.0]
        } else {
            [0.0, 1.0]
        }
    };
    (rgba, (0..n).flat_map(class).collect())
}

/// Gradients of the pictures `from..to` of a batch whose first one is augmented with stream 100.
fn shard(network: &mut Network, [from, to]: [usize; 2], step: usize) -> Shard {
    let (rgba, targets) = batch(to, step);
    let (rgba, targets) = (&rgba[from * PICTURE..], &targets[from * OUTPUTS..]);
    let first = 100 + from as u64;
    let found = network
        .gradients_rgba(rgba, targets, Some(Augmentation { seed: 1, first }))
        .unwrap();
    Shard {
        weight: (to - from) as f64,
        gradients: found.gradients.to_vec(),
        statistics: found.statistics.to_vec(),
    }
}

/// The means over all pictures.
fn combine(shards: &[Shard]) -> (Vec<f32>, Vec<f64>) {
    let total: f64 = shards.iter().map(|shard| shard.weight).sum();
    let mean = |value: &dyn Fn(&Shard) -> f64| -> f64 {
        let parts = shards
            .iter()
            .map(|shard| shard.weight / total * value(shard));
        parts.sum()
    };
    let gradients = 0..shards[0].gradients.len();
    let statistics = 0..shards[0].statistics.len();
    (
        gradients
            .map(|i| mean(&|shard| shard.gradients[i].into()) as f32)
            .collect(),
        statistics
            .map(|i| mean(&|shard| shard.statistics[i]))
            .collect(),
    )
}

const SHARDS: [[usize; 2]; 3] = [[0, 4], [4, 7], [7, 10]];

#[test]
fn shards_of_a_batch_add_up_to_its_gradient() {
    let mut network = plain();
    let shards = SHARDS.map(|range| shard(&mut network, range, 0));
    let whole = shard(&mut network, [0, 10], 0);
    assert_close("gradient", &combine(&shards).0, &whole.gradients, 1e-5);
}

#[test]
fn statistics_of_shards_are_those_of_the_whole_batch() {
    let (mut split, mut whole) = (with_batch_norm(), with_batch_norm());
    let shards = SHARDS.map(|range| shard(&mut split, range, 0));
    let (gradients, statistics) = combine(&shards);
    split
        .apply_gradients(&gradients, Some(&statistics))
        .unwrap();
    let expected = shard(&mut whole, [0, 10], 0);
    whole.apply_gradients(&expected.gradients, None).unwrap();
    // The first layer sees the pictures themselves; what reaches the second depends on how the first has split.
    let running = |network: &Network| network.weights()[6..12].to_vec();
    assert_within(
        "running mean and variance",
        &running(&split),
        &running(&whole),
        1e-6,
    );
    assert_ne!(running(&whole), [0.0, 0.0, 0.0, 1.0, 1.0, 1.0]);
}

#[test]
fn networks_that_share_batches_stay_alike_and_equal_one_that_is_given_the_shards_in_turn() {
    let mut alone = with_batch_norm();
    let mut replicas = SHARDS.map(|_| with_batch_norm());
    for step in 0..12 {
        let in_turn = SHARDS.map(|range| shard(&mut alone, range, step));
        let shards: Vec<_> = SHARDS
            .into_iter()
            .zip(&mut replicas)
            .map(|(range, replica)| shard(replica, range, step))
            .collect();
        let (gradients, statistics) = combine(&in_turn);
        alone
            .apply_gradients(&gradients, Some(&statistics))
            .unwrap();
        let (gradients, statistics) = combine(&shards);
        for replica in &mut replicas {
            replica
                .apply_gradients(&gradients, Some(&statistics))
                .unwrap();
        }
    }
    for replica in &replicas {
        assert_eq!(replica.state(), alone.state());
    }
}

#[test]
fn a_state_lets_another_network_go_on_alike() {
    let step = |network: &mut Network, step| {
        let (rgba, targets) = batch(8, step);
        network.train_step_rgba(&rgba, &targets, None).unwrap();
    };
    let (mut first, mut second) = (with_batch_norm(), with_batch_norm());
    (0..5).for_each(|i| step(&mut first, i));
    second.set_state(&first.state()).unwrap();
    for i in 5..10 {
        step(&mut first, i);
        step(&mut second, i);
    }
    assert_eq!(first.state(), second.state());
    // The weights alone would not do: Adam remembers.
    let mut forgetful = with_batch_norm();
    (0..5).for_each(|i| step(&mut forgetful, i));
    let weights = forgetful.weights().to_vec();
    forgetful.set_weights(&weights).unwrap();
    (5..10).for_each(|i| step(&mut forgetful, i));
    assert_ne!(first.weights(), forgetful.weights());
}

#[test]
fn bytes_are_what_their_input_is() {
    let (mut bytes, mut values) = (plain(), plain());
    let (rgba, targets) = batch(5, 1);
    let inputs = tab_trainer::image::rgba_to_input(&rgba, 3).unwrap();
    assert_eq!(
        bytes.predict_rgba(&rgba).unwrap(),
        values.predict(&inputs).unwrap()
    );
    assert_eq!(
        bytes.evaluate_rgba(&rgba, &targets).unwrap(),
        values.evaluate(&inputs, &targets).unwrap()
    );
    assert_eq!(
        bytes.gradients_rgba(&rgba, &targets, None).unwrap(),
        values.gradients(&inputs, &targets).unwrap()
    );
    assert_eq!(
        bytes.train_step_rgba(&rgba, &targets, None).unwrap(),
        values.train_step(&inputs, &targets).unwrap()
    );
    assert_eq!(bytes.weights(), values.weights());
    // A smaller batch after a larger one: what is left in the buffer does not count.
    assert_eq!(bytes.predict_rgba(&rgba[..PICTURE]).unwrap().len(), OUTPUTS);
}
