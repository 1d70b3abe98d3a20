//! ONNX: a trained network as a graph of operators that runtimes on every system know.
//!
//! [`export()`] writes a whole network, with what is done to pixels at its beginning and probabilities at its end. [`import()`]
//! reads networks that consist of layers that there are here, whoever wrote them.

mod attributes;
mod constants;
mod export;
mod graph;
mod import;
mod layers;
#[allow(missing_docs, clippy::all, unreachable_pub)]
#[path = "onnx/messages.rs"]
pub mod messages;
mod writer;

pub use export::export;
pub use import::{Imported, Layout, import, import_model};

/// Operators as they were in ONNX 1.12: everything that is needed, and known to runtimes since 2022.
const OPSET: i64 = 17;
/// The version of the file's form that came with it.
const IR_VERSION: i64 = 8;
/// Metadata: names of the classes, as a list in JSON.
const CLASSES: &str = "classes";
/// Metadata: spec, temperature and thresholds, as JSON.
const MODEL: &str = "tab_trainer";
/// Metadata: pictures to check a copy with, bytes `[n, 3, height, width]` in Base64.
const TEST_PICTURES: &str = "tab_trainer_test_pictures";
/// Metadata: the answers, `[n][classes]` as JSON.
const TEST_SCORES: &str = "tab_trainer_test_scores";
