//! One training, from its first step to its end, in pieces that are short: a step, a batch of the validation set, the end
//! of an epoch.
//!
//! All that moves is in [`Standing`] and in the network, so that between any two pieces it can be put down and taken up
//! elsewhere.

mod head;
mod layers;
mod roll_back;
mod standing;
mod validation;

use std::collections::BTreeMap;

use super::checkpoint::SavedRun;
use super::classifier::Parts;
use super::diagnosis::Point;
use super::examples::{Examples, Learner, Show, Shown, turns};
use super::features::Features;
use super::pictures::Pictures;
use super::plan::Draft;
use super::progress::{Divergence, End, Event, Tally};
use super::recipe::Recipe;
use super::snapshots::{self, Snapshots};
use super::split::Check;
use super::targets::check_outputs;
use crate::error::{Error, Result};
use crate::network::health::Health;
use crate::network::{Evaluation, State};
use crate::rng::Rng;
use head::Tuning;
use roll_back::{Diverged, first_network};
use standing::Best;
pub(super) use standing::{Phase, Standing};
use validation::is_sound;

/// Sets the random numbers of the order apart from those of weights and augmentation, which the same seed gives.
const ORDER: u64 = 0x6F72_6465_7200_0000;

/// One training.
pub(super) struct Run {
    pub recipe: Recipe,
    pub check: Check,
    /// Of the trainer's classes, those that the network tells apart.
    pub classes: Vec<usize>,
    pub training: Examples,
    pub validation: Examples,
    /// Ids of both, in the same order.
    pub ids: [Vec<u32>; 2],
    /// The recording of each picture, by its id.
    recordings: BTreeMap<u32, u32>,
    pub learner: Learner,
    /// Of a stem that is fine-tuned.
    tuning: Option<Tuning>,
    pub at: Standing,
    /// Places of the pictures in the order in which this epoch shows them.
    order: Vec<u32>,
    /// Some training pictures, always the same: the first of each class, the second of each, …
    sample: Vec<u32>,
    /// For what it has given up.
    pub divergence: Option<Divergence>,
    /// After the last epoch.
    pub health: Option<Health>,
    pub events: Vec<Event>,
    /// Taken up again it has those of before no more but the first, which follows from the seed: checkpoints stay as small as the
    /// network.
    pub snapshots: Snapshots,
    /// Of the network that answers in the end.
    pub parts: Option<Parts>,
}

impl Run {
    /// A training as it begins, or from where it was. For a head behind a frozen stem `features` are complete.
    pub fn new(
        draft: Draft,
        pictures: &Pictures,
        features: &Features,
        saved: Option<SavedRun>,
    ) -> Result<Self> {
        let Draft {
            recipe,
            split,
            classes,
            ..
        } = draft;
        let input = recipe.spec.input;
        let examples = |places: &[usize], views| {
            let chosen = || places.iter().map(|&place| &pictures.list()[place]);
            let label = |class| classes.iter().position(|of| *of == class).unwrap_or(0);
            let labels = chosen().map(|picture| label(picture.class)).collect();
            let pixels = chosen().map(|picture| &picture.pixels);
            let examples = match recipe.spec.head() {
                Some(_) => features.examples(pixels, labels, views)?,
                None => Examples {
                    shown: Shown::Pixels(pixels.map(|pixels| pixels.reduced(input)).collect()),
                    pictures: places.len(),
                    labels,
                },
            };
            Ok((examples, chosen().map(|picture| picture.id).collect()))
        };
        let (training, training_ids) = examples(&split.training, recipe.views)?;
        let (validation, validation_ids) = examples(&split.validation, 0)?;
        let at = match &saved {
            None => Standing::first(),
            Some(saved) => saved.standing.clone(),
        };
        at.check(&recipe, validation.len())?;
        let network = first_network(&recipe, &at)?;
        check_outputs(recipe.spec.loss, classes.len(), network.outputs())?;
        let snapshots = Snapshots::new(network.weights(), snapshots::MOST_BYTES);
        let mut learner = Learner::new(network, &training, classes.len());
        if let Some(saved) = &saved {
            learner.network.set_state(&State::from(&saved.state))?;
        }
        let order = shuffled(&recipe, &at, training.len());
        let any = Rng::new(recipe.seed ^ ORDER, 0).shuffled(training.len() as u32);
        Ok(Run {
            sample: turns(&training.labels, any),
            recipe,
            check: split.check,
            classes,
            training,
            validation,
            ids: [training_ids, validation_ids],
            recordings: {
                let all = pictures.list().iter();
                all.map(|picture| (picture.id, picture.recording)).collect()
            },
            learner,
            tuning: None,
            at,
            order,
            divergence: None,
            health: None,
            events: Vec::new(),
            snapshots,
            parts: None,
        })
    }

    /// All that another run needs to go on alike.
    pub fn save(&self) -> SavedRun {
        SavedRun {
            standing: self.at.clone(),
            state: self.learner.network.state().into(),
        }
    }

    /// Whether its steps may be spread over workers: not those of optimisers that search, nor of a head alone, which learns
    /// in less time than an exchange takes.
    pub fn is_spread(&self) -> bool {
        let pixels = matches!(self.training.shown, Shown::Pixels(_));
        pixels && !self.recipe.spec.optimizer.searches()
    }

