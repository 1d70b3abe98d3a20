//! Files in which what somebody made with Tab Trainer leaves the tab, and comes back.
//!
//! [`project`] is everything that there is of a project, in one file. It stands on [`archive`], which reads a ZIP file
//! that anybody may have made, and on [`picture`], which makes pictures small without loss. [`folders`] has its pictures
//! alone, a folder for each class.
//!
//! A [`model`] is a trained network for other programs: as [`safetensors`], its weights with names and shapes, and as
//! [`onnx`], a graph that runs elsewhere. Both can be read, too. Web pages get it as [`tfjs`], and microcontrollers as [`c`].
//!
//! What is read is never trusted: an [`Error`] names the place in the file, what was found and what was expected there,
//! and nothing is reserved in memory because a file says so.

pub mod archive;
pub mod c;
pub mod error;
pub mod folders;
mod layers;
pub mod model;
pub mod onnx;
pub mod picture;
pub mod project;
pub mod safetensors;
pub mod tfjs;

#[cfg(target_arch = "wasm32")]
mod bindings;

pub use error::{Error, Problem, Result};
