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
const EXPECTED: [(&str, usize); 33] = [
    ("Add", 2),
    ("AveragePool", 12),
    ("BatchNormalization", 2),
    ("Clip", 9),
    ("Concat", 12),
    ("Conv", 6),
    ("Div", 3),
    ("Dropout", 8),
    ("Elu", 3),
    ("Flatten", 9),
    ("Gemm", 11),
    ("GlobalAveragePool", 2),
    ("GlobalMaxPool", 2),
    ("Identity", 2),
    ("LeakyRelu", 3),
    ("LogSoftmax", 5),
    ("MatMul", 7),
    ("MaxPool", 5),
    ("Mul", 3),
    ("PRelu", 2),
    ("Pad", 3),
    ("ReduceMean", 8),
    ("Relu", 1),
    ("Reshape", 9),
    ("Sigmoid", 2),
    ("Softmax", 5),
    ("Squeeze", 2),
    ("Sub", 3),
    ("Sum", 3),
    ("Swish", 3),
    ("Tanh", 2),
    ("Transpose", 7),
    ("Unsqueeze", 7),
];

/// How the networks are called that there are no layers for: padding below values of both signs, hard swish, softmax over a
/// side of 1, and three ways that meet.
const UNREAD: [&str; 4] = [
    "own_max_pool_of_both_signs",
    "own_pytorch_hardswish",
    "own_softmax_of_nothing",
    "own_sum_of_three",
];

/// Relative to the largest value.
const TOLERANCE: f32 = 1e-5;
/// A test whose answer has four digits, and its tolerance.
const ROUNDED: (&str, f32) = ("test_averagepool_2d_ceil_last_window_starts_on_pad", 5e-4);

#[test]
fn what_is_read_answers_as_onnx_says() {
    let Some(folder) = std::env::var_os("TAB_TRAINER_NODES") else {
        println!("SKIPPED: TAB_TRAINER_NODES names no folder with ONNX's tests of operators");
        return;
    };
    let mut passed = BTreeMap::<String, Vec<String>>::new();
    let mut refused = BTreeMap::<String, usize>::new();
    let (mut wrong, mut unread) = (Vec::new(), Vec::new());
    let mut folders: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    folders.sort();
    for folder in folders {
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        let (operator, outcome) = run(&folder);
        match outcome {
            Outcome::Passed if name.starts_with("own_") => {}
            Outcome::Passed => passed.entry(operator).or_default().push(name),
            Outcome::Refused(error) => {
                println!("refused {name}: {error}");
                if name.starts_with("own_") {
                    unread.push(name);
                    continue;
                }
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
    for name in &unread {
        let known = UNREAD.iter().any(|known| name.starts_with(known));
        assert!(known, "{name} is not read");
    }
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

/// Imports the model in `folder`, its inputs but the first as constants and its outputs but the first left out, and compares
/// what comes out.
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
    graph.output.truncate(1);
    let imported = match import(&model.encode_to_vec()) {
        Ok(imported) => imported,
        Err(error) => return (operator, Outcome::Refused(error)),
    };
    let (input, output) = (
        values(&tensor("input_0.pb").unwrap()),
        values(&tensor("output_0.pb").unwrap()),
    );
    let mut network = Network::new(imported.spec, 0).unwrap();
    if !imported.weights.is_empty() {
        network.set_weights(&imported.weights).unwrap();
    }
    // From the graph's order to the engine's, and back.
    let order: Vec<_> = imported.input.order().collect();
    let mut pixels = vec![0.0; input.len()];
    for (from, to) in input
        .chunks(order.len())
        .zip(pixels.chunks_mut(order.len()))
    {
        order
            .iter()
            .zip(from)
            .for_each(|(&at, value)| to[at] = *value);
    }
    let scores = match network.predict(&pixels) {
        Ok(scores) => scores,
        Err(error) => return (operator, Outcome::Wrong(error.to_string())),
    };
    let order: Vec<_> = imported.output.order().collect();
    let pictures = scores.chunks(order.len());
    let mut found: Vec<_> = pictures
        .flat_map(|picture| order.iter().map(|&at| picture[at]))
        .collect();
    if imported.logarithms {
        found.iter_mut().for_each(|value| *value = value.ln());
    }
    let scale = output
        .iter()
        .fold(1e-3f32, |scale, value| scale.max(value.abs()));
    let apart = found
        .iter()
        .zip(&output)
        .map(|(a, b)| (a - b).abs() / scale);
    let apart = apart.fold(
        0.0f32,
        |worst, apart| if apart <= worst { worst } else { apart },
    );
    let tolerance = match folder.ends_with(ROUNDED.0) {
        true => ROUNDED.1,
        false => TOLERANCE,
    };
    let outcome = match found.len() == output.len() && apart <= tolerance {
        true => Outcome::Passed,
        false => Outcome::Wrong(format!(
            "{} values of {}, apart by {apart}",
            found.len(),
            output.len()
        )),
    };
    (operator, outcome)
}

/// In the order of the graph.
fn values(tensor: &TensorProto) -> Vec<f32> {
    let (raw, _) = tensor.raw_data().as_chunks::<4>();
    match raw {
        [] => tensor.float_data.clone(),
        raw => raw.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect(),
    }
}
