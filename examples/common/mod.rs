//! What the examples share: pictures of figures, drawn faces, and networks from JSON.

// Every example compiles its own copy and may use only a part of it.
#![allow(dead_code)]

pub mod drawn;
pub mod svg;

use serde_json::Value;
use tab_trainer::{Network, NetworkSpec};

/// The network that a valid spec describes.
pub fn network(spec: Value, seed: u64) -> Network {
    let spec: NetworkSpec = serde_json::from_value(spec).expect("a valid spec");
    Network::new(spec, seed).expect("a network")
}

/// Writes a picture to `target/pictures/NAME.svg` and says where it is.
pub fn save(name: &str, svg: &str) {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("target/pictures");
    let path = folder.join(name).with_extension("svg");
    let written = std::fs::create_dir_all(&folder).and_then(|()| std::fs::write(&path, svg));
    match written {
        Ok(()) => println!("\nPicture: {}", path.display()),
        Err(error) => eprintln!("\n{} could not be written: {error}", path.display()),
    }
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
