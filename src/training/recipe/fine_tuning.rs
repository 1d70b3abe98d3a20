//! Fine-tuning: behind a head that has learned, the stem is trained further from what it came with, in small steps.

use serde_json::json;

use super::{Counts, Recipe, views};
use crate::read::read;
use crate::spec::{LayerSpec, NetworkSpec, StemSpec, Trainable};
use crate::training::length::{epoch_length, step_count};
use crate::training::split::FEWEST_VALIDATION;

const EPOCHS: usize = 10;
/// Pictures that are shown in all, at most, where that is three epochs: they take minutes.
const SHOWN: usize = 6000;
const FEWEST_EPOCHS: usize = 3;
const BATCH_SIZE: usize = 16;
/// Small against that of a training from scratch: the stem is to change a little, not to learn everything anew.
const LEARNING_RATE: f64 = 1e-4;

impl Recipe {
    /// Fine-tuning after a training by this recipe; `None` without a stem, where there are so few pictures that it would learn
    /// them by heart, or where no validation set can tell whether it has.
    pub fn fine_tuning(&self, counts: Counts) -> Option<Recipe> {
        let enough = views(counts) == 0 && counts.validation >= FEWEST_VALIDATION;
        let stem = self.spec.stem().filter(|_| self.converges && enough)?;
        let length = epoch_length(counts.training, self.augmented);
        let epochs = (SHOWN / length).clamp(FEWEST_EPOCHS, EPOCHS);
        let steps = step_count(length, epochs, BATCH_SIZE);
        let mut layers = self.spec.layers.clone();
        layers[0] = LayerSpec::Stem(StemSpec {
            trainable: Trainable::All,
            ..*stem
        });
        Some(Recipe {
            spec: NetworkSpec {
                layers,
                optimizer: read(json!({
                    "type": "adam",
                    "learning_rate": LEARNING_RATE,
                    "schedule": { "type": "cosine", "steps": steps.max(1) },
                }))
                .expect("a spec that can be"),
                ..self.spec.clone()
            },
            epochs,
            epoch_length: length,
            batch_size: BATCH_SIZE.min(length),
            patience: None,
            converges: false,
            ..self.clone()
        })
    }
}
