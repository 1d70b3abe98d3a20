//! One training, from its first step to its end, in pieces that are short: a step, a batch of the validation set, the end
//! of an epoch.
//!
//! All that moves is in [`Standing`] and in the network, so that between any two pieces it can be put down and taken up
//! elsewhere.

use serde::{Deserialize, Serialize};

use super::checkpoint::{SavedRun, SavedState};
use super::diagnosis::{Point, Problem, diagnose};
use super::examples::{EVALUATION_BATCH, Examples, Learner, Show, turns};
use super::pictures::Pictures;
use super::plan::Draft;
use super::progress::{Divergence, End, Event, RollBack, Score, Tally};
use super::rates::{in_force, smaller_rate};
use super::recipe::Recipe;
use super::split::Check;
use crate::error::{Error, Result};
use crate::network::gradient_check::LayerCheck;
use crate::network::health::{self, Health};
use crate::network::{Evaluation, Network, State};
use crate::rng::Rng;
use crate::spec::NetworkSpec;

/// Well above any loss of a network that learns; beyond it, infinity is only a matter of steps.
const LARGEST_LOSS: f64 = 1e6;
/// A thousandth of the learning rate is small enough for whatever a too large one does; then something else is wrong.
const MOST_HALVINGS: usize = 10;
/// Pictures with which learning is diagnosed after each epoch, one of each class, and no more classes than this. It takes as
/// long as learning about twice as many and two. Of webcam pictures, three of three classes leave as many units silent as
/// sixteen do, to one in a hundred; a single one leaves half as many again.
const DIAGNOSED: usize = 4;
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
    pub learner: Learner,
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
}

/// Where a training is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Standing {
    /// From 1.
    pub epoch: usize,
    /// Pictures that the epoch has shown.
    pub from: usize,
    pub phase: Phase,
    /// Of the epoch so far.
    pub tally: Tally,
    /// Of the last epoch that ended.
    pub validation: Option<Score>,
    /// Of the epoch with the smallest loss.
    pub best: Option<Best>,
    /// Before anything was learned, as the first step found it.
    first_loss: Option<f32>,
    pub roll_back: Option<RollBack>,
    /// The epochs that count: what was rolled back does not.
    pub history: Vec<Point>,
    /// What was wrong with layers after the epoch before.
    problems: Vec<(usize, String)>,
    /// Pictures that were shown, also those for nothing.
    pub shown: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(super) enum Phase {
    /// The next step is one of training.
    Learning,
    /// The next one is a batch of the validation set, from this place on.
    Validating {
        from: usize,
        tally: Tally,
    },
    /// All pictures of the epoch have been shown, and those of the validation set.
    Ending,
    Done(End),
}

/// A network as it was after an epoch.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Best {
    pub epoch: usize,
    /// Of the validation set, or without one of the pictures that it was trained on.
    loss: f64,
    pub validation: Option<Score>,
    pub state: SavedState,
}

/// The loss has diverged, or so good as.
struct Diverged;

