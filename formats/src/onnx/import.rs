//! A graph as layers. What there is no layer for is named: node, attribute, what it is and what it could be.

mod along;
mod convolutions;
mod elementwise;
mod ends;
mod inputs;
mod layout;
mod linear;
mod operators;
mod pools;
mod shapes;
mod vectors;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use prost::Message as _;
use serde_json::{Value, json};
use tab_trainer::spec::{
    Activation, DropoutSpec, LayerSpec, LossSpec, PowerNormSpec, ResidualSpec, Silu,
};
use tab_trainer::tensor::Shape;
use tab_trainer::training::Parts;
use tab_trainer::{Network, NetworkSpec};

use self::ends::End;
pub use self::layout::Layout;
use super::constants::Constant;
use super::graph::{Graph, Source, Step};
use super::messages::ModelProto;
use super::{CLASSES, MODEL, TEST_PICTURES, TEST_SCORES};
use crate::error::{Error, Problem, Result};
use crate::model::{Model, TestPicture, check_finite, check_size, refused};

/// What a file holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Imported {
    /// The network. With softmax at the end of the graph its loss is cross-entropy.
    pub spec: NetworkSpec,
    /// Its weights in order.
    pub weights: Vec<f32>,
    /// What softmax's input is divided by.
    pub temperature: f32,
    /// Whether the graph takes pixels as bytes, 0…255, and makes −1…1 of them itself. Otherwise it takes what the network takes.
    pub takes_bytes: bool,
    /// Whether the graph gives the logarithms of the probabilities that the network gives.
    pub logarithms: bool,
    /// How the network has what the graph takes.
    pub input: Layout,
    /// How the network has what the graph gives.
    pub output: Layout,
    /// Names of the classes, if the file has them.
    pub classes: Option<Vec<String>>,
}

/// Weights that may be there beside those of the file: where a small operator becomes a layer with many zeros.
const SPARE: usize = 1 << 16;

/// What reaches a layer.
#[derive(Clone, Debug, PartialEq, Eq)]
struct State {
    shape: Shape,
    layout: Layout,
}

/// A layer with its weights.
struct Built {
    spec: LayerSpec,
    weights: Vec<f32>,
}

/// What it takes to build layers.
struct Reader<'a> {
    graph: &'a Graph<'a>,
    /// Number of pictures at a time, if it is fixed.
    batch: Option<i64>,
    /// The most values that all weights may have: a tensor may be named again and again.
    room: usize,
    /// The most products that finding them may take.
    products: usize,
}

/// Reads a network that consists of layers that there are here.
///
/// # Errors
///
/// Names node and attribute of what there is no layer for.
pub fn import(bytes: &[u8]) -> Result<Imported> {
    let file = decode(bytes)?;
    read(&file, bytes.len())
}

/// Likewise with all that a model is, as [`export`](super::export()) writes it. A graph without softmax at its end is taken for one
/// whose training had it in its loss. Without names classes are numbered from 1.
///
/// # Errors
///
/// As [`import`], and when the network does not answer the file's test pictures as it says.
pub fn import_model(bytes: &[u8]) -> Result<Model> {
    let file = decode(bytes)?;
    let imported = read(&file, bytes.len())?;
    let Imported {
        mut spec,
        weights,
        temperature,
        classes,
        input,
        output,
        ..
    } = imported;
    if !output.is_in_order() {
        return Err(unsupported(
            "output",
            format!("maps {output}, channel by channel"),
            "one value for each class",
        ));
    }
    if input != Layout::map(input.lead(), spec.input) {
        let given = format!("{input}, not as maps");
        return Err(unsupported(
            "input",
            given,
            "pictures [n, channels, height, width]",
        ));
    }
    let known = metadata(&file, MODEL)?.unwrap_or_default();
    if metadata(&file, MODEL)?.is_none() {
        spec.loss = LossSpec::CrossEntropy;
    }
    if let Ok(own) = NetworkSpec::from_json(known["spec"].clone()) {
        (spec.optimizer, spec.augmentation) = (own.optimizer, own.augmentation);
    }
    let outputs = Network::new(spec.clone(), 0).map_err(refused)?;
    let outputs = outputs
        .parameters()
        .last()
        .map_or(0, |last| *last.shape.last().unwrap_or(&0));
    let named = || {
        (1..=outputs)
            .map(|class| format!("Class {class}"))
            .collect()
    };
    let thresholds =
        serde_json::from_value(known["thresholds"].clone()).map_err(|e| form(MODEL, &e))?;
    let parts = Parts {
        classes: classes.unwrap_or_else(named),
        spec,
        weights,
        temperature,
        thresholds,
        novelty: None,
    };
    let tests = tests(&file, &parts)?;
    let mut model = Model::new(parts, &[] as &[&[u8]])?;
    model.tests = tests;
    model.check()?;
    Ok(model)
}

fn decode(bytes: &[u8]) -> Result<ModelProto> {
    ModelProto::decode(bytes).map_err(|error| {
        let why = error.to_string();
        Error::new(
            "",
            Problem::Unreadable {
                format: "ONNX".into(),
                why,
            },
        )
    })
}

