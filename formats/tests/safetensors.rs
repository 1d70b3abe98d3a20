//! Models as safetensors: what comes back, and which wrong tensors are named. Files that lie are in `hostile/`.

mod common;

use std::path::Path;
use std::process::Command;
use std::{env, fs};

use safetensors::SafeTensors;
use safetensors::tensor::TensorView;
use tab_trainer_formats::model::Model;
use tab_trainer_formats::safetensors::{export, import};
use tab_trainer_formats::{Error, Problem, picture};

/// What the page gives to whoever programs in Rust.
#[path = "../../www/files/code/safetensors-rust.txt"]
mod code;

fn small() -> Model {
    let (_, model) = common::models()
        .into_iter()
        .find(|(name, _)| name == "batch_norm")
        .unwrap();
    model
}

#[test]
fn every_network_comes_back_as_it_was() {
    for (name, model) in common::models() {
        let bytes = export(&model).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(bytes, export(&model).unwrap(), "{name}: the same file");
        assert_eq!(import(&bytes).unwrap(), model, "{name}");
    }
}

#[test]
fn a_stem_comes_along() {
    for trainable in ["none", "last_block"] {
        let model = common::stem(trainable);
        let bytes = export(&model).unwrap();
        let file = SafeTensors::deserialize(&bytes).unwrap();
        assert!(file.tensor("layers[0].stages[0].layers[0].kernel").is_ok());
        assert_eq!(import(&bytes).unwrap(), model);
    }
}

#[test]
fn another_program_reads_the_weights_in_order() {
    let model = small();
    let bytes = export(&model).unwrap();
    let file = SafeTensors::deserialize(&bytes).unwrap();
    let kernel = file.tensor("layers[0].kernel").unwrap();
    assert_eq!(kernel.shape(), [3, 3, 3, 6]);
    let (bytes, _) = kernel.data().as_chunks::<4>();
    let values: Vec<f32> = bytes
        .iter()
        .map(|bytes| f32::from_le_bytes(*bytes))
        .collect();
    assert_eq!(values, model.parts.weights[..values.len()]);
}

fn refusal(bytes: &[u8]) -> (String, Problem) {
    let Error { place, problem } = import(bytes).unwrap_err();
    (place, problem)
}

/// The file with one of its tensors made by `change`, or left out.
fn with(name: &str, change: impl Fn(&[u8], &[usize]) -> Option<(Vec<u8>, Vec<usize>)>) -> Vec<u8> {
    let bytes = export(&small()).unwrap();
    let file = SafeTensors::deserialize(&bytes).unwrap();
    let (_, metadata) = SafeTensors::read_metadata(&bytes).unwrap();
    let changed: Vec<_> = file
        .iter()
        .filter_map(|(own, tensor)| {
            let same = Some((tensor.data().to_vec(), tensor.shape().to_vec()));
            let made = if own == name {
                change(tensor.data(), tensor.shape())
            } else {
                same
            };
            made.map(|(bytes, shape)| (own.to_owned(), tensor.dtype(), bytes, shape))
        })
        .collect();
    let tensors = changed.iter().map(|(name, dtype, bytes, shape)| {
        (
            name.as_str(),
            TensorView::new(*dtype, shape.clone(), bytes).unwrap(),
        )
    });
    safetensors::serialize(tensors, metadata.metadata().clone()).unwrap()
}

#[test]
fn wrong_tensors_are_named() {
    let nan = |bytes: &[u8], shape: &[usize]| {
        let mut bytes = bytes.to_vec();
        bytes[..4].copy_from_slice(&f32::INFINITY.to_le_bytes());
        Some((bytes, shape.to_vec()))
    };
    assert_eq!(
        refusal(&with("layers[0].bias", nan)),
        ("layers[0].bias".into(), Problem::NotFinite)
    );
    let flat = |bytes: &[u8], _: &[usize]| Some((bytes.to_vec(), vec![bytes.len() / 4]));
    let (place, problem) = refusal(&with("layers[0].kernel", flat));
    assert!(
        matches!(problem, Problem::WrongTensor { .. }),
        "{problem:?}"
    );
    assert_eq!(place, "layers[0].kernel");
    let negative = |_: &[u8], shape: &[usize]| {
        let values = vec![-1.0f32; shape[0]];
        Some((
            values
                .iter()
                .flat_map(|value| value.to_le_bytes())
                .collect(),
            shape.to_vec(),
        ))
    };
    let (_, problem) = refusal(&with("layers[1].running_variance", negative));
    assert!(matches!(problem, Problem::Refused { .. }), "{problem:?}");
    // Weights of another network answer another thing.
    let (place, problem) = refusal(&with("layers[3].kernel", |bytes, shape| {
        Some((vec![0; bytes.len()], shape.to_vec()))
    }));
    assert!(
        matches!(problem, Problem::OtherAnswer { .. }),
        "{problem:?}"
    );
    assert_eq!(place, "tests[0]");
    let (place, problem) = refusal(&with("tests.scores", |_, _| None));
    assert_eq!(
        (place.as_str(), problem),
        ("tests.scores", Problem::Missing)
    );
}

/// Set where the lines of the page run: in a process of their own, whose output can be read.
const RUNS: &str = "TAB_TRAINER_CODE";

#[test]
fn the_lines_of_the_page_answer_as_the_network_does() {
    if env::var_os(RUNS).is_some() {
        return code::main().unwrap();
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("code");
    fs::create_dir_all(&folder).unwrap();
    let Model { parts, tests } = common::stem("none");
    let rgba = common::pictures(&parts, 1).remove(0);
    let size = parts.spec.input.width as u32;
    let expected = &tests[0].scores;
    let (best, score) = (expected.iter().enumerate())
        .max_by(|a, b| a.1.total_cmp(b.1))
        .unwrap();
    let line = format!("{} {score}", parts.classes[best]);
    let file = export(&Model { parts, tests }).unwrap();
    fs::write(folder.join("model.safetensors"), file).unwrap();
    fs::copy(
        "../www/stems/small.safetensors",
        folder.join("small.safetensors"),
    )
    .unwrap();
    let png = picture::encode("photo.png", &rgba, size).unwrap();
    fs::write(folder.join("photo.png"), png).unwrap();
    let output = Command::new(env::current_exe().unwrap())
        .args([
            "--exact",
            "the_lines_of_the_page_answer_as_the_network_does",
            "--nocapture",
        ])
        .env(RUNS, "1")
        .current_dir(&folder)
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(told.contains(&line), "{line:?} is not in {output:?}");
}
