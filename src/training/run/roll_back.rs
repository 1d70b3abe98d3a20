//! What becomes of a training whose loss diverges.

use super::{Run, Standing};
use crate::error::{Error, Result};
use crate::network::{Network, State};
use crate::spec::NetworkSpec;
use crate::training::progress::{Divergence, End, Event, RollBack, Tally};
use crate::training::rates::{in_force, smaller_rate};
use crate::training::recipe::Recipe;

/// A thousandth of the learning rate is small enough for whatever a too large one does; then something else is wrong.
const MOST_HALVINGS: usize = 10;

/// The loss has diverged, or so good as.
pub(super) struct Diverged;

impl Run {
    /// A loss that diverges costs no training: it rolls back to the best weights so far, to the first ones if there are no
    /// better, and goes on at half the learning rate. Only ends of epochs are rolled back to, so that the same training
    /// repeats.
    pub(super) fn or_roll_back(&mut self, found: std::result::Result<(), Diverged>) -> Result<()> {
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
        self.snapshots.roll_back(to);
        self.at.validation = self.at.best.as_ref().and_then(|best| best.validation);
        self.at.tally = Tally::default();
        self.learner.network = first_network(&self.recipe, &self.at)?;
        if let Some(tuning) = &self.tuning {
            self.learner.network.set_weights(&tuning.start)?;
        }
        if let Some(best) = &self.at.best {
            self.learner.network.set_state(&State::from(&best.state))?;
        }
        self.events.push(Event::RolledBack(roll_back));
        self.begin(to + 1);
        Ok(())
    }
}

/// The network that learns, with its first weights and the learning rate that is in force.
pub(super) fn first_network(recipe: &Recipe, at: &Standing) -> Result<Network> {
    let spec = recipe.spec.learning();
    let spec = NetworkSpec {
        optimizer: in_force(&spec.optimizer, at.roll_back.as_ref()),
        ..spec
    };
    let mut network = Network::new(spec, recipe.seed)?;
    if recipe.spec.head().is_some() {
        // There are more features than pictures. What these say nothing about should stay without influence.
        network.set_weights(&vec![0.0; network.weights().len()])?;
    }
    Ok(network)
}
