//! What the examples share: pictures of figures, drawn faces, and networks from JSON.

// Every example compiles its own copy and may use only a part of it.
#![allow(dead_code)]

pub mod drawn;
pub mod plot;

use serde_json::Value;
use tab_trainer::{Network, NetworkSpec};

/// The network that a valid spec describes.
pub fn network(spec: Value, seed: u64) -> Network {
    let spec: NetworkSpec = serde_json::from_value(spec).expect("a valid spec");
    Network::new(spec, seed).expect("a network")
}

/// Euclidean norm.
pub fn norm(values: &[f32]) -> f64 {
    dot(values, values).sqrt()
}

/// Σ a·b
pub fn dot(a: &[f32], b: &[f32]) -> f64 {
    let products = a.iter().zip(b).map(|(&a, &b)| f64::from(a) * f64::from(b));
    products.sum()
}
