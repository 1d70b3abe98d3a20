//! Dense layers, what is added to a layer, and batch normalisation.

use tab_trainer::spec::{BatchNormSpec, DenseSpec, LayerSpec};
use tab_trainer::tensor::Shape;

use super::operators::At;
use super::{Built, Layout, Reader, State};
use crate::error::Result;
use crate::layers::permuted;

impl Reader<'_> {
    /// `x · B + C`: the rows of a flattened map are brought into the engine's order.
    pub(super) fn dense(&mut self, at: &At) -> Result<(LayerSpec, Vec<f32>, State)> {
        let Layout::Vector { by_channel } = at.state.layout else {
            return Err(at.wrong(
                "input",
                format!("{:?}", at.state.layout),
                "vectors [n, values]",
            ));
        };
        if self.graph.constant(at.node, 0).is_some() {
            return Err(at.wrong("A", "a constant", "what comes from the layer before"));
        }
        let [alpha, beta] = [
            at.attributes.float("alpha", 1.0)?,
            at.attributes.float("beta", 1.0)?,
        ];
        at.attributes.must_be("transA", 0)?;
        let turned = match at.attributes.int("transB", 0)? {
            0 => false,
            1 => true,
            other => return Err(at.wrong("transB", other.to_string(), "0 or 1")),
        };
        let matrix = self.weight(at, 1, "B", Some(2))?;
        let values = matrix.floats().unwrap_or_default();
        let [inputs, units] = match turned {
            true => [matrix.shape[1], matrix.shape[0]],
            false => [matrix.shape[0], matrix.shape[1]],
        };
        let shape = at.state.shape;
        if inputs != shape.len() || units == 0 {
            return Err(at.wrong(
                "B",
                format!("{:?}", matrix.shape),
                format!("{} rows", shape.len()),
            ));
        }
        let kernel = match turned {
            true => permuted(values, [units, inputs, 1], [1, 0, 2]),
            false => values.to_vec(),
        };
        let pixels = shape.height * shape.width;
        let kernel = match by_channel {
            true => permuted(&kernel, [shape.channels, pixels, units], [1, 0, 2]),
            false => kernel,
        };
        let mut weights: Vec<_> = kernel.iter().map(|value| alpha * value).collect();
        weights.extend(
            self.vector(at, 2, "C", units)?
                .iter()
                .map(|value| beta * value),
        );
        let layout = Layout::Vector { by_channel: true };
        let state = State {
            shape: Shape::vector(units),
            layout,
        };
        Ok((LayerSpec::Dense(DenseSpec { units }), weights, state))
    }

    /// A constant that is added to what a convolution or a dense layer has just made is its bias.
    pub(super) fn add_bias(&mut self, at: &At, layers: &mut [Built]) -> Result<()> {
        let channels = at.state.shape.channels;
        let i = usize::from(self.graph.constant(at.node, 0).is_none());
        let dense = matches!(at.state.layout, Layout::Vector { .. });
        let constant = self.weight(at, i, "B", None)?;
        let sides = constant.shape.as_slice();
        let along = match dense {
            true => {
                sides.last() == Some(&channels)
                    && constant.floats().map_or(0, <[f32]>::len) == channels
            }
            false => matches!(sides, [c, 1, 1] | [1, c, 1, 1] if *c == channels),
        };
        let values = constant.floats().unwrap_or_default().to_vec();
        match layers.last_mut() {
            Some(Built {
                spec: LayerSpec::Conv(_) | LayerSpec::DepthwiseConv(_) | LayerSpec::Dense(_),
                weights,
            }) if along && weights.len() >= channels => {
                let first = weights.len() - channels;
                weights[first..]
                    .iter_mut()
                    .zip(values)
                    .for_each(|(bias, value)| *bias += value);
                Ok(())
            }
            _ => Err(at.wrong(
                "B",
                format!("{sides:?}"),
                "the bias of a convolution or a dense layer, or another way",
            )),
        }
    }

    pub(super) fn batch_norm(&mut self, at: &At) -> Result<(LayerSpec, Vec<f32>, State)> {
        let channels = match at.state {
            State {
                shape,
                layout: Layout::Map,
            } => shape.channels,
            State {
                shape,
                layout: Layout::Vector { .. },
            } if shape.height * shape.width == 1 => shape.channels,
            State { layout, .. } => {
                return Err(at.wrong(
                    "input",
                    format!("{layout:?}"),
                    "maps, or vectors of channels",
                ));
            }
        };
        let epsilon = at.attributes.float("epsilon", 1e-5)?;
        let momentum = at.attributes.float("momentum", 0.9)?;
        at.attributes.must_be("training_mode", 0)?;
        at.attributes.must_be("spatial", 1)?;
        at.attributes.must_be("is_test", 1)?;
        let mut weights = Vec::new();
        for (i, what) in ["scale", "B", "input_mean", "input_var"]
            .into_iter()
            .enumerate()
        {
            if !self.graph.has_input(at.node, i + 1) {
                return Err(at.wrong(what, "none", "a constant"));
            }
            weights.extend(self.vector(at, i + 1, what, channels)?);
        }
        let spec = LayerSpec::BatchNorm(BatchNormSpec { momentum, epsilon });
        Ok((spec, weights, at.state))
    }
}
