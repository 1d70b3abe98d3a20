//! A trained network with all that another program needs to give the same answers: what is in the formats of models.
//!
//! A picture becomes the input like this: the square in its middle, reduced to height × width by averaging areas; each
//! byte b becomes b / 127.5 − 1; where there is one channel, it is luma, 0.299 red + 0.587 green + 0.114 blue.

use tab_trainer::layers::Param;
use tab_trainer::layers::graph::{Graph, Node};
use tab_trainer::training::{Classifier, Parts};
use tab_trainer::{Network, NetworkSpec};

use crate::error::{Error, Problem, Result};

/// Answers of other programs may differ from those of a test picture by so much: other orders of sums.
pub const TOLERANCE: f32 = 1e-5;

/// The most values that the layers of a network from a file may make of one picture, 256 MB: a few bytes can ask for any size.
const MOST_VALUES: f64 = (1u32 << 26) as f64;

/// A trained network, and test pictures with its answers.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    /// The network, its weights in order, class names, temperature and thresholds.
    pub parts: Parts,
    /// What to check a copy with.
    pub tests: Vec<TestPicture>,
}

/// A picture and what the network answers.
#[derive(Clone, Debug, PartialEq)]
pub struct TestPicture {
    /// Red, green and blue, as large as the network's input: `[height, width, 3]`.
    pub rgb: Vec<u8>,
    /// The score of each class, 0…1.
    pub scores: Vec<f32>,
}

/// A parameter of the network, in the order of its weights; those of frozen layers, which are none of them, too.
#[derive(Clone, Debug, PartialEq)]
pub struct Tensor {
    /// Such as `layers[0].kernel`, as [`Network::parameters`] has it.
    pub name: String,
    /// Row-major.
    pub shape: Vec<usize>,
    /// Its values.
    pub values: Vec<f32>,
}

impl Model {
    /// A network with its answers for `pictures`, RGBA bytes as the network takes them.
    ///
    /// # Errors
    ///
    /// When the parts do not fit each other, or a picture is of another size.
    pub fn new(parts: Parts, pictures: &[impl AsRef<[u8]>]) -> Result<Self> {
        let mut classifier = Classifier::new(parts).map_err(refused)?;
        let parts = classifier.parts();
        let expected = 4 * (parts.spec.input.height * parts.spec.input.width) as u64;
        let tests = pictures.iter().enumerate().map(|(i, picture)| {
            let (place, picture) = (format!("pictures[{i}]"), picture.as_ref());
            let given = picture.len() as u64;
            if given != expected {
                return Err(Error::new(place, Problem::WrongLength { given, expected }));
            }
            let answer = classifier.classify_rgba(picture).map_err(refused)?;
            let (pixels, _) = picture.as_chunks::<4>();
            Ok(TestPicture {
                rgb: pixels.iter().flat_map(|&[r, g, b, _]| [r, g, b]).collect(),
                scores: answer.probabilities,
            })
        });
        let tests = tests.collect::<Result<_>>()?;
        Ok(Model { parts, tests })
    }

    /// Answers the test pictures once more, and compares.
    ///
    /// # Errors
    ///
    /// When the network cannot be built, or an answer is another one.
    pub fn check(&self) -> Result<()> {
        let mut classifier = Classifier::new(self.parts.clone()).map_err(refused)?;
        for (i, test) in self.tests.iter().enumerate() {
            let (pixels, _) = test.rgb.as_chunks::<3>();
            let rgba: Vec<u8> = pixels
                .iter()
                .flat_map(|&[r, g, b]| [r, g, b, 255])
                .collect();
            let found = classifier
                .classify_rgba(&rgba)
                .map_err(refused)?
                .probabilities;
            let pairs = found.iter().zip(&test.scores);
            let apart = pairs.fold(0.0f32, |worst, (a, b)| worst.max((a - b).abs()));
            if found.len() != test.scores.len() || apart > TOLERANCE {
                let place = format!("tests[{i}]");
                return Err(Error::new(place, Problem::OtherAnswer { apart }));
            }
        }
        Ok(())
    }

    /// All parameters, those of a pretrained stem included.
    ///
    /// # Errors
    ///
    /// When the network cannot be built.
    pub fn tensors(&self) -> Result<Vec<Tensor>> {
        let Parts { spec, weights, .. } = &self.parts;
        let tensors = |graph: &Graph| graph.nodes.iter().flat_map(tensors_of).collect();
        Network::with_layers(spec.clone(), weights, tensors).map_err(refused)
    }
}

fn tensors_of(node: &Node) -> Vec<Tensor> {
    let mut weights = node.pass.weights;
    let tensor = |param: &Param| {
        let (values, rest) = weights.split_at(param.size());
        weights = rest;
        Tensor {
            name: format!("{}.{}", node.name, param.name),
            shape: param.shape.clone(),
            values: values.to_vec(),
        }
    };
    node.params.iter().map(tensor).collect()
}

/// What the engine says of a network.
pub(crate) fn refused(error: tab_trainer::Error) -> Error {
    let why = error.to_string();
    Error::new("", Problem::Refused { why })
}

/// Whether a network from a file may be built that has so many weights there.
///
/// # Errors
///
/// When its layers do not fit each other, have more or fewer weights, or need more room than any picture is worth.
pub(crate) fn check_size(spec: &NetworkSpec, weights: usize) -> Result<()> {
    let size = Network::size_of(spec).map_err(refused)?;
    if size.weights != weights {
        let (given, expected) = (weights as u64, size.weights as u64);
        return Err(Error::new(
            "weights",
            Problem::WrongCount { given, expected },
        ));
    }
    if size.maps > MOST_VALUES {
        let expected =
            format!("a network whose layers make at most {MOST_VALUES} values of a picture");
        return Err(Error::new("spec", Problem::WrongValue { expected }));
    }
    Ok(())
}

/// Whether all values are numbers.
pub(crate) fn check_finite(place: &str, values: &[f32]) -> Result<()> {
    match values.iter().all(|value| value.is_finite()) {
        true => Ok(()),
        false => Err(Error::new(place, Problem::NotFinite)),
    }
}
