//! Do stems give the features that another engine finds, and does a network learn in front of them and in them?
#![cfg(not(target_arch = "wasm32"))]

mod common;
#[path = "common/stems.rs"]
mod reference;

use std::fs;
use std::path::Path;

use common::assert_close;
use serde_json::{Value, json};
use tab_trainer::spec::StemId;
use tab_trainer::training::{EvidenceKind, Parts};
use tab_trainer::{Classifier, Network, NetworkSpec};

fn read(path: &str) -> Vec<u8> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    fs::read(root.join(path)).unwrap()
}

fn file(stem: StemId) -> Vec<u8> {
    read(&reference::weights(stem))
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

fn pictures() -> Vec<f32> {
    reference::pictures(&read(reference::REFERENCE))
}

#[test]
fn features_are_those_of_other_engines() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let [others, large] = [reference::REFERENCE, reference::LARGE].map(read);
    for stem in StemId::ALL {
        if !root.join(reference::weights(stem)).exists() && stem == StemId::Large {
            eprintln!("`large` is left out: cargo xtask stem large brings it");
            continue;
        }
        load(stem);
        reference::assert_features(stem, &others, &large);
    }
}

#[test]
fn frozen_layers_have_no_weights_and_the_head_learns() {
    let mut network = base(json!([{ "type": "power_norm" }, { "type": "dense", "units": 2 }]));
    assert_eq!(network.weights().len(), 400 * 2 + 2);
    let pictures = pictures();
    let targets: Vec<f32> = (0..16).map(|i| f32::from(u8::from(i % 3 == 0))).collect();
    let losses: Vec<f32> = (0..100)
        .map(|_| network.train_step(&pictures, &targets).unwrap().loss)
        .collect();
    assert!(losses[99] < 0.3 * losses[0], "{losses:?}");
}

#[test]
fn what_is_trainable_begins_as_it_was_learned() {
    load(StemId::Small);
    let pictures = pictures();
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
    let pictures = pictures();
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

/// Class activation, with the maps of two stages: with what both add, and the bias, the answer is complete.
#[test]
fn what_each_place_adds_behind_a_stem_is_the_whole_answer() {
    for (name, trainable, side) in [
        (StemId::Base, "none", 96),
        (StemId::Base, "last_block", 64),
        (StemId::Small, "all", 64),
    ] {
        load(name);
        let spec = NetworkSpec::from_json(json!({
            "input": { "height": side, "width": side, "channels": 3 },
            "layers": [
                { "type": "stem", "name": name, "trainable": trainable },
                { "type": "power_norm", "power": name.power() },
                { "type": "dense", "units": 3 },
            ],
            "loss": "cross_entropy",
            "optimizer": { "type": "adam", "learning_rate": 0.001 },
        }));
        let network = Network::new(spec.unwrap(), 1).unwrap();
        let mut weights = network.weights().to_vec();
        // So that a trained stem is another one than it came, and no bias is 0.
        weights.iter_mut().for_each(|w| *w = 1.05 * *w + 0.001);
        let mut classifier = Classifier::new(Parts {
            spec: network.spec().clone(),
            weights,
            classes: ["a", "b", "c"].map(String::from).to_vec(),
            temperature: 0.8,
            thresholds: None,
            novelty: None,
        })
        .unwrap();
        let bytes = (0..4 * 128 * 128u64).map(|i| (i * i / 97 % 251) as u8);
        let rgba: Vec<u8> = bytes.collect();
        let evidence = classifier.evidence(&rgba).unwrap();
        let case = format!("{name:?}, {trainable}");
        assert_eq!(evidence.kind, EvidenceKind::ClassActivation, "{case}");
        assert_eq!([evidence.height, evidence.width], [side / 8; 2], "{case}");
        let places = (side / 8 * (side / 8)) as f32;
        let logits = (0..3).map(|class| {
            let values = evidence.values.iter().skip(class).step_by(3);
            values.sum::<f32>() / places + evidence.bias[class]
        });
        let powers: Vec<f32> = logits.map(f32::exp).collect();
        let sum: f32 = powers.iter().sum();
        let found: Vec<f32> = powers.iter().map(|power| power / sum).collect();
        let expected = classifier.classify_rgba(&rgba).unwrap().probabilities;
        assert_close(&case, &found, &expected, 1e-5);
    }
}