fn read(file: &ModelProto, bytes: usize) -> Result<Imported> {
    let missing = |place: &str| Error::new(place, Problem::Missing);
    let own = file
        .opset_import
        .iter()
        .find(|set| matches!(set.domain(), "" | "ai.onnx"));
    let opset = own.ok_or_else(|| missing("opset_import"))?.version();
    let graph = file.graph.as_ref().ok_or_else(|| missing("graph"))?;
    let (input, output) = (inputs::the_input(graph)?, inputs::the_output(graph)?);
    let pictures = inputs::pictures(input)?;
    let mut ways = Graph::new(graph, input.name(), output)?;
    let end = ends::end(&ways, output, opset)?;
    let mut steps = ways.way(Source::Input, end.before, 0)?;
    let (takes_bytes, luma) = ends::pixels(&ways, &mut steps);
    let understood = |mut state: State| {
        if luma {
            if !state.layout.is_map(state.shape) || state.shape.channels != 3 {
                return Err(unsupported(
                    "input",
                    state.layout.to_string(),
                    "maps of three colours",
                ));
            }
            state.shape.channels = 1;
            state.layout = Layout::map(state.layout.lead(), state.shape);
        }
        let mut reader = Reader {
            graph: &ways,
            batch: pictures.batch,
            room: bytes.saturating_add(SPARE),
            products: linear::MOST_PRODUCTS,
        };
        let (layers, last) = reader.build(&steps, state.clone())?;
        check_end(&last, &end)?;
        Ok((state, layers, last))
    };
    let mut states = pictures.states.iter().cloned().map(understood);
    let first = states.next().unwrap_or_else(|| Err(missing("graph.input")));
    // Where no layout fits, the error is that of the first, the usual one.
    let read = first.or_else(|error| states.find_map(Result::ok).ok_or(error));
    let (state, layers, last) = read?;
    let weights: Vec<f32> = layers
        .iter()
        .flat_map(|layer| layer.weights.iter().copied())
        .collect();
    check_finite("weights", &weights)?;
    let mut specs: Vec<_> = layers.into_iter().map(|layer| layer.spec).collect();
    if specs.is_empty() {
        specs.push(LayerSpec::Activation(Activation::IDENTITY));
    }
    let spec = NetworkSpec::from_json(json!({
        "input": state.shape,
        "layers": specs,
        "loss": if end.softmax.is_some() { LossSpec::CrossEntropy } else { LossSpec::Mse },
        "optimizer": { "type": "sgd", "learning_rate": 0.01, "momentum": 0.9 },
    }))
    .map_err(refused)?;
    check_size(&spec, weights.len())?;
    let mut network = Network::new(spec.clone(), 0).map_err(refused)?;
    if !weights.is_empty() {
        network.set_weights(&weights).map_err(refused)?;
    }
    let classes = match metadata(file, CLASSES)? {
        Some(classes) => serde_json::from_value(classes).map_err(|error| form(CLASSES, &error))?,
        None => None,
    };
    Ok(Imported {
        spec,
        weights,
        temperature: end.temperature,
        takes_bytes,
        logarithms: end.softmax.is_some_and(|softmax| softmax.logarithms),
        input: state.layout,
        output: last.layout,
        classes,
    })
}

/// JSON in the file's metadata.
fn metadata(file: &ModelProto, key: &str) -> Result<Option<Value>> {
    let entry = file.metadata_props.iter().find(|entry| entry.key() == key);
    entry
        .map(|entry| serde_json::from_str(entry.value()).map_err(|error| form(key, &error)))
        .transpose()
}

fn unsupported(place: &str, given: impl Into<String>, expected: impl Into<String>) -> Error {
    let (given, expected) = (given.into(), expected.into());
    Error::new(place, Problem::Unsupported { given, expected })
}

fn form(place: &str, error: &serde_json::Error) -> Error {
    let why = error.to_string();
    Error::new(place, Problem::WrongForm { why })
}

/// Test pictures, where the file has such.
fn tests(file: &ModelProto, parts: &Parts) -> Result<Vec<TestPicture>> {
    let Some(scores) = metadata(file, TEST_SCORES)? else {
        return Ok(Vec::new());
    };
    let scores: Vec<Vec<f32>> =
        serde_json::from_value(scores).map_err(|error| form(TEST_SCORES, &error))?;
    let text = file
        .metadata_props
        .iter()
        .find(|entry| entry.key() == TEST_PICTURES);
    let text = text.ok_or_else(|| Error::new(TEST_PICTURES, Problem::Missing))?;
    let wrong = |why: String| Error::new(TEST_PICTURES, Problem::WrongForm { why });
    let bytes = BASE64_STANDARD
        .decode(text.value())
        .map_err(|error| wrong(error.to_string()))?;
    let pixels = parts.spec.input.height * parts.spec.input.width;
    if bytes.len() != 3 * pixels * scores.len() {
        let (given, expected) = (bytes.len() as u64, (3 * pixels * scores.len()) as u64);
        return Err(Error::new(
            TEST_PICTURES,
            Problem::WrongLength { given, expected },
        ));
    }
    let pictures = bytes.chunks_exact(3 * pixels);
    let test = |(planes, scores): (&[u8], Vec<f32>)| TestPicture {
        rgb: (0..3 * pixels)
            .map(|i| planes[i % 3 * pixels + i / 3])
            .collect(),
        scores,
    };
    Ok(pictures.zip(scores).map(test).collect())
}

