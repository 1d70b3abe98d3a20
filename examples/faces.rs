//! Face or background: the task of the article, with the article's own settings and with today's.
//!
//! `cargo run --release --example faces -- lfw_subset.npy` learns from photographs: 100 faces, then 100 backgrounds, of
//! 25×25. The file is part of scikit-image's wheel: `pip download scikit-image --no-deps`, unzip it, and there it is in
//! `skimage/data`. Without a file, the pictures are drawn.

mod common;

use std::fs::File;
use std::io::{self, BufReader};
use std::process::ExitCode;

use common::plot;
use npyz::{NpyFile, Order};
use serde_json::{Value, json};
use tab_trainer::lab::drawn;
use tab_trainer::rng::Rng;
use tab_trainer::{Network, NetworkSpec};

const PIXELS: usize = drawn::SIDE * drawn::SIDE;
const FOLDS: usize = 5;
const DRAWN: usize = 200;

fn main() -> ExitCode {
    let path = std::env::args().nth(1);
    let data = match path.as_deref().map(read) {
        Some(Err(problem)) => {
            eprintln!("{problem}");
            return ExitCode::FAILURE;
        }
        Some(Ok(data)) => data,
        None => Data::drawn(DRAWN),
    };
    println!(
        "Face or background, {} {} of 25×25. Accuracy on {FOLDS} parts, each left out of training once:\n",
        data.faces.len(),
        if path.is_some() {
            "photographs"
        } else {
            "drawings"
        }
    );
    let mut accuracies = Vec::new();
    for settings in [article(), today()] {
        let folds: Vec<f64> = (0..FOLDS)
            .map(|fold| settings.accuracy(&data, fold))
            .collect();
        let mean = folds.iter().sum::<f64>() / FOLDS as f64;
        let parts = folds.iter().map(|accuracy| format!("{accuracy:.3}"));
        let parts: Vec<_> = parts.collect();
        println!("{:52} {mean:.3}   ({})", settings.name, parts.join(" "));
        accuracies.push((settings.short.to_owned(), mean));
    }
    println!(
        "\nThe article's way says how much of a face it sees, +1 or −1, and learns from one picture at a time. Today's gives\n\
         probabilities, and shows each picture mirrored as well. On photographs both are nearly always right."
    );
    plot::bars("faces", "Face or background: accuracy", &accuracies);
    ExitCode::SUCCESS
}

/// Pictures [n, 25, 25, 1] in −1…1, and whether each is a face.
struct Data {
    inputs: Vec<f32>,
    faces: Vec<bool>,
}

impl Data {
    fn drawn(n: usize) -> Self {
        let (inputs, faces) = drawn::pictures(n, 1);
        Data { inputs, faces }
    }

    fn picture(&self, i: usize) -> &[f32] {
        &self.inputs[i * PIXELS..][..PIXELS]
    }
}

/// Reads photographs from a NumPy file of 64-bit floats in 0…1, [n, 25, 25]: the first half are faces.
fn read(path: &str) -> Result<Data, String> {
    let problem = |error: io::Error| format!("{path}: {error}");
    let file = NpyFile::new(BufReader::new(File::open(path).map_err(problem)?)).map_err(problem)?;
    let [n, 25, 25] = *file.shape() else {
        let shape = file.shape();
        return Err(format!("{path}: expected [n, 25, 25], not {shape:?}"));
    };
    if file.order() != Order::C {
        return Err(format!("{path}: expected C order"));
    }
    let values: Vec<f64> = file.into_vec().map_err(problem)?;
    if let Some(i) = values.iter().position(|x| !x.is_finite()) {
        return Err(format!("{path}: value {i} is not a finite number"));
    }
    Ok(Data {
        inputs: values.iter().map(|x| (2.0 * x - 1.0) as f32).collect(),
        faces: (0..n).map(|i| i < n / 2).collect(),
    })
}

