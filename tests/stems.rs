//! Do stems give the features that another engine finds, and does a network learn in front of them and in them?
#![cfg(not(target_arch = "wasm32"))]

mod common;

use std::fs;
use std::path::Path;

use common::assert_close;
use safetensors::SafeTensors;
use serde_json::{Value, json};
use tab_trainer::spec::StemId;
use tab_trainer::{Network, NetworkSpec, image};

fn read(path: &str) -> Vec<u8> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    fs::read(root.join(path)).unwrap()
}

fn file(stem: StemId) -> Vec<u8> {
    read(&format!("www/stems/{}.safetensors", stem.name()))
}

fn load(stem: StemId) {
    stem.load(&file(stem)).unwrap();
}

fn network(stem: Value, side: usize, above: Value) -> Result<Network, String> {
    let mut layers = vec![stem];
    layers.extend(above.as_array().unwrap().clone());
    let spec = NetworkSpec::from_json(json!({
        "input": { "height": side, "width": side, "channels": 3 },
        "layers": layers,
        "loss": "mse",
        "optimizer": { "type": "sgd", "learning_rate": 1e-4 },
    }));
    let network = spec.and_then(|spec| Network::new(spec, 1));
    network.map_err(|error| error.to_string())
}

fn base(above: Value) -> Network {
    load(StemId::Base);
    network(json!({ "type": "stem", "name": "base" }), 64, above).unwrap()
}

/// Pictures and, for each, features of the last stage by onnxruntime.
fn reference(name: &str) -> (Vec<f32>, Vec<f32>) {
    let bytes = read("tests/data/stems/reference.safetensors");
    let file = SafeTensors::deserialize(&bytes).unwrap();
    let rgb = file.tensor("pictures").unwrap().data();
    let (pixels, _) = rgb.as_chunks::<3>();
    let rgba: Vec<u8> = pixels
        .iter()
        .flat_map(|&[r, g, b]| [r, g, b, 255])
        .collect();
    (
        image::rgba_to_input(&rgba, 3).unwrap(),
        features(&file, name),
    )
}

fn features(file: &SafeTensors, name: &str) -> Vec<f32> {
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

#[test]
fn features_are_those_of_onnxruntime() {
    for stem in [StemId::Base, StemId::Small] {
        load(stem);
        let (pictures, expected) = reference(&format!("{}.int8", stem.name()));
        let spec = json!({ "type": "stem", "name": stem.name() });
        let found = network(spec, 64, json!([]))
            .unwrap()
            .predict(&pictures)
            .unwrap();
        let all = stem.features();
        assert_eq!(found.len(), 8 * all);
        let last = expected.len() / 8;
        let found = found
            .chunks(all)
            .flat_map(|features| &features[all - last..]);
        let found: Vec<f32> = found.copied().collect();
        assert_close(stem.name(), &found, &expected, 1e-5);
    }
}

#[test]
fn large_has_the_features_of_the_network_that_it_is_made_of() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("www/stems/large.safetensors");
    if !path.exists() {
        eprintln!("skipped: the stem `large` is not there; cargo xtask stem large brings it");
        return;
    }
    load(StemId::Large);
    let pictures = doubled(&reference("base.int8").0, 64);
    let spec = json!({ "type": "stem", "name": "large" });
    let mut network = network(spec, 128, json!([])).unwrap();
    let found = network.predict(&pictures).unwrap();
    let bytes = read("tests/data/stems/large.safetensors");
    let file = SafeTensors::deserialize(&bytes).unwrap();
    assert_close("int8", &found, &features(&file, "int8"), 1e-5);
    let trained = features(&file, "float32");
    for (found, trained) in found.chunks(512).zip(trained.chunks(512)) {
        let ((below, last), trained) = (found.split_at(192), trained.split_at(192));
        for (found, trained) in [(below, trained.0), (last, trained.1)] {
            // What int8 costs on pictures unlike photographs: 0.984 to 0.997.
            let cosine = cosine(found, trained);
            assert!(cosine > 0.98, "{cosine}");
        }
    }
}