/// Whether the axis behind that of the pictures goes over the channels that the engine has, and over nothing else.
fn channels_are_second(state: &State) -> bool {
    let channels = state.shape.channels;
    let sides = state.layout.own_sides().unwrap_or_default();
    let mut own = vec![1; sides.len()];
    own.first_mut().is_some_and(|first| {
        *first = channels;
        sides[0] == channels
    }) && state
        .layout
        .spread(&own, channels)
        .is_some_and(|spread| spread.is_sorted())
}

impl Reader<'_> {
    /// The layers that do what the steps do, and what comes out.
    fn build(&mut self, steps: &[Step], mut state: State) -> Result<(Vec<Built>, State)> {
        let mut layers = Vec::new();
        let mut rest = steps;
        while let Some((step, after)) = rest.split_first() {
            rest = after;
            let plain = |spec: LayerSpec| Built {
                spec,
                weights: Vec::new(),
            };
            match step {
                Step::Silu => layers.push(plain(LayerSpec::Activation(Activation::Silu(Silu {})))),
                Step::PowerNorm { power } => {
                    if !channels_are_second(&state) {
                        let given = state.layout.to_string();
                        return Err(unsupported(
                            "power norm",
                            given,
                            "channels on the second axis",
                        ));
                    }
                    layers.push(plain(LayerSpec::PowerNorm(PowerNormSpec { power: *power })));
                }
                Step::Sum { node, ways } => {
                    let (layer, after) = self.residual(*node, ways, &state)?;
                    layers.push(layer);
                    state = after;
                }
                Step::Node(_) if ends::scaled_tanh(self.graph, step, after).is_some() => {
                    layers.push(plain(LayerSpec::Activation(ends::SCALED_TANH)));
                    rest = &after[2..];
                }
                Step::Node(node) => state = self.operator(*node, state, &mut layers)?,
            }
        }
        Ok((layers, state))
    }

    /// Two ways that meet, one of them nothing or a projection.
    fn residual(
        &mut self,
        node: usize,
        ways: &[Vec<Step>; 2],
        state: &State,
    ) -> Result<(Built, State)> {
        let at = self.graph.place(node);
        let wrong = |given: &str, expected: &str| unsupported(&at, given, expected);
        let [(a, to_a), (b, to_b)] = [
            self.build(&ways[0], state.clone())?,
            self.build(&ways[1], state.clone())?,
        ];
        let [a, b] = [vectors::folded(a), vectors::folded(b)];
        if to_a != to_b {
            return Err(wrong("two shapes", "the same"));
        }
        // A convolution of single pixels is a projection where shapes differ.
        let around = |way: &[Built]| match way {
            [] => to_a.shape == state.shape,
            [
                Built {
                    spec: LayerSpec::Conv(conv),
                    ..
                },
            ] => {
                let [from, to] = [state.shape, to_a.shape];
                let stride = from
                    .height
                    .div_ceil(to.height)
                    .max(from.width.div_ceil(to.width));
                let strides_fit = conv.stride == stride || (to.height, to.width) == (1, 1);
                conv.kernel == 1 && from != to && strides_fit
            }
            _ => false,
        };
        let (body, way) = match (around(&b), around(&a)) {
            (true, _) if !a.is_empty() => (a, b),
            (_, true) if !b.is_empty() => (b, a),
            // x + x: a block with a layer that does nothing.
            (true, true) => (vec![nothing()], b),
            _ => {
                return Err(wrong(
                    "two ways with layers",
                    "one that is nothing or a 1×1 convolution to another shape",
                ));
            }
        };
        let weights = body
            .iter()
            .chain(&way)
            .flat_map(|layer| layer.weights.iter().copied());
        let weights = weights.collect();
        let layers = body.into_iter().map(|layer| layer.spec).collect();
        let spec = LayerSpec::Residual(ResidualSpec { layers });
        Ok((Built { spec, weights }, to_a))
    }
}

fn nothing() -> Built {
    Built {
        spec: LayerSpec::Dropout(DropoutSpec { rate: 0.0 }),
        weights: Vec::new(),
    }
}

/// Softmax has to go over all values of a picture.
fn check_end(State { layout, .. }: &State, end: &End) -> Result<()> {
    match end.softmax.is_none_or(|softmax| softmax.is_over(layout)) {
        true => Ok(()),
        false => Err(unsupported(
            "output",
            format!("softmax over a part of {layout}"),
            "over one value for each class",
        )),
    }
}
