//! Pictures with their targets, on their way into a network.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::pictures::Pixels;
use super::targets::{class_weights, encode};
use crate::augment;
use crate::error::Result;
use crate::image;
use crate::network::gradient_check::LayerCheck;
use crate::network::health::Health;
use crate::network::{Evaluation, Gradients, Network};
use crate::rng::Rng;
use crate::spec::LossSpec;
use crate::tensor::Shape;

/// Pictures per call when the network is only checked.
pub(super) const EVALUATION_BATCH: usize = 32;

/// What is shown to a network, with the outputs that are theirs.
#[derive(Clone, Debug)]
pub(super) struct Examples {
    pub shown: Shown,
    /// Place of its class among those that the network tells apart.
    pub labels: Vec<usize>,
    /// How many of them, the first ones, are pictures as they were taken. The others are views of them.
    pub pictures: usize,
}

/// What a network is given.
#[derive(Clone, Debug)]
pub(super) enum Shown {
    /// Pictures.
    Pixels(Vec<Arc<Pixels>>),
    /// What a frozen stem makes of them, `[n, features]`: first of all pictures as they were taken, then of augmented views.
    Features(Vec<f32>),
}

impl Examples {
    pub fn len(&self) -> usize {
        self.labels.len()
    }

    /// With the pictures of another set behind its own, before its views. Both are features.
    pub fn with_pictures_of(&self, other: &Examples) -> Examples {
        let features = |examples: &Examples| match &examples.shown {
            Shown::Features(features) => features.clone(),
            Shown::Pixels(_) => Vec::new(),
        };
        let [own, others] = [self, other].map(features);
        let width = own.len() / self.len().max(1);
        let (pictures, views) = own.split_at(self.pictures * width);
        let (labels, of_views) = self.labels.split_at(self.pictures);
        Examples {
            shown: Shown::Features([pictures, &others, views].concat()),
            labels: [labels, &other.labels, of_views].concat(),
            pictures: self.pictures + other.pictures,
        }
    }
}

/// How pictures are shown: augmented with the random streams of `seed`, or as they are.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Show {
    pub seed: u64,
    /// Random stream of the first picture; the others follow. `None`: as they are.
    pub first: Option<u64>,
}

impl Show {
    pub const AS_THEY_ARE: Show = Show {
        seed: 0,
        first: None,
    };
}

/// A network with what it needs to learn from [`Examples`]. Pictures go from their bytes straight into the network's
/// input, augmented on the way: there is no batch in between.
pub(super) struct Learner {
    pub network: Network,
    class_count: usize,
    /// So that a class with few pictures counts for as much as the others.
    class_weights: Vec<f32>,
}

impl Learner {
    pub fn new(network: Network, training: &Examples, class_count: usize) -> Self {
        Learner {
            network,
            class_count,
            class_weights: class_weights(training.labels.iter().copied(), class_count),
        }
    }

    /// One step of training.
    pub fn step(&mut self, examples: &Examples, places: &[u32], show: Show) -> Result<Evaluation> {
        let targets = self.targets(examples, places, true);
        self.with(examples, places, show, |network, inputs| {
            let step = network.train_step_weighted(inputs, &targets)?;
            Ok(Evaluation {
                loss: step.loss,
                correct: step.correct,
            })
        })
    }

