//! All layers of a network as one list, those inside other layers included, with what the last pass with one picture left in
//! them. For whoever looks inside; only the readable path has it.

use super::wiring::Wiring;
use super::{LayerSpec, Param, Pass};
use crate::tensor::Shape;

/// A layer in the list, or what stands for the picture.
pub struct Node<'a> {
    /// Its place in the spec, as parameters have it: `layers[3]`, `layers[0].stages[1].layers[2]`.
    pub name: String,
    /// What it is.
    pub kind: Kind<'a>,
    /// The places in the list of those whose output it reads, in order.
    pub sources: Vec<usize>,
    /// Shape of its input; where it reads several, of the first.
    pub input: Shape,
    /// Shape of its output.
    pub output: Shape,
    /// Its parameters.
    pub params: Vec<Param>,
    /// Where they begin in the network's weights; `None` when they are frozen and none of those.
    pub offset: Option<usize>,
    /// Its weights and maps. `pass.d_y` is empty where no error was computed.
    pub pass: Pass<'a>,
    /// The terms of its sums, where it has such.
    pub wiring: Option<&'a dyn Wiring>,
}

/// What a [`Node`] is.
#[derive(Clone, Copy, Debug)]
pub enum Kind<'a> {
    /// The picture.
    Input,
    /// A layer.
    Layer(&'a LayerSpec),
    /// The sum of two ways: the end of a residual block.
    Add,
    /// Several vectors as one: the features of a stem.
    Concat,
}

/// Where a layer is visited on the way through the network.
#[derive(Clone)]
pub struct Visit<'a> {
    /// Its place in the spec.
    pub name: String,
    /// What was asked for.
    pub spec: &'a LayerSpec,
    /// The place in the list of whose output it reads.
    pub source: usize,
    /// Where its weights begin in the network's, if they are there.
    pub offset: Option<usize>,
    /// Shape of its input.
    pub input: Shape,
    /// Its weights and maps.
    pub pass: Pass<'a>,
}

/// The list as it grows.
pub struct Graph<'a> {
    /// In forward order: none reads what stands behind it.
    pub nodes: Vec<Node<'a>>,
}

impl<'a> Graph<'a> {
    /// A list with nothing but the picture `x` in it.
    pub fn new(input: Shape, x: &'a [f32]) -> Self {
        let pass = Pass {
            weights: &[],
            x: &[],
            y: x,
            d_y: &[],
        };
        let picture = Node {
            name: "input".into(),
            kind: Kind::Input,
            sources: Vec::new(),
            input,
            output: input,
            params: Vec::new(),
            offset: None,
            pass,
            wiring: None,
        };
        Graph {
            nodes: vec![picture],
        }
    }

    /// Adds a layer and returns its place.
    pub fn push(
        &mut self,
        visit: Visit<'a>,
        output: Shape,
        params: Vec<Param>,
        wiring: Option<&'a dyn Wiring>,
    ) -> usize {
        self.add(Node {
            kind: Kind::Layer(visit.spec),
            name: visit.name,
            sources: vec![visit.source],
            input: visit.input,
            output,
            params,
            offset: visit.offset,
            pass: visit.pass,
            wiring,
        })
    }

    /// Adds a node and returns its place.
    pub fn add(&mut self, node: Node<'a>) -> usize {
        self.nodes.push(node);
        self.nodes.len() - 1
    }
}
