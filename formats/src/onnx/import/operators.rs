//! Operators with one input that is no constant, as layers.

use tab_trainer::spec::{
    Activation, AveragePoolSpec, DropoutSpec, Elu, LayerSpec, LeakyRelu, MaxPoolSpec, Relu, Relu6,
    Sigmoid, Silu, Tanh,
};
use tab_trainer::tensor::Shape;

use super::super::attributes::Attributes;
use super::super::constants::Constant;
use super::windows::mean;
use super::{Built, Layout, Reader, State};
use crate::error::{Error, Problem, Result};

/// A node, and what reaches it.
pub(super) struct At<'a> {
    pub node: usize,
    pub attributes: Attributes<'a>,
    pub state: State,
}

impl At<'_> {
    pub fn wrong(
        &self,
        what: &str,
        given: impl Into<String>,
        expected: impl Into<String>,
    ) -> Error {
        self.attributes.wrong(what, given, expected)
    }

    /// The shape of the maps that reach it.
    pub fn map(&self) -> Result<Shape> {
        match self.state.layout {
            Layout::Map => Ok(self.state.shape),
            other => Err(self.wrong(
                "input",
                format!("{other:?}"),
                "maps [n, channels, height, width]",
            )),
        }
    }
}

impl Reader<'_> {
    /// Adds what a node does to `layers`, and returns what comes out.
    pub(super) fn operator(
        &mut self,
        node: usize,
        state: State,
        layers: &mut Vec<Built>,
    ) -> Result<State> {
        let graph = self.graph;
        let proto = &graph.nodes[node];
        let at = At {
            node,
            attributes: Attributes::new(proto),
            state,
        };
        let unknown = || {
            let operator = match proto.domain() {
                "" | "ai.onnx" => proto.op_type().to_owned(),
                domain => format!("{domain}.{}", proto.op_type()),
            };
            Error::new(graph.place(node), Problem::UnknownOperator { operator })
        };
        if !matches!(proto.domain(), "" | "ai.onnx") {
            return Err(unknown());
        }
        let function =
            |function: Activation| Some((LayerSpec::Activation(function), Vec::new(), state));
        let built = match proto.op_type() {
            "Relu" => function(Activation::Relu(Relu {})),
            "LeakyRelu" => {
                let slope = at.attributes.float("alpha", 0.01)?;
                function(Activation::LeakyRelu(LeakyRelu { slope }))
            }
            "PRelu" => function(self.prelu(&at)?),
            "Elu" => match at.attributes.float("alpha", 1.0)? {
                1.0 => function(Activation::Elu(Elu {})),
                alpha => return Err(at.wrong("alpha", alpha.to_string(), "1")),
            },
            "Swish" => match at.attributes.float("alpha", 1.0)? {
                1.0 => function(Activation::Silu(Silu {})),
                alpha => return Err(at.wrong("alpha", alpha.to_string(), "1")),
            },
            "Sigmoid" => function(Activation::Sigmoid(Sigmoid {})),
            "Tanh" => function(Activation::Tanh(Tanh {})),
            "Clip" => match self.clip(&at)? {
                Some(clip) => function(clip),
                None => None,
            },
            "Identity" => None,
            "Dropout" => self
                .dropout(&at)?
                .map(|rate| (LayerSpec::Dropout(DropoutSpec { rate }), Vec::new(), state)),
            "Conv" => Some(self.conv(&at)?),
            "Gemm" | "MatMul" => Some(self.dense(&at)?),
            "BatchNormalization" => Some(self.batch_norm(&at)?),
            "MaxPool" => Some(self.pool(&at, |size, stride| {
                LayerSpec::MaxPool(MaxPoolSpec { size, stride })
            })?),
            "AveragePool" => Some(self.pool(&at, |size, stride| {
                LayerSpec::AveragePool(AveragePoolSpec { size, stride })
            })?),
            "GlobalAveragePool" => Some(mean(&at, true)?),
            "ReduceMean" => Some(self.reduce_mean(&at)?),
            "Add" | "Sum" => {
                self.add_bias(&at, layers)?;
                at.attributes.finish()?;
                return Ok(state);
            }
            "Flatten" | "Reshape" | "Squeeze" | "Unsqueeze" | "Transpose" => {
                let state = self.moved(&at, proto.op_type())?;
                at.attributes.finish()?;
                return Ok(state);
            }
            _ => return Err(unknown()),
        };
        at.attributes.finish()?;
        let Some((spec, weights, state)) = built else {
            return Ok(state);
        };
        layers.push(Built { spec, weights });
        Ok(state)
    }

    /// Input number `i`, which has to be a constant of floats of rank `rank`. Its values are about to become weights.
    pub(super) fn weight(
        &mut self,
        at: &At,
        i: usize,
        what: &str,
        rank: Option<usize>,
    ) -> Result<&Constant> {
        let graph = self.graph;
        let constant = graph.constant(at.node, i);
        let constant = constant
            .ok_or_else(|| at.wrong(what, "a value that is computed, or none", "a constant"))?;
        let values = constant
            .floats()
            .ok_or_else(|| at.wrong(what, "whole numbers", "floats"))?;
        if rank.is_some_and(|rank| rank != constant.shape.len()) {
            return Err(at.wrong(
                what,
                format!("{:?}", constant.shape),
                format!("{} sides", rank.unwrap_or(0)),
            ));
        }
        let room = self.room.checked_sub(values.len());
        self.room =
            room.ok_or_else(|| at.wrong(what, "the same tensor for many layers", "one for each"))?;
        Ok(constant)
    }

    /// Likewise of one value for each of `len`, or zeros where there is none.
    pub(super) fn vector(&mut self, at: &At, i: usize, what: &str, len: usize) -> Result<Vec<f32>> {
        if !self.graph.has_input(at.node, i) {
            return Ok(vec![0.0; len]);
        }
        let constant = self.weight(at, i, what, None)?;
        let values = constant.floats().unwrap_or_default();
        let own = constant.shape.iter().rev().skip(1).all(|&side| side == 1);
        match values.len() {
            given if given == len && own => Ok(values.to_vec()),
            1 => Ok(vec![values[0]; len]),
            _ => Err(at.wrong(what, format!("{:?}", constant.shape), format!("[{len}]"))),
        }
    }

    fn prelu(&mut self, at: &At) -> Result<Activation> {
        let slopes = self
            .weight(at, 1, "slope", None)?
            .floats()
            .unwrap_or_default();
        match slopes {
            [slope, rest @ ..] if rest.iter().all(|other| other == slope) => {
                Ok(Activation::LeakyRelu(LeakyRelu { slope: *slope }))
            }
            _ => Err(at.wrong("slope", "several", "a single one")),
        }
    }

    /// Before opset 11 the bounds are attributes.
    fn clip(&self, at: &At) -> Result<Option<Activation>> {
        let bound = |name, i, none| match self.graph.has_input(at.node, i) {
            false => at.attributes.float(name, none),
            true => {
                let number = self.graph.constant(at.node, i).and_then(Constant::number);
                number.ok_or_else(|| at.wrong(name, "a value that is computed", "a constant"))
            }
        };
        let bounds = [bound("min", 1, f32::MIN)?, bound("max", 2, f32::MAX)?];
        match bounds {
            [0.0, 6.0] => Ok(Some(Activation::Relu6(Relu6 {}))),
            [0.0, f32::MAX | f32::INFINITY] => Ok(Some(Activation::Relu(Relu {}))),
            [f32::MIN | f32::NEG_INFINITY, f32::MAX | f32::INFINITY] => Ok(None),
            [min, max] => Err(at.wrong(
                "min, max",
                format!("{min}, {max}"),
                "0, 6; 0 alone; or none",
            )),
        }
    }

    /// Its rate. A network answers without it; who goes on training may want it.
    fn dropout(&self, at: &At) -> Result<Option<f32>> {
        let mut rate = at.attributes.float("ratio", 0.5)?;
        at.attributes.int("seed", 0)?;
        let computed = |what| at.wrong(what, "a value that is computed", "a constant");
        if self.graph.has_input(at.node, 1) {
            let ratio = self.graph.constant(at.node, 1).and_then(Constant::number);
            rate = ratio.ok_or_else(|| computed("ratio"))?;
        }
        if self.graph.has_input(at.node, 2) {
            let mode = self.graph.constant(at.node, 2).and_then(Constant::ints);
            if mode.ok_or_else(|| computed("training_mode"))? != [0] {
                return Err(at.wrong("training_mode", "true", "false"));
            }
        }
        Ok((rate > 0.0 && rate < 1.0).then_some(rate))
    }
}
