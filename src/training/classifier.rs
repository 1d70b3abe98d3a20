//! A trained network that answers, picture by picture.

mod evidence;

use serde::{Deserialize, Serialize};

use super::method::SURE_FROM;
use super::novelty::Novelty;
use super::smoothing::Smoother;
use super::targets::{check_outputs, encode, scores, winner};
use crate::error::{Error, Result};
use crate::image;
use crate::network::Network;
use crate::network::gradient_check::LayerCheck;
use crate::spec::NetworkSpec;
use crate::tensor::Shape;

use evidence::ClassActivation;
pub use evidence::{Evidence, EvidenceKind};

/// Long enough for a single wrong frame of 30 in a second to pass unseen, too short to be felt as waiting: ms.
const SMOOTHING: f64 = 150.0;

/// A picture counts as at most so far from all classes, in thresholds.
const FARTHEST: f32 = 3.0;

/// All that makes a classifier.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parts {
    /// The network.
    pub spec: NetworkSpec,
    /// All its parameters.
    pub weights: Vec<f32>,
    /// Names of the classes.
    pub classes: Vec<String>,
    /// By which logits are divided before softmax; 1 if left out.
    #[serde(default = "one")]
    pub temperature: f32,
    /// Of each class the score from which it counts as sure; 0.6 if left out.
    #[serde(default)]
    pub thresholds: Option<Vec<f32>>,
    /// What is near the classes; left out, everything is. Only for a network whose second layer makes features.
    #[serde(default)]
    pub novelty: Option<Novelty>,
}

fn one() -> f32 {
    1.0
}

/// What a picture shows.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Answer {
    /// The class with the largest score.
    pub class: usize,
    /// Whether its score reaches the threshold that it needs, and the picture is known.
    pub sure: bool,
    /// Whether it is like the pictures of any class, as far as can be told; otherwise it shows none of them.
    pub known: bool,
    /// One score per class, 0…1.
    pub probabilities: Vec<f32>,
}

/// A trained network that answers, picture by picture.
pub struct Classifier {
    network: Network,
    classes: Vec<String>,
    temperature: f32,
    thresholds: Vec<f32>,
    novelty: Option<Novelty>,
    smoother: Smoother,
    /// Found when somebody first asks where the evidence is; `Some(None)` where the network has to be slid.
    activation: Option<Option<ClassActivation>>,
}

impl Classifier {
    /// Out of its parts.
    ///
    /// # Errors
    ///
    /// When they do not fit each other.
    pub fn new(parts: Parts) -> Result<Self> {
        let Parts {
            spec,
            weights,
            classes,
            temperature,
            thresholds,
            novelty,
        } = parts;
        image::check_channels(spec.input.channels)?;
        let loss = spec.loss;
        let mut network = Network::new(spec, 0)?;
        network.set_weights(&weights)?;
        if classes.len() < 2 {
            return Err(Error::input(
                "classes",
                format!("got {}; expected two or more to tell apart", classes.len()),
            ));
        }
        check_outputs(loss, classes.len(), network.outputs())?;
        if !(temperature > 0.0 && temperature.is_finite()) {
            return Err(Error::input(
                "temperature",
                format!("got {temperature}; expected a number above 0"),
            ));
        }
        let features = network.features();
        let fits = |novelty: &Novelty| {
            features.is_some_and(|features| novelty.is_for(classes.len(), features))
        };
        if !novelty.as_ref().is_none_or(fits) {
            let problem = "it is not for these classes and features";
            return Err(Error::input("novelty", problem));
        }
        let mut classifier = Classifier {
            network,
            novelty,
            thresholds: vec![SURE_FROM; classes.len()],
            classes,
            temperature,
            smoother: Smoother::new(SMOOTHING),
            activation: None,
        };
        if let Some(thresholds) = thresholds {
            classifier.set_thresholds(&thresholds)?;
        }
        Ok(classifier)
    }

    /// Answers with other parts from the next picture on, say with weights that have learned more. Frames are smoothed over
    /// the change, as long as there are as many classes.
    ///
    /// # Errors
    ///
    /// As [`Classifier::new`]; it then stays as it was.
    pub fn replace(&mut self, parts: Parts) -> Result<()> {
        let next = Classifier::new(parts)?;
        let smoother = std::mem::replace(&mut self.smoother, Smoother::new(SMOOTHING));
        *self = Classifier { smoother, ..next };
        Ok(())
    }

    /// What it is made of.
    pub fn parts(&self) -> Parts {
        Parts {
            spec: self.network.spec().clone(),
            weights: self.network.weights().to_vec(),
            classes: self.classes.clone(),
            temperature: self.temperature,
            thresholds: Some(self.thresholds.clone()),
            novelty: self.novelty.clone(),
        }
    }

