//! Does the engine do in a browser what it does natively, and do errors arrive as JavaScript errors?
//!
//! Runs with `wasm-pack test` on each build; `TAB_TRAINER_BUILD` says at compile time which build is meant. One program:
//! for each there would be a browser to start.

#![cfg(target_arch = "wasm32")]

#[path = "../common/activations.rs"]
mod activations;
#[path = "../common/mod.rs"]
mod common;
#[path = "../common/fingerprint.rs"]
mod fingerprint;
#[path = "../common/js.rs"]
mod js;
mod network;
#[path = "../common/specs.rs"]
mod specs;
#[path = "../common/stems.rs"]
mod stems;
mod trace;
mod trainer;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
