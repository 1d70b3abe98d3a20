//! Safetensors whose header lies, or asks for a network of any size.

use safetensors::Dtype;
use safetensors::tensor::TensorView;
use serde_json::json;
use tab_trainer_formats::model::Model;
use tab_trainer_formats::safetensors::export;

use crate::{Case, case, common};

/// A file from its header as text, with so many bytes behind it.
fn file(header: &str, bytes: usize) -> Vec<u8> {
    let mut file = (header.len() as u64).to_le_bytes().to_vec();
    file.extend(header.as_bytes());
    file.resize(file.len() + bytes, 0);
    file
}

fn tensor(shape: &str, from: usize, to: usize) -> String {
    format!(r#"{{"dtype":"F32","shape":{shape},"data_offsets":[{from},{to}]}}"#)
}

pub fn cases() -> Vec<Case> {
    let mut cases = headers();
    cases.extend(specs());
    cases.extend(changed());
    cases
}

fn headers() -> Vec<Case> {
    let one = tensor("[1]", 0, 4);
    let two = |a: &str, b: &str| format!(r#"{{"a":{a},"b":{b}}}"#);
    let alone = |tensor: &str| format!(r#"{{"a":{tensor}}}"#);
    let mut cases = Vec::new();
    for (name, header, bytes) in [
        ("a hole", two(&one, &tensor("[1]", 8, 12)), 12),
        (
            "an overlap",
            two(&tensor("[2]", 0, 8), &tensor("[1]", 4, 8)),
            8,
        ),
        (
            "a shape that overflows",
            alone(&tensor("[4294967296,4294967296,4294967296]", 0, 4)),
            4,
        ),
        (
            "a shape of 32 bits that overflows",
            alone(&tensor("[65536,65536]", 0, 0)),
            0,
        ),
        ("a shape of 4 GB", alone(&tensor("[1000000000]", 0, 4)), 4),
        (
            "offsets of 64 bits",
            alone(&tensor("[1]", 0, usize::MAX / 2)),
            4,
        ),
        ("offsets that go back", alone(&tensor("[1]", 4, 0)), 4),
        ("too few bytes", alone(&tensor("[8]", 0, 32)), 4),
        ("bytes behind the end", alone(&one), 12),
        ("a header without an end", "{".to_owned(), 0),
        ("a header as deep as a well", "[".repeat(50_000), 0),
    ] {
        cases.push(case(
            name,
            "safetensors",
            file(&header, bytes),
            "",
            "Unreadable",
        ));
    }
    for (name, length) in [("2 to the 64", u64::MAX), ("1 TB", 1 << 40), ("1 kB", 1000)] {
        let mut cut = file("{}", 0);
        cut[..8].copy_from_slice(&length.to_le_bytes());
        cases.push(case(
            &format!("a header of {name}"),
            "safetensors",
            cut,
            "",
            "Unreadable",
        ));
    }
    let twice = file(&two(&one, &one).replace("\"b\"", "\"a\""), 4);
    cases.push(case(
        "a key twice",
        "safetensors",
        twice,
        "header",
        "`a` is there twice",
    ));
    cases
}

/// Networks that only their spec is large of.
fn specs() -> Vec<Case> {
    let with_layers = |layers: &str, version: u32| {
        let text = format!(
            r#"{{"format":"tab-trainer-model","version":{version},"classes":["a","b"],"temperature":1,"thresholds":null,"spec":{{"input":{{"height":64,"width":64,"channels":3}},"layers":[{layers}],"loss":"cross_entropy","optimizer":{{"type":"sgd","learning_rate":0.1}}}}}}"#
        );
        let metadata = [("tab_trainer".to_owned(), text)].into_iter().collect();
        let byte = TensorView::new(Dtype::U8, vec![1], &[0]).unwrap();
        safetensors::serialize([("a", byte)], Some(metadata)).unwrap()
    };
    let nested = format!(
        "{}{}{}",
        r#"{"type":"residual","layers":["#.repeat(2000),
        r#"{"type":"dropout","rate":0.5}"#,
        "]}".repeat(2000)
    );
    let dense = |units: u64| format!(r#"{{"type":"dense","units":{units}}}"#);
    let conv = r#"{"type":"conv","filters":100000,"kernel":64,"padding":"same"}"#;
    vec![
        case(
            "weights that are not there",
            "safetensors",
            with_layers(&dense(5000), 1),
            "weights",
            "WrongCount",
        ),
        case(
            "4 billion units",
            "safetensors",
            with_layers(&dense(4_000_000_000), 1),
            "",
            "Refused",
        ),
        case(
            "100 000 filters",
            "safetensors",
            with_layers(conv, 1),
            "",
            "Refused",
        ),
        case(
            "blocks in blocks",
            "safetensors",
            with_layers(&nested, 1),
            "tab_trainer",
            "WrongForm",
        ),
        case(
            "a newer model",
            "safetensors",
            with_layers(&dense(2), 2),
            "tab_trainer",
            "the newest that is known is 1",
        ),
    ]
}

/// A small trained network, some of its bytes changed.
fn changed() -> Vec<Case> {
    let input = json!({ "height": 4, "width": 4, "channels": 1 });
    let layers = json!([common::conv(2, 3, 1, json!("same")), { "type": "dense", "units": 2 }]);
    let parts = common::parts(input, layers, "cross_entropy", 1);
    let pictures = common::pictures(&parts, 1);
    let whole = export(&Model::new(parts, &pictures).unwrap()).unwrap();
    let with = |name: &str, value: f32| {
        let file = safetensors::SafeTensors::deserialize(&whole).unwrap();
        let data = file.tensor(name).unwrap().data();
        let at = data.as_ptr().addr() - whole.as_ptr().addr();
        let mut bytes = whole.clone();
        bytes[at..at + 4].copy_from_slice(&value.to_le_bytes());
        bytes
    };
    let renamed = String::from_utf8_lossy(&whole).contains("layers[1].bias");
    assert!(renamed, "names of parameters");
    let mut missing = whole.clone();
    let name = b"layers[1].bias";
    let at = missing
        .windows(name.len())
        .position(|window| window == name)
        .unwrap();
    missing[at + 7] = b'7';
    vec![
        case(
            "no number",
            "safetensors",
            with("layers[0].bias", f32::NAN),
            "layers[0].bias",
            "NotFinite",
        ),
        case(
            "infinity",
            "safetensors",
            with("layers[1].kernel", f32::INFINITY),
            "layers[1].kernel",
            "NotFinite",
        ),
        case(
            "other answers",
            "safetensors",
            with("tests.scores", 0.123),
            "tests[0]",
            "OtherAnswer",
        ),
        case(
            "another name",
            "safetensors",
            missing,
            "layers[1].bias",
            "is missing",
        ),
        case(
            "cut short",
            "safetensors",
            whole[..whole.len() - 5].to_vec(),
            "",
            "Unreadable",
        ),
    ]
}