    /// Names of the classes.
    pub fn classes(&self) -> &[String] {
        &self.classes
    }

    /// Sets the score from which an answer counts as sure, one for each class.
    ///
    /// # Errors
    ///
    /// When one is not from 0 to 1, or there are more or fewer than classes.
    pub fn set_thresholds(&mut self, thresholds: &[f32]) -> Result<()> {
        let wrong = thresholds.iter().find(|t| !(0.0..=1.0).contains(*t));
        if let Some(wrong) = wrong {
            return Err(Error::input(
                "thresholds",
                format!("got {wrong}; expected numbers from 0 to 1"),
            ));
        }
        if thresholds.len() != self.classes.len() {
            return Err(Error::length(
                "thresholds",
                thresholds.len(),
                self.classes.len(),
                format!(
                    "got {}; expected one for each of {} classes",
                    thresholds.len(),
                    self.classes.len()
                ),
            ));
        }
        self.thresholds = thresholds.to_vec();
        Ok(())
    }

    /// What a picture shows, RGBA bytes `[height, width, 4]`. A larger one than the network takes, in the same proportions, is
    /// reduced.
    ///
    /// # Errors
    ///
    /// When the length is not that of one picture.
    pub fn classify_rgba(&mut self, rgba: &[u8]) -> Result<Answer> {
        let scores = self.scores(rgba)?;
        Ok(self.answer(&scores))
    }

    /// Likewise for a frame of a live picture at `now`, in ms of any clock: scores are smoothed over time, so that the
    /// answer does not flicker.
    ///
    /// # Errors
    ///
    /// As [`classify_rgba`](Self::classify_rgba).
    pub fn classify_frame(&mut self, rgba: &[u8], now: f64) -> Result<Answer> {
        let scores = self.scores(rgba)?;
        let smooth = self.smoother.add(&scores, now).to_vec();
        Ok(self.answer(&smooth))
    }

    /// What comes next has nothing to do with what came before.
    pub fn reset_smoothing(&mut self) {
        self.smoother.reset();
    }

    /// Compares backpropagation with differences of the loss, for a few pictures of known classes.
    ///
    /// # Errors
    ///
    /// When there is not a class for each picture, and as [`Network::check_gradients`].
    pub fn check_gradients(&mut self, rgba: &[u8], labels: &[usize]) -> Result<Vec<LayerCheck>> {
        let spec = self.network.spec();
        let count = self.classes.len();
        if let Some(wrong) = labels.iter().find(|label| **label >= count) {
            return Err(Error::input(
                "labels",
                format!("got {wrong}; expected whole numbers below {count}, the number of classes"),
            ));
        }
        let targets = encode(spec.loss, count, labels.iter().copied(), None);
        let inputs = inputs(rgba, labels.len(), spec.input)?;
        self.network.check_gradients(&inputs, &targets)
    }

    /// One score per class, and behind them how far the picture is from all classes, in thresholds.
    fn scores(&mut self, rgba: &[u8]) -> Result<Vec<f32>> {
        let shape = self.network.spec().input;
        let size = image::larger(rgba.len(), shape)?;
        let write = |input: &mut [f32]| image::convert_reduced(rgba, size, shape, input);
        let outputs = self.network.with_inputs(1, write, Network::last_outputs)?;
        let mut scores = scores(self.network.spec().loss, &outputs, self.temperature);
        let far = match &self.novelty {
            Some(novelty) => novelty.score(self.network.last_features()),
            None => 0.0,
        };
        // Of a picture that is very far it should not take long to come back.
        scores.push(far.min(FARTHEST));
        Ok(scores)
    }

    /// From the score of each class, and how far the picture is from all of them.
    fn answer(&self, scores: &[f32]) -> Answer {
        let (probabilities, far) = scores.split_at(self.classes.len());
        let class = winner(probabilities);
        let known = far[0] <= 1.0;
        Answer {
            class,
            sure: known && probabilities[class] >= self.thresholds[class],
            known,
            probabilities: probabilities.to_vec(),
        }
    }
}

/// What a network that takes pictures of this `shape` is given for `count` pictures that may be larger.
fn inputs(rgba: &[u8], count: usize, shape: Shape) -> Result<Vec<f32>> {
    let bytes = rgba.len() / count.max(1);
    let size = match image::larger(bytes, shape) {
        Ok(size) if size != shape && bytes * count == rgba.len() => size,
        _ => return image::rgba_to_input(rgba, shape.channels), // of another number of pictures, the caller says it
    };
    let mut inputs = vec![0.0; count * shape.len()];
    let each = inputs.chunks_exact_mut(shape.len());
    for (input, picture) in each.zip(rgba.chunks_exact(bytes)) {
        image::convert_reduced(picture, size, shape, input);
    }
    Ok(inputs)
}

#[cfg(test)]
mod tests;