impl Run {
    /// A training as it begins, or from where it was.
    pub fn new(draft: Draft, pictures: &Pictures, saved: Option<SavedRun>) -> Result<Self> {
        let Draft {
            recipe,
            split,
            classes,
            ..
        } = draft;
        let examples = |places: &[usize]| {
            let chosen = || places.iter().map(|&place| &pictures.list()[place]);
            let label = |class| classes.iter().position(|of| *of == class).unwrap_or(0);
            let examples = Examples {
                pixels: chosen().map(|picture| picture.pixels.clone()).collect(),
                labels: chosen().map(|picture| label(picture.class)).collect(),
            };
            (examples, chosen().map(|picture| picture.id).collect())
        };
        let (training, training_ids) = examples(&split.training);
        let (validation, validation_ids) = examples(&split.validation);
        let at = match &saved {
            None => Standing::first(),
            Some(saved) => saved.standing.clone(),
        };
        at.check(&recipe, validation.len())?;
        let network = Network::new(spec_in_force(&recipe, &at), recipe.seed)?;
        let outputs = super::targets::output_count(recipe.spec.loss, classes.len());
        let found = network.outputs();
        if found != outputs {
            return Err(Error::spec(
                "layers",
                format!(
                    "the network has {found} outputs; expected {outputs} for {} classes",
                    classes.len()
                ),
            ));
        }
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
            learner,
            at,
            order,
            divergence: None,
            health: None,
            events: Vec::new(),
        })
    }

    /// All that another run needs to go on alike.
    pub fn save(&self) -> SavedRun {
        SavedRun {
            standing: self.at.clone(),
            state: self.learner.network.state().into(),
        }
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
        };
        self.unless(found)
    }

    /// Pictures of the next step, and how they are shown.
    pub fn batch(&self) -> (Vec<u32>, Show) {
        let Standing { epoch, from, .. } = self.at;
        let total = self.recipe.epoch_length;
        let to = (from + self.recipe.batch_size).min(total);
        let show = Show {
            seed: self.recipe.seed,
            // Every picture that is ever shown has a number, and its augmentation follows from it.
            first: self.recipe.augmented.then(|| (epoch * total + from) as u64),
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
        self.unless(found)
    }

    fn validate(
        &mut self,
        from: usize,
        mut tally: Tally,
    ) -> Result<std::result::Result<(), Diverged>> {
        let to = (from + EVALUATION_BATCH).min(self.validation.len());
        let places: Vec<u32> = (from as u32..to as u32).collect();
        let found = match self.learner.evaluate(&self.validation, &places) {
            Err(Error::Diverged(_)) => return Ok(Err(Diverged)),
            other => other?,
        };
        if !is_sound(found.loss.into()) {
            return Ok(Err(Diverged));
        }
        tally.add(found.loss, found.correct, places.len());
        self.at.phase = Phase::Validating { from: to, tally };
        if to == self.validation.len() {
            self.at.validation = tally.score();
            self.at.phase = Phase::Ending;
        }
        Ok(Ok(()))
    }

    fn end_epoch(&mut self) -> Result<std::result::Result<(), Diverged>> {
        let Recipe {
            epochs, patience, ..
        } = self.recipe;
        let at = &mut self.at;
        let epoch = at.epoch;
        let training = at.tally.score().expect("an epoch shows pictures");
        let loss = at.validation.unwrap_or(training).loss;
        // Of equals the newest.
        if at.best.as_ref().is_none_or(|best| loss <= best.loss) {
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
        if epoch == epochs && self.proven()?.is_none() {
            return Ok(Err(Diverged));
        }
        let health = self.diagnose_layers()?;
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
        if epoch == epochs {
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

    /// A loss that diverges costs no training: it rolls back to the best weights so far, to the first ones if there are no
    /// better, and goes on at half the learning rate. Only ends of epochs are rolled back to, so that the same training
    /// repeats.
    fn unless(&mut self, found: std::result::Result<(), Diverged>) -> Result<()> {
        let Err(Diverged) = found else {
            return Ok(());
        };
        let epoch = self.at.epoch;
        let times = self.at.roll_back.map_or(0, |roll_back| roll_back.times);
        if times == MOST_HALVINGS {
            self.end(End::Stopped);
            let optimizer = &self.recipe.spec.optimizer;
            let divergence = Divergence {
                epoch,
                learning_rate: optimizer.learning_rate().into(),
                halvings: MOST_HALVINGS,
                suggested: smaller_rate(optimizer),
            };
            self.divergence = Some(divergence);
            return Err(Error::Diverged(divergence.to_string()));
        }
        // What is worse than nothing learned was on its way off already.
        let first_loss = self.at.first_loss.map_or(f64::INFINITY, f64::from);
        self.at.best = self.at.best.take().filter(|best| best.loss <= first_loss);
        let to = self.at.best.as_ref().map_or(0, |best| best.epoch);
        let roll_back = RollBack {
            epoch,
            to,
            learning_rate: f64::from(self.learner.network.spec().optimizer.learning_rate()) / 2.0,
            times: times + 1,
        };
        self.at.roll_back = Some(roll_back);
        self.at.history.truncate(to);
        self.at.validation = self.at.best.as_ref().and_then(|best| best.validation);
        self.at.tally = Tally::default();
        let spec = spec_in_force(&self.recipe, &self.at);
        self.learner.network = Network::new(spec, self.recipe.seed)?;
        if let Some(best) = &self.at.best {
            self.learner.network.set_state(&State::from(&best.state))?;
        }
        self.events.push(Event::RolledBack(roll_back));
        self.begin(to + 1);
        Ok(())
    }

    /// Nothing of what is learned depends on it: where it cannot be had there is no report, and training goes on.
    fn diagnose_layers(&mut self) -> Result<Option<Health>> {
        let few = self.classes.len().min(DIAGNOSED).min(self.sample.len());
        match self.learner.health(&self.training, &self.sample[..few]) {
            Ok(health) => Ok(Some(health)),
            Err(Error::Diverged(_) | Error::Memory(_)) => Ok(None),
            Err(other) => Err(other),
        }
    }

    /// Backpropagation against differences of the loss, with a few pictures: each costs as much again.
    pub fn check_gradients(&mut self) -> Result<Vec<LayerCheck>> {
        let few = self.classes.len().min(DIAGNOSED).min(self.sample.len());
        self.learner
            .check_gradients(&self.training, &self.sample[..few])
    }

    /// What is worth a word after an epoch.
    fn problems(&mut self, health: Option<&Health>) -> Vec<Problem> {
        let optimizer = &self.learner.network.spec().optimizer;
        let of_losses = diagnose(&self.at.history, &self.check, optimizer);
        let found = health.map_or(&[][..], |health| &health.problems);
        let name = |problem: &health::Problem| (problem.layer(), problem.kind().name().to_owned());
        // In the layers of a young network much comes and goes: only what lasts is worth a word.
        let before = std::mem::replace(&mut self.at.problems, found.iter().map(name).collect());
        let lasting = found
            .iter()
            .filter(|problem| before.contains(&name(problem)));
        let lasting = lasting.cloned().map(Problem::Layer);
        let of_losses = of_losses.map(Problem::Losses);
        of_losses.into_iter().chain(lasting).collect()
    }

    /// The weights that should answer: those of the best epoch where a validation set says which it is, or else the
    /// newest, if they answer with finite numbers, or else the best.
    pub fn proven(&mut self) -> Result<Option<(Vec<f32>, Option<usize>)>> {
        let best = self.at.best.as_ref();
        let of_best = best.map(|best| (State::from(&best.state).weights, Some(best.epoch)));
        if best.is_some_and(|best| best.validation.is_some()) {
            return Ok(of_best);
        }
        if self.at.shown == 0 {
            return Ok(None);
        }
        let few = &self.sample[..self.sample.len().min(EVALUATION_BATCH)];
        match self.learner.evaluate(&self.training, few) {
            Ok(found) if is_sound(found.loss.into()) => {
                Ok(Some((self.learner.network.weights().to_vec(), None)))
            }
            Ok(_) | Err(Error::Diverged(_)) => match self.at.phase {
                Phase::Done(_) => Ok(of_best),
                _ => Ok(None),
            },
            Err(other) => Err(other),
        }
    }
}

impl Standing {
    fn first() -> Self {
        Standing {
            epoch: 1,
            from: 0,
            phase: Phase::Learning,
            tally: Tally::default(),
            validation: None,
            best: None,
            first_loss: None,
            roll_back: None,
            history: Vec::new(),
            problems: Vec::new(),
            shown: 0,
        }
    }

    /// Whether it can be where a training with this recipe is.
    fn check(&self, recipe: &Recipe, validation: usize) -> Result<()> {
        let total = recipe.epoch_length;
        let place = match self.phase {
            Phase::Learning => self.from < total,
            Phase::Validating { from, .. } => self.from == total && from < validation,
            Phase::Ending => self.from == total,
            Phase::Done(_) => true,
        };
        if (1..=recipe.epochs).contains(&self.epoch) && place && self.from <= total {
            return Ok(());
        }
        Err(Error::input(
            "checkpoint",
            format!(
                "it was made after {} pictures of epoch {}, where this training never is",
                self.from, self.epoch
            ),
        ))
    }
}

/// What is trained now.
fn spec_in_force(recipe: &Recipe, at: &Standing) -> NetworkSpec {
    NetworkSpec {
        optimizer: in_force(&recipe.spec.optimizer, at.roll_back.as_ref()),
        ..recipe.spec.clone()
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

fn is_sound(loss: f64) -> bool {
    loss.is_finite() && loss < LARGEST_LOSS
}
