//! C: a trained network as one header, for microcontrollers and whatever else compiles C99 or C++.
//!
//! Weights are constants, which stay in flash; maps lie in one static buffer, whose size is known and stated, each where
//! another is no longer needed. Nothing is allocated. Batch normalisation behind a convolution becomes part of it, and a
//! convolution writes what its activation function and max-pooling make of it, so that the largest maps are never there.
//!
//! With [`Precision::Int8`] each output channel's weights are whole numbers from −127 to 127 times one factor. Maps and sums
//! remain floats: flash is a quarter, RAM and the number of products are the same, and nothing has to be calibrated. What
//! it costs is measured while the header is written, by the engine itself with the same weights, and stated in it.

mod arrays;
mod calls;
mod cost;
mod header;
mod memory;
mod names;
mod plan;
mod planner;
mod weights;

use serde::Serialize;
use tab_trainer::Network;
use tab_trainer::layers::graph::Graph;

use crate::error::Result;
use crate::model::{Model, refused};
use plan::Plan;

pub use cost::{Cost, Labelled};

/// How weights are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Precision {
    /// As they are, four bytes each.
    Float32,
    /// One byte each, and four for each output channel.
    Int8,
}

/// What a device has to have.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Facts {
    /// Bytes of constants; code is a few kilobytes more.
    pub flash: usize,
    /// Bytes of the static buffer.
    pub ram: usize,
    /// Multiplications with an addition for one picture.
    pub multiply_adds: usize,
    /// What whole numbers cost; `None` where they are not used.
    pub cost: Option<Cost>,
}

/// A header.
#[derive(Clone, Debug, PartialEq)]
pub struct Header {
    /// Its text, ASCII.
    pub text: String,
    /// What it says of itself.
    pub facts: Facts,
}

/// The model as a header. `pictures` are what the cost of [`Precision::Int8`] is measured with, beside the test pictures.
///
/// # Errors
///
/// When its answers are not those of its test pictures, or a labelled picture is of another size or class.
pub fn export(model: &Model, precision: Precision, pictures: &[Labelled]) -> Result<Header> {
    model.check()?;
    let parts = &model.parts;
    let write = |graph: &Graph| Plan::of(graph, precision);
    let plan =
        Network::with_layers(parts.spec.clone(), &parts.weights, write).map_err(refused)??;
    let rounded = cost::rounded(model, &plan, precision)?;
    let cost = match &rounded {
        Some(rounded) => Some(cost::measure(model, rounded, pictures)?),
        None => None,
    };
    let facts = Facts {
        flash: plan.flash(),
        ram: plan.ram(),
        multiply_adds: plan.multiply_adds(),
        cost,
    };
    let text = header::text(model, rounded.as_ref().unwrap_or(model), &plan, &facts);
    Ok(Header { text, facts })
}
