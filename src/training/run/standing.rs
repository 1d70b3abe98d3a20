//! Where a training is: all of it that moves, apart from the network.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::training::checkpoint::SavedState;
use crate::training::diagnosis::Point;
use crate::training::progress::{End, RollBack, Score, Tally};
use crate::training::recipe::Recipe;

/// Where a training is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Standing {
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
    pub first_loss: Option<f32>,
    pub roll_back: Option<RollBack>,
    /// The epochs that count: what was rolled back does not.
    pub history: Vec<Point>,
    /// What was wrong with layers after the epoch before.
    pub problems: Vec<(usize, String)>,
    /// Pictures that were shown, also those for nothing.
    pub shown: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum Phase {
    /// The next step is one of training.
    Learning,
    /// The next one is a batch of the validation set, from this place on.
    Validating {
        from: usize,
        tally: Tally,
    },
    /// All pictures of the epoch have been shown, and those of the validation set.
    Ending,
    /// The stem has been fine-tuned. What remains is to fit the head to it; and then this is the end.
    Refitting(End),
    Done(End),
}

/// A network as it was after an epoch.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Best {
    pub epoch: usize,
    /// Of the validation set, or without one of the pictures that it was trained on.
    pub loss: f64,
    pub validation: Option<Score>,
    pub state: SavedState,
}

impl Standing {
    /// At its first step.
    pub fn first() -> Self {
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
    pub fn check(&self, recipe: &Recipe, validation: usize) -> Result<()> {
        let total = recipe.epoch_length;
        let shown = self.from == total && self.tally.score().is_some();
        let place = match self.phase {
            Phase::Learning => self.from < total,
            Phase::Validating { from, .. } => shown && from < validation,
            Phase::Ending | Phase::Refitting(_) => shown,
            Phase::Done(_) => true,
        };
        let best = self
            .best
            .as_ref()
            .is_none_or(|best| best.epoch <= self.epoch);
        if (1..=recipe.epochs).contains(&self.epoch) && place && best && self.from <= total {
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

#[cfg(test)]
mod tests {
    use super::super::super::recipe::Counts;
    use super::super::super::settings::Settings;
    use super::*;
    use crate::network::State;

    #[test]
    fn only_places_that_a_training_reaches_are_taken_up() {
        let counts = Counts {
            classes: 2,
            training: 100,
            validation: 20,
        };
        let recipe = Recipe::new(&Settings::default(), counts).unwrap();
        let (total, epochs) = (recipe.epoch_length, recipe.epochs);
        let mut tally = Tally::default();
        tally.add(0.5, 1, 1);
        let check = |epoch, from, phase| {
            let standing = Standing {
                epoch,
                from,
                phase,
                tally,
                ..Standing::first()
            };
            standing.check(&recipe, 20).is_ok()
        };
        let validating = |from| Phase::Validating {
            from,
            tally: Tally::default(),
        };
        for (epoch, from, phase) in [
            (1, 0, Phase::Learning),
            (epochs, total - 1, Phase::Learning),
            (1, total, validating(0)),
            (1, total, validating(19)),
            (epochs, total, Phase::Ending),
            (1, 0, Phase::Done(End::Stopped)),
        ] {
            assert!(check(epoch, from, phase), "{epoch}, {from}, {phase:?}");
        }
        for (epoch, from, phase) in [
            (0, 0, Phase::Learning),
            (epochs + 1, 0, Phase::Learning),
            (1, total, Phase::Learning),
            (1, total - 1, validating(0)),
            (1, total, validating(20)),
            (1, 0, Phase::Ending),
            (1, total + 1, Phase::Done(End::Stopped)),
        ] {
            assert!(!check(epoch, from, phase), "{epoch}, {from}, {phase:?}");
        }
        let ending = Standing {
            from: total,
            phase: Phase::Ending,
            ..Standing::first()
        };
        assert!(ending.check(&recipe, 20).is_err(), "no picture was counted");
        let best = Best {
            epoch: 2,
            loss: 0.5,
            validation: None,
            state: State {
                weights: Vec::new(),
                memory: Vec::new(),
                steps: 0,
            }
            .into(),
        };
        let early = Standing {
            best: Some(best),
            ..Standing::first()
        };
        assert!(
            early.check(&recipe, 20).is_err(),
            "the best is still to come"
        );
    }
}
