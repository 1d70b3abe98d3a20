//! What the examples share: pictures of figures.

// Every example compiles its own copy and may use only a part of it.
#![allow(dead_code)]

pub mod plot;
