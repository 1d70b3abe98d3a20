//! Are the weights after training the same, bit for bit, as in every other build? `tests/browser/` asks the same.

#![cfg(not(target_arch = "wasm32"))]

#[path = "common/fingerprint.rs"]
mod fingerprint;

#[test]
fn every_bit_is_as_expected() {
    assert_eq!(fingerprint::fingerprint(), fingerprint::EXPECTED);
}
