//! All layers of a network with their weights, frozen ones too: for whoever writes it down for other programs.

use super::Network;
use super::model::Model;
use crate::error::Result;
use crate::layers::graph::Graph;
use crate::layers::{Layer, Path};
use crate::spec::NetworkSpec;

/// How large a network is, which is known before there is room for it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Size {
    /// Number of its weights, without those of frozen layers.
    pub weights: usize,
    /// Number of values that all its layers make of one picture.
    pub maps: f64,
}

impl Network {
    /// How large the network is that `spec` asks for. Nothing is reserved.
    ///
    /// # Errors
    ///
    /// Names the layer that cannot be built.
    pub fn size_of(spec: &NetworkSpec) -> Result<Size> {
        let model = Model::new(spec.input, &spec.layers, 0, Path::Readable)?;
        Ok(Size {
            weights: model.weights(),
            maps: model.layers().maps_len(),
        })
    }

    /// Does `then` with all layers of a network in one list, those inside other layers included. Each has its weights; no
    /// picture has gone through.
    ///
    /// # Errors
    ///
    /// As [`Network::new`] and [`Network::set_weights`].
    pub fn with_layers<T>(
        spec: NetworkSpec,
        weights: &[f32],
        then: impl FnOnce(&Graph) -> T,
    ) -> Result<T> {
        let mut network = Network::with_path(spec, 0, Path::Readable)?;
        network.set_weights(weights)?;
        Ok(then(&network.model.graph(&network.weights, &[])))
    }
}
