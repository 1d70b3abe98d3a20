//! What training changes, to be carried elsewhere and back.

use super::Network;
use super::checks::{check_not_negative, check_values};
use crate::error::Result;

/// All that training changes: a network with the same spec and seed that is given it goes on alike, bit for bit.
#[derive(Clone, Debug, PartialEq)]
pub struct State {
    /// All parameters.
    pub weights: Vec<f32>,
    /// What the optimiser remembers of earlier gradients.
    pub memory: Vec<f32>,
    /// Steps taken.
    pub steps: u64,
}

impl Network {
    /// All parameters, flat: layers in order, in a layer its kernel and bias, or gamma, beta, running mean and
    /// running variance.
    pub fn weights(&self) -> &[f32] {
        &self.weights
    }

    /// Replaces all parameters. The optimiser starts afresh: what it remembers belongs to the old weights.
    ///
    /// # Errors
    ///
    /// When the length is another, a value is not finite, or a running variance is negative.
    pub fn set_weights(&mut self, values: &[f32]) -> Result<()> {
        self.check_weights(values)?;
        self.weights.change().copy_from_slice(values);
        self.optimizer.reset();
        self.batch_seen = false;
        self.last_look = None;
        Ok(())
    }

    /// All that training changes.
    pub fn state(&self) -> State {
        State {
            weights: self.weights.to_vec(),
            memory: self.optimizer.memory(),
            steps: self.optimizer.steps(),
        }
    }

    /// Goes on from where a network with the same spec was. Unlike [`set_weights`](Self::set_weights) it brings what the
    /// optimiser remembers.
    ///
    /// # Errors
    ///
    /// As [`set_weights`](Self::set_weights), for the memory, too; squares in it cannot be negative.
    pub fn set_state(&mut self, state: &State) -> Result<()> {
        self.check_weights(&state.weights)?;
        check_values("memory", &state.memory, self.optimizer.memory_len())?;
        for squares in self.optimizer.squares() {
            check_not_negative("memory", &state.memory, squares)?;
        }
        self.weights.change().copy_from_slice(&state.weights);
        self.optimizer.restore(&state.memory, state.steps);
        self.batch_seen = false;
        self.last_look = None;
        Ok(())
    }

    fn check_weights(&self, weights: &[f32]) -> Result<()> {
        check_values("weights", weights, self.weights.len())?;
        self.parameters()
            .iter()
            .filter(|parameter| parameter.name.ends_with(".running_variance"))
            .try_for_each(|parameter| check_not_negative("weights", weights, parameter.range()))
    }
}
