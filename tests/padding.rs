//! Does a weight that only ever sees padding stay where it is? Its gradient is 0; anything else, however small, an
//! optimiser that divides by the size of gradients turns into full steps.

#![cfg(not(target_arch = "wasm32"))]

use serde_json::json;
use tab_trainer::rng::Rng;
use tab_trainer::{Network, NetworkSpec};

#[test]
fn weights_that_see_only_padding_do_not_move() {
    for (height, width, kernel, after) in [
        (1, 1, 3, json!([])),
        (
            1,
            1,
            5,
            json!([{ "type": "activation", "function": "elu" }]),
        ),
        (2, 2, 5, json!([{ "type": "batch_norm" }])),
        (
            1,
            9,
            3,
            json!([{ "type": "batch_norm" }, { "type": "activation", "function": "tanh" }]),
        ),
        (
            2,
            7,
            5,
            json!([{ "type": "activation", "function": "tanh" }, { "type": "max_pool", "size": 2 }]),
        ),
        (
            8,
            2,
            5,
            json!([{ "type": "batch_norm" }, { "type": "max_pool", "size": 2 }]),
        ),
        (
            9,
            1,
            3,
            json!([{ "type": "activation", "function": "leaky_relu" }]),
        ),
        (2, 3, 7, json!([])),
    ] {
        let mut layers = vec![json!({ "type": "conv", "filters": 6, "kernel": kernel })];
        layers.extend(after.as_array().unwrap().iter().cloned());
        layers.push(json!({ "type": "dense", "units": 3 }));
        let case = format!("{kernel}×{kernel} on {height}×{width}: {layers:?}");
        let spec: NetworkSpec = serde_json::from_value(json!({
            "input": { "height": height, "width": width, "channels": 2 },
            "layers": layers,
            "loss": "cross_entropy",
            "optimizer": { "type": "adam", "learning_rate": 0.01 },
        }))
        .expect("a valid spec");
        let mut network = Network::new(spec, 3).expect("a network");
        let before = network.weights().to_vec();
        let mut rng = Rng::new(5, 0);
        let inputs: Vec<f32> = (0..8 * height * width * 2)
            .map(|_| rng.symmetric(1.0))
            .collect();
        let targets: Vec<f32> = (0..8 * 3)
            .map(|i| f32::from(u8::from(i / 3 % 3 == i % 3)))
            .collect();
        for _ in 0..100 {
            network
                .train_step(&inputs, &targets)
                .expect("a finite step");
        }
        // Tap u of a kernel meets rows u − k / 2 and after, one for each row of the map.
        let meets = |tap: usize, pixels: usize| {
            (0..pixels).any(|row| (kernel / 2..kernel / 2 + pixels).contains(&(row + tap)))
        };
        for (i, (before, after)) in before.iter().zip(network.weights()).enumerate() {
            let tap = i / (2 * 6);
            if tap >= kernel * kernel {
                break;
            }
            let seen = meets(tap / kernel, height) && meets(tap % kernel, width);
            assert_eq!(
                before != after,
                seen,
                "{case}: weight {i} was {before}, is {after}"
            );
        }
    }
}
