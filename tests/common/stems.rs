//! What stems make of eight pictures, by other engines: `tests/data/stems/`.

use safetensors::SafeTensors;
use serde_json::json;
use tab_trainer::spec::StemId;
use tab_trainer::{Network, NetworkSpec, image};

use crate::common::assert_close;

/// The pictures, and what onnxruntime finds in them.
pub const REFERENCE: &str = "tests/data/stems/reference.safetensors";
/// What JAX finds with the layers of `large`.
pub const LARGE: &str = "tests/data/stems/large.safetensors";

/// Where a stem's weights lie; those of `large` only after `cargo xtask stem large`.
pub fn weights(stem: StemId) -> String {
    format!("www/stems/{}.safetensors", stem.name())
}

/// Eight pictures of 64×64, as input.
pub fn pictures(reference: &[u8]) -> Vec<f32> {
    let file = SafeTensors::deserialize(reference).unwrap();
    let (pixels, _) = file.tensor("pictures").unwrap().data().as_chunks::<3>();
    let rgba: Vec<u8> = pixels
        .iter()
        .flat_map(|&[r, g, b]| [r, g, b, 255])
        .collect();
    image::rgba_to_input(&rgba, 3).unwrap()
}

/// Asserts that the stem, whose weights are loaded, finds what the other engines find, to 1e-5 of the largest feature: ten
/// times what the order of sums makes, in which engines and fused multiply-adds differ.
pub fn assert_features(stem: StemId, reference: &[u8], large: &[u8]) {
    let pictures = pictures(reference);
    match stem {
        StemId::Large => assert_large(&pictures, large),
        _ => assert_last_stage(stem, &pictures, reference),
    }
}

fn assert_last_stage(stem: StemId, pictures: &[f32], reference: &[u8]) {
    let expected = features(reference, &format!("{}.int8", stem.name()));
    let found = predict(stem, 64, pictures);
    let all = stem.features();
    assert_eq!(found.len(), 8 * all);
    let last = expected.len() / 8;
    let found = found.chunks(all).flat_map(|found| &found[all - last..]);
    let found: Vec<f32> = found.copied().collect();
    assert_close(stem.name(), &found, &expected, 1e-5);
}

fn assert_large(pictures: &[f32], large: &[u8]) {
    let found = predict(StemId::Large, 128, &doubled(pictures, 64));
    assert_close("large", &found, &features(large, "int8"), 1e-5);
    let trained = features(large, "float32");
    for (found, trained) in found.chunks(512).zip(trained.chunks(512)) {
        let ((below, last), trained) = (found.split_at(192), trained.split_at(192));
        for (found, trained) in [(below, trained.0), (last, trained.1)] {
            // What int8 costs on pictures unlike photographs: 0.984 to 0.997.
            let cosine = cosine(found, trained);
            assert!(cosine > 0.98, "{cosine}");
        }
    }
}

fn predict(stem: StemId, side: usize, pictures: &[f32]) -> Vec<f32> {
    let spec = NetworkSpec::from_json(json!({
        "input": { "height": side, "width": side, "channels": 3 },
        "layers": [{ "type": "stem", "name": stem.name() }],
        "loss": "mse",
        "optimizer": { "type": "sgd", "learning_rate": 1e-4 },
    }));
    let mut network = Network::new(spec.unwrap(), 1).unwrap();
    network.predict(pictures).unwrap()
}

fn features(file: &[u8], name: &str) -> Vec<f32> {
    let file = SafeTensors::deserialize(file).unwrap();
    let (values, _) = file.tensor(name).unwrap().data().as_chunks::<4>();
    values
        .iter()
        .map(|bytes| f32::from_le_bytes(*bytes))
        .collect()
}

/// Each pixel twice in both directions: [n, h, w, 3] → [n, 2h, 2w, 3].
fn doubled(pictures: &[f32], width: usize) -> Vec<f32> {
    let (pixels, _) = pictures.as_chunks::<3>();
    let rows = pixels.chunks(width).map(|row| {
        let twice = row.iter().flat_map(|pixel| [*pixel, *pixel]);
        twice.flatten().collect::<Vec<f32>>()
    });
    rows.flat_map(|row| [row.clone(), row]).flatten().collect()
}

fn cosine(a: &[f32], b: &[f32]) -> f64 {
    let dot = |a: &[f32], b: &[f32]| -> f64 {
        let products = a.iter().zip(b).map(|(a, b)| f64::from(*a) * f64::from(*b));
        products.sum()
    };
    dot(a, b) / (dot(a, a) * dot(b, b)).sqrt()
}
