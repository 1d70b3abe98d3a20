//! A trained network that answers, picture by picture.

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
mod tests {
    use super::*;
    use serde_json::json;

    const SIDE: usize = 4;

    /// Two outputs that are the mean of red and that of green.
    fn parts(loss: &str) -> Parts {
        let spec = serde_json::from_value(json!({
            "input": { "height": SIDE, "width": SIDE, "channels": 3 },
            "layers": [{ "type": "global_average_pool" }, { "type": "dense", "units": 2 }],
            "loss": loss,
            "optimizer": { "type": "sgd", "learning_rate": 0.1 },
        }));
        Parts {
            spec: spec.unwrap(),
            weights: vec![1.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0],
            classes: vec!["Red".into(), "Green".into()],
            temperature: 1.0,
            thresholds: None,
            novelty: None,
        }
    }

    fn picture(red: u8, green: u8) -> Vec<u8> {
        [red, green, 0, 255].repeat(SIDE * SIDE)
    }

    fn with_thresholds(thresholds: [f32; 2]) -> Classifier {
        let mut classifier = Classifier::new(parts("cross_entropy")).unwrap();
        classifier.set_thresholds(&thresholds).unwrap();
        classifier
    }

    #[test]
    fn it_answers_with_the_probability_of_each_class() {
        let mut classifier = Classifier::new(parts("cross_entropy")).unwrap();
        let answer = classifier.classify_rgba(&picture(255, 0)).unwrap();
        // softmax of 1 and −1
        let expected = 1.0 / (1.0 + (-2f32).exp());
        assert!((answer.probabilities[0] - expected).abs() < 1e-6);
        assert_eq!((answer.class, answer.sure), (0, true));
        assert_eq!(classifier.classify_rgba(&picture(0, 255)).unwrap().class, 1);
    }

    #[test]
    fn a_larger_picture_is_reduced_and_one_of_other_proportions_refused() {
        let mut classifier = Classifier::new(parts("cross_entropy")).unwrap();
        let small = classifier.classify_rgba(&picture(200, 31)).unwrap();
        for pixels in [6 * 6, 8 * 8] {
            let large = [200, 31, 0, 255].repeat(pixels);
            assert_eq!(classifier.classify_rgba(&large).unwrap(), small);
        }
        for pixels in [0, 1, 3 * 3, 4 * 5, 5 * 6] {
            let other = [200, 31, 0, 255].repeat(pixels);
            assert!(classifier.classify_rgba(&other).is_err(), "{pixels}");
        }
    }

    #[test]
    fn gradients_are_checked_with_larger_pictures_too() {
        let mut classifier = Classifier::new(parts("cross_entropy")).unwrap();
        let pixels = |count| [[200, 31, 0, 255], [9, 90, 0, 255]].map(|one| one.repeat(count));
        let mut check = |side: usize| {
            let checks = classifier.check_gradients(&pixels(side * side).concat(), &[0, 1]);
            format!("{:?}", checks.unwrap())
        };
        assert_eq!(check(2 * SIDE), check(SIDE));
        let odd = [200, 31, 0, 255].repeat(3 * SIDE * SIDE);
        assert!(classifier.check_gradients(&odd, &[0, 1]).is_err());
    }

    #[test]
    fn the_temperature_divides_the_logits() {
        let mut warm = Classifier::new(Parts {
            temperature: 2.0,
            ..parts("cross_entropy")
        })
        .unwrap();
        let answer = warm.classify_rgba(&picture(255, 0)).unwrap();
        let expected = 1.0 / (1.0 + (-1f32).exp());
        assert!((answer.probabilities[0] - expected).abs() < 1e-6);
    }

    #[test]
    fn below_the_threshold_of_the_class_that_leads_there_is_no_sure_answer() {
        // softmax of 1 and −1 is 0.88.
        for (thresholds, sure) in [([0.9, 0.0], false), ([0.88, 1.0], true), ([0.0, 1.0], true)] {
            let answer = with_thresholds(thresholds).classify_rgba(&picture(255, 0));
            assert_eq!(answer.unwrap().sure, sure, "{thresholds:?}");
        }
        let mut classifier = with_thresholds([0.5, 0.5]);
        for wrong in [-0.1, 1.1, f32::NAN, f32::INFINITY] {
            assert!(classifier.set_thresholds(&[0.5, wrong]).is_err());
        }
        let message = classifier.set_thresholds(&[0.5]).unwrap_err().to_string();
        assert!(
            message.ends_with("got 1; expected one for each of 2 classes"),
            "{message}"
        );
    }

