//! Residual block (He et al., "Deep Residual Learning for Image Recognition", 2016): layers with a way around them. They
//! learn what is to be added to their input, and the error reaches the layers below undiminished.

use std::collections::TryReserveError;

use serde::{Deserialize, Serialize};

use super::conv::{ConvSpec, Padding};
use super::graph::{Graph, Kind, Node, Visit};
use super::sequential::Sequential;
use super::wiring::{Link, Wiring};
use super::{Context, Layer, LayerSpec, Mode, Param, Pass, Path, Spec, Unit};
use crate::plan::plan;
use crate::read::Problem;
use crate::tensor::{Shape, grow};

/// Layers whose output is added to their input. Where it has another shape, the input goes through a projection: a 1×1
/// convolution with as many filters as the output has channels, and the stride that gives its size.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields)]
pub struct ResidualSpec {
    /// The layers, in order.
    pub layers: Vec<LayerSpec>,
}

impl Spec for ResidualSpec {
    fn build(&self, input: Shape, context: Context) -> Result<Box<dyn Layer>, Problem> {
        let context = Context {
            // Far from the seeds of the layers beside it.
            seed: context.seed.wrapping_mul(0x9E37_79B9_7F4A_7C15),
            first: false,
            ..context
        };
        let body = Sequential::new(input, &self.layers, context)?;
        let projection = match body.output() {
            output if output == input => None,
            output => Some(Projection::new(input, output, context)?),
        };
        Ok(Box::new(Residual {
            body,
            projection,
            body_y: Vec::new(),
        }))
    }

    fn neurons(&self) -> Option<Unit> {
        self.layers.iter().rev().find_map(|layer| layer.neurons())
    }
}

/// `y = body(x) + x`, or `body(x) + projection(x)`; backward, `d_x = d_body(d_y) + d_y`.
///
/// Weights: those of the body, then those of the projection.
struct Residual {
    body: Sequential,
    projection: Option<Projection>,
    /// What comes out of the body: [n, h, w, c].
    body_y: Vec<f32>,
}

/// The way around, where shapes differ.
struct Projection {
    layer: Box<dyn Layer>,
    params: Vec<Param>,
    /// Length of one map that goes in.
    input: usize,
    /// ∂loss/∂x of this way: [n, h, w, c].
    d_x: Vec<f32>,
}

impl Projection {
    fn new(input: Shape, output: Shape, context: Context) -> Result<Self, Problem> {
        // Only with such a stride may a 1×1 convolution have so many rows and columns.
        let stride = input
            .height
            .div_ceil(output.height)
            .max(input.width.div_ceil(output.width));
        let fits = |pixels: usize, wanted| pixels.div_ceil(stride) == wanted;
        if !fits(input.height, output.height) || !fits(input.width, output.width) {
            return Err(Problem::from(format!(
                "residual: the layers make {output} of {input}, which no 1×1 convolution does; expected the same height and width, or both divided by a stride and rounded up"
            )));
        }
        let spec = LayerSpec::Conv(ConvSpec {
            filters: output.channels,
            kernel: 1,
            stride,
            padding: Padding::Valid,
        });
        let layer = spec.build(input, context)?;
        let mut params = layer.params();
        for param in &mut params {
            param.name = format!("projection.{}", param.name);
        }
        let stage = match context.path {
            Path::Readable => None,
            _ => plan(&[spec], &[input], 1)
                .pop()
                .and_then(|group| group.stage),
        };
        Ok(Projection {
            layer: stage.unwrap_or(layer),
            params,
            input: input.len(),
            d_x: Vec::new(),
        })
    }
}

/// `to += values`
fn add(to: &mut [f32], values: &[f32]) {
    for (to, value) in to.iter_mut().zip(values) {
        *to += value;
    }
}

impl Layer for Residual {
    fn output(&self) -> Shape {
        self.body.output()
    }

    fn params(&self) -> Vec<Param> {
        let mut params = self.body.params();
        params.extend(self.projection.iter().flat_map(|way| way.params.clone()));
        params
    }

    fn multiply_adds(&self) -> f64 {
        let projection = self.projection.as_ref();
        self.body.multiply_adds() + projection.map_or(0.0, |way| way.layer.multiply_adds())
    }

    fn maps_len(&self) -> f64 {
        self.body.maps_len() + self.output().len() as f64
    }

