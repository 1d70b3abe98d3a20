//! The head behind a stem: fitted to what the stem makes of pictures, and fitted once more when all else is known.

use std::sync::Arc;
use std::time::Duration;

use super::roll_back::first_network;
use super::validation::is_sound;
use super::{Best, Phase, Run, Standing};
use crate::error::{Error, Result};
use crate::network::{Network, State};
use crate::training::examples::{Examples, Learner, Show, Shown};
use crate::training::features::{Features, Wanted};
use crate::training::novelty::{Example, Novelty};
use crate::training::pictures::Pixels;
use crate::training::progress::{End, Tally};
use crate::training::recipe::Recipe;

/// Relative change of a loss that is no more than what single precision adds to it.
const CONVERGED: f64 = 1e-6;
/// About how long features are computed between two signs of life.
const SLICE: Duration = Duration::from_millis(20);

/// What there is beside a training when its stem is fine-tuned.
pub(super) struct Tuning {
    /// The weights with which it begins: those that the stem came with, and the head that has learned behind it.
    pub start: Vec<f32>,
    /// How many of them are the stem's.
    of_stem: usize,
    /// By which the head learns.
    head: Recipe,
    /// By the stem, once it has learned.
    features: Option<Features>,
    /// Features of the training and the validation set, as soon as all are there.
    found: Option<[Examples; 2]>,
}

impl Run {
    /// Fine-tunes the stem from where it is, behind a head with these weights, which was found by the recipe `head`.
    pub fn tune(&mut self, head: Recipe, weights: &[f32]) -> Result<()> {
        let mut start = Network::new(self.recipe.spec.clone(), self.recipe.seed)?
            .weights()
            .to_vec();
        let of_stem = start.len() - weights.len();
        put_head(&mut start, weights);
        if self.at.shown == 0 {
            self.learner.network.set_weights(&start)?;
        }
        self.tuning = Some(Tuning {
            start,
            of_stem,
            head,
            features: None,
            found: None,
        });
        // Taken up after its end, they have to be computed again.
        while matches!(self.at.phase, Phase::Done(End::Finished)) && !self.extract()? {}
        Ok(())
    }

    /// Where there is a head behind features that are known: by which it learns, and those of training and validation set.
    fn head(&self) -> Option<(&Recipe, [&Examples; 2])> {
        match &self.tuning {
            Some(Tuning { head, found, .. }) => {
                let [training, validation] = found.as_ref()?;
                Some((head, [training, validation]))
            }
            None => matches!(self.training.shown, Shown::Features(_))
                .then_some((&self.recipe, [&self.training, &self.validation])),
        }
    }

    /// Whoever answers with these weights of the whole, and what it is to be shown: the training and the validation set.
    pub fn learner_with(&self, weights: &[f32]) -> Result<(Learner, [&Examples; 2])> {
        let all = (&self.recipe, [&self.training, &self.validation]);
        let (recipe, examples) = self.head().unwrap_or(all);
        let mut network = Network::new(recipe.spec.learning(), 0)?;
        let first = weights.len() - network.weights().len();
        network.set_weights(&weights[first..])?;
        let learner = Learner::new(network, examples[0], self.classes.len());
        Ok((learner, examples))
    }

    /// Computes more of the features by the fine-tuned stem; whether all are there.
    fn extract(&mut self) -> Result<bool> {
        let (Some(tuning), Some(best)) = (&mut self.tuning, &self.at.best) else {
            return Ok(true);
        };
        let features = tuning.features.get_or_insert_with(|| {
            let mut weights = State::from(&best.state).weights;
            weights.truncate(tuning.of_stem);
            Features::by(weights)
        });
        let pixels = |examples: &Examples| match &examples.shown {
            Shown::Pixels(pixels) => pixels.clone(),
            Shown::Features(_) => Vec::new(),
        };
        let both = [&self.training, &self.validation].map(pixels);
        let wanted = both.iter().flatten().map(|pixels| Wanted {
            pixels: pixels.clone(),
            views: 0,
        });
        let wanted: Vec<_> = wanted.collect();
        let prepared = features.prepare(&self.recipe.spec, &wanted, SLICE)?;
        if !prepared.is_complete() {
            return Ok(false);
        }
        let found = |pixels: &[Arc<Pixels>], examples: &Examples| {
            let labels = examples.labels.clone();
            features.examples(pixels.iter(), labels, 0)
        };
        let training = found(&both[0], &self.training)?;
        let validation = found(&both[1], &self.validation)?;
        tuning.found = Some([training, validation]);
        Ok(true)
    }

