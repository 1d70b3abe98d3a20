//! The way from a graph's input to its output, as a sequence of nodes with ways around some of them.
//!
//! Where two ways meet in an addition they parted at its immediate dominator, the last node that every way to it passes
//! (Cooper, Harvey and Kennedy, "A Simple, Fast Dominance Algorithm", 2001; of a graph without cycles a single pass). Each node
//! is on one way only, so that the work grows with the graph however it is made.

use std::collections::HashMap;

use super::attributes::place;
use super::constants::{Constant, Data};
use super::messages::{GraphProto, NodeProto};
use crate::error::{Error, Problem, Result};

/// Residual networks of a thousand layers exist; longer ones need no picture of a webcam.
const MOST_NODES: usize = 10_000;
/// Ways inside ways.
const DEEPEST: usize = 16;

/// Where a value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    Input,
    Node(usize),
}

/// A step on the way.
#[derive(Debug)]
pub enum Step {
    /// A node with one input that is no constant.
    Node(usize),
    /// x · sigmoid(x)
    Silu,
    /// A power of each value, scaled to a mean square of 1 over the channels.
    PowerNorm { power: f32 },
    /// Two ways that meet in an addition.
    Sum { node: usize, ways: [Vec<Step>; 2] },
}

pub struct Graph<'a> {
    pub nodes: &'a [NodeProto],
    input: &'a str,
    constants: HashMap<&'a str, Constant>,
    producers: HashMap<&'a str, usize>,
    /// Of each node that the output needs: its place in an order in which none waits for a later one.
    order: Vec<Option<usize>>,
    /// Of each node, where all ways to it have last been one.
    dominators: Vec<Source>,
    used: Vec<bool>,
}

fn unsupported(at: String, given: &str, expected: &str) -> Error {
    let (given, expected) = (given.into(), expected.into());
    Error::new(at, Problem::Unsupported { given, expected })
}

impl<'a> Graph<'a> {
    /// Finds what makes what.
    pub fn new(graph: &'a GraphProto, input: &'a str, output: &str) -> Result<Self> {
        let nodes = graph.node.as_slice();
        if nodes.len() > MOST_NODES {
            let expected = format!("at most {MOST_NODES}");
            return Err(unsupported(
                "graph".into(),
                &format!("{} nodes", nodes.len()),
                &expected,
            ));
        }
        if !graph.sparse_initializer.is_empty() {
            return Err(unsupported("graph".into(), "sparse tensors", "dense ones"));
        }
        let mut constants = HashMap::new();
        for tensor in &graph.initializer {
            if constants
                .insert(tensor.name(), Constant::read(tensor)?)
                .is_some()
            {
                return Err(unsupported(tensor.name().into(), "two of this name", "one"));
            }
        }
        let mut producers = HashMap::new();
        for (i, node) in nodes.iter().enumerate() {
            if let Some(constant) = constant(node)? {
                constants.insert(node.output.first().map_or("", String::as_str), constant);
                continue;
            }
            let outputs = node.output.iter().filter(|output| !output.is_empty());
            for output in outputs {
                let known = constants.contains_key(output.as_str()) || output == input;
                if known || producers.insert(output.as_str(), i).is_some() {
                    return Err(unsupported(
                        place(node),
                        "a name that is taken",
                        "another one",
                    ));
                }
            }
        }
        let count = nodes.len();
        let mut graph = Graph {
            nodes,
            input,
            constants,
            producers,
            order: vec![None; count],
            dominators: vec![Source::Input; count],
            used: vec![false; count],
        };
        graph.sort(output)?;
        Ok(graph)
    }

    /// The constant that a node has as its input number `i`; an empty name stands for none.
    pub fn constant(&self, node: usize, i: usize) -> Option<&Constant> {
        self.constants.get(self.nodes[node].input.get(i)?.as_str())
    }

    /// Whether a node has an input number `i`.
    pub fn has_input(&self, node: usize, i: usize) -> bool {
        self.nodes[node]
            .input
            .get(i)
            .is_some_and(|name| !name.is_empty())
    }

    /// Where a value comes from; of an output that is not the first, nobody knows here.
    pub fn source(&self, name: &str) -> Result<Source> {
        if name == self.input {
            return Ok(Source::Input);
        }
        let node = self.producers.get(name).copied();
        match node.filter(|&node| {
            self.nodes[node]
                .output
                .first()
                .is_some_and(|first| first == name)
        }) {
            Some(node) => Ok(Source::Node(node)),
            None => Err(Error::new(format!("value {name:?}"), Problem::Missing)),
        }
    }

