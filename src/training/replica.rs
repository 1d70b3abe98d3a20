//! A helper's copy of a training: its pictures, and a network that stays like the trainer's, bit for bit.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::checkpoint::{SavedState, decode, encode, json};
use super::examples::{Examples, Learner, Show, Shown};
use super::pictures::Pixels;
use super::run::Run;
use super::shards::Shard;
use super::targets::check_outputs;
use crate::error::{Error, Result};
use crate::network::{Gradients, Network, State};
use crate::spec::NetworkSpec;

const KIND: &str = "replica";
const STATE: &str = "state";

/// What replicas have to do after a step.
#[derive(Clone, Debug, PartialEq)]
pub enum Update<'a> {
    /// Apply the sum over all shards.
    Sum {
        /// The gradient of the mean loss.
        gradients: &'a [f32],
        /// What batch norm observed.
        statistics: &'a [f64],
    },
    /// Take another state: the training has rolled back.
    State(Vec<u8>),
}

/// What a training shows, as it is sent.
#[derive(Serialize, Deserialize)]
struct Joining {
    pixels: Vec<Arc<Pixels>>,
    labels: Vec<usize>,
    class_count: usize,
    augmented: bool,
    now: Now,
}

/// The network as it is.
#[derive(Serialize, Deserialize)]
struct Now {
    /// Dropout draws from it, too.
    seed: u64,
    #[serde(with = "json")]
    spec: NetworkSpec,
    state: SavedState,
}

impl Now {
    fn of(run: &Run) -> Self {
        let network = &run.learner.network;
        Now {
            seed: run.recipe.seed,
            spec: network.spec().clone(),
            state: network.state().into(),
        }
    }

    fn network(&self) -> Result<Network> {
        let mut network = Network::new(self.spec.clone(), self.seed)?;
        network.set_state(&State::from(&self.state))?;
        Ok(network)
    }
}

/// What a helper needs to join. The pictures are shared, not copied.
fn joining(run: &Run) -> Result<Joining> {
    let Shown::Pixels(pixels) = &run.training.shown else {
        return Err(Error::input(
            "",
            "a head behind a stem learns too fast for helpers; expected run",
        ));
    };
    Ok(Joining {
        pixels: pixels.clone(),
        labels: run.training.labels.clone(),
        class_count: run.classes.len(),
        augmented: run.recipe.augmented,
        now: Now::of(run),
    })
}

pub(super) fn encode_replica(run: &Run) -> Result<Vec<u8>> {
    encode(KIND, &joining(run)?)
}

pub(super) fn encode_state(run: &Run) -> Result<Vec<u8>> {
    encode(STATE, &Now::of(run))
}

/// A helper's copy of a training.
pub struct Replica {
    learner: Learner,
    examples: Examples,
    seed: u64,
    augmented: bool,
}

impl Replica {
    /// From what [`Trainer::replica`](super::Trainer::replica) gave.
    ///
    /// # Errors
    ///
    /// When the bytes are not from there, or the memory is not there.
    pub fn new(bytes: &[u8]) -> Result<Self> {
        Replica::join(decode(KIND, bytes)?)
    }

    /// Of a training in the same memory.
    pub(super) fn of(run: &Run) -> Result<Self> {
        Replica::join(joining(run)?)
    }

    fn join(joining: Joining) -> Result<Self> {
        let network = joining.now.network()?;
        let input = network.spec().input;
        let (pixels, labels) = (joining.pixels, joining.labels);
        check_outputs(network.spec().loss, joining.class_count, network.outputs())?;
        let sound = pixels.len() == labels.len()
            && pixels.iter().all(|p| super::examples::fits(input, p))
            && labels.iter().all(|label| *label < joining.class_count);
        if !sound {
            return Err(Error::input(
                "replica",
                "its pictures do not fit its network",
            ));
        }
        let examples = Examples {
            pictures: labels.len(),
            shown: Shown::Pixels(pixels),
            labels,
        };
        Ok(Replica {
            learner: Learner::new(network, &examples, joining.class_count),
            examples,
            seed: joining.now.seed,
            augmented: joining.augmented,
        })
    }

    /// The gradient for a shard; `None` where the loss or the gradient is not finite.
    ///
    /// # Errors
    ///
    /// When the shard has a picture that is not there.
    pub fn gradients(&mut self, shard: &Shard) -> Result<Option<Gradients<'_>>> {
        let count = self.examples.len();
        let known = |place: &u32| (*place as usize) < count;
        if shard.pictures.is_empty() || !shard.pictures.iter().all(known) {
            return Err(Error::input(
                "shard",
                format!("got picture numbers that are not among the {count} of the training"),
            ));
        }
        let show = Show {
            seed: self.seed,
            first: self.augmented.then_some(shard.first),
        };
        match self
            .learner
            .gradients(&self.examples, &shard.pictures, show)
        {
            Err(Error::Diverged(_)) => Ok(None),
            other => other.map(Some),
        }
    }

    /// Does what the trainer did.
    ///
    /// # Errors
    ///
    /// When a length is another, or the bytes are not from [`Trainer::sum`](super::Trainer::sum).
    pub fn apply(&mut self, update: &Update) -> Result<()> {
        match update {
            Update::Sum {
                gradients,
                statistics,
            } => self
                .learner
                .network
                .apply_gradients(gradients, Some(statistics)),
            Update::State(bytes) => {
                let now: Now = decode(STATE, bytes)?;
                self.learner.network = now.network()?;
                Ok(())
            }
        }
    }

    /// Number of gradients and of statistics that it finds.
    pub fn lengths(&self) -> [usize; 2] {
        self.learner.network.lengths()
    }

    /// All parameters.
    pub fn weights(&self) -> &[f32] {
        self.learner.network.weights()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{from_value, json};

    #[test]
    fn classes_that_are_not_those_of_the_network_are_refused() {
        let spec: NetworkSpec = from_value(json!({
            "input": { "height": 2, "width": 2, "channels": 3 },
            "layers": [{ "type": "dense", "units": 3 }],
            "loss": "cross_entropy",
            "optimizer": { "type": "sgd", "learning_rate": 0.1 },
        }))
        .unwrap();
        let joining = |class_count| {
            let network = Network::new(spec.clone(), 1).unwrap();
            let joining = Joining {
                pixels: Vec::new(),
                labels: Vec::new(),
                class_count,
                augmented: false,
                now: Now {
                    seed: 1,
                    spec: spec.clone(),
                    state: network.state().into(),
                },
            };
            Replica::new(&encode(KIND, &joining).unwrap())
        };
        assert!(joining(3).is_ok());
        // With so many, one weight for each would not fit into memory.
        for class_count in [2, 4, usize::MAX] {
            assert!(joining(class_count).is_err());
        }
    }
}