    /// The next piece of what follows on fine-tuning: the stem has changed, and the head is fitted to it anew.
    pub(super) fn refit(&mut self, reason: End) -> Result<()> {
        if !self.extract()? {
            return Ok(());
        }
        if let Some((recipe, [training, validation])) = self.head()
            && let Some(best) = &self.at.best
            && let Some(mut learner) = fit(recipe, training, self.classes.len())?
        {
            let places: Vec<u32> = (0..validation.len() as u32).collect();
            let found = learner.evaluate(validation, &places)?;
            let mut tally = Tally::default();
            tally.add(found.loss, found.correct, places.len());
            let validation = tally.score();
            let mut state = State::from(&best.state);
            put_head(&mut state.weights, learner.network.weights());
            self.at.best = Some(Best {
                epoch: best.epoch,
                loss: found.loss.into(),
                validation,
                state: state.into(),
            });
            self.at.validation = validation;
        }
        self.end(reason);
        Ok(())
    }

    /// The weights that answer in the end, from those that were judged by the validation set: their head learns from that, too.
    /// Where the minimum is known to be found, more pictures can only help; of three of a class every one counts.
    pub fn refitted(&self, mut weights: Vec<f32>) -> Result<Vec<f32>> {
        let Some((recipe, [training, validation])) = self.head() else {
            return Ok(weights);
        };
        if !recipe.converges || validation.len() == 0 {
            return Ok(weights);
        }
        let all = training.with_pictures_of(validation);
        if let Some(learner) = fit(recipe, &all, self.classes.len())? {
            put_head(&mut weights, learner.network.weights());
        }
        Ok(weights)
    }

    /// What is near the classes: found with the features of all pictures, but not of their views.
    pub fn novelty(&self) -> Option<Novelty> {
        self.recipe.spec.norm()?;
        let stem = self.recipe.spec.stem()?.name;
        let (_, both) = self.head()?;
        let mut pictures = Vec::new();
        for (examples, ids) in both.into_iter().zip(&self.ids) {
            let Shown::Features(features) = &examples.shown else {
                return None;
            };
            let width = features.len().checked_div(examples.len())?;
            let labelled = features.chunks_exact(width.max(1)).zip(&examples.labels);
            pictures.extend(ids.iter().zip(labelled));
        }
        // As they were taken.
        pictures.sort_unstable_by_key(|(id, _)| *id);
        let examples = pictures.iter().map(|(id, (features, label))| Example {
            features,
            class: **label,
            recording: self.recordings[id],
        });
        let examples: Vec<_> = examples.collect();
        Novelty::of(&examples, self.classes.len(), stem.another_day())
    }
}

/// Gives the weights of a whole network, whose last ones are the head's, those of another head.
fn put_head(weights: &mut [f32], head: &[f32]) {
    let first = weights.len() - head.len();
    weights[first..].copy_from_slice(head);
}

/// Whether a search is where it was going: the loss, of the whole set and without chance, no longer changes.
pub(super) fn has_converged(before: f64, loss: f64) -> bool {
    (before - loss).abs() <= CONVERGED * loss
}

/// A head that has learned from these features; `None` where it has come to nothing.
fn fit(recipe: &Recipe, examples: &Examples, classes: usize) -> Result<Option<Learner>> {
    let network = first_network(recipe, &Standing::first())?;
    let mut learner = Learner::new(network, examples, classes);
    let places: Vec<u32> = (0..examples.len() as u32).collect();
    let mut loss = f64::INFINITY;
    for _ in 0..recipe.epochs {
        match learner.step(examples, &places, Show::AS_THEY_ARE) {
            Ok(step) if has_converged(loss, step.loss.into()) => break,
            Ok(step) if is_sound(step.loss.into()) => loss = step.loss.into(),
            Ok(_) | Err(Error::Diverged(_)) => return Ok(None),
            Err(other) => return Err(other),
        }
    }
    Ok(Some(learner))
}