    /// The inputs of a node that are no constants.
    pub fn data(&self, node: usize) -> Result<Vec<Source>> {
        let names = self.nodes[node].input.iter().map(String::as_str);
        let names = names.filter(|name| !name.is_empty() && !self.constants.contains_key(name));
        names.map(|name| self.source(name)).collect()
    }

    pub fn place(&self, node: usize) -> String {
        place(&self.nodes[node])
    }

    /// Depth-first from the output, with a stack of its own: a file may nest as deep as it likes.
    fn sort(&mut self, output: &str) -> Result<()> {
        let mut waiting = vec![false; self.nodes.len()];
        let mut stack = vec![(self.source(output)?, false)];
        let mut next = 0;
        while let Some((source, done)) = stack.pop() {
            let Source::Node(node) = source else { continue };
            let inputs = self.data(node)?;
            if done {
                (self.order[node], next) = (Some(next), next + 1);
                self.dominators[node] = self.dominator(node, &inputs)?;
            } else if self.order[node].is_none() {
                if waiting[node] {
                    return Err(Error::new(self.place(node), Problem::Cycle));
                }
                waiting[node] = true;
                stack.push((source, true));
                stack.extend(inputs.into_iter().map(|input| (input, false)));
            }
        }
        Ok(())
    }

    fn dominator(&self, node: usize, inputs: &[Source]) -> Result<Source> {
        let known = || unsupported(self.place(node), "nothing but constants", "an input");
        let mut inputs = inputs.iter().copied();
        let first = inputs.next().ok_or_else(known)?;
        Ok(inputs.fold(first, |a, b| self.common(a, b)))
    }

    /// Where all ways to both have last been one.
    fn common(&self, mut a: Source, mut b: Source) -> Source {
        while a != b {
            match (a, b) {
                (Source::Node(i), Source::Node(j)) if self.order[i] < self.order[j] => {
                    b = self.dominators[j];
                }
                (Source::Node(i), _) => a = self.dominators[i],
                (Source::Input, Source::Node(j)) => b = self.dominators[j],
                (Source::Input, Source::Input) => {}
            }
        }
        a
    }

    /// The steps between two values, the first of which dominates the other.
    pub fn way(&mut self, from: Source, to: Source, depth: usize) -> Result<Vec<Step>> {
        let nodes = self.nodes;
        let mut steps = Vec::new();
        let mut at = to;
        while at != from {
            let Source::Node(node) = at else {
                return Err(Error::new("graph", Problem::Cycle));
            };
            self.mark(node)?;
            let inputs = self.data(node)?;
            let (step, before) = match (nodes[node].op_type(), inputs.as_slice()) {
                ("Mul", &[a, b]) => self.silu(node, a, b)?,
                ("Div", &[u, rms]) => self.power_norm(node, u, rms)?,
                ("Add" | "Sum", &[a, b]) if depth < DEEPEST && nodes[node].input.len() == 2 => {
                    let parted = self.dominators[node];
                    let ways = [
                        self.way(parted, a, depth + 1)?,
                        self.way(parted, b, depth + 1)?,
                    ];
                    (Step::Sum { node, ways }, parted)
                }
                (_, &[before]) => (Step::Node(node), before),
                (operator, _) => {
                    let known = matches!(operator, "Mul" | "Div" | "Add" | "Sum");
                    let operator = operator.to_owned();
                    return Err(match known {
                        true => {
                            unsupported(self.place(node), "two ways that meet", "a residual block")
                        }
                        false => {
                            Error::new(self.place(node), Problem::UnknownOperator { operator })
                        }
                    });
                }
            };
            steps.push(step);
            at = before;
        }
        steps.reverse();
        Ok(steps)
    }

    fn mark(&mut self, node: usize) -> Result<()> {
        match std::mem::replace(&mut self.used[node], true) {
            false => Ok(()),
            true => Err(unsupported(
                self.place(node),
                "an output for several layers",
                "a sequence",
            )),
        }
    }

    /// The node that makes `source`, if it does that by `operator`.
    fn made_by(&self, source: Source, operator: &str) -> Option<usize> {
        match source {
            Source::Node(node) if self.nodes[node].op_type() == operator => Some(node),
            _ => None,
        }
    }

