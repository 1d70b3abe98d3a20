//! The fast path: groups of layers in fused loops. Each does what its layers in [`crate::layers`] do one after the
//! other; [`crate::plan`] says which groups there are.

pub mod conv;
pub mod conv_norm;
mod dense;
pub mod depthwise;
pub mod expand;
mod maps;
pub mod pool;
mod pooling;

pub use pooling::{LARGEST_POOL, Pool};

#[cfg(test)]
mod tests;
