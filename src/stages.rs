//! The fast path: groups of layers in fused loops. Each does what its layers in [`crate::layers`] do one after the
//! other; [`crate::plan`] says which groups there are.

pub mod conv;
