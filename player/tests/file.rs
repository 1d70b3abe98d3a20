//! What is packed answers as the network did; what was damaged says so.
#![cfg(not(target_arch = "wasm32"))]

use serde_json::{Value, json};
use tab_trainer::training::Parts;
use tab_trainer::{Classifier, Network, NetworkSpec};
use tab_trainer_player::{File, Player, Precision, pack};

/// A network on pictures of `side` pixels with random weights, which three classes make larger than softmax likes.
fn parts(side: usize, mut layers: Vec<Value>) -> Parts {
    layers.push(json!({ "type": "dense", "units": 3 }));
    let spec = json!({
        "input": { "height": side, "width": side, "channels": 3 },
        "layers": layers,
        "loss": "cross_entropy",
        "optimizer": { "type": "sgd", "learning_rate": 0.1 },
    });
    let spec = NetworkSpec::from_json(spec).unwrap();
    let network = Network::new(spec.clone(), 7).unwrap();
    Parts {
        spec,
        weights: network.weights().to_vec(),
        classes: vec!["Face".into(), "</script>".into(), "Чашка".into()],
        temperature: 3.0,
        thresholds: Some(vec![0.5, 0.6, 0.7]),
        novelty: None,
    }
}

/// The network of the method *From scratch*.
fn from_scratch() -> Parts {
    let mut layers = Vec::new();
    for filters in [16, 32, 32] {
        layers.extend([
            json!({ "type": "conv", "filters": filters, "kernel": 3 }),
            json!({ "type": "activation", "function": "relu" }),
            json!({ "type": "max_pool", "size": 2 }),
        ]);
    }
    layers.extend([
        json!({ "type": "dense", "units": 64 }),
        json!({ "type": "activation", "function": "relu" }),
    ]);
    parts(64, layers)
}

fn small() -> Parts {
    parts(
        8,
        vec![json!({ "type": "conv", "filters": 4, "kernel": 3 })],
    )
}

/// Stripes, each picture others: RGBA.
fn pictures(side: usize, count: usize) -> Vec<u8> {
    let pixel = |i: usize| {
        let (n, row, col) = (i / (side * side), i / side % side, i % side);
        let byte = |step: usize| (row * step + col * (7 - step) * n) as u8;
        [byte(1), byte(3), byte(5), 255]
    };
    (0..count * side * side).flat_map(pixel).collect()
}

/// The largest difference between the answers of a network and those of its file, to pictures that are none of its own.
fn apart(parts: &Parts, file: File) -> f32 {
    let side = parts.spec.input.height;
    let mut network = Classifier::new(parts.clone()).unwrap();
    let mut player = Player::new(file).unwrap();
    let others = pictures(side, 9);
    let others = others.chunks_exact(side * side * 4).skip(5);
    let differences = others.flat_map(|rgba| {
        let expected = network.classify_rgba(rgba).unwrap();
        let found = player.answer(rgba).unwrap();
        let pairs = found.probabilities.into_iter().zip(expected.probabilities);
        pairs.map(|(a, b)| (a - b).abs()).collect::<Vec<_>>()
    });
    differences.fold(0.0, f32::max)
}

#[test]
fn a_small_network_is_kept_to_the_last_bit() {
    let parts = small();
    let file = pack(parts.clone(), &pictures(8, 5), None).unwrap();
    assert_eq!(file.precision, Precision::Float32);
    let read = File::read(&file.write().unwrap()).unwrap();
    assert_eq!(read, file);
    assert_eq!(read.parts, parts);
    assert_eq!(apart(&parts, read), 0.0);
}

#[test]
fn a_large_network_takes_a_quarter_and_answers_alike() {
    let parts = from_scratch();
    let file = pack(parts.clone(), &pictures(64, 5), None).unwrap();
    assert_eq!(file.precision, Precision::Int8);
    let bytes = file.write().unwrap();
    assert!(bytes.len() < 2 * parts.weights.len(), "{}", bytes.len());
    let read = File::read(&bytes).unwrap();
    let apart = apart(&parts, read.clone());
    assert!(apart > 0.0 && apart < 0.01, "{apart}");
    let mut player = Player::new(read).unwrap();
    assert_eq!((player.tests(), player.check().unwrap()), (5, 5));
}

#[test]
fn where_eight_bits_change_an_answer_sixteen_are_taken() {
    let mut parts = from_scratch();
    parts.temperature = 0.002; // the smallest difference decides
    let file = pack(parts.clone(), &pictures(64, 5), None).unwrap();
    assert_eq!(file.precision, Precision::Int16);
    assert!(apart(&parts, File::read(&file.write().unwrap()).unwrap()) < 0.02);
}

#[test]
fn without_test_pictures_nobody_knows_what_eight_bits_change() {
    let file = pack(from_scratch(), &[], None).unwrap();
    assert_eq!(file.precision, Precision::Int16);
    assert_eq!(Player::new(file).unwrap().tests(), 0);
}

#[test]
fn a_stem_comes_along() {
    let stem = std::fs::read("../www/stems/small.safetensors").unwrap();
    let layers = vec![
        json!({ "type": "stem", "name": "small" }),
        json!({ "type": "power_norm" }),
    ];
    tab_trainer::spec::StemId::Small.load(&stem).unwrap();
    let parts = parts(64, layers);
    let file = pack(parts.clone(), &pictures(64, 5), Some(stem.clone())).unwrap();
    let read = File::read(&file.write().unwrap()).unwrap();
    assert_eq!(read.stem, Some(stem));
    assert_eq!(apart(&parts, read), 0.0);
}

#[test]
fn another_weight_is_found_out() {
    let mut file = pack(small(), &pictures(8, 5), None).unwrap();
    file.parts.weights[3] += 0.5;
    let mut player = Player::new(File::read(&file.write().unwrap()).unwrap()).unwrap();
    assert!(player.check().unwrap() < player.tests());
}

#[test]
fn what_is_no_file_is_refused() {
    let bytes = pack(small(), &pictures(8, 2), None)
        .unwrap()
        .write()
        .unwrap();
    for length in [0, 7, 8, 100, bytes.len() / 2, bytes.len() - 1] {
        assert!(File::read(&bytes[..length]).is_err(), "{length} bytes");
    }
    let renamed = |from: &str, to: &str| {
        let at = bytes
            .windows(from.len())
            .position(|window| window == from.as_bytes());
        let mut bytes = bytes.clone();
        bytes[at.unwrap()..][..to.len()].copy_from_slice(to.as_bytes());
        File::read(&bytes).err().map(|error| error.to_string())
    };
    let missing = Some("layers[0].bias is missing, or is not what it should be".to_owned());
    assert_eq!(renamed("layers[0].bias", "layers[9].bias"), missing);
    assert!(pack(small(), &[0; 13], None).is_err());
}
