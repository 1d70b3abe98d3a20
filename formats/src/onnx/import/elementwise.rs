//! Functions of each value, and lines: a factor and an offset for each channel.

use tab_trainer::spec::{
    Activation, BatchNormSpec, Elu, LayerSpec, LeakyRelu, Relu, Relu6, ResidualSpec, Silu,
};

use super::super::constants::Constant;
use super::operators::At;
use super::{Built, Reader};
use crate::error::Result;

/// The variance that normalisation divides by nothing but 1 with.
const EPSILON: f32 = 1e-5;
/// Larger bounds of Clip would cost digits of small values.
const LARGEST_BOUND: f32 = 100.0;

impl Reader<'_> {
    /// Input number `i` as a value for each channel of the engine's maps.
    pub(super) fn per_channel(&mut self, at: &At, i: usize, what: &str) -> Result<Vec<f32>> {
        let constant = self.weight(at, i, what, None)?;
        let values = constant.floats().unwrap_or_default();
        let channels = at.state.shape.channels;
        let spread = match self.has_room(channels) {
            true => at.state.layout.spread(&constant.shape, channels),
            false => None,
        };
        let spread = spread.ok_or_else(|| {
            let expected = format!(
                "one value, or one for each channel, for {}",
                at.state.layout
            );
            at.wrong(what, format!("{:?}", constant.shape), expected)
        })?;
        Ok(spread.iter().map(|&i| values[i]).collect())
    }

    /// The same for all channels.
    fn all(&self, at: &At, value: f32) -> Result<Vec<f32>> {
        let channels = at.state.shape.channels;
        match self.has_room(channels) {
            true => Ok(vec![value; channels]),
            false => Err(at.wrong("input", at.state.layout.to_string(), "fewer channels")),
        }
    }

    /// `factor · x + offset` for each channel: in the weights of a layer that has such, or as batch normalisation.
    pub(super) fn line(
        &mut self,
        at: &At,
        layers: &mut Vec<Built>,
        factor: &[f32],
        offset: &[f32],
    ) -> Result<()> {
        let channels = factor.len();
        if let Some(Built { spec, weights }) = layers.last_mut() {
            // Gamma and beta, or the kernel with its filters innermost and the bias.
            let own = match spec {
                LayerSpec::BatchNorm(_) => 2 * channels,
                LayerSpec::Conv(_) | LayerSpec::DepthwiseConv(_) | LayerSpec::Dense(_) => {
                    weights.len()
                }
                _ => 0,
            };
            if own > 0 {
                for (i, value) in weights[..own].iter_mut().enumerate() {
                    *value *= factor[i % channels];
                }
                for (value, offset) in weights[own - channels..own].iter_mut().zip(offset) {
                    *value += offset;
                }
                return Ok(());
            }
        }
        if factor.iter().all(|&factor| factor == 1.0) && offset.iter().all(|&offset| offset == 0.0)
        {
            return Ok(());
        }
        let layer = self.norm(at, factor, offset)?;
        layers.push(layer);
        Ok(())
    }

    fn norm(&mut self, at: &At, factor: &[f32], offset: &[f32]) -> Result<Built> {
        let channels = factor.len();
        self.take(at, 4 * channels)?;
        let spec = LayerSpec::BatchNorm(BatchNormSpec {
            momentum: 0.9,
            epsilon: EPSILON,
        });
        let mut weights = [factor, offset].concat();
        weights.resize(3 * channels, 0.0);
        weights.resize(4 * channels, 1.0 - EPSILON);
        Ok(Built { spec, weights })
    }

    fn scale(&mut self, at: &At, layers: &mut Vec<Built>, factor: f32, offset: f32) -> Result<()> {
        if (factor, offset) == (1.0, 0.0) {
            return Ok(());
        }
        let [factor, offset] = [self.all(at, factor)?, self.all(at, offset)?];
        self.line(at, layers, &factor, &offset)
    }

    /// Add, Sub, Mul, Div and Sum of one tensor and constants.
    pub(super) fn arithmetic(
        &mut self,
        at: &At,
        operator: &str,
        layers: &mut Vec<Built>,
    ) -> Result<()> {
        let graph = self.graph;
        let count = graph.nodes[at.node].input.len();
        for i in 0..count {
            if graph.constant(at.node, i).is_none() {
                continue;
            }
            let what = if i == 0 { "A" } else { "B" };
            let values = self.per_channel(at, i, what)?;
            let same = |value| vec![value; values.len()];
            match operator {
                "Mul" => self.line(at, layers, &values, &same(0.0))?,
                "Div" if i == 1 => {
                    let factor: Vec<_> = values.iter().map(|value| 1.0 / value).collect();
                    self.line(at, layers, &factor, &same(0.0))?;
                }
                "Div" => {
                    return Err(at.wrong(what, "a constant", "what comes from the layer before"));
                }
                "Sub" if i == 1 => {
                    let offset: Vec<_> = values.iter().map(|value| -value).collect();
                    self.line(at, layers, &same(1.0), &offset)?;
                }
                "Sub" => self.line(at, layers, &same(-1.0), &values)?,
                _ => self.line(at, layers, &same(1.0), &values)?,
            }
        }
        Ok(())
    }

    /// x, or slope · x below 0: other slopes than those of an activation as x + (1 − slope) · relu(−x).
    pub(super) fn leaky(&mut self, at: &At, layers: &mut Vec<Built>, slopes: &[f32]) -> Result<()> {
        let first = slopes.first().copied().unwrap_or(1.0);
        if (0.0..=1.0).contains(&first) && slopes.iter().all(|&slope| slope == first) {
            layers.push(activation(Activation::LeakyRelu(LeakyRelu {
                slope: first,
            })));
            return Ok(());
        }
        let none = vec![0.0; slopes.len()];
        let rest: Vec<_> = slopes.iter().map(|slope| 1.0 - slope).collect();
        let body = [
            self.norm(at, &vec![-1.0; slopes.len()], &none)?,
            activation(Activation::Relu(Relu {})),
            self.norm(at, &rest, &none)?,
        ];
        let weights = body
            .iter()
            .flat_map(|layer| layer.weights.clone())
            .collect();
        let spec = LayerSpec::Residual(ResidualSpec {
            layers: body.into_iter().map(|layer| layer.spec).collect(),
        });
        layers.push(Built { spec, weights });
        Ok(())
    }

    pub(super) fn leaky_relu(&mut self, at: &At, layers: &mut Vec<Built>) -> Result<()> {
        let slope = at.attributes.float("alpha", 0.01)?;
        match (0.0..=1.0).contains(&slope) {
            true => self.leaky(at, layers, &[slope]),
            false => {
                let slopes = self.all(at, slope)?;
                self.leaky(at, layers, &slopes)
            }
        }
    }

    pub(super) fn prelu(&mut self, at: &At, layers: &mut Vec<Built>) -> Result<()> {
        let constant = self.weight(at, 1, "slope", None)?;
        let slopes = match constant.floats().unwrap_or_default() {
            [slope, rest @ ..]
                if (0.0..=1.0).contains(slope) && rest.iter().all(|other| other == slope) =>
            {
                vec![*slope]
            }
            _ => self.per_channel(at, 1, "slope")?,
        };
        self.leaky(at, layers, &slopes)
    }

    /// x, or α · (eˣ − 1) below 0: what α = 1 makes, once more with the slope α.
    pub(super) fn elu(&mut self, at: &At, layers: &mut Vec<Built>) -> Result<()> {
        let alpha = at.attributes.float("alpha", 1.0)?;
        layers.push(activation(Activation::Elu(Elu {})));
        if alpha == 1.0 {
            return Ok(());
        }
        let slopes = self.all(at, alpha)?;
        self.leaky(at, layers, &slopes)
    }

    /// x · sigmoid(α · x)
    pub(super) fn swish(&mut self, at: &At, layers: &mut Vec<Built>) -> Result<()> {
        let alpha = at.attributes.float("alpha", 1.0)?;
        let silu = activation(Activation::Silu(Silu {}));
        if alpha == 1.0 {
            layers.push(silu);
            return Ok(());
        }
        if alpha == 0.0 {
            return self.scale(at, layers, 0.5, 0.0);
        }
        self.scale(at, layers, alpha, 0.0)?;
        layers.push(silu);
        self.scale(at, layers, 1.0 / alpha, 0.0)
    }

    /// Before opset 11 the bounds are attributes.
    pub(super) fn clip(&mut self, at: &At, layers: &mut Vec<Built>) -> Result<()> {
        let graph = self.graph;
        let bound = |name, i, none| match graph.has_input(at.node, i) {
            false => at.attributes.float(name, none),
            true => {
                let number = graph.constant(at.node, i).and_then(Constant::number);
                number.ok_or_else(|| at.wrong(name, "a value that is computed", "a constant"))
            }
        };
        let bounds = [bound("min", 1, f32::MIN)?, bound("max", 2, f32::MAX)?];
        let open = [bounds[0] <= f32::MIN, bounds[1] >= f32::MAX];
        let [min, max] = bounds;
        let small = bounds
            .iter()
            .zip(open)
            .all(|(bound, open)| open || bound.abs() <= LARGEST_BOUND);
        if !small || min.is_nan() || max.is_nan() {
            let expected = format!("0, 6; none; or from −{LARGEST_BOUND} to {LARGEST_BOUND}");
            return Err(at.wrong("min, max", format!("{min}, {max}"), expected));
        }
        let relu = activation(Activation::Relu(Relu {}));
        let relu6 = activation(Activation::Relu6(Relu6 {}));
        match open {
            [true, true] => Ok(()),
            // max − relu(max − x)
            [true, false] => {
                self.scale(at, layers, -1.0, max)?;
                layers.push(relu);
                self.scale(at, layers, -1.0, max)
            }
            // min + relu(x − min)
            [false, true] => {
                self.scale(at, layers, 1.0, -min)?;
                layers.push(relu);
                self.scale(at, layers, 1.0, min)
            }
            // The upper bound is what counts where the lower one is above it.
            [false, false] if min >= max => self.scale(at, layers, 0.0, max),
            [false, false] => {
                let width = (max - min) / 6.0;
                self.scale(at, layers, 1.0 / width, -min / width)?;
                layers.push(relu6);
                self.scale(at, layers, width, min)
            }
        }
    }
}

fn activation(function: Activation) -> Built {
    Built {
        spec: LayerSpec::Activation(function),
        weights: Vec::new(),
    }
}
