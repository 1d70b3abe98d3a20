//! The arithmetic that takes the time.
//!
//! [`lanes`] is four numbers at once: wasm SIMD in the browser, an array elsewhere, so that the code written over it
//! is the same in the browser and in native tests.

pub mod gemm;
mod lanes;
pub mod patches;