    /// The gradient of the mean loss.
    pub fn gradients(
        &mut self,
        examples: &Examples,
        places: &[u32],
        show: Show,
    ) -> Result<Gradients<'_>> {
        let targets = self.targets(examples, places, true);
        let found = self.with(examples, places, show, |network, inputs| {
            network.pass_weighted(inputs, &targets)
        })?;
        Ok(self.network.found(found))
    }

    /// Loss and number of correct answers; nothing is learned.
    pub fn evaluate(&mut self, examples: &Examples, places: &[u32]) -> Result<Evaluation> {
        let targets = self.targets(examples, places, false);
        self.with(examples, places, Show::AS_THEY_ARE, |network, inputs| {
            network.evaluate(inputs, &targets)
        })
    }

    /// The last layer's output for each picture, before any softmax: `[places, outputs]`.
    pub fn outputs(&mut self, examples: &Examples, places: &[u32]) -> Result<Vec<f32>> {
        let mut outputs = Vec::new();
        for places in places.chunks(EVALUATION_BATCH) {
            outputs.extend(self.with(
                examples,
                places,
                Show::AS_THEY_ARE,
                Network::last_outputs,
            )?);
        }
        Ok(outputs)
    }

    /// Training diagnostics, seen with these pictures.
    pub fn health(&mut self, examples: &Examples, places: &[u32]) -> Result<Health> {
        let targets = self.targets(examples, places, false);
        self.with(examples, places, Show::AS_THEY_ARE, |network, inputs| {
            network.health(inputs, &targets)
        })
    }

    /// Backpropagation against differences of the loss.
    pub fn check_gradients(
        &mut self,
        examples: &Examples,
        places: &[u32],
    ) -> Result<Vec<LayerCheck>> {
        let targets = self.targets(examples, places, false);
        self.with(examples, places, Show::AS_THEY_ARE, |network, inputs| {
            network.check_gradients(inputs, &targets)
        })
    }

    fn targets(&self, examples: &Examples, places: &[u32], weighted: bool) -> Vec<f32> {
        let loss = self.network.spec().loss;
        let mut targets = encode(
            loss,
            self.class_count,
            places.iter().map(|&place| examples.labels[place as usize]),
            weighted.then_some(&self.class_weights),
        );
        let views = examples.len() - examples.pictures;
        if weighted && views > 0 && loss == LossSpec::CrossEntropy {
            // A picture counts as much as all of its views together.
            let half = examples.len() as f32 / 2.0;
            let outputs = targets.len() / places.len().max(1);
            for (targets, &place) in targets.chunks_exact_mut(outputs.max(1)).zip(places) {
                let alike = match (place as usize) < examples.pictures {
                    true => examples.pictures,
                    false => views,
                };
                targets
                    .iter_mut()
                    .for_each(|target| *target *= half / alike as f32);
            }
        }
        targets
    }

    fn with<T>(
        &mut self,
        examples: &Examples,
        places: &[u32],
        Show { seed, first }: Show,
        then: impl FnOnce(&mut Network, &[f32]) -> Result<T>,
    ) -> Result<T> {
        let (shape, limits) = (self.network.spec().input, self.network.spec().augmentation);
        let write = |inputs: &mut [f32]| {
            let inputs = inputs.chunks_exact_mut(shape.len());
            for ((input, &place), i) in inputs.zip(places).zip(0..) {
                let pixels = match &examples.shown {
                    Shown::Pixels(pixels) => pixels[place as usize].rgb(),
                    Shown::Features(features) => {
                        let from = place as usize * shape.len();
                        input.copy_from_slice(&features[from..from + shape.len()]);
                        continue;
                    }
                };
                match first {
                    None => image::convert(pixels, shape.channels, input),
                    Some(first) => {
                        let rng = Rng::new(seed, first.wrapping_add(i));
                        augment::convert_one(pixels, shape, &limits, rng, input);
                    }
                }
            }
        };
        self.network.with_inputs(places.len(), write, then)
    }
}

/// The places of all examples, classes taking turns: the first of each class, the second of each, …
pub(super) fn turns(labels: &[usize], order: Vec<u32>) -> Vec<u32> {
    let mut turns = vec![0; labels.iter().max().map_or(0, |class| class + 1)];
    let turn = |place: u32| {
        let turn: &mut u32 = &mut turns[labels[place as usize]];
        *turn += 1;
        (*turn, place)
    };
    let mut places: Vec<_> = order.into_iter().map(turn).collect();
    places.sort_by_key(|(turn, _)| *turn);
    places.into_iter().map(|(_, place)| place).collect()
}

/// Whether pictures of this shape can be shown to a network that takes `input`.
pub(super) fn fits(input: Shape, pixels: &Pixels) -> bool {
    pixels.size() == [input.height, input.width]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_take_turns_in_a_sample() {
        let labels = [0, 0, 0, 1, 2, 1];
        let places = turns(&labels, vec![5, 4, 3, 2, 1, 0]);
        let classes: Vec<_> = places.iter().map(|&p| labels[p as usize]).collect();
        assert_eq!(classes, [1, 2, 0, 1, 0, 0]);
        assert_eq!(places, [5, 4, 2, 3, 1, 0]);
    }
}
