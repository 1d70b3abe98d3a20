//! Do activation functions keep their digits wherever `f32` has them? `tests/browser/` asks each build the same.

#![cfg(not(target_arch = "wasm32"))]

#[path = "common/activations.rs"]
mod activations;

#[test]
fn values_and_derivatives_agree_with_f64_over_the_whole_range() {
    activations::assert_activations_agree();
}