    /// The next piece, whatever it is.
    pub fn advance(&mut self) -> Result<()> {
        match self.at.phase {
            Phase::Learning => {
                let (places, show) = self.batch();
                let step = self.learner.step(&self.training, &places, show);
                self.end_step(step, places.len())
            }
            _ => self.advance_between(),
        }
    }

    /// The next piece that is no step of training.
    pub fn advance_between(&mut self) -> Result<()> {
        let found = match self.at.phase {
            Phase::Learning | Phase::Done(_) => return Ok(()),
            Phase::Validating { from, tally } => self.validate(from, tally)?,
            Phase::Ending => self.end_epoch()?,
            Phase::Refitting(reason) => return self.refit(reason),
        };
        self.or_roll_back(found)
    }

    /// Pictures of the next step, and how they are shown.
    pub fn batch(&self) -> (Vec<u32>, Show) {
        let Standing { epoch, from, .. } = self.at;
        let (total, augmented) = (self.recipe.epoch_length, self.recipe.augmented);
        let to = (from + self.recipe.batch_size).min(total);
        let show = Show {
            seed: self.recipe.seed,
            // Every picture that is ever shown has a number, and its augmentation follows from it.
            first: augmented.then(|| epoch as u64 * total as u64 + from as u64),
        };
        (self.order[from..to].to_vec(), show)
    }

    /// What follows from a step of training with so many pictures.
    pub fn end_step(&mut self, step: Result<Evaluation>, count: usize) -> Result<()> {
        let found = match step {
            Ok(step) if is_sound(step.loss.into()) => {
                let at = &mut self.at;
                if at.from == 0 {
                    at.tally = Tally::default();
                }
                at.first_loss.get_or_insert(step.loss);
                at.tally.add(step.loss, step.correct, count);
                at.from += count;
                at.shown += count as u64;
                if at.from >= self.recipe.epoch_length {
                    at.phase = match self.validation.len() {
                        0 => Phase::Ending,
                        _ => Phase::Validating {
                            from: 0,
                            tally: Tally::default(),
                        },
                    };
                }
                Ok(())
            }
            Ok(_) | Err(Error::Diverged(_)) => Err(Diverged),
            Err(other) => return Err(other),
        };
        self.or_roll_back(found)
    }

    fn end_epoch(&mut self) -> Result<std::result::Result<(), Diverged>> {
        let Recipe {
            epochs, patience, ..
        } = self.recipe;
        // Losses of the training set are from before the last step.
        if self.validation.len() == 0 && !self.answers()? {
            return Ok(Err(Diverged));
        }
        let at = &mut self.at;
        let epoch = at.epoch;
        let training = at.tally.score().expect("an epoch shows pictures");
        let loss = at.validation.unwrap_or(training).loss;
        self.snapshots.push(epoch, self.learner.network.weights());
        // Of equals the newest.
        let converges = self.recipe.converges;
        if at
            .best
            .as_ref()
            .is_none_or(|best| converges || loss <= best.loss)
        {
            at.best = Some(Best {
                epoch,
                loss,
                validation: at.validation,
                state: self.learner.network.state().into(),
            });
        }
        at.history.push(Point {
            epoch,
            training,
            validation: at.validation,
        });
        // What a stem does that has learned from many photographs need not be explained by a few.
        let health = match &self.tuning {
            Some(_) => None,
            None => self.diagnose_layers()?,
        };
        let problems = self.problems(health.as_ref());
        self.health = health.clone();
        self.events.push(Event::EpochEnded {
            epoch,
            training,
            validation: self.at.validation,
            health,
            problems,
        });
        let best_epoch = self.at.best.as_ref().map_or(0, |best| best.epoch);
        let settled = match self.at.history[..] {
            [.., before, last] => {
                converges && head::has_converged(before.training.loss, last.training.loss)
            }
            _ => false,
        };
        if epoch == epochs && self.tuning.is_some() {
            self.at.phase = Phase::Refitting(End::Finished);
        } else if epoch == epochs || settled {
            self.end(End::Finished);
        } else if patience.is_some_and(|patience| epoch - best_epoch >= patience) {
            self.events.push(Event::StoppedEarly { epoch, best_epoch });
            self.end(End::Early);
        } else {
            self.begin(epoch + 1);
        }
        Ok(Ok(()))
    }

    /// Ends the training, if it has not ended.
    pub fn end(&mut self, reason: End) {
        if !matches!(self.at.phase, Phase::Done(_)) {
            self.at.phase = Phase::Done(reason);
            self.events.push(Event::Finished { reason });
        }
    }

    fn begin(&mut self, epoch: usize) {
        (self.at.epoch, self.at.from) = (epoch, 0);
        self.at.phase = Phase::Learning;
        self.order = shuffled(&self.recipe, &self.at, self.training.len());
    }
}

fn shuffled(recipe: &Recipe, at: &Standing, pictures: usize) -> Vec<u32> {
    let total = recipe.epoch_length as u32;
    let mut order = Rng::new(recipe.seed ^ ORDER, at.epoch as u64).shuffled(total);
    order
        .iter_mut()
        .for_each(|place| *place %= pictures.max(1) as u32);
    order
}
