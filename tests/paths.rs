//! Do the fast path and the readable path mean the same? Random networks say so; `tests/browser/` asks the same.

#![cfg(not(target_arch = "wasm32"))]

mod common;
#[path = "common/specs.rs"]
mod specs;

#[test]
fn random_networks_agree() {
    specs::assert_random_networks_agree(0..400);
}