struct Settings {
    name: &'static str,
    short: &'static str,
    layers: Value,
    loss: &'static str,
    optimizer: Value,
    batch: usize,
    epochs: usize,
    /// What the outputs should be for background and face.
    targets: [&'static [f32]; 2],
    /// Whether each picture is mirrored every other time.
    mirrored: bool,
}

/// Convolution, subsampling, fully connected; scaled tanh, squared error, ±1, one picture at a time.
fn article() -> Settings {
    let conv =
        |filters| json!({ "type": "conv", "filters": filters, "kernel": 5, "padding": "valid" });
    let tanh = json!({ "type": "activation", "function": "scaled_tanh" });
    let pool = json!({ "type": "max_pool", "size": 2 });
    Settings {
        name: "the article's: tanh, squared error, one at a time",
        short: "the article's own",
        layers: json!([
            conv(8), tanh, pool, conv(16), tanh, pool,
            { "type": "dense", "units": 1 }, tanh,
        ]),
        loss: "mse",
        optimizer: json!({ "type": "sgd", "learning_rate": 0.01 }),
        batch: 1,
        epochs: 20,
        targets: [&[-1.0], &[1.0]],
        mirrored: false,
    }
}

/// ReLU, batch normalisation, cross-entropy, Adam.
fn today() -> Settings {
    let conv = |filters| json!({ "type": "conv", "filters": filters, "kernel": 3 });
    let relu = json!({ "type": "activation", "function": "relu" });
    let pool = json!({ "type": "max_pool", "size": 2 });
    let norm = json!({ "type": "batch_norm" });
    Settings {
        name: "today's: ReLU, batch norm, cross-entropy, Adam",
        short: "today's",
        layers: json!([
            conv(16), norm, relu, pool, conv(32), norm, relu, pool,
            { "type": "dropout", "rate": 0.3 },
            { "type": "dense", "units": 2 },
        ]),
        loss: "cross_entropy",
        optimizer: json!({ "type": "adam", "learning_rate": 0.002 }),
        batch: 16,
        epochs: 20,
        targets: [&[1.0, 0.0], &[0.0, 1.0]],
        mirrored: true,
    }
}

impl Settings {
    /// Accuracy on the part that is left out of training: every fifth pair of a face and a background.
    fn accuracy(&self, data: &Data, fold: usize) -> f64 {
        // Within its class, where they alternate as well as where all faces come first.
        let mut seen = [0; 2];
        let part = |&face: &bool| {
            let number = &mut seen[usize::from(face)];
            *number += 1;
            *number % FOLDS
        };
        let parts: Vec<usize> = data.faces.iter().map(part).collect();
        let chosen = |held: bool| -> Vec<usize> {
            (0..parts.len())
                .filter(|&i| (parts[i] == fold) == held)
                .collect()
        };
        let mut network = self.train(data, &chosen(false), fold as u64);
        let held = chosen(true);
        let (inputs, targets) = self.batch(data, &held, |_| false);
        let found = network.evaluate(&inputs, &targets).expect("a loss");
        found.correct as f64 / held.len() as f64
    }

    fn train(&self, data: &Data, pictures: &[usize], seed: u64) -> Network {
        let spec = json!({
            "input": { "height": drawn::SIDE, "width": drawn::SIDE, "channels": 1 },
            "layers": self.layers,
            "loss": self.loss,
            "optimizer": self.optimizer,
        });
        let spec = NetworkSpec::from_json(spec).expect("a valid spec");
        let mut network = Network::new(spec, seed).expect("a network");
        let mut rng = Rng::new(seed, 800);
        for _ in 0..self.epochs {
            let order = rng.shuffled(pictures.len() as u32);
            let order: Vec<_> = order.iter().map(|&i| pictures[i as usize]).collect();
            for pictures in order.chunks(self.batch) {
                let mirror = |_| self.mirrored && rng.unit() < 0.5;
                let (inputs, targets) = self.batch(data, pictures, mirror);
                network
                    .train_step(&inputs, &targets)
                    .expect("a finite step");
            }
        }
        network
    }

    /// Inputs and targets of these pictures.
    fn batch(
        &self,
        data: &Data,
        pictures: &[usize],
        mut mirror: impl FnMut(usize) -> bool,
    ) -> (Vec<f32>, Vec<f32>) {
        let (mut inputs, mut targets) = (Vec::new(), Vec::new());
        for &i in pictures {
            let mirrored = mirror(i);
            for row in data.picture(i).chunks(drawn::SIDE) {
                if mirrored {
                    inputs.extend(row.iter().rev());
                } else {
                    inputs.extend(row);
                }
            }
            targets.extend(self.targets[usize::from(data.faces[i])]);
        }
        (inputs, targets)
    }
}

#[test]
fn both_learn_to_tell_drawn_faces_from_backgrounds() {
    let data = Data::drawn(DRAWN);
    for settings in [article(), today()] {
        let accuracy = settings.accuracy(&data, 0);
        assert!(accuracy >= 0.8, "{}: {accuracy}", settings.name);
    }
}

#[test]
fn a_file_that_is_something_else_is_refused() {
    let path = std::env::temp_dir().join(format!("faces-{}.npy", std::process::id()));
    let name = path.to_string_lossy().into_owned();
    let mut header = b"\x93NUMPY\x01\x00\x60\x00{'descr': '<f8', 'fortran_order': False, 'shape': (2, 25, 25), }".to_vec();
    header.resize(10 + 0x60, b' ');
    let good = [header.clone(), 0.75f64.to_le_bytes().repeat(2 * PIXELS)].concat();
    let read_bytes = |bytes: &[u8]| {
        std::fs::write(&path, bytes).expect("a file");
        read(&name)
    };
    let data = read_bytes(&good).expect("two pictures");
    assert_eq!((data.inputs[0], data.faces), (0.5, vec![true, false]));
    for bad in [
        &b""[..],
        b"P5 25 25 255",
        &good[..50],
        &good[..good.len() - 8],
        &header,
    ] {
        assert!(read_bytes(bad).is_err());
    }
    let _ = std::fs::remove_file(&path);
    assert!(read(&name).is_err());
}
