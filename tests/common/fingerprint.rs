//! A short training run whose every bit is the same on every machine and in every build.
//!
//! It uses nothing but addition, multiplication, division, square root and comparison, which IEEE 754 defines to the
//! last bit; exp and tanh come from the platform's library and may differ there. Sizes are no multiples of four.

use serde_json::json;
use tab_trainer::{Network, NetworkSpec};

/// [`fingerprint`] as computed natively.
pub const EXPECTED: u32 = 762_983_701;

/// A hash of the weights after ten steps.
pub fn fingerprint() -> u32 {
    let spec: NetworkSpec = serde_json::from_value(json!({
        "input": { "height": 11, "width": 9, "channels": 3 },
        "layers": [
            { "type": "conv", "filters": 5, "kernel": 3 },
            { "type": "batch_norm" },
            { "type": "activation", "function": "relu" },
            { "type": "max_pool", "size": 2 },
            { "type": "conv", "filters": 7, "kernel": 2, "stride": 2, "padding": 1 },
            { "type": "activation", "function": "leaky_relu", "slope": 0.125 },
            { "type": "average_pool", "size": 2, "stride": 1 },
            { "type": "residual", "layers": [
                { "type": "depthwise_conv", "kernel": 3 },
                { "type": "activation", "function": "relu6" },
                { "type": "conv", "filters": 6, "kernel": 1 },
            ] },
            { "type": "dropout", "rate": 0.2 },
            { "type": "dense", "units": 13 },
            { "type": "dense", "units": 3 },
        ],
        "loss": "mse",
        "optimizer": { "type": "sgd", "learning_rate": 0.01, "momentum": 0.9, "weight_decay": 0.001 },
    }))
    .expect("a valid spec");
    let mut network = Network::new(spec, 7).expect("a network");
    const N: usize = 5;
    let inputs: Vec<f32> = (0..N * 11 * 9 * 3)
        .map(|i| (i * 37 % 256) as f32 / 127.5 - 1.0)
        .collect();
    let targets: Vec<f32> = (0..N * 3)
        .map(|i| if i % 4 == 0 { 1.0 } else { 0.0 })
        .collect();
    for _ in 0..10 {
        network
            .train_step(&inputs, &targets)
            .expect("a finite step");
    }
    // FNV-1a
    network
        .weights()
        .iter()
        .flat_map(|w| w.to_bits().to_le_bytes())
        .fold(0x811c_9dc5, |hash, byte| {
            (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
        })
}
