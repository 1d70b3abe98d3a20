//! Models in every format: that they are written. Whether other programs understand them, `python/check.py` and
//! `node/check.test.js` find out.

mod common;

use std::fs;
use std::path::Path;

use prost::Message;
use tab_trainer_formats::onnx::messages::ModelProto;
use tab_trainer_formats::{onnx, safetensors, tfjs};

/// Where the checks read them.
fn folder() -> std::path::PathBuf {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).to_owned();
    std::env::var_os("TAB_TRAINER_MODELS").map_or(target.join("models"), Into::into)
}

#[test]
fn every_network_is_written_in_every_format() {
    let folder = folder();
    fs::create_dir_all(&folder).unwrap();
    let mut models = common::models();
    models.push(("stem".into(), common::stem("none")));
    models.push(("stem_last_block".into(), common::stem("last_block")));
    for (name, model) in models {
        let onnx = onnx::export(&model).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(onnx, onnx::export(&model).unwrap(), "{name}: the same file");
        let file = ModelProto::decode(onnx.as_slice()).unwrap();
        let graph = file.graph.unwrap();
        let transposed = graph
            .node
            .iter()
            .filter(|node| node.op_type() == "Transpose")
            .count();
        assert_eq!(
            transposed,
            usize::from(name == "map_at_the_end"),
            "{name}: weights were turned beforehand"
        );
        fs::write(folder.join(format!("{name}.onnx")), onnx).unwrap();
        fs::write(
            folder.join(format!("{name}.safetensors")),
            safetensors::export(&model).unwrap(),
        )
        .unwrap();
        let files = tfjs::export(&model).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(
            files == tfjs::export(&model).unwrap(),
            "{name}: the same files"
        );
        let inside = folder.join("tfjs").join(name);
        fs::create_dir_all(&inside).unwrap();
        for (file, bytes) in files.named() {
            fs::write(inside.join(file), bytes).unwrap();
        }
    }
}
