//! The arithmetic that takes the time.
//!
//! [`lanes`] is four numbers at once: wasm SIMD in the browser, an array elsewhere, so that the code written over it
//! is the same in the browser and in native tests.
//!
//! The readable layers use [`patches`] and [`gemm`]: windows are copied into a matrix, and one general product does
//! the rest. The stages use [`correlation`] (products of [`panels`] on [`padded`] maps, with [`winograd`] transforms
//! where they apply) forward, and backward [`sparse`] lists of derivatives, or [`kernel_gradient`] where there are many.

pub mod channels;
pub mod correlation;
pub mod depthwise;
pub mod functions;
pub mod gemm;
pub mod kernel_gradient;
pub mod lanes;
pub mod padded;
pub mod panels;
mod patches;
pub mod sparse;
pub mod window;
pub mod winograd;
