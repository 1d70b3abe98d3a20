//! ONNX's messages as Rust types. `onnx.proto` is the one of the Python package onnx 1.23.2.

use std::path::Path;
use std::process::Command;

fn main() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let files = protox::compile([here.join("onnx.proto")], [here]).expect("the definition is whole");
    let out = here.join("../src/onnx");
    prost_build::Config::new()
        .disable_comments(["."])
        .out_dir(&out)
        .compile_fds(files)
        .expect("they become Rust");
    let messages = out.join("messages.rs");
    std::fs::rename(out.join("onnx.rs"), &messages).expect("the folder can be written to");
    let formatted = Command::new("rustfmt").args(["--edition", "2024"]).arg(&messages).status();
    assert!(formatted.is_ok_and(|status| status.success()), "rustfmt");
}
