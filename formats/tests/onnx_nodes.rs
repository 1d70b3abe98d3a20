//! ONNX's own tests of operators, in the folder that `TAB_TRAINER_NODES` names (`python/nodes.py` writes it): whatever is read
//! gives the answers that ONNX says, and of each operator something is read. The rest is refused; nothing is read wrongly.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use prost::Message;
use tab_trainer::Network;
use tab_trainer_formats::Error;
use tab_trainer_formats::onnx::import;
use tab_trainer_formats::onnx::messages::{ModelProto, TensorProto};

/// The operators that a file may consist of, and how many of ONNX's tests of each there are layers for.
const EXPECTED: [(&str, usize); 18] = [
    ("AveragePool", 3),
    ("BatchNormalization", 2),
    ("Clip", 2),
    ("Conv", 5),
    ("Dropout", 4),
    ("Elu", 1),
    ("Gemm", 8),
    ("GlobalAveragePool", 2),
    ("Identity", 2),
    ("LeakyRelu", 3),
    ("MatMul", 1),
    ("MaxPool", 3),
    ("Relu", 1),
    ("Reshape", 1),
    ("Sigmoid", 2),
    ("Softmax", 2),
    ("Swish", 1),
    ("Tanh", 2),
];

/// Relative to the largest value.
const TOLERANCE: f32 = 1e-5;

#[test]
fn what_is_read_answers_as_onnx_says() {
    let Some(folder) = std::env::var_os("TAB_TRAINER_NODES") else {
        println!("SKIPPED: TAB_TRAINER_NODES names no folder with ONNX's tests of operators");
        return;
    };
    let mut passed = BTreeMap::<String, Vec<String>>::new();
    let mut refused = BTreeMap::<String, usize>::new();
    let mut wrong = Vec::new();
    let mut folders: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    folders.sort();
    for folder in folders {
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        let (operator, outcome) = run(&folder);
        match outcome {
            Outcome::Passed => passed.entry(operator).or_default().push(name),
            Outcome::Refused(error) => {
                println!("refused {name}: {error}");
                *refused.entry(operator).or_default() += 1;
            }
            Outcome::Wrong(what) => wrong.push(format!("{name}: {what}")),
        }
    }
    for (operator, names) in &passed {
        println!(
            "{operator}: {} read, {} refused",
            names.len(),
            refused.get(operator).unwrap_or(&0)
        );
    }
    let sum = |counts: &mut dyn Iterator<Item = usize>| counts.sum::<usize>();
    let read = sum(&mut passed.values().map(Vec::len));
    println!(
        "{read} read, {} refused",
        sum(&mut refused.values().copied())
    );
    assert!(wrong.is_empty(), "read wrongly: {wrong:#?}");
    for (operator, expected) in EXPECTED {
        let read = passed.get(operator).map_or(0, Vec::len);
        assert!(
            read >= expected,
            "{operator}: {read} tests read; expected {expected}"
        );
    }
}

enum Outcome {
    Passed,
    Refused(Error),
    Wrong(String),
}

/// Imports the model in `folder`, its inputs but the first as constants, and compares what comes out.
fn run(folder: &Path) -> (String, Outcome) {
    let read = |name: &str| fs::read(folder.join(name)).ok();
    let tensor = |name: &str| {
        Some(TensorProto::decode(read(&format!("test_data_set_0/{name}"))?.as_slice()).unwrap())
    };
    let mut model = ModelProto::decode(read("model.onnx").unwrap().as_slice()).unwrap();
    let graph = model.graph.as_mut().unwrap();
    let operator = graph
        .node
        .first()
        .map_or("none", |node| node.op_type())
        .to_owned();
    for i in 1..graph.input.len() {
        let Some(mut constant) = tensor(&format!("input_{i}.pb")) else {
            continue;
        };
        constant.name = Some(graph.input[i].name().to_owned());
        graph.initializer.push(constant);
    }
    let imported = match import(&model.encode_to_vec()) {
        Ok(imported) => imported,
        Err(error) => return (operator, Outcome::Refused(error)),
    };
    let (input, output) = (
        tensor("input_0.pb").unwrap(),
        tensor("output_0.pb").unwrap(),
    );
    let mut network = Network::new(imported.spec, 0).unwrap();
    if !imported.weights.is_empty() {
        network.set_weights(&imported.weights).unwrap();
    }
    let found = match network.predict(&pixels(&input)) {
        Ok(found) => found,
        Err(error) => return (operator, Outcome::Wrong(error.to_string())),
    };
    let expected = pixels(&output);
    let scale = expected
        .iter()
        .fold(1e-3f32, |scale, value| scale.max(value.abs()));
    let apart = found
        .iter()
        .zip(&expected)
        .map(|(a, b)| (a - b).abs() / scale);
    let apart = apart.fold(
        0.0f32,
        |worst, apart| if apart <= worst { worst } else { apart },
    );
    let outcome = match found.len() == expected.len() && apart <= TOLERANCE {
        true => Outcome::Passed,
        false => Outcome::Wrong(format!(
            "{} values of {}, apart by {apart}",
            found.len(),
            expected.len()
        )),
    };
    (operator, outcome)
}

/// Values in the engine's order: maps pixel by pixel.
fn pixels(tensor: &TensorProto) -> Vec<f32> {
    let (raw, _) = tensor.raw_data().as_chunks::<4>();
    let mut values: Vec<f32> = raw.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect();
    if values.is_empty() {
        values.clone_from(&tensor.float_data);
    }
    let dims: Vec<_> = tensor.dims.iter().map(|&side| side as usize).collect();
    let [n, channels, height, width] = dims[..] else {
        return values;
    };
    let map = height * width;
    let at = |i: usize| {
        let (picture, rest) = (i / (map * channels), i % (map * channels));
        let (pixel, channel) = (rest / channels, rest % channels);
        values[(picture * channels + channel) * map + pixel]
    };
    (0..n * map * channels).map(at).collect()
}
