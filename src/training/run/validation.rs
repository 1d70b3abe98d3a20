//! How good the network is: on the validation set, batch by batch, and whether it answers at all.

use super::{Diverged, Phase, Run, Tally};
use crate::error::{Error, Result};
use crate::network::State;
use crate::training::examples::EVALUATION_BATCH;

/// Well above any loss of a network that learns; beyond it, infinity is only a matter of steps.
const LARGEST_LOSS: f64 = 1e6;

impl Run {
    /// The next batch of the validation set, from place `from` on.
    pub(super) fn validate(
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
        Ok(match (self.answers()?, self.at.phase) {
            (true, _) => Some((self.learner.network.weights().to_vec(), None)),
            (false, Phase::Done(_)) => of_best,
            (false, _) => None,
        })
    }

    /// Whether the newest weights answer some of the training pictures with a loss that a network can have.
    pub(super) fn answers(&mut self) -> Result<bool> {
        let few = &self.sample[..self.sample.len().min(EVALUATION_BATCH)];
        match self.learner.evaluate(&self.training, few) {
            Ok(found) => Ok(is_sound(found.loss.into())),
            Err(Error::Diverged(_)) => Ok(false),
            Err(other) => Err(other),
        }
    }
}

/// Whether a network can have this loss and go on learning.
pub(super) fn is_sound(loss: f64) -> bool {
    loss.is_finite() && loss < LARGEST_LOSS
}
