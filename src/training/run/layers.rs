//! How learning goes in the layers, seen with a few pictures.

use super::Run;
use crate::error::{Error, Result};
use crate::network::gradient_check::LayerCheck;
use crate::network::health::{self, Health};
use crate::training::diagnosis::{LossProblem, Problem, diagnose};

/// Pictures with which learning is diagnosed after each epoch, one of each class, and no more classes than this. It takes as
/// long as learning about twice as many and two. Of webcam pictures, three of three classes leave as many units silent as
/// sixteen do, to one in a hundred; a single one leaves half as many again.
const DIAGNOSED: usize = 4;

impl Run {
    /// How many pictures of the sample learning is diagnosed with.
    fn diagnosed(&self) -> usize {
        self.classes.len().min(DIAGNOSED).min(self.sample.len())
    }

    /// Nothing of what is learned depends on it: where it cannot be had there is no report, and training goes on.
    pub(super) fn diagnose_layers(&mut self) -> Result<Option<Health>> {
        let few = self.diagnosed();
        match self.learner.health(&self.training, &self.sample[..few]) {
            Ok(health) => Ok(Some(health)),
            Err(Error::Diverged(_) | Error::Memory(_)) => Ok(None),
            Err(other) => Err(other),
        }
    }

    /// Backpropagation against differences of the loss, with a few pictures: each costs as much again.
    pub fn check_gradients(&mut self) -> Result<Vec<LayerCheck>> {
        let few = self.diagnosed();
        self.learner
            .check_gradients(&self.training, &self.sample[..few])
    }

    /// What the losses show. One that has come to its minimum falls no more, which is no problem.
    pub fn loss_problem(&self) -> Option<LossProblem> {
        let optimizer = &self.learner.network.spec().optimizer;
        let found = diagnose(&self.at.history, &self.check, optimizer);
        found.filter(|_| !self.recipe.converges)
    }

    /// What is worth a word after an epoch.
    pub(super) fn problems(&mut self, health: Option<&Health>) -> Vec<Problem> {
        let of_losses = self.loss_problem();
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
}