    #[test]
    fn frames_are_smoothed_over_time() {
        let mut classifier = Classifier::new(parts("cross_entropy")).unwrap();
        for frame in 0..30 {
            let wrong = frame == 20;
            let rgba = if wrong {
                picture(0, 255)
            } else {
                picture(255, 0)
            };
            let now = f64::from(frame) * 33.0;
            assert_eq!(classifier.classify_frame(&rgba, now).unwrap().class, 0);
        }
        classifier.reset_smoothing();
        let answer = classifier.classify_frame(&picture(0, 255), 1000.0).unwrap();
        assert_eq!(answer.class, 1);
    }

    #[test]
    fn frames_are_smoothed_over_new_weights_too() {
        let mut classifier = Classifier::new(parts("cross_entropy")).unwrap();
        let red = picture(255, 0);
        let before = classifier.classify_frame(&red, 0.0).unwrap();
        let swapped = || Parts {
            weights: vec![0.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0],
            ..parts("cross_entropy")
        };
        classifier.replace(swapped()).unwrap();
        let after = classifier.classify_rgba(&red).unwrap();
        assert_eq!((before.class, after.class), (0, 1));
        // After one time constant, 1/e of what was answered before is left.
        let smooth = classifier.classify_frame(&red, SMOOTHING).unwrap();
        let left = (-1f32).exp();
        let expected = left * before.probabilities[0] + (1.0 - left) * after.probabilities[0];
        assert!((smooth.probabilities[0] - expected).abs() < 1e-6);

        let weights = vec![0.0];
        assert!(
            classifier
                .replace(Parts {
                    weights,
                    ..swapped()
                })
                .is_err()
        );
        assert_eq!(classifier.parts().weights, swapped().weights);
        assert_eq!(classifier.classify_rgba(&red).unwrap(), after);
    }

    #[test]
    fn its_parts_make_another_like_it() {
        let mut one = with_thresholds([0.7, 0.2]);
        let mut other = Classifier::new(one.parts()).unwrap();
        let rgba = picture(200, 31);
        assert_eq!(
            one.classify_rgba(&rgba).unwrap(),
            other.classify_rgba(&rgba).unwrap()
        );
        assert_eq!(one.parts(), other.parts());
    }

    #[test]
    fn parts_that_do_not_fit_are_refused() {
        let refused = |parts: Parts| Classifier::new(parts).err().unwrap().to_string();
        let parts = || parts("cross_entropy");
        let three = ["a", "b", "c"].map(String::from).to_vec();
        for (classes, message) in [
            (
                vec!["a".into()],
                "classes: got 1; expected two or more to tell apart",
            ),
            (
                three,
                "layers: the network has 2 outputs; expected 3 for 3 classes",
            ),
        ] {
            assert_eq!(refused(Parts { classes, ..parts() }), message);
        }
        // Two classes are told apart by the sign of one output.
        assert_eq!(
            refused(self::parts("mse")),
            "layers: the network has 2 outputs; expected 1 for 2 classes"
        );
        assert!(
            refused(Parts {
                weights: vec![0.0],
                ..parts()
            })
            .starts_with("weights")
        );
        assert!(
            refused(Parts {
                temperature: 0.0,
                ..parts()
            })
            .starts_with("temperature")
        );
        let mut classifier = Classifier::new(parts()).unwrap();
        assert!(classifier.classify_rgba(&[0; 8]).is_err());
        assert!(classifier.check_gradients(&picture(1, 2), &[2]).is_err());
        let two = [picture(9, 99), picture(99, 9)].concat();
        let checks = classifier.check_gradients(&two, &[0, 1]).unwrap();
        assert!(checks.iter().all(|check| check.agrees), "{checks:?}");
    }
}
