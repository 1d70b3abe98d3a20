//! A convolutional network that is trained in a browser tab: layers, kernels, backpropagation and optimisers.
//!
//! The modules stand here in the order in which data flows; each depends only on those above it.
//!
//! 1. [`tensor`] states the index order of every buffer once: `[n, height, width, channels]`, row-major.
//! 2. `kernels` holds the arithmetic that takes the time: matrix products over four lanes, pictures into patches.
//! 3. [`image`] turns the bytes of a canvas into numbers.
//! 4. [`spec`] is what was asked for: the network as data, which [`read`] reads. [`augment`] augments pictures as far as
//!    it says.
//! 5. [`layers`] has one file per layer: its spec, forward and backward next to each other. [`init`] draws its first
//!    weights. [`layers::sequential`] puts layers one upon the other; its `forward` and `backward` mirror each other.
//! 6. [`plan`] groups layers into `stages`, which do the same as their layers, faster. Whoever wants to know what is
//!    computed can leave both out. (Only `sequential` asks for them.)
//! 7. [`loss`] compares what comes out with the target and starts the backward pass.
//! 8. [`optimizer`] moves weights against their gradient; it knows nothing of layers.
//! 9. [`network`] is all that together: a network that learns.
//! 10. [`training`] is how it learns from pictures that somebody has collected: everything that decides a training.
//! 11. [`lab`] asks small networks what readers of the article asked: experiments that one can watch.
//! 12. `bindings` is the door to JavaScript, compiled for wasm only, and not where another module uses the engine.
//!
//! Where comments name "the article" and a number, `docs/learning.md` says which one.
//!
//! Names follow one convention throughout: `d_x` is the partial derivative of the loss with respect to `x`.

// Without the backward pass, nobody asks for what it is made of.
#![cfg_attr(not(feature = "training"), allow(dead_code, unused_imports))]

pub mod error;
pub mod rng;
pub mod tensor;

mod kernels;

pub mod image;

pub mod read;

pub mod spec;

pub mod augment;

pub mod init;
pub mod layers;
pub mod plan;
mod stages;

pub mod loss;
pub mod optimizer;

pub mod network;
pub mod training;

pub mod lab;

#[cfg(all(target_arch = "wasm32", feature = "bindings"))]
pub mod bindings;

pub use error::{Error, Result};
pub use network::Network;
pub use spec::NetworkSpec;
pub use training::{Classifier, Trainer};
