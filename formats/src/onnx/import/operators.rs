//! Operators with one input that is no constant, as layers.

use tab_trainer::spec::{Activation, DropoutSpec, LayerSpec, Relu, Sigmoid, Tanh};
use tab_trainer::tensor::Shape;

use super::super::attributes::Attributes;
use super::super::constants::Constant;
use super::layout::Layout;
use super::{Built, Reader, State};
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
        let State { shape, layout } = &self.state;
        match layout.is_map(*shape) {
            true => Ok(*shape),
            false => Err(self.wrong(
                "input",
                layout.to_string(),
                "maps [n, channels, height, width]",
            )),
        }
    }

    /// The sides of one picture's tensor, where a single axis in front counts pictures.
    pub fn own_sides(&self) -> Vec<usize> {
        self.state.layout.own_sides().unwrap_or_default()
    }

    /// Such sides behind what is in front of [`own_sides`](Self::own_sides) and does not count pictures.
    pub fn behind_front(&self, sides: &[usize]) -> Vec<usize> {
        let front = self.state.layout.sides().len() - self.own_sides().len();
        [&vec![1; front], sides].concat()
    }

    /// What comes out of a layer that makes maps or vectors of these.
    pub fn followed_by(&self, shape: Shape, after: Layout) -> State {
        let layout = self.state.layout.followed_by(after);
        State { shape, layout }
    }

    /// An axis, counted from the front.
    pub fn axis(&self, what: &str, axis: i64, rank: usize) -> Result<usize> {
        let from_front = if axis < 0 {
            axis.saturating_add_unsigned(rank as u64)
        } else {
            axis
        };
        let known = usize::try_from(from_front).ok().filter(|&axis| axis < rank);
        known.ok_or_else(|| self.wrong(what, axis.to_string(), format!("an axis of {rank}")))
    }

    /// An attribute that is 0 or 1.
    pub fn flag(&self, name: &str) -> Result<bool> {
        match self.attributes.int(name, 0)? {
            0 => Ok(false),
            1 => Ok(true),
            other => Err(self.wrong(name, other.to_string(), "0 or 1")),
        }
    }
}

impl<'a> Reader<'a> {
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
        if !matches!(proto.domain(), "" | "ai.onnx") {
            return Err(unknown(graph.place(node), proto.domain(), proto.op_type()));
        }
        // What does not change how values are to be understood.
        let same = at.state.clone();
        let mut function = |function| {
            layers.push(Built {
                spec: LayerSpec::Activation(function),
                weights: Vec::new(),
            });
        };
        let state = match proto.op_type() {
            "Relu" => {
                function(Activation::Relu(Relu {}));
                same
            }
            "Sigmoid" => {
                function(Activation::Sigmoid(Sigmoid {}));
                same
            }
            "Tanh" => {
                function(Activation::Tanh(Tanh {}));
                same
            }
            "LeakyRelu" => self.leaky_relu(&at, layers).map(|()| same)?,
            "PRelu" => self.prelu(&at, layers).map(|()| same)?,
            "Elu" => self.elu(&at, layers).map(|()| same)?,
            "Swish" => self.swish(&at, layers).map(|()| same)?,
            "Clip" => self.clip(&at, layers).map(|()| same)?,
            "BatchNormalization" => self.batch_norm(&at, layers).map(|()| same)?,
            operator @ ("Add" | "Sub" | "Mul" | "Div" | "Sum") => {
                self.arithmetic(&at, operator, layers).map(|()| same)?
            }
            "Identity" => same,
            "Dropout" => {
                if let Some(rate) = self.dropout(&at)? {
                    layers.push(Built {
                        spec: LayerSpec::Dropout(DropoutSpec { rate }),
                        weights: Vec::new(),
                    });
                }
                same
            }
            "Conv" => self.conv(&at, layers)?,
            "Gemm" => self.gemm(&at, layers)?,
            "MatMul" => self.matmul(&at, layers)?,
            "MaxPool" => self.max_pool(&at, layers)?,
            "AveragePool" => self.average_pool(&at, layers)?,
            "GlobalMaxPool" => self.global_max_pool(&at, layers)?,
            "GlobalAveragePool" => self.global_average_pool(&at, layers)?,
            "ReduceMean" => self.reduce_mean(&at, layers)?,
            "Concat" => self.concat(&at, layers)?,
            "Pad" => self.pad(&at, layers)?,
            operator @ ("Flatten" | "Reshape" | "Squeeze" | "Unsqueeze" | "Transpose") => {
                self.moved(&at, operator)?
            }
            operator => return Err(unknown(graph.place(node), "", operator)),
        };
        at.attributes.finish()?;
        Ok(state)
    }

    /// Input number `i`, which has to be a constant of floats, of rank `rank` if it has to have one.
    pub(super) fn weight(
        &mut self,
        at: &At,
        i: usize,
        what: &str,
        rank: Option<usize>,
    ) -> Result<&'a Constant> {
        let graph = self.graph;
        let constant = graph.constant(at.node, i);
        let constant = constant
            .ok_or_else(|| at.wrong(what, "a value that is computed, or none", "a constant"))?;
        if constant.floats().is_none() {
            return Err(at.wrong(what, "whole numbers", "floats"));
        }
        if rank.is_some_and(|rank| rank != constant.shape.len()) {
            return Err(at.wrong(
                what,
                format!("{:?}", constant.shape),
                format!("{} sides", rank.unwrap_or(0)),
            ));
        }
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

    /// Whether weights may be so many more.
    pub(super) fn has_room(&self, count: usize) -> bool {
        count <= self.room
    }

    /// Counts weights, before there is memory for them.
    pub(super) fn take(&mut self, at: &At, count: usize) -> Result<()> {
        let room = self.room.checked_sub(count);
        self.room = room.ok_or_else(|| {
            at.wrong(
                "weights",
                format!("{count} more"),
                "not many more than the file has",
            )
        })?;
        Ok(())
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
        if rate != 0.0 && self.graph.has_input(at.node, 2) {
            let mode = self.graph.constant(at.node, 2).and_then(Constant::ints);
            if mode.ok_or_else(|| computed("training_mode"))? != [0] {
                return Err(at.wrong("training_mode", "true", "false"));
            }
        }
        Ok((rate > 0.0 && rate < 1.0).then_some(rate))
    }
}

fn unknown(place: String, domain: &str, operator: &str) -> Error {
    let operator = match domain {
        "" | "ai.onnx" => operator.to_owned(),
        domain => format!("{domain}.{operator}"),
    };
    Error::new(place, Problem::UnknownOperator { operator })
}
