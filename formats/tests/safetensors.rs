//! Models as safetensors: what comes back, and which wrong tensors are named. Files that lie are in `hostile/`.

mod common;

use safetensors::SafeTensors;
use safetensors::tensor::TensorView;
use tab_trainer_formats::model::Model;
use tab_trainer_formats::safetensors::{export, import};
use tab_trainer_formats::{Error, Problem};

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