    fn reserve(&mut self, batch: usize, training: bool) -> Result<(), TryReserveError> {
        self.body.reserve(batch, training)?;
        let len = self.output().len();
        grow(&mut self.body_y, batch.saturating_mul(len))?;
        match &mut self.projection {
            Some(way) => {
                way.layer.reserve(batch, training)?;
                let batch = if training { batch } else { 0 };
                grow(&mut way.d_x, batch.saturating_mul(way.input))
            }
            None => Ok(()),
        }
    }

    fn weights_changed(&mut self) {
        self.body.weights_changed();
        if let Some(way) = &mut self.projection {
            way.layer.weights_changed();
        }
    }

    fn forward(&mut self, weights: &[f32], x: &[f32], y: &mut [f32], mode: Mode) {
        let (own, rest) = weights.split_at(self.body.weights());
        // Only the backward pass asks what came out of the body.
        if self.projection.is_none() && mode == Mode::Inference {
            self.body.forward(own, x, y, mode);
            return add(y, x);
        }
        let body_y = &mut self.body_y[..y.len()];
        self.body.forward(own, x, body_y, mode);
        match &mut self.projection {
            Some(way) => way.layer.forward(rest, x, y, mode),
            None => y.copy_from_slice(x),
        }
        add(y, body_y);
    }

    #[cfg(feature = "training")]
    fn backward(&mut self, pass: Pass, d_weights: &mut [f32], mut d_x: Option<&mut [f32]>) {
        let (weights, rest) = pass.weights.split_at(self.body.weights());
        let (d_weights, d_rest) = d_weights.split_at_mut(self.body.weights());
        let body = Pass {
            weights,
            y: &self.body_y[..pass.y.len()],
            ..pass
        };
        self.body.backward(body, d_weights, d_x.as_deref_mut());
        match (&mut self.projection, d_x) {
            (Some(way), d_x) => {
                let way_d_x = d_x.is_some().then(|| &mut way.d_x[..pass.x.len()]);
                // The derivatives of a convolution do not depend on what came out of it.
                let pass = Pass {
                    weights: rest,
                    ..pass
                };
                way.layer.backward(pass, d_rest, way_d_x);
                if let Some(d_x) = d_x {
                    add(d_x, &way.d_x);
                }
            }
            (None, Some(d_x)) => add(d_x, pass.d_y),
            (None, None) => {}
        }
    }

    #[cfg(feature = "training")]
    fn list<'a>(&'a self, visit: Visit<'a>, graph: &mut Graph<'a>) -> usize {
        let Visit { source, pass, .. } = visit;
        let (own, rest) = pass.weights.split_at(self.body.weights());
        let body = Pass {
            weights: own,
            y: &self.body_y[..pass.y.len()],
            ..pass
        };
        let place = format!("{}.", visit.name);
        let last = self
            .body
            .list_layers(&place, source, visit.offset, body, graph);
        let params = self.projection.iter().flat_map(|way| way.params.clone());
        graph.add(Node {
            kind: Kind::Add,
            name: visit.name,
            sources: vec![last, source],
            input: self.output(),
            output: self.output(),
            params: params.collect(),
            offset: visit.offset.map(|offset| offset + own.len()),
            pass: Pass {
                weights: rest,
                x: &self.body_y[..pass.y.len()],
                ..pass
            },
            wiring: Some(self),
        })
    }

    fn statistics_len(&self) -> usize {
        self.body.statistics_len()
    }

    fn statistics(&self, statistics: &mut [f64]) {
        self.body.statistics(statistics);
    }

    fn keep_statistics(&self, statistics: &[f64], weights: &mut [f32]) {
        let own = self.body.weights();
        self.body.keep_statistics(statistics, &mut weights[..own]);
    }
}

/// Of the sum at its end. Input 0 is what the body made, input 1 what went around it; weights are those of the projection.
impl Wiring for Residual {
    fn links(&self, weights: &[f32], y: usize) -> Vec<Link> {
        let around = match self.projection.as_ref().and_then(|way| way.layer.wiring()) {
            Some(way) => way.links(weights, y),
            None => vec![Link::fixed(y, 1.0)],
        };
        let around = around.into_iter().map(|link| Link { source: 1, ..link });
        [Link::fixed(y, 1.0)].into_iter().chain(around).collect()
    }

    fn reached(&self, source: usize, x: usize) -> Vec<usize> {
        match self.projection.as_ref().and_then(|way| way.layer.wiring()) {
            Some(way) if source == 1 => way.reached(0, x),
            _ => vec![x],
        }
    }