#[test]
fn frozen_layers_have_no_weights_and_the_head_learns() {
    let mut network = base(json!([{ "type": "power_norm" }, { "type": "dense", "units": 2 }]));
    assert_eq!(network.weights().len(), 400 * 2 + 2);
    let (pictures, _) = reference("base.int8");
    let targets: Vec<f32> = (0..16).map(|i| f32::from(u8::from(i % 3 == 0))).collect();
    let losses: Vec<f32> = (0..100)
        .map(|_| network.train_step(&pictures, &targets).unwrap().loss)
        .collect();
    assert!(losses[99] < 0.3 * losses[0], "{losses:?}");
}

#[test]
fn what_is_trainable_begins_as_it_was_learned() {
    load(StemId::Small);
    let (pictures, _) = reference("small.int8");
    let predict = |trainable: &str| {
        let stem = json!({ "type": "stem", "name": "small", "trainable": trainable });
        let mut network = network(stem, 64, json!([])).unwrap();
        (network.weights().len(), network.predict(&pictures).unwrap())
    };
    let (none, frozen) = predict("none");
    for (trainable, weights) in [("last_block", 9 * 96 * 192 + 192), ("all", 330_432)] {
        let (len, features) = predict(trainable);
        assert_eq!((none, len), (0, weights), "{trainable}");
        assert_close(trainable, &features, &frozen, 1e-6);
    }
}

/// A short step along the gradient lowers the loss by its length times the gradient's norm.
#[test]
fn fine_tuning_goes_down_the_gradient() {
    load(StemId::Small);
    let (pictures, _) = reference("small.int8");
    let pictures = &pictures[..2 * 64 * 64 * 3];
    for trainable in ["all", "last_block"] {
        let stem = json!({ "type": "stem", "name": "small", "trainable": trainable });
        let above = json!([{ "type": "power_norm" }, { "type": "dense", "units": 1 }]);
        let mut network = network(stem, 64, above).unwrap();
        let before: Vec<f32> = network.weights().to_vec();
        let found = network.gradients(pictures, &[1.0, -1.0]).unwrap();
        let gradient = found.gradients.to_vec();
        let stem = &gradient[..gradient.len() - 289];
        let squares: f64 = stem.iter().map(|&g| f64::from(g).powi(2)).sum();
        let mut loss = |step: f32| {
            let moved = before.iter().zip(&gradient).enumerate();
            let moved = moved.map(|(i, (w, g))| if i < stem.len() { w + step * g } else { *w });
            network.set_weights(&moved.collect::<Vec<_>>()).unwrap();
            f64::from(network.evaluate(pictures, &[1.0, -1.0]).unwrap().loss)
        };
        let step = (2e-5 / squares.sqrt()) as f32;
        let difference = (loss(step) - loss(-step)) / (2.0 * f64::from(step));
        assert!(
            (difference / squares - 1.0).abs() < 0.005,
            "{trainable}: {difference}, {squares}"
        );
    }
}

#[test]
fn a_file_that_is_not_the_stems_is_refused() {
    let whole = file(StemId::Small);
    let refused = |bytes: &[u8]| StemId::Small.load(bytes).unwrap_err().to_string();
    assert_eq!(
        refused(&whole[..1000]),
        "stem: got 1000 bytes; expected 335560 of `small`"
    );
    let mut damaged = whole.clone();
    damaged[200_000] ^= 1;
    assert_eq!(
        refused(&damaged),
        "stem: got other bytes than `small` has; it may have been damaged on its way"
    );
}

#[test]
fn a_stem_out_of_its_place_says_so() {
    load(StemId::Small);
    let stem = json!({ "type": "stem", "name": "small" });
    let built = |first, above| network(first, 64, above).err().unwrap();
    assert_eq!(
        built(json!({ "type": "power_norm" }), json!([stem])),
        "layers[1]: stem: it takes pictures; expected it to be the first layer"
    );
    assert_eq!(
        built(json!({ "type": "stem", "name": "bass" }), json!([])),
        "layers[0].name: unknown name `bass`; did you mean `base`?"
    );
}
