//! Dense layers and batch normalisation.

use tab_trainer::spec::{BatchNormSpec, ConvSpec, DenseSpec, LayerSpec};
use tab_trainer::tensor::Shape;

use super::layout::Layout;
use super::operators::At;
use super::{Built, Reader, State};
use crate::error::Result;

/// `α · A · B + β · C`, each of the two matrices maybe turned.
struct Product {
    alpha: f32,
    beta: f32,
    turned: [bool; 2],
}

impl Reader<'_> {
    pub(super) fn gemm(&mut self, at: &At, layers: &mut Vec<Built>) -> Result<State> {
        let product = Product {
            alpha: at.attributes.float("alpha", 1.0)?,
            beta: at.attributes.float("beta", 1.0)?,
            turned: [at.flag("transA")?, at.flag("transB")?],
        };
        match at.state.layout.is_vector() && !product.turned[0] {
            true => self.dense(at, layers, product),
            false => self.whole(at, layers, product),
        }
    }

    pub(super) fn matmul(&mut self, at: &At, layers: &mut Vec<Built>) -> Result<State> {
        let matrix = self.graph.constant(at.node, 1);
        if at.state.layout.is_vector() && matrix.is_some_and(|matrix| matrix.shape.len() == 2) {
            let product = Product {
                alpha: 1.0,
                beta: 0.0,
                turned: [false; 2],
            };
            return self.dense(at, layers, product);
        }
        self.matrices(at, layers)
    }

    /// `x · B + C`: the rows of the matrix are brought into the engine's order.
    fn dense(&mut self, at: &At, layers: &mut Vec<Built>, product: Product) -> Result<State> {
        if self.graph.constant(at.node, 0).is_some() {
            return Err(at.wrong("A", "a constant", "what comes from the layer before"));
        }
        let matrix = self.weight(at, 1, "B", Some(2))?;
        let values = matrix.floats().unwrap_or_default();
        let [inputs, units] = match product.turned[1] {
            true => [matrix.shape[1], matrix.shape[0]],
            false => [matrix.shape[0], matrix.shape[1]],
        };
        let len = at.state.shape.len();
        if inputs != len || units == 0 {
            return Err(at.wrong("B", format!("{:?}", matrix.shape), format!("{len} rows")));
        }
        self.take(at, (inputs + 1).saturating_mul(units))?;
        let bias = self.vector(at, 2, "C", units)?;
        let mut weights = vec![0.0; inputs * units];
        for (i, position) in at.state.layout.order().enumerate() {
            for (j, weight) in weights[position * units..][..units].iter_mut().enumerate() {
                let from = if product.turned[1] {
                    j * inputs + i
                } else {
                    i * units + j
                };
                *weight = product.alpha * values[from];
            }
        }
        weights.extend(bias.iter().map(|value| product.beta * value));
        layers.push(Built {
            spec: LayerSpec::Dense(DenseSpec { units }),
            weights,
        });
        Ok(at.followed_by(Shape::vector(units), Layout::rows(1, &[units])))
    }

    /// `α · A · B + β · C` where A is a matrix as a whole, maybe turned.
    fn whole(&mut self, at: &At, layers: &mut Vec<Built>, product: Product) -> Result<State> {
        let Product {
            alpha,
            beta,
            turned,
        } = product;
        let matrix = self.weight(at, 1, "B", Some(2))?;
        let b = matrix.floats().unwrap_or_default();
        let own = at.state.layout.sides();
        let &[first, second] = own.as_slice() else {
            return Err(at.wrong("A", at.state.layout.to_string(), "vectors [n, values]"));
        };
        let [rows, inner] = if turned[0] {
            [second, first]
        } else {
            [first, second]
        };
        let [depth, units] = match turned[1] {
            true => [matrix.shape[1], matrix.shape[0]],
            false => [matrix.shape[0], matrix.shape[1]],
        };
        if depth != inner || !self.fits(at, &[rows, units], inner) {
            return Err(at.wrong("B", format!("{:?}", matrix.shape), format!("{inner} rows")));
        }
        let c = match self.graph.has_input(at.node, 2) {
            false => vec![0.0; rows * units],
            true => {
                let c = self.weight(at, 2, "C", None)?;
                let spread = Layout::rows(0, &[rows, units]).spread(&c.shape, rows * units);
                let spread = spread.ok_or_else(|| {
                    at.wrong("C", format!("{:?}", c.shape), format!("[{rows}, {units}]"))
                })?;
                let values = c.floats().unwrap_or_default();
                spread.iter().map(|&i| values[i]).collect()
            }
        };
        self.linear(at, layers, &[rows, units], |x, constant| {
            let mut y = Vec::new();
            for (i, j) in (0..rows).flat_map(|i| (0..units).map(move |j| (i, j))) {
                let terms = (0..inner).map(|k| {
                    let a = if turned[0] {
                        x[k * rows + i]
                    } else {
                        x[i * inner + k]
                    };
                    let b = if turned[1] {
                        b[j * inner + k]
                    } else {
                        b[k * units + j]
                    };
                    a * b
                });
                y.push(alpha * terms.sum::<f32>() + constant * beta * c[i * units + j]);
            }
            y
        })
    }

    pub(super) fn batch_norm(&mut self, at: &At, layers: &mut Vec<Built>) -> Result<()> {
        let own = at.own_sides();
        let Some(&channels) = own.first() else {
            return Err(at.wrong(
                "input",
                at.state.layout.to_string(),
                "maps, or vectors of channels",
            ));
        };
        let epsilon = at.attributes.float("epsilon", 1e-5)?;
        let momentum = at.attributes.float("momentum", 0.9)?;
        at.attributes.must_be("training_mode", 0)?;
        at.attributes.must_be("spatial", 1)?;
        at.attributes.must_be("is_test", 1)?;
        let mut sides = vec![1; own.len()];
        sides[0] = channels;
        let spread = match self.has_room(4 * at.state.shape.channels) {
            true => at.state.layout.spread(&sides, at.state.shape.channels),
            false => None,
        };
        let spread = spread.ok_or_else(|| {
            at.wrong(
                "input",
                at.state.layout.to_string(),
                "maps, or vectors of channels",
            )
        })?;
        self.take(at, 4 * spread.len())?;
        let mut weights = Vec::new();
        let names = ["scale", "B", "input_mean", "input_var"];
        for (i, what) in names.into_iter().enumerate() {
            if !self.graph.has_input(at.node, i + 1) {
                return Err(at.wrong(what, "none", "a constant"));
            }
            let values = self.vector(at, i + 1, what, channels)?;
            weights.extend(spread.iter().map(|&channel| values[channel]));
        }
        layers.push(Built {
            spec: LayerSpec::BatchNorm(BatchNormSpec { momentum, epsilon }),
            weights,
        });
        Ok(())
    }
}

/// A way of a 1×1 convolution and batch normalisation as a convolution alone, which may be a projection.
pub(super) fn folded(mut way: Vec<Built>) -> Vec<Built> {
    let [conv, norm] = way.as_mut_slice() else {
        return way;
    };
    let (LayerSpec::Conv(ConvSpec { kernel: 1, .. }), LayerSpec::BatchNorm(spec)) =
        (&conv.spec, &norm.spec)
    else {
        return way;
    };
    let channels = norm.weights.len() / 4;
    let at = |part: usize, channel: usize| norm.weights[part * channels + channel];
    let factor = |channel| at(0, channel) / (at(3, channel) + spec.epsilon).sqrt();
    for (i, weight) in conv.weights.iter_mut().enumerate() {
        *weight *= factor(i % channels);
    }
    let first = conv.weights.len() - channels;
    for (channel, bias) in conv.weights[first..].iter_mut().enumerate() {
        *bias += at(1, channel) - at(2, channel) * factor(channel);
    }
    way.truncate(1);
    way
}