    fn sharing(&self, weight: usize) -> Vec<usize> {
        let way = self.projection.as_ref().and_then(|way| way.layer.wiring());
        way.map(|way| way.sharing(weight)).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::super::check::{CONTEXT, check_gradients, random, shape};
    use super::*;
    use serde_json::{Value, json};

    const INPUT: Shape = shape(5, 6, 3);

    fn spec(layers: Value) -> ResidualSpec {
        serde_json::from_value(json!({ "layers": layers })).unwrap()
    }

    fn conv(filters: usize, stride: usize) -> Value {
        json!({ "type": "conv", "filters": filters, "kernel": 3, "stride": stride })
    }

    #[test]
    fn gradients_agree_with_finite_differences() {
        let tanh = json!({ "type": "activation", "function": "tanh" });
        let norm = json!({ "type": "batch_norm" });
        let inner = json!({ "type": "residual", "layers": [conv(4, 1)] });
        for (layers, batch) in [
            (json!([conv(3, 1), tanh]), 2),
            (json!([conv(2, 1), tanh, conv(3, 1)]), 1),
            (json!([conv(4, 1), norm, tanh]), 3),
            (json!([conv(4, 2), tanh]), 2),
            (json!([inner, tanh, conv(2, 3)]), 1),
        ] {
            for path in [Path::Readable, Path::Single, Path::Fast] {
                let context = Context { path, ..CONTEXT };
                let mut layer = spec(layers.clone()).build(INPUT, context).unwrap();
                let x = random(batch * INPUT.len());
                let case = format!("{path:?}: {layers}");
                check_gradients(&case, &mut *layer, batch, &x, 2e-3);
            }
        }
    }

    #[test]
    fn what_adds_nothing_lets_everything_pass() {
        let mut layer = spec(json!([conv(3, 1)])).build(INPUT, CONTEXT).unwrap();
        layer.reserve(1, false).unwrap();
        let (x, weights) = (random(INPUT.len()), [0.0; 3 * 3 * 3 * 3 + 3]);
        let mut y = vec![f32::NAN; INPUT.len()];
        layer.forward(&weights, &x, &mut y, Mode::Inference);
        assert_eq!(x, y);
    }

    #[test]
    fn parameters_and_arithmetic_are_those_of_both_ways() {
        let layer = spec(json!([conv(4, 2)])).build(INPUT, CONTEXT).unwrap();
        let params = layer.params();
        let names = params.iter().map(|param| param.name.as_str());
        assert_eq!(
            names.collect::<Vec<_>>(),
            [
                "layers[0].kernel",
                "layers[0].bias",
                "projection.kernel",
                "projection.bias",
            ]
        );
        assert_eq!(layer.multiply_adds(), f64::from(3 * 3 * (27 * 4 + 3 * 4)));
        assert_eq!(layer.maps_len(), f64::from(2 * 3 * 3 * 4));
    }

    #[test]
    fn layers_inside_draw_other_numbers_than_those_beside() {
        let dropout = json!({ "type": "dropout", "rate": 0.5 });
        let dropped = |layers: Value| {
            let layers: Vec<LayerSpec> = serde_json::from_value(layers).unwrap();
            let mut layer = Sequential::new(INPUT, &layers, CONTEXT).unwrap();
            layer.reserve(1, true).unwrap();
            let mut y = vec![0.0; INPUT.len()];
            let mode = Mode::Training { step: 0 };
            layer.forward(&[], &vec![1.0; INPUT.len()], &mut y, mode);
            y
        };
        let beside = dropped(json!([dropout]));
        let inside = dropped(json!([{ "type": "residual", "layers": [dropout] }]));
        let inside: Vec<_> = inside.iter().map(|y| y - 1.0).collect();
        assert_ne!(beside, inside);
    }

    #[test]
    fn impossible_ones_say_why() {
        let problem = |layers| {
            let built = spec(layers).build(INPUT, CONTEXT);
            built.err().unwrap().to_string()
        };
        assert_eq!(
            problem(json!([])),
            "layers: got none; expected at least one"
        );
        assert_eq!(
            problem(json!([conv(3, 1), conv(0, 1)])),
            "layers[1].filters: got 0; expected at least 1"
        );
        assert_eq!(
            problem(json!([{ "type": "conv", "filters": 3, "kernel": 3, "padding": "valid" }])),
            "residual: the layers make 3×4×3 of 5×6×3, which no 1×1 convolution does; expected the same height and width, or both divided by a stride and rounded up"
        );
    }
}