    fn silu(&mut self, node: usize, a: Source, b: Source) -> Result<(Step, Source)> {
        for (x, gate) in [(a, b), (b, a)] {
            if let Some(sigmoid) = self.made_by(gate, "Sigmoid")
                && self.data(sigmoid)? == [x]
            {
                self.mark(sigmoid)?;
                return Ok((Step::Silu, x));
            }
        }
        Err(unsupported(
            self.place(node),
            "a product of two ways",
            "x · sigmoid(x)",
        ))
    }

    /// u / √(mean u² + ε), where u is x or sgn(x) · |x|ᵖ, as it is exported.
    fn power_norm(&mut self, node: usize, u: Source, rms: Source) -> Result<(Step, Source)> {
        let chain = self.chain(rms, ["Sqrt", "Add", "ReduceMean", "Mul"])?;
        let Some((chain, _)) = chain.filter(|(_, square)| square == &[u, u]) else {
            return Err(unsupported(
                self.place(node),
                "a quotient of two ways",
                "a power norm",
            ));
        };
        let attribute = |name| {
            let all = &self.nodes[chain[2]].attribute;
            all.iter().find(|attribute| attribute.name() == name)
        };
        let axes =
            attribute("axes").filter(|_| attribute("keepdims").is_none_or(|keep| keep.i() == 1));
        let epsilon = (0..2).find_map(|i| self.constant(chain[1], i)?.number());
        if axes.is_none_or(|axes| axes.ints != [1]) || epsilon.is_none_or(|epsilon| epsilon > 1e-10)
        {
            return Err(unsupported(
                self.place(chain[2]),
                "other axes",
                "a mean over channels",
            ));
        }
        for node in chain {
            self.mark(node)?;
        }
        let raised = self
            .made_by(u, "Mul")
            .map(|product| Ok::<_, Error>((product, self.data(product)?)));
        if let Some((product, factors)) = raised.transpose()?
            && let [sign, raised] = factors[..]
            && let (Some(sign), Some(raised)) =
                (self.made_by(sign, "Sign"), self.made_by(raised, "Pow"))
            && let Some(power) = self.constant(raised, 1).and_then(Constant::number)
            && let [magnitude] = self.data(raised)?[..]
            && let Some(magnitude) = self.made_by(magnitude, "Abs")
            && let [x] = self.data(sign)?[..]
            && self.data(magnitude)? == [x]
        {
            for node in [product, sign, raised, magnitude] {
                self.mark(node)?;
            }
            return Ok((Step::PowerNorm { power }, x));
        }
        Ok((Step::PowerNorm { power: 1.0 }, u))
    }

    /// Nodes one behind the other with these operators, the last first, and what the first is made of.
    fn chain(
        &self,
        end: Source,
        operators: [&str; 4],
    ) -> Result<Option<([usize; 4], Vec<Source>)>> {
        let (mut nodes, mut inputs) = ([0; 4], vec![end]);
        for (node, operator) in nodes.iter_mut().zip(operators) {
            let [at] = inputs[..] else { return Ok(None) };
            match self.made_by(at, operator) {
                Some(found) => *node = found,
                None => return Ok(None),
            }
            inputs = self.data(*node)?;
        }
        Ok(Some((nodes, inputs)))
    }
}

/// What a node of the kind `Constant` holds.
fn constant(node: &NodeProto) -> Result<Option<Constant>> {
    if node.op_type() != "Constant" {
        return Ok(None);
    }
    let [attribute] = node.attribute.as_slice() else {
        return Err(unsupported(place(node), "several values or none", "one"));
    };
    let floats = |shape, values| Constant {
        shape,
        data: Data::Floats(values),
    };
    let ints = |shape, values| Constant {
        shape,
        data: Data::Ints(values),
    };
    Ok(Some(match (attribute.name(), &attribute.t) {
        ("value", Some(tensor)) => Constant::read(tensor)?,
        ("value_float", _) => floats(vec![], vec![attribute.f()]),
        ("value_floats", _) => floats(vec![attribute.floats.len()], attribute.floats.clone()),
        ("value_int", _) => ints(vec![], vec![attribute.i()]),
        ("value_ints", _) => ints(vec![attribute.ints.len()], attribute.ints.clone()),
        (name, _) => return Err(unsupported(place(node), name, "a tensor, floats or ints")),
    }))
}
